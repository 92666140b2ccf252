"""The attack on a finished cube, from what it prints and nothing else.

An audit is told which hidden points are small, so that it can judge what the attack finds, but the
attack itself sees the printed points alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from metrics.disclosure.attack import DOWN, NEAR, UP, Attacker, Infeasible
from metrics.disclosure.cells import KEY, PUBLISHED, SUPPRESSED, floor_of, gather, kind_or_year
from metrics.disclosure.relations import Known, of_points
from metrics.disclosure.system import Counts

# Of so many cells that seem narrowest the interval is worked out to the end.
NARROWEST = 12
LEAST = 1.0
Point = tuple[Any, ...]


@dataclass(frozen=True)
class Judged:
    """What an attack is judged by, from the restricted counts; the attack itself never sees it.

    `small` says of each hidden point, by measure and cell, whether numerator, complement and
    denominator are small; `truth` is each count, by table, column and cell: it tells which sums
    hold and which counts are not nought, and its numbers are not used otherwise. `thresholds` are by measure: small counts have to
    reach from 1 to there.
    """

    small: Mapping[Point, tuple[bool, bool, bool]] = field(default_factory=dict)
    truth: Mapping[Point, float] = field(default_factory=dict)
    thresholds: Mapping[str, int] = field(default_factory=dict)
    least_denominator: int = 10


@dataclass(frozen=True)
class Leak:
    """A hidden count that the printed points give away, and what they leave of it."""

    measure_id: str
    cell: tuple[Any, ...]
    column: str
    interval: tuple[float, float]


@dataclass(frozen=True)
class Audit:
    """What an attack on a cube came to: cells and the narrowest interval by measure, and leaks."""

    rows: list[dict[str, Any]]
    leaks: list[Leak] = field(default_factory=list)

    @property
    def is_safe(self) -> bool:
        return not self.leaks

    @property
    def narrowest(self) -> tuple[float, float] | None:
        """The narrowest interval of any small count."""
        found = [row["narrowest"] for row in self.rows if row["narrowest"]]
        return min(found, key=lambda ends: ends[1] - ends[0], default=None)


def audit(
    printed: pd.DataFrame,
    judged: "Judged",
    groups: Mapping[str, tuple[str, ...]],
) -> Audit:
    """Attack the points of a cube (the columns of `points`)."""
    frame = printed.assign(row_kind=printed["time_identifier"].map(kind_or_year))
    frame = frame[frame["basis"] != PUBLISHED].reset_index(drop=True)
    attack = Attack(frame, judged, groups)
    leaks = attack.leaks()
    return Audit(attack.rows(leaks), leaks)


class Attack:
    """One system of what is printed, and what it leaves of each hidden count."""

    def __init__(
        self,
        frame: pd.DataFrame,
        judged: Judged,
        groups: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.frame = frame
        self.dots = dots = gather(frame, np.ones(len(frame), dtype=bool))
        many = len(dots.values)
        self.hidden = np.isnan(dots.values)
        self.low, self.high = np.full(many, np.nan), np.full(many, np.nan)
        self.measure = np.full(many, "", dtype=object)
        truth = np.array([judged.truth.get(key, np.nan) for key in dots.keys], dtype=float)
        self._judge(judged.small, judged.thresholds)
        # A nought gives nobody away.
        self.asked &= truth != 0
        self.low[truth == 0] = self.high[truth == 0] = np.nan
        triples = zip(dots.numerator, dots.denominator, dots.complement, strict=True)
        relations = [*of_points(dots, triples)]
        # Which sums hold everybody knows who knows what is counted; their numbers only the printed.
        relations += Known(dots, np.where(np.isnan(truth), dots.values, truth), groups).relations()
        self.counts = Counts(
            values=dots.values,
            low=self.low,
            high=self.high,
            relations=relations,
            known=~self.hidden,
            whole=dots.whole,
            lowest=np.where(dots.signed, -np.inf, 0.0),
            floor=floor_of(dots, truth, judged.least_denominator),
        )
        self.attacker = Attacker(self.counts, self.hidden)

    def _judge(
        self,
        small: Mapping[Point, tuple[bool, bool, bool]],
        thresholds: Mapping[str, int],
    ) -> None:
        """Which counts have to reach from 1 to the threshold, and which only not be exact."""
        frame, dots = self.frame, self.dots
        hidden = (frame["symbol"] == SUPPRESSED).to_numpy()
        names = [frame["measure_id"].tolist(), *(frame[name].tolist() for name in KEY)]
        self.asked = np.zeros(len(dots.values), dtype=bool)
        for row, point in enumerate(zip(*names, strict=True)):
            if not hidden[row]:
                continue
            flags = small.get(point, (False, False, False))
            places = (dots.numerator[row], dots.complement[row], dots.denominator[row])
            for place, flag in zip(places, flags, strict=True):
                if place < 0 or not (flag or place == dots.numerator[row]):
                    continue
                self.asked[place] |= flag or flags == (False, False, False)
                self.measure[place] = point[0]
                if flag and dots.whole[place]:
                    # A count that measures share has to reach as far as the strictest asks.
                    most = np.fmax(self.high[place], thresholds[point[0]])
                    self.low[place] = -most if dots.signed[place] else LEAST
                    self.high[place] = most

    def leaks(self) -> list[Leak]:
        """The counts that are narrowed too far."""
        aimed = np.flatnonzero(~np.isnan(self.high))
        bad = set(aimed[self.attacker.short(aimed, self.high[aimed], UP, some=False)].tolist())
        bad |= set(aimed[self.attacker.short(aimed, self.low[aimed], DOWN, some=False)].tolist())
        others = np.flatnonzero(self.asked & np.isnan(self.high))
        bad |= set(self._exact(others).tolist())
        return [self._leak(place) for place in sorted(bad)]

    def _exact(self, places: np.ndarray) -> np.ndarray:
        """Counts of which there is one world only."""
        attacker = self.attacker
        attacker.short(places, np.full(len(places), 1e6), UP, some=True)
        attacker.short(places, np.zeros(len(places)), DOWN, some=True)
        left = places[~(attacker.most[places] - attacker.least[places] > NEAR)]
        return np.array([one for one in left if self._width(int(one)) <= NEAR], dtype=int)

    def _width(self, place: int) -> float:
        low, high = self._interval(place)
        return high - low

    def _interval(self, place: int) -> tuple[float, float]:
        try:
            return self.attacker.interval(place)
        except Infeasible:
            return float("nan"), float("nan")

    def _leak(self, place: int) -> Leak:
        _, column, cell = self.dots.keys[place]
        return Leak(str(self.measure[place]), cell, column, self._interval(place))

    def rows(self, leaks: Iterable[Leak]) -> list[dict[str, Any]]:
        """Measure by measure: cells printed and hidden, the narrowest interval, leaks."""
        narrowest = self._narrowest()
        found = []
        leaking = [leak.measure_id for leak in leaks]
        for measure_id, own in self.frame.groupby("measure_id", sort=False):
            found.append(
                {
                    "measure_id": str(measure_id),
                    "cells": len(own),
                    "hidden": int((own["symbol"] == SUPPRESSED).sum()),
                    "narrowest": narrowest.get(str(measure_id)),
                    "leaks": leaking.count(str(measure_id)),
                }
            )
        return found

    def _narrowest(self) -> dict[str, tuple[float, float]]:
        """The narrowest interval of a small count of each measure that comes near to the rule."""
        places = np.flatnonzero(~np.isnan(self.high) & (self.attacker.place >= 0))
        seen = self.attacker.most[places] - self.attacker.least[places]
        found: dict[str, tuple[float, float]] = {}
        for place in places[np.argsort(seen, kind="stable")][:NARROWEST]:
            ends, measure_id = self._interval(int(place)), str(self.measure[place])
            kept = found.get(measure_id)
            if kept is None or ends[1] - ends[0] < kept[1] - kept[0]:
                found[measure_id] = ends
        return found
