"""The command ``qd45 trace``."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from helpers.inputs import unknown_name
from helpers.report.numbers import is_reference
from helpers.run import trace
from helpers.run.saying import console, said_plainly
from helpers.run.workbook import open_workbook


def command(
    name: Annotated[
        str, typer.Argument(help="Mã số liệu, law:MÃ_VĂN_BẢN, hoặc số như in. / A name, or a number as printed.")
    ] = "",
    paper: Annotated[str, typer.Option(help="Liệt kê mọi số của một văn bản. / List all numbers of a paper.")] = "",
    scenario: Annotated[str, typer.Option(help="Kịch bản. / The scenario.")] = "",
) -> None:
    """Truy nguyên một số của hồ sơ đến tận nguồn. / Trace a number of the dossier to its sources."""
    with said_plainly():
        if paper:
            _list(paper)
        else:
            _trace(name, scenario or "recommended")


def _trace(name: str, scenario: str) -> None:
    book = open_workbook(scenario)
    console.print(f"Kịch bản / scenario: {book.scenario.name} (data/scenarios/{book.scenario.name}.yml)")
    if name.startswith("law:"):
        console.print(trace.law_about(book, name.removeprefix("law:")), highlight=False)
        return
    printed = trace.printed_as(name)
    if printed:
        trace.print_quoted(console, printed, book)
    elif not re.search("[a-z]", name):
        raise trace.unknown_text(name)
    for ref in dict.fromkeys(quoted.ref for quoted in printed) or [name]:
        console.print(trace.traced(book, trace.named(book, ref)), highlight=False, soft_wrap=True)


def _list(paper: str) -> None:
    known = trace.paper_notebooks()
    if paper not in known:
        raise unknown_name("outputs/dossier", paper, known, what_vi="tên văn bản", what_en="the name of a paper")
    quoted = [piece for piece in trace.quoted_in(known[paper]) if is_reference(piece.ref)]
    trace.print_quoted(console, quoted, open_workbook(quoted[0].scenario))
