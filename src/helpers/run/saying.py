"""How commands speak: one console, and bad input said in words instead of a traceback."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import typer
from rich.console import Console
from rich.markup import escape

from helpers.inputs import InputError

console = Console()


@contextlib.contextmanager
def said_plainly(code: int = 2) -> Iterator[None]:
    """Turn input errors into their message and an exit code."""
    try:
        yield
    except InputError as error:
        # Escaped: a cell of the user's may hold square brackets.
        console.print(f"[red]✗[/red] {escape(str(error))}", highlight=False, soft_wrap=True)
        raise typer.Exit(code) from None


def say(text: str) -> None:
    """Print one line as it stands, numbers not coloured."""
    console.print(escape(text), highlight=False, soft_wrap=True)
