"""Which further counts are hidden so that no small one can be worked out, losing as little as can be.

For each count that can still be narrowed, the cheapest change of printed counts that lets it reach
its goal is found (after Fischetti and Salazar-Gonzalez, 2000: one attacked cell at a time), first
by linear programming and, in small neighbourhoods, by whole-number programming. What turns out
not to be needed is shown again.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import coo_array, csr_array, hstack, identity, vstack

from metrics.disclosure.attack import DOWN, NEAR, UP, Attacker
from metrics.disclosure.solver import Rows, minimise
from metrics.disclosure.system import Counts, labelled

# How many counts around an attacked one may change; tried in turn.
ROOM = (60, 300, 4000)
# Up to so many printed counts the choice among them is made exactly.
EXACT = 60
SECONDS = 5.0
# No count moves further.
MOST = 1e7
ROUNDS = 400
# Of so few counts all that are unsafe are looked for at once, not one of each set.
FEW = 2000
# How often it is tried to show again: in small systems until nothing is left to try.
SMALL, MANY_ROUNDS, FEW_ROUNDS = 3000, 10000, 1


# A count to be brought to its goal, up or down.
Aim = tuple[int, float]


@dataclass(frozen=True)
class Suppressed:
    """Which counts are hidden, and those that nothing could protect."""

    hidden: np.ndarray
    exposed: np.ndarray


def suppress(counts: Counts, first: np.ndarray) -> Suppressed:
    """Hide the counts of `first` and whatever else has to go.

    A count with a goal is safe where worlds reach it both ways; any other hidden count where it
    is not exact; and both still when a single contributor knows its own. Noughts that tell are
    hidden as far as that can be.
    """
    start = counts.closed(first)
    work = _Work(counts, start.copy(), np.zeros(len(counts), dtype=bool))
    work.protect()
    work.protect_from_singles()
    work.show_again(start, MANY_ROUNDS if len(counts) <= SMALL else FEW_ROUNDS)
    return Suppressed(work.hidden, work.exposed & ~counts.telling)


@dataclass
class _Work:
    """The counts hidden so far, those found safe, and those given up."""

    counts: Counts
    hidden: np.ndarray
    exposed: np.ndarray
    safe: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    seen: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.safe = np.zeros(len(self.counts), dtype=bool)

    def protect(self) -> None:
        """Hide until nothing can be narrowed too far."""
        for _ in range(ROUNDS):
            wanted = self.asked() & ~self.safe
            found = unsafe(self.counts, self.hidden, wanted, some=bool(wanted.sum() > FEW))
            # Hiding more leaves more worlds: what was safe stays so.
            self.safe |= wanted & ~found.maybe
            if not found.places:
                return
            before = self.hidden
            waiting = found.places
            for room in ROOM:
                waiting = self._hide_within(room, waiting)
            self.exposed[[place for place, _ in waiting]] = True
            if (before == self.hidden).all():
                self._give_up(found.places)

    def _hide_within(self, room: int, waiting: list[Aim]) -> list[Aim]:
        """Open enough for counts among those near them; the counts for which that is too few."""
        failed: list[Aim] = []
        beside = np.zeros(len(self.counts), dtype=bool)
        while waiting:
            now, waiting, label = self._far_apart(room, waiting)
            before = self.hidden
            failed += self._hide_together(now, label)
            # What changed beside a count may have been enough: the next round will tell.
            beside |= self._beside(self.hidden & ~before)
            waiting = [one for one in waiting if not beside[one[0]]]
        return [one for one in failed if not beside[one[0]]]

    def _far_apart(self, room: int, places: list[Aim]) -> tuple[list[Aim], list[Aim], np.ndarray]:
        """Counts far enough apart to be looked at together, the others, and what is near each."""
        many = len(self.counts)
        taken, label = np.zeros(many, dtype=bool), np.full(many, -1)
        now: list[Aim] = []
        later: list[Aim] = []
        for place, way in places:
            near, ring = self._surroundings(place, room)
            if taken[ring].any():
                later.append((place, way))
                continue
            taken[ring] = True
            label[near] = len(now)
            now.append((place, way))
        return now, later, label

    def _surroundings(self, place: int, room: int) -> tuple[np.ndarray, np.ndarray]:
        """The counts near one, and all that share a relation with those."""
        if (place, room) not in self.seen:
            near = around(self.counts, place, room, tops=room != ROOM[0])
            self.seen[place, room] = near, self.counts.beside(near, tops=True)
        return self.seen[place, room]

    def _hide_together(self, places: list[Aim], label: np.ndarray) -> list[Aim]:
        goals = [_goals(self.counts, np.array([place]), way)[0] for place, way in places]
        aims = [(place, goal, way) for (place, way), goal in zip(places, goals, strict=True)]
        mask, failed = Choice(self.counts, self.hidden, np.flatnonzero(label >= 0), aims).best()
        self.hidden = self.counts.closed(self.hidden | mask)
        return [places[nth] for nth in failed]

    def asked(self) -> np.ndarray:
        counts = self.counts
        aimed = ~np.isnan(counts.high) | ~np.isnan(counts.low)
        # A nought gives nobody away, unless it says that a few are all of a kind.
        besides = self.hidden & counts.printed & (counts.values != 0) | counts.telling
        return (besides | aimed) & ~counts.known & ~self.exposed

    def _beside(self, changed: np.ndarray) -> np.ndarray:
        """The counts that share a relation with some."""
        found = changed.copy()
        found[self.counts.beside(np.flatnonzero(changed), tops=True)] = True
        return found

    def _give_up(self, places: list[Aim]) -> None:
        """Ask again in whole numbers; what then finds nothing more to hide is exposed."""
        for place, way in places:
            if self.exposed[place]:
                continue
            goal = _goals(self.counts, np.array([place]), way)[0]
            added = cheapest(self.counts, self.hidden, place, goal, way, whole=True)
            grown = self.hidden if added is None else self.counts.closed(self.hidden | added)
            self.exposed[place] = bool((grown == self.hidden).all())
            self.hidden = grown

    def protect_from_singles(self) -> None:
        """Hide until nobody who knows an own count learns another small one exactly."""
        counts = self.counts
        for _ in range(ROUNDS):
            attacker = Attacker(counts, self.hidden)
            places = np.flatnonzero(counts.single & (attacker.place >= 0))
            before = self.hidden
            for single in places:
                for other in self._learned(attacker, int(single)):
                    self._hide_from(int(single), other)
            if (before == self.hidden).all():
                return
            self.protect()

    def _learned(self, attacker: Attacker, single: int) -> list[int]:
        """The small counts of other cells that follow from one count."""
        counts = self.counts
        aimed = ~np.isnan(counts.high) & ~self.exposed & (counts.cell != counts.cell[single])
        aimed &= counts.contributor != counts.contributor[single]
        return [one for one in attacker.follow_from(single) if aimed[one]]

    def _hide_from(self, single: int, other: int) -> None:
        counts = self.counts
        if self.exposed[other]:
            return
        added = self._against(single, other)
        if added is None:
            noughts = counts.noughts & counts.known
            counts.known[noughts] = False
            added = self._against(single, other)
            counts.known |= noughts if added is None else noughts & ~added
        if added is None:
            # Nothing can be hidden against it: the release fails its audit.
            self.exposed[other] = True
            return
        self.hidden = counts.closed(self.hidden | added)

    def _against(self, single: int, other: int) -> np.ndarray | None:
        """What to hide so that a count does not follow from another."""
        counts, value = self.counts, self.counts.values[other]
        added = cheapest(counts, self.hidden, other, value + 1, UP, still=(single,))
        if added is None:
            added = cheapest(counts, self.hidden, other, value - 1, DOWN, still=(single,))
        return added

    def show_again(self, start: np.ndarray, rounds: int) -> None:
        """Show what turned out not to be needed, the dearest of each set first."""
        counts = self.counts
        tried = np.zeros(len(counts), dtype=bool)
        for _ in range(rounds):
            sets = Attacker(counts, self.hidden).set_of(np.arange(len(counts)))
            extra = self.hidden & ~start & counts.printed & ~tried & (sets >= 0)
            extra &= ~counts.implied(self.hidden)
            chosen = np.flatnonzero(extra)
            chosen = chosen[np.argsort(-counts.cost[chosen], kind="stable")]
            chosen = chosen[np.unique(sets[chosen], return_index=True)[1]]
            if not len(chosen):
                return
            tried[chosen] = True
            self._try_without(chosen, sets)

    def _try_without(self, chosen: np.ndarray, sets: np.ndarray) -> None:
        without = self.hidden.copy()
        without[chosen] = False
        wanted = np.isin(sets, sets[chosen])
        asked = _Work(self.counts, without, self.exposed)
        found = unsafe(self.counts, without, asked.asked() & wanted, some=True)
        bad = set(sets[[place for place, _ in found.places]].tolist())
        bad |= asked.letting_learn(sets, wanted)
        without[[one for one in chosen if sets[one] in bad]] = True
        self.hidden = without

    def letting_learn(self, sets: np.ndarray, among: np.ndarray) -> set[int]:
        """The sets in which somebody who knows an own count learns another."""
        attacker = Attacker(self.counts, self.hidden)
        singles = np.flatnonzero(self.counts.single & among & (attacker.place >= 0))
        return {int(sets[one]) for one in singles if self._learned(attacker, int(one))}


@dataclass(frozen=True)
class Unsafe:
    """Counts that do not reach their goal, with the way they do not; `maybe` are not settled."""

    places: list[tuple[int, float]]
    maybe: np.ndarray


def unsafe(counts: Counts, hidden: np.ndarray, wanted: np.ndarray, *, some: bool) -> Unsafe:
    """Which of the wanted counts can be narrowed too far: one of each set at least."""
    attacker = Attacker(counts, hidden)
    places = np.flatnonzero(wanted)
    found: list[tuple[int, float]] = []
    maybe = np.zeros(len(counts), dtype=bool)
    sets = attacker.set_of(places)
    aimed = ~np.isnan(counts.high[places]) | ~np.isnan(counts.low[places])
    held: set[int] = set()
    for way in (UP, DOWN):
        own = aimed & ~np.isin(sets, list(held))
        at = places[own]
        stuck = at[attacker.short(at, _goals(counts, at, way), way, some=some)]
        found += [(int(one), way) for one in stuck]
        held |= set(sets[np.isin(places, stuck)].tolist()) - {-1}
    at = places[~aimed & ~np.isin(sets, list(held))]
    stuck = at[attacker.short(at, counts.values[at] + 1, UP, some=False)]
    exact = stuck[attacker.short(stuck, counts.values[stuck] - 1, DOWN, some=some)]
    found += [(int(one), UP) for one in exact]
    held |= set(sets[np.isin(places, exact)].tolist())
    maybe[places[np.isin(sets, list(held))]] = True
    maybe[[one for one, _ in found]] = True
    return Unsafe(found, maybe)


def _goals(counts: Counts, places: np.ndarray, way: float) -> np.ndarray:
    goals = (counts.high if way == UP else counts.low)[places]
    return np.where(
        np.isnan(counts.high[places]) & np.isnan(counts.low[places]),
        counts.values[places] + way,
        goals,
    )


def cheapest(
    counts: Counts,
    hidden: np.ndarray,
    place: int,
    goal: float,
    way: float,
    *,
    whole: bool = False,
    still: tuple[int, ...] = (),
) -> np.ndarray | None:
    """The counts to hide so that some world brings one count to its goal, at the least cost.

    `still` are counts that have to keep their value. None where there is no such world.
    """
    for room in ROOM:
        tops = room != ROOM[0]
        near = around(counts, place, room, tops=tops)
        near = near[~np.isin(near, still)]
        choice = Choice(counts, hidden, near, [(place, goal, way)])
        mask, failed = choice.best(whole=whole)
        if not failed:
            return mask
        if tops and len(near) < room:
            return None
    return None


def around(counts: Counts, place: int, room: int, *, tops: bool = False) -> np.ndarray:
    """Counts that sums join to one, or all relations, nearest first, up to about so many."""
    seen = np.array([place])
    layer = seen
    while len(layer) and len(seen) < room:
        beside = counts.beside(layer, tops=tops)
        layer = np.setdiff1d(beside[~counts.known[beside]], seen, assume_unique=True)
        seen = np.concatenate([seen, layer])
    return np.sort(seen)


@dataclass
class Choice:
    """Which of the counts near attacked ones change, and so have to be hidden.

    `aims` are attacked counts with their goals and ways, too far apart to touch one another.
    """

    counts: Counts
    hidden: np.ndarray
    near: np.ndarray
    aims: list[tuple[int, float, float]]

    def __post_init__(self) -> None:
        counts, near = self.counts, self.near
        open_to = self.hidden[near] | ~counts.printed[near]
        self.price = np.where(open_to, 0.0, counts.cost[near])
        values = counts.values[near]
        self.up = np.minimum(counts.highest[near] - values, MOST)
        self.own = np.searchsorted(near, [place for place, _, _ in self.aims])
        self.way = np.array([way for _, _, way in self.aims])
        goals = np.array([goal for _, goal, _ in self.aims])
        self.step = np.maximum(self.way * (goals - values[self.own]), NEAR)
        rows = np.unique(counts.columns[near].indices)
        many = counts.sums.shape[0]
        self.sums = counts.rows[rows[rows < many]][:, near]
        tops = counts.rows[rows[rows >= many]]
        self.tops, self.slack = tops[:, near], -(tops @ np.nan_to_num(counts.values))
        self.label = labelled(vstack([self.sums, self.tops]).tocsr())
        upwards = np.zeros(self.label.max(initial=0) + 1, dtype=bool)
        upwards[self.label[self.own[self.way == UP]]] = True
        lowest = np.where(upwards[self.label], counts.floor[near], counts.lowest[near])
        self.down = np.minimum(values - lowest, MOST)

    def best(self, *, whole: bool = False) -> tuple[np.ndarray, list[int]]:
        """The cheapest counts found to hide, as a mask over all, and the aims without an answer."""
        # Each set of counts has one aim, so one step to measure moves by.
        step = np.ones(self.label.max(initial=0) + 1)
        step[self.label[self.own]] = np.maximum(self.step, 1.0)
        step = step[self.label]
        moved, failed = self._linear(self.price / step)
        chosen = self._opened(moved)
        again = self._several(chosen)
        if again.any() and not again.all():
            part, _ = self._part(again).best(whole=whole)
            chosen = np.where(again, part[self.near], chosen)
        for _ in range(2 if again.all() else 0):
            # The price of a count is paid once, however far it moves.
            moved, _ = self._linear(self.price / np.maximum(np.abs(moved), 0.05 * step))
            chosen = self._cheaper(chosen, self._opened(moved))
        shut = int((self.price > 0).sum())
        if len(self.aims) == 1 and not failed and (whole or (chosen.sum() > 1 and shut <= EXACT)):
            exact = self._exact(self.price[chosen].sum(), whole=whole)
            chosen = chosen if exact is None else exact
        mask = np.zeros(len(self.counts), dtype=bool)
        mask[self.near[chosen & ~np.isin(self.label, self.label[self.own[failed]])]] = True
        return mask, failed

    def _several(self, chosen: np.ndarray) -> np.ndarray:
        """The counts of sets in which more than one is chosen: there may be a cheaper choice."""
        return (np.bincount(self.label, chosen, minlength=1) > 1)[self.label]

    def _part(self, wanted: np.ndarray) -> "Choice":
        aims = [aim for aim, own in zip(self.aims, self.own, strict=True) if wanted[own]]
        return Choice(self.counts, self.hidden, self.near[wanted], aims)

    def _opened(self, moved: np.ndarray) -> np.ndarray:
        return (np.abs(moved) > NEAR) & (self.price > 0)

    def _cheaper(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Of two choices the cheaper, set by set."""
        many = self.label.max(initial=0) + 1
        before = np.bincount(self.label, self.price * first, minlength=many)
        after = np.bincount(self.label, self.price * second, minlength=many)
        return np.where((after < before)[self.label], second, first)

    def _linear(self, weight: np.ndarray) -> tuple[np.ndarray, list[int]]:
        """The moves, up less down, of the least weight, and the aims that cannot be come to."""
        many, aims = len(self.near), len(self.aims)
        least = weight[weight > 0].min() if (weight > 0).any() else 1.0
        weight = np.where(weight > 0, weight, 1e-4 * least)
        upper = np.concatenate([self.up, self.down, self.step])
        against = np.where(self.way > 0, self.own + many, self.own)
        upper[against] = 0.0
        # An aim out of reach leaves a rest, at a price above all others.
        rest = np.full(aims, 1e3 * (weight.max() + 1.0))
        towards = np.where(self.way > 0, self.own, self.own + many)
        comes = coo_array(
            (
                np.ones(2 * aims),
                (
                    np.tile(np.arange(aims), 2),
                    np.concatenate([towards, 2 * many + np.arange(aims)]),
                ),
            ),
            shape=(aims, 2 * many + aims),
        ).tocsr()
        rows: list[Rows] = []
        for table, low, high in self._kept():
            none = csr_array((table.shape[0], aims))
            rows.append((hstack([table, -table, none]).tocsr(), low, high))
        rows.append((comes, self.step, np.inf))
        solved = minimise(
            np.concatenate([weight, weight, rest]),
            rows,
            np.zeros(len(upper)),
            upper,
            seconds=SECONDS,
        )
        if solved is None:
            return np.zeros(many), list(range(aims))
        left = solved[2 * many :]
        moved = solved[:many] - solved[many : 2 * many]
        return moved, np.flatnonzero(left > NEAR).tolist()

    def _kept(self) -> list[Rows]:
        """What moves keep: sums stay, and what is at most something stays so."""
        return [(self.sums, 0.0, 0.0), (self.tops, -np.inf, self.slack)]

    def _exact(self, at_most: float, *, whole: bool) -> np.ndarray | None:
        """The same with a switch for each printed count, whose price is paid once."""
        many, own = len(self.near), int(self.own[0])
        step, way = float(self.step[0]), float(self.way[0])
        shut = np.flatnonzero(self.price > 0)
        room = 4 * step + 10
        down, up = np.minimum(self.down, room), np.minimum(self.up, room)
        lower, upper = -down, up.copy()
        if way == UP:
            lower[own], upper[own] = step, max(upper[own], step)
        else:
            lower[own], upper[own] = min(lower[own], -step), -step
        if (lower > upper).any():
            return None
        picked = csr_array(
            (np.ones(len(shut)), (np.arange(len(shut)), shut)), shape=(len(shut), many)
        )
        switch = identity(len(shut)).tocsr()
        opens = vstack(
            [
                hstack([picked, -switch.multiply(up[shut]).tocsr()]),
                hstack([-picked, -switch.multiply(down[shut]).tocsr()]),
            ]
        ).tocsr()
        rows: list[Rows] = []
        for table, low, high in self._kept():
            none = csr_array((table.shape[0], len(shut)))
            rows.append((hstack([table, none]).tocsr(), low, high))
        if len(shut):
            rows.append((opens, -np.inf, 0.0))
        kinds = self.counts.whole[self.near] if whole else np.zeros(many, dtype=bool)
        solved = minimise(
            np.concatenate([np.zeros(many), self.price[shut]]),
            rows,
            np.concatenate([lower, np.zeros(len(shut))]),
            np.concatenate([upper, np.ones(len(shut))]),
            whole=np.concatenate([kinds, np.ones(len(shut), dtype=bool)]),
            seconds=SECONDS,
            gap=0.01,
        )
        if solved is None:
            return None
        chosen = np.zeros(many, dtype=bool)
        chosen[shut[solved[many:] > 0.5]] = True
        return chosen if whole or self.price[chosen].sum() < at_most else None
