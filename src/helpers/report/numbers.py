"""Numbers by name: the small language in which papers quote numbers and in which a number is traced.

An expression is made of parameters (``points_2018``), results (``people_within_share``, of another scenario
``people_within_share@bau``), arithmetic, and the functions below; ``resolve`` turns it into a `Quantity`. What a
paper prints carries the expression it came from, so that the number can be computed again from its name.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import operator
import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from helpers.inputs import InputError, Quantity, column_about, derived, table_file, unknown_name
from helpers.model import STATUS_COLUMNS, known_by, table_quantity
from helpers.report.book import Book
from helpers.report.vietnamese import lowered

WHERE = "số liệu / number"
_ACTS: dict[str, Callable[[pd.Series], float]] = {
    "total": lambda values: float(values.sum()), "paid": lambda values: 0.0 - float(values.sum()),
    "mean": lambda values: float(values.mean()),
    "lowest": lambda values: float(values.min()), "highest": lambda values: float(values.max()),
    "distinct": lambda values: float(values.nunique()), "cell": lambda values: float(values.iloc[0]),
}
_ACT_WORDS = {"total": "Tổng", "paid": "Tổng chi", "mean": "Bình quân", "lowest": "Nhỏ nhất", "highest": "Lớn nhất",
              "distinct": "Số giá trị khác nhau", "count": "Số dòng"}
_SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_UNITS = {"people": "persons", "VND": "vnd", "1": "ratio", "degrees": "degree"}
_BARE = re.compile(r"[A-Za-z_]\w*|0|[1-9]\d*")


# --- values of tables -------------------------------------------------------------------------------------

#: Tables with a column for each criterion: the column that they are like, and their formula.
BY_CRITERION = {"judged": ("score", "(giá trị - kém nhất) / (tốt nhất - kém nhất)"),
                "option_robustness": ("all", "số lần thử đạt điều kiện / số lần thử")}


@functools.cache
def pick(book: Book, act: str, place: str, **keys) -> Quantity:
    """Return what ``act`` makes of one column over the rows that have the given keys.

    Parameters
    ----------
    act : ``cell`` (exactly one row), ``total``, ``paid`` (the total with its sign turned), ``mean``, ``lowest``,
        ``highest``, ``distinct`` or ``count``.
    place : ``table.column``; for ``count`` the table alone. Columns of ``result_columns`` belong to the run, all
        others to ``data/tables``.
    keys : values that the rows must have, by column; ``"a|b"`` lets a row have either, None is a blank cell.
        ``run`` names the scenario whose run is read, where it is not the book's own.

    Raises
    ------
    InputError : there is no such table, column or row, or ``cell`` meets several rows.
    """
    if "run" in keys:
        return _of_run(book, act, place, **keys)
    table, _, column = place.partition(".")
    frame, about = _frame(book, table, column or "count")
    rows = _rows(frame, table, keys)
    name = call_name(act, place, keys)
    if act == "cell" and len(rows) != 1:
        raise _refuse(name, f"đúng một dòng, tìm thấy {len(rows)}", f"exactly one row, found {len(rows)}")
    if act != "count" and column not in rows:
        raise unknown_name(WHERE, column, frame.columns, what_vi=f"cột của bảng {table}",
                           what_en=f"a column of the table {table}")
    value = float(len(rows)) if act == "count" else _ACTS[act](rows[column])
    if about is not None:
        return _about_rows(dataclasses.replace(book.kind(about), id=name, value=value), act, keys)
    return _about_rows(_of_table(book, table, column, rows, name, value, act), act, keys)


def _of_run(book: Book, act: str, place: str, *, run: str, **keys) -> Quantity:
    """Return what ``pick`` gives in another scenario, with that scenario in its name and label."""
    other = book.of(run)
    found = pick(other, act, place, **keys)
    if other is book:
        return found
    return dataclasses.replace(found, id=f"{found.id[:-1]}, run={_written(run)})",
                               label_vi=f"{found.label_vi} ({other.scenario.title_vi})")


def cell_of(book: Book, frame: pd.DataFrame, place: str, **keys) -> Quantity:
    """Return one cell of a result table that is handed in, by the name that finds it once the run holds the table.

    Parameters
    ----------
    frame : the table.
    place : ``table.column``, described in ``result_columns``.
    keys : values that exactly one row has, by column.

    Raises
    ------
    InputError : there is no such column, or not exactly one such row.
    """
    table, _, column = place.partition(".")
    rows, name = _rows(frame, table, keys), call_name("cell", place, keys)
    if len(rows) != 1 or (table, column) not in book.column_kinds or column not in rows:
        raise _refuse(name, f"đúng một dòng có mô tả, tìm thấy {len(rows)}",
                      f"exactly one row of a described column, found {len(rows)}")
    kind = book.kind(book.column_kinds[table, column])
    return _about_rows(dataclasses.replace(kind, id=name, value=float(rows[column].iloc[0])), "cell", keys)


def call_name(act: str, place: str, keys: dict) -> str:
    """Return the expression of a pick, which is the name of what it gives.

    >>> call_name("cell", "sites.counters", {"site_id": "P01"})
    'cell(sites.counters, site_id=P01)'
    """
    return f"{act}({', '.join([place, *(f'{key}={_written(value)}' for key, value in keys.items())])})"


def _frame(book: Book, table: str, column: str) -> tuple[pd.DataFrame, object | None]:
    """Return a table and, where the run computed the column, the row of ``result_columns`` about it."""
    about = book.column_kinds.get((table, column))
    if about is None and table in BY_CRITERION:  # one column for each criterion
        like, formula = BY_CRITERION[table]
        labels = book.inputs["criteria"].set_index("criterion_id")["label_vi"]
        about = book.column_kinds[table, like]._replace(label_vi=labels.get(column, column), formula=formula)
    if about is not None:
        return _result_table(book, table), about
    if table not in book.inputs.tables:
        tables = {*book.inputs.tables, *(name for name, _ in book.column_kinds)}
        raise unknown_name(WHERE, table, tables, what_vi="tên bảng", what_en="a table")
    return book.inputs[table], None


def _result_table(book: Book, table: str) -> pd.DataFrame:
    if table == "judged":
        return book.judged.rename_axis("scenario").reset_index()
    if table in ("roster", "one_at_a_time", "consulted"):
        return getattr(book, table)
    if table.startswith("backtest_"):
        return getattr(book.backtest, table.removeprefix("backtest_"))
    return book.results[table] if table in book.results.tables else book.choice(table)


def _rows(frame: pd.DataFrame, table: str, keys: dict) -> pd.DataFrame:
    kept = np.ones(len(frame), dtype=bool)
    for key, value in keys.items():
        if key not in frame:
            raise unknown_name(WHERE, key, frame.columns, what_vi=f"cột của bảng {table}",
                               what_en=f"a column of the table {table}")
        if value is None:
            kept &= frame[key].isna().to_numpy()
        else:
            wanted = set(_text(value).split("|"))
            kept &= np.fromiter((_text(found) in wanted for found in frame[key]), bool, len(frame))
    return frame[kept]


def _text(value) -> str:
    """Return a key as text, so that 450, 450.0 and "450" name the same row."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _written(value) -> str:
    text = _text(value)
    return text if _BARE.fullmatch(text) else repr(text)


def _of_table(book: Book, table: str, column: str, rows: pd.DataFrame, name: str, value: float, act: str) -> Quantity:
    """Return a value read off an input table with the status and sources of its rows."""
    # The census counts of a commune are observed; the status on its row is that of its area.
    columns = STATUS_COLUMNS if table != "communes" or column == "area_km2" else ()
    status, sources = known_by(rows, columns)
    title, unit = column_about(table, column or next(iter(rows.columns)))
    unit = "rows" if act in ("count", "distinct") else _UNITS.get(unit, unit)
    place = {"source_id": sources, "locator": table_file(table)}
    if act == "cell":
        return Quantity(name, value, unit, title, status, **place)
    used = dataclasses.replace(table_quantity(book.inputs, table), value=float(len(rows)), status=status,
                               source_id=sources, locator=f"{len(rows)} dòng")
    return derived(name, value, unit, title, [used], **place)


def _about_rows(quantity: Quantity, act: str, keys: dict) -> Quantity:
    """Return the quantity with a label that says which rows and what was made of them."""
    which = "; ".join(_text(value) for value in keys.values() if not isinstance(value, bool))
    counted = act == "count" and quantity.source_id == "MODEL"  # its label says already what is counted
    words = quantity.label_vi if counted or act == "cell" else f"{_ACT_WORDS[act]}: {lowered(quantity.label_vi)}"
    return dataclasses.replace(quantity, label_vi=f"{words} ({which})" if which else words)


# --- ends of an interval ----------------------------------------------------------------------------------


def end(quantity: Quantity, which: str) -> Quantity:
    """Return the ``low`` or ``high`` end of a quantity as a quantity of its own.

    Raises
    ------
    InputError : the quantity has no range.
    """
    value = getattr(quantity, which)
    if value is None:
        raise _refuse(f"{which}({quantity.id})", "số liệu có khoảng", "a number that has a range")
    words = {"low": "cận dưới", "high": "cận trên"}[which]
    return dataclasses.replace(quantity, id=f"{which}({quantity.id})", value=float(value), low=None, high=None,
                               label_vi=f"{quantity.label_vi}, {words}", parents=(quantity,),
                               formula=f"{words} của {quantity.id}")


# --- expressions ------------------------------------------------------------------------------------------


def functions(book: Book) -> dict[str, Callable[..., Quantity]]:
    """Return the functions of the language by name, bound to a book; prose calls them too."""
    acts = {act: (lambda place, act=act, **keys: pick(book, act, place, **keys)) for act in (*_ACTS, "count")}
    return {
        **acts,
        "diff": lambda metric: book.difference(*_metric(metric)),
        "low": lambda quantity: end(quantity, "low"), "high": lambda quantity: end(quantity, "high"),
        "table": lambda name: table_quantity(book.inputs, name),
        "firm_points": book.firm_points, "swings": book.swings, "swing_cases": book.swing_cases,
        "siting_gap": book.siting_gap,
    }


def resolve(book: Book, text: str) -> Quantity:
    """Return the quantity that an expression names.

    Raises
    ------
    InputError : the expression is not well formed, names something that does not exist, or cannot be computed.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise _refuse(text, "biểu thức đúng cú pháp", "a well-formed expression") from None
    try:
        found = _value(book, tree)
    except InputError:
        raise
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        raise _refuse(text, "đúng đối số của hàm, cột số, cùng đơn vị khi cộng trừ, không chia cho không",
                      "the arguments of the function, a numeric column, one unit in sums, no division by nought",
                      ) from None
    if not isinstance(found, Quantity):
        raise _refuse(text, "một số liệu, không phải hằng số", "a number with a home, not a constant")
    return found


def quantity_named(book: Book, name: str) -> Quantity:
    """Return a parameter or a result; ``name@scenario`` is a result of another scenario."""
    metric, scenario = _metric(name)
    if scenario is None and metric in book.inputs.register:
        return with_parents(book, book.parameter(metric))
    if metric in set(book.inputs["metrics"]["metric_id"]):
        return book.result(metric, scenario)
    valid = [*book.inputs.register, *book.inputs["metrics"]["metric_id"]]
    raise unknown_name(WHERE, metric, valid, what_vi="mã tham số hoặc kết quả", what_en="a parameter or result id")


def with_parents(book: Book, quantity: Quantity) -> Quantity:
    """Return a parameter with the quantities that its row of the register says it is derived from."""
    if quantity.parents or not quantity.formula or quantity.id not in book.inputs.register:
        return quantity
    return dataclasses.replace(quantity, parents=(resolve(book, quantity.formula),))


def _metric(name: str) -> tuple[str, str | None]:
    metric, _, scenario = name.partition("@")
    return metric, scenario or None


def _value(book: Book, node: ast.AST):
    """Return a quantity, or a plain number for a constant."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.Name) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)):
        return quantity_named(book, _symbol(node))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return 0 - _value(book, node.operand)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return _power(_value(book, node.left), float(_value(book, node.right)), ast.unparse(node))
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        return _SIGNS[type(node.op)](_value(book, node.left), _value(book, node.right))
    if isinstance(node, ast.Call):
        return _called(book, node)
    raise _refuse(ast.unparse(node), "mã, hàm và phép tính", "ids, functions and arithmetic")


def _called(book: Book, node: ast.Call) -> Quantity:
    known = functions(book)
    name = _symbol(node.func)
    if name not in known:
        raise unknown_name(WHERE, name, known, what_vi="hàm", what_en="a function")
    inner = (lambda part: _value(book, part)) if name in ("low", "high") else _symbol
    keys = {str(keyword.arg): _symbol(keyword.value) for keyword in node.keywords}
    keys = {key: None if value == "None" else value for key, value in keys.items()}
    return known[name](*(inner(part) for part in node.args), **keys)


def _symbol(node: ast.AST) -> str:
    """Return the name that a node spells: ``a``, ``a.b``, ``a@b``, a number or a quoted text."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return f"{_symbol(node.left)}@{_symbol(node.right)}"
    if isinstance(node, ast.Name | ast.Attribute):
        return ast.unparse(node)
    raise _refuse(ast.unparse(node), "một tên", "a name")


def _power(base: Quantity, exponent: float, name: str) -> Quantity:
    return derived(name, base.value**exponent, "ratio", base.label_vi, [base])


def _refuse(name: str, allowed_vi: str, allowed_en: str) -> InputError:
    return InputError(WHERE, value=name, allowed_vi=allowed_vi, allowed_en=allowed_en,
                      remedy_vi="xem `qd45 trace --paper TÊN` để biết mã", remedy_en="see `qd45 trace --paper NAME`")


def is_reference(text: str) -> bool:
    """Return whether a quoted number refers to a number, not to a law, a date or words of a table."""
    return bool(text) and ":" not in text


