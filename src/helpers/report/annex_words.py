"""Sentences of the survey report and the technical annex: prose calls them by the names of `functions`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial

from helpers.inputs import Quantity
from helpers.report.blocks import Shown
from helpers.report.book import WORTH, Book
from helpers.report.numbers import cell_of, pick
from helpers.report.shown import shown
from helpers.report.survey.worth import worth_of_answers
from helpers.report.tables.annex import is_past_sunset, mismatches, sunset_day
from helpers.report.tables.choice import in_sentence
from helpers.report.tables.common import figure, share
from helpers.report.tables.survey import silent_units
from helpers.report.tables.survey_stakes import moved_most, waiting_parameters
from helpers.report.vietnamese import listing, lowered, money

#: Numbers that are named as moving the result most, and the ends of their ranges in words.
NAMED = 2
ENDS = {"low": "thấp", "high": "cao"}


def functions(book: Book) -> dict[str, Callable[..., object]]:
    """Return what the prose of these papers may call, by name, bound to a book."""
    calls = {"response_rate": response_rate, "stakes": stakes_sentence, "worth_of_answers": worth_sentence,
             "silent_units": silent_units, "sunset_day": sunset_day, "is_past_sunset": is_past_sunset,
             "mismatches": mismatches, "command": command}  # fmt: skip
    return {name: partial(call, book) for name, call in calls.items()}


def command(book: Book, text: str) -> str:
    """Return a call of the workbook's command; the figures of its name are a name."""
    return str(Shown(f"qd45 {text}", "text:command"))


def response_rate(book: Book, **keys) -> str:
    """Return the share of the units asked that have answered, of all or of those with the given keys."""
    asked, answered = pick(book, "count", "roster", **keys), pick(book, "count", "roster", **keys, answered=True)
    rate = dataclasses.replace(answered / asked, label_vi="Tỷ lệ trả lời phiếu khảo sát")
    return str(share(book.quote(rate), 0))


def stakes_sentence(book: Book) -> str:
    """Return which numbers that wait for an answer move the worth of the scenario most, and how far."""
    most = moved_most(book)[:NAMED]
    if not most:
        return ("Không số liệu nào chờ phiếu làm đổi giá trị ròng của phương án so với giữ nguyên: phương án không "
                "thêm chi phí hay lợi ích nào phụ thuộc vào các số đó.")
    said = [f"{in_sentence(book, key)} (từ {_amount(book, key, 'low')} đến {_amount(book, key, 'high')})"
            for key in most]
    return ("Trong các số chờ phiếu có khoảng, làm đổi giá trị ròng toàn xã hội so với giữ nguyên nhiều nhất là "
            f"{listing(said)}.")


def _amount(book: Book, key: str, end: str) -> str:
    quantity = cell_of(book, book.one_at_a_time, f"one_at_a_time.{end}", metric_id=WORTH, parameter_id=key)
    name = lowered(book.parameter(key).label_vi)
    label = f"Giá trị ròng so với giữ nguyên khi riêng một số ở mức {ENDS[end]}: {name}"
    quantity = dataclasses.replace(quantity, unit="vnd", label_vi=label)
    return str(shown(book.quote(quantity), money(quantity.value)))


def worth_sentence(book: Book) -> str:
    """Return whether having the answers before the choice could change it, by the criteria."""
    table, close = worth_of_answers(book, waiting_parameters(book)), book.parameter("close_score_gap")
    if table.empty:
        return "Số lần thử quá ít để ước lượng giá trị của việc biết trước."
    values: dict[str, Quantity] = {
        row.input_id: cell_of(book, table, "information_score.value", input_id=row.input_id, kind=row.kind)
        for row in table.itertuples()}
    bound, best = book.quote(values.pop("all")), max(values.values(), key=float, default=None)
    if best is None:
        return "Không còn số nào có khoảng chờ phiếu."
    if float(best) < float(close):
        book.quote(close)
        return ("Đối với việc chọn phương án, biết trước riêng từng số chờ phiếu không làm điểm của lựa chọn tốt hơn "
                f"quá mức coi là sát nhau ({figure(close, 2)} điểm); biết trước mọi số chưa chắc thì tốt hơn bình "
                f"quân {figure(bound, 4)} điểm. Phiếu khảo sát vì vậy trước hết làm chắc nhu cầu, quầy và chi phí.")
    name = next(key for key, value in values.items() if value is best)
    return (f"Đối với việc chọn phương án, đáng hỏi nhất là {in_sentence(book, name)}: biết trước số đó làm điểm của "
            f"lựa chọn tốt hơn bình quân {figure(book.quote(best), 3)} điểm, trong khi biết mọi số chưa chắc thì tốt "
            f"hơn {figure(bound, 3)} điểm.")
