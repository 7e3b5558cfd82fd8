"""The change of headlines between two runs, in words and numbers as an official writes them."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import pandas as pd
from rich.markup import escape
from rich.table import Table

from helpers.analysis.attribution import OTHERS
from helpers.inputs import InputError, table_file, unknown_name
from helpers.model import Results
from helpers.report import Book
from helpers.report.blocks import FigureBlock
from helpers.report.charts import waterfall
from helpers.report.charts.choice import OTHER_WORDS
from helpers.report.tables.common import metric_label
from helpers.report.vietnamese import number, parameter_words
from helpers.run.stored import Stored
from helpers.run.why import CODE, LINKED, PLAN, Side

CODE_WORDS = "Mã chương trình, thư viện"
PLAN_WORDS = "Kế hoạch mở điểm (kịch bản)"
LEVER_WORDS = {
    "first_year": "Năm đầu", "last_year": "Năm cuối đánh giá", "plan_years": "Số năm của kế hoạch",
    "case": "Mức nhu cầu", "siting": "Cách chọn vị trí", "siting_weight": "Trọng số chọn vị trí",
    "new_points_per_year": "Số điểm mới mỗi năm", "pinned": "Xã phải có điểm", "banned": "Xã không đặt điểm",
    "seed": "Số khởi đầu ngẫu nhiên", "assignment": "Cách hồ sơ về điểm", "as_of": "Ngày của kịch bản",
}
#: Part of a headline below which a change is rounding.
NOISE = 1e-12
#: Part of the largest part below which further digits are nought.
ROUNDING = 1e-9
MOST_DECIMALS = 6


def asked_metrics(asked: Sequence[str], old: Stored, new: Stored, made: Collection[str]) -> list[str]:
    """Return the asked headlines, each once.

    ``made`` : the headlines that the present code gives.

    Raises
    ------
    InputError : there is no such headline, or one of the two runs or the present code does not have it.
    """
    sets = {f"lượt {old.name}": old.headlines, f"lượt {new.name}": new.headlines, "chương trình hiện nay": made}
    for metric in asked:
        lacking = [name for name, metrics in sets.items() if metric not in metrics]
        if len(lacking) == len(sets):
            raise unknown_name("--metric", metric, made, what_vi="mã kết quả", what_en="a headline")
        if lacking:
            common = next((key for key in made if key in old.headlines and key in new.headlines), "")
            raise InputError(
                f"{old.name}, {new.name}", column="--metric", value=metric,
                allowed_vi=f"kết quả có ở cả hai lượt chạy; {', '.join(lacking)} không có kết quả này",
                allowed_en="a headline of both runs; one of them does not have it",
                remedy_vi=f"chọn kết quả có ở cả hai, ví dụ --metric {common}",
                remedy_en=f"choose one that both have, such as --metric {common}")
    return list(dict.fromkeys(asked))


def input_words(key: str, sides: tuple[Side, Side]) -> str:
    """Return the Vietnamese label of a changed input."""
    kind, _, name = key.partition("/")
    if kind == "scenario":
        return PLAN_WORDS if name == PLAN else f"{LEVER_WORDS.get(name) or _parameter(name, sides)} (kịch bản)"
    if kind == "tables":
        return f"Bảng {table_file(name)}"
    return {CODE: CODE_WORDS, OTHERS: OTHER_WORDS}.get(key) or _parameter(key, sides)


def change_words(key: str, sides: tuple[Side, Side]) -> str:
    """Return from what to what an input changed; nothing for whole files and for the code."""
    kind, _, name = key.partition("/")
    if kind == "scenario" and name == PLAN:
        moved = [lever for lever in LINKED if sides[0].told[lever] != sides[1].told[lever]]
        return "; ".join(f"{lever}: {_arrow(*(_plain(side.told[lever]) for side in sides))}" for lever in moved)
    if kind == "scenario":
        return _arrow(*(_told(side, name) for side in sides))
    if kind == "tables":
        return _rows(*(side.inputs.tables.get(name) for side in sides))
    if not any(key in side.inputs.register for side in sides):
        return ""
    return _arrow(*(parameter_words(side.inputs.register[key].quantity) if key in side.inputs.register else "–"
                    for side in sides))


def explained(old: Stored, new: Stored, parts: pd.DataFrame, metrics: Sequence[str],
              sides: tuple[Side, Side]) -> pd.DataFrame:
    """Return, for each headline, its value before, each part and its value after, rows that add up.

    Columns ``metric_id, label_vi, unit, step, input_id, input_vi, change_vi, value`` in the unit of the catalogue;
    ``step`` is ``before``, ``part`` or ``after``.
    """
    about, rows = sides[1].inputs["metrics"].set_index("metric_id"), []
    for metric in metrics:
        own = parts[parts["metric_id"] == metric]
        steps = [("before", "", "Trước", "", old.headlines[metric]),
                 *(("part", key, input_words(key, sides), change_words(key, sides), part)
                   for key, part in zip(own["input_id"], own["part"], strict=True)),
                 ("after", "", "Sau", "", new.headlines[metric])]
        rows += [(metric, about.loc[metric, "label_vi"], about.loc[metric, "unit"], *step) for step in steps]
    return pd.DataFrame(rows, columns=["metric_id", "label_vi", "unit", "step", "input_id", "input_vi", "change_vi",
                                       "value"])


def moving(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of :func:`explained` without the parts that are nought but for rounding."""
    most = table.groupby("metric_id")["value"].transform(lambda values: values.abs().max())
    return table[(table["step"] != "part") | ~(table["value"].abs() <= NOISE * most)]


def heading(metric: str, sides: tuple[Side, Side]) -> str:
    """Return the label of a headline with its unit."""
    return metric_label(sides[1].inputs["metrics"].set_index("metric_id").loc[metric])


def change_table(table: pd.DataFrame, metric: str, sides: tuple[Side, Side]) -> Table:
    """Return the rows of one headline for the screen, in the unit that :func:`heading` names."""
    about = sides[1].inputs["metrics"].set_index("metric_id").loc[metric]
    own, decimals = table[table["metric_id"] == metric], _decimals(table, metric, about)
    values = own["value"] / _scale(about)
    shown = Table()
    for heading, justify in (("Đầu vào", "left"), ("Thay đổi", "left"), ("Giá trị", "right")):
        shown.add_column(heading, justify=justify)
    for row, value in zip(own.itertuples(), values, strict=True):
        sign = "+" if row.step == "part" and value > 0 else ""
        text = f"{sign}{number(value, decimals)}" if math.isfinite(value) else "không xác định"
        ends = row.step == "before" or row.Index == own.index[-2]
        shown.add_row(escape(row.input_vi), escape(row.change_vi), text, end_section=ends)
    return shown


def change_chart(table: pd.DataFrame, metric: str, new: Stored, sides: tuple[Side, Side]) -> FigureBlock:
    """Draw the parts of one headline, see :func:`helpers.report.charts.waterfall`."""
    own = table[table["metric_id"] == metric]
    ends = own[own["step"] != "part"].set_index("step")["value"]
    parts = own[own["step"] == "part"]
    frame = pd.DataFrame({"metric_id": metric, "part": parts["value"],
                          "input_id": parts["input_vi"].where(parts["input_id"] != OTHERS, OTHERS)})
    results = Results(new.scenario, new.headlines, {}, {})
    book = Book(sides[1].inputs, results, lambda name: results, {}, "")
    about = sides[1].inputs["metrics"].set_index("metric_id").loc[metric]
    return waterfall(book, frame, metric, ends["before"], ends["after"], decimals=_decimals(table, metric, about))


def _scale(about: pd.Series) -> float:
    return {"vnd": 1e9, "share": 0.01}.get(about["unit"], 1.0)


def _decimals(table: pd.DataFrame, metric: str, about: pd.Series) -> int:
    """Return the decimals of the catalogue, or as many as show two digits of the largest part."""
    own = table[(table["metric_id"] == metric) & table["value"].map(math.isfinite)]
    values, least = own["value"] / _scale(about), 2 if about["unit"] == "vnd" else int(about["decimals"])
    largest = values[own["step"] == "part"].abs().max()
    if not largest > 0 or ((values - values.round(least)).abs() <= ROUNDING * largest).all():
        return least
    return min(MOST_DECIMALS, max(least, 1 - math.floor(math.log10(largest))))


def _parameter(key: str, sides: tuple[Side, Side]) -> str:
    rows = [side.inputs.register[key] for side in reversed(sides) if key in side.inputs.register]
    return rows[0].quantity.label_vi if rows else key


def _told(side: Side, key: str) -> str:
    register = side.inputs.register
    if key not in register:
        return _plain(side.told.get(key, "–"))
    quantity = register[key].quantity
    return parameter_words(quantity, side.scenario.values.get(key, quantity.value))


def _plain(value: object) -> str:
    return (", ".join(map(str, value)) or "–") if isinstance(value, tuple) else str(value)


def _arrow(old: str, new: str) -> str:
    return f"{old} → {new}"


def _rows(old: pd.DataFrame | None, new: pd.DataFrame | None) -> str:
    sizes = [0 if table is None else len(table) for table in (old, new)]
    if old is None or new is None or sizes[0] != sizes[1] or list(old.columns) != list(new.columns):
        return _arrow(*(f"{number(size)} dòng" for size in sizes))
    return f"{len(old.reset_index(drop=True).compare(new.reset_index(drop=True)))} dòng khác"
