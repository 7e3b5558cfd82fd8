"""The registry of checkers."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from helpers.inputs import Inputs
from helpers.report.checks.findings import Finding
from helpers.report.checks.paper_file import PaperFile

#: A checker sees all the papers at once, since some points lie between papers, and the inputs of the workbook.
Checker = Callable[[Sequence[PaperFile], Inputs], Iterable[Finding]]

#: Modules of this package that hold checkers, in the order in which they speak.
_MODULES = ("format_points", "content_points")
_CONTENT_POINTS = {
    "L1": "Văn bản viện dẫn có trong danh mục", "L2": "Văn bản viện dẫn còn hiệu lực", "L3": "Viện dẫn lần đầu đủ",
    "L4": "Viện dẫn lần sau gọn", "D": "Điều khoản của thỏa thuận", "N0": "Cùng một lần chạy",
    "N1": "Một số liệu, một giá trị", "N2": "Số trong PDF và DOCX như nhau", "N3": "Chữ trong PDF và DOCX như nhau",
    "N4": "Số nào cũng có nguồn", "N9": "Tệp mang số liệu", "P1": "Không còn chỗ chưa điền của chương trình",
    "P2": "Chỗ trống phải điền", "T1": "Tên cơ quan", "W": "Từ ngữ", "S1": "Không có ảnh chữ ký, dấu",
}
_KNOWN: dict[str, Checker] = {}


def checker(name: str) -> Callable[[Checker], Checker]:
    """Put a function into the registry under a name.

    Raises
    ------
    ValueError : the name is taken.
    """
    def register(function: Checker) -> Checker:
        if _KNOWN.get(name, function) is not function:
            raise ValueError(f"there is a checker {name!r} already")
        _KNOWN[name] = function
        return function

    return register


def checkers() -> dict[str, Checker]:
    """Return every checker by its name."""
    for module in _MODULES:
        importlib.import_module(f"{__package__}.{module}")
    return dict(_KNOWN)


def point_names(inputs: Inputs) -> dict[str, str]:
    """Return what every point is about; those of wording and of the agreement by their first letter."""
    table = inputs["format_points"]
    return {**dict(zip(table["point_id"], table["element_vi"], strict=True)), **_CONTENT_POINTS}


def run_checkers(papers: Sequence[PaperFile], inputs: Inputs, names: Iterable[str] = ()) -> Iterator[Finding]:
    """Yield what the checkers find, or those named alone.

    Raises
    ------
    KeyError : there is no checker of that name.
    """
    known = checkers()
    for name in names or known:
        yield from known[name](papers, inputs)
