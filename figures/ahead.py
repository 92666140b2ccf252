"""Where a measure may go next, drawn with its own record; or in words why nothing is drawn."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from figures import chart, compose, drawn, wording
from figures.chart import Step
from figures.compose import Context
from figures.drawing import Drawing
from figures.figure import Figure, labelled
from figures.format import bare, number
from figures.palette import Palette
from figures.series import Mark, Series
from figures.wording import TargetFact
from metrics.definitions import Measure
from metrics.projection import Prediction, Projection
from metrics.target_chance import Chance
from metrics.track_record import TrackRecord

NAME = "Projection"


@dataclass(frozen=True)
class Ahead:
    """`figure` and `spec` are None where nothing is drawn; the record is there either way."""

    figure: Figure | None
    spec: dict[str, Any] | None
    sentence: str
    chance: str
    record: pd.DataFrame
    own: pd.DataFrame
    verdict: str


def ahead(
    found: Projection,
    chance: Chance | None,
    line: Series | None,
    measure: Measure,
    about: Context,
    fact: TargetFact,
    steps: tuple[Step, ...],
    palette: Palette,
) -> Ahead:
    """A projection as a page shows it; `line` is the place's published years."""
    figure, spec = None, None
    if found.drawn and line is not None:
        figure, spec = _drawn(found, line, measure, about, fact, steps, palette)
    return Ahead(
        figure=figure,
        spec=spec,
        sentence=_sentence(found, measure),
        chance=_chance(chance),
        record=_record(found.record, measure),
        own=_own(found, measure),
        verdict=_verdict(found),
    )


def _drawn(
    found: Projection,
    line: Series,
    measure: Measure,
    about: Context,
    fact: TargetFact,
    steps: tuple[Step, ...],
    palette: Palette,
) -> tuple[Figure, dict[str, Any]]:
    last = line.latest
    marks = tuple(Mark(one.period, one.value, provisional=True) for one in found.ahead)
    projected = Series(NAME, "region", line.basis, ((last, *marks) if last else marks))
    series = [line, projected]
    label = wording.target_label(fact)
    spec = chart.trend(series, unit=measure.unit, target=steps, target_label=label, palette=palette)
    trace = next(one for one in spec["data"] if one["name"] == NAME)
    trace["error_y"] = _whiskers(found.ahead, trace)
    _make_room(spec, max(one.upper for one in found.ahead))
    usual = compose.trend_figure(measure, series, about, fact)
    figure = replace(
        usual,
        **about.identified(about.selection("ahead", [measure])),
        title=labelled(f"{measure.title}: where it may go next", line.basis),
        sentence=labelled(_sentence(found, measure), line.basis),
        alternative=labelled(f"Line chart. {_sentence(found, measure)}", line.basis),
        drawing=_drawing(found, line, measure, steps, label),
    )
    return figure, spec


def _drawing(
    found: Projection, line: Series, measure: Measure, steps: tuple[Step, ...], label: str
) -> Drawing:
    """The line and its projection; the 80% range as strokes of its own."""
    last = line.latest
    marks = tuple(
        Mark(one.period, one.value, provisional=True, lower=one.lower, upper=one.upper)
        for one in found.ahead
    )
    ends = [
        Series(
            f"80% range, {name}",
            "region",
            line.basis,
            tuple(replace(mark, value=getattr(mark, side)) for mark in marks),
        )
        for name, side in (("lower", "lower"), ("upper", "upper"))
    ]
    projected = Series(NAME, "region", line.basis, ((last, *marks) if last else marks))
    drawing = drawn.of_lines(
        [line, projected, *ends], unit=measure.unit, target=steps, target_label=label
    )
    strokes = [
        replace(stroke, part="limit") if stroke.name.startswith("80%") else stroke
        for stroke in drawing.strokes
    ]
    return replace(drawing, strokes=tuple(strokes))


def _whiskers(made: tuple[Prediction, ...], trace: dict[str, Any]) -> dict[str, Any]:
    """The 80% range of each year to come; none at the value the line starts from."""
    by_day = {one.period.first_day.isoformat(): one for one in made}
    up = [by_day[x].upper - by_day[x].value if x in by_day else 0 for x in trace["x"]]
    down = [by_day[x].value - by_day[x].lower if x in by_day else 0 for x in trace["x"]]
    return {"type": "data", "symmetric": False, "array": up, "arrayminus": down, "width": 6}


def _make_room(spec: dict[str, Any], top: float) -> None:
    low, high = spec["layout"]["yaxis"]["range"]
    spec["layout"]["yaxis"]["range"] = [low, max(high, 1.05 * top)]


def _sentence(found: Projection, measure: Measure) -> str:
    if not found.drawn:
        return f"No projection is drawn: {found.reason}."
    said = [
        f"{one.period.label}: {bare(one.lower, measure.unit)} to {bare(one.upper, measure.unit)} "
        "in 80 of 100 such years"
        for one in found.ahead
    ]
    stops = f" No further: {found.stops}." if found.stops else ""
    return f"If the past is a guide, {'; '.join(said)} (by {found.method}).{stops}"


def _chance(found: Chance | None) -> str:
    if found is None:
        return ""
    if found.probability is None:
        return f"How likely the target is to be met is not told: {found.reason}."
    return f"The chance of meeting the target is about {number(100 * found.probability)}%."


def _verdict(found: Projection) -> str:
    record = found.record
    # Where nothing is drawn its reason has said what the latest years were.
    latest = wording.sentence(record.verdict) if found.reason != record.verdict else ""
    if record.coverage is None:
        return latest
    said = f"Over all years the range held {_percent(record.coverage)} of the time"
    if record.coverage_without_covid is not None:
        said += f", without 2019/20 to 2021/22 {_percent(record.coverage_without_covid)}"
    return f"{said}; it should hold 80%. {latest}".strip()


def _record(found: TrackRecord, measure: Measure) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Said at the end of": one.origin.label,
                "Of": one.period.label,
                "By": one.method,
                "Authorities": number(one.authorities),
                "Range held": _percent(one.coverage),
                "Usual miss": bare(one.error, measure.unit),
                "Miss of the last value": bare(one.last_value_error, measure.unit),
            }
            for one in reversed(found.years)
        ]
    )


def _own(found: Projection, measure: Measure) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Year": one.period.label,
                "Was said": bare(one.value, measure.unit),
                "Range": f"{bare(one.lower, measure.unit)} to {bare(one.upper, measure.unit)}",
                "Came": bare(one.came, measure.unit),
                "In the range": "yes" if one.held else "no",
            }
            for one in reversed(found.past)
        ]
    )


def _percent(share: float) -> str:
    return f"{number(100 * share)}%"
