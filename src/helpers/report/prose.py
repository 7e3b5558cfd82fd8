"""Prose whose numbers are never typed: Markdown with placeholders, filled in by the kernel."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import jinja2

from helpers.inputs import Quantity, unknown_name
from helpers.report import annex_words, english, legal
from helpers.report.blocks import Prose, Shown
from helpers.report.book import Book
from helpers.report.numbers import end, functions
from helpers.report.shown import cited, shown, words
from helpers.report.tables.choice import facts_sentence, failure_sentences

# Markdown names a heading with {#name}, so a comment of the template is {## … ##}.
_COMMENT = {"comment_start_string": "{##", "comment_end_string": "##}"}
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{##.*?##\}", re.DOTALL)
# Numbers that are not figures: a list marker at the start of a line, the target of a link, the name of a heading.
_MARKER = re.compile(r"^\s*\d+\.\s|\]\(#[^)]*\)|\{#[\w-]+\}", re.MULTILINE)


class ProseError(ValueError):
    """Prose that cannot be shown: a typed number, an unknown name, or a law not in force."""


def typed_numbers(text: str) -> list[str]:
    """Return the pieces of prose that hold a typed number: outside placeholders, or in one that names no source.

    >>> typed_numbers("Có {{ q('points_2018') }} điểm.\\n1. Một mục")
    []
    >>> typed_numbers("Có 58 điểm."), typed_numbers("Có {{ so(58) }} điểm.")
    (['Có 58 điểm.'], ['so(58)'])
    >>> typed_numbers("{% if profile_name == '2018' %}huyện{% endif %}")
    []
    """
    blanked = _MARKER.sub("", _PLACEHOLDER.sub(lambda m: re.sub(r"[^\n]", "", m.group()), text))
    lines = [line.strip() for line in blanked.splitlines() if re.search(r"\d", line)]
    inside = re.findall(r"\{\{(.*?)\}\}", text, re.DOTALL)
    inside += re.findall(r"\{%-?\s*(?:if|elif)\b(.*?)-?%\}", text, re.DOTALL)
    return lines + [expression.strip() for expression in inside if _is_typed(expression)]


def _is_typed(expression: str) -> bool:
    """Return whether an expression prints or computes with a number that is written into it.

    Nought and one are mathematics; texts, places in a list and arguments such as decimals are not figures.
    """
    if not re.search(r"\d", expression):
        return False
    tree = jinja2.Environment(autoescape=False).parse("{{" + expression + "}}")
    printed = [node for output in tree.find_all(jinja2.nodes.Output) for node in output.nodes]
    named = [part for node in tree.find_all(jinja2.nodes.Compare)
             if getattr(node.expr, "name", "") == "profile_name" for part in node.ops]  # the name of a profile
    operands = [part for kind in (jinja2.nodes.BinExpr, jinja2.nodes.Compare, jinja2.nodes.Operand)
                for node in tree.find_all(kind) if node not in named for part in node.iter_child_nodes()]
    arguments = [part for call in tree.find_all(jinja2.nodes.Call)
                 if getattr(call.node, "name", "") in ("so", "listing") for part in call.args[:1]]
    return any(isinstance(part, jinja2.nodes.Const) and re.search(r"\d", str(part.value))
               and part.value not in (0, 1) for part in [*printed, *operands, *arguments])


def render(text: str, book: Book, **instead) -> Prose:
    """Return the prose with its placeholders filled in; ``instead`` gives other functions for some of them.

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
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False, finalize=_finished,
                                     **_COMMENT)
    try:
        return Prose(environment.from_string(text).render(**{**Placeholders(book).names(), **instead}))
    except (jinja2.TemplateError, ValueError, KeyError, TypeError) as error:
        raise ProseError(f"ô / cell “{first[:60]}”: {error}") from error


def _finished(value):
    """Return what a placeholder gives, which must be text: a bare number would lose its home."""
    if isinstance(value, Quantity | int | float):
        raise TypeError(f"{value!r}: số in ra bằng so(...) / a number is shown with so(...)")
    return value


class _Scenario:
    """The scenario as prose names it: its title has a home, everything else is the scenario's own."""

    def __init__(self, placeholders: Placeholders):
        self._placeholders = placeholders

    def __getattr__(self, name: str):
        scenario = self._placeholders.book.scenario
        return self._placeholders.title(scenario.name) if name == "title_vi" else getattr(scenario, name)


class Placeholders:
    """What prose may call: every method gives text whose number has a home, and notes that it is quoted."""

    def __init__(self, book: Book):
        self.book = book

    def names(self) -> dict[str, object]:
        """Return the names that prose may use, methods and words alike."""
        methods = ("q r diff span so law law_for has_law basis data term title value gap lever ngay failures facts "
                   "w").split()
        return {
            **{name: call for name, call in functions(self.book).items() if name != "diff"},
            **{name: getattr(self, name) for name in methods},
            **annex_words.functions(self.book),
            **{name: self._year(word, name) for name, word in self.book.year_words.items()},
            "listing": self.book.language.listing,
            "places_known": self.book.places_known(),
            "profile_name": self.book.profile_name,
            "book": self.book,
            "scenario": _Scenario(self),
            "recommended": self.book.recommended,
        }

    def _year(self, text: str, name: str) -> Shown:
        about = f"kịch bản {self.book.scenario.name}: năm của kế hoạch và kỳ đánh giá"
        return Shown(text, f"date:{name}", about)

    def q(self, parameter_id: str, decimals: int | None = None) -> str:
        """Return a number of the register; a lever has no mark: it is a choice, not an assumption."""
        quantity = self.book.parameter(parameter_id)
        lever = self.book.inputs.register[parameter_id].role == "lever"
        return self.so(quantity, decimals, mark=not lever)

    def r(self, metric_id: str, scenario: str | None = None, decimals: int | None = None) -> str:
        """Return a result of this or another scenario."""
        return self.so(self.book.result(metric_id, scenario), self._decimals(metric_id, decimals))

    def diff(self, metric_id: str, scenario: str | None = None, decimals: int | None = None) -> str:
        """Return a result less that of the reference scenario."""
        return self.so(self.book.difference(metric_id, scenario), self._decimals(metric_id, decimals))

    def span(self, metric_id: str, scenario: str | None = None, of_difference: bool = False) -> str:
        """Return the interval of a result, or of its difference from the reference, as ``từ … đến …``.

        Where both ends read alike it is said that the number did not move.
        """
        quantity = (self.book.difference if of_difference else self.book.result)(metric_id, scenario)
        self.book.quote(quantity)
        decimals = self._decimals(metric_id, None)
        low, high = (self._shown(end(quantity, which), decimals) for which in ("low", "high"))
        said = self.book.language
        return said.unmoved.format(low) if low.text == high.text else said.span.format(low, high)

    def failures(self) -> str:
        """Return when the scenario fails a condition or is not recommended, as sentences."""
        return failure_sentences(self.book)

    def facts(self) -> str:
        """Return which facts to collect before the choice, and what that is worth, as a sentence."""
        return facts_sentence(self.book)

    def so(self, quantity: Quantity, decimals: int | None = None, label: str = "", mark: bool = True) -> str:
        """Return any quantity as text; ``label`` names what was computed in the list of numbers.

        Raises
        ------
        TypeError : what is given is a plain number, which has no home.
        """
        if not isinstance(quantity, Quantity):
            raise TypeError(f"{quantity!r} không có mã, nguồn, trạng thái / has no id, source and status")
        if label:
            quantity = dataclasses.replace(quantity, label_vi=label)
        text = self._shown(self.book.quote(quantity), decimals)
        sign = self.book.language.marks[quantity.status]
        return f"{text}<sup>{sign}</sup>" if mark and self.book.marks and sign else str(text)

    def law(self, doc_id: str, article: str = "", full: bool | None = None) -> str:
        """Return a citation: complete at its first place, short after it and wherever an article is named."""
        row = legal.document(self.book.inputs["legal_basis"], doc_id, self.book.day)
        if self.book.language.code == "en":
            return str(cited(row, doc_id, english.cited(row, article)))
        complete = not article and (doc_id not in self.book.cited if full is None else full)
        if complete:
            self.book.cited.add(doc_id)
        numbered = bool(self.book.profile.get("law_numbers"))
        text = self._full(row, numbered) if complete else legal.short(row, numbered)
        return str(cited(row, doc_id, f"{article} {text}" if article else text))

    def _full(self, row, numbered: bool) -> str:
        amended = legal.amending(self.book.inputs["legal_basis"], row, self.book.day)
        return legal.full(row, numbered) + legal.as_amended(amended)

    def law_for(self, role: str, full: bool | None = None) -> str:
        """Return the citation of what plays a role on the day of the paper, with its articles where known."""
        doc_id, article = legal.for_role(self.book.inputs, role, self.book.day)
        return self.law(doc_id, article, full)

    def has_law(self, role: str) -> bool:
        """Return whether a document plays the role on the day of the paper."""
        return legal.has_role(self.book.inputs, role, self.book.day)

    def basis(self, paper: str) -> list[str]:
        """Return the documents of a paper's legal basis in force at its date, in their order."""
        return legal.basis(self.book.inputs["legal_basis"], paper, self.book.day)

    def data(self, table: str, text: str) -> str:
        """Return words that stand in a data table, which is the home of figures in them."""
        return str(words(text, table))

    def term(self, term_id: str) -> str:
        """Return a term of the glossary, as the profile has it."""
        label = str(self.book.inputs["terms"].set_index("term_id").loc[term_id, "label_vi"])
        return self.data("terms", self.book.say(label))

    def w(self, key: str) -> str:
        """Return what the profile calls a body, a level or a service; figures in it have the profile for a home."""
        text = self.book.word(key)
        return str(words(text, "../profiles")) if re.search(r"\d", text) else text

    def title(self, scenario: str) -> str:
        """Return the title of a scenario."""
        return str(words(self.book.title(self.book.runs[scenario].scenario), f"../scenarios/{scenario}"))

    def value(self, metric_id: str, scenario: str | None = None) -> Quantity:
        """Return a result for conditions and arithmetic; it does not count as quoted."""
        return self.book.result(metric_id, scenario)

    def gap(self, metric_id: str) -> Quantity:
        """Return a result less that of the reference, for conditions and arithmetic."""
        return self.book.difference(metric_id)

    def lever(self, key: str) -> Quantity:
        """Return a parameter at the value the scenario gives it, for conditions and arithmetic."""
        return self.book.parameter(key)

    def ngay(self, name: str = "") -> str:
        """Return a date as dd/mm/yyyy: of an event, of the row of a parameter, or of the paper when none is named."""
        events = self.book.inputs["events"].set_index("event_id")
        if not name:
            day, about = self.book.day.isoformat(), "ngày của văn bản, theo kịch bản và hồ sơ thể thức"
        elif name in events.index:
            day, about = events.loc[name, ["date", "label_vi"]]
        elif name in self.book.inputs.register:
            day, about = self.book.parameter(name).valid_from, self.book.parameter(name).label_vi
        else:
            raise unknown_name("data/tables/events.csv", name, events.index, what_vi="mã sự kiện hoặc tham số",
                               what_en="an event or a parameter")
        return str(Shown(self.book.language.date(dt.date.fromisoformat(day)), f"date:{name or 'as_of'}", about))

    def _shown(self, quantity: Quantity, decimals: int | None) -> Shown:
        return shown(quantity, decimals=decimals, language=self.book.language)

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
