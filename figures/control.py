"""A control chart as a figure: the usual range, what lies out of it, and what that means in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from figures import compose, drawn
from figures.compose import Context
from figures.control_picture import picture, precision, printed
from figures.figure import Figure, labelled
from figures.format import lowered
from figures.palette import Palette
from figures.series import Series
from figures.wording import SIGNALS, TargetFact
from metrics.chart_reading import ChartPoint, Phase
from metrics.chart_rules import OUTSIDE, TWO_IN_THREE
from metrics.definitions import Measure
from metrics.markers import NO_SIGNAL_YET, SIGNAL_AFTER, Marker, MarkerState, state
from metrics.periods import Period
from metrics.which_chart import improvement_of
from metrics.within_year import WithinYear

HOW_TO_READ = (
    "Between the limits nearly all points fall while nothing changes. A triangle marks what "
    "chance alone would seldom give: a point outside the limits, or many in a row on one side of "
    "the average or moving one way."
)


@dataclass(frozen=True)
class Control:
    """A measure's months or terms as a control chart, and the notes that go under it."""

    figure: Figure
    spec: dict[str, Any]
    notes: tuple[str, ...]


def control(
    found: WithinYear,
    points: pd.DataFrame,
    measure: Measure,
    about: Context,
    fact: TargetFact,
    title: str,
    palette: Palette,
    *,
    markers: Sequence[Marker] = (),
    target: float | None = None,
    target_label: str = "Target",
) -> Control | None:
    """None where there is no chart. `title` is the sentence the chart bears out.

    `points` are the measure's, for the passport; `target` is in the unit of the charted values.
    """
    line = _line(found, points, measure, about)
    if found.chart is None or line is None:
        return None
    states = [(marker, state(marker, found, improvement_of(measure))) for marker in markers]
    spec = picture(
        found,
        unit=measure.unit,
        markers=[replace(m, label=f"{m.label}<br>({told.state})") for m, told in states],
        target=target,
        target_label=target_label,
        improvement=improvement_of(measure),
        palette=palette,
    )
    usual = compose.trend_figure(measure, [line], replace(about, kind=found.kind), fact)
    figure = replace(
        usual,
        **about.identified(about.selection("control", [measure], kind=found.kind)),
        title=labelled(title, found.basis),
        subtitle=_subtitle(found, measure, about),
        breaks=_phases_text(found),
        sentence=labelled(_said(found, measure), found.basis),
        alternative=labelled(_alternative(found, measure, about, states), found.basis),
        table=_table(found, measure.unit),
        drawing=drawn.of_control(
            found, about.area_name, unit=measure.unit, target=target, target_label=target_label
        ),
    )
    return Control(figure, spec, _notes(found, states))


def _line(
    found: WithinYear, points: pd.DataFrame, measure: Measure, about: Context
) -> Series | None:
    wanted = compose.of_kind(points[points.measure_id == measure.id], found.kind)
    if wanted.empty:
        return None
    lines = compose.of_place(wanted, replace(about, made_up=True))
    return next((line for line in lines if line.basis == found.basis), None)


def _subtitle(found: WithinYear, measure: Measure, about: Context) -> str:
    span = f"{found.periods[0].label} to {found.periods[-1].label}"
    return f"{measure.title}, {about.area_name}, {span}, {found.unit}"


def _notes(found: WithinYear, states: Sequence[tuple[Marker, MarkerState]]) -> tuple[str, ...]:
    assert found.chart is not None
    drawn = any(phase.has_limits for phase in found.chart.phases)
    told = [HOW_TO_READ if drawn else "", found.adjustment]
    if found.chart.reason:
        told.append(f"Nothing is judged: {found.chart.reason}.")
    if any(found.provisional):
        told.append(
            f"Hollow marks are {found.kind}s that may still change: they are drawn and not judged."
        )
    told += [marker_text(marker, said) for marker, said in states]
    return tuple(text for text in told if text)


def marker_text(marker: Marker, said: MarkerState) -> str:
    """What followed a milestone, in the order of time and no more."""
    name = f"{marker.label} ({marker.day:%-d %B %Y})"
    if said.state == SIGNAL_AFTER and said.period and said.direction:
        return f"{name}: {SIGNALS[said.direction]} after it, complete in {said.period.label}."
    if said.state == NO_SIGNAL_YET:
        return f"{name}: no signal yet."
    return f"{name}: too early to tell; {said.reason}."


def _phases_text(found: WithinYear) -> str:
    assert found.chart is not None
    told = [
        f"From {found.periods[phase.start].label}: {phase.reason}"
        for phase in found.chart.phases
        if phase.reason
    ]
    begun = ". ".join(told)
    return f"The average and its band begin anew. {begun}." if told else compose.NO_BREAKS


def _newest_phase(found: WithinYear) -> Phase:
    assert found.chart is not None
    return found.chart.phases[-1]


def _alternative(
    found: WithinYear,
    measure: Measure,
    about: Context,
    states: Sequence[tuple[Marker, MarkerState]],
) -> str:
    assert found.chart is not None
    said = [
        f"Control chart of {lowered(measure.title)}, {found.unit}, {about.area_name}, "
        f"{found.periods[0].label} to {found.periods[-1].label}.",
        _said(found, measure),
    ]
    said += [marker_text(marker, one) for marker, one in states]
    return " ".join(text for text in said if text)


def _said(found: WithinYear, measure: Measure) -> str:
    """The newest settled value, the average it is held against, and the signals."""
    assert found.chart is not None
    digits = precision(found, measure.unit)
    phase = _newest_phase(found)
    told = [
        (period, point)
        for period, point in zip(found.periods, found.chart.points, strict=True)
        if point.value is not None
    ]
    period, newest = told[-1]
    said = [
        f"Newest settled {found.kind}, {period.label}: {_value(newest.value, measure, digits)}.",
    ]
    if phase.centre is not None:
        since = found.periods[phase.start].label
        centre = _value(phase.centre, measure, digits)
        said.append(f"Average since {since}: {centre}{_range(newest, measure, digits)}.")
    said.append(_signals_text(told))
    return " ".join(said)


def _range(point: ChartPoint, measure: Measure, digits: int) -> str:
    if point.lower is None or point.upper is None:
        return ", without limits"
    low, high = (_value(limit, measure, digits) for limit in (point.lower, point.upper))
    return f", usual range {low} to {high}"


def _value(value: float | None, measure: Measure, digits: int) -> str:
    return printed(value, measure.unit, digits)


def _signals_text(told: Sequence[tuple[Period, ChartPoint]]) -> str:
    signals = [(period, point) for period, point in told if point.rules]
    if not signals:
        return "No point is a signal."
    period, point = signals[-1]
    many = "1 point is" if len(signals) == 1 else f"{len(signals)} points are"
    return f"{many} a signal; the newest is {period.label}, {rules_text(point)}."


def rules_text(point: ChartPoint) -> str:
    """The rules a point breaks and what they mean, in words; empty for none."""
    if not point.rules or point.direction is None:
        return ""
    return f"{SIGNALS[point.direction]}: {', '.join(_rule(rule) for rule in point.rules)}"


def _rule(name: str) -> str:
    if name == OUTSIDE:
        return "outside the usual range"
    if name == TWO_IN_THREE:
        return "two of three close to the edge of the usual range"
    number = name.split()[0]
    if name.endswith("trend"):
        return f"one of {number} or more in a row moving one way"
    return f"one of {number} or more in a row on one side of the average"


def _table(found: WithinYear, unit: str) -> pd.DataFrame:
    """One row for each period, newest first, those left out with their reason."""
    assert found.chart is not None
    digits = precision(found, unit)
    same = found.charted == found.values
    rows: dict[Period, dict[str, str]] = {}
    for period, value, charted, late, point in zip(
        found.periods,
        found.values,
        found.charted,
        found.provisional,
        found.chart.points,
        strict=True,
    ):
        row = {"Period": period.label, f"As counted ({unit})": printed(value, unit, digits)}
        if not same:
            row["As charted"] = printed(charted, unit, digits)
        row |= {
            "Average": printed(point.centre, unit, digits),
            "Usual range": _limits(point, unit, digits),
            "What it shows": "may still change, not judged" if late else rules_text(point),
        }
        rows[period] = row
    for period, why in found.left_out:
        row = rows.setdefault(period, dict.fromkeys(next(iter(rows.values())), ""))
        row |= {"Period": period.label, "What it shows": f"left out: {why}"}
    return pd.DataFrame([rows[period] for period in sorted(rows, reverse=True)])


def _limits(point: ChartPoint, unit: str, digits: int) -> str:
    if point.lower is None or point.upper is None:
        return ""
    return f"{printed(point.lower, unit, digits)} to {printed(point.upper, unit, digits)}"
