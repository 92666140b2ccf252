"""Drawings from lines over time, parts of a period, stacks and control charts."""

from collections.abc import Sequence

from figures.chart import Break, Step, line_name
from figures.control_picture import precision
from figures.drawing import Drawing, Part, Shade, Stroke
from figures.series import Mark, Series, is_group, short_label
from metrics.chart_reading import Phase
from metrics.periods import Period
from metrics.within_year import WithinYear

PERIOD = "Period"
AVERAGE, LOWER_LIMIT, UPPER_LIMIT = "Average", "Lower limit", "Upper limit"


def of_lines(
    series: Sequence[Series],
    *,
    unit: str,
    breaks: Sequence[Break] = (),
    target: Sequence[Step] = (),
    target_label: str = "",
) -> Drawing:
    """Lines over time with the target path, and 95% limits of the place's first line."""
    shown = [line for line in series if line.role != "neighbour"]
    axis = sorted({mark.period for line in shown for mark in line.marks})
    promised = [step for step in target if axis and step.period.first_day >= axis[0].first_day]
    periods = sorted(set(axis) | {step.period for step in promised})
    several = len({line.basis for line in shown if line.role == "place"}) > 1
    first = next((line for line in shown if line.role == "place"), None)
    strokes = [
        _stroke(line, periods, line_name(line, several), limits=line is first) for line in shown
    ]
    return Drawing(
        form="lines",
        unit=unit,
        over=PERIOD,
        places=_labels(periods),
        strokes=(*strokes, *_promised(promised, periods, target_label)),
        shades=_shades(breaks, periods),
    )


def of_stack(
    layers: Sequence[Series],
    *,
    unit: str,
    against: Series | None = None,
    breaks: Sequence[Break] = (),
    target: Sequence[Step] = (),
    target_label: str = "",
) -> Drawing:
    """Parts of a whole over time, the same whole elsewhere as a line, and the target of the whole."""
    periods = sorted({mark.period for line in layers for mark in line.marks})
    promised = [step for step in target if step.period in periods]
    strokes = [_stroke(line, periods, line.name, limits=False) for line in layers]
    if against:
        strokes.append(_stroke(against, periods, against.name, limits=False))
    return Drawing(
        form="stack",
        unit=unit,
        over=PERIOD,
        places=_labels(periods),
        strokes=(*strokes, *_promised(promised, periods, target_label)),
        shades=_shades(breaks, periods),
    )


def of_bars(
    parts: Sequence[tuple[str, Mark]],
    *,
    unit: str,
    what: str,
    period: str,
    whole: tuple[str, float] | None = None,
    note: str = "",
) -> Drawing:
    """Parts of one period, greatest first, with their 95% limits, and the whole as a line."""
    known = sorted(
        ((name, mark) for name, mark in parts if mark.value is not None),
        key=lambda part: (-(part[1].value or 0.0), part[0]),
    )
    bars = Stroke(
        name=period,
        part="part",
        values=tuple(mark.value for _, mark in known),
        lower=tuple(mark.lower for _, mark in known),
        upper=tuple(mark.upper for _, mark in known),
        quiet=tuple(not is_group(name) for name, _ in known),
    )
    strokes = [bars]
    if whole:
        name, value = whole
        strokes.append(Stroke(name=name, part="average", values=(value,) * len(known)))
    return Drawing(
        form="bars",
        unit=unit,
        over=what,
        places=tuple(name for name, _ in known),
        strokes=tuple(strokes),
        note=note,
    )


def of_control(
    found: WithinYear, name: str, *, unit: str, target: float | None, target_label: str
) -> Drawing:
    """A control chart: the values as charted, the average and limits of each phase, its target."""
    assert found.chart is not None
    points = found.chart.points
    strokes = [
        Stroke(
            name=name,
            part="place",
            values=tuple(found.charted),
            hollow=found.provisional,
            signal=tuple((point.direction or "") if point.rules else "" for point in points),
        ),
        Stroke(name=AVERAGE, part="average", values=tuple(point.centre for point in points)),
        Stroke(name=LOWER_LIMIT, part="limit", values=tuple(point.lower for point in points)),
        Stroke(name=UPPER_LIMIT, part="limit", values=tuple(point.upper for point in points)),
    ]
    if target is not None:
        held = (target,) * len(points)
        strokes.append(Stroke(name=target_label, part="target", values=held))
    return Drawing(
        form="control",
        unit=unit,
        over=PERIOD,
        places=_labels(found.periods),
        strokes=tuple(one for one in strokes if one.newest is not None),
        shades=tuple(_phase_shades(found.chart.phases, len(points))),
        digits=precision(found, unit),
    )


def _labels(periods: Sequence[Period]) -> tuple[str, ...]:
    return tuple(short_label(period) for period in periods)


def _stroke(line: Series, periods: Sequence[Period], name: str, *, limits: bool) -> Stroke:
    marks = [line.at(period) for period in periods]
    lower = tuple(mark.lower if mark else None for mark in marks) if limits else ()
    upper = tuple(mark.upper if mark else None for mark in marks) if limits else ()
    part: Part = "place" if line.role == "neighbour" else line.role
    return Stroke(
        name=name,
        part=part,
        values=tuple(mark.value if mark else None for mark in marks),
        lower=lower,
        upper=upper,
        hollow=tuple(bool(mark and mark.provisional) for mark in marks),
    )


def _promised(steps: Sequence[Step], periods: Sequence[Period], label: str) -> list[Stroke]:
    """One stroke for a limit, two for a band whose limits differ."""
    by_period = {step.period: step for step in steps}
    low = [by_period[p].low if p in by_period else None for p in periods]
    high = [by_period[p].high if p in by_period else None for p in periods]
    sides = [("", low)] if low == high else [(" (lowest)", low), (" (highest)", high)]
    told = [(end, side) for end, side in sides if any(value is not None for value in side)]
    return [
        Stroke(name=label + (end if len(told) > 1 else ""), part="target", values=tuple(side))
        for end, side in told
    ]


def _shades(breaks: Sequence[Break], periods: Sequence[Period]) -> tuple[Shade, ...]:
    """Stretches of periods with one reason."""
    notes = {one.period.time_period: one.note.split(":")[0] for one in breaks}
    shades: list[Shade] = []
    for place, period in enumerate(periods):
        label = notes.get(period.time_period)
        if label is None:
            continue
        if shades and shades[-1].label == label and shades[-1].last == place - 1:
            shades[-1] = Shade(first=shades[-1].first, last=place, label=label)
        else:
            shades.append(Shade(first=place, last=place, label=label))
    return tuple(shades)


def _phase_shades(phases: Sequence[Phase], points: int) -> list[Shade]:
    ends = [later.start - 1 for later in phases[1:]] + [points - 1]
    return [
        Shade(first=phase.start, last=end, label=phase.reason.split(":")[0])
        for phase, end in zip(phases, ends, strict=True)
        if phase.reason
    ]
