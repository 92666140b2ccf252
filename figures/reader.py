"""Every figure of one place of a release, made from what a source reads of its measures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd

from figures import (
    ahead,
    compose,
    control,
    promised,
    running,
    shown,
    three_facts,
    wording,
)
from figures import gaps as figures_gaps
from figures import workings as figures_workings
from figures.ahead import Ahead
from figures.chart import Step
from figures.compose import Context
from figures.control import Control
from figures.gaps import Gaps
from figures.palette import LIGHT, Palette
from figures.running import Running
from figures.shown import Breakdown, Card, Together, Trend
from figures.three_facts import Box
from figures.wording import TargetFact
from figures.workings import Workings
from metrics import (
    definitions,
    gaps,
    in_year,
    latest,
    nowcast,
    projection,
    shortfall,
    target_chance,
    targets,
    within_year,
)
from metrics.back_test import BackTest
from metrics.definitions import Measure
from metrics.facts import Facts
from metrics.periods import Period
from metrics.shortfall import WhereTheyAre
from metrics.within_year import Kind, WithinYear


class Source(Protocol):
    """What is read of a release, each thing once."""

    def totals(self, measure_id: str) -> pd.DataFrame:
        """The points of whole areas."""

    def points(self, measure_id: str) -> pd.DataFrame:
        """Every point of a measure."""

    def by(self, measure_id: str, topic: str) -> pd.DataFrame:
        """The points of whole areas and of one topic."""

    def facts(self, measure_id: str, area_code: str) -> Facts: ...

    def school_days(self) -> dict[Period, int]: ...

    def back_test(self, measure_id: str) -> BackTest: ...


@dataclass(frozen=True)
class Reader:
    """Figures of the place and span of `about`; None where a release has nothing to show."""

    source: Source
    about: Context
    palette: Palette = LIGHT

    def facts(self, measure_id: str) -> Facts:
        """The three facts for the place; targets are agreed for the authority only."""
        return self.source.facts(measure_id, self.about.area_code)

    def fact(self, measure_id: str) -> TargetFact:
        """The first fact in words."""
        return promised.told(self.facts(measure_id))

    def boxes(self, measure_id: str) -> tuple[Box, ...]:
        """The three facts, with what is behind each."""
        found = self.facts(measure_id)
        return three_facts.boxes(found, promised.told(found), self.about.region_name)

    def workings(self, measure_id: str) -> Workings:
        """How the facts were worked out."""
        return figures_workings.workings(self.facts(measure_id), self.about.region_name)

    def what_it_takes(self, measure_id: str) -> tuple[str, ...]:
        """How far a target is in children, where they are, and what one more year can show."""
        found = self.facts(measure_id)
        where = WhereTheyAre()
        if found.to_target.children and found.point:
            # The parts of a count are read only where somebody asks where it is.
            parts = self.source.by(measure_id, "Phase")
            period = latest.period_of(found.point)
            where = shortfall.where_they_are(found.measure, parts, found.area_code, period)
        return three_facts.what_it_takes(found, where, self._chart(measure_id, "month"))

    def _chart(self, measure_id: str, kind: Kind) -> WithinYear | None:
        """The control chart of months or terms for the place, where the measure has them."""
        measure = definitions.measure(measure_id)
        if kind not in measure.periods:
            return None
        frame, days = self.source.totals(measure_id), self.source.school_days()
        return within_year.control_chart(measure, frame, self.about.area_code, kind, days)

    def control_chart(self, measure_id: str, kind: Kind) -> Control | None:
        """Months or terms as a control chart."""
        found = self._chart(measure_id, kind)
        if found is None:
            return None
        measure, told = definitions.measure(measure_id), self.fact(measure_id)
        return control.control(
            found,
            self.source.totals(measure_id),
            measure,
            self.about,
            told,
            wording.control_title(found, measure),
            self.palette,
            target=promised.level(self.facts(measure_id).path, found, measure),
            target_label=wording.target_label(told),
        )

    def _steps(self, measure: Measure) -> tuple[Step, ...]:
        """The target path, for a chart of the periods that targets are agreed for."""
        quoted = latest.quoted_kind(measure)
        if compose.kind_for(measure, self.about.kind) != quoted:
            return ()
        found = self.facts(measure.id)
        if quoted == "year":
            return promised.steps(found)
        frame = self.source.totals(measure.id)
        told = latest.series(frame, measure, self.about.area_code)
        return promised.steps(found, [latest.period_of(point) for point in told])

    def trend(self, measure_id: str, *, made_up: bool = False) -> Trend | None:
        """A measure over time; `made_up` draws illustrative records beside DfE's line too."""
        measure = definitions.measure(measure_id)
        tested = three_facts.sentences_of(self.facts(measure_id), self.about.region_name)
        return shown.trend(
            measure,
            self.source.totals(measure_id),
            replace(self.about, made_up=made_up),
            self.fact(measure_id),
            self._steps(measure),
            self.palette,
            tested,
        )

    def card(self, measure_id: str) -> Card:
        """A measure in little."""
        measure, frame = definitions.measure(measure_id), self.source.totals(measure_id)
        return shown.card(measure, frame, self.about, self.facts(measure_id), self.palette)

    def topics(self, measure_id: str) -> list[str]:
        """The breakdowns there are of a measure."""
        measure = definitions.measure(measure_id)
        return compose.topics(measure, self.source.points(measure_id), self.about)

    def breakdown(self, measure_id: str, topic: str) -> Breakdown | None:
        """Parts of the newest period by a topic, with each part over time."""
        measure, frame = definitions.measure(measure_id), self.source.points(measure_id)
        told = self.fact(measure_id)
        return shown.breakdown(measure, frame, topic, self.about, told, self.palette)

    def gaps(self, measure_id: str, topic: str) -> Gaps | None:
        """How far the groups of a topic are apart; None where the topic has no reference group."""
        if topic not in (*gaps.REFERENCES, gaps.DISTRICT):
            return None
        measure, frame = definitions.measure(measure_id), self.source.by(measure_id, topic)
        found = gaps.gaps(measure, frame, self.about.area_code, topic)
        return figures_gaps.told(found, measure)

    def year_so_far(self, measure_id: str) -> Running | None:
        """The newest year up to its last settled month."""
        measure = definitions.measure(measure_id)
        if not targets.adds_up(measure):
            return None
        found, frame = self.facts(measure_id), self.source.totals(measure_id)
        so_far = in_year.year_so_far(measure, frame, self.about.area_code, found.path)
        foreseen = nowcast.nowcast(measure, frame, self.about.area_code, so_far)
        told = promised.told(found)
        return running.running(
            so_far, foreseen, found.path, measure, self.about, told, self.palette
        )

    def looking_ahead(self, measure_id: str) -> Ahead | None:
        """Where a measure may go next; None where DfE publishes no years of it for the place."""
        measure = definitions.measure(measure_id)
        if not measure.published or self.about.is_district:
            return None
        test, frame = self.source.back_test(measure_id), self.source.totals(measure_id)
        found = projection.projection(measure, frame, self.about.area_code, test=test)
        facts_here, chance = self.facts(measure_id), None
        if facts_here.path and found.ahead:
            period = found.ahead[0].period
            target = facts_here.path.at(period)
            if target is not None:
                chance = target_chance.chance_of_meeting(test, found, target, period)
        yearly = replace(self.about, neighbours=(), kind="year")
        line = compose.main_line(compose.trend_series(frame, measure, yearly))
        told, steps = promised.told(facts_here), promised.steps(facts_here)
        return ahead.ahead(found, chance, line, measure, self.about, told, steps, self.palette)

    def together(self, measure_ids: Sequence[str]) -> Together | None:
        """Several measures as one figure."""
        measures = [definitions.measure(one) for one in measure_ids]
        return shown.together(
            measures,
            [self.source.totals(one) for one in measure_ids],
            self.about,
            [self.fact(one) for one in measure_ids],
            self._steps(measures[-1]),
            self.palette,
        )
