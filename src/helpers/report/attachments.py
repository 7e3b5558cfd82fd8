"""Files that a PDF carries inside: its numbers, the record of its run, and its tables for machines to read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from helpers.report.blocks import Context, TableBlock

NUMBERS_FILE, RUN_FILE = "so_lieu.json", "run.json"

_NUMBER = re.compile(r"[-–−]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")


@dataclass(frozen=True)
class Attachment:
    """A file inside a PDF.

    Parameters
    ----------
    name : name of the file.
    content : its bytes.
    mime : its media type.
    relationship : how it stands to the paper, one of the words of PDF/A-3 that Typst knows: ``data`` is what
        tables and figures show, ``source`` is what the paper was made from.
    description : one line for the reader.
    """

    name: str
    content: bytes
    mime: str
    relationship: str
    description: str

    def about(self) -> dict[str, str]:
        """Return everything but the bytes, for the template."""
        return {key: getattr(self, key) for key in ("name", "mime", "relationship", "description")}


def attachments(manifest: dict[str, Any], context: Context, tables: Iterable[TableBlock]) -> list[Attachment]:
    """Return the files that the PDF of a paper carries; what a paper does not have is left out.

    Parameters
    ----------
    manifest : what the paper says of itself and of its numbers.
    context : context of the paper, with the record of its run.
    tables : tables that the paper shows, in reading order.
    """
    made = []
    if manifest:
        own = {key: value for key, value in manifest.items() if key != "record"}  # the record is a file of its own
        made.append(_json(NUMBERS_FILE, own, "data", "Số liệu của văn bản: mã, chữ in, lời văn"))
    if context.record:
        made.append(_json(RUN_FILE, context.record, "source", "Bản ghi lượt chạy đã tạo ra số liệu"))
    made += [Attachment(f"{table.id}.csv", table_csv(table), "text/csv", "data", f"Bảng: {table.caption or table.id}")
             for table in tables]
    return made


def _json(name: str, value: dict[str, Any], relationship: str, description: str) -> Attachment:
    content = json.dumps(value, ensure_ascii=False) + "\n"
    return Attachment(name, content.encode(), "application/json", relationship, description)


def table_csv(table: TableBlock) -> bytes:
    """Return a table as CSV: UTF-8, a header, numbers with a decimal point and nothing between thousands.

    A cell that is a number and has a home becomes that number, as precise as it is printed; every other cell stays
    as it is printed, a percentage or an interval among them.

    Examples
    --------
    >>> from helpers.report.blocks import Column
    >>> refs = [["", "order:", "q"], ["", "", ""]]
    >>> cells = [["Minh Hóa", "1", "94.000,5"], ["Cộng", "", "1.2"]]
    >>> table = TableBlock("t", "T", [Column("Huyện"), Column("TT"), Column("Hồ sơ")], cells, refs=refs)
    >>> print(table_csv(table).decode(), end="")
    Huyện,TT,Hồ sơ
    Minh Hóa,1,94000.5
    Cộng,,1.2
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([" ".join(column.label.split()) for column in table.columns])
    refs = table.refs or [[""] * len(table.columns)] * len(table.rows)
    writer.writerows([plain_cell(text, ref) for text, ref in zip(row, about, strict=True)]
                     for row, about in zip(table.rows, refs, strict=True))
    return stream.getvalue().encode()


def plain_cell(text: str, ref: str) -> str:
    """Return the text of a cell, a number with a home as machines write it.

    >>> plain_cell("-1.234,5", "sum(x)"), plain_cell("75,3%", "share"), plain_cell("8.2", "")
    ('-1234.5', '75,3%', '8.2')
    """
    words = text.replace("\u200b", "")
    if not ref or ref.startswith(("law:", "text:")) or not _NUMBER.fullmatch(words):
        return words
    return words.replace(".", "").replace(",", ".").replace("–", "-").replace("−", "-")
