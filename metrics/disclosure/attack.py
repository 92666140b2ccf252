"""What can be worked out of hidden counts by whoever knows all that is printed.

Every world that agrees with what is known is a solution of one system; a count is safe where such
worlds reach from 1 to the threshold. One solution speaks for many counts at once, and sets that no
relation joins are solved side by side. Whole numbers are asked for only where a solution comes out
broken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, hstack, identity, vstack

from metrics.disclosure.solver import Rows, minimise
from metrics.disclosure.system import Counts, labelled

NEAR = 1e-6
SECONDS = 10.0
UNBOUNDED = 3
# Greater than any count that matters, so that a solution exists where nothing holds a count.
FAR = 1e9
UP, DOWN = 1.0, -1.0


class Infeasible(Exception):
    """What is known contradicts itself, or the solver could not tell in time."""


@dataclass
class Attacker:
    """All that is known once some counts are hidden; the others are printed.

    `told` are counts an insider knows besides, such as a family its own child.
    """

    counts: Counts
    hidden: np.ndarray
    told: Sequence[int] = ()

    def __post_init__(self) -> None:
        counts = self.counts
        free = (self.hidden | ~counts.printed) & ~counts.known
        free[list(self.told)] = False
        self.values = np.where(free, np.nan, counts.values)
        self._work_out(free)
        self.free = np.flatnonzero(free)
        self.place = np.full(len(counts), -1)
        self.place[self.free] = np.arange(len(self.free))
        fixed = np.where(free, 0.0, self.values)
        self.sums, self.sums_to = _held(counts.sums, self.free, fixed)
        self.tops, self.tops_to = _held(counts.tops, self.free, fixed)
        self.label = labelled(vstack([self.sums, self.tops]).tocsr())
        self.least = np.full(len(counts), np.inf)
        self.most = np.full(len(counts), -np.inf)

    def _work_out(self, free: np.ndarray) -> None:
        """Take for known what is alone unknown in a sum, and what then is, and so on."""
        rows = self.counts.sums
        missing = rows.copy()
        missing.data = np.ones(len(missing.data))
        while True:
            alone = np.flatnonzero((missing @ free.astype(float)) == 1)
            if not len(alone):
                return
            fixed = np.where(free, 0.0, self.values)
            rest = rows[alone] @ fixed
            table = rows[alone].tocoo()
            own = free[table.coords[1]]
            column, factor = table.coords[1][own], table.data[own]
            self.values[column] = -rest[table.coords[0][own]] / factor
            free[column] = False

    def follow_from(self, told: int) -> list[int]:
        """The counts that one more known count leaves alone in a sum, and what then follows."""
        missing, rows = self._missing
        by_count = self._by_count
        left: dict[int, int] = {}
        found, queue = {told}, [told]
        while queue:
            column = self.place[queue.pop()]
            for row in by_count.indices[by_count.indptr[column] : by_count.indptr[column + 1]]:
                left[row] = left.get(row, int(missing[row])) - 1
                if left[row] == 1:
                    inside = self.free[rows.indices[rows.indptr[row] : rows.indptr[row + 1]]]
                    new = [int(one) for one in inside if int(one) not in found]
                    found.update(new)
                    queue += new
        return sorted(found - {told})

    @cached_property
    def _missing(self) -> tuple[np.ndarray, csr_array]:
        return np.diff(self.sums.indptr), self.sums

    @cached_property
    def _by_count(self) -> csr_array:
        return self.sums.T.tocsr()

    def set_of(self, places: np.ndarray) -> np.ndarray:
        """The set each count is in, by number; -1 for what is known."""
        found = np.full(len(places), -1)
        free = self.place[places] >= 0
        found[free] = self.label[self.place[places[free]]]
        return found

    def interval(self, place: int) -> tuple[float, float]:
        """The least and the greatest a count can be; infinite where nothing holds it."""
        if self.place[place] < 0:
            value = float(self.values[place])
            return value, value
        return self._extreme(place, DOWN), self._extreme(place, UP)

    def _extreme(self, place: int, way: float) -> float:
        columns = self._set_of([place])
        goal = np.zeros(len(columns))
        own = int(np.searchsorted(columns, self.place[place]))
        goal[own] = -way
        solved = self._solve(columns, goal, way, whole=True)
        if solved is None:
            raise Infeasible("what is printed contradicts itself, or the solver ran out of time")
        value = float(solved[own])
        if abs(value) >= FAR / 2:
            return way * np.inf
        return round(value) if self.counts.whole[place] else value

    def short(self, places: np.ndarray, reach: np.ndarray, way: float, *, some: bool) -> np.ndarray:
        """Which of the free counts no world brings to their reach: up, or down.

        Where `some`, at least one of each set is found, not all. NaN in `reach` asks nothing.
        """
        values = np.where(self.place[places] < 0, self.values[places], self.counts.values[places])
        # The truth is one of the worlds; an attacker without it has NaN here.
        waiting = ~np.isnan(reach) & ~(way * (reach - values) <= NEAR)
        stuck = np.zeros(len(places), dtype=bool)
        stuck[waiting & (self.place[places] < 0)] = True
        waiting &= ~stuck
        self._all_at_once(places, reach, way, waiting)
        sets = self.set_of(places)
        while waiting.any():
            chosen = _one_of_each(sets, waiting)
            self._one_by_one(places, reach, way, waiting, stuck, chosen)
            if some:
                waiting &= ~np.isin(sets, np.unique(sets[stuck & (sets >= 0)]))
        return stuck

    def _all_at_once(
        self, places: np.ndarray, reach: np.ndarray, way: float, waiting: np.ndarray
    ) -> None:
        """Strike off the counts that a world made for all of them together brings to their reach."""
        if not waiting.any():
            return
        asked = np.flatnonzero(waiting)
        columns = self._set_of(places[asked])
        world = self._far(columns, places[asked], reach[asked], way)
        if world is None:
            return
        self._strike(columns, world, places, reach, way, waiting)

    def _strike(
        self,
        columns: np.ndarray,
        world: np.ndarray,
        places: np.ndarray,
        reach: np.ndarray,
        way: float,
        waiting: np.ndarray,
    ) -> None:
        """Take note of a world: only the sets where it is in whole numbers count."""
        good = self._whole_in(columns, world)
        found = np.full(len(self.free), np.nan)
        found[columns[good]] = world[good]
        told = self.free[columns[good]]
        self.least[told] = np.minimum(self.least[told], world[good])
        self.most[told] = np.maximum(self.most[told], world[good])
        own = np.full(len(places), np.nan)
        held = self.place[places] >= 0
        own[held] = found[self.place[places[held]]]
        waiting &= ~(way * (reach - own) <= NEAR)

    def _whole_in(self, columns: np.ndarray, world: np.ndarray) -> np.ndarray:
        """Which columns are of a set that came out in whole numbers; those are rounded in place."""
        whole = self.counts.whole[self.free[columns]]
        broken = whole & (np.abs(world - np.round(world)) > NEAR)
        labels = self.label[columns]
        good = ~np.isin(labels, np.unique(labels[broken]))
        world[good & whole] = np.round(world[good & whole])
        return good

    def _one_by_one(
        self,
        places: np.ndarray,
        reach: np.ndarray,
        way: float,
        waiting: np.ndarray,
        stuck: np.ndarray,
        chosen: np.ndarray,
    ) -> None:
        """One count of each set as far as it goes: what does not come there cannot."""
        columns = self._set_of(places[chosen])
        world = self._far(columns, places[chosen], reach[chosen], way)
        if world is None:
            # One set that contradicts itself must not speak for the others.
            if len(chosen) > 1:
                for half in np.array_split(chosen, 2):
                    self._one_by_one(places, reach, way, waiting, stuck, half)
                return
            stuck[chosen] = True
            waiting[chosen] = False
            return
        own = world[np.searchsorted(columns, self.place[places[chosen]])]
        come = way * (reach[chosen] - own) <= NEAR
        self._strike(columns, world, places, reach, way, waiting)
        stuck[chosen[~come]] = True
        waiting[chosen[~come]] = False
        for nth in chosen[come]:
            if waiting[nth]:
                # The solution is broken, so whole numbers have to be asked for.
                own_set = self._set_of(places[[nth]])
                world = self._far(own_set, places[[nth]], reach[[nth]], way, whole=True)
                if world is not None:
                    self._strike(own_set, world, places, reach, way, waiting)
                stuck[nth] = waiting[nth]
                waiting[nth] = False

    def _set_of(self, places: Sequence[int] | np.ndarray) -> np.ndarray:
        """The free columns that relations join to some counts."""
        wanted = np.unique(self.label[self.place[places]])
        return np.flatnonzero(np.isin(self.label, wanted))

    def _far(
        self,
        columns: np.ndarray,
        places: np.ndarray,
        reach: np.ndarray,
        way: float,
        *,
        whole: bool = False,
    ) -> np.ndarray | None:
        """A world that brings counts as near to their reach as can be; None where there is none."""
        many, free = len(places), len(columns)
        # Each count has a column that follows it as far as its reach and no further.
        goal = np.concatenate([np.zeros(free), np.full(many, -1.0)])
        own = np.searchsorted(columns, self.place[places])
        picked = csr_array((np.full(many, -way), (np.arange(many), own)), shape=(many, free))
        follows = hstack([picked, identity(many)]).tocsr()
        found = self._solve(columns, goal, way, follows, way * reach, whole=whole)
        return None if found is None else found[:free]

    def _solve(
        self,
        columns: np.ndarray,
        goal: np.ndarray,
        way: float,
        follows: csr_array | None = None,
        stops: np.ndarray | None = None,
        *,
        whole: bool,
    ) -> np.ndarray | None:
        """A world of some sets that makes the goal least; further columns stop at `stops`."""
        extra = len(goal) - len(columns)
        lowest, highest = self._ends(columns, way)
        lowest = np.concatenate([lowest, np.full(extra, -FAR)])
        if stops is not None:
            highest = np.concatenate([highest, np.minimum(stops, FAR)])
        rows = self._rows(columns, extra)
        if follows is not None:
            rows.append((follows, -np.inf, 0.0))
        kinds = np.concatenate([self.counts.whole[self.free[columns]], np.zeros(extra, dtype=bool)])
        return minimise(
            goal, rows, lowest, highest, whole=kinds if whole else None, seconds=SECONDS
        )

    def _ends(self, columns: np.ndarray, way: float) -> tuple[np.ndarray, np.ndarray]:
        own = self.free[columns]
        least = self.counts.floor if way == UP else self.counts.lowest
        return np.maximum(least[own], -FAR), np.minimum(self.counts.highest[own], FAR)

    def _rows(self, columns: np.ndarray, extra: int) -> list[Rows]:
        return [
            *_over(self.sums, self.sums_to, columns, extra, exact=True),
            *_over(self.tops, self.tops_to, columns, extra, exact=False),
        ]


def _held(rows: csr_array, free: np.ndarray, fixed: np.ndarray) -> tuple[csr_array, np.ndarray]:
    """Relations over the free counts alone, and what they come to once all else is printed."""
    own = rows[:, free]
    held = np.diff(own.indptr) > 0
    return own[held], -(rows[held] @ fixed)


def _over(
    table: csr_array, to: np.ndarray, columns: np.ndarray, extra: int, *, exact: bool
) -> list[Rows]:
    own = table[:, columns] if table.shape[1] != len(columns) else table
    held = np.diff(own.indptr) > 0
    if not held.any():
        return []
    own = own[held]
    if extra:
        own = hstack([own, csr_array((own.shape[0], extra))]).tocsr()
    return [(own, to[held] if exact else -np.inf, to[held])]


def _one_of_each(labels: np.ndarray, waiting: np.ndarray) -> np.ndarray:
    """The first waiting place of each label."""
    places = np.flatnonzero(waiting)
    return places[np.unique(labels[places], return_index=True)[1]]
