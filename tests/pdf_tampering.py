"""A PDF whose printed words are changed by hand, as with an editor of PDF files: the glyphs of the page itself."""

import io
import re

import pypdf
from pypdf.generic import ByteStringObject, ContentStream, NameObject

_PAIR = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})>")


def with_other_words(content, before, after):
    """Return a PDF in which one run of words reads otherwise; as many letters, all of them in the typeface."""
    assert len(before) == len(after)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    for page in writer.pages:
        letters = {name: _letters(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
        stream = ContentStream(page.get_contents(), writer)
        if _changed(stream, letters, before, after):
            page[NameObject("/Contents")] = writer._add_object(stream)
            out = io.BytesIO()
            writer.write(out)
            return out.getvalue()
    raise AssertionError(f"“{before}” is in no run of the file")


def _letters(font):
    return {bytes.fromhex(code.decode()): chr(int(letter, 16))
            for code, letter in _PAIR.findall(font["/ToUnicode"].get_object().get_data())}


def _changed(stream, letters, before, after):
    font = {}
    for operands, operator in stream.operations:
        if operator == b"Tf":
            font = letters[operands[0]]
        if operator != b"TJ":
            continue
        parts = [k for k, item in enumerate(operands[0]) if isinstance(item, str | bytes)]
        codes = [(k, raw[n:n + 2]) for k in parts for raw in [_raw(operands[0][k])] for n in range(0, len(raw), 2)]
        text = "".join(font.get(code, "?") for _, code in codes)
        start = text.find(before)
        if start < 0:
            continue
        back = {letter: code for code, letter in font.items()}
        new = [(k, back[after[n - start]] if start <= n < start + len(after) else code)
               for n, (k, code) in enumerate(codes)]
        for k in parts:
            operands[0][k] = ByteStringObject(b"".join(code for place, code in new if place == k))
        return True
    return False


def _raw(item):
    return item if isinstance(item, bytes) else item.original_bytes
