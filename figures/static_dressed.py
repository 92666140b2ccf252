"""A picture that stands alone: the chart with its title, notes, source, id and ILLUSTRATIVE label."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from figures.drawing import Drawing
from figures.figure import BASIS_WORDS, EXEMPT, Figure
from figures.palette import LIGHT
from figures.static_chart import Chart
from figures.static_text import width, wrapped

EDGE, TAG, TAG_SIZE = 16, 26, 14
BY_CHANCE = "what chance alone could make of each figure (95% interval)."
BANDS = {
    "lines": f"The band: {BY_CHANCE}",
    "bars": f"The thin lines: {BY_CHANCE}",
}
BETWEEN_LIMITS = "Nearly all points fall between the dashed limits while nothing changes."
PROVISIONAL = "Hollow marks are provisional: their cases have not had their time yet."


@dataclass(frozen=True, kw_only=True)
class Lettering:
    """How a paragraph is set: pixels of its letters, of its lines, and of the space above it."""

    size: float
    step: float
    above: float
    bold: bool = False
    colour: str = LIGHT.ink


TITLE = Lettering(size=19, step=24, above=0, bold=True)
SUBTITLE = Lettering(size=14.5, step=19, above=3, colour=LIGHT.text)
SMALL = Lettering(size=13.5, step=18, above=3, colour=LIGHT.text)
EXEMPTION = Lettering(size=13.5, step=18, above=0, bold=True, colour=LIGHT.third)
NUMBER = Lettering(size=13.5, step=18, above=3, bold=True)


def dressed(figure: Figure, chart: Chart) -> Chart:
    """The chart between what is said above it and what is said below."""
    room = chart.width
    tag, top = _tag(figure)
    above, chart_top = paragraphs(_above(figure), top, room)
    below, bottom = paragraphs(_below(figure), chart_top + 8 + chart.height, room)
    inside = f'<g transform="translate({EDGE},{chart_top + 8:g})">{chart.content}</g>'
    return Chart(
        content="".join([*tag, *above, inside, *below]),
        width=chart.width + 2 * EDGE,
        height=bottom + EDGE,
    )


def _above(figure: Figure) -> list[tuple[str, Lettering]]:
    # What DfE has published is no secret of an officer's.
    is_exempt = figure.selection.audience == "officer" and figure.basis != "published"
    exempt = [(EXEMPT, EXEMPTION)] if is_exempt else []
    return [*exempt, (figure.title, TITLE), (figure.subtitle, SUBTITLE)]


def _below(figure: Figure) -> list[tuple[str, Lettering]]:
    return [
        *((note, SMALL) for note in notes(figure.drawing)),
        (f"Who is counted: {figure.scope}", SMALL),
        (f"Source: {BASIS_WORDS[figure.basis]}. {figure.source}", SMALL),
        (f"Figure {figure.id}", NUMBER),
    ]


def notes(drawing: Drawing) -> tuple[str, ...]:
    """What a reader of the picture alone has to know of its marks."""
    found = []
    if any(stroke.has_limits for stroke in drawing.strokes):
        found.append(BANDS.get(drawing.form, ""))
    if any(stroke.part == "limit" for stroke in drawing.strokes) and drawing.form == "control":
        found.append(BETWEEN_LIMITS)
    # A control chart has a key, which says so.
    if any(any(stroke.hollow) for stroke in drawing.strokes) and drawing.form != "control":
        found.append(PROVISIONAL)
    return tuple(text for text in found if text)


def _tag(figure: Figure) -> tuple[list[str], float]:
    """A dark label that no one overlooks, and where what follows begins."""
    if not figure.is_illustrative:
        return [], EDGE
    text = BASIS_WORDS[figure.basis]
    long = round(width(text, TAG_SIZE, bold=True)) + 16
    box = f'<rect x="{EDGE}" y="{EDGE}" width="{long}" height="{TAG}" fill="{LIGHT.third}"/>'
    words = text_line(text, EDGE + long / 2, EDGE + 18, TAG_SIZE, bold=True, colour=LIGHT.paper)
    return [box, words.replace("<text ", '<text text-anchor="middle" ')], EDGE + TAG + 8


def paragraphs(
    told: Sequence[tuple[str, Lettering]], top: float, room: float
) -> tuple[list[str], float]:
    """Paragraphs from `top` downwards, and where they end."""
    lines: list[str] = []
    for text, how in told:
        top += how.above
        for line in wrapped(text, room, how.size, bold=how.bold):
            top += how.step
            baseline = top - 0.28 * how.step
            lines.append(
                text_line(line, EDGE, baseline, how.size, bold=how.bold, colour=how.colour)
            )
    return lines, top


def text_line(
    text: str, x: float, y: float, size: float, *, bold: bool = False, colour: str = LIGHT.ink
) -> str:
    """A line of text of an SVG picture; `y` is its baseline."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:.1f}" font-size="{size:g}px"{weight} '
        f'fill="{colour}">{escape(text, quote=False)}</text>'
    )
