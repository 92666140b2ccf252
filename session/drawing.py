"""Every figure of the place in view, each made once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from figures import (
    explaining,
    shown,
)
from figures.ahead import Ahead
from figures.control import Control
from figures.gaps import Gaps
from figures.in_short import in_short as lines_in_short
from figures.reader import Reader
from figures.running import Running
from figures.shown import Breakdown, Card, Together, Trend
from figures.three_facts import Box
from figures.workings import Workings
from metrics import (
    definitions,
    facts,
)
from metrics.back_test import BackTest
from metrics.chance import (
    Chance,
    FalseAlarms,
    expected_false_alarms,
    of_comparison,
    of_direction,
)
from metrics.definitions import Measure
from metrics.facts import Facts
from metrics.periods import Period
from metrics.within_year import Kind
from plan.strategy import WORKSTREAMS
from session.kept import kept
from session.reading import (
    back_test_of,
    context,
    days_of_release,
    measure_facts,
    measure_points,
    measure_totals,
    points_by,
)
from session.views import View, of_release


@dataclass(frozen=True)
class _Source:
    """What figures read of the release in view, through the caches."""

    view: View

    def totals(self, measure_id: str) -> pd.DataFrame:
        return measure_totals(self.view, measure_id)

    def points(self, measure_id: str) -> pd.DataFrame:
        return measure_points(self.view, measure_id)

    def by(self, measure_id: str, topic: str) -> pd.DataFrame:
        return points_by(of_release(self.view), measure_id, topic)

    def facts(self, measure_id: str, area_code: str) -> Facts:
        return measure_facts(replace(self.view, area_code=area_code), measure_id)

    def school_days(self) -> dict[Period, int]:
        return days_of_release(of_release(self.view))

    def back_test(self, measure_id: str) -> BackTest:
        return back_test_of(of_release(self.view), measure_id)


def reader(view: View) -> Reader:
    """Every figure of the place in view."""
    return Reader(_Source(view), context(view), view.palette)


@kept(max_entries=512)
def boxes(view: View, measure_id: str) -> tuple[Box, ...]:
    """The three facts of a measure, with what is behind each."""
    return reader(view).boxes(measure_id)


@kept(max_entries=512)
def what_it_takes(view: View, measure_id: str) -> tuple[str, ...]:
    """How far a target is in children, where they are, and what one more year can show."""
    return reader(view).what_it_takes(measure_id)


@kept(max_entries=256)
def control_chart(view: View, measure_id: str, kind: Kind) -> Control | None:
    """A measure's months or terms as a control chart; None where none can be drawn."""
    return reader(view).control_chart(measure_id, kind)


def charted_kinds(measure: Measure) -> dict[str, Kind]:
    """The periods within a year that a measure is told by, as the reader chooses them."""
    named: dict[str, Kind] = {"Months": "month", "Terms": "term"}
    return {name: kind for name, kind in named.items() if kind in measure.periods}


@kept(max_entries=512)
def workings(view: View, measure_id: str) -> Workings:
    """How the facts of a measure were worked out."""
    return reader(view).workings(measure_id)


@kept(max_entries=512)
def trend(view: View, measure_id: str, made_up: bool = False) -> Trend | None:
    """A measure over time for the place in view; None where the release has no value of it.

    `made_up` draws illustrative records beside DfE's line too.
    """
    return reader(view).trend(measure_id, made_up=made_up)


@kept(max_entries=1024)
def card(view: View, measure_id: str) -> Card:
    """A measure in little, for the place in view."""
    return reader(view).card(measure_id)


@kept(max_entries=512)
def breakdown(view: View, measure_id: str, topic: str) -> Breakdown | None:
    """Parts of the newest period by a topic, with each part over time."""
    return reader(view).breakdown(measure_id, topic)


@kept(max_entries=256)
def year_so_far(view: View, measure_id: str) -> Running | None:
    """The newest year up to its last settled month; None where a measure has no such thing."""
    return reader(view).year_so_far(measure_id)


@kept(max_entries=128, show_spinner="Testing what the past would have foretold")
def looking_ahead(view: View, measure_id: str) -> Ahead | None:
    """Where a measure may go next; None where DfE publishes no years of it for the place."""
    return reader(view).looking_ahead(measure_id)


def false_alarms(view: View) -> FalseAlarms:
    """How many of the signals on the overview chance alone would give."""
    tests: list[Chance | None] = []
    for one in facts.judged_measures():
        found = measure_facts(view, one.id)
        tests += [of_direction(found.direction), of_comparison(found.position.england)]
    return expected_false_alarms(tests)


@kept(max_entries=512)
def group_gaps(view: View, measure_id: str, topic: str) -> Gaps | None:
    """How far the groups of a topic are apart; None where the topic has no reference group."""
    return reader(view).gaps(measure_id, topic)


@kept(max_entries=64)
def together(view: View, measure_ids: tuple[str, ...]) -> Together | None:
    """Several measures as one figure; None where the place has no value of any."""
    return reader(view).together(measure_ids)


def topics(view: View, measure: Measure) -> list[str]:
    """The breakdowns the release can show of a measure for the place in view."""
    return reader(view).topics(measure.id)


def look_first(view: View) -> list[list[Measure]]:
    """Measures that miss or nearly miss their target, in sets that are never shown apart.

    Missed before nearly, real before illustrative, headlines before others.
    """
    cards = [card(view, one.id) for one in facts.judged_measures()]
    short = [one for one in cards if one.fact.word in ("missed", "nearly") and one.period]
    ordered = sorted(
        short, key=lambda one: (one.fact.badge.order, one.illustrative, not one.measure.headline)
    )
    return grouped([one.measure for one in ordered])


def in_short(view: View) -> tuple[str, ...]:
    """What improves, what does not, against what was promised and England: a few sentences."""
    return lines_in_short([card(view, one.id) for one in facts.judged_measures()])


def grouped(measures: Sequence[Measure]) -> list[list[Measure]]:
    """Measures one by one, but those that are never shown apart as one set."""
    seen: set[str] = set()
    kept = []
    for one in measures:
        if one.id not in seen:
            kept.append([definitions.measure(name) for name in one.shown_with] or [one])
        seen |= {one.id, *one.shown_with}
    return kept


def search(words: str) -> set[str]:
    """Ids of the measures whose definition holds every word asked for."""
    asked = words.lower().split()
    return {
        one.id
        for one in facts.judged_measures()
        if all(word in explaining.all_words(one) for word in asked)
    }


def not_calculated(view: View) -> pd.DataFrame:
    """Measures without a value in the release in view, and why."""
    rows = [
        {
            "Measure": one.title,
            "Workstream": f"{one.workstream}. {WORKSTREAMS[one.workstream - 1]}",
            "Why": explaining.needs_text(one) if trend(view, one.id) is None else "",
        }
        for one in facts.judged_measures()
    ]
    return pd.DataFrame([row for row in rows if row["Why"]])


def compared(draft: View, current: View) -> pd.DataFrame:
    """Headline values of a draft beside those of the release members see."""
    rows = []
    for one in facts.judged_measures():
        if not one.headline:
            continue
        new = card(draft, one.id)
        old = card(current, one.id) if current.release else None
        rows.append(shown.compared_row(new, old))
    return pd.DataFrame(rows)
