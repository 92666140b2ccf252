"""Pictures of figures as SVG and PNG, each drawn once and kept for every format that wants it."""

import re
from dataclasses import dataclass, field, fields
from html import escape

import vl_convert

from figures.figure import Figure
from figures.palette import LIGHT
from figures.static_chart import Chart, blank, chart, register_fonts
from figures.static_dressed import dressed as dress
from figures.static_lines import BAND
from figures.static_text import FAMILY
from packs import drawing

PAINT = re.compile(r'\b(fill|stroke)="(#[0-9A-F]{6}|rgba\([^)]*\))"')
# The variables a page sets to draw its pictures dark.
VARIABLES = {getattr(LIGHT, one.name): one.name for one in fields(LIGHT)} | {BAND: "band"}
# Of a PNG: pixels for each of the picture's own.
SCALE = 2.0
NOT_IN_IDS = re.compile(r"[^A-Za-z0-9-]+")


@dataclass
class Pictures:
    """Draws each figure once, whoever asks for it and how often.

    Dressed is for a file that stands alone: with title, subtitle, source, id and ILLUSTRATIVE label
    in the picture. Undressed is the chart only, for a document that prints the words around it.
    """

    _charts: dict[tuple[str, bool], Chart] = field(default_factory=dict)
    _png: dict[tuple[str, bool, float], bytes] = field(default_factory=dict)
    # Ids of the figures that are drawn; the others are blank. None: all are drawn.
    only: frozenset[str] | None = None
    # Draws in a process of its own what is sent to it.
    _beside: drawing.Drawing | None = None

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
        if key not in self._png and self._is_beside(figure, png=True) and key[1:] == (True, SCALE):
            assert self._beside
            # What is not begun there is drawn here: two draw sooner than one.
            if not self._beside.takes_png(figure.id):
                self._png[key] = self._beside.png(figure.id)
        if key not in self._png:
            register_fonts()
            self._png[key] = vl_convert.svg_to_png(self.svg(figure, dressed=dressed), scale=scale)
        return self._png[key]

    def begin(self, *, png: bool) -> None:
        """From now on draw what is sent in a process of its own, as PNG too where that is asked."""
        self._beside = drawing.begin(png=png)

    def send(self, figure: Figure) -> None:
        """Have a figure drawn before it is asked for."""
        if self._beside:
            self._beside.send(figure)

    def close(self) -> None:
        """End the process that draws; what it drew and was not asked for is gone."""
        if self._beside:
            self._beside.close()
            self._beside = None

    def charts(self, figure: Figure) -> tuple[Chart, Chart]:
        """The chart of a figure, and the same dressed."""
        return self._chart(figure, False), self._chart(figure, True)

    def _is_beside(self, figure: Figure, *, png: bool = False) -> bool:
        beside = self._beside
        return beside is not None and figure.id in beside and (beside.has_png or not png)

    def size(self, figure: Figure, *, dressed: bool = False) -> tuple[float, float]:
        """Width and height of the SVG, in pixels."""
        drawn = self._chart(figure, dressed)
        return drawn.width, drawn.height

    def _chart(self, figure: Figure, dressed: bool) -> Chart:
        key = (figure.id, dressed)
        if key not in self._charts and self._is_beside(figure):
            assert self._beside
            plain, whole = self._beside.chart(figure.id)
            self._charts |= {(figure.id, False): plain, (figure.id, True): whole}
        if key not in self._charts:
            plain = self._chart(figure, False) if dressed else self._drawn(figure)
            self._charts[key] = dress(figure, plain) if dressed else plain
        return self._charts[key]

    def _drawn(self, figure: Figure) -> Chart:
        is_drawn = self.only is None or figure.id in self.only
        return chart(figure.drawing) if is_drawn else blank(figure.drawing)


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
