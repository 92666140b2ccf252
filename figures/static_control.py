"""A control chart as a static picture: points round their average, signals by shape and by word."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from figures.chart import value_range
from figures.drawing import Drawing, Shade, Stroke
from figures.palette import LIGHT
from figures.static_frame import (
    EDGE,
    Frame,
    foot_word,
    head_words,
    heads,
    time_axes,
    time_frame,
    whole,
)
from figures.static_labels import end_words, height_of, right_of
from figures.static_layers import Row, Spec, Word, paths, points, rects, rules, words
from figures.static_lines import (
    NOT_FROM_ZERO,
    drawn_values,
    ends_of,
    mark_rows,
    named_ends,
    of_place,
    path_rows,
    runs,
    stretches,
)
from figures.static_style import SOLID, Style, styles
from figures.static_text import width
from figures.static_values import value_words
from metrics.chart_reading import CONCERN, HIGH, IMPROVEMENT, LOW

UP, DOWN = "triangle-up", "triangle-down"
SIGNAL = 90
COLOURS = {
    IMPROVEMENT: LIGHT.second,
    CONCERN: LIGHT.fourth,
    HIGH: LIGHT.third,
    LOW: LIGHT.third,
}
LATE = "May still change"
THIN, USUAL = 1.2, 20
MARK_ROOM, KEY_GAP = 16, 18
Key = tuple[str, Row]


def control(drawing: Drawing) -> Spec:
    """The spec of a drawing of form `control`."""
    worn = [_worn(*pair) for pair in zip(drawing.strokes, styles(drawing.strokes), strict=True)]
    limits = value_range(drawn_values(drawing.strokes), drawing.unit)
    ends = ends_of(_settled_only(drawing), worn, len(drawing.places) - 1)
    key = _key(drawing)
    note = NOT_FROM_ZERO if limits[0] > 0 else ""
    feet = bool(note) + bool(key)
    frame = time_frame(drawing, limits, right=right_of(ends), least=height_of(ends), feet=feet)
    lines = [line for stroke in drawing.strokes for line in runs(stroke, frame)]
    key_marks, key_words = _set_out(key, frame, row=bool(note))
    told = [
        *head_words(heads(drawing, frame)),
        *value_words(drawing, of_place(drawing), lines, frame),
        *key_words,
        *end_words(ends, frame),
        *([foot_word(note, frame)] if note else []),
    ]
    return whole(
        frame,
        time_axes(drawing, frame),
        [
            *rects(_shade_rows(drawing.shades)),
            *rules(_edges(drawing.shades)),
            *_lines(drawing, worn),
            *points(_marks(drawing, worn)),
            *named_ends(ends, frame),
            *points(key_marks, pixels=True),
            *words(told),
        ],
    )


def _worn(stroke: Stroke, style: Style) -> Style:
    """Points count for more than the line that leads from one to the next."""
    return replace(style, width=THIN, size=USUAL) if stroke.part == "place" else style


def _settled_only(drawing: Drawing) -> Drawing:
    """Named at the end is the newest value that is judged, where there is one."""
    return replace(drawing, strokes=tuple(map(_without_hollow, drawing.strokes)))


def _without_hollow(stroke: Stroke) -> Stroke:
    pairs = zip(stroke.values, stroke.hollow or (False,) * len(stroke.values), strict=True)
    settled = replace(stroke, values=tuple(None if late else value for value, late in pairs))
    return settled if settled.newest else stroke


def _shade_rows(shades: Sequence[Shade]) -> list[Row]:
    """Every other phase with a reason, so that neighbours are told apart."""
    return [
        {"place": one.first - 0.5, "x2": one.last + 0.5, "colour": LIGHT.shade}
        for one in shades[::2]
    ]


def _edges(shades: Sequence[Shade]) -> list[Row]:
    return [
        {"place": one.first - 0.5, "colour": LIGHT.quiet, "width": 1.5, "dash": SOLID}
        for one in shades
        if one.first
    ]


def _lines(drawing: Drawing, worn: Sequence[Style]) -> list[Spec]:
    """All lines begin anew with each phase; only the points are not led over a gap."""
    phases = _phases(drawing)
    rows: list[Row] = []
    for nth, (stroke, style) in enumerate(zip(drawing.strokes, worn, strict=True)):
        pieces = [_led(stroke, phase) for phase in phases]
        if stroke.part == "place":
            pieces = [run for phase in phases for run in _settled(stroke, phase)]
        rows += path_rows(stroke, style, [piece for piece in pieces if piece], nth)
    return paths(rows)


def _phases(drawing: Drawing) -> list[range]:
    """A phase begins where a shade does, or ends, and where the average changes."""
    starts = {0, *(one.first for one in drawing.shades), *(one.last + 1 for one in drawing.shades)}
    average = _average(drawing)
    told = [(place, value) for place, value in enumerate(average) if value is not None]
    starts |= {place for (_, one), (place, other) in pairwise(told) if one != other}
    ends = sorted(starts | {len(drawing.places)})
    return [range(start, end) for start, end in pairwise(ends) if end <= len(drawing.places)]


def _average(drawing: Drawing) -> Sequence[float | None]:
    lines = (one.values for one in drawing.strokes if one.part == "average")
    return next(lines, (None,) * len(drawing.places))


def _led(stroke: Stroke, phase: range) -> list[int]:
    return [place for place in phase if stroke.values[place] is not None]


def _settled(stroke: Stroke, phase: range) -> list[list[int]]:
    """What may still change is not led to: the step would look like news."""
    hollow = stroke.hollow or (False,) * len(stroke.values)
    return stretches(
        [
            place in phase and value is not None and not hollow[place]
            for place, value in enumerate(stroke.values)
        ]
    )


def _marks(drawing: Drawing, worn: Sequence[Style]) -> list[Row]:
    """Dots, and over them a triangle for each signal."""
    usual: list[Row] = []
    signals: list[Row] = []
    for stroke, style in zip(drawing.strokes, worn, strict=True):
        if stroke.part != "place":
            continue
        for row in mark_rows(stroke, style):
            kind = stroke.signal[row["place"]] if stroke.signal else ""
            if kind in COLOURS and row["fill"] != LIGHT.paper:
                signals.append(row | _sign(drawing, kind))
            else:
                usual.append(row)
    return [*usual, *signals]


def _sign(drawing: Drawing, kind: str) -> Row:
    shape = UP if _is_up(drawing, kind) else DOWN
    return {"colour": COLOURS[kind], "fill": COLOURS[kind], "shape": shape, "size": SIGNAL}


def _is_up(drawing: Drawing, kind: str) -> bool:
    """Whether signals of a kind lie above the average, most of them: a trend may pass through it."""
    if kind in (HIGH, LOW):
        return kind == HIGH
    above = sum(_above(drawing, IMPROVEMENT)) - sum(_above(drawing, CONCERN))
    return above > 0 if kind == IMPROVEMENT else above < 0


def _above(drawing: Drawing, kind: str) -> list[int]:
    """1 for each signal of a kind above its average, -1 for each below."""
    place = of_place(drawing)[0]
    return [
        1 if value > centre else -1
        for value, centre, found in zip(place.values, _average(drawing), place.signal, strict=True)
        if value is not None and centre is not None and found == kind and value != centre
    ]


def _key(drawing: Drawing) -> list[Key]:
    """What each shape in the picture means."""
    place = of_place(drawing)[0]
    hollow = place.hollow or (False,) * len(place.values)
    kinds = {kind for kind, late in zip(place.signal, hollow, strict=False) if not late}
    key = [(_name(drawing, kind), _sign(drawing, kind)) for kind in COLOURS if kind in kinds]
    if any(hollow):
        late = {"colour": LIGHT.first, "fill": LIGHT.paper, "shape": "circle", "size": 30}
        key.append((LATE, late))
    return key


def _name(drawing: Drawing, kind: str) -> str:
    way = "higher" if _is_up(drawing, kind) else "lower"
    return f"Signal: {way}" + (f", {kind}" if kind in (IMPROVEMENT, CONCERN) else "")


def _set_out(key: Sequence[Key], frame: Frame, *, row: int) -> tuple[list[Row], list[Word]]:
    """The key from left to right, in a row under the axis."""
    marks, told = [], []
    x = EDGE - frame.left
    for text, look in key:
        word = replace(foot_word(text, frame, row), x=x + MARK_ROOM)
        marks.append({"x": round(x + 6, 1), "y": round(word.y - 4.5, 1)} | look)
        told.append(word)
        x += MARK_ROOM + width(text) + KEY_GAP
    return marks, told
