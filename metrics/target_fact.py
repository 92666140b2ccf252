"""The first fact: has a measure met the target that a board agreed?"""

from dataclasses import dataclass
from fractions import Fraction

from metrics.definitions import Measure, Polarity
from metrics.latest import SUPPRESSED, Point, period_of
from metrics.periods import Period
from metrics.targets import Areas, TargetPath, Value, adds_up, exact, in_year
from plan.types import Band, Plan, Target, academic_year_of

NOT_COMPARABLE = "not comparable"
NO_TARGET = "no target agreed"
NOT_YET_DUE = "not yet due"
IS_SUPPRESSED = "suppressed"
MET = "met"
NEARLY = "nearly"
MISSED = "missed"
NOT_CALCULATED = "not calculated"
CLEAR = "clear"
COULD_BE_CHANCE = "could be chance"


@dataclass(frozen=True, kw_only=True)
class TargetFact:
    """The first fact: its words, how sure they are, the agreed number, and why in words."""

    fact: str
    certainty: str = NOT_CALCULATED
    value: Value | None = None
    reason: str = ""


def target_fact(
    value: float | None,
    target: Value | None,
    *,
    polarity: Polarity,
    tolerance: float = 0.0,
    comparable: bool = True,
    agreed: bool = True,
    due: bool = True,
    suppressed: bool = False,
    example: bool = False,
) -> str:
    """Whether a value has met its target, in the words and the order boards were promised.

    Not comparable, no target agreed, not yet due, suppressed; then met (an equal value has met
    it), nearly (worse by no more than the tolerance) or missed, on the unrounded value. An
    example counts as agreed here and says what it is.
    """
    if not comparable:
        return NOT_COMPARABLE
    judged = polarity in ("low", "high") or isinstance(target, Band)
    if not judged or not (agreed or example):
        return NO_TARGET
    if not due:
        return _said(NOT_YET_DUE, example)
    if suppressed:
        return IS_SUPPRESSED
    if target is None:
        return NO_TARGET
    if value is None:
        return NOT_CALCULATED
    # Decimals as written: 4.4 is worse than 4.1 by 0.3, not by a little more.
    short = _shortfall(value, target, polarity)
    if short <= 0:
        return _said(MET, example)
    return _said(NEARLY if short <= exact(tolerance) else MISSED, example)


def target_certainty(lower: float | None, upper: float | None, target: Value | None) -> str:
    """Whether chance alone could put the value on the other side of the target.

    "could be chance" where the interval covers the target, or either limit of a band; "not
    calculated" without an interval.
    """
    if lower is None or upper is None or target is None:
        return NOT_CALCULATED
    limits = (target.lower, target.upper) if isinstance(target, Band) else (target,)
    return COULD_BE_CHANCE if any(lower <= limit <= upper for limit in limits) else CLEAR


def fact_of(
    point: Point | None, found: TargetPath | None, measure: Measure, *, to_date: bool = False
) -> TargetFact:
    """The target fact of a point against the path of the target in force, None without one.

    `to_date` says that the point holds the year so far, which meets the target's profile. A
    term or month by itself is compared with nothing where the measure adds up through the year.
    """
    if point is None:
        return TargetFact(fact=NOT_CALCULATED)
    if point["provisional"]:
        return TargetFact(fact=NOT_CALCULATED, reason="provisional: its time is not up yet")
    if found is None:
        return TargetFact(fact=NO_TARGET)
    period = period_of(point)
    due = found.covers(period)
    value = in_year(found, measure, period) if due else None
    reason = _why_not_comparable(found, measure, period, to_date=to_date)
    suppressed = point["symbol"] == SUPPRESSED
    set_for = due or found.starts_after(period)
    fact = target_fact(
        point["value"],
        value,
        polarity=measure.polarity,
        tolerance=found.target.tolerance,
        comparable=not reason,
        agreed=found.target.is_agreed and set_for,
        due=due,
        suppressed=suppressed,
        example=found.target.example and set_for,
    )
    if fact in (NOT_COMPARABLE, NO_TARGET):
        return TargetFact(fact=fact, reason=reason)
    if fact == IS_SUPPRESSED:
        return TargetFact(fact=fact, certainty=IS_SUPPRESSED, value=value)
    certainty = target_certainty(point["lower_ci"], point["upper_ci"], value)
    return TargetFact(fact=fact, certainty=certainty, value=value)


def target_for(measure: Measure, plan: Plan, areas: Areas, area_code: str) -> Target | None:
    """The target in force for a measure in an area.

    Targets are agreed for the authority: a district has none, and neither has a neutral measure
    unless a band says what is good.
    """
    target = plan.target_of(measure.id)
    if target is None or area_code != areas.authority:
        return None
    if measure.polarity == "neutral" and not isinstance(target.rule, Band):
        return None
    return target


def _why_not_comparable(
    found: TargetPath, measure: Measure, period: Period, *, to_date: bool
) -> str:
    if found.reason:
        return found.reason
    broken = found.breaks.get(academic_year_of(period.time_period))
    if broken:
        return f"the figures changed since the baseline: {broken}"
    if period.kind == "year" or not adds_up(measure) or not found.covers(period):
        return ""
    if not to_date:
        return f"one {period.kind} is not the year so far"
    if in_year(found, measure, period) is None:
        return "the target has no profile that says where the year should stand by now"
    return ""


def _shortfall(value: float, target: Value, polarity: Polarity) -> Fraction:
    """How much worse than the target, in the measure's unit; nought or less has met it."""
    if isinstance(target, Band):
        return max(exact(target.lower) - exact(value), exact(value) - exact(target.upper))
    worse = exact(value) - exact(target)
    return worse if polarity == "low" else -worse


def _said(fact: str, example: bool) -> str:
    return f"{fact} (example)" if example else fact
