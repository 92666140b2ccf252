"""What a release tells of its measures, each thing read once; for work that reads many at a time."""

from functools import cached_property

import pandas as pd

from metrics.back_test import BackTest, back_test
from metrics.definitions import measure
from metrics.facts import Facts, areas_of, facts_of
from metrics.periods import Period
from metrics.points import Cursor, ReleaseFacts, neighbours, points, release_facts
from metrics.publications import Publications, publications
from metrics.targets import Areas
from metrics.within_year import school_days
from plan.types import Plan


class Reading:
    """A release through a cursor, beside a plan; `neighbour_set` is "2025-05" or "2021-04"."""

    def __init__(self, cursor: Cursor, plan: Plan, neighbour_set: str = "2025-05") -> None:
        self._cursor, self._plan, self._set = cursor, plan, neighbour_set
        self._points: dict[tuple[str, str], pd.DataFrame] = {}
        self._facts: dict[tuple[str, str], Facts] = {}

    @cached_property
    def release(self) -> ReleaseFacts:
        return release_facts(self._cursor)

    @cached_property
    def neighbours(self) -> tuple[str, ...]:
        """Codes of the statistical neighbours, closest first."""
        return tuple(code for code, _ in neighbours(self._cursor, self._set))

    @cached_property
    def publications(self) -> Publications:
        return publications(self._cursor)

    @cached_property
    def _areas(self) -> Areas:
        return areas_of(self._cursor)

    @cached_property
    def _days(self) -> dict[Period, int]:
        return school_days(self._cursor)

    def school_days(self) -> dict[Period, int]:
        return self._days

    def _read(self, measure_id: str, topic: str, topics: tuple[str, ...] | None) -> pd.DataFrame:
        key = (measure_id, topic)
        if key not in self._points:
            self._points[key] = points(
                self._cursor, measure(measure_id), topics=topics, release=self.release
            )
        return self._points[key]

    def totals(self, measure_id: str) -> pd.DataFrame:
        return self._read(measure_id, "Total", ("Total",))

    def points(self, measure_id: str) -> pd.DataFrame:
        return self._read(measure_id, "", None)

    def by(self, measure_id: str, topic: str) -> pd.DataFrame:
        return self._read(measure_id, topic, ("Total", topic))

    def facts(self, measure_id: str, area_code: str) -> Facts:
        key = (measure_id, area_code)
        if key not in self._facts:
            self._facts[key] = facts_of(
                measure(measure_id),
                self.totals(measure_id),
                self._plan,
                self._areas,
                area_code,
                days=self._days,
                neighbour_set=self._set,
            )
        return self._facts[key]

    def back_test(self, measure_id: str) -> BackTest:
        return back_test(measure(measure_id), self.totals(measure_id))
