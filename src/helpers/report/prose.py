"""Prose whose numbers are never typed: Markdown with placeholders, filled in by the kernel."""

from __future__ import annotations

import datetime as dt
import re

import jinja2

from helpers.analysis import REFERENCE
from helpers.report import legal, vietnamese
from helpers.report.blocks import Prose
from helpers.report.book import Book

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
# Numbers that are not figures: a list marker at the start of a line, and the target of a link.
_MARKER = re.compile(r"^\s*\d+\.\s|\]\(#[^)]*\)", re.MULTILINE)


class ProseError(ValueError):
    """Prose that cannot be shown: a typed number, an unknown name, or a law not in force."""


def typed_numbers(text: str) -> list[str]:
    """Return the lines of prose that hold a typed digit outside placeholders.

    >>> typed_numbers("Có {{ q('points_2018') }} điểm.\\n1. Một mục")
    []
    >>> typed_numbers("Có 58 điểm.")
    ['Có 58 điểm.']
    """
    blanked = _MARKER.sub("", _PLACEHOLDER.sub(lambda m: re.sub(r"[^\n]", "", m.group()), text))
    return [line.strip() for line in blanked.splitlines() if re.search(r"\d", line)]


def render(text: str, book: Book) -> Prose:
    """Return the prose with its placeholders filled in.

    Raises
    ------
    ProseError : a digit is typed, a name is unknown, or a document is not in force; the message starts with
        the first line of the cell.
    """
    first = next((line.strip() for line in text.splitlines() if line.strip()), "(ô trống)")
    typed = typed_numbers(text)
    if typed:
        raise ProseError(
            f"ô “{first[:60]}”: số gõ tay trong “{typed[0]}”. Dùng {{{{ q(...) }}}} hoặc {{{{ r(...) }}}}."
            f" / cell “{first[:60]}”: a number is typed in “{typed[0]}”; use q(...) or r(...)."
        )
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    try:
        return Prose(environment.from_string(text).render(**_names(book)))
    except (jinja2.TemplateError, ValueError, KeyError) as error:
        raise ProseError(f"ô / cell “{first[:60]}”: {error}") from error


def _names(book: Book) -> dict:
    """Return what placeholders may call."""
    plan, years = book.scenario.plan, book.scenario.years

    def marked(text: str, status: str) -> str:
        mark = vietnamese.STATUS_MARKS[status]
        return f"{text}<sup>{mark}</sup>" if book.marks and mark else text

    def shown(quantity, decimals):
        book.quote(quantity)
        return marked(vietnamese.amount(quantity, decimals), quantity.status)

    def q(parameter_id: str, decimals: int | None = None) -> str:
        quantity = book.quote(book.parameter(parameter_id))
        if book.inputs.register[parameter_id].role == "lever":
            return vietnamese.amount(quantity, decimals)  # a choice, not an assumption about the world
        return shown(quantity, decimals)

    def r(metric_id: str, scenario: str | None = None, decimals: int | None = None) -> str:
        return shown(book.result(metric_id, scenario), _decimals(book, metric_id, decimals))

    def diff(metric_id: str, scenario: str | None = None, decimals: int | None = None) -> str:
        return shown(book.difference(metric_id, scenario), _decimals(book, metric_id, decimals))

    def span(metric_id: str, scenario: str | None = None, of_difference: bool = False) -> str:
        get = book.difference if of_difference else book.result
        quantity = book.quote(get(metric_id, scenario))
        ends = [
            vietnamese.amount(
                type(quantity)(quantity.id, end, quantity.unit, "", ""), _decimals(book, metric_id, None)
            )
            for end in (quantity.low, quantity.high)
        ]
        return f"từ {ends[0]} đến {ends[1]}"

    def law(doc_id: str, article: str = "", full: bool | None = None) -> str:
        row = legal.document(book.inputs["legal_basis"], doc_id, book.scenario.as_of)
        complete = not article and (doc_id not in book.cited if full is None else full)
        if complete:
            book.cited.add(doc_id)
        text = legal.full(row) if complete else legal.short(row)
        return f"{article} {text}" if article else text

    def term(term_id: str) -> str:
        return str(book.inputs["terms"].set_index("term_id").loc[term_id, "label_vi"])

    def title(scenario: str) -> str:
        return book.runs[scenario].scenario.title_vi

    return {
        "q": q,
        "r": r,
        "diff": diff,
        "span": span,
        "law": law,
        "term": term,
        "title": title,
        "book": book,
        "value": lambda metric_id: book.results.headlines[metric_id],
        "gap": lambda metric_id: book.results.headlines[metric_id] - book.runs[REFERENCE].headlines[metric_id],
        "lever": lambda key: book.scenario.values.get(key, book.inputs.register[key].quantity.value),
        "firm_points": lambda: shown(book.firm_points(), 0),
        "swings": lambda: shown(book.swings(), 0),
        "swing_cases": lambda: vietnamese.number(len(book.weight_swings)),
        "so": vietnamese.number,
        "listing": vietnamese.listing,
        "ngay": lambda day=None: vietnamese.date(_as_date(day) or book.scenario.as_of),
        "period": f"{plan[0]}-{plan[-1]}",
        "plan_first": str(plan[0]),
        "plan_last": str(plan[-1]),
        "first_year": str(years[0]),
        "last_year": str(years[-1]),
        "year_2017": "2017",
        "year_2018": "2018",
        "scenario": book.scenario,
        "recommended": book.recommended,
    }


def _decimals(book: Book, metric_id: str, decimals: int | None) -> int:
    if decimals is not None:
        return decimals
    return int(book.inputs["metrics"].set_index("metric_id").loc[metric_id, "decimals"])


def _as_date(day) -> dt.date | None:
    return dt.date.fromisoformat(day) if isinstance(day, str) else day


def register_magic(book: Book) -> None:
    """Make ``%%prose`` available in the running kernel, bound to a book; nothing outside a kernel."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        return

    def prose(line: str, cell: str) -> None:
        from IPython.display import display

        display(render(cell, book))

    shell.register_magic_function(prose, magic_kind="cell", magic_name="prose")
