"""Papermill, made strict: a parameter that a notebook does not declare stops the run before it starts."""

from __future__ import annotations

import math
import os
import tempfile
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import ValidationError
from nbformat.reader import NotJSONError
from papermill.log import logger

from helpers.inputs import InputError, unknown_name, workbook_root
from helpers.run.kernel.manager import NotebookRun, WarmManager

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
    read_notebook(notebook)
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


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Read a notebook.

    Raises
    ------
    InputError : the file is damaged: it is no notebook, or only a part of one.
    """
    try:
        found = nbformat.read(path, as_version=4)
        nbformat.validate(found)
        return found
    except (NotJSONError, ValidationError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise InputError(
            _name(path), value=f"{type(error).__name__}", allowed_vi="sổ tay .ipynb nguyên vẹn (JSON của Jupyter)",
            allowed_en="a whole notebook .ipynb (JSON of Jupyter)",
            remedy_vi="lấy lại bản đã lưu, ví dụ git checkout tệp này, rồi chạy lại",
            remedy_en="restore the stored copy, for example with git checkout, then run again") from None


class NotebookFailed(RuntimeError):
    """A cell failed; ``kept`` is the executed notebook with the failing cell, for looking into."""

    def __init__(self, notebook: Path, kept: Path, reason: str):
        super().__init__(f"{_name(notebook)}: {reason}\n→ {_name(kept)}")
        self.notebook, self.kept = notebook, kept


def execute(nb_man, kernel_name: str, *, log_output=False, stdout_file=None, stderr_file=None, start_timeout=60,
            execution_timeout=None, **kwargs):
    """Execute a notebook that Papermill manages, each cell within ``execution_timeout`` [s], in a warm kernel."""
    options = {name: value for name, value in kwargs.items() if name not in ("input_path", "startup_timeout")}
    options.setdefault("kernel_manager_class", WarmManager)
    options["timeout"] = execution_timeout or options.get("timeout")
    run = NotebookRun(nb_man, kernel_name=kernel_name, startup_timeout=start_timeout, log=logger,
                      log_output=log_output, stdout_file=stdout_file, stderr_file=stderr_file, **options)
    try:
        return run.execute()
    except (CellTimeoutError, DeadKernelError):
        # Papermill saves at the end only what it has saved before.
        nb_man.output_path = nb_man.output_path or nb_man.nb.metadata.papermill["output_path"]
        raise


def run_notebook(notebook: Path, output: Path, parameters: dict, *, timeout_s: float | None = None) -> Path:
    """Execute a notebook with Papermill and put the result in place only when every cell ran.

    Parameters
    ----------
    notebook, output : the notebook and where the executed one goes.
    parameters : values of parameters that the notebook declares.
    timeout_s : how long a cell may run [s, rounded up to whole ones]; it is then interrupted, and its kernel
        ended when that does not stop it. None: as long as it takes.

    Raises
    ------
    InputError : a parameter is wrong; nothing has run.
    NotebookFailed : a cell failed or ran too long, or its kernel died; ``output`` is as it was before.
    """
    check_parameters(notebook, parameters)
    output.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=".", suffix=".ipynb")
    os.close(handle)
    partial, kept = Path(name), output.with_suffix(".failed.ipynb")
    try:
        _papermill(notebook, name, parameters, math.ceil(timeout_s) if timeout_s else None)
    except (papermill.PapermillExecutionError, CellTimeoutError, DeadKernelError) as error:
        os.replace(partial, kept)
        raise NotebookFailed(notebook, kept, _reason(error, timeout_s)) from None
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    os.chmod(partial, 0o644)
    os.replace(partial, output)
    kept.unlink(missing_ok=True)
    return output


def _papermill(notebook: Path, output: str, parameters: dict, timeout: int | None) -> None:
    papermill.execute_notebook(
        str(notebook),
        output,
        parameters=parameters,
        engine_name="qd45",
        kernel_name="python3",
        progress_bar=False,
        cwd=str(workbook_root()),
        request_save_on_cell_execute=False,
        extra_arguments=list(QUIET),
        execution_timeout=timeout,
        interrupt_on_timeout=True,
    )


def _reason(error: Exception, timeout_s: float | None) -> str:
    interrupted = timeout_s and getattr(error, "ename", "") == "KeyboardInterrupt"
    if interrupted or isinstance(error, CellTimeoutError):
        return f"ô chạy quá giới hạn {timeout_s:g} giây / a cell ran over the limit of {timeout_s:g} s"
    if isinstance(error, DeadKernelError):
        return f"nhân của sổ tay đã dừng đột ngột / the kernel of the notebook died ({error})"
    return f"{error.ename}: {error.evalue}"


def _name(path: Path) -> str:
    try:
        return path.resolve().relative_to(workbook_root()).as_posix()
    except ValueError:
        return str(path)
