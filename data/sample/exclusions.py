"""Suspensions and permanent exclusions that meet the pins exactly, year by year and phase by phase."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from data.sample.draws import (
    Dates,
    Flags,
    Floats,
    Ints,
    counts_with_sum,
    days,
    pick,
    pick_by_row,
)
from data.sample.people import (
    EXCLUDED,
    IN_AP,
    IN_SPECIAL,
    SUSPENDED,
    People,
)
from data.sample.pins import LAST_YEAR, PHASES, PhaseCounts
from data.sample.school_calendar import FIRST_YEAR, SchoolCalendar
from data.sample.schools import NS, PR, Sites

CATEGORY = ("SUSP", "PERM", "LNCH")
SUSP, PERM, LNCH = range(3)
STATUS = ("notified", "upheld", "withdrawn", "overturned")
NOTIFIED, UPHELD, WITHDRAWN, OVERTURNED = range(4)

# Suspensions by calendar month, for each school day: peaks in November, February-March and June.
SEASON = {9: 0.72, 10: 1.0, 11: 1.28, 12: 0.95, 1: 0.98, 2: 1.15, 3: 1.22, 4: 0.9} | {
    5: 1.0,
    6: 1.12,
    7: 0.62,
}
# Schools were shut to most pupils; (first day, last day, what was left).
CLOSURES = (
    (date(2020, 3, 23), date(2020, 5, 31), 0.01),
    (date(2020, 6, 1), date(2020, 8, 31), 0.06),
    (date(2021, 1, 4), date(2021, 3, 7), 0.10),
)
# Suspensions by year group, Reception to Year 13.
YEAR_GROUP_WEIGHTS = np.array(
    [0.4, 0.8, 1.0, 1.3, 1.7, 2.1, 2.5, 9.0, 15.0, 18.0, 16.5, 10.0, 0.7, 0.3]
)
# Half days of a suspension and how often each length is given.
LENGTHS = np.array([1, 2, 3, 4, 5, 6, 8, 10, 12, 20, 30])
LENGTH_WEIGHTS = (5, 37, 8, 22, 5, 11, 4, 6.2, 0.6, 1.0, 0.2)
MOST_SESSIONS = 90
MOST_SUSPENSIONS = 28
# Share of the year before's suspended pupils among this year's.
SUSPENDED_BEFORE = 0.3
# A permanently excluded pupil mostly has suspensions in the same year.
PRIOR_SUSPENSION = 0.8
WITHDRAWN_SHARE, OVERTURNED_SHARE = 0.085, 0.02

OUTSIDE_SCOPE = (
    # site phase, category, cases a year in an authority of Lancashire's size
    (PR, SUSP, 330),
    (PR, PERM, 3),
    (NS, SUSP, 3),
)
LUNCHTIMES = 55


@dataclass
class Cases:
    """One entry a case; sites are where the pupil was on roll, years the academic year's start."""

    who: Ints
    site: Ints
    year: Ints
    category: Ints
    status: Ints
    start: Dates
    sessions: Ints
    decided: Dates

    def where(self, keep: Flags | Ints) -> Cases:
        return Cases(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))


@dataclass
class History:
    """Everything the other extracts need to know of exclusions."""

    cases: list[Cases] = field(default_factory=list)
    suspended: dict[int, tuple[Ints, Ints, Ints]] = field(default_factory=dict)

    def all(self) -> Cases:
        names = Cases.__dataclass_fields__
        return Cases(*(np.concatenate([getattr(c, n) for c in self.cases]) for n in names))

    def permanent(self) -> Cases:
        found = self.all()
        return found.where(found.category == PERM)


def season(school_days: Dates) -> Floats:
    """How likely an exclusion is on each school day of a year."""
    month = school_days.astype("datetime64[M]").astype(int) % 12 + 1
    likely = np.array([SEASON.get(int(m), 0.2) for m in month])
    for first, last, left in CLOSURES:
        inside = (school_days >= np.datetime64(first)) & (school_days <= np.datetime64(last))
        likely = np.where(inside, likely * left, likely)
    return likely


def year_group_table(sites: Sites) -> Floats:
    """Weights of year groups (Reception to Year 13) at each site."""
    where = np.arange(len(sites))
    taught = np.stack([sites.teaches(where, np.full(len(sites), n)) for n in range(14)], axis=1)
    return taught * YEAR_GROUP_WEIGHTS


def new_pupils(
    rng: np.random.Generator, people: People, sites: Sites, likely: Floats, year: int, size: int
) -> Ints:
    """Children not seen before, at sites drawn with the given weights."""
    site = pick(rng, likely, size)
    nc = pick_by_row(rng, year_group_table(sites), site)
    nc = np.where(sites.phase[site] == NS, -1, nc)
    profile = SUSPENDED
    if size and (sites.in_scope("Special")[site]).all():
        profile = IN_SPECIAL
    return people.add(site, sites.district[site], year - nc, profile)


def returning_pupils(
    rng: np.random.Generator, people: People, sites: Sites, history: History, here: Flags, year: int
) -> Ints:
    """Last year's suspended pupils who are still at the same site, the most suspended first."""
    if year - 1 not in history.suspended:
        return np.zeros(0, dtype=np.int64)
    who, site, count = history.suspended[year - 1]
    stays = (
        here[site]
        & sites.open_in(year)[site]
        & ~people.excluded[who]
        & sites.teaches(site, people.nc_year(who, year))
    )
    order = np.argsort(-(count[stays] ** 0.7) * rng.random(int(stays.sum())), kind="stable")
    return who[stays][order]


def repeats(rng: np.random.Generator, size: int, mean: float) -> Ints:
    """Suspensions of each pupil: most have one, a few have ten or more."""
    level = rng.gamma(0.5, max(mean - 1, 0.01) / 0.5, size)
    return 1 + rng.poisson(level)


def lengths(rng: np.random.Generator, owner: Ints, many: Ints) -> Ints:
    """Half days of each suspension, with no pupil over 45 days in the year."""
    sessions = LENGTHS[pick(rng, LENGTH_WEIGHTS, len(owner))]
    total = np.bincount(owner, sessions, len(many))
    most = np.maximum(MOST_SESSIONS // np.maximum(many, 1), 1)
    return np.where((total > MOST_SESSIONS)[owner], np.minimum(sessions, most[owner]), sessions)


def days_apart(place: Ints, owner: Ints, taken: Ints, last_place: Ints) -> Ints:
    """Moves the suspensions of one pupil so that none starts before the one before has ended.

    All arguments are sorted by owner, then place; `taken` is school days a suspension lasts and
    `last_place` the latest place at which it may start.
    """
    begins = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    rank = np.arange(len(owner)) - np.repeat(begins, np.diff(np.r_[begins, len(owner)]))
    deepest = int(rank.max(initial=0))
    place = place.copy()
    for level in range(1, deepest + 1):
        at = np.flatnonzero(rank == level)
        place[at] = np.maximum(place[at], place[at - 1] + taken[at - 1])
    place = np.minimum(place, last_place)
    for level in range(deepest - 1, -1, -1):
        at = np.flatnonzero(rank[:-1] == level)
        at = at[owner[at + 1] == owner[at]]
        place[at] = np.minimum(place[at], place[at + 1] - taken[at])
    return np.maximum(place, 0)


@dataclass(frozen=True)
class Ending:
    """Permanent exclusions to come among the suspended pupils of a phase and year.

    `chosen` are positions among them; `upheld`, `withdrawn` and `overturned` count all the
    phase's permanent exclusions, of which `at_once` are of pupils not suspended that year.
    """

    chosen: Ints
    at_once: int
    upheld: int
    withdrawn: int
    overturned: int

    @property
    def total(self) -> int:
        return self.upheld + self.withdrawn + self.overturned


@dataclass
class Maker:
    """Builds the cases of one sample; `history` fills up as the years go by."""

    rng: np.random.Generator
    people: People
    sites: Sites
    calendar: SchoolCalendar
    size: float
    history: History = field(default_factory=History)

    def run(self, pins: dict[int, dict[str, PhaseCounts]]) -> History:
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            seen: list[tuple[Ints, Ints, Ints]] = []
            for phase in PHASES:
                seen.append(self.phase_year(year, phase, pins[year][phase]))
            parts = [np.concatenate(part) for part in zip(*seen, strict=True)]
            self.history.suspended[year] = (parts[0], parts[1], parts[2])
            self.out_of_scope(year)
        return self.history

    def add(
        self,
        who: Ints,
        site: Ints,
        year: int,
        category: int,
        status: Ints,
        start: Dates,
        sessions: Ints,
    ) -> None:
        size = len(who)
        self.history.cases.append(
            Cases(
                who,
                site,
                np.full(size, year),
                np.full(size, category),
                status,
                start,
                sessions,
                self.decided(category, status, start),
            )
        )

    def decided(self, category: int, status: Ints, start: Dates) -> Dates:
        """The day of the decision: for a permanent exclusion the governors have 15 school days."""
        rng, size = self.rng, len(start)
        if category != PERM:
            return start + days(rng.integers(0, 6, size))
        school_days = np.where(
            status == OVERTURNED,
            rng.integers(30, 60, size),
            np.where(status == WITHDRAWN, rng.integers(2, 12, size), rng.integers(7, 16, size)),
        )
        return self.calendar.on_or_after(start, school_days)

    def phase_year(self, year: int, phase: str, pin: PhaseCounts) -> tuple[Ints, Ints, Ints]:
        """Suspensions and permanent exclusions of one phase; (pupil, site, how many suspensions)."""
        rng, sites = self.rng, self.sites
        here = sites.in_scope(phase)
        likely = np.where(here & sites.open_in(year), self.usual_size() * sites.behaviour, 0.0)
        back = returning_pupils(rng, self.people, sites, self.history, here, year)
        back = back[: int(pin.one_plus * SUSPENDED_BEFORE)]
        fresh = new_pupils(rng, self.people, sites, likely, year, pin.one_plus - len(back))
        who = np.concatenate([back, fresh])
        if len(who) == 0:
            many: Ints = np.zeros(0, dtype=np.int64)
        else:
            drawn = repeats(rng, len(who), pin.suspensions / len(who))
            most = max(MOST_SUSPENSIONS, -(-pin.suspensions // len(who)))
            many = counts_with_sum(rng, drawn, pin.suspensions, most=most)
        ending = self.ending(year, who, many, pin.permanent)
        places = self.suspensions(year, who, many, ending)
        self.permanent(year, who, places, ending, likely)
        return who, self.people.site[who].astype(np.int64), many

    def ending(self, year: int, who: Ints, many: Ints, upheld: int) -> Ending:
        """Whose suspensions lead to a permanent exclusion: the most suspended first, mostly."""
        rng = self.rng
        withdrawn, overturned = rng.binomial(upheld, (WITHDRAWN_SHARE, OVERTURNED_SHARE)).tolist()
        total = upheld + withdrawn + overturned
        old_enough = self.people.nc_year(who, year) >= 1
        known = min(round(total * PRIOR_SUSPENSION), int(old_enough.sum()) // 2)
        score = rng.random(len(who)) ** (1.0 / (many.astype(float) ** 1.3)) * old_enough
        chosen = np.argsort(-score, kind="stable")[:known]
        return Ending(chosen, total - known, upheld, withdrawn, overturned)

    def usual_size(self) -> Floats:
        per_year = np.array([0, 30, 60, 100, 170, 9, 95, 6])[self.sites.phase]
        return self.sites.weight * per_year

    def suspensions(self, year: int, who: Ints, many: Ints, ending: Ending) -> Ints:
        """Writes them down; returns the places in the school year of the exclusions that follow."""
        rng, school_days = self.rng, self.calendar.of_year(year)
        owner = np.repeat(np.arange(len(who)), many)
        sessions = lengths(rng, owner, many)
        needed = np.bincount(owner, (sessions + 1) // 2, len(who)).astype(np.int64)
        drawn = pick(rng, season(school_days), len(ending.chosen))
        places = np.minimum(np.maximum(drawn, needed[ending.chosen]), len(school_days) - 1)
        limit = np.full(len(who), len(school_days))
        limit[ending.chosen] = places
        edges = np.concatenate([[0.0], np.cumsum(season(school_days))])
        level = rng.random(len(owner)) * edges[limit[owner]]
        place = np.maximum(np.searchsorted(edges, level, side="right") - 1, 0)
        order = np.lexsort((place, owner))
        owner, place, sessions = owner[order], place[order], sessions[order]
        taken = (sessions + 1) // 2
        place = days_apart(place, owner, taken, limit[owner] - 1)
        site = self.people.site[who[owner]].astype(np.int64)
        upheld = np.full(len(owner), UPHELD)
        self.add(who[owner], site, year, SUSP, upheld, school_days[place], sessions)
        self.undone(year, who, school_days)
        return places

    def undone(self, year: int, who: Ints, school_days: Dates) -> None:
        """Suspensions withdrawn or overturned, and lunchtime suspensions: beside the pins."""
        rng = self.rng
        gone = rng.permutation(who)[: len(who) // 70]
        status = np.where(rng.random(len(gone)) < 0.8, WITHDRAWN, OVERTURNED)
        when = school_days[pick(rng, season(school_days), len(gone))]
        sessions = LENGTHS[pick(rng, LENGTH_WEIGHTS, len(gone))]
        self.add(gone, self.people.site[gone].astype(np.int64), year, SUSP, status, when, sessions)
        noon = rng.permutation(who)[: min(len(who) // 20, round(LUNCHTIMES * self.size / 2))]
        when = school_days[pick(rng, season(school_days), len(noon))]
        upheld, half = np.full(len(noon), UPHELD), np.ones(len(noon), dtype=np.int64)
        self.add(noon, self.people.site[noon].astype(np.int64), year, LNCH, upheld, when, half)

    def permanent(self, year: int, who: Ints, places: Ints, ending: Ending, likely: Floats) -> None:
        """The upheld ones of the pin, with withdrawn and overturned ones beside them."""
        rng, school_days = self.rng, self.calendar.of_year(year)
        fresh = self.excluded_at_once(year, likely, ending.at_once)
        pupils = np.concatenate([who[ending.chosen], fresh])
        place = np.concatenate([places, pick(rng, season(school_days), len(fresh))])
        outcomes = (ending.upheld, ending.withdrawn, ending.overturned)
        status = rng.permutation(np.repeat((UPHELD, WITHDRAWN, OVERTURNED), outcomes))
        self.people.excluded[pupils[status == UPHELD]] = True
        site = self.people.site[pupils].astype(np.int64)
        none = np.full(ending.total, -1)
        self.add(pupils, site, year, PERM, status, school_days[place], none)

    def excluded_at_once(self, year: int, likely: Floats, size: int) -> Ints:
        """Children permanently excluded without a suspension in the year."""
        site = pick(self.rng, likely, size)
        table = year_group_table(self.sites)
        table[:, 0] = 0
        nc = pick_by_row(self.rng, table, site)
        return self.people.add(site, self.sites.district[site], year - nc, EXCLUDED)

    def out_of_scope(self, year: int) -> None:
        """AP and nursery schools, which DfE publishes apart."""
        rng, sites, school_days = self.rng, self.sites, self.calendar.of_year(year)
        covid = {2019: 0.6, 2020: 0.6}.get(year, 1.0)
        for code, category, usual in OUTSIDE_SCOPE:
            here = np.flatnonzero((sites.phase == code) & sites.open_in(year))
            many = round(usual * self.size * covid)
            if len(here) == 0 or many == 0:
                continue
            pupils = max(1, many // 2 if category == SUSP else many)
            site = here[rng.integers(0, len(here), pupils)]
            nc = pick_by_row(rng, year_group_table(sites), site)
            nc = np.where(code == NS, -1, nc)
            who = self.people.add(site, sites.district[site], year - nc, IN_AP)
            owner = np.sort(rng.integers(0, pupils, many)) if category == SUSP else np.arange(many)
            sessions = LENGTHS[pick(rng, LENGTH_WEIGHTS[:8], many)]
            when = school_days[pick(rng, season(school_days), many)]
            status = np.full(many, UPHELD)
            self.add(who[owner], site[owner], year, category, status, when, sessions)
