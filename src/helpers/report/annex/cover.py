"""The first sheet: what the workbook is, what its statuses mean, and how to propose other values."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.inputs import STATUS_WORDS
from helpers.inputs.proposals.form import CHOICES_SHEET, NUMBERS_SHEET
from helpers.report.annex.parts import Sheet
from helpers.report.book import Book
from helpers.report.vietnamese import date

TITLE = "PHỤ LỤC SỐ LIỆU"
STATUS_LABELS = {"draft": "DỰ THẢO", "assured": "ĐÃ RÀ SOÁT", "approved": "CHÍNH THỨC"}
_MEANINGS = {
    "observed": "có trong nguồn nêu tên",
    "derived": "tính từ các số quan sát",
    "assumed": "ước đoán, có khoảng và lý do; hoặc tính từ ít nhất một ước đoán",
    "synthetic": "do máy sinh để thử, không dùng để quyết định",
}
_ABOUT = {
    "Biểu đồ": "các hình vẽ từ số của những trang sau",
    "So sánh phương án": "mọi kết quả chính, các phương án cạnh nhau",
    "Khoảng kết quả": "cận dưới, mức cơ sở, cận trên của từng kết quả, từng phương án",
    "Điểm mới": "các điểm mở mới của phương án, theo thứ tự mở",
    "Mọi điểm": "mọi điểm phục vụ đến cuối giai đoạn",
    "Theo xã": "người dân, quãng đường, hồ sơ của từng xã",
    "Theo năm": "hồ sơ, mạng điểm, dòng tiền theo năm và bên chi",
    "Năng lực": "quầy, người cơ động, bưu tá",
    "Thời hạn phát": "tỷ lệ đúng hạn J+n, các cặp trễ hạn",
    NUMBERS_SHEET: "mọi số liệu đầu vào; có cột để đề nghị giá trị khác",
    CHOICES_SHEET: "các lựa chọn của phương án; có cột để đề nghị lựa chọn khác",
    "Nguồn": "các nguồn đã dẫn bằng mã",
    "Từ điển cột": "nghĩa, đơn vị, cách tính của từng cột",
}


def cover_sheet(book: Book, sheets: Sequence[Sheet], status: str) -> Sheet:
    """Return the first sheet; ``sheets`` are those that follow it."""
    plan = book.year_words["period"]
    facts = [
        ("Tình trạng", STATUS_LABELS[status]),
        ("Phương án", f"{book.scenario.title_vi} ({book.scenario.name})"),
        ("Giai đoạn kế hoạch", plan),
        ("Số liệu tại ngày", date(book.scenario.as_of)),
        ("Ngày văn bản", date(book.day)),
        ("Lần chạy", book.run),
    ]
    texts = [
        ("line", f"{book.profile['parent_agency']} - {book.profile['agency']}"),
        ("line", "Tiếp nhận hồ sơ, trả kết quả giải quyết thủ tục hành chính qua dịch vụ bưu chính công ích "
                 f"{book.word('area')}"),
        *(("pair", *fact) for fact in facts),
        *([("line", book.word("data_notice"))] if book.word("data_notice") else []),
        ("blank",),
        ("head", "Các trang"),
        *(("link", sheet.name, _ABOUT[sheet.name]) for sheet in sheets),
        ("blank",),
        ("head", "Trạng thái số liệu"),
        *(("pair", STATUS_WORDS[key], text) for key, text in _MEANINGS.items()),
        ("line", "Cột, dòng mang trạng thái xấu nhất trong các số mà nó dựa vào, ghi ở trên đầu cột hoặc ở cột "
                 "“Trạng thái”."),
        *_cautions(book),
        ("blank",),
        ("head", "Đề nghị giá trị khác"),
        *(("line", text) for text in _STEPS),
        ("blank",),
        ("head", "Số trong tệp"),
        ("line", "Ô số chứa đúng số của lần chạy, không làm tròn; dấu phân cách hiện theo cài đặt của máy. Dòng "
                 "cộng là công thức. Mỗi ô số có chỗ gốc ở trang ẩn “_nguon_goc”."),
    ]
    return Sheet("Bìa", TITLE, texts=texts, landscape=False)


_STEPS = (
    f"Điền vào ô nền vàng của trang “{NUMBERS_SHEET}” hoặc “{CHOICES_SHEET}”: giá trị đề nghị, đơn vị đề nghị (cơ "
    "quan hoặc chức danh, không ghi họ tên), lý do. Để trống là giữ nguyên.",
    "Không thêm, xóa, gộp dòng và cột; không đổi mã. Các ô khác đã khóa, không có mật khẩu.",
    "Lưu dạng .xlsx. Người giữ sổ tay chạy: qd45 scenario-from TỆP.xlsx --name TÊN --title \"…\"; lệnh nói rõ điều "
    "gì đổi và ghi thành một phương án mới; qd45 scenario TÊN tính kết quả của nó.",
    "Tham số chưa chắc mà phương án đặt giá trị thì giữ giá trị đó trong mọi lần thử: khoảng của kết quả hẹp lại.",
)


def _cautions(book: Book) -> list[tuple[str, str]]:
    if book.places_known():
        return []
    return [("line", "Vị trí phần lớn các điểm hiện có là giả định, chờ danh sách chính thức của Bưu điện; kết quả "
                     "theo xã, theo điểm dựa vào vị trí đó.")]
