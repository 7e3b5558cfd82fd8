"""What every command of ``qd45`` says, and how it says that the input is wrong."""

from __future__ import annotations

import contextlib

import typer
from rich.console import Console

from helpers.inputs import InputError

console = Console()


@contextlib.contextmanager
def said_plainly():
    """Turn input errors into their message and exit code 2."""
    try:
        yield
    except InputError as error:
        console.print("[red]✗[/red] ", end="")
        console.print(str(error), highlight=False, soft_wrap=True, markup=False)
        raise typer.Exit(2) from None
