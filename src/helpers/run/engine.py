"""Papermill, made strict: a parameter that a notebook does not declare stops the run before it starts."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import papermill

from helpers.inputs import InputError, unknown_name, workbook_root

#: The kernel's own remarks on transport and shutdown; a cell that fails is reported by Papermill.
QUIET = ["--Application.log_level=50"]
TYPES = {"str": str, "int": int, "float": (int, float), "bool": bool, "list": list, "dict": dict}


def check_parameters(notebook: Path, given: dict) -> None:
    """Check parameters against what the notebook declares.

    Raises
    ------
    InputError : a parameter is not declared (with the nearest that is), has no annotated type, or the value
        given is of another type.
    """
    file = _name(notebook)
    declared = papermill.inspect_notebook(str(notebook))
    for key, value in given.items():
        if key not in declared:
            raise unknown_name(
                file, key, declared, what_vi="tham số của sổ tay", what_en="a parameter of the notebook"
            )
        kind = declared[key]["inferred_type_name"]
        if kind not in TYPES:
            raise InputError(
                file,
                column=key,
                value=kind,
                allowed_vi=f"kiểu trong {', '.join(TYPES)}",
                allowed_en=f"a type of {', '.join(TYPES)}",
                remedy_vi="ghi kiểu trong ô parameters",
                remedy_en="annotate it in the parameters cell",
            )
        wrong_bool = isinstance(value, bool) and kind != "bool"
        if wrong_bool or not isinstance(value, TYPES[kind]):
            raise InputError(
                file,
                column=key,
                value=repr(value),
                allowed_vi=f"giá trị kiểu {kind}",
                allowed_en=f"a value of type {kind}",
                remedy_vi="sửa giá trị tham số",
                remedy_en="correct the value of the parameter",
            )


class NotebookFailed(RuntimeError):
    """A cell failed; ``kept`` is the executed notebook with the failing cell, for looking into."""

    def __init__(self, notebook: Path, kept: Path, reason: str):
        super().__init__(f"{_name(notebook)}: {reason}\n→ {_name(kept)}")
        self.notebook, self.kept = notebook, kept


def run_notebook(notebook: Path, output: Path, parameters: dict) -> Path:
    """Execute a notebook with Papermill and put the result in place only when every cell ran.

    Raises
    ------
    InputError : a parameter is wrong; nothing has run.
    NotebookFailed : a cell failed; ``output`` is as it was before.
    """
    check_parameters(notebook, parameters)
    output.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=".", suffix=".ipynb")
    os.close(handle)
    partial = Path(name)
    try:
        papermill.execute_notebook(
            str(notebook),
            name,
            parameters=parameters,
            engine_name="qd45",
            kernel_name="python3",
            progress_bar=False,
            cwd=str(workbook_root()),
            request_save_on_cell_execute=False, extra_arguments=QUIET,
        )
    except papermill.PapermillExecutionError as error:
        kept = output.with_suffix(".failed.ipynb")
        os.replace(partial, kept)
        raise NotebookFailed(notebook, kept, f"{error.ename}: {error.evalue}") from None
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    os.chmod(partial, 0o644)
    os.replace(partial, output)
    output.with_suffix(".failed.ipynb").unlink(missing_ok=True)
    return output


def _name(path: Path) -> str:
    try:
        return path.resolve().relative_to(workbook_root()).as_posix()
    except ValueError:
        return str(path)
