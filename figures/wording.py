"""Sentences made from figures: what they are, never why, and no verdict that was not tested."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from figures.format import (
    bare,
    count_text,
    gap_as_printed,
    gap_text,
    is_missing,
    lowered,
    number,
    one_in,
    symbol_text,
)
from figures.series import Mark, Series, is_group
from metrics.definitions import Measure
from metrics.direction import DirectionFact
from metrics.periods import Period
from metrics.position import Comparison, PositionFact
from metrics.shortfall import (
    ABOUT,
    AT_ANY_ONE_TIME,
    ChildrenToTarget,
    Part,
    WhereTheyAre,
    what_is_counted,
)
from metrics.visible import VisibleChange
from metrics.within_year import WithinYear

# A percentage change of a handful of cases sounds like more than it is.
FEWEST_FOR_PERCENT = 20
NOT_CALCULATED = "not calculated"
Colour = Literal["red", "orange", "green", "blue", "gray"]


@dataclass(frozen=True)
class FactWords:
    """A fact as word first, then shape, then colour."""

    word: str
    icon: str
    colour: Colour
    order: int


VERDICT = re.compile(r"(\w+ than|Similar to) (.+)")
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
# A shape of its own for each word: an arrow for the way a figure moves, a sign for where it stands.
DIRECTION_WORDS = {
    "worsening": FactWords("Worsening", ":material/thumb_down:", "red", 0),
    "improving": FactWords("Improving", ":material/thumb_up:", "green", 1),
    "rising": FactWords("Rising", ":material/trending_up:", "blue", 2),
    "falling": FactWords("Falling", ":material/trending_down:", "blue", 2),
    "no change detectable": FactWords(
        "No change detectable", ":material/trending_flat:", "gray", 3
    ),
    "suppressed": TARGET_WORDS["suppressed"],
    "cannot be calculated": FactWords("Cannot be calculated", ":material/remove:", "gray", 5),
}
POSITION_WORDS = {
    "worse": FactWords("Worse", ":material/close:", "red", 0),
    "better": FactWords("Better", ":material/check:", "green", 1),
    "higher": FactWords("Higher", ":material/north:", "blue", 2),
    "lower": FactWords("Lower", ":material/south:", "blue", 2),
    "similar": FactWords("Similar", ":material/drag_handle:", "gray", 3),
    "suppressed": TARGET_WORDS["suppressed"],
    "not comparable": TARGET_WORDS["not comparable"],
    "not calculated": FactWords("Not calculated", ":material/remove:", "gray", 6),
}
NO_ARTICLE = ("England", "London", "Yorkshire and The Humber")
# What a single one is called, where it is not the plural without its s.
ONE_OF = {
    "children": "child",
    "young people": "young person",
    "parents and carers": "parent or carer",
    "placements and episodes": "placement or episode",
}
NO_PROJECTION = (
    "Only years that DfE publishes for many authorities are long enough to test a projection on."
)
NO_PARTS_OF_YEAR = "This measure is told by the year only."
NO_CONTROL_CHART = "There are too few months or terms here to tell what is usual."
SIGNALS = {
    "improvement": "a signal of improvement",
    "concern": "a signal of concern",
    "high": "a signal: higher than usual",
    "low": "a signal: lower than usual",
}
CERTAINTY = {
    "clear": "Clear: the figure's interval does not reach the target.",
    "could be chance": "Could be chance: the figure's interval reaches the target.",
}


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
    # The value with more decimals, where it prints like a target it has not met.
    exact: str = ""

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


def amount(value: float, measure: Measure) -> str:
    """The value as printed; of a net change how many more or fewer, which no minus sign tells."""
    if not measure.is_net or not value:
        return bare(value, measure.unit)
    return f"{bare(abs(value), measure.unit)} {'more' if value > 0 else 'fewer'}"


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
    shown = amount(mark.value, measure)
    shown += unit_after(shown, measure.unit)
    return f"{shown} {_in(mark.period)}{counted}.{late}"


def compared_text(now: float, then: float, unit: str) -> str:
    """ "up 0.02": by the numbers as printed, so that a reader who subtracts finds the same."""
    if bare(now, unit) == bare(then, unit):
        return "the same to the precision shown"
    gap = gap_as_printed(float(now), float(then), unit)
    return f"{'up' if now > then else 'down'} {gap_text(gap, unit)}"


def since_text(now: float, then: float, before: Period, unit: str) -> str:
    """ "up 0.02 on 2022/23", or "the same as in 2022/23" where both print alike."""
    if bare(now, unit) == bare(then, unit):
        return f"the same as in {before.label}"
    return f"{compared_text(now, then, unit)} on {before.label}"


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
    if measure.is_net:
        # "40 fewer: down 17" would have to be read twice.
        return f"{amount(then.value, measure)} {_in(then.period)}."
    change = compared_text(mark.value, then.value, measure.unit)
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
    kind = "example target" if fact.is_example else "target"
    if fact.word == "not yet due":
        return f"Its {kind} is for a later year."
    if not fact.target or fact.period is None:
        return f"{TARGET_WORDS.get(fact.word, NO_FACT).word}."
    said = f"{kind} for {fact.period.label} is {fact.target}: {fact.word}{before_rounding(fact)}."
    if beside is not None and beside.kind != fact.period.kind:
        return f"Targets are for the whole {fact.period.kind}: the {said}"
    return f"The {said}"


def headline(
    line: Series | None, measure: Measure, fact: TargetFact, tested: Sequence[str] = ()
) -> str:
    """The sentence above a chart: the value now, a year before, what was promised.

    `tested` are sentences of the other two facts, which only a passed test can have made.
    """
    if line is None or not line.marks:
        return "There is no figure yet."
    mark = line.quoted or line.marks[-1]
    parts = (
        now_text(mark, measure),
        before_text(line, mark, measure),
        _so_far(line, mark, measure),
        target_text(fact, mark.period),
        *tested,
    )
    return " ".join(part for part in parts if part)


def _so_far(line: Series, mark: Mark, measure: Measure) -> str:
    """The newest value where it is later than the settled one, and that it may still change."""
    newest = line.latest
    if newest is None or newest.period <= mark.period:
        return ""
    assert newest.value is not None
    return f"Provisional: {amount(newest.value, measure)} {_in(newest.period)}."


def message(line: Series, measure: Measure) -> str:
    """A figure's title: the measure, its newest value and the one a year before."""
    mark = line.quoted
    if mark is None or mark.value is None:
        return f"{measure.title}: no figure yet"
    now = f"{measure.title}: {amount(mark.value, measure)} {_in(mark.period)}"
    then = line.at(mark.period.like_before)
    if then is None or then.value is None:
        return now
    return f"{now}, {amount(then.value, measure)} the year before"


def parts_title(
    measure: Measure, what: str, period: Period, parts: Sequence[tuple[str, Mark]]
) -> str:
    """The title of a breakdown: which group is highest, where it is known and stands alone."""
    topic = what if what[:2].isupper() else what.lower()
    title = f"{measure.title} by {topic}, {period.label}"
    groups = [(name, mark.value) for name, mark in parts if is_group(name)]
    known = [(value, name) for name, value in groups if value is not None]
    # The highest of those that are shown need not be the highest: one that is hidden may be.
    if len(known) < len(groups) or len(known) < 2 or measure.is_net:
        return title
    top, name = max(known)
    printed = bare(top, measure.unit)
    alone = sum(bare(value, measure.unit) == printed for value, _ in known) == 1
    return f"{title}: highest {name}, {printed}" if alone else title


def short_value(mark: Mark | None, measure: Measure) -> str:
    """The value for a card, whose unit stands beside it; why there is none otherwise."""
    if mark is None:
        return "No figure yet"
    return symbol_text(mark.symbol) if mark.value is None else amount(mark.value, measure)


def against_text(mark: Mark | None, other: Series | None, measure: Measure) -> str:
    """The comparator's value for the same period; its newest, with its period, where it has none."""
    if mark is None or other is None or other.latest is None:
        return ""
    same = other.at(mark.period)
    if same is not None and same.value is not None:
        return f"dashed: {other.name} {bare(same.value, measure.unit)}"
    return f"dashed: {other.name} {bare(other.latest.value, measure.unit)} ({other.latest.period.label})"


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
    if fact.target and fact.certainty in CERTAINTY:
        said.append(CERTAINTY[fact.certainty])
    return "  \n".join(said) or "No board has agreed a target, so nothing is judged."


def beside_text(measure: Measure, value: str, period: str, counts: str) -> str:
    """One line for a companion: name, value, period, counts."""
    unit = unit_after(value, measure.unit)
    counted = f" ({counts})" if counts else ""
    return f"{measure.title}: **{value}**{unit}, {period}{counted}"


def set_line(measure: Measure, value: str, period: str) -> str:
    """One of several measures on a card: the number first, then what it is."""
    named = measure.title.lower().startswith(measure.unit)
    unit = "" if named else unit_after(value, measure.unit)
    return f"**{value}**{unit} {lowered(measure.title)}, {period}"


def together_title(measures: Sequence[Measure]) -> str:
    """The whole's title where parts of a percentage add up to it, else all titles in a row."""
    if whole_of(measures) == -1:
        return measures[-1].title
    names = [measures[0].title, *(lowered(measure.title) for measure in measures[1:])]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def whole_of(measures: Sequence[Measure]) -> int:
    """Which of a set stands for it: the last where parts of a percentage add up, else the first."""
    return -1 if measures[0].unit == "%" else 0


def target_label(fact: TargetFact) -> str:
    """What the target path is called on a chart."""
    return "Example target" if fact.is_example else "Target"


def promised_text(fact: TargetFact) -> str:
    """What a card says was promised: Example target 0.19 per 100 pupils; empty without one."""
    if not fact.target:
        return ""
    return f"{'Example target' if fact.is_example else 'Target'} {fact.target}"


def look_first_text(measure: Measure, value: str, period: str, fact: TargetFact) -> str:
    """One line of the list of exceptions: what it is against what was promised."""
    unit = unit_after(value, measure.unit)
    kind = "example target" if fact.is_example else "target"
    return (
        f"{measure.title}: {value}{unit} in {period}{before_rounding(fact)}; {kind} {fact.target}"
    )


def other_exceptions(missed: int, nearly: int) -> tuple[str, ...]:
    """A line for those that a list of exceptions does not name; nothing where it names all."""
    told = [f"{missed} missed"] * (missed > 0) + [f"{nearly} nearly met"] * (nearly > 0)
    if not told:
        return ()
    return (f"And {' and '.join(told)} under the headings that follow.",)


def unit_after(value: str, unit: str) -> str:
    """ " per 100 pupils"; empty after a sign of its own, and after words in place of a number."""
    is_number = any(letter.isdigit() for letter in value)
    return f" {unit}" if is_number and unit not in ("%", "£") else ""


def before_rounding(fact: TargetFact) -> str:
    """ " (74.96% before rounding)", where a value prints like a target that it has not met."""
    return f" ({fact.exact} before rounding)" if fact.exact else ""


def unit_and_period(measure: Measure, period: str) -> str:
    """The small print under a card's value: per 100 pupils, 2024/25."""
    return period if measure.unit in ("%", "£") else f"{measure.unit}, {period}"


def line_caption(measure: Measure, against: str) -> str:
    """What the small line of a card of several measures is of."""
    other = f" · {against}" if against else ""
    return f"The line: {lowered(measure.title)}{other}"


def direction_badge(found: DirectionFact) -> FactWords:
    """The word and shape of the second fact."""
    return DIRECTION_WORDS.get(found.fact, DIRECTION_WORDS["cannot be calculated"])


def direction_text(found: DirectionFact, *, stands_out: bool = False) -> str:
    """The second fact as a sentence; empty where there is no answer to give."""
    if stands_out:
        return (
            "The last year alone moved by more than chance usually does, but no steady trend over "
            "five years is established."
        )
    if found.fact in ("improving", "worsening", "rising", "falling"):
        return f"It is {found.fact}, by more than chance would explain."
    if (
        found.fact == "no change detectable"
        and found.last_period
        and found.last_period.kind != "year"
    ):
        return f"Its newest {found.last_period.kind}s move no more than usual."
    if found.fact == "no change detectable":
        return "No change of direction can be told from chance."
    return ""


def stands_out(found: DirectionFact, visible: VisibleChange) -> bool:
    """Whether the last year's change alone is one that a single year can show, without a trend."""
    if found.fact != "no change detectable" or found.last_change is None or not visible.change:
        return False
    return abs(found.last_change) >= visible.change


def direction_detail(found: DirectionFact, measure: Measure, *, stands_out: bool = False) -> str:
    """What the second fact rests on: short lines."""
    said = [sentence(found.reason)]
    if found.left_out:
        said.append(f"Left out: {_listed([one.label for one in found.left_out])}.")
    if found.last_value is not None and found.last_change is not None:
        assert found.last_period
        assert found.before_period
        now, then = found.last_period.label, found.before_period.label
        before = found.last_value - found.last_change
        change = compared_text(found.last_value, before, measure.unit)
        if measure.is_net:
            change = f"{amount(found.last_value, measure)} against {amount(before, measure)}"
        apart = ", more than one year usually moves by chance; five years show no steady trend"
        said.append(f"{now} against {then}: {change}{apart if stands_out else ''}.")
    return "  \n".join(line for line in said if line)


def position_badge(found: Comparison) -> FactWords:
    """The word and shape of one comparison."""
    return POSITION_WORDS.get(found.fact, POSITION_WORDS["not calculated"])


def against(found: Comparison, name: str) -> FactWords:
    """The verdict with whom it is against: Worse than England."""
    words = position_badge(found)
    if not found.is_told:
        return replace(words, word=f"{name[0].upper()}{name[1:]}: {words.word.lower()}")
    return replace(words, word=f"{_stands(found.fact).capitalize()} {name}")


def compared_with(found: Comparison, region: str) -> str:
    """Who a comparison is with, as a reader says it: England, North West, mean of ..."""
    return region if found.name == "the region" else found.name


def position_text(found: PositionFact, region: str) -> str:
    """The third fact as a sentence; empty where there is nobody to stand beside."""
    told: dict[str, list[str]] = {}
    for one in (found.england, found.region, found.neighbours):
        if one.is_told:
            told.setdefault(one.fact, []).append(with_article(compared_with(one, region)))
    if found.authority is not None and found.authority.is_told:
        told.setdefault(found.authority.fact, []).append(found.authority.name)
    if not told:
        return ""
    clauses = [f"{_stands(fact)} {_listed(names)}" for fact, names in told.items()]
    hedge = "; that depends on the method" if found.robust.startswith("depends") else ""
    return f"It is {', '.join(clauses)}{hedge}."


def comparison_line(found: Comparison, region: str, unit: str) -> str:
    """One comparison with the number it is against: England 0.13 (2024/25)."""
    name = compared_with(found, region)
    name = f"{name[0].upper()}{name[1:]}"
    if found.value is None or found.period is None:
        return f"{name}: {found.reason or found.fact}."
    why = f" {sentence(found.reason)}" if found.reason else ""
    return f"{name}: {bare(found.value, unit)} ({found.period.label}).{why}"


def robust_text(found: PositionFact) -> str:
    """Whether another way of comparing would say otherwise."""
    if found.robust.startswith(NOT_CALCULATED):
        return ""
    return sentence(found.robust)


def visible_text(found: VisibleChange, measure: Measure) -> str:
    """The smallest change that one more year can show."""
    if found.change is None:
        return ""
    if measure.calculation == "count":
        size, counted = f"{number(found.change)} {what_is_counted(measure)}", ""
    else:
        size = gap_text(found.change, measure.unit)
        counted = _about(found, measure)
    way = f"a {found.way}" if found.way in ("fall", "rise") else "a change"
    return (
        f"One more year can show {way} of {size} or more{counted}; a smaller one looks like chance."
    )


def _about(found: VisibleChange, measure: Measure) -> str:
    if not found.children:
        return ""
    return f" (about {number(found.children)} {what_is_counted(measure)})"


def months_text(months: int | None) -> str:
    """When a chart of months would show such a change, if it came at once and stayed."""
    if months is None:
        return ""
    return (
        f"If such a change came at once and stayed, a chart of months would show it after about {months} "
        f"{'month' if months == 1 else 'months'}."
    )


def control_title(found: WithinYear, measure: Measure) -> str:
    """What a control chart bears out: whether its newest point is out of the usual."""
    name = f"{measure.title} by {found.kind}"
    chart = found.chart
    newest = (
        next((p for p in reversed(chart.points) if p.value is not None), None) if chart else None
    )
    if chart is None or chart.variation is None or newest is None:
        return name
    if newest.direction is None:
        return f"{name}: the newest wavers no more than usual"
    return f"{name}: the newest is {SIGNALS[newest.direction]}"


def to_target_text(found: ChildrenToTarget) -> str:
    """How many fewer or more would have met the target."""
    if not found.children:
        return ""
    about = "About " if found.qualifier == ABOUT else ""
    when = f" {found.qualifier}" if found.qualifier == AT_ANY_ONE_TIME else ""
    counts = found.counts
    if found.children == 1:
        counts = ONE_OF.get(counts, counts.removesuffix("s"))
    return f"{about}{number(found.children)} {found.way} {counts}{when} would have met it."


def where_text(found: WhereTheyAre, most: int = 3) -> str:
    """Where most of those a measure counts are; where they are, not whose share is whose."""
    if found.period is None:
        return ""
    said = [_shares(found.districts, most)] if _told(found.districts) else []
    said += [f"by phase, {_shares(found.phases, most)}"] if _told(found.phases) else []
    if not said:
        return ""
    who = f"{found.counts} not reached" if found.of_those_not else found.counts
    return f"Where the {who} were in {found.period.label}: {'; '.join(said)}."


def _told(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.share is not None and part.share > 0]


def _shares(parts: Sequence[Part], most: int) -> str:
    return _listed([f"{number(part.share or 0)}% in {part.name}" for part in _told(parts)[:most]])


def alarms_text(shown: int, tests: int, expected: float) -> str:
    """How many of the signals on a page chance alone would give."""
    if not tests:
        return "No change or difference has been tested in this release."
    by_chance = f"about {number(expected)}" if expected >= 1 else "fewer than one"
    return (
        f"{number(shown)} of {number(tests)} tests of change and of difference from England say "
        f"more than chance. Chance alone would give {by_chance}."
    )


def answers_text(words: Sequence[str]) -> str:
    """Answers in one line, a verdict said once: "Worse than England and the North West"."""
    told: dict[str, list[str]] = {}
    for word in words:
        found = VERDICT.fullmatch(word)
        verdict, name = found.groups() if found else ("", word)
        told.setdefault(verdict, []).append(name)
    first, *rest = [f"{verdict} {_listed(names)}".strip() for verdict, names in told.items()]
    return "; ".join([first, *(lowered(text) if VERDICT.match(text) else text for text in rest)])


def tally_text(words: Sequence[str], names: Sequence[str], lead: str) -> str:
    """How many of a set of facts came out how: "Of 31 targets: 3 met, 11 nearly, 17 missed"."""
    told = [(name, sum(word == name for word in words)) for name in names]
    return f"{lead}, {', '.join(f'{number(many)} {name}' for name, many in told if many)}."


def examples_text(examples: int) -> str:
    """That targets among those counted are examples; empty where none is."""
    if not examples:
        return ""
    return f"{number(examples)} of these are example targets, which no board has agreed."


def sentence(reason: str) -> str:
    """A reason as a sentence of its own."""
    return f"{reason[0].upper()}{reason[1:].removesuffix('.')}." if reason else ""


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def with_article(name: str) -> str:
    """Regions and means take one: the North West, the mean of the 2025 neighbours."""
    return name if name in NO_ARTICLE or name.startswith("the ") else f"the {name}"


def _stands(fact: str) -> str:
    return "similar to" if fact == "similar" else f"{fact} than"
