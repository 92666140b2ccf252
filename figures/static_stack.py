"""Parts of a whole over time as a static picture: stacked columns, each part named beside the last."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from figures.drawing import Drawing, Stroke
from figures.palette import LIGHT
from figures.static_frame import Frame, head_words, heads, time_axes, time_frame, whole
from figures.static_labels import End, end_words, height_of, right_of
from figures.static_layers import Row, Spec, Word, rects, words
from figures.static_lines import (
    drawn_values,
    ends_of,
    from_below,
    named_ends,
    newest_of,
    shade_rows,
    strokes_drawn,
)
from figures.static_style import DASHED, SOLID, Style, styles
from figures.static_text import LINE, first_baseline, width

HALF_COLUMN, MOST_WIDE = 0.35, 90
# Of the four colours, those on which white can be read; on the others black can.
BLACK = "#000000"
ON_PART = (LIGHT.paper, BLACK, LIGHT.paper, BLACK)


def stack(drawing: Drawing) -> Spec:
    """The spec of a drawing of form `stack`."""
    worn = [_worn(*pair) for pair in zip(drawing.strokes, styles(drawing.strokes), strict=True)]
    ends = _in_middle(ends_of(drawing, worn, newest_of(drawing)), drawing)
    limits = (0.0, 1.12 * max([*_tops(drawing), *drawn_values(_over(drawing)), 0.1]))
    frame = time_frame(drawing, limits, right=right_of(ends), least=height_of(ends), feet=0)
    over = [pair for pair in from_below(drawing.strokes, worn) if pair[0].part != "part"]
    told = [*head_words(heads(drawing, frame)), *_values(drawing, frame), *end_words(ends, frame)]
    return whole(
        frame,
        time_axes(drawing, frame),
        [
            *rects(shade_rows(drawing)),
            *rects(_columns(drawing, worn, _half(frame))),
            *_under(over),
            *strokes_drawn([(stroke, replace(style, edge=LIGHT.paper)) for stroke, style in over]),
            *named_ends(ends, frame),
            *words(told),
        ],
    )


def _worn(stroke: Stroke, style: Style) -> Style:
    """The same whole elsewhere is dashed in the last colour: the first ones are the parts'."""
    if stroke.part in ("part", "target"):
        return style
    return replace(style, colour=LIGHT.fourth, width=2.5, dash=DASHED, size=20)


def _under(over: Sequence[tuple[Stroke, Style]]) -> list[Spec]:
    """An edge of paper, so that a line is seen over the columns."""
    edges = [
        (stroke, replace(style, colour=LIGHT.paper, width=style.width + 3, dash=SOLID, size=0))
        for stroke, style in over
    ]
    return strokes_drawn(edges)


def _parts(drawing: Drawing) -> list[Stroke]:
    return [stroke for stroke in drawing.strokes if stroke.part == "part"]


def _over(drawing: Drawing) -> list[Stroke]:
    return [stroke for stroke in drawing.strokes if stroke.part != "part"]


def _tops(drawing: Drawing) -> list[float]:
    return [top for _, _, _, _, top in _segments(drawing)]


def _segments(drawing: Drawing) -> Iterator[tuple[int, int, float, float, float]]:
    """Place, part, value, and where its piece of the column begins and ends."""
    for place in range(len(drawing.places)):
        base = 0.0
        for part, stroke in enumerate(_parts(drawing)):
            value = stroke.values[place]
            if value is not None:
                yield place, part, value, base, base + value
                base += value


def _half(frame: Frame) -> float:
    """Half the width of a column, in places: few columns are no wider than many."""
    return min(HALF_COLUMN, MOST_WIDE / 2 * frame.places / frame.plot_width)


def _columns(drawing: Drawing, worn: Sequence[Style], half: float) -> list[Row]:
    colours = [
        style.colour for style, one in zip(worn, drawing.strokes, strict=True) if one.part == "part"
    ]
    return [
        {
            "place": place - half,
            "x2": place + half,
            "value": base,
            "y2": top,
            "colour": colours[part],
        }
        for place, part, _, base, top in _segments(drawing)
    ]


def _in_middle(ends: Sequence[End], drawing: Drawing) -> list[End]:
    """A part is named beside the middle of its newest piece."""
    newest = {part: (base + top) / 2 for _, part, _, base, top in _segments(drawing)}
    parts = iter(sorted(newest))
    return [replace(one, value=newest[next(parts)]) if one.square else one for one in ends]


def _values(drawing: Drawing, frame: Frame) -> list[Word]:
    """Values inside their pieces where they fit; the newest stand in the labels."""
    column = 2 * _half(frame) * frame.plot_width / frame.places
    found = []
    for place, part, value, base, top in _segments(drawing):
        text = drawing.printed(value)
        fits = frame.y(base) - frame.y(top) >= LINE and width(text) <= column
        if fits and place < len(drawing.places) - 1:
            middle = first_baseline((frame.y(base) + frame.y(top)) / 2, 1)
            found.append(
                Word(
                    x=frame.x(place),
                    y=middle,
                    lines=(text,),
                    align="center",
                    colour=ON_PART[min(part, 3)],
                )
            )
    return found
