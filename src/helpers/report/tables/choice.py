"""Tables of how firm the choice is: regret, robustness, dominance, switching values, failure, worth of facts.

Each takes the table of the study that it shows; its numbers carry the name by which that table holds them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.analysis.choice import LOSES, WORTH
from helpers.analysis.decision import SCORE
from helpers.inputs import Quantity
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.numbers import cell_of
from helpers.report.shown import shown, words
from helpers.report.tables.common import (
    CENTER,
    LEFT,
    MODEL,
    RIGHT,
    figure,
    metric_cell,
    metric_label,
    share,
    table_block,
    titled,
)
from helpers.report.vietnamese import listing, lowered, parameter_words, percent

NO_SWITCH = "không đổi trong khoảng"
NONE_PASSES = "không phương án nào đạt"
NO_DOMINATED = "Không phương án nào bị phương án khác hơn về mọi mặt"
LOSES_WORDS = "Được xếp đầu"
NEVER_FAILS = ("Trong mọi lần thử phương án đều qua các điều kiện, và luôn được xếp đầu hoặc không lần nào được xếp "
               "đầu: không có vùng nào để tách.")
NO_BOX = "Không khoảng giá trị nào của các tham số tách riêng được các lần không đạt"
NO_WORTH = "Trong mọi lần thử vẫn một phương án đứng đầu: biết trước số liệu nào cũng không đổi lựa chọn"
#: Unit, decimals, scale and rule of choice of the tables of the worth of facts.
WORTHS = {"information": ("triệu đồng", 0, 1e-6, "chọn phương án có giá trị ròng toàn xã hội bình quân lớn nhất"),
          "information_score": ("điểm", 4, 1.0, "chọn phương án có điểm bình quân cao nhất, không đạt điều kiện thì "
                                "không có điểm")}
MEASURES = ("base_density", "mass", "density", "coverage")
#: Facts that are named to be collected first.
FACTS = 3
#: A chance below this is shown as such.
LEAST_CHANCE = 0.001
DRAWS = f"{MODEL}; mọi tham số chưa chắc cùng đổi, các phương án tính trên cùng các lần thử"


def option_regret(book: Book, table: pd.DataFrame | None = None) -> TableBlock:
    """Return the largest and the mean regret of every scenario by criterion; the weighted score last.

    ``table`` : of :func:`helpers.analysis.decision.option_regret`; that of the book when left out.
    """
    table = _of_book(book, "option_regret", table)
    names, rows = list(dict.fromkeys(table["scenario"])), []
    for criterion in dict.fromkeys(table["criterion_id"]):
        least = table[(table["criterion_id"] == criterion) & table["minimax"]]["scenario"]
        label, say = _criterion(book, criterion)
        kinds = (("worst", f"{label}: lớn nhất"), ("mean", "– bình quân"))
        for column, words_ in kinds:
            cells = [say(cell_of(book, table, f"option_regret.{column}", scenario=name, criterion_id=criterion))
                     for name in names]
            best = [book.runs[name].scenario.title_vi for name in least] if column == "worst" else []
            rows.append([words(words_, "criteria"), *cells, words(", ".join(best), "../scenarios") if best else ""])
    width = 0.56 / len(names)
    columns = [("Bỏ lỡ so với phương án tốt nhất của từng lần thử", LEFT, 0.28),
               *((book.runs[name].scenario.title_vi, RIGHT, width) for name in names),
               ("Ít tiếc nuối nhất", LEFT, 0.16)]
    return table_block(book, "bang-tiec-nuoi-phuong-an", "Mỗi phương án bỏ lỡ bao nhiêu khi các số chưa chắc khác đi",
                       columns, rows, DRAWS, emphasis=range(len(rows) - 2, len(rows)))


def option_robustness(book: Book, table: pd.DataFrame | None = None) -> TableBlock:
    """Return in which share of the draws every scenario meets the conditions and comes first.

    ``table`` : of :func:`helpers.analysis.decision.option_robustness`; that of the book when left out.
    """
    table = _of_book(book, "option_robustness", table)
    criteria = book.inputs["criteria"].set_index("criterion_id")
    gates = [name for name in criteria.index if name in table]
    rows = []
    for name in table["scenario"]:
        shares = [gate_share(book, table, gate, name) for gate in gates]
        known = [share(cell_of(book, table, f"option_robustness.{column}", scenario=name), 0)
                 for column in ("all", "first_share")]
        score = figure(cell_of(book, table, "option_robustness.score_mean", scenario=name), 2)
        rows.append([titled(book.runs[name]), *shares, *known, score])
    width = 0.7 / (len(gates) + 3)
    columns = [("Phương án", LEFT, 0.3), *((criteria.loc[gate, "label_vi"], RIGHT, width) for gate in gates),
               ("Đạt mọi điều kiện", RIGHT, width), ("Được xếp đầu", RIGHT, width),
               ("Điểm bình quân", RIGHT, width)]
    first = np.flatnonzero(table["scenario"] == book.recommended).tolist()
    return table_block(book, "bang-vung-chac", "Phương án đạt điều kiện và xếp đầu trong bao nhiêu phần lần thử",
                       columns, rows, f"{DRAWS}; dòng đậm là phương án được kiến nghị",
                       emphasis=first)


def dominance(book: Book, table: pd.DataFrame | None = None) -> TableBlock:
    """Return the scenarios that another does better by every criterion, and how sure that is.

    ``table`` : of :func:`helpers.analysis.dominance.dominance`; that of the book when left out.
    """
    table = _of_book(book, "dominance", table)
    rows = [[titled(book.runs[row.option]), titled(book.runs[row.by]), "có" if row.at_base else "không",
             share(cell_of(book, table, "dominance.share", option=row.option, by=row.by), 0),
             "chắc chắn" if row.sure else "chưa chắc"] for row in table.itertuples()]
    columns = [("Phương án", LEFT, 0.3), ("Kém hơn hoặc bằng về mọi mặt so với", LEFT, 0.3),
               ("Ở mức cơ sở", CENTER, 0.12), ("Phần lần thử", RIGHT, 0.13), ("Kết luận", LEFT, 0.15)]
    rule = "chắc chắn: đúng ở mức cơ sở và trong ít nhất phần lần thử của khoảng nêu ra"
    return table_block(book, "bang-kem-moi-mat", "Phương án không cần cân nhắc thêm", columns,
                       rows or [[NO_DOMINATED, *[""] * 4]], f"{DRAWS}; {rule}", status="assumed")


def switching(book: Book, table: pd.DataFrame | None = None, rows_shown: int = 12) -> TableBlock:
    """Return how far each parameter alone must move before a gate is another, the nearest first.

    ``table`` : of :func:`helpers.analysis.switching.switching_values`, of one decision; when left out, that of the
    gate which the least change flips.
    """
    table = _nearest_gate(book) if table is None else table
    rows = _turning(book, table, "switching", rows_shown)
    return _switching_block(book, table, rows, "bang-chuyen", "Một tham số đổi bao nhiêu thì quyết định đổi", MODEL)


def choice_switching(book: Book, rows_shown: int = 12) -> TableBlock:
    """Return how far each parameter alone must move before another scenario is recommended, the nearest first."""
    table = book.choice("choice_switching")
    rows = _turning(book, table, "choice_switching", rows_shown)
    return _switching_block(book, table, rows, "bang-chuyen-lua-chon",
                            "Một tham số đổi bao nhiêu thì phương án được kiến nghị đổi",
                            f"{MODEL}; tìm trên một lưới giá trị, nêu giá trị đầu tiên của lưới có phương án khác")


def _turning(book: Book, table: pd.DataFrame, place: str, rows_shown: int) -> list[list]:
    """Return a row for each parameter that turns a decision, the nearest as a part of its likely range first."""
    span = {key: row.level("high") - row.level("low") for key, row in book.inputs.register.items()}
    moved = table[table["switch"].notna()]
    near = (moved["switch"] - moved["base"]).abs() / moved["parameter_id"].map(span).astype(float)
    names = list(dict.fromkeys(moved.loc[near.sort_values(kind="stable").index, "parameter_id"]))[:rows_shown]
    rows = []
    for name in names:
        sides = table[table["parameter_id"] == name].set_index("side")
        cells = [_switch(book, table, place, sides.loc[side]) if side in sides.index else NO_SWITCH
                 for side in ("down", "up")]
        known = bool(sides["likely"].any())
        rows.append([_label(book, name), shown(book.parameter(name), parameter_words(book.parameter(name))), *cells,
                     "có" if known else "không"])
    return rows


def _switching_block(book: Book, table: pd.DataFrame, rows: list[list], block_id: str, caption: str,
                     source: str) -> TableBlock:
    columns = [("Tham số", LEFT, 0.34), ("Mức cơ sở", RIGHT, 0.15), ("Đổi khi giảm đến", RIGHT, 0.18),
               ("Đổi khi tăng đến", RIGHT, 0.18), ("Trong khoảng dự kiến", CENTER, 0.15)]
    others = table["parameter_id"].nunique() - len(rows)
    under = f"{source}; đổi từng tham số một trong khoảng cho phép, các tham số khác giữ ở mức cơ sở"
    return table_block(book, block_id, caption, columns,
                       rows or [[f"Mọi tham số: {NO_SWITCH}", *[""] * 4]],
                       under + ("; tham số không nêu: " + NO_SWITCH if rows and others else ""), status="assumed")


def failure_boxes(book: Book, limits: pd.DataFrame | None = None, boxes: pd.DataFrame | None = None,
                  titles: Mapping[str, str] | None = None) -> TableBlock:
    """Return the boxes of failure, a row for each restricted parameter, and how much of the failing each box holds.

    Parameters
    ----------
    limits, boxes : of :func:`helpers.analysis.prim.box_tables`.
    titles : what fails, by ``box_id``; all three are those of the book when left out.
    """
    limits, boxes = _of_book(book, "failure_limits", limits), _of_book(book, "failure_boxes", boxes)
    titles = titles or {**book.inputs["criteria"].set_index("criterion_id")["label_vi"], LOSES: LOSES_WORDS}
    rows, blank = [], [""] * len(MEASURES)
    for box_id in boxes["box_id"]:
        measured = [share(cell_of(book, boxes, f"failure_boxes.{name}", box_id=box_id), 0) for name in MEASURES]
        known = limits[limits["box_id"] == box_id]
        own = [[_label(book, row.parameter_id), *_ends(book, limits, row), _chance(book, limits, row)]
               for row in known.itertuples()] or [[NO_BOX, "", "", ""]]
        rows += [[words(titles[box_id], "criteria") if first else "", *parts, *(measured if first else blank)]
                 for first, parts in zip([True, *[False] * len(own)], own, strict=False)]
    columns = [("Không đạt", LEFT, 0.15), ("Khi", LEFT, 0.25), ("Từ", RIGHT, 0.1), ("Đến", RIGHT, 0.1),
               ("Do ngẫu nhiên", RIGHT, 0.08), ("Không đạt chung", RIGHT, 0.08), ("Phần lần thử", RIGHT, 0.08),
               ("Không đạt khi đó", RIGHT, 0.08), ("Phần bao quát", RIGHT, 0.08)]
    return table_block(book, "bang-khong-dat", "Phương án không đạt khi nào", columns, rows,
                       f"{DRAWS}; tìm vùng theo phương pháp PRIM, giới hạn có thể do ngẫu nhiên đã bỏ",
                       status="assumed")


def failure_words(book: Book, limits: pd.DataFrame, boxes: pd.DataFrame, box_id: str,
                  subject: str = "Phương án không đạt") -> str:
    """Return a box of failure as a sentence of Markdown whose numbers have a home.

    ``Phương án không đạt khi tỷ lệ … dưới 12,5% và …: điều này xảy ra trong 81% số lần thử như vậy (tính chung 25%),
    và 76% mọi lần xảy ra nằm ở đó.``

    Parameters
    ----------
    limits, boxes : of :func:`helpers.analysis.prim.box_tables`.
    subject : what happens in the box.
    """
    said = {name: share(book.quote(cell_of(book, boxes, f"failure_boxes.{name}", box_id=box_id)), 0)
            for name in ("base_density", "density", "coverage")}
    found = [_restriction(book, limits, row) for row in limits[limits["box_id"] == box_id].itertuples()]
    if not found:
        return f"{NO_BOX}; {subject[0].lower()}{subject[1:]} trong {said['base_density']} số lần thử."
    return (f"{subject} khi {listing(found)}: điều này xảy ra trong {said['density']} số lần thử như vậy (tính chung "
            f"{said['base_density']}), và {said['coverage']} mọi lần xảy ra nằm ở đó.")


def information(book: Book, table: pd.DataFrame | None = None, rows_shown: int = 8, *,
                place: str = "information") -> TableBlock:
    """Return what it is worth to know a number before the choice: everything, the best few together, each alone.

    A single number is shown where its worth exceeds its error and what chance alone gives.

    Parameters
    ----------
    table : of :func:`helpers.analysis.voi.information`; that of the book when left out.
    place : ``information``, in VND of society, or ``information_score``, in points of the criteria.
    """
    table, (unit, decimals, scale, rule) = _of_book(book, place, table), WORTHS[place]
    single = table[table["kind"] == "single"]
    # Less than its error, or than what chance alone gives: not to be told from nothing.
    single = single[(single["value"] > single["error"]) & (single["value"] > single["bias"])]
    joint = table[(table["kind"] != "single") & (table["value"].max() > 0)]
    kept = pd.concat([joint, single.head(rows_shown)])
    rows = []
    for row in kept.itertuples():
        keys = {"input_id": row.input_id, "kind": row.kind}
        cells = [cell_of(book, table, f"{place}.{name}", **keys) for name in ("value", "error", "bias", "least")]
        rows.append([_fact(book, row), *("–" if np.isnan(cell.value) else figure(cell, decimals, scale)
                                         for cell in cells)])
    columns = [("Biết trước", LEFT, 0.4), (f"Đáng giá ({unit})", RIGHT, 0.15), ("Sai số chuẩn", RIGHT, 0.15),
               ("Cao hơn do ngẫu nhiên", RIGHT, 0.15), ("Đo trên phần để riêng", RIGHT, 0.15)]
    under = f"{DRAWS}; {rule}; {unit}; số liệu không nêu có giá trị không phân biệt được với không"
    return table_block(book, f"bang-{place.replace('_', '-')}", f"Nên tìm hiểu số liệu nào trước ({unit})", columns,
                       rows or [[NO_WORTH, *[""] * 4]], under, status="assumed")


def failure_sentences(book: Book) -> str:
    """Return what happens when, of the book's scenario: a sentence for each box, or that nothing of it happens."""
    boxes = book.choice("failure_boxes")
    about = book.inputs["criteria"].set_index("criterion_id")["label_vi"]
    said = [failure_words(book, book.choice("failure_limits"), boxes, box_id,
                          "Phương án không được xếp đầu" if box_id == LOSES else
                          f"Phương án không đạt điều kiện “{about[box_id][0].lower()}{about[box_id][1:]}”")
            for box_id in boxes["box_id"]]
    return "\n\n".join(said) or NEVER_FAILS


def facts_sentence(book: Book) -> str:
    """Return which facts to collect first, for the choice and for the width of the result, as sentences."""
    return f"{_for_the_choice(book)} {_for_the_width(book)}"


def _for_the_choice(book: Book) -> str:
    table, close = book.choice("information_score"), book.parameter("close_score_gap")
    group = table[(table["kind"] == "group") & (table["value"] > 0)]
    if group.empty:
        return f"{NO_WORTH}."
    bound = book.quote(cell_of(book, table, "information_score.value", input_id="all", kind="all"))
    if bound.value < close.value:
        book.quote(close)
        return (f"Biết trước mọi số chưa chắc cũng chỉ làm điểm của lựa chọn tốt hơn bình quân {figure(bound, 4)}, "
                f"dưới mức coi là sát nhau ({figure(close, 2)}): thu thập thêm số liệu là để biết quy mô chi phí và "
                "nhu cầu, không phải để chọn lại phương án.")
    row = next(group.itertuples())
    worth = book.quote(cell_of(book, table, "information_score.value", input_id=row.input_id, kind=row.kind))
    named = listing([in_sentence(book, key) for key in row.input_id.split(" + ")])
    return (f"Để chọn phương án, nên thu thập trước {named}: biết cùng lúc các số này thì lựa chọn tốt hơn bình quân "
            f"{figure(worth, 3)} điểm, trong khi biết mọi số chưa chắc thì tốt hơn {figure(bound, 3)} điểm.")


def _for_the_width(book: Book) -> str:
    own = book.results["sobol"].query("metric_id == @WORTH").dropna(subset="total").head(FACTS)
    if own.empty:
        return ""
    parts = {key: book.quote(cell_of(book, own, "sobol.total", metric_id=WORTH, input_id=key))
             for key in own["input_id"]}
    said = listing([f"{in_sentence(book, key)} ({share(part, 0)})" for key, part in parts.items()])
    return f"Độ rộng của giá trị ròng đến nhiều nhất từ {said}: muốn số đó chắc hơn thì hỏi các số này trước."


# --- parts ------------------------------------------------------------------------------------------------


def _of_book(book: Book, name: str, table: pd.DataFrame | None) -> pd.DataFrame:
    return book.choice(name) if table is None else table


def _nearest_gate(book: Book) -> pd.DataFrame:
    """Return the switching values of the gate that flips with the smallest change, as a part of the likely range."""
    table = book.results["switching"]
    span = {key: row.level("high") - row.level("low") for key, row in book.inputs.register.items()}
    near = (table["switch"] - table["base"]).abs() / table["parameter_id"].map(span).astype(float)
    nearest = table["decision_id"].iloc[0] if near.isna().all() else table.loc[near.idxmin(), "decision_id"]
    return table[table["decision_id"] == nearest]


def _criterion(book: Book, criterion: str):
    """Return the label of a criterion with its unit, and what writes its regret."""
    if criterion == SCORE:
        return "Điểm tổng hợp", lambda quantity: figure(quantity, 2)
    about = book.inputs["criteria"].set_index("criterion_id").loc[criterion]
    row = book.inputs["metrics"].set_index("metric_id").loc[about["metric_id"]]
    label = metric_label(row).replace(row["label_vi"], about["label_vi"], 1)

    def say(quantity: Quantity) -> Shown:
        unit = Quantity(quantity.id, quantity.value, row["unit"], quantity.label_vi, quantity.status)
        return shown(quantity, metric_cell(unit, row).text)

    return label, say


def gate_share(book: Book, table: pd.DataFrame, gate: str, scenario: str) -> Shown:
    """Return the share of draws in which a gate is passed; a column of its own for each criterion."""
    described = cell_of(book, table, "option_robustness.all", scenario=scenario)
    value = float(table.loc[table["scenario"] == scenario, gate].iloc[0])
    name = f"cell(option_robustness.{gate}, scenario={scenario})"
    return share(Quantity(name, value, "share", f"Tỷ lệ lần thử đạt điều kiện {gate}", described.status, "MODEL"), 0)


def _label(book: Book, parameter_id: str) -> Shown:
    return words(book.inputs.register[parameter_id].quantity.label_vi, "../parameters")


def _switch(book: Book, table: pd.DataFrame, place: str, row: pd.Series) -> Shown | str:
    if row["switch"] != row["switch"]:
        return NO_SWITCH
    decision = {"decision_id": row["decision_id"]} if row["decision_id"] else {}
    parameter_id = row["parameter_id"]
    quantity = cell_of(book, table, f"{place}.switch", **decision, parameter_id=parameter_id, side=row.name)
    to = ""
    if isinstance(row["after"], str):
        to = f": {book.runs[row['after']].scenario.title_vi if row['after'] else NONE_PASSES}"
    return shown(quantity, parameter_words(book.parameter(parameter_id), quantity.value) + to)


def _ends(book: Book, limits: pd.DataFrame, row, *, quote: bool = False) -> list[Shown | str]:
    """Return the low and high limit of a restricted parameter, blank where that side is free.

    ``quote`` : whether they stand in prose, whose numbers the book keeps.
    """
    keys, parameter = {"box_id": row.box_id, "parameter_id": row.parameter_id}, book.parameter(row.parameter_id)
    found = [(getattr(row, name), name) for name in ("low", "high")]
    cells = [cell_of(book, limits, f"failure_limits.{name}", **keys) if value == value else None
             for value, name in found]
    if quote:
        cells = [cell and book.quote(cell) for cell in cells]
    return [shown(cell, parameter_words(parameter, cell.value)) if cell else "" for cell in cells]


def _chance(book: Book, limits: pd.DataFrame, row) -> Shown:
    quantity = cell_of(book, limits, "failure_limits.quasi_p", box_id=row.box_id, parameter_id=row.parameter_id)
    return shown(quantity, percent(quantity.value) if quantity >= LEAST_CHANCE else f"< {percent(LEAST_CHANCE)}")


def _restriction(book: Book, limits: pd.DataFrame, row) -> str:
    """Return a limit as a clause, numbers as Markdown: ``tỷ lệ tiếp nhận dưới 12,5%``."""
    low, high = _ends(book, limits, row, quote=True)
    name = in_sentence(book, row.parameter_id)
    if low and high:
        return f"{name} từ {low} đến {high}"
    return f"{name} dưới {high}" if high else f"{name} trên {low}"


def in_sentence(book: Book, parameter_id: str) -> str:
    """Return the label of a parameter inside a sentence; a figure in it has its home in the register."""
    label = book.inputs.register[parameter_id].quantity.label_vi
    label = lowered(label)
    return str(words(label, "../parameters")) if any(char.isdigit() for char in label) else label


def _fact(book: Book, row) -> Shown | str:
    if row.kind == "all":
        return "Mọi số liệu chưa chắc (cận trên)"
    labels = [book.inputs.register[key].quantity.label_vi for key in row.input_id.split(" + ")]
    return words(labels[0] if len(labels) == 1 else f"Cùng lúc: {'; '.join(labels)}", "../parameters")
