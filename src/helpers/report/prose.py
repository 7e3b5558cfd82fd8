"""Prose whose numbers are never typed: Markdown with placeholders, filled in by the kernel."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import jinja2

from helpers.analysis import REFERENCE
from helpers.inputs import Quantity
from helpers.report import legal, vietnamese
from helpers.report.blocks import Prose
from helpers.report.book import Book

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
# Numbers that are not figures: a list marker at the start of a line, and the target of a link.
_MARKER = re.compile(r"^\s*\d+\.\s|\]\(#[^)]*\)", re.MULTILINE)


class ProseError(ValueError):
    """Prose that cannot be shown: a typed number, an unknown name, or a law not in force."""


def typed_numbers(text: str) -> list[str]:
    """Return the pieces of prose that hold a typed number: outside placeholders, or in one that names no source.

    >>> typed_numbers("Có {{ q('points_2018') }} điểm.\\n1. Một mục")
    []
    >>> typed_numbers("Có 58 điểm."), typed_numbers("Có {{ so(58) }} điểm.")
    (['Có 58 điểm.'], ['so(58)'])
    """
    blanked = _MARKER.sub("", _PLACEHOLDER.sub(lambda m: re.sub(r"[^\n]", "", m.group()), text))
    lines = [line.strip() for line in blanked.splitlines() if re.search(r"\d", line)]
    return lines + [inner.strip() for inner in re.findall(r"\{\{(.*?)\}\}", text, re.DOTALL) if _is_typed(inner)]


def _is_typed(expression: str) -> bool:
    if not re.search(r"\d", expression):
        return False
    tree = jinja2.Environment(autoescape=False).parse("{{" + expression + "}}")
    return not {name.name for name in tree.find_all(jinja2.nodes.Name)} - {"so", "listing"}


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
        return Prose(environment.from_string(text).render(**Placeholders(book).names()))
    except (jinja2.TemplateError, ValueError, KeyError) as error:
        raise ProseError(f"ô / cell “{first[:60]}”: {error}") from error


class Placeholders:
    """What prose may call: every method gives text whose number has a home, and notes that it is quoted."""

    def __init__(self, book: Book):
        self.book = book

    def names(self) -> dict[str, object]:
        """Return the names that prose may use, methods and words alike."""
        plan, years = self.book.scenario.plan, self.book.scenario.years
        methods = (
            "q",
            "r",
            "diff",
            "span",
            "law",
            "term",
            "title",
            "value",
            "gap",
            "lever",
            "firm_points",
            "swings",
            "swing_cases",
            "ngay",
        )
        words = {
            "period": f"{plan[0]}-{plan[-1]}",
            "plan_first": plan[0],
            "plan_last": plan[-1],
            "first_year": years[0],
            "last_year": years[-1],
            "year_2017": 2017,
            "year_2018": 2018,
        }
        return {
            **{name: getattr(self, name) for name in methods},
            **{name: str(word) for name, word in words.items()},
            **{
                "so": vietnamese.number,
                "listing": vietnamese.listing,
                "book": self.book,
                "scenario": self.book.scenario,
                "recommended": self.book.recommended,
            },
        }

    def q(self, parameter_id: str, decimals: int | None = None) -> str:
        """Return a number of the register; a lever has no mark: it is a choice, not an assumption."""
        quantity = self.book.parameter(parameter_id)
        if self.book.inputs.register[parameter_id].role == "lever":
            return vietnamese.amount(self.book.quote(quantity), decimals)
        return self._shown(quantity, decimals)

    def r(self, metric_id: str, scenario: str | None = None, decimals: int | None = None) -> str:
        """Return a result of this or another scenario."""
        return self._shown(self.book.result(metric_id, scenario), self._decimals(metric_id, decimals))

    def diff(self, metric_id: str, scenario: str | None = None, decimals: int | None = None) -> str:
        """Return a result less that of the reference scenario."""
        return self._shown(self.book.difference(metric_id, scenario), self._decimals(metric_id, decimals))

    def span(self, metric_id: str, scenario: str | None = None, of_difference: bool = False) -> str:
        """Return the interval of a result, or of its difference from the reference, as ``từ … đến …``."""
        get = self.book.difference if of_difference else self.book.result
        quantity = self.book.quote(get(metric_id, scenario))
        low, high = (
            vietnamese.amount(dataclasses.replace(quantity, value=end), self._decimals(metric_id, None))
            for end in (quantity.low, quantity.high)
        )
        return f"từ {low} đến {high}"

    def law(self, doc_id: str, article: str = "", full: bool | None = None) -> str:
        """Return a citation: complete at its first place, short after it and wherever an article is named."""
        row = legal.document(self.book.inputs["legal_basis"], doc_id, self.book.scenario.as_of)
        complete = not article and (doc_id not in self.book.cited if full is None else full)
        if complete:
            self.book.cited.add(doc_id)
        text = legal.full(row) if complete else legal.short(row)
        return f"{article} {text}" if article else text

    def term(self, term_id: str) -> str:
        """Return a term of the glossary."""
        return str(self.book.inputs["terms"].set_index("term_id").loc[term_id, "label_vi"])

    def title(self, scenario: str) -> str:
        """Return the Vietnamese title of a scenario."""
        return self.book.runs[scenario].scenario.title_vi

    def value(self, metric_id: str) -> float:
        """Return a result as a number, for conditions; it does not count as quoted."""
        return self.book.results.headlines[metric_id]

    def gap(self, metric_id: str) -> float:
        """Return a result less that of the reference as a number, for conditions."""
        return self.value(metric_id) - self.book.runs[REFERENCE].headlines[metric_id]

    def lever(self, key: str) -> float:
        """Return a parameter as a number at the value the scenario gives it, for conditions."""
        return self.book.parameter(key).value

    def firm_points(self) -> str:
        """Return how many new points stay chosen when the assumed places of existing ones change."""
        return self._shown(self.book.firm_points(), 0)

    def swings(self) -> str:
        """Return in how many single changes of a weight another scenario comes first."""
        return self._shown(self.book.swings(), 0)

    def swing_cases(self) -> str:
        """Return how many single changes of a weight were tried."""
        return vietnamese.number(len(self.book.weight_swings))

    def ngay(self, day: str | None = None) -> str:
        """Return an ISO date, or the date of the paper, as dd/mm/yyyy."""
        return vietnamese.date(dt.date.fromisoformat(day) if day else self.book.scenario.as_of)

    def _shown(self, quantity: Quantity, decimals: int | None) -> str:
        text = vietnamese.amount(self.book.quote(quantity), decimals)
        mark = vietnamese.STATUS_MARKS[quantity.status]
        return f"{text}<sup>{mark}</sup>" if self.book.marks and mark else text

    def _decimals(self, metric_id: str, decimals: int | None) -> int:
        if decimals is not None:
            return decimals
        return int(self.book.inputs["metrics"].set_index("metric_id").loc[metric_id, "decimals"])


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
