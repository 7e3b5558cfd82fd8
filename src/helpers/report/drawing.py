"""The look of every picture: typeface, greys that survive black-and-white print, and the block they end in."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from helpers.inputs import worst_status
from helpers.report.blocks import FigureBlock, Shown
from helpers.report.tables.common import note
from helpers.report.typeface import FONT_DIR, PDF_FAMILY
from helpers.report.vietnamese import number

# Only the workbook's own copy: one of the same name on the machine may lack the Vietnamese letters.
_fonts = font_manager.fontManager
_fonts.ttflist = [font for font in _fonts.ttflist if font.name != PDF_FAMILY]
for _path in sorted(FONT_DIR.glob("*.ttf")):
    _fonts.addfont(str(_path))

PNG_DPI = 200
INK, DARK, GREY, PALE = "#1a1a1a", "#4a4a4a", "#8a8a8a", "#d9d9d9"
BLUE, RED, GREEN, SAND = "#1f4e79", "#b03a2e", "#4f7942", "#c9a24a"
STYLE = {
    "font.family": PDF_FAMILY,
    "font.size": 11,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.titlesize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e6e6e6",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "legend.fontsize": 10,
    "svg.fonttype": "path",
    "svg.hashsalt": "qd45",
    "hatch.linewidth": 0.6,
}


def figure(width_cm: float = 16.0, height_cm: float = 8.0) -> Figure:
    """Return an empty figure of the given size in the house style, for use inside ``mpl.rc_context(STYLE)``."""
    return Figure(figsize=(width_cm / 2.54, height_cm / 2.54), layout="constrained")


def style():
    """Return the context in which pictures are drawn."""
    return mpl.rc_context(STYLE)


def as_block(
    fig: Figure, block_id: str, caption: str, alt: str, source: str, *, numbers: Sequence[Shown] = (),
    status: str = "observed", width: float = 1.0,
) -> FigureBlock:
    """Return the figure as a block: the same drawing as SVG for print and PNG for Word and the screen.

    The note under it gives the source and the worst of ``status`` and of the numbers written into the picture or
    its alternative text.
    """
    svg, png = io.StringIO(), io.BytesIO()
    with style():  # a salt of its own would make the names inside the SVG other ones in every run
        FigureCanvasSVG(fig).print_svg(svg, metadata={"Date": None, "Creator": None})
        fig.set_layout_engine("none")  # the layout is that of the first drawing, not found again for the second
        fig.dpi = PNG_DPI
        FigureCanvasAgg(fig).print_png(png, metadata={"Software": None})
    under = note(source, worst_status([status, *(shown.status for shown in numbers)]))
    said = [[shown.text, shown.ref] for shown in numbers]
    return FigureBlock(block_id, caption, alt, svg.getvalue(), png.getvalue(), under, width, said)


def vietnamese_axis(axis, decimals: int = 0, scale: float = 1.0) -> None:
    """Write the tick labels of an axis with Vietnamese separators, values divided by ``scale``."""
    axis.set_major_formatter(lambda value, _: number(value / scale, decimals))


def year_axis(ax, years: Sequence[int], named: Callable[[int], str]) -> None:
    """Write years under the horizontal axis as the paper names them: “2019”, or “năm thứ nhất” on two lines."""
    names = [named(int(year)) for year in years]
    ax.set_xticks(years, [name if name.isdigit() else f"năm\n{name}" for name in names])


def wrapped(text: str, width: int = 44) -> str:
    """Return a label on two lines where it is long.

    >>> wrapped("Chi phí một nhân viên", 12)
    'Chi phí một\\nnhân viên'
    """
    if len(text) <= width:
        return text
    cut = text.rfind(" ", 0, width)
    return f"{text[:cut]}\n{text[cut + 1 :]}"
