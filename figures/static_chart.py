"""A drawing as a Vega-Lite spec, and the spec as SVG: no browser, no network, no data but its own."""

import re
from dataclasses import dataclass
from functools import cache

import vl_convert

from figures.drawing import Drawing
from figures.static_bars import bars
from figures.static_control import control
from figures.static_layers import Spec
from figures.static_lines import lines
from figures.static_stack import stack
from figures.static_text import faces

VEGA_LITE = "6.4"
FORMS = {"lines": lines, "bars": bars, "stack": stack, "control": control}
# Vega's own names of groups and marks: the picture is one image with one text alternative.
NOISE = re.compile(r' (?:class|role|aria-\w+|pointer-events|opacity|font-family)="[^"]*"(?=[^<]*>)')
EMPTY = re.compile(r'<path class="(?:background|foreground)"[^>]*/>')
# Drawn first, the edge of paper lies behind its letters.
HALO = re.compile(r"<text(?=[^>]* stroke=)")


@dataclass(frozen=True)
class Chart:
    """The inside of an SVG picture of so many pixels; its words are to be set in FAMILY."""

    content: str
    width: float
    height: float


def spec(drawing: Drawing) -> Spec:
    """The Vega-Lite spec of a drawing, as a plain dict."""
    return FORMS[drawing.form](drawing)


def chart(drawing: Drawing) -> Chart:
    """A drawing as the text, lines and shapes of an SVG picture, without its outermost element."""
    register_fonts()
    told = spec(drawing)
    svg = vl_convert.vegalite_to_svg(told, vl_version=VEGA_LITE, allowed_base_urls=[])
    inside = svg[svg.index("<g") : svg.rindex("</svg>")]
    quiet = NOISE.sub("", EMPTY.sub("", inside))
    content = HALO.sub('<text paint-order="stroke" stroke-linejoin="round"', quiet)
    return _framed(told, content)


def blank(drawing: Drawing) -> Chart:
    """The same with nothing in it: where only the room it takes is asked for."""
    return _framed(spec(drawing), "")


def _framed(told: Spec, content: str) -> Chart:
    room = told["padding"]
    return Chart(
        content=content,
        width=round(told["width"] + room["left"] + room["right"], 1),
        height=round(told["height"] + room["top"] + room["bottom"], 1),
    )


@cache
def register_fonts() -> None:
    """Let what draws know the fonts of charts, once a process."""
    vl_convert.register_font_directory(str(faces()))
