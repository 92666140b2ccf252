"""Pictures of figures as SVG and PNG, each drawn once and kept for every format that wants it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from html import escape

import vl_convert

from figures.figure import Figure
from figures.palette import LIGHT
from figures.static_chart import Chart, chart
from figures.static_dressed import dressed as dress
from figures.static_lines import BAND
from figures.static_text import FAMILY, FONTS
from packs import raster

PAINT = re.compile(r'\b(fill|stroke)="(#[0-9A-F]{6}|rgba\([^)]*\))"')
# The variables a page sets to draw its pictures dark.
VARIABLES = {getattr(LIGHT, one.name): one.name for one in fields(LIGHT)} | {BAND: "band"}
# Of a PNG: pixels for each of the picture's own.
SCALE = 2.0
# Ids of the figures under way, and what draws them.
Begun = tuple[list[str], raster.Rasterising]
NOT_IN_IDS = re.compile(r"[^A-Za-z0-9-]+")


@dataclass
class Pictures:
    """Draws each figure once, whoever asks for it and how often.

    Dressed is for a file that stands alone: with title, subtitle, source, id and ILLUSTRATIVE label
    in the picture. Undressed is the chart only, for a document that prints the words around it.
    """

    _charts: dict[tuple[str, bool], Chart] = field(default_factory=dict)
    _png: dict[tuple[str, bool, float], bytes] = field(default_factory=dict)
    _begun: Begun | None = None

    def svg(self, figure: Figure, *, dressed: bool = False) -> str:
        """One image with a title and a text alternative; its words are text, on white paper."""
        drawn = self._chart(figure, dressed)
        paper = f'<rect width="{drawn.width:g}" height="{drawn.height:g}" fill="{LIGHT.paper}"/>'
        return _image(figure, drawn, paper, "dressed" if dressed else "chart")

    def themed_svg(self, figure: Figure) -> str:
        """The chart for a page that is light or dark: see-through, each colour a CSS variable.

        The variables are those of VARIABLES (`--first`, `--ink` ...); without them it is light.
        """
        return PAINT.sub(_variable, _image(figure, self._chart(figure, False), "", "chart"))

    def png(self, figure: Figure, *, dressed: bool = True, scale: float = SCALE) -> bytes:
        """The SVG in pixels; `scale` of them to each of its own."""
        key = (figure.id, dressed, scale)
        if key not in self._png and self._begun and figure.id in self._begun[0]:
            self._finish()
        if key not in self._png:
            self._png[key] = vl_convert.svg_to_png(self.svg(figure, dressed=dressed), scale=scale)
        return self._png[key]

    def begin_png(self, figures: Sequence[Figure]) -> None:
        """Start making files of figures that stand alone, beside whatever else is made."""
        wanted = {one.id: self.svg(one, dressed=True) for one in figures}
        self._begun = list(wanted), raster.begin(list(wanted.values()), SCALE, FONTS)

    def _finish(self) -> None:
        assert self._begun
        names, drawing = self._begun
        self._begun = None
        for name, made in zip(names, drawing.done(), strict=True):
            self._png[name, True, SCALE] = made

    def size(self, figure: Figure, *, dressed: bool = False) -> tuple[float, float]:
        """Width and height of the SVG, in pixels."""
        drawn = self._chart(figure, dressed)
        return drawn.width, drawn.height

    def _chart(self, figure: Figure, dressed: bool) -> Chart:
        key = (figure.id, dressed)
        if key not in self._charts:
            plain = self._chart(figure, False) if dressed else chart(figure.drawing)
            self._charts[key] = dress(figure, plain) if dressed else plain
        return self._charts[key]


def _image(figure: Figure, drawn: Chart, paper: str, kind: str) -> str:
    """The outermost element, whose ids are those of no other figure."""
    name = f"{NOT_IN_IDS.sub('-', figure.id)}-{kind}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawn.width:g}" '
        f'height="{drawn.height:g}" viewBox="0 0 {drawn.width:g} {drawn.height:g}" '
        f'font-family="{FAMILY}" role="img" aria-labelledby="title-{name} desc-{name}">'
        f'<title id="title-{name}">{escape(figure.title, quote=False)}</title>'
        f'<desc id="desc-{name}">{escape(figure.alternative, quote=False)}</desc>'
        f'{paper}<g aria-hidden="true">{drawn.content}</g></svg>'
    )


def _variable(found: re.Match[str]) -> str:
    name = VARIABLES.get(found[2])
    return f'{found[1]}="var(--{name}, {found[2]})"' if name else found[0]
