"""Layers of a Vega-Lite picture: rows of plain values in, one layer for each kind of mark out.

What is measured stands in places and values and follows the axes; words and samples of a line stand
in pixels from the corner of the plot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from figures.palette import LIGHT
from figures.static_text import LINE, SIZE

Spec = dict[str, Any]
Row = dict[str, Any]
Align = Literal["left", "center", "right"]
NO_SCALE: Spec = {"scale": None, "type": "nominal"}
PIXELS: Spec = {
    name: {"field": name, "type": "quantitative", "scale": None, "axis": None} for name in "xy"
}
LINE_STYLE = {"stroke": "colour", "strokeWidth": "width", "strokeDash": "dash"}
MARK_STYLE = {"fill": "fill", "stroke": "colour", "shape": "shape", "size": "size"}


@dataclass(frozen=True, kw_only=True)
class Word:
    """Lines of text in pixels from the corner of the plot; `y` is the first line's baseline.

    `halo` keeps it readable over a line.
    """

    x: float
    y: float
    lines: tuple[str, ...]
    align: Align = "left"
    bold: bool = False
    halo: bool = False
    colour: str = LIGHT.ink


def rects(rows: Sequence[Row]) -> list[Spec]:
    """Filled boxes, over the whole height where they have no `y2`."""
    return [_layer(kind, "rect", _height(kind), fill="colour") for kind in _alike(rows)]


def rules(rows: Sequence[Row], *, pixels: bool = False) -> list[Spec]:
    """Straight lines to (x2, y2), over the whole height where they have no `y2`."""
    return [
        _layer(kind, "rule", (PIXELS if pixels else {}) | _height(kind), **LINE_STYLE)
        for kind in _alike(rows)
    ]


def areas(rows: Sequence[Row], colour: str) -> list[Spec]:
    """Bands from the value to `y2`, one for each `run`."""
    mark = {"type": "area", "fill": colour}
    return [_layer(rows, mark, {"detail": {"field": "run"}})] if rows else []


def paths(rows: Sequence[Row], *, stepped: bool = False) -> list[Spec]:
    """Lines from place to place, one for each `run`; a stepped one turns halfway between them."""
    mark = {"type": "line", "interpolate": "step" if stepped else "linear", "strokeJoin": "round"}
    return [_layer(rows, mark, {"detail": {"field": "run"}}, **LINE_STYLE)] if rows else []


def points(rows: Sequence[Row], *, pixels: bool = False) -> list[Spec]:
    """Marks by `shape` and `size` (square pixels), with a `fill` of their own."""
    mark = {"type": "point", "strokeWidth": 2, "opacity": 1}
    return [_layer(rows, mark, PIXELS if pixels else {}, **MARK_STYLE)] if rows else []


def words(told: Sequence[Word]) -> list[Spec]:
    """One layer for each way of setting text."""
    ordered = sorted(told, key=_setting)
    return [_words(list(group), *setting) for setting, group in groupby(ordered, key=_setting)]


def _setting(word: Word) -> tuple[Align, bool, bool]:
    return word.align, word.bold, word.halo


def _words(told: Sequence[Word], align: Align, bold: bool, halo: bool) -> Spec:
    mark: Spec = {
        "type": "text",
        "align": align,
        "baseline": "alphabetic",
        "fontSize": SIZE,
        "lineHeight": LINE,
        "fontWeight": "bold" if bold else "normal",
    }
    mark |= {"stroke": LIGHT.paper, "strokeWidth": 3} if halo else {}
    rows = [
        {"x": _short(w.x), "y": _short(w.y), "text": list(w.lines), "colour": w.colour}
        for w in told
    ]
    text = {"text": {"field": "text", "type": "nominal"}}
    return _layer(rows, mark, PIXELS | text, fill="colour")


def _layer(rows: Sequence[Row], mark: str | Spec, more: Spec, **fields: str) -> Spec:
    """`fields` are styles each row brings with it."""
    encoding = {channel: {"field": name} | NO_SCALE for channel, name in fields.items()}
    ends = {name: {"field": name} for name in ("x2", "y2") if name in rows[0]}
    return {
        "data": {"values": list(rows)},
        "mark": mark,
        "encoding": ends | more | encoding,
    }


def _height(rows: Sequence[Row]) -> Spec:
    return {} if "y2" in rows[0] else {"y": {"value": 0}, "y2": {"value": "height"}}


def _alike(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows of the whole height apart from the others: one layer has one encoding."""
    kinds = [[row for row in rows if ("y2" in row) is ends] for ends in (False, True)]
    return [kind for kind in kinds if kind]


def _short(pixels: float) -> float:
    """A picture needs no more than a tenth of a pixel."""
    return round(pixels, 1)
