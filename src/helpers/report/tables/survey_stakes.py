"""What an answer could move: the assumptions that wait for the survey, and how far each moves the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from helpers.inputs import STATUS_WORDS, STATUSES, Parameter
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import WORTH, Book
from helpers.report.numbers import cell_of, pick
from helpers.report.shown import shown, words
from helpers.report.tables.common import CENTER, LEFT, MODEL, RIGHT, figure, share, table_block
from helpers.report.tables.registers import span_words
from helpers.report.vietnamese import number, parameter_words, sort_key

#: Roles of the register as the papers say them.
ROLE_WORDS = {"fact": "Số công bố", "constant": "Hằng số của quy định hoặc quy ước", "uncertainty": "Số chưa chắc",
              "lever": "Mức tự chọn (đòn bẩy)"}
NOT_DRAWN, UNMOVED = "mức tự chọn", "không đổi"
_SHOWN = (("receptions_plan_end", 0, 1.0), ("counters_total", 0, 1.0))


def waiting_parameters(book: Book) -> list[str]:
    """Return the parameters that the survey is to replace, in the order of its rules."""
    return list(dict.fromkeys(book.inputs["survey_rules"]["parameter_id"]))


def survey_stakes(book: Book) -> TableBlock:
    """Return how far each parameter that waits for an answer moves the results, alone, over its range.

    ``NOT_DRAWN`` stands where the register gives the parameter no range: it is set, not estimated.
    """
    table, rows = book.one_at_a_time, []
    for key in waiting_parameters(book):
        quantity = book.parameter(key)
        label = words(quantity.label_vi, "../parameters")
        value = shown(quantity, parameter_words(quantity))
        if key not in set(table["parameter_id"]):
            rows.append([label, value, NOT_DRAWN, *["–"] * 4])
            continue
        effects = [_ends(book, metric, key, decimals, scale) for metric, decimals, scale in _SHOWN]
        effects.append(_ends(book, WORTH, key, 2, 1e-9))
        rows.append([label, value, _range(book, key), *effects, _variance(book, key)])
    columns = [("Số liệu chờ phiếu", LEFT, 0.24), ("Đang dùng", RIGHT, 0.12), ("Khoảng", RIGHT, 0.13),
               ("Tiếp nhận năm cuối (hồ sơ)", RIGHT, 0.14), ("Quầy cần có", RIGHT, 0.1),
               ("Giá trị ròng so với giữ nguyên (tỷ đồng)", RIGHT, 0.15), ("Phần phương sai", RIGHT, 0.12)]
    under = (f"{MODEL}; mỗi ô là kết quả khi riêng số đó ở hai đầu khoảng, các số khác giữ mức đang dùng; phần "
             "phương sai là chỉ số Sobol toàn phần của giá trị ròng")
    return table_block(book, "bang-muc-anh-huong", "Mỗi số liệu chờ phiếu có thể làm đổi kết quả bao nhiêu", columns,
                       rows, under, status="assumed")


def survey_state(book: Book) -> TableBlock:
    """Return for each rule how many units it concerns, how many have answered, and what is used now."""
    rows = []
    for rule in book.inputs["survey_rules"].itertuples():
        keys = {"form": rule.form}
        if isinstance(rule.filter_column, str):
            keys[rule.filter_column] = rule.filter_value
        quantity = book.parameter(rule.parameter_id)
        rows.append([words(quantity.label_vi, "../parameters"), figure(pick(book, "count", "roster", **keys)),
                     figure(pick(book, "count", "roster", **keys, answered=True)),
                     shown(quantity, parameter_words(quantity)), STATUS_WORDS[quantity.status]])
    least = book.quote(book.parameter("survey_least_response_share"))
    columns = [("Số liệu", LEFT, 0.4), ("Đơn vị liên quan", RIGHT, 0.14), ("Đã trả lời", RIGHT, 0.12),
               ("Đang dùng", RIGHT, 0.18), ("Trạng thái", LEFT, 0.16)]
    under = (f"phiếu khảo sát thay giả định khi ít nhất {share(least, 0).text} số đơn vị liên quan trả lời; dòng để "
             "trống trong phiếu không tính là trả lời")
    return table_block(book, "bang-thay-gia-dinh", "Số khảo sát thay giả định đến đâu", columns, rows, under)


def register_counts(book: Book) -> TableBlock:
    """Return how many numbers of the register there are, by role and by how they are known."""
    found = Counter((row.role, row.quantity.status) for row in book.inputs.register.values())
    statuses = [name for name in STATUSES if any(status == name for _, status in found)]
    rows = [[label, *(Shown(number(found[role, status]), "order:") for status in statuses)]
            for role, label in ROLE_WORDS.items()]
    rows.append(["Cộng", *(Shown(number(sum(found[role, status] for role in ROLE_WORDS)), "order:")
                           for status in statuses)])
    columns = [("Vai trò", LEFT, 0.4), *((STATUS_WORDS[status].capitalize(), RIGHT, 0.6 / len(statuses))
                                         for status in statuses)]
    return table_block(book, "bang-so-dang-ky", "Số liệu của sổ đăng ký theo vai trò và trạng thái", columns, rows,
                       "sổ đăng ký số liệu, đếm khi lập văn bản", emphasis=[len(rows) - 1])


def assumptions(book: Book, *, levers: bool = False) -> TableBlock:
    """Return the assumptions of the register, the worst first: poor quality and high impact, then what they move.

    ``levers`` : the values that a scenario sets instead of the numbers that nobody knows.
    """
    table, rows = book.one_at_a_time, []
    moved = table[table["metric_id"] == WORTH].set_index("parameter_id")["swing"].to_dict()
    for key, row in sorted(_assumed(book, levers), key=lambda found: _worst_first(found, moved)):
        quantity = book.parameter(key)
        swing = "–"
        if key in moved:
            swing = figure(cell_of(book, table, "one_at_a_time.swing", metric_id=WORTH, parameter_id=key), 2, 1e-9)
        reason = "; ".join(part for part in (quantity.locator, quantity.note) if part)
        span = "–" if quantity.low is None else _range(book, key)
        said = words(f"{reason} ({quantity.source_id})", "../parameters")
        moves = [] if levers else [STATUS_WORDS[quantity.status], swing]
        rows.append([words(quantity.label_vi, "../parameters"), shown(quantity, parameter_words(quantity)), span,
                     f"{row.quality}/{row.impact}", *moves, said])
    heads = [] if levers else [("Trạng thái", LEFT, 0.09), ("Đổi giá trị ròng (tỷ đồng)", RIGHT, 0.12)]
    columns = [("Số liệu", LEFT, 0.23), ("Giá trị", RIGHT, 0.12), ("Khoảng", RIGHT, 0.14),
               ("Mức", CENTER, 0.06), *heads, ("Lý do, nguồn", LEFT, 0.24 if heads else 0.45)]
    what = "Mức do người lập chọn, tức đòn bẩy" if levers else "Số chưa chắc và quy ước, xấu nhất đứng trước"
    under = (f"sổ đăng ký số liệu và {MODEL}; cột Mức: độ tin cậy/ảnh hưởng; G tốt hoặc nhỏ, A trung bình, R kém "
             "hoặc lớn; “–” là không có khoảng hoặc không được rút thử")
    if not levers:
        under += "; cột giá trị ròng: chênh lệch giữa hai đầu khoảng khi chỉ số đó đổi, so với giữ nguyên"
    return table_block(book, f"bang-{'don-bay' if levers else 'gia-dinh'}", what, columns, rows, under,
                       status="assumed")


def _assumed(book: Book, levers: bool) -> Iterator[tuple[str, Parameter]]:
    """Yield the rows that nobody has observed, facts left out."""
    for key, row in book.inputs.register.items():
        if (row.role == "lever") == levers and row.role != "fact" and row.quantity.status != "observed":
            yield key, row


def _worst_first(found: tuple[str, Parameter], moved: dict[str, float]) -> tuple:
    key, row = found
    worst = ("RAG".index(row.quality), "RAG".index(row.impact))
    return *worst, -moved.get(key, 0.0), sort_key(row.quantity.label_vi)


def _range(book: Book, key: str) -> Shown:
    quantity = book.parameter(key)
    low, high = (parameter_words(quantity, end) for end in (quantity.low, quantity.high))
    return Shown(span_words(low, high), "text:range")


def _ends(book: Book, metric: str, key: str, decimals: int, scale: float) -> Shown:
    """Return a result at both ends of a parameter as one cell, by the name of its low end."""
    keys = {"metric_id": metric, "parameter_id": key}
    low, high = (figure(cell_of(book, book.one_at_a_time, f"one_at_a_time.{end}", **keys), decimals, scale)
                 for end in ("low", "high"))
    if low.text == high.text:
        return Shown(UNMOVED, low.ref, low.about, low.status)
    return Shown(f"{low.text} đến {high.text}", low.ref, low.about, low.status)


def _variance(book: Book, key: str) -> Shown | str:
    table = book.results["sobol"]
    found = table[(table["metric_id"] == WORTH) & (table["input_id"] == key)].dropna(subset="total")
    if found.empty:
        return "–"
    return share(cell_of(book, table, "sobol.total", metric_id=WORTH, input_id=key), 1)


def moved_most(book: Book, metric: str = WORTH) -> list[str]:
    """Return the parameters that wait for the survey by how far each moves a result, the farthest first."""
    table, waiting = book.one_at_a_time, set(waiting_parameters(book))
    found = table[(table["metric_id"] == metric) & table["parameter_id"].isin(waiting) & (table["swing"] > 0)]
    return found.sort_values("swing", ascending=False, kind="stable")["parameter_id"].tolist()

