"""What the two survey forms ask: one declaration of fields, read by the writer, the reader and the schemas.

The facility form goes to every service point, the needs form to every agency. Both lie on one sheet with one
field per row; the cells that nobody fills in are listed here too, so that a changed form is recognised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandera.pandas as pa

from helpers.inputs import columns

SHEET, GUIDE_SHEET, LIST_SHEET = "Phiếu", "Hướng dẫn", "Danh mục"
HEADERS = ("STT", "Nội dung", "Đơn vị tính", "Trả lời", "Hướng dẫn")
UNIT_CELL, NAME_CELL, FORM_CELL, VERSION_CELL = "C3", "D3", "C4", "D4"
HEADER_ROW = 5
ANSWER_COLUMN = "D"
#: The day the survey was ordered: no form can have been filled in before it.
ORDERED_ON = "2018-11-07"
#: A wanted date after this one is a slip of the pen.
LATEST_DAY = "2035-12-31"

YES_NO = {1: "Có", 0: "Không"}
KINDS = {
    "post_office": "Bưu cục",
    "commune_culture_post_office": "Điểm Bưu điện - Văn hóa xã",
    "one_stop_centre": "Quầy tại Trung tâm Hành chính công",
}
CONNECTIONS = {"none": "Chưa có", "cable": "ADSL hoặc cáp đồng", "fibre": "Cáp quang", "mobile": "Mạng di động"}
CONDITIONS = {"good": "Tốt", "fair": "Trung bình", "poor": "Kém"}
WILLING = {"yes": "Có", "no": "Không", "consider": "Xem xét thêm"}


@dataclass(frozen=True)
class Field:
    """One question of a form and one column of its table.

    ``kind`` is text, whole, number, percent (asked in %, kept as 0-1), hour (asked as 15:30, kept as 15.5),
    choice, flag, date or commune; ``low`` and ``high`` bound what is asked, in the unit that is asked;
    ``choices`` gives the words on the form by the code that is kept.
    """

    id: str
    label_vi: str
    label_en: str
    help_vi: str
    kind: str
    unit_vi: str = ""
    low: float | str | None = None
    high: float | str | None = None
    choices: Mapping = field(default_factory=dict)
    required: bool = True

    def column(self) -> pa.Column:
        """Return the column of the table that keeps the answers."""
        said = dict(vi=self.label_vi[0].lower() + self.label_vi[1:], en=self.label_en, blank=not self.required)
        match self.kind:
            case "whole":
                return columns.whole(low=self.low, high=self.high, **said)
            case "number" | "hour":
                return columns.number(low=self.low, high=self.high, **said)
            case "percent":
                return columns.number(low=self.low / 100, high=self.high / 100, **said)
            case "choice":
                return columns.choice(said["vi"], said["en"], *self.choices, blank=said["blank"])
            case "flag":
                return columns.flag(**said)
            case "date":
                return columns.date(**said)
            case "commune":
                return columns.commune_code(self.label_en, blank=not self.required)
        return columns.text(**said)


@dataclass(frozen=True)
class Form:
    """A form: its identity, the table its answers go to, its sections of fields, and what must add up.

    Each pair of ``limits`` says that the sum of the first fields is at most the sum of the second.
    """

    kind: str
    form_id: str
    version: str
    title_vi: str
    table: str
    key: str
    source_id: str
    sections: Mapping[str, tuple[Field, ...]]
    limits: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in the order of the form."""
        return tuple(question for questions in self.sections.values() for question in questions)

    def field(self, field_id: str) -> Field:
        """Return a field by its identifier."""
        return next(question for question in self.fields if question.id == field_id)

    def columns(self) -> dict[str, pa.Column]:
        """Return the columns of the table that keeps the answers, without its key."""
        return {question.id: question.column() for question in self.fields} | {"source_id": columns.source()}

    def rows(self) -> dict[int, str | Field]:
        """Return what stands on each row below the header: the name of a section, or a field."""
        lines = [line for name, questions in self.sections.items() for line in (name, *questions)]
        return dict(enumerate(lines, HEADER_ROW + 1))

    def answer_cells(self) -> dict[str, Field]:
        """Return the address of the answer cell of each field."""
        return {f"{ANSWER_COLUMN}{row}": line for row, line in self.rows().items() if isinstance(line, Field)}

    def printed_cells(self) -> dict[str, str]:
        """Return the text of every printed cell by its address; nobody fills these in."""
        cells = {
            "A1": self.title_vi,
            "A2": "Phục vụ thực hiện Quyết định số 45/2016/QĐ-TTg; theo chỉ đạo tại buổi làm việc ngày 07/11/2018",
            "B3": "Mã và tên đơn vị", "B4": "Mã phiếu và phiên bản",
            FORM_CELL: self.form_id, VERSION_CELL: f"Phiên bản {self.version}",
            "E4": "Chỉ điền vào các ô nền vàng; (*) là bắt buộc, dòng khác chưa biết thì để trống",
            **{f"{letter}{HEADER_ROW}": text for letter, text in zip("ABCDE", HEADERS, strict=True)},
        }  # fmt: skip
        number = 0
        for row, line in self.rows().items():
            if isinstance(line, str):
                cells[f"A{row}"] = line
                continue
            number += 1
            # The label first: it is what tells a reader which row has moved.
            cells |= {f"B{row}": line.label_vi + (" (*)" if line.required else ""), f"A{row}": str(number),
                      f"C{row}": line.unit_vi, f"E{row}": line.help_vi}
        return {address: text for address, text in cells.items() if text}

    def merged_ranges(self) -> set[str]:
        """Return the merged ranges of the printed form."""
        bands = {f"A{row}:E{row}" for row, line in self.rows().items() if isinstance(line, str)}
        return {"A1:E1", "A2:E2", "D3:E3"} | bands


def _whole(field_id: str, vi: str, en: str, help_vi: str, unit_vi: str, low=0, high=1_000_000, must=False) -> Field:
    about = f"{en} [{_UNITS[unit_vi]}]"
    return Field(field_id, vi, about, help_vi, "whole", unit_vi, low, high, required=must)


def _number(field_id: str, vi: str, en: str, help_vi: str, unit_vi: str, low, high, must=False) -> Field:
    about = f"{en} [{_UNITS[unit_vi]}]"
    return Field(field_id, vi, about, help_vi, "number", unit_vi, low, high, required=must)


def _flag(field_id: str, vi: str, en: str, help_vi: str) -> Field:
    return Field(field_id, vi, en, help_vi, "flag", choices=YES_NO)


_UNITS = {
    "độ": "degrees", "m²": "m2", "quầy": "counters", "người": "FTE", "giờ/ngày": "hours per day",
    "ngày/tuần": "days per week", "lượt/ngày": "customers per day", "thủ tục": "procedures", "hồ sơ": "dossiers",
}  # fmt: skip
_FILLED = Field("answered_on", "Ngày điền phiếu", "day on which the form was filled in",
                "Ngày/tháng/năm, ví dụ 20/11/2018. Phiếu sửa gửi lại phải ghi ngày muộn hơn.", "date",
                low=ORDERED_ON)  # fmt: skip

FACILITY = Form(
    kind="facility", form_id="QD45-DIEM", version="1", table="facilities", key="point_id",
    source_id="SURVEY-FACILITY", title_vi="PHIẾU KHẢO SÁT ĐIỂM PHỤC VỤ BƯU CHÍNH",
    sections={
        "I. Vị trí": (
            Field("name_vi", "Tên điểm phục vụ", "name of the point", "Ghi tên đầy đủ đang dùng.", "text"),
            Field("kind", "Loại điểm", "kind of point", "Chọn trong danh sách.", "choice", choices=KINDS),
            Field("commune_code", "Xã, phường, thị trấn", "commune",
                  "Chọn trong danh sách, hoặc gõ mã 5 chữ số hay tên đầy đủ theo đơn vị năm 2018.", "commune"),
            Field("address_vi", "Địa chỉ", "address", "Số nhà, đường, thôn hoặc tổ dân phố.", "text"),
            _number("lat", "Vĩ độ", "latitude, WGS 84",
                    "Mở bản đồ trên điện thoại ngay tại điểm, giữ vào vị trí để đọc; ví dụ 17,474580.", "độ",
                    *columns.LAT_RANGE, must=True),
            _number("lon", "Kinh độ", "longitude, WGS 84", "Như trên; ví dụ 106,619222.", "độ",
                    *columns.LON_RANGE, must=True),
        ),
        "II. Mặt bằng, nhân lực, giờ mở cửa": (
            _number("area_m2", "Diện tích mặt bằng giao dịch", "floor area open to customers",
                    "Phần khách ra vào, không tính kho và nhà ở.", "m²", 1, 5000),
            _whole("counters", "Số quầy giao dịch", "counters", "Đếm số quầy phục vụ được cùng lúc.", "quầy",
                   1, 50, must=True),
            _number("staff_fte", "Số nhân viên quy đổi", "staff", "Làm nửa ngày tính 0,5.", "người", 0, 100),
            _number("opening_hours_per_day", "Số giờ mở cửa mỗi ngày", "opening hours",
                    "Không tính giờ nghỉ trưa; ví dụ 7,5.", "giờ/ngày", 1, 14, must=True),
            _whole("opening_days_per_week", "Số ngày mở cửa mỗi tuần", "opening days", "Từ 1 đến 7.",
                   "ngày/tuần", 1, 7),
            _number("other_customers_per_day", "Khách dùng dịch vụ bưu chính khác mỗi ngày",
                    "other postal customers, counted",
                    "Đếm trong ít nhất năm ngày mở cửa rồi chia đều; không tính khách gửi, nhận hồ sơ.",
                    "lượt/ngày", 0, 2000),
            Field("mail_pickup_hour", "Giờ thu gom thư, hồ sơ trong ngày", "hour of the mail pick-up [hour]",
                  "Gõ dạng giờ:phút, ví dụ 15:30. Nhiều chuyến thì ghi chuyến cuối.", "hour", "giờ:phút", 6, 22,
                  required=False),
        ),
        "III. Trang thiết bị": (
            _flag("has_computer", "Máy tính", "has a computer", "Máy dùng cho giao dịch."),
            _flag("has_scanner", "Máy quét", "has a scanner", "Kể cả máy in có chức năng quét."),
            _flag("has_printer", "Máy in", "has a printer", "Máy dùng được."),
            _flag("has_camera", "Camera giám sát", "has a camera", "Tại khu vực giao dịch."),
            Field("connection", "Đường truyền Internet", "connection", "Chọn đường truyền chính.", "choice",
                  choices=CONNECTIONS),
            Field("condition", "Tình trạng cơ sở vật chất", "condition of the premises",
                  "Tốt: dùng ngay; Trung bình: cần sửa nhỏ; Kém: cần cải tạo.", "choice", choices=CONDITIONS),
            _FILLED,
        ),
    },
)  # fmt: skip

_BY_POST = ("dossiers_send", "dossiers_receive", "dossiers_both")
_LEVELS = ("procedures_level_1_2", "procedures_level_3", "procedures_level_4")

NEEDS = Form(
    kind="needs", form_id="QD45-NHUCAU", version="1", table="agency_needs", key="unit_id",
    source_id="SURVEY-NEEDS", title_vi="PHIẾU KHẢO SÁT NHU CẦU TIẾP NHẬN, TRẢ KẾT QUẢ QUA BƯU CHÍNH",
    limits=((_BY_POST, ("dossiers_total",)), (("procedures_eligible",), _LEVELS)),
    sections={
        "I. Thủ tục hành chính": (
            _whole("procedures_level_1_2", "Số thủ tục mức độ 1-2", "procedures at levels 1-2",
                   "Thủ tục đang giải quyết tại đơn vị; không có thì ghi 0.", "thủ tục", 0, 5000),
            _whole("procedures_level_3", "Số thủ tục mức độ 3", "procedures at level 3", "Không có thì ghi 0.",
                   "thủ tục", 0, 5000),
            _whole("procedures_level_4", "Số thủ tục mức độ 4", "procedures at level 4", "Không có thì ghi 0.",
                   "thủ tục", 0, 5000),
            _whole("procedures_eligible", "Trong đó số thủ tục thực hiện được qua bưu chính",
                   "procedures eligible for the post", "Không lớn hơn tổng ba dòng trên.", "thủ tục", 0, 15000),
        ),
        "II. Hồ sơ của cả năm trước năm điền phiếu": (
            _whole("dossiers_total", "Tổng số hồ sơ đã tiếp nhận, mọi hình thức", "dossiers in the last full year",
                   "Cả năm, từ 01/01 đến 31/12.", "hồ sơ"),
            _whole("dossiers_send", "Hồ sơ chỉ gửi qua bưu chính", "dossiers only sent by post",
                   "Điều 5 Quyết định số 45/2016/QĐ-TTg: nộp qua bưu chính, nhận kết quả tại cơ quan.", "hồ sơ"),
            _whole("dossiers_receive", "Hồ sơ chỉ nhận kết quả qua bưu chính", "dossiers only returned by post",
                   "Nộp tại cơ quan hoặc trực tuyến, nhận kết quả qua bưu chính.", "hồ sơ"),
            _whole("dossiers_both", "Hồ sơ cả gửi và nhận kết quả qua bưu chính",
                   "dossiers sent and returned by post", "Mỗi hồ sơ chỉ ghi vào một trong ba dòng.", "hồ sơ"),
        ),
        "III. Nhu cầu": (
            Field("wanted_post_share", "Tỷ lệ hồ sơ muốn thực hiện qua bưu chính",
                  "share of dossiers wanted through the post [1]", "Phần trăm của tổng số hồ sơ; ví dụ 12,5.",
                  "percent", "%", 0, 100, required=False),
            _number("premises_area_m2", "Diện tích Bộ phận Một cửa", "floor area of the one-stop unit",
                    "Không có thì ghi 0.", "m²", 0, 10000),
            _whole("one_stop_counters", "Số quầy của Bộ phận Một cửa", "counters of the one-stop unit",
                   "Không có thì ghi 0.", "quầy", 0, 200),
            _number("one_stop_staff_fte", "Số người làm tại Bộ phận Một cửa", "staff of the one-stop unit",
                    "Làm nửa ngày tính 0,5.", "người", 0, 500),
            Field("co_locate", "Sẵn sàng đặt Bộ phận Một cửa tại bưu cục", "willing to sit at a post office",
                  "Chọn trong danh sách.", "choice", choices=WILLING),
            Field("wanted_start_on", "Thời điểm muốn bắt đầu", "wanted start",
                  "Ngày/tháng/năm; để trống nếu chưa xác định.", "date", low=ORDERED_ON, high=LATEST_DAY,
                  required=False),
            Field("contact_role_vi", "Chức vụ của đầu mối liên hệ", "role of the contact, not the name",
                  "Chỉ ghi chức vụ, ví dụ Chánh Văn phòng; không ghi họ tên, số điện thoại.", "text"),
            _FILLED,
        ),
    },
)  # fmt: skip

FORMS: dict[str, Form] = {form.kind: form for form in (FACILITY, NEEDS)}
