"""Pieces of text that carry where they come from: numbers, citations, words of the data tables."""

from __future__ import annotations

import pandas as pd

from helpers.inputs import STATUS_WORDS, Quantity
from helpers.report.blocks import Shown
from helpers.report.language import Language
from helpers.report.vietnamese import UNIT_WORDS, VIETNAMESE, amount


def shown(quantity: Quantity, text: str | None = None, decimals: int | None = None,
          language: Language = VIETNAMESE) -> Shown:
    """Return a quantity as text that carries its reference; by default the text of its unit.

    >>> shown(Quantity("points_2018", 58.0, "points", "Điểm", "observed", "SEED-2018", "số điểm")).about
    'Điểm: 58 điểm; quan sát; nguồn SEED-2018, số điểm; mã points_2018'
    """
    printed = language.amount(quantity, decimals) if text is None else text
    return Shown(printed, quantity.id, about(quantity), quantity.status)


def about(quantity: Quantity) -> str:
    """Return one line about a quantity: what it is, how it is known, from where, and its name."""
    unit = UNIT_WORDS.get(quantity.unit, "")
    value = amount(quantity)
    value = value if not unit or value.endswith(unit) or "%" in value or "đồng" in value else f"{value} {unit}"
    source = ", ".join(part for part in (quantity.source_id, quantity.locator) if part) or quantity.formula
    return f"{quantity.label_vi}: {value}; {STATUS_WORDS[quantity.status]}; nguồn {source}; mã {quantity.id}"


def cited(row: pd.Series, doc_id: str, text: str) -> Shown:
    """Return a citation that carries the document it names."""
    force = "" if pd.isna(row["effective_from"]) else f", có hiệu lực từ {row['effective_from']}"
    return Shown(text, f"law:{doc_id}", f"{row['title_vi']}{force}")


def words(text: str, table: str) -> Shown:
    """Return words that stand in a data table, so that figures in them have that table for a home."""
    return Shown(text, f"text:{table}", f"data/tables/{table}.csv")
