"""Numbers of parts, articles, clauses, tables and figures, written into the tree as text.

Both formats then show the same numbers. Hierarchies: Decree 30/2020/NĐ-CP, Annex I, part II, point 6.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from helpers.report.pandoc import Node, nodes, para, plain, style_of, styled, transform, words

LETTERS = "abcdđeghiklmnopqrstuvxy"
BODY_ROLES = {"phan": ("phan", "muc", "khoan", "diem"), "dieu": ("dieu", "khoan", "diem")}
ANNEX_ROLES = ("phu-luc", "muc", "khoan", "diem")
CENTRED_ROLES = ("phan", "phu-luc")

#: Signs of two lines.
LONGEST_LEAD = 150
LIST_STYLE, NOTE_STYLE, BASIS_STYLE, ATTACHED_STYLE = "Liệt kê", "Nguồn", "Căn cứ", "Kèm theo"
DECIDES_STYLE, DECIDES = "Quyết định", "QUYẾT ĐỊNH:"

_ANNEX = re.compile(r"^Phụ lục(\s+([IVXLC]+|\d+))?(?=\W|$)[\s.:–-]*", re.IGNORECASE)
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """Return a Roman numeral.

    >>> [roman(number) for number in (1, 4, 9, 14, 48)]
    ['I', 'IV', 'IX', 'XIV', 'XLVIII']
    """
    text = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        text += numeral * count
    return text


def letter(number: int) -> str:
    """Return the letter of a point, by the Vietnamese alphabet without f, j, w and z.

    >>> "".join(letter(number) for number in range(1, 8))
    'abcdđeg'
    """
    rounds, position = divmod(number - 1, len(LETTERS))
    return (LETTERS[rounds - 1] if rounds else "") + LETTERS[position]


def split_annexes(blocks: list[Node]) -> tuple[list[Node], list[list[Node]]]:
    """Return the body and the annexes; an annex starts at a level-1 heading “Phụ lục …”."""
    starts = [index for index, node in enumerate(blocks) if _opens_annex(node)]
    edges = [*starts, len(blocks)]
    return blocks[: edges[0]], [blocks[start:end] for start, end in pairwise(edges)]


def _opens_annex(node: Node) -> bool:
    return node["t"] == "Header" and node["c"][0] == 1 and bool(_ANNEX.match(plain(node["c"][2])))


def number_headings(
    blocks: list[Node], roles: tuple[str, ...], *, key: str, start: int | None = 0
) -> tuple[list[Node], dict[str, str]]:
    """Number the headings of the body or of one annex.

    Heading levels are shifted so that the first is 1 and none is skipped; the role, kept as the class of the
    heading, says how it looks.

    Parameters
    ----------
    blocks : top-level blocks.
    roles : role of each heading level of the source.
    key : beginning of the identifiers given to headings that have none.
    start : number before that of the first heading; None for the only annex, which has no number.

    Returns
    -------
    The blocks, and for each heading its identifier with the words a link to it shows.
    """
    counts, labels, numbered = Counter({roles[0]: start or 0}), {}, []
    base = min((node["c"][0] for node in blocks if node["t"] == "Header"), default=1)
    level = 0
    for node in blocks:
        if node["t"] != "Header":
            numbered.append(node)
            continue
        depth, (name, classes, _), inlines = node["c"]
        role = roles[min(depth, len(roles)) - 1]
        level = min(depth - base + 1, level + 1)
        name = name or f"{key}-{sum(item['t'] == 'Header' for item in numbered) + 1}"
        if "unnumbered" not in classes:
            counts[role] += 1
            for deeper in roles[roles.index(role) + 1 :]:
                counts[deeper] = 0
            inlines = _titled(role, None if start is None else counts[role], inlines)
        labels[name] = _label(role, None if start is None else counts[role])
        numbered.append({"t": "Header", "c": [level, [name, [role], []], inlines]})
    return numbered, labels


def _titled(role: str, number: int | None, inlines: list[Node]) -> list[Node]:
    """Return the words of a heading with its number and in the case its role asks for."""
    if role in CENTRED_ROLES:
        title = _upper(_without_annex_name(inlines) if role == "phu-luc" else inlines)
        return [*words(_label(role, number)), *([{"t": "LineBreak"}, *title] if title else [])]
    prefix = {"muc": f"{roman(number or 1)}.", "dieu": f"Điều {number}.", "diem": f"{letter(number or 1)})"}
    words_of_title = _upper(inlines) if role == "muc" else inlines
    return [*words(prefix.get(role, f"{number}.")), {"t": "Space"}, *words_of_title]


def _without_annex_name(inlines: list[Node]) -> list[Node]:
    """Return the words of an annex's heading without “Phụ lục …”, what is marked in them kept."""
    text = plain(inlines)
    left = len(text) - len(_ANNEX.sub("", text))
    kept: list[Node] = []
    for node in inlines:
        length = len(plain(node))
        if left < length:
            kept.append({"t": "Str", "c": node["c"][left:]} if node["t"] == "Str" else node)
        left = max(left - length, 0)
    return kept


def _label(role: str, number: int | None) -> str:
    if role == "phu-luc" and number is None:
        return "Phụ lục"
    numeral = roman(number or 1)
    return {
        "phan": f"Phần {numeral}", "phu-luc": f"Phụ lục {numeral}", "muc": f"mục {numeral}",
        "dieu": f"Điều {number}", "khoan": f"khoản {number}", "diem": f"điểm {letter(number or 1)}",
    }[role]  # fmt: skip


def _upper(inlines: list[Node]) -> list[Node]:
    return transform(inlines, lambda node: {**node, "c": node["c"].upper()} if node["t"] == "Str" else node,
                     leaves=True)


def flatten_lists(blocks: list[Node]) -> list[Node]:
    """Return blocks with every list as paragraphs that begin with their number, letter or dash.

    Official papers indent the first line of a clause or a point and Word has no Vietnamese letters
    for lists, so the mark is text.
    """
    flat: list[Node] = []
    for node in blocks:
        if node["t"] in ("OrderedList", "BulletList"):
            flat += [styled(LIST_STYLE, [paragraph]) for paragraph in _list_paragraphs(node, depth=0)]
        else:
            flat.append(node)
    return flat


def leads_in(node: Node) -> bool:
    """Return whether a block is a paragraph, of a list or not, of a line or two that leads to what follows.

    >>> leads_in(para(words("Mục tiêu đến hết năm thứ ba:"))), leads_in(para(words("Một câu.")))
    (True, False)
    """
    return (node["t"] == "Para" or style_of(node) == LIST_STYLE) and is_lead(plain([node]))


def is_lead(text: str) -> bool:
    """Return whether words lead to what follows; more than two lines may be parted, so they need not be kept.

    >>> is_lead("Phiếu gồm: "), is_lead("Phiếu gồm nhiều mục. " * 9 + "Gồm:")
    (True, False)
    """
    return text.rstrip().endswith(":") and len(text) <= LONGEST_LEAD


def _list_paragraphs(node: Node, depth: int) -> list[Node]:
    if node["t"] == "BulletList":
        items, marks = node["c"], ("+" if depth else "-" for _ in node["c"])
    else:
        (first, style, _), items = node["c"]
        lettered = depth > 0 or style["t"] in ("LowerAlpha", "UpperAlpha")
        numbers = range(first, first + len(items))
        marks = (f"{letter(number)})" if lettered else f"{number}." for number in numbers)
    paragraphs = []
    for mark, item in zip(marks, items, strict=True):
        lead = [*words(mark), {"t": "Space"}]
        for block in item:
            if block["t"] in ("OrderedList", "BulletList"):
                paragraphs += _list_paragraphs(block, depth + 1)
            else:
                paragraphs.append(para(lead + block["c"]) if block["t"] in ("Para", "Plain") else block)
            lead = []
    return paragraphs


def number_captions(blocks: list[Node], words_for: Mapping[str, str]) -> tuple[list[Node], dict[str, str]]:
    """Write “Bảng n.” and “Hình n.” into the captions; return the tree and the words links show.

    ``words_for`` : what the language of the paper calls a ``table`` and a ``figure``.
    """
    counts: Counter[str] = Counter()
    labels: dict[str, str] = {}

    def numbered(node: Node) -> Node:
        if node["t"] not in ("Table", "Figure") or not node["c"][1][1]:
            return node
        counts[node["t"]] += 1
        label = f"{words_for[node['t'].lower()]} {counts[node['t']]}"
        attributes, (short, caption), *rest = node["c"]
        if attributes[0]:
            labels[attributes[0]] = label
        lead = [*words(f"{label}."), {"t": "Space"}]
        inlines = [item for block in caption for item in block["c"]]
        return {"t": node["t"], "c": [attributes, [short, [{"t": "Plain", "c": lead + inlines}]], *rest]}

    return transform(blocks, numbered), labels


def end_with_mark(blocks: list[Node]) -> list[Node]:
    """Return the body with ``./.`` at the end of its last paragraph, in place of its full stop.

    >>> plain(end_with_mark([para(words("Trình xem xét."))]))
    'Trình xem xét./.'
    """
    for index in range(len(blocks) - 1, -1, -1):
        node = blocks[index]
        if node["t"] == "Para":
            return [*blocks[:index], para(_ended(node["c"])), *blocks[index + 1 :]]
        if style_of(node) in (LIST_STYLE, BASIS_STYLE):
            ended = styled(style_of(node), end_with_mark(node["c"][1]))
            return [*blocks[:index], ended, *blocks[index + 1 :]]
    return [*blocks, para(words("./."))]


def _ended(inlines: list[Node]) -> list[Node]:
    *before, last = inlines
    if last["t"] in ("Strong", "Emph"):
        return [*before, {"t": last["t"], "c": _ended(last["c"])}]
    if last["t"] != "Str":
        return [*inlines, *words("./.")]
    return [*before, {"t": "Str", "c": last["c"].removesuffix("./.").rstrip(".;,") + "./."}]


def mark_basis(blocks: list[Node]) -> list[Node]:
    """Return the body with what stands before its first heading in its style: legal bases, “QUYẾT ĐỊNH:”."""
    first = next((index for index, node in enumerate(blocks) if node["t"] == "Header"), len(blocks))
    return [*(_marked(node) for node in blocks[:first]), *blocks[first:]]


def _marked(node: Node) -> Node:
    if _is_basis(node):
        return styled(BASIS_STYLE, [_without_emphasis(node)])
    return styled(DECIDES_STYLE, [para(words(DECIDES))]) if plain(node) == DECIDES else node


def _without_emphasis(node: Node) -> Node:
    """Return a paragraph that is wholly emphasised as plain text: emphasis inside italics turns upright again."""
    inlines = node["c"]
    return {**node, "c": inlines[0]["c"]} if [part["t"] for part in inlines] == ["Emph"] else node


def _is_basis(node: Node) -> bool:
    text = plain(node)
    return node["t"] == "Para" and text.startswith(("Căn cứ ", "Theo đề nghị ", "Xét ")) and text[-1] in ";.,"


def headings(blocks: list[Node]) -> list[tuple[int, str, str, str]]:
    """Return level, role, identifier and one-line text of every heading of a numbered tree."""
    return [
        (level, classes[0], name, _one_line(inlines))
        for level, (name, classes, _), inlines in (node["c"] for node in nodes(blocks, "Header"))
    ]


def _one_line(inlines: list[Node]) -> str:
    return plain(transform(inlines, lambda node: words(". ") if node["t"] == "LineBreak" else node, leaves=True))
