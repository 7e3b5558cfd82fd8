"""How one language writes numbers, money, dates, statuses and the fixed words of a paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.dates import format_date
from babel.numbers import format_decimal

from helpers.inputs import Quantity


@dataclass(frozen=True)
class Language:
    """The habits of a language; a paper is written in one, and its numbers are the same in all.

    Parameters
    ----------
    code, tag : language of the formatting data and of the files, ``vi`` and ``vi-VN``.
    day : pattern of a date.
    amounts : patterns of amounts of money: plain, in millions, in billions.
    span, unmoved : pattern of an interval, and of one whose two ends read alike.
    last_and : what joins the last item of a list.
    units, statuses, marks : words of units and statuses, and the marks of statuses in prose.
    title : attribute of a scenario that holds its title.
    label : column of a catalogue that holds the label of a row; its short form is named alike.
    words : fixed words around the text: table, figure, annex, contents, draft, scenario, run, source, status.
    """

    code: str
    tag: str
    day: str
    amounts: tuple[str, str, str]
    span: str
    unmoved: str
    last_and: str
    units: Mapping[str, str]
    statuses: Mapping[str, str]
    marks: Mapping[str, str]
    title: str
    label: str
    words: Mapping[str, str]

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with the separators of the language; nought is never negative."""
        rounded = round(value, decimals) + 0.0
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(rounded, format=pattern, locale=self.code)

    def percent(self, share: float, decimals: int = 1) -> str:
        """Return a share of 0-1 as a percentage."""
        return f"{self.number(share * 100, decimals)}%"

    def money(self, vnd: float) -> str:
        """Return an amount in words that a leader reads at once; exact below a million."""
        plain, millions, billions = self.amounts
        if abs(vnd) >= 999_500_000:
            return billions.format(self.number(vnd / 1e9, 2))
        if abs(vnd) >= 1_000_000:
            # Below ten million a whole million is too coarse: a wage of 3,53 is not 4.
            decimals = min(needed(vnd / 1e6), 2) if abs(vnd) < 10_000_000 else 0
            return millions.format(self.number(vnd / 1e6, decimals))
        return plain.format(self.number(vnd))

    def amount(self, quantity: Quantity, decimals: int | None = None) -> str:
        """Return a value by its unit: money, percentage or number, with as few decimals as it needs."""
        if quantity.unit == "vnd" or quantity.unit.startswith("vnd_per"):
            return self.money(quantity.value)
        if quantity.unit in ("share", "per_year"):
            return self.percent(quantity.value, needed(quantity.value * 100) if decimals is None else decimals)
        if quantity.unit == "year":
            return f"{quantity.value:.0f}"
        return self.number(quantity.value, needed(quantity.value) if decimals is None else decimals)

    def date(self, day: dt.date) -> str:
        """Return a date as the language writes it inside a sentence."""
        return format_date(day, self.day, locale=self.code)

    def listing(self, items: Sequence[str]) -> str:
        """Return items joined as in a sentence."""
        items = list(items)
        return self.last_and.join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)

    def note(self, source: str, status: str) -> str:
        """Return the line under a table or figure: where it comes from and how it is known."""
        return f"{self.words['source']}: {source}. {self.words['status']}: {self.statuses[status]}."


def needed(value: float) -> int:
    """Return the decimals that a value needs, three at most.

    >>> needed(3.0), needed(3.53), needed(1 / 3)
    (0, 2, 3)
    """
    return next((places for places in (0, 1, 2, 3) if abs(value - round(value, places)) < 1e-9), 3)
