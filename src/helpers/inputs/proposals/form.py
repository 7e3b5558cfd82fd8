"""How the sheets of assumptions and choices are laid out; whoever writes them and whoever reads them looks here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Name of the paper, in its file name and in what it says of itself.
PAPER = "phu_luc_so_lieu"
NUMBERS_SHEET, CHOICES_SHEET, ORIGIN_SHEET = "Giả định", "Lựa chọn", "_nguon_goc"
#: The heads by which a reader finds the columns, wherever they stand.
ID, LABEL, UNIT, PRESENT = "Mã", "Số liệu", "Đơn vị", "Giá trị trong phương án"
PROPOSED, PROPOSER, REASON = "Giá trị đề nghị", "Đơn vị đề nghị", "Lý do"
CHOICE_LABEL = "Lựa chọn"
#: What a reader writes where a list is to be empty: a blank cell means that nothing is proposed.
NOTHING = "không"
LONGEST_COMMENT = 250


@dataclass(frozen=True)
class Choice:
    """A choice of a scenario that is not a number of the register.

    Parameters
    ----------
    key : lever of the scenario.
    label : what it is, in Vietnamese.
    kind : ``whole``, ``words``, ``counts`` (a list of whole numbers) or ``codes`` (a list of commune codes).
    words : for ``words``, what each value is called.
    low, high : for ``whole``, the range.
    """

    key: str
    label: str
    kind: str
    words: Mapping[str, str] = field(default_factory=dict)
    low: int = 0
    high: int = 0

    def said(self, value) -> str | int:
        """Return a value as the sheet shows it.

        >>> CHOICES["new_points_per_year"].said((8, 9, 9)), CHOICES["pinned"].said(())
        ('8; 9; 9', 'không')
        """
        if self.kind == "whole":
            return int(value)
        if self.kind == "words":
            return self.words[value]
        return "; ".join(map(str, value)) or NOTHING

    def allowed(self) -> tuple[str, str]:
        """Return in Vietnamese and English what may be proposed."""
        match self.kind:
            case "whole":
                return f"số nguyên từ {self.low} đến {self.high}", f"a whole number from {self.low} to {self.high}"
            case "words":
                listed = "; ".join(self.words.values())
                return f"một trong: {listed}", f"one of: {listed}"
            case "counts":
                return (f"các số nguyên cách nhau bằng dấu chấm phẩy, ví dụ 8; 9; 9, hoặc “{NOTHING}”",
                        f"whole numbers parted by semicolons, such as 8; 9; 9, or “{NOTHING}”")
        return (f"các mã xã cách nhau bằng dấu chấm phẩy, ví dụ 18853; 19063, hoặc “{NOTHING}”",
                f"commune codes parted by semicolons, such as 18853; 19063, or “{NOTHING}”")


_SITING = {
    "none": "không mở điểm theo vị trí",
    "p_median": "quãng đường bình quân ngắn nhất",
    "max_cover": "nhiều người trong chuẩn khoảng cách nhất",
    "p_center": "xã ở xa nhất được gần nhất",
    "least_points": "ít điểm nhất mà đạt tỷ lệ phủ",
    "every_commune": "mỗi xã một điểm",
}
CHOICES = {
    choice.key: choice
    for choice in (
        Choice("first_year", "Năm đầu kỳ đánh giá", "whole", low=2018, high=2060),
        Choice("last_year", "Năm cuối kỳ đánh giá", "whole", low=2018, high=2060),
        Choice("plan_years", "Số năm của kế hoạch", "whole", low=1, high=10),
        Choice("case", "Mức của các tham số nhu cầu chưa chắc", "words",
               {"low": "thấp", "base": "cơ sở", "high": "cao"}),
        Choice("siting", "Cách chọn vị trí điểm mới", "words", _SITING),
        Choice("siting_weight", "Chọn vị trí theo", "words", {"people": "số dân", "dossiers": "số hồ sơ"}),
        Choice("new_points_per_year", "Số điểm mới mở trong từng năm của kế hoạch", "counts"),
        Choice("pinned", "Xã bắt buộc có điểm (mã xã)", "codes"),
        Choice("banned", "Xã không đặt điểm (mã xã)", "codes"),
        Choice("assignment", "Người dân đến điểm nào", "words",
               {"nearest": "điểm gần nhất", "huff": "chọn trong các điểm theo thời gian đi"}),
        Choice("seed", "Số khởi đầu của các lần rút ngẫu nhiên", "whole", low=0, high=2_147_483_647),
    )
}
