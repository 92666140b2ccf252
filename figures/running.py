"""The year so far as a figure: this year's running total, last year's to the same month, the profile."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from figures import chart, compose, drawn, wording
from figures.chart import Step
from figures.compose import Context
from figures.figure import Figure, labelled
from figures.format import bare, count_text, gap_text, number
from figures.palette import Palette
from figures.series import Mark, Series
from figures.wording import TargetFact
from metrics.definitions import Measure
from metrics.in_year import YearSoFar
from metrics.nowcast import Nowcast
from metrics.periods import Period
from metrics.running_total import ToDate
from metrics.shortfall import what_is_counted
from metrics.targets import TargetPath, in_year
from plan.types import Band

THIS_YEAR, YEAR_BEFORE = "This year", "A year before"


@dataclass(frozen=True)
class Running:
    """A year up to a month: picture, what it says, and what it does not."""

    figure: Figure
    spec: dict[str, Any]
    sentence: str
    notes: tuple[str, ...]


def running(
    found: YearSoFar,
    ahead: Nowcast,
    path: TargetPath | None,
    measure: Measure,
    about: Context,
    fact: TargetFact,
    palette: Palette,
) -> Running | None:
    """None where nothing of the year has been counted; `fact` is that of the whole measure."""
    if found.year is None or not (found.curve or found.unsettled):
        return None
    series = _series(found)
    steps = _steps(found, path, measure)
    label = wording.target_label(fact)
    spec = chart.trend(
        series,
        unit=measure.unit,
        target=steps,
        target_label=label,
        to_date=True,
        palette=palette,
    )
    sentence = said(found, measure, is_example=fact.is_example)
    figure = _figure(found, series, measure, about, fact, sentence)
    drawing = drawn.of_lines(series, unit=measure.unit, target=steps, target_label=label)
    figure = replace(figure, drawing=drawing)
    notes = (_unsettled(found), "" if found.over else foreseen(ahead))
    return Running(figure, spec, sentence, tuple(note for note in notes if note))


def said(found: YearSoFar, measure: Measure, *, is_example: bool = False) -> str:
    """The count to date, a year before, the profiled target: never against a whole year."""
    now = found.to_date
    if now is None:
        return wording.sentence(found.reason)
    what = what_is_counted(measure)
    by = f"The whole of {_year(found.year)}" if found.over else f"By {_end(now.reaches)}"
    text = (
        f"{by}: {count_text(now.count)} {what} ({bare(now.value, measure.unit)} {_unit(measure)})."
    )
    before = next((one for one in found.last_year if _same(one, now)), None)
    if before is not None:
        change = now.over(before)
        way = f"{'up' if change > 0 else 'down'} {gap_text(change, measure.unit)}"
        if bare(now.value, measure.unit) == bare(before.value, measure.unit):
            way = "the same to the precision shown"
        text += f" A year before, to the same point: {count_text(before.count)} ({bare(before.value, measure.unit)}): {way}."
    return f"{text}{_against_target(found, measure, is_example)}{_usual(found)}"


def foreseen(ahead: Nowcast) -> str:
    """Where the year may end, or why nobody can say."""
    if ahead.count is None or ahead.lower_count is None or ahead.upper_count is None:
        if not ahead.reason:
            return ""
        return f"Where the year will end is not foreseen: {ahead.reason}."
    held = sum(one.held for one in ahead.record)
    return (
        f"At past years' pace the year would end at about {count_text(round(ahead.count))}, 80 in "
        f"100 between {count_text(round(ahead.lower_count))} and "
        f"{count_text(round(ahead.upper_count))}; said of past years at the same month, the range "
        f"held {held} of {len(ahead.record)} times."
    )


def _series(found: YearSoFar) -> list[Series]:
    assert found.year is not None
    own = tuple(_mark(one, found.year) for one in found.curve)
    late = tuple(replace(_mark(one, found.year), provisional=True) for one in found.unsettled)
    lines = [Series(THIS_YEAR, "place", found.basis, own + late)]
    if found.last_year:
        marks = tuple(_mark(one, found.year) for one in found.last_year)
        lines.append(Series(YEAR_BEFORE, "region", found.basis, marks))
    return lines


def _mark(one: ToDate, year: int) -> Mark:
    """At its month of this year, so that both years lie on one axis."""
    period = Period(year, one.reaches.time_identifier)
    return Mark(period, one.value, numerator=one.count)


def _steps(found: YearSoFar, path: TargetPath | None, measure: Measure) -> list[Step]:
    if path is None or found.year is None:
        return []
    drawn = [one.reaches for one in (*found.curve, *found.unsettled)]
    steps = []
    for reached in drawn:
        value = in_year(path, measure, reached)
        if isinstance(value, Band):
            steps.append(Step(reached, value.lower, value.upper))
        elif value is not None:
            steps.append(Step(reached, value, value))
    return steps


def _figure(
    found: YearSoFar,
    series: Sequence[Series],
    measure: Measure,
    about: Context,
    fact: TargetFact,
    sentence: str,
) -> Figure:
    usual = compose.trend_figure(measure, series, about, fact)
    year = _year(found.year)
    return replace(
        usual,
        **about.identified(about.selection("so far", [measure], kind="month")),
        title=labelled(f"{measure.title}: {year} so far", found.basis),
        subtitle=f"Running total from September, {about.area_name}, {measure.unit}",
        source=measure.source or usual.source,
        target=_promised(found, measure, fact) or usual.target,
        sentence=labelled(sentence, found.basis),
        alternative=labelled(f"Line chart of the running total. {sentence}", found.basis),
        table=_table(found, measure),
    )


def _table(found: YearSoFar, measure: Measure) -> pd.DataFrame:
    before = {one.reaches.time_identifier: one for one in found.last_year}
    rows = []
    for one in (*found.curve, *found.unsettled):
        then = before.get(one.reaches.time_identifier)
        late = " (may still change)" if one in found.unsettled else ""
        rows.append(
            {
                "By the end of": one.reaches.label,
                "Counted": count_text(one.count) + late,
                f"Value ({measure.unit})": bare(one.value, measure.unit),
                "A year before": count_text(then.count) if then else "",
            }
        )
    return pd.DataFrame(rows)


def _against_target(found: YearSoFar, measure: Measure, is_example: bool) -> str:
    if found.target is None:
        return ""
    kind = "example target" if is_example else "target"
    if isinstance(found.target, Band):
        low, high = bare(found.target.lower, measure.unit), bare(found.target.upper, measure.unit)
        value = f"{low} to {high}"
    else:
        value = bare(found.target, measure.unit)
    word = found.fact.fact.removesuffix(" (example)")
    whose = f"{kind} for the year" if found.over else f"{kind}'s share by then"
    return f" The {whose} is {value}: {word}."


def _promised(found: YearSoFar, measure: Measure, fact: TargetFact) -> str:
    """The target of the year that is running, not that of the year the facts speak of."""
    said = _against_target(found, measure, fact.is_example).strip()
    example = " It is an example: no board has agreed it." if fact.is_example else ""
    return f"{said}{example}" if said else ""


def _usual(found: YearSoFar) -> str:
    if found.usual_share is None or found.over:
        return ""
    return f" By then a usual year has reached {number(100 * found.usual_share)}% of its total."


def _unsettled(found: YearSoFar) -> str:
    if not found.unsettled:
        return ""
    return "Hollow marks are months that may still change; they are held against nothing."


def _same(one: ToDate, other: ToDate) -> bool:
    return one.reaches.time_identifier == other.reaches.time_identifier


def _year(year: int | None) -> str:
    return Period(year, "Academic year").label if year else ""


def _end(reached: Period) -> str:
    return f"the end of {reached.label}"


def _unit(measure: Measure) -> str:
    return "" if measure.unit in ("%", "£") else measure.unit
