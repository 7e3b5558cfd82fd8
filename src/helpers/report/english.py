"""English, for the summary that foreign readers get; the Vietnamese papers prevail.

>>> ENGLISH.number(94000), ENGLISH.number(3.5, 1), ENGLISH.percent(0.0644), ENGLISH.money(1_611_500_000)
('94,000', '3.5', '6.4%', 'VND 1.61 billion')
>>> ENGLISH.date(dt.date(2018, 11, 7)), ENGLISH.listing(["Minh Hóa", "Ba Đồn"])
('7 November 2018', 'Minh Hóa and Ba Đồn')
"""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from helpers.inputs import unknown_name
from helpers.report.language import Language

ENGLISH = Language(
    code="en", tag="en", day="d MMMM y", amounts=("VND {}", "VND {} million", "VND {} billion"),
    span="from {} to {}", unmoved="{} in every draw", last_and=" and ", title="title_en", label="label_en",
    units={
        "points": "points", "dossiers": "dossiers", "communes": "communes", "districts": "districts",
        "persons": "people", "km": "km", "min": "minutes", "share": "%", "vnd": "VND", "tasks": "tasks",
        "counters": "counters", "vnd_per_dossier": "VND", "dossiers_per_day": "a day", "fte": "full-time posts",
        "times": "pairs", "persons_per_point": "people", "erlang": "erlang", "ratio": "",
    },
    statuses={"observed": "observed", "derived": "derived", "assumed": "assumed", "synthetic": "synthetic"},
    marks={"observed": "", "derived": "d", "assumed": "a", "synthetic": "y"},
    words={
        "table": "Table", "figure": "Figure", "annex": "Annex", "contents": "CONTENTS", "draft": "DRAFT",
        "scenario": "Scenario", "run": "Run", "source": "Source", "status": "Status of the figures",
        "assured": "REVIEWED", "approved": "APPROVED",
    },
)  # fmt: skip
COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
KINDS = {"Luật": "Law", "Bộ luật": "Code", "Nghị định": "Decree", "Quyết định": "Decision", "Thông tư": "Circular",
         "Nghị quyết": "Resolution"}  # fmt: skip


def citation(row: pd.Series) -> str:
    """Return a document of Vietnamese law by its kind and number: ``Decision 45/2016/QĐ-TTg``.

    Raises
    ------
    InputError : the kind of document has no English name here.
    """
    if row["kind_vi"] not in KINDS:
        raise unknown_name("data/tables/legal_basis.csv", row["kind_vi"], KINDS,
                           what_vi="loại văn bản có tên tiếng Anh", what_en="a kind of document with an English name")
    return f"{KINDS[row['kind_vi']]} {row['number']}"


def cited(row: pd.Series, article: str) -> str:
    """Return a citation with its articles: ``Decree 61/2018/NĐ-CP, Article 10``."""
    return ", ".join(part for part in (citation(row), articles(article)) if part)


def articles(text: str) -> str:
    """Return the articles of a Vietnamese citation in English.

    >>> articles("Điều 10 và Điều 11"), articles("khoản 1 Điều 13"), articles("Điều 18")
    ('Article 10 and Article 11', 'Article 13(1)', 'Article 18')
    """
    text = re.sub(r"khoản (\d+) Điều (\d+)", r"Điều \2(\1)", text)
    return text.replace("Điều", "Article").replace(" và ", " and ")


def year_words(plan: range, years: range, day: dt.date) -> dict[str, str]:
    """Return the years of a plan as years, or by their order once the first of them is not ahead of the paper.

    >>> year_words(range(2019, 2022), range(2019, 2026), dt.date(2018, 11, 7))["period"]
    '2019-2021'
    >>> told = year_words(range(2019, 2022), range(2019, 2026), dt.date(2026, 8, 17))
    >>> told["period"], told["plan_last"], told["last_year"]
    ('three years', 'the third year', 'the seventh year')
    """
    ahead = plan[0] > day.year

    def told(year: int) -> str:
        return str(year) if ahead else f"the {ORDINALS[year - plan[0]]} year"

    return {
        "period": f"{plan[0]}-{plan[-1]}" if ahead else f"{COUNTS[len(plan) - 1]} years",
        "plan_first": told(plan[0]), "plan_second": told(plan[min(1, len(plan) - 1)]), "plan_last": told(plan[-1]),
        "first_year": told(years[0]), "last_year": told(years[-1]),
    }
