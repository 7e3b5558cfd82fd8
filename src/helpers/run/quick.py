"""Start without what is never used: the schema checker of notebooks builds a grammar of web addresses on import.

That takes longer than all other imports together, in every process of a batch, and notebooks have no such field.
The checker does without it where the package is not there, so for the time of the import it is not there.
"""

from __future__ import annotations

import importlib
import sys

_GRAMMAR = "rfc3987_syntax"


def _import_without(package: str, module: str) -> None:
    if module in sys.modules or package in sys.modules:
        return
    sys.modules[package] = None
    try:
        importlib.import_module(module)
    finally:
        del sys.modules[package]


_import_without(_GRAMMAR, "jsonschema")
