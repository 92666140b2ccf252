"""The first fact and the target path of a measure, in the words and steps a figure needs."""

from collections.abc import Sequence

from figures.chart import Step
from figures.format import bare, gap_text, value_text
from figures.wording import TargetFact
from metrics.definitions import Measure
from metrics.facts import Facts
from metrics.latest import period_of
from metrics.periods import Period
from metrics.targets import TargetPath, Value, adds_up
from metrics.within_year import WithinYear
from plan.types import Band


def told(found: Facts) -> TargetFact:
    """The target fact with its number, tolerance, agreement and baseline as text."""
    target = found.path.target if found.path else None
    unit = found.measure.unit
    return TargetFact(
        word=found.target.fact.removesuffix(" (example)"),
        target=_limit_text(found.target.value, unit),
        tolerance=_tolerance_text(target.tolerance, unit) if target and target.tolerance else "",
        agreed_by=target.agreed_by if target else "",
        agreed_on=f"{target.agreed_on:%-d %B %Y}" if target and target.agreed_on else "",
        is_example=bool(target and target.example),
        certainty=found.target.certainty,
        period=period_of(found.point) if found.point else None,
        baseline=_baseline_text(found),
        reason=found.target.reason or found.reason,
        exact=_exact_text(found, unit),
    )


def steps(found: Facts, periods: Sequence[Period] = ()) -> tuple[Step, ...]:
    """The target of each year, or of the months or terms given, oldest first.

    A band has two limits; a month or term is held against the target of its year.
    """
    if found.path is None:
        return ()
    values = {period: found.path.at(period) for period in periods} or found.path.values
    return tuple(
        Step(period, value.lower, value.upper)
        if isinstance(value, Band)
        else Step(period, value, value)
        for period, value in sorted(values.items())
        if value is not None
    )


def level(path: TargetPath | None, found: WithinYear, measure: Measure) -> float | None:
    """The target a month or term can be held against; none where it is only a part of the year."""
    if path is None or adds_up(measure) or not found.periods:
        return None
    value = path.at(found.periods[-1])
    return None if isinstance(value, Band) else value


def _tolerance_text(tolerance: float, unit: str) -> str:
    """A tolerance is a difference: one between percentages is in percentage points."""
    return gap_text(tolerance, unit) if unit == "%" else value_text(tolerance, unit)


def _exact_text(found: Facts, unit: str) -> str:
    """More decimals of a value that has not met its target and yet prints like it."""
    value, target = found.point["value"] if found.point else None, found.target.value
    if value is None or not isinstance(target, float | int) or "met" in found.target.fact:
        return ""
    if bare(value, unit) != bare(target, unit):
        return ""
    sign = "%" if unit == "%" else ""
    return f"{value:.4g}{sign}"


def _limit_text(value: Value | None, unit: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Band):
        return f"{bare(value.lower, unit)} to {value_text(value.upper, unit)}"
    return value_text(value, unit)


def _baseline_text(found: Facts) -> str:
    if found.path is None or found.path.baseline.value is None:
        return ""
    start, unit = found.path.baseline, found.measure.unit
    text = f"Baseline {start.period.label}: {value_text(start.value, unit)}."
    if start.pre_covid_average is None:
        return text
    usual = value_text(start.pre_covid_average, unit)
    years = start.pre_covid_method.split(",")[0]
    return f"{text} Before Covid, {years}: {usual}."
