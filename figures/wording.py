"""Sentences made from figures: what they are, never why, and no verdict that was not tested."""

from collections.abc import Sequence
from dataclasses import dataclass

from figures.format import (
    bare,
    count_text,
    gap_text,
    is_missing,
    number,
    one_in,
    symbol_text,
    value_text,
)
from figures.series import Mark, Series
from metrics.definitions import Measure
from metrics.periods import Period

# A percentage change of a handful of cases sounds like more than it is.
FEWEST_FOR_PERCENT = 20
NOT_CALCULATED = "not calculated"


@dataclass(frozen=True)
class FactWords:
    """A fact as word first, then shape, then colour."""

    word: str
    icon: str
    colour: str
    order: int


# In the order of "where to look first".
TARGET_WORDS = {
    "missed": FactWords("Missed", ":material/close:", "red", 0),
    "nearly": FactWords("Nearly", ":material/change_history:", "orange", 1),
    "met": FactWords("Met", ":material/check:", "green", 2),
    "not yet due": FactWords("Not yet due", ":material/schedule:", "gray", 3),
    "suppressed": FactWords("Hidden to protect children", ":material/visibility_off:", "gray", 4),
    "not comparable": FactWords("Not comparable", ":material/remove:", "gray", 5),
    "no target agreed": FactWords("No target agreed", ":material/remove:", "gray", 6),
    NOT_CALCULATED: FactWords("Not calculated yet", ":material/hourglass_empty:", "gray", 7),
}
NO_FACT = FactWords("No figure", ":material/remove:", "gray", 8)


@dataclass(frozen=True)
class TargetFact:
    """The first fact of a measure, as far as a sentence needs it.

    `word` is one of TARGET_WORDS; `baseline` and `reason` are sentences, empty where there is none.
    """

    word: str = "no target agreed"
    target: str = ""
    tolerance: str = ""
    agreed_by: str = ""
    agreed_on: str = ""
    is_example: bool = False
    certainty: str = NOT_CALCULATED
    period: Period | None = None
    baseline: str = ""
    reason: str = ""

    @property
    def badge(self) -> FactWords:
        """The word and shape of the fact; an example says so."""
        known = TARGET_WORDS.get(self.word, NO_FACT)
        if self.is_example and known.order <= 3:
            return FactWords(f"{known.word} (example)", known.icon, known.colour, known.order)
        return known


def _in(period: Period) -> str:
    """ "in 2024/25", but "on" no date: months and terms read the same."""
    return f"in {period.label}"


def counts_text(mark: Mark, measure: Measure) -> str:
    """The counts behind a value: "458 of 176,117"; empty where DfE prints none."""
    if is_missing(mark.denominator):
        return ""
    if measure.calculation in ("mean", "median"):
        return f"{measure.calculation} of {count_text(mark.denominator)}"
    if is_missing(mark.numerator):
        return ""
    return f"{_amount(mark.numerator, measure)} of {_amount(mark.denominator, measure)}"


def _amount(value: float | None, measure: Measure) -> str:
    """A count; money where nothing but money is counted."""
    return bare(value, "£") if measure.contributor == "none" else count_text(value)


def now_text(mark: Mark, measure: Measure) -> str:
    """The newest value with its counts, and as one child in so many where that is clearer."""
    if mark.value is None:
        return f"No value {_in(mark.period)}: {symbol_text(mark.symbol)}."
    rate = measure.unit.startswith("per ") and measure.contributor == "child"
    # Suspensions are episodes: "1 in 9 pupils" would be false of a rate that counts them.
    once = rate and "pisode" not in measure.scope
    share = one_in(mark.value, measure.multiplier) if once else ""
    aside = "; ".join(
        text for text in (counts_text(mark, measure), f"{share} pupils" if share else "") if text
    )
    late = " This is provisional." if mark.provisional else ""
    counted = f" ({aside})" if aside else ""
    return f"{value_text(mark.value, measure.unit)} {_in(mark.period)}{counted}.{late}"


def _compared(now: float, then: float, unit: str) -> str:
    """ "higher, up 0.02": by the numbers as printed, so that the sentence adds up."""
    if bare(now, unit) == bare(then, unit):
        return "the same to the precision shown"
    return f"{'up' if now > then else 'down'} {gap_text(now - then, unit)}"


def _cases(now: float, then: float, noun: str) -> str:
    change = now - then
    if change == 0:
        return f"{number(now)} {noun} in both"
    direction = "up" if change > 0 else "down"
    share = ""
    if min(now, then) >= FEWEST_FOR_PERCENT:
        share = f", {number(100 * abs(change) / then)}%"
    return f"from {number(then)} to {number(now)} {noun}, {direction} {number(abs(change))}{share}"


def before_text(line: Series, mark: Mark, measure: Measure) -> str:
    """The same period a year earlier, and the difference; says so when there is none."""
    then = line.at(mark.period.like_before)
    if mark.value is None:
        return ""
    if then is None or then.value is None:
        return f"There is no figure for {mark.period.like_before.label} to set beside it."
    change = _compared(mark.value, then.value, measure.unit)
    if measure.unit == "%":
        # More children and a lower share can both be true: the counts stand beside each share.
        counts = counts_text(then, measure)
        aside = f" ({counts})" if counts else ""
        return f"{bare(then.value, measure.unit)} {_in(then.period)}{aside}: {change}."
    text = f"{bare(then.value, measure.unit)} {_in(then.period)}: {change}"
    whole = all(
        count is not None and float(count).is_integer()
        for count in (mark.numerator, then.numerator)
    )
    if whole and measure.calculation == "ratio" and measure.contributor != "none":
        noun = "schools" if measure.contributor == "school" else "cases"
        text += f" ({_cases(mark.numerator or 0, then.numerator or 0, noun)})"
    return f"{text}."


def target_text(fact: TargetFact, beside: Period | None = None) -> str:
    """What was promised for the period and whether the value reached it.

    `beside` is the period of the value it stands next to: a month is not set against a year.
    """
    if not fact.target or fact.period is None:
        return f"{TARGET_WORDS.get(fact.word, NO_FACT).word}."
    kind = "example target" if fact.is_example else "target"
    said = f"{kind} for {fact.period.label} is {fact.target}: {fact.word}."
    if beside is not None and beside.kind != fact.period.kind:
        return f"Targets are for the whole {fact.period.kind}: the {said}"
    return f"The {said}"


def headline(line: Series | None, measure: Measure, fact: TargetFact) -> str:
    """The sentence above a chart: the value now, a year before, and what was promised."""
    if line is None or not line.marks:
        return "There is no figure yet."
    mark = line.quoted or line.marks[-1]
    parts = (
        now_text(mark, measure),
        before_text(line, mark, measure),
        _so_far(line, mark, measure),
        target_text(fact, mark.period),
    )
    return " ".join(part for part in parts if part)


def _so_far(line: Series, mark: Mark, measure: Measure) -> str:
    """The newest value where it is later than the settled one, and that it may still change."""
    newest = line.latest
    if newest is None or newest.period <= mark.period:
        return ""
    return f"Provisional: {bare(newest.value, measure.unit)} {_in(newest.period)}."


def message(line: Series, measure: Measure) -> str:
    """A figure's title: the measure, its newest value and the one a year before."""
    mark = line.quoted
    if mark is None:
        return f"{measure.title}: no figure yet"
    now = f"{measure.title}: {bare(mark.value, measure.unit)} {_in(mark.period)}"
    then = line.at(mark.period.like_before)
    if then is None or then.value is None:
        return now
    return f"{now}, {bare(then.value, measure.unit)} the year before"


def short_value(mark: Mark | None, measure: Measure) -> str:
    """The value for a card, whose unit stands beside it; why there is none otherwise."""
    if mark is None:
        return "No figure yet"
    return symbol_text(mark.symbol) if mark.value is None else bare(mark.value, measure.unit)


def against_text(mark: Mark | None, other: Series | None, measure: Measure) -> str:
    """The comparator's value for the same period; its newest, with its period, where it has none."""
    if mark is None or other is None or other.latest is None:
        return ""
    same = other.at(mark.period)
    if same is not None and same.value is not None:
        return f"dashed: {other.name} {bare(same.value, measure.unit)}"
    return f"dashed: {other.name} {bare(other.latest.value, measure.unit)} ({other.latest.period.label})"


WAITING = ("Not calculated", ":material/hourglass_empty:", "gray")
NO_DIRECTION = "A real change is not told from chance yet, so nothing is called better or worse."
NO_POSITION = "The chart shows the others; whether a gap is more than chance is not worked out yet."


def target_detail(fact: TargetFact) -> str:
    """The target, its tolerance, who agreed it, and where it starts from: short lines."""
    said = []
    if fact.target:
        near = f" (nearly: within {fact.tolerance})" if fact.tolerance else ""
        when = f" for {fact.period.label}" if fact.period else ""
        said.append(f"{fact.target}{when}{near}.")
    if fact.reason:
        said.append(f"{fact.reason[0].upper()}{fact.reason[1:]}.")
    if fact.is_example:
        said.append("An example: no board has agreed it.")
    elif fact.agreed_by:
        said.append(f"Agreed by {fact.agreed_by}, {fact.agreed_on}.")
    if fact.baseline:
        said.append(fact.baseline)
    if fact.target:
        said.append(f"Clear or chance: {fact.certainty}.")
    return "  \n".join(said) or "No board has agreed a target, so nothing is judged."


def beside_text(measure: Measure, value: str, period: str, counts: str) -> str:
    """One line for a companion: name, value, period, counts."""
    unit = "" if measure.unit in ("%", "£") else f" {measure.unit}"
    counted = f" ({counts})" if counts else ""
    return f"{measure.title}: **{value}**{unit}, {period}{counted}"


def set_line(measure: Measure, value: str, period: str) -> str:
    """One of several measures on a card: the number first, then what it is."""
    named = measure.unit in ("%", "£") or measure.title.lower().startswith(measure.unit)
    unit = "" if named else f" {measure.unit}"
    return f"**{value}**{unit} {_lowered(measure.title)}, {period}"


def together_title(measures: Sequence[Measure]) -> str:
    """The whole's title where parts of a percentage add up to it, else all titles in a row."""
    if whole_of(measures) == -1:
        return measures[-1].title
    names = [measures[0].title, *(_lowered(measure.title) for measure in measures[1:])]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def whole_of(measures: Sequence[Measure]) -> int:
    """Which of a set stands for it: the last where parts of a percentage add up, else the first."""
    return -1 if measures[0].unit == "%" else 0


def _lowered(title: str) -> str:
    """The first word without its capital, unless it is an abbreviation."""
    first = title.split()[0]
    return title if first.isupper() else title[0].lower() + title[1:]


def promised_text(fact: TargetFact) -> str:
    """What a card says was promised: Example target 0.19 per 100 pupils; empty without one."""
    if not fact.target:
        return ""
    return f"{'Example target' if fact.is_example else 'Target'} {fact.target}"


def look_first_text(measure: Measure, value: str, period: str, fact: TargetFact) -> str:
    """One line of the list of exceptions: what it is against what was promised."""
    unit = "" if measure.unit in ("%", "£") else f" {measure.unit}"
    kind = "example target" if fact.is_example else "target"
    return f"{measure.title}: {value}{unit} in {period}; {kind} {fact.target}"


def unit_and_period(measure: Measure, period: str) -> str:
    """The small print under a card's value: per 100 pupils, 2024/25."""
    return period if measure.unit in ("%", "£") else f"{measure.unit}, {period}"


def line_caption(measure: Measure, against: str) -> str:
    """What the small line of a card of several measures is of."""
    other = f" · {against}" if against else ""
    return f"The line: {_lowered(measure.title)}{other}"
