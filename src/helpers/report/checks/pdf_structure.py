"""The tags of a PDF, and what of the rules for archives and readers (PDF/A-3, PDF/UA-1) a file shows of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdf
from pypdf.generic import DictionaryObject

#: Elements that hold a paragraph's words; what stands in them is one paragraph.
_BLOCKS = {"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Caption", "TH", "TD", "TOCI", "LBody", "Lbl", "Note",
           "Title"}
_RELATIONS = {"/Source", "/Data", "/Alternative", "/Supplement", "/EncryptedPayload", "/FormData", "/Schema",
              "/Unspecified"}


@dataclass(frozen=True)
class Element:
    """A tagged paragraph: its tag and the marked contents, by page, of which it is made.

    ``grid`` is the division that it stands in, such as a cell of the masthead.
    """

    tag: str
    grid: int
    contents: list[tuple[int, int]] = field(default_factory=list)


def elements(reader: pypdf.PdfReader) -> list[Element]:
    """Return the tagged paragraphs of a PDF in reading order; none where it has no tags."""
    root = reader.trailer["/Root"].get("/StructTreeRoot")
    if root is None:
        return []
    walk = _Walk({page.indirect_reference.idnum: number for number, page in enumerate(reader.pages, 1)})
    for kid in _kids(root.get_object()):
        walk.visit(kid, None, 0, 0)
    return [element for element in walk.found if element.contents]


class _Walk:
    """A walk through the tags: the paragraphs found so far, and how many divisions."""

    def __init__(self, pages: dict[int, int]):
        self.pages, self.found, self.grids = pages, [], 0

    def visit(self, item, block: Element | None, grid: int, page: int) -> None:
        """Add what stands in an item to the block around it, or to new ones."""
        item = item.get_object()
        if isinstance(item, int):
            self._add(block, grid, (page, int(item)))
            return
        if "/Pg" in item:
            page = self.pages[item.raw_get("/Pg").idnum]
        if item.get("/Type") == "/MCR":
            self._add(block, grid, (page, int(item["/MCID"])))
        tag = str(item.get("/S", ""))[1:]
        if tag in ("", "Figure"):
            return
        if tag == "Div":
            self.grids += 1
            grid = self.grids
        block = block or self._opened(tag, grid)
        for kid in _kids(item):
            self.visit(kid, block, grid, page)

    def _opened(self, tag: str, grid: int) -> Element | None:
        if tag not in _BLOCKS and tag != "Span":
            return None
        self.found.append(Element("P" if tag == "Span" else tag, grid))
        return self.found[-1]

    def _add(self, block: Element | None, grid: int, content: tuple[int, int]) -> None:
        if block is None:
            self.found.append(Element("P", grid, [content]))
        else:
            block.contents.append(content)


def _kids(item: DictionaryObject) -> list:
    kids = item.get("/K", [])
    return kids if isinstance(kids, list) else [kids]


# --- what a file shows of the rules ------------------------------------------------------------------------


def archive_problems(reader: pypdf.PdfReader) -> tuple[str, ...]:
    """Return what a PDF lacks of the rules for archives and readers, as far as its own objects show it."""
    root = reader.trailer["/Root"]
    return tuple([*_declared(reader, root), *_fonts(reader), *_figures(root), *_inside(root)])


def _declared(reader: pypdf.PdfReader, root: DictionaryObject) -> Iterator[str]:
    xmp = root["/Metadata"].get_object().get_data().decode("utf-8", "replace") if "/Metadata" in root else ""
    wanted = {"pdfaid:part>3<": "khai PDF/A-3", "pdfaid:conformance>A<": "mức A của PDF/A",
              "pdfuaid:part>1<": "khai PDF/UA-1"}
    yield from (f"XMP không có {words}" for mark, words in wanted.items() if mark not in xmp)
    there = {
        "OutputIntent": bool(root.get("/OutputIntents")),
        "cây thẻ (StructTreeRoot)": "/StructTreeRoot" in root,
        "đánh dấu Marked": bool(root.get("/MarkInfo", {}).get("/Marked")),
        "ngôn ngữ (Lang)": bool(root.get("/Lang")),
        "tiêu đề trong thuộc tính": bool(reader.metadata and reader.metadata.title),
        "hiện tiêu đề ở cửa sổ": bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
        "mục lục dấu trang (Outlines)": "/Outlines" in root or len(reader.pages) < 3,
    }
    yield from (f"thiếu {words}" for words, found in there.items() if not found)


def _fonts(reader: pypdf.PdfReader) -> Iterator[str]:
    seen = set()
    for number, page in enumerate(reader.pages, 1):
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            font = font.get_object()
            name = str(font.get("/BaseFont"))
            if name not in seen and not _is_embedded(font):
                yield f"trang {number}: phông {name} không nhúng"
            if name not in seen and "/ToUnicode" not in font:
                yield f"trang {number}: phông {name} không có bảng Unicode, chữ không chọn được"
            seen.add(name)


def _is_embedded(font: DictionaryObject) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return bool({"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.get("/FontDescriptor", {})))


def _figures(root: DictionaryObject) -> Iterator[str]:
    waiting = _kids(root["/StructTreeRoot"].get_object()) if "/StructTreeRoot" in root else []
    while waiting:
        item = waiting.pop().get_object()
        if isinstance(item, dict):
            if item.get("/S") == "/Figure" and not str(item.get("/Alt", "")).strip():
                yield "có hình không có lời mô tả (Alt)"
            waiting += _kids(item)


def _inside(root: DictionaryObject) -> Iterator[str]:
    named = root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    listed = [item.get_object() for item in root.get("/AF", [])]
    for spec in (item.get_object() for item in named[1::2]):
        name = spec.get("/UF", spec.get("/F"))
        if spec.get("/AFRelationship") not in _RELATIONS or spec not in listed:
            yield f"tệp đính kèm {name} không có quan hệ (AFRelationship)"
        if not spec.get("/Desc"):
            yield f"tệp đính kèm {name} không có lời mô tả"
        if "/Subtype" not in spec["/EF"]["/F"].get_object():
            yield f"tệp đính kèm {name} không có kiểu nội dung"
