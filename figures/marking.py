"""Days worth a line on a chart: dashed verticals whose labels stand clear of each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import wrap
from typing import Any

from figures.palette import Palette
from metrics.markers import Marker

# Labels are kept apart on the narrowest screen that is looked at: about so many letters across.
NARROW = 34
LETTERS = 17
LINE = 15
# Above the names of breaks, which stand on the chart's top edge.
FOOT = 20


@dataclass(frozen=True)
class Marking:
    """Shapes and annotations of the markers, and the pixels their labels take above the chart."""

    shapes: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    above: int


def marking(
    markers: Sequence[Marker],
    axis: tuple[date, date],
    palette: Palette,
    *,
    shift: timedelta = timedelta(0),
) -> Marking:
    """The markers of the days within an axis, drawn `shift` later; labels in rows above it."""
    first, last = axis
    days = max((last - first).days, 1)
    seen = sorted(
        (m for m in markers if first <= m.day + shift <= last), key=lambda marker: marker.day
    )
    shapes, notes = [], []
    ends: list[float] = []
    for marker in seen:
        day = marker.day + shift
        lines = _lines(marker.label)
        wide = max(len(line) for line in lines)
        at = NARROW * (day - first).days / days
        # To the left of its line where there is room: a later one stands higher, and its stem
        # passes to the right of those below.
        to_left = at >= wide
        left, right = (at - wide, at) if to_left else (at, at + wide)
        row = next((n for n, end in enumerate(ends) if end < left), len(ends))
        ends[row : row + 1] = [right + 1]
        x = day.isoformat()
        shapes.append(_line(x, palette))
        notes.append(_label(x, lines, row, "right" if to_left else "left", palette))
    height = LINE * max((len(_lines(marker.label)) for marker in seen), default=0) + 6
    for note in notes:
        note["ay"] = -(FOOT + note.pop("row") * height)
    return Marking(shapes, notes, FOOT + len(ends) * height if seen else 0)


def _lines(label: str) -> list[str]:
    return [line for part in label.split("<br>") for line in wrap(part, LETTERS)] or [""]


def _line(x: str, palette: Palette) -> dict[str, Any]:
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1,
        "line": {"color": palette.text, "width": 1.5, "dash": "dash"},
    }  # fmt: skip


def _label(x: str, lines: list[str], row: int, anchor: str, palette: Palette) -> dict[str, Any]:
    """The text on a stem that carries its line up to the row it stands in."""
    return {
        "xref": "x",
        "yref": "paper",
        "x": x,
        "y": 1,
        "ax": 0,
        "row": row,
        "xanchor": anchor,
        "yanchor": "bottom",
        "align": anchor,
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": palette.text,
        "text": "<br>".join(lines),
        "font": {"size": 12, "color": palette.ink},
    }
