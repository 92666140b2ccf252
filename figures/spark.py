"""Small pictures as SVG text: a spark line for a card, a panel for one of many parts."""

from collections.abc import Sequence
from html import escape

from figures.chart import FONT
from figures.palette import LIGHT, Palette
from figures.series import Series, short_label
from metrics.periods import Period

EDGE = 6


def _path(line: Series, axis: Sequence[Period], across: float, down: float, top: float) -> str:
    """A line with its gaps kept: a missing value lifts the pen."""
    steps, drawing = [], False
    for place, period in enumerate(axis):
        mark = line.at(period)
        if mark is None or mark.value is None:
            drawing = False
            continue
        x = EDGE + across * place / max(len(axis) - 1, 1)
        y = EDGE + down * (1 - mark.value / top)
        steps.append(f"{'L' if drawing else 'M'}{x:.1f} {y:.1f}")
        drawing = True
    return "".join(steps)


def _dot(line: Series, axis: Sequence[Period], across: float, down: float, top: float) -> str:
    newest = line.latest
    if newest is None or newest.value is None:
        return ""
    x = EDGE + across * axis.index(newest.period) / max(len(axis) - 1, 1)
    return f'cx="{x:.1f}" cy="{EDGE + down * (1 - newest.value / top):.1f}"'


def _drawn(path: str, colour: str, width: float, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes} stroke-linejoin="round" stroke-linecap="round"/>'


def spark(
    line: Series,
    against: Series | None = None,
    *,
    width: int = 260,
    height: int = 74,
    top: float | None = None,
    palette: Palette = LIGHT,
) -> str:
    """A line from zero with its first and last period named; the comparator thin and dashed.

    `top` gives several panels one scale. Returns SVG text, empty when there is nothing to draw.
    """
    both = [one for one in (line, against) if one is not None]
    axis = sorted({mark.period for mark in line.marks})
    values = [
        m.value for one in both for m in one.marks if m.value is not None and m.period in axis
    ]
    if line.latest is None or not values:
        return ""
    across, down = width - 2 * EDGE, height - 2 * EDGE - 16
    top = top or max([*values, 0]) or 1.0
    size = (axis, across, down, top)
    other = _drawn(_path(against, *size), palette.fourth, 1.5, "4 4") if against else ""
    mark = f'<circle {_dot(line, *size)} r="4" fill="{palette.first}"/>'
    base = EDGE + down + 0.5
    words = f'font-family="{escape(FONT.replace(chr(34), chr(39)))}" font-size="12" fill="{palette.text}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">'
        f'<path d="M{EDGE} {base}H{width - EDGE}" stroke="{palette.quiet}" stroke-width="1"/>'
        f"{other}{_drawn(_path(line, *size), palette.first, 2.5)}{mark}"
        f'<text x="{EDGE}" y="{height - 3}" {words}>{escape(short_label(axis[0]))}</text>'
        f'<text x="{width - EDGE}" y="{height - 3}" text-anchor="end" {words}>'
        f"{escape(short_label(axis[-1]))}</text></svg>"
    )
