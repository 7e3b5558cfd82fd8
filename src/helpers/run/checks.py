"""Checks of the workbook itself: data, scenarios, and the rules that keep notebooks thin."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from helpers.inputs import (
    InputError,
    load_inputs,
    load_profile,
    load_scenario,
    load_sign_offs,
    scenario_names,
    unsealed,
    workbook_root,
)
from helpers.report.prose import typed_numbers
from helpers.run.engine import read_notebook

CELL_LINES, NOTEBOOK_LINES = 10, 120
_FILE_ACCESS = re.compile(r"\bopen\(|\bread_\w+\(|\bPath\(|\.to_csv\(|['\"][^'\"]*/[^'\"]*\.(csv|yml|json|xlsx)['\"]")


def check_workbook(root: Path | None = None) -> Iterator[str]:
    """Yield one message per problem in ``data/`` and ``notebooks/``; nothing when all is well."""
    root = root or workbook_root()
    try:
        inputs = load_inputs(root / "data")
        for name in scenario_names(root / "data" / "scenarios"):
            load_profile(
                load_scenario(name, inputs.register, folder=root / "data" / "scenarios").profile, root / "data"
            )
        load_sign_offs(root / "data")
        if new := unsealed(inputs["sources"], inputs["sources_seal"]):
            yield (f"data/sources.csv: nguồn mới chưa niêm phong: {', '.join(new)}; chạy qd45 seal / "
                   f"new sources are not sealed yet: {', '.join(new)}; run qd45 seal")
    except InputError as error:
        yield str(error)
    for path in sorted((root / "notebooks").rglob("*.ipynb")):
        for problem in check_notebook(path):
            yield f"{path.relative_to(root).as_posix()}: {problem}"


def check_notebook(path: Path) -> Iterator[str]:
    """Yield one message per rule that a notebook breaks."""
    try:
        notebook = read_notebook(path)
    except InputError as error:
        yield str(error)
        return
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    plain = [cell for cell in code if not cell.source.lstrip().startswith("%%prose")]
    if not notebook.cells or notebook.cells[0].cell_type != "markdown":
        yield "ô đầu tiên phải là tiêu đề và câu hỏi / the first cell must be the title and the question"
    if sum("parameters" in cell.metadata.get("tags", []) for cell in code) != 1:
        yield "phải có đúng một ô mang thẻ parameters / exactly one cell must have the tag parameters"
    if any(cell.get("outputs") or cell.get("execution_count") for cell in code):
        yield "lưu kèm kết quả; hãy xóa kết quả trước khi lưu / stored with outputs; clear them before saving"
    if sum(len(cell.source.splitlines()) for cell in plain) > NOTEBOOK_LINES:
        yield f"dài hơn {NOTEBOOK_LINES} dòng mã / longer than {NOTEBOOK_LINES} lines of code"
    for place, cell in enumerate(notebook.cells, 1):
        yield from (f"ô / cell {place}: {problem}" for problem in _cell_problems(cell))


def _cell_problems(cell) -> Iterator[str]:
    source = cell.source
    if cell.cell_type == "markdown" or source.lstrip().startswith("%%prose"):
        text = source.lstrip().removeprefix("%%prose")
        for line in typed_numbers(text):
            yield f"số gõ tay trong lời văn / a number is typed in prose: “{line[:80]}”"
        return
    if len(source.splitlines()) > CELL_LINES:
        yield f"dài hơn {CELL_LINES} dòng / longer than {CELL_LINES} lines"
    if _FILE_ACCESS.search(source):
        yield "đọc hoặc ghi tệp / reads or writes a file"
    tree = ast.parse("\n".join(line for line in source.splitlines() if not line.lstrip().startswith(("%", "!"))))
    if any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda)
        for node in ast.walk(tree)
    ):
        yield "định nghĩa hàm hoặc lớp / defines a function or a class"
    if "parameters" in cell.metadata.get("tags", []):
        yield from _parameter_problems(tree)


def _parameter_problems(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        literal = isinstance(node, ast.AnnAssign) and _is_literal(node.value)
        if not literal:
            yield f"dòng / line {node.lineno}: tham số phải là / a parameter must be “name: type = literal”"


def _is_literal(node: ast.expr | None) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError):
        return False
    return True
