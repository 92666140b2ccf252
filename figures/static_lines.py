"""Lines over time as a static picture: the place thick with its 95% band, each named at its end."""

from collections.abc import Sequence

from figures.chart import see_through, value_range
from figures.drawing import Drawing, Stroke
from figures.palette import LIGHT
from figures.static_frame import Frame, foot_word, head_words, heads, time_axes, time_frame, whole
from figures.static_labels import End, end, end_words, height_of, right_of, samples
from figures.static_layers import Row, Spec, areas, paths, points, rects, rules, words
from figures.static_style import SOLID, Style, styles
from figures.static_values import Line, value_words

BAND = see_through(LIGHT.first, 0.14)
LONE_BAND = 8
NOT_FROM_ZERO = "The axis does not start at 0."


def lines(drawing: Drawing) -> Spec:
    """The spec of a drawing of form `lines`."""
    worn = styles(drawing.strokes)
    limits = value_range(drawn_values(drawing.strokes), drawing.unit)
    ends = ends_of(drawing, worn, newest_of(drawing))
    note = NOT_FROM_ZERO if limits[0] > 0 else ""
    frame = time_frame(
        drawing, limits, right=right_of(ends), least=height_of(ends), feet=bool(note)
    )
    ordered = from_below(drawing.strokes, worn)
    told = value_words(
        drawing, of_place(drawing), [line for one, _ in ordered for line in runs(one, frame)], frame
    )
    feet = [foot_word(note, frame)] if note else []
    return whole(
        frame,
        time_axes(drawing, frame),
        [
            *rects(shade_rows(drawing)),
            *rules([*shade_edges(drawing), *zero_row(frame)]),
            *bands(drawing.strokes),
            *strokes_drawn(ordered),
            *named_ends(ends, frame),
            *words([*head_words(heads(drawing, frame)), *feet, *told, *end_words(ends, frame)]),
        ],
    )


def drawn_values(strokes: Sequence[Stroke]) -> list[float]:
    """Everything the axis has to reach."""
    held = (v for one in strokes for v in (*one.values, *one.lower, *one.upper))
    return [value for value in held if value is not None]


def of_place(drawing: Drawing) -> list[Stroke]:
    return [stroke for stroke in drawing.strokes if stroke.part == "place"]


def newest_of(drawing: Drawing) -> int | None:
    """The newest place with a value of the place's own, which goes without saying in a label."""
    own = next((one for one in drawing.strokes if one.part in ("place", "part")), None)
    return own.newest[0] if own and own.newest else None


def ends_of(drawing: Drawing, worn: Sequence[Style], when: int | None) -> list[End]:
    """A label for each stroke that has a value; one that is not of `when` says of when it is."""
    return [
        end(drawing, stroke, style, when)
        for stroke, style in zip(drawing.strokes, worn, strict=True)
        if stroke.newest
    ]


def named_ends(ends: Sequence[End], frame: Frame) -> list[Spec]:
    lines, marks = samples(ends, frame)
    return [*rules(lines, pixels=True), *points(marks, pixels=True)]


def from_below(strokes: Sequence[Stroke], worn: Sequence[Style]) -> list[tuple[Stroke, Style]]:
    """What is drawn last lies on top: the place's first line."""
    order = {"target": 1, "place": 3}
    pairs = list(zip(strokes, worn, strict=True))
    place = next((stroke for stroke in strokes if stroke.part == "place"), None)
    return sorted(pairs, key=lambda pair: order.get(pair[0].part, 2) + (pair[0] is place))


def shade_edges(drawing: Drawing) -> list[Row]:
    """A line where one shade follows another: they have not one reason."""
    ends = {shade.last for shade in drawing.shades}
    return [
        {"place": one.first - 0.5, "colour": LIGHT.quiet, "width": 1, "dash": SOLID}
        for one in drawing.shades
        if one.first - 1 in ends
    ]


def shade_rows(drawing: Drawing) -> list[Row]:
    return [
        {"place": one.first - 0.5, "x2": one.last + 0.5, "colour": LIGHT.shade}
        for one in drawing.shades
    ]


def zero_row(frame: Frame) -> list[Row]:
    """A line at 0 where values lie on both sides of it."""
    if frame.limits[0] >= 0:
        return []
    across = {"place": -0.5, "x2": frame.places - 0.5, "value": 0, "y2": 0}
    return [across | {"colour": LIGHT.text, "width": 1, "dash": SOLID}]


def bands(strokes: Sequence[Stroke]) -> list[Spec]:
    """The 95% limits of each stroke that has them: a band, or a bar where one value stands alone."""
    wide: list[Row] = []
    lone: list[Row] = []
    for stroke in strokes:
        for run in stretches(_has_both(stroke)):
            rows = [
                {"place": n, "value": stroke.lower[n], "y2": stroke.upper[n], "run": run[0]}
                for n in run
            ]
            (wide if len(run) > 1 else lone).extend(rows)
    bars = [row | {"colour": BAND, "width": LONE_BAND, "dash": SOLID} for row in lone]
    return [*areas(wide, BAND), *rules(bars)]


def _has_both(stroke: Stroke) -> list[bool]:
    limits = zip(stroke.lower, stroke.upper, strict=True)
    return [low is not None and high is not None for low, high in limits]


def stretches(known: Sequence[bool]) -> list[list[int]]:
    """Places in a row that are known."""
    found: list[list[int]] = [[]]
    for place, there in enumerate(known):
        if there:
            found[-1].append(place)
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def runs(stroke: Stroke, frame: Frame) -> list[Line]:
    """The pieces of a stroke's line, in pixels."""
    return [
        [(frame.x(n), frame.y(value)) for n in run if (value := stroke.values[n]) is not None]
        for run in stretches([value is not None for value in stroke.values])
    ]


def strokes_drawn(ordered: Sequence[tuple[Stroke, Style]]) -> list[Spec]:
    """Targets stepped, then all other lines, then the marks of both, in the order given."""
    steps: list[Row] = []
    level: list[Row] = []
    marks: list[Row] = []
    for nth, (stroke, style) in enumerate(ordered):
        rows = path_rows(stroke, style, _pieces(stroke), nth)
        (steps if stroke.part == "target" else level).extend(rows)
        marks += mark_rows(stroke, style)
    return [*paths(steps, stepped=True), *paths(level), *points(marks)]


def _pieces(stroke: Stroke) -> list[list[int]]:
    """A target is led over years that set none; every other line breaks where it has no value."""
    known = [value is not None for value in stroke.values]
    if stroke.part == "target":
        return [[place for place, there in enumerate(known) if there]]
    return stretches(known)


def path_rows(stroke: Stroke, style: Style, pieces: Sequence[Sequence[int]], nth: int) -> list[Row]:
    """A line through the places of each piece; a single place has only its mark."""
    look = {"colour": style.colour, "width": style.width, "dash": style.dash}
    return [
        {"place": place, "value": stroke.values[place], "run": f"{nth} {piece[0]}"} | look
        for piece in pieces
        for place in piece
        if len(piece) > 1
    ]


def mark_rows(stroke: Stroke, style: Style) -> list[Row]:
    """A mark for each value, hollow where it is provisional."""
    if not style.size:
        return []
    hollow = stroke.hollow or (False,) * len(stroke.values)
    return [
        {
            "place": n,
            "value": value,
            "colour": style.colour if hollow[n] else style.edge or style.colour,
            "fill": LIGHT.paper if hollow[n] else style.colour,
            "shape": style.shape,
            "size": max(style.size, 30) if hollow[n] else style.size,
        }
        for n, value in enumerate(stroke.values)
        if value is not None
    ]
