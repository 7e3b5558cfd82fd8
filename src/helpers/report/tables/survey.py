"""Tables of the survey: who was asked and has answered, what was asked, what the answers say, what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from helpers.inputs import Quantity
from helpers.inputs.survey.roster import PROVINCE, UNIT_TYPES
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.legal import BLANK
from helpers.report.numbers import pick
from helpers.report.shown import shown
from helpers.report.tables.common import LEFT, RIGHT, figure, share, table_block, words_of
from helpers.report.vietnamese import number

_GROUPS = ("department", "district", "commune")
_POINTS = "Điểm phục vụ (Bưu điện tỉnh)"
_POINT_TYPES = ("post_office", "commune_culture_post_office", "one_stop_centre")
_FORMS = {"facility": "Phiếu điểm", "needs": "Phiếu nhu cầu"}
_ROSTER = "danh sách khảo sát; danh sách cơ quan cấp tỉnh do Sở rà lại trước khi gửi"
_ANSWERS = "phiếu khảo sát đã nhập; “……” là chưa có trả lời"
#: What a point has, as the form asks it: column, answer that counts, head.
_EQUIPMENT = (("has_computer", 1, "Máy tính"), ("has_scanner", 1, "Máy quét"), ("has_printer", 1, "Máy in"),
              ("has_camera", 1, "Camera"), ("connection", "none", "Không có Internet"),
              ("condition", "poor", "Cơ sở kém"))  # fmt: skip


def survey_progress(book: Book) -> TableBlock:
    """Return how many units were asked and have answered, by kind, and how many would share a post office."""
    count = partial(pick, book, "count", "roster")
    rows = [
        [
            UNIT_TYPES[kind],
            figure(count(unit_type=kind)),
            figure(count(unit_type=kind, answered=True)),
            figure(count(unit_type=kind, co_locate="yes")),
            figure(count(unit_type=kind, co_locate="consider")),
        ]
        for kind in _GROUPS
    ]
    rows.append([_POINTS, figure(count(form="facility")), figure(count(form="facility", answered=True)), "", ""])
    rows.append(["Cộng", figure(count()), figure(count(answered=True)), "", ""])
    columns = [
        ("Nhóm đơn vị", LEFT, 0.4),
        ("Phải trả lời", RIGHT, 0.15),
        ("Đã trả lời", RIGHT, 0.15),
        ("Sẵn sàng đặt chung", RIGHT, 0.15),
        ("Xem xét thêm", RIGHT, 0.15),
    ]
    return table_block(
        book,
        "bang-khao-sat",
        "Tiến độ trả lời phiếu khảo sát",
        columns,
        rows,
        "phiếu khảo sát đã nhập; danh sách cơ quan cấp tỉnh do Sở rà lại trước khi gửi",
        emphasis=[len(rows) - 1],
    )


# --- who was asked, who has answered ------------------------------------------------------------------------


def survey_by_kind(book: Book) -> TableBlock:
    """Return the response rate of each form by kind of unit."""
    groups = [("facility", kind) for kind in _POINT_TYPES] + [("needs", kind) for kind in _GROUPS]
    known = set(book.roster["unit_type"])
    rows = [[_FORMS[form], UNIT_TYPES[kind], *_rate(book, form=form, unit_type=kind)]
            for form, kind in groups if kind in known]
    rows += [[_FORMS[form], "Cộng", *_rate(book, form=form)] for form in _FORMS]
    rows.append(["Hai phiếu", "Cộng", *_rate(book)])
    columns = [("Phiếu", LEFT, 0.2), ("Nhóm đơn vị", LEFT, 0.36), *_rate_heads(0.11)]
    return table_block(book, "bang-ty-le-loai", "Tỷ lệ trả lời theo loại đơn vị", columns, rows, _ROSTER,
                       emphasis=range(len(rows) - 3, len(rows)))


def survey_by_district(book: Book) -> TableBlock:
    """Return the response rate of both forms by district; agencies of the province stand apart."""
    names = {"": PROVINCE, **book.inputs["districts"].set_index("district_code")["name_vi"]}
    roster = book.roster
    rows = []
    for code, name in names.items():
        asked = set(roster.loc[roster["district_code"] == code, "form"])
        cells = [_rate(book, form=form, district_code=code)[:2] if form in asked else ("", "") for form in _FORMS]
        rows.append([name, *cells[0], *cells[1], _rate(book, district_code=code)[3]])
    rows.append(["Cộng", *_rate(book, form="facility")[:2], *_rate(book, form="needs")[:2], _rate(book)[3]])
    columns = [("Huyện, thị xã, thành phố", LEFT, 0.3), ("Điểm phải trả lời", RIGHT, 0.14),
               ("Điểm đã trả lời", RIGHT, 0.14), ("Cơ quan phải trả lời", RIGHT, 0.14),
               ("Cơ quan đã trả lời", RIGHT, 0.14), ("Tỷ lệ", RIGHT, 0.14)]
    return table_block(book, "bang-ty-le-huyen", "Tỷ lệ trả lời theo huyện", columns, rows,
                       f"{_ROSTER}; huyện của điểm theo vị trí đang dùng", emphasis=[len(rows) - 1])


def _rate(book: Book, **keys) -> tuple[Shown, Shown, Shown, Shown]:
    """Return how many were asked, have answered and have not, and the share of answers."""
    asked, answered = pick(book, "count", "roster", **keys), pick(book, "count", "roster", **keys, answered=True)
    return figure(asked), figure(answered), figure(asked - answered), share(answered / asked, 0)


def _rate_heads(width: float) -> list[tuple]:
    return [(head, RIGHT, width) for head in ("Phải trả lời", "Đã trả lời", "Chưa trả lời", "Tỷ lệ")]


# --- what was asked -----------------------------------------------------------------------------------------


def survey_topics(book: Book) -> TableBlock:
    """Return what the forms ask, what is known of it without an answer and from where, and what an answer is for."""
    rows = [
        [_FORMS[row.form], row.label_vi, words_of(book, "survey_topics", row.known_vi),
         Shown(row.source_id, "text:sources"), words_of(book, "survey_topics", row.use_vi)]
        for row in book.inputs["survey_topics"].sort_values("seq").itertuples()
    ]  # fmt: skip
    columns = [("Phiếu", LEFT, 0.11), ("Nội dung hỏi", LEFT, 0.21), ("Khi chưa có phiếu, đã biết gì", LEFT, 0.28),
               ("Nguồn", LEFT, 0.14), ("Câu trả lời dùng vào việc gì", LEFT, 0.26)]
    return table_block(book, "bang-noi-dung", "Nội dung hỏi, điều đã biết và cách dùng câu trả lời", columns, rows,
                       "hai phiếu khảo sát; mã nguồn theo danh mục nguồn của sổ tay", status="assumed")


# --- what the answers say -----------------------------------------------------------------------------------


def facility_answers(book: Book) -> TableBlock:
    """Return what the points that have answered have: counters, staff, hours, equipment; blank without an answer."""
    groups = [(UNIT_TYPES[kind], {"unit_type": kind}) for kind in _POINT_TYPES] + [("Cộng", {})]
    rows = [[name, *_facility_row(book, {"form": "facility", **keys})] for name, keys in groups]
    heads = ["Đã trả lời", "Quầy", "Nhân viên", "Giờ mở cửa", "Khách khác mỗi ngày", *(row[2] for row in _EQUIPMENT)]
    columns = [("Loại điểm", LEFT, 0.2), *((head, RIGHT, 0.8 / len(heads)) for head in heads)]
    return table_block(book, "bang-co-so", "Cơ sở vật chất của các điểm đã trả lời", columns, rows,
                       f"{_ANSWERS}; quầy, nhân viên: tổng; giờ, khách: bình quân mỗi điểm; các cột sau: số điểm",
                       emphasis=[len(rows) - 1])


def _facility_row(book: Book, keys: dict) -> list[Shown | str]:
    answered = pick(book, "count", "roster", **keys, answered=True)
    if answered == 0:
        return [figure(answered), *[BLANK] * (4 + len(_EQUIPMENT))]
    acts = (("total", "counters", 0), ("total", "staff_fte", 1), ("mean", "opening_hours_per_day", 1),
            ("mean", "other_customers_per_day", 0))
    return [figure(answered), *(_value(book, act, column, decimals, keys) for act, column, decimals in acts),
            *(figure(pick(book, "count", "roster", **keys, **{column: wanted})) for column, wanted, _ in _EQUIPMENT)]


def needs_answers(book: Book) -> TableBlock:
    """Return what the agencies that have answered need, by kind; blank without an answer."""
    groups = [(UNIT_TYPES[kind], {"unit_type": kind}) for kind in _GROUPS] + [("Cộng", {})]
    fields = ("procedures_eligible", "dossiers_total", "dossiers_send", "dossiers_receive", "dossiers_both")
    rows = []
    for name, keys in groups:
        keys = {"form": "needs", **keys}
        answered = pick(book, "count", "roster", **keys, answered=True)
        values = [_value(book, "total", column, 0, keys) if answered > 0 else BLANK for column in fields]
        willing = [figure(pick(book, "count", "roster", **keys, co_locate=word)) if answered > 0 else BLANK
                   for word in ("yes", "consider")]
        rows.append([name, figure(answered), *values, *willing])
    heads = ("Đã trả lời", "Thủ tục qua bưu chính được", "Hồ sơ cả năm", "Chỉ gửi", "Chỉ nhận", "Cả hai",
             "Sẵn sàng đặt chung", "Xem xét thêm")
    columns = [("Nhóm cơ quan", LEFT, 0.2), *((head, RIGHT, 0.1) for head in heads)]
    return table_block(book, "bang-nhu-cau", "Nhu cầu phối hợp của các cơ quan đã trả lời", columns, rows, _ANSWERS,
                       emphasis=[len(rows) - 1])


def _value(book: Book, act: str, column: str, decimals: int, keys: dict) -> Shown | str:
    """Return a sum or mean over the answers of some units, blank where none of them knows it."""
    quantity = pick(book, act, f"roster.{column}", **keys)
    known = book.roster.loc[_where(book.roster, keys), column].notna().any()
    return figure(quantity, decimals) if known else BLANK


def _where(roster: pd.DataFrame, keys: dict) -> pd.Series:
    return pd.Series(True, index=roster.index) if not keys else (
        roster[list(keys)].astype(str) == pd.Series(keys).astype(str)).all(axis=1)


def survey_conflicts(book: Book) -> TableBlock:
    """Return published totals beside what list and answers add up to, and how many units have answered."""
    counted: Callable[..., Quantity] = partial(pick, book, "count", "service_points")
    rows = [
        _against(book, "Bưu cục", "post_offices_2018", counted(kind="post_office"), form="facility"),
        _against(book, "Điểm Bưu điện - Văn hóa xã", "culture_points_2018",
                 counted(kind="commune_culture_post_office"), form="facility"),
        _against(book, "Quầy tại Trung tâm Hành chính công tỉnh", "centre_points_2018",
                 counted(kind="one_stop_centre"), form="facility"),
    ]  # fmt: skip
    totals = (("Thủ tục hành chính", "procedures_total", ("procedures_level_1_2", "procedures_level_3",
                                                          "procedures_level_4")),
              ("Hồ sơ qua bưu chính, cả năm", "dossiers_2017", ("dossiers_send", "dossiers_receive",
                                                               "dossiers_both")))  # fmt: skip
    for label, parameter_id, columns_ in totals:
        first, *rest = (pick(book, "total", f"roster.{column}", form="needs") for column in columns_)
        rows.append(_against(book, label, parameter_id, sum(rest, first), form="needs"))
    columns = [("Số liệu", LEFT, 0.34), ("Đã công bố", RIGHT, 0.14), ("Cộng từ phiếu và danh sách", RIGHT, 0.16),
               ("So với số đã công bố", RIGHT, 0.13), ("Đơn vị đã trả lời", RIGHT, 0.23)]
    under = ("tin làm việc của UBND tỉnh; phiếu khảo sát; số điểm theo danh sách, loại lấy theo phiếu ở điểm đã trả "
             "lời; tỷ lệ của thủ tục, hồ sơ chỉ có nghĩa khi mọi cơ quan đã trả lời")
    return table_block(book, "bang-doi-chieu", "Đối chiếu với số đã công bố", columns, rows, under)


def _against(book: Book, label: str, parameter_id: str, found: Quantity, form: str) -> list[Shown | str]:
    """Return a row of a published total; sums of answers are blank while there is none."""
    published = book.parameter(parameter_id)
    asked, answered, *_ = _rate(book, form=form)
    done = Shown(f"{answered.text}/{asked.text}", answered.ref, answered.about, answered.status)
    if form == "needs" and pick(book, "count", "roster", form=form, answered=True) == 0:
        return [label, figure(published), BLANK, BLANK, done]
    return [label, figure(published), figure(found), share(found / published, 1), done]


# --- what follows -------------------------------------------------------------------------------------------


def survey_steps(book: Book) -> TableBlock:
    """Return what is left to do, by whom, and by which day counted from the letter."""
    reply, rows = book.parameter("survey_reply_days"), []
    for row in book.inputs["survey_steps"].sort_values("seq").itertuples():
        when: Shown | str = f"ngày {BLANK}"
        if not pd.isna(row.days_after_reply):
            after = pick(book, "cell", "survey_steps.days_after_reply", step_id=row.step_id)
            day = reply + after
            when = shown(day, f"{number(day.value)} ngày kể từ ngày ký công văn")
        rows.append([row.task_vi, row.unit_vi, when, row.basis_vi])
    columns = [("Việc", LEFT, 0.36), ("Đơn vị thực hiện", LEFT, 0.24), ("Thời hạn", LEFT, 0.2), ("Căn cứ", LEFT, 0.2)]
    return table_block(book, "bang-buoc-tiep", "Các bước tiếp theo và thời hạn", columns, rows,
                       "Sở đề nghị; ngày ký công văn chưa có nên thời hạn tính từ ngày đó", status="assumed")


def silent_units(book: Book, groups: Sequence[str] = _GROUPS[:2]) -> str:
    """Return the agencies of some kinds that have not answered, as words; blank when all have."""
    roster = book.roster
    names = roster.loc[roster["unit_type"].isin(groups) & ~roster["answered"], "name_vi"]
    return book.say("; ".join(names))
