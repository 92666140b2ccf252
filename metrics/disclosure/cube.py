"""The protected cube: every point the public may see, and the report of what was hidden."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from metrics.definitions import definitions
from metrics.disclosure import rules as rule_book
from metrics.disclosure.audit import Judged, audit
from metrics.disclosure.cells import (
    COUNTY,
    DISTRICT,
    GROUP,
    KEY,
    PUBLISHED,
    SUPPRESSED,
    TOTAL,
    floor_of,
    gather,
    is_small,
    public_points,
    rows_by_measure,
)
from metrics.disclosure.cells import series_of as series_of_measure
from metrics.disclosure.relations import Known, of_points
from metrics.disclosure.rules import Rules
from metrics.disclosure.sticky import PRINTED, earlier, series_of
from metrics.disclosure.suppress import suppress
from metrics.disclosure.system import Counts
from metrics.points import COLUMNS, Cursor

# What losing one point costs: totals of the county are what the app is opened for.
COST_OF_COUNTY = {"year": 300.0, "term": 40.0, "quarter": 40.0, "month": 20.0}
COST_OF_HEADLINES = 1000.0
COST_OF_BREAKDOWN, COST_OF_ZERO = 8.0, 50.0
COST_OF_DISTRICT = {"year": 6.0, "term": 3.0, "quarter": 3.0, "month": 1.0}


@dataclass(frozen=True)
class Protected:
    """The points of a cube in the columns of `points`, and rows for the report."""

    points: pd.DataFrame
    report: list[dict[str, Any]] = field(default_factory=list)
    judged: Judged = field(default_factory=Judged)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def audit(self, printed: pd.DataFrame) -> dict[str, Any]:
        """Attack the points as they were written, and tell of it for the manifest."""
        found = audit(printed, self.judged, self.groups)
        exposed = sum(row["exposed"] for row in self.report)
        attacked = {row["measure_id"]: row for row in found.rows}
        rows = [
            {**row, "narrowest": attacked.get(row["measure_id"], {}).get("narrowest")}
            for row in self.report
        ]
        return {
            "safe": found.is_safe and not exposed,
            "narrowest": found.narrowest,
            "leaks": [
                {"measure_id": leak.measure_id, "count": leak.column, "cell": list(leak.cell)}
                for leak in found.leaks
            ],
            "measures": rows,
        }


def protect(
    cursor: Cursor, previous: pd.DataFrame | None = None, rules: Rules | None = None
) -> Protected:
    """Everything the public may see of a release; `previous` are the points it saw last."""
    rules = rules or rule_book.load()
    return protected(public_points(cursor, rules), groups_of(cursor), previous, rules)


def groups_of(cursor: Cursor) -> dict[str, tuple[str, ...]]:
    """The districts of each reporting group; empty where the release keeps none."""
    kept = "select count(*) from duckdb_tables() where table_name = 'district_groups'"
    if not cursor.execute(kept).fetchone()[0]:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for area, code in cursor.execute("select area_code, code from district_groups").fetchall():
        found[area] = (*found.get(area, ()), code)
    return found


def protected(
    frame: pd.DataFrame,
    groups: Mapping[str, tuple[str, ...]],
    previous: pd.DataFrame | None,
    rules: Rules,
) -> Protected:
    """The same of points already read, in the columns of `points` and their contributors."""
    told = also_published(frame)
    small = is_small(frame, rules)
    small[told] = False
    before = printed_before(frame, previous)
    offered = before | ~crowded(frame, any_of(small.to_numpy()), rules)
    offered &= before | ~left_out_before(frame, previous)
    # What the public does not get may still be worked out, but months are too many to look at.
    looked_at = offered | (frame["row_kind"] != "month").to_numpy()
    own = frame[looked_at].reset_index(drop=True)
    hiding = Hiding(
        own, small[looked_at].to_numpy(copy=True), told[looked_at], offered[looked_at], rules
    )
    known = hiding.told.copy()
    hiding.remember(previous)
    hiding.work(groups)
    if hiding.result.exposed.any() and hiding.before.same.any():
        hiding.let_go(known)
        hiding.work(groups)
    gone = ~hiding.offered | (crowded(own, hiding.hidden, rules) & ~before[looked_at])
    return Protected(
        points=hiding.masked()[~gone].reset_index(drop=True),
        report=hiding.report(gone),
        judged=Judged(
            small=small_points(own[~gone], hiding.small[~gone]),
            truth=dict(zip(hiding.dots.keys, hiding.dots.values.tolist(), strict=True)),
            thresholds=thresholds_of(rules),
            least_denominator=rules.defaults.least_denominator,
        ),
        groups=groups,
    )


def small_points(
    frame: pd.DataFrame, small: np.ndarray
) -> dict[tuple[Any, ...], tuple[bool, bool, bool]]:
    """Which counts of each small point are small, by measure and cell; a nought is not."""
    some = any_of(small)
    names = [frame["measure_id"], *(frame[name] for name in KEY)]
    points = zip(*(one[some].tolist() for one in names), strict=True)
    numerators = frame["numerator"].to_numpy()[some]
    found = {}
    for point, (of_n, of_c, of_d), n in zip(points, small[some].tolist(), numerators, strict=True):
        # A numerator over a small denominator has to be protected like a small one.
        found[point] = (bool((of_n or of_d) and n != 0), bool(of_c), bool(of_d))
    return found


def judged_by(cursor: Cursor, rules: Rules) -> Judged:
    """What an attack is judged by, from a release's restricted counts."""
    frame = public_points(cursor, rules)
    small = is_small(frame, rules)
    small[also_published(frame)] = False
    dots = gather(frame, np.ones(len(frame), dtype=bool))
    return Judged(
        small=small_points(frame, small.to_numpy()),
        truth=dict(zip(dots.keys, dots.values.tolist(), strict=True)),
        thresholds=thresholds_of(rules),
        least_denominator=rules.defaults.least_denominator,
    )


def thresholds_of(rules: Rules) -> dict[str, int]:
    """How far the worlds of a small count have to reach, by measure."""
    return {measure_id: rules.of(measure_id).threshold for measure_id in definitions()}


def also_published(frame: pd.DataFrame) -> np.ndarray:
    """The council's own points of which DfE has published the same: everybody knows those."""
    own = (frame["basis"] != PUBLISHED).to_numpy()
    names = [*list(KEY), "measure_id"]
    printed = frame[(frame["basis"] == PUBLISHED) & frame["value"].notna()]
    keys = set(zip(*(printed[name] for name in names), strict=True))
    cells = zip(*(frame[name] for name in names), strict=True)
    return own & np.array([cell in keys for cell in cells], dtype=bool)


def printed_before(frame: pd.DataFrame, previous: pd.DataFrame | None) -> np.ndarray:
    """The points whose series the last cube printed: those stay."""
    kept = series_of(previous)
    names = ["measure_id", "geographic_level", "time_identifier"]
    rows = zip(*(frame[name] for name in names), strict=True)
    return np.array([row in kept for row in rows], dtype=bool)


def left_out_before(frame: pd.DataFrame, previous: pd.DataFrame | None) -> np.ndarray:
    """The points of districts that the last cube left out though it printed the county's."""
    known = {measure_id for measure_id, _, _ in series_of(previous)}
    districts = frame["geographic_level"].isin([DISTRICT, GROUP])
    return np.asarray(districts & frame["measure_id"].isin(known), dtype=bool)


def crowded(frame: pd.DataFrame, hidden: np.ndarray, rules: Rules) -> np.ndarray:
    """The points of districts whose series has too much hidden to be worth printing."""
    local = frame["geographic_level"].isin([DISTRICT, GROUP]) & (frame["basis"] != PUBLISHED)
    told = np.asarray(frame["value"].notna() | hidden)
    series = [frame["measure_id"], frame["row_kind"], frame["geographic_level"]]
    held = pd.Series(np.where(local & told, hidden, np.nan), index=frame.index)
    share = held.groupby(series).transform("mean")
    return (local & (share > rules.most_hidden)).to_numpy()


@dataclass
class Hiding:
    """Points, which of them are small, known to all or offered to the public, and what is hidden."""

    frame: pd.DataFrame
    small: np.ndarray
    told: np.ndarray
    offered: np.ndarray
    rules: Rules

    def __post_init__(self) -> None:
        self.primary = any_of(self.small)
        self.hidden = self.primary.copy()
        self.dots = gather(self.frame, self.offered)
        told = thresholds_of(self.rules)
        self.thresholds = self.frame["measure_id"].map(told).to_numpy(dtype=float)

    def remember(self, previous: pd.DataFrame | None) -> None:
        """What the last cube printed stays printed, and what it hid stays hidden."""
        self.before = earlier(self.frame, previous, self._provisional(), self.rules)
        self.told |= self.before.held
        self.small[self.before.held] = False
        self.told |= self.before.same & ~any_of(self.small)
        self.primary = any_of(self.small)
        self.hidden = self.primary | (self.before.hidden & ~self.told)

    def let_go(self, known: np.ndarray) -> None:
        """Free of the last cube what is of a table and year in which a count could not be hidden.

        A correction may make a count small that follows from what stood beside it. `known` are the
        points everybody knows without the last cube.
        """
        at = np.flatnonzero(self.result.exposed)
        years = {(self.dots.keys[one][0], self.dots.keys[one][2][0]) for one in at}
        tables = {one.id: series_of_measure(one) for one in definitions().values()}
        rows = zip(self.frame["measure_id"].map(tables), self.frame["time_period"], strict=True)
        freed = np.array([row in years for row in rows]) & self.before.same
        self.told &= ~freed | known
        self.hidden = self.primary | (self.before.hidden & ~self.told)

    def work(self, groups: Mapping[str, tuple[str, ...]]) -> None:
        """Hide what has to be hidden."""
        self.counts = self._counts(groups)
        first = np.zeros(len(self.counts), dtype=bool)
        first[_there(self.dots.numerator[self.hidden])] = True
        first[_there(self.dots.denominator[self.small[:, 2]])] = True
        self.first = first
        self.result = suppress(self.counts, first)
        for at in (self.dots.numerator, self.dots.denominator):
            self.hidden |= self._covered(at)

    def _covered(self, at: np.ndarray) -> np.ndarray:
        """Whether the count of each point is hidden; one it has not got stands behind the last."""
        return np.append(self.result.hidden, False)[at]

    def _counts(self, groups: Mapping[str, tuple[str, ...]]) -> Counts:
        dots, many = self.dots, len(self.dots.values)
        low, high = np.full(many, np.nan), np.full(many, np.nan)
        single = np.zeros(many, dtype=bool)
        known = dots.exempt.copy()
        for at in (dots.numerator, dots.denominator):
            known[_there(at[self.told])] = True
        noughts = (dots.values == 0) & (dots.printed > 0) & ~known
        known |= noughts
        for nth, (name, at) in enumerate(self._columns()):
            own = at[self.small[:, nth]]
            known[_there(own)] &= dots.exempt[_there(own)]
            behind = self.frame[f"{name}_contributors"].abs().to_numpy()
            single[_there(at[behind == 1])] = True
            self._aim(low, high, at, self.small[:, nth])
        self._aim(low, high, dots.numerator, self.small[:, 2])
        known[_there(dots.numerator[self.small[:, 2]])] = False
        known |= dots.exempt
        triples = zip(dots.numerator, dots.denominator, dots.complement, strict=True)
        relations = [*of_points(dots, triples), *Known(dots, dots.values, groups).relations()]
        pairs = {
            (int(d), int(n))
            for n, d in zip(dots.numerator, dots.denominator, strict=True)
            if n >= 0 and d >= 0 and n != d
        }
        cells = {cell: nth for nth, cell in enumerate(dict.fromkeys(k[2] for k in dots.keys))}
        return Counts(
            values=dots.values,
            low=low,
            high=high,
            relations=relations,
            cost=self._cost(),
            known=known,
            noughts=noughts & known,
            telling=self._telling(),
            printed=dots.printed > 0,
            single=single,
            whole=dots.whole,
            lowest=np.where(dots.signed, -np.inf, 0.0),
            floor=floor_of(dots, dots.values, self.rules.defaults.least_denominator),
            cell=np.array([cells[key[2]] for key in dots.keys]),
            hides=sorted(pairs),
        )

    def _telling(self) -> np.ndarray:
        """Noughts over a small denominator: none of them, or all of them."""
        found = np.zeros(len(self.dots.values), dtype=bool)
        for at in (self.dots.numerator, self.dots.complement):
            places = _there(at[self.small[:, 2]])
            found[places[self.dots.values[places] == 0]] = True
        return found

    def _columns(self) -> list[tuple[str, np.ndarray]]:
        dots = self.dots
        return [
            ("numerator", dots.numerator),
            ("complement", dots.complement),
            ("denominator", dots.denominator),
        ]

    def _aim(self, low: np.ndarray, high: np.ndarray, at: np.ndarray, rows: np.ndarray) -> None:
        """Where the worlds of the small counts of some points have to reach."""
        dots = self.dots
        # A nought gives nobody away.
        rows = rows & (at >= 0) & (np.append(dots.values, 0.0)[at] != 0)
        places, most = at[rows], self.thresholds[rows]
        values = dots.values[places]
        whole = dots.whole[places]
        # A count that measures share has to reach as far as the strictest of them asks.
        up = np.where(whole, most, values + 0.1 * np.abs(values))
        np.fmax.at(high, places, up)
        down = np.where(whole, 1.0, values - 0.1 * np.abs(values))
        down = np.where(dots.signed[places], -most, down)
        np.fmin.at(low, places, down)

    def _cost(self) -> np.ndarray:
        """What hiding each count loses: the points that print it."""
        dots, found = self.dots, np.zeros(len(self.dots.values))
        prices = np.where(self.primary | ~self.offered, 0.0, prices_of(self.frame))
        for at in (dots.numerator, dots.denominator):
            np.add.at(found, at[at >= 0], prices[at >= 0])
        # Small counts first, among the like: they lose the least.
        return found * (1 + 0.02 * np.log1p(np.abs(dots.values))) + 0.01

    def masked(self) -> pd.DataFrame:
        """The points as the public gets them."""
        found = self.frame[list(COLUMNS)].copy()
        hidden = self.hidden
        found.loc[hidden, ["numerator", "value", "lower_ci", "upper_ci"]] = np.nan
        found.loc[hidden & ~self._cohort(), "denominator"] = np.nan
        found.loc[hidden, "symbol"] = SUPPRESSED
        # How limits were made tells how many there were.
        found.loc[hidden, "method"] = ""
        local = (self.frame["basis"] != PUBLISHED).to_numpy()
        found.loc[local, "provisional"] = self._provisional()[local]
        held = self.before.held & ~hidden
        for name in PRINTED if held.any() else ():
            found.loc[held, name] = self.before.printed[name].to_numpy()[held]
        return found

    def _cohort(self) -> np.ndarray:
        """Points whose denominator may be printed though they are hidden."""
        at = self.dots.denominator
        return (at >= 0) & ~self._covered(at) & ~self.small[:, 2]

    def _provisional(self) -> np.ndarray:
        """Whether the county's own total is provisional: undecided cases of a cell tell of it."""
        names = ["measure_id", "time_period", "time_identifier"]
        total = (self.frame["breakdown_topic"] == TOTAL) & (
            self.frame["geographic_level"] == COUNTY
        )
        own = total & (self.frame["basis"] != PUBLISHED)
        flags = self.frame["provisional"].astype(bool).where(own, False)
        keys = [self.frame[name] for name in names]
        return flags.groupby(keys).transform("max").astype(bool).to_numpy()

    def report(self, gone: np.ndarray) -> list[dict[str, Any]]:
        """Measure by measure: cells offered, hidden as small, hidden besides, left out."""
        local = (self.frame["basis"] != PUBLISHED).to_numpy()
        exposed = np.zeros(len(self.frame), dtype=bool)
        for _, at in self._columns():
            exposed |= np.append(self.result.exposed, False)[at]
        rows = []
        for measure_id, places in rows_by_measure(self.frame).items():
            own = places[local[places]]
            there = own[~gone[own]]
            if not len(own):
                continue
            rows.append(
                {
                    "measure_id": measure_id,
                    "cells": len(there),
                    "primary": int(self.primary[there].sum()),
                    "secondary": int((self.hidden[there] & ~self.primary[there]).sum()),
                    "left_out": len(own) - len(there),
                    "exposed": int(exposed[own].sum()),
                }
            )
        return rows


def any_of(flags: np.ndarray) -> np.ndarray:
    """Which rows have a flag."""
    found: np.ndarray = np.bitwise_or.reduce(flags, axis=1)
    return found


def _there(places: np.ndarray) -> np.ndarray:
    return places[places >= 0]


def prices_of(frame: pd.DataFrame) -> np.ndarray:
    """What losing each point costs."""
    headline = frame["measure_id"].map({one.id: one.headline for one in definitions().values()})
    county = (frame["geographic_level"] == COUNTY).to_numpy()
    total = (frame["breakdown_topic"] == TOTAL).to_numpy()
    of_county = frame["row_kind"].map(COST_OF_COUNTY).to_numpy(dtype=float)
    of_county = np.where(headline & (frame["row_kind"] == "year"), COST_OF_HEADLINES, of_county)
    of_district = frame["row_kind"].map(COST_OF_DISTRICT).to_numpy(dtype=float)
    found = np.where(county, np.where(total, of_county, COST_OF_BREAKDOWN), of_district)
    nothing = (frame["numerator"] == 0).to_numpy()
    return np.where(nothing, found * COST_OF_ZERO, found)
