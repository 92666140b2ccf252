"""Suspensions and permanent exclusions that meet the pins exactly, year by year and phase by phase."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from data.sample.draws import (
    NEVER,
    Dates,
    Flags,
    Floats,
    Ints,
    chance,
    counts_with_sum,
    days,
    pick,
    pick_by_row,
)
from data.sample.people import ETHNICITY as ETHNICITIES
from data.sample.people import (
    EXCLUDED,
    FIRST_NC,
    IN_AP,
    IN_SPECIAL,
    SUSPENDED,
    YES_NO,
    People,
    masked,
    nc_column,
)
from data.sample.people import SEN as SENS
from data.sample.people import SEX as SEXES
from data.sample.pins import LAST_YEAR, PHASES, PhaseCounts
from data.sample.school_calendar import FIRST_YEAR, SchoolCalendar
from data.sample.schools import NS, PR, Sites
from data.sample.writing import Coded, Column, Numbered, Whole

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
# Share of the year before's suspended pupils among this year's.
SUSPENDED_BEFORE = 0.3
# A permanently excluded pupil mostly has suspensions in the same year.
PRIOR_SUSPENSION = 0.8
WITHDRAWN_SHARE, OVERTURNED_SHARE = 0.085, 0.02

OLD_REASONS = ("DB", "PP", "VA", "PA", "OT", "VP", "DA", "DM", "BU", "TH", "SM", "RA")
OLD_WEIGHTS = (34, 19, 17, 8, 9, 4.5, 3.5, 2, 1, 0.9, 0.8, 0.9)
REASONS = (
    *("DB", "PP", "VA", "PA", "VP", "DA", "DM", "OW", "BU", "TH", "SM", "RA", "LG", "DS"),
    *("MT", "PH"),
)
WEIGHTS = (45, 15, 17, 6.5, 5, 3.2, 2.2, 2.0, 0.9, 0.6, 0.7, 1.1, 0.5, 0.15, 0.7, 0.25)
PERMANENT_FACTOR = {"PA": 2.0, "OW": 4.0, "DA": 3.0, "PP": 1.1, "SM": 2.0, "VA": 0.8}
ALL_REASONS = (*REASONS, "OT")
TWO_REASONS, THREE_REASONS = 0.27, 0.07

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

    def where(self, keep: Flags) -> Cases:
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


def days_apart(place: Ints, owner: Ints, taken: Ints, last_place: int) -> Ints:
    """Moves the suspensions of one pupil so that none starts before the one before has ended.

    All arguments are sorted by owner, then place; `taken` is school days a suspension lasts.
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
        at = np.flatnonzero(rank == level)
        at = at[(at + 1 < len(owner))]
        at = at[owner[at + 1] == owner[at]]
        place[at] = np.minimum(place[at], place[at + 1] - taken[at])
    return np.maximum(place, 0)


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
        wait = np.where(category == SUSP, self.rng.integers(0, 6, size), self.wait(status))
        self.history.cases.append(
            Cases(
                who,
                site,
                np.full(size, year),
                np.full(size, category),
                status,
                start,
                sessions,
                start + days(wait),
            )
        )

    def wait(self, status: Ints) -> Ints:
        """Days from a permanent exclusion to its decision; the governors have 15 school days."""
        slow = np.where(status == OVERTURNED, 55, np.where(status == WITHDRAWN, 12, 24))
        return slow + self.rng.integers(-8, 15, len(status))

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
            many = np.zeros(0, dtype=np.int64)
        else:
            drawn = repeats(rng, len(who), pin.suspensions / len(who))
            many = counts_with_sum(rng, drawn, pin.suspensions)
        last = self.suspensions(year, who, many)
        self.permanent(year, who, many, last, likely, pin.permanent)
        return who, self.people.site[who].astype(np.int64), many

    def usual_size(self) -> Floats:
        per_year = np.array([0, 30, 60, 100, 170, 9, 95, 6])[self.sites.phase]
        return self.sites.weight * per_year

    def suspensions(self, year: int, who: Ints, many: Ints) -> Ints:
        """Writes them down; returns the place in the school year where each pupil's last ends."""
        rng, school_days = self.rng, self.calendar.of_year(year)
        owner = np.repeat(np.arange(len(who)), many)
        place = pick(rng, season(school_days), len(owner))
        sessions = lengths(rng, owner, many)
        order = np.lexsort((place, owner))
        owner, place, sessions = owner[order], place[order], sessions[order]
        taken = (sessions + 1) // 2
        place = days_apart(place, owner, taken, len(school_days) - 1)
        self.add(
            who[owner],
            self.people.site[who[owner]].astype(np.int64),
            year,
            SUSP,
            np.full(len(owner), UPHELD),
            school_days[place],
            sessions,
        )
        last = np.full(len(who), -1)
        np.maximum.at(last, owner, place + taken)
        self.undone(year, who, school_days)
        return last

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

    def permanent(
        self, year: int, who: Ints, many: Ints, last: Ints, likely: Floats, upheld: int
    ) -> None:
        """Exactly `upheld` upheld ones, with withdrawn and overturned ones beside them."""
        rng, school_days = self.rng, self.calendar.of_year(year)
        beside = rng.binomial(upheld, (WITHDRAWN_SHARE, OVERTURNED_SHARE))
        total = upheld + int(beside.sum())
        known = min(int(round(total * PRIOR_SUSPENSION)), len(who) // 2)
        old_enough = self.people.nc_year(who, year) >= 1
        score = rng.random(len(who)) ** (1.0 / (many.astype(float) ** 1.3)) * old_enough
        chosen = np.argsort(-score, kind="stable")[:known]
        fresh = self.excluded_at_once(year, likely, total - known)
        pupils = np.concatenate([who[chosen], fresh])
        place = np.concatenate(
            [
                self.after_last(last[chosen], school_days),
                pick(rng, season(school_days), len(fresh)),
            ]
        )
        outcome = [UPHELD] * upheld + [WITHDRAWN] * int(beside[0]) + [OVERTURNED] * int(beside[1])
        status = rng.permutation(np.array(outcome, dtype=np.int64))
        self.people.excluded[pupils[status == UPHELD]] = True
        site = self.people.site[pupils].astype(np.int64)
        none = np.full(total, -1)
        self.add(pupils, site, year, PERM, status, school_days[place], none)

    def excluded_at_once(self, year: int, likely: Floats, size: int) -> Ints:
        """Children permanently excluded without a suspension in the year."""
        site = pick(self.rng, likely, size)
        table = year_group_table(self.sites)
        table[:, 0] = 0
        nc = pick_by_row(self.rng, table, site)
        return self.people.add(site, self.sites.district[site], year - nc, EXCLUDED)

    def after_last(self, last: Ints, school_days: Dates) -> Ints:
        """A place in the year after the last suspension, and not while schools are shut."""
        place = np.minimum(last + self.rng.geometric(1 / 9, len(last)) - 1, len(school_days) - 1)
        likely = season(school_days)
        shut = likely < 0.2
        if not shut.any():
            return place
        gate = int(np.flatnonzero(shut)[0]) - 1
        early = (last <= gate) & shut[place]
        return np.where(early, np.maximum(gate - self.rng.integers(0, 4, len(last)), last), place)

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


def reason_columns(rng: np.random.Generator, cases: Cases) -> list[Ints]:
    """Up to three different reasons a case; one only, from the older list, until 2019/20."""
    size, many = len(cases.who), len(ALL_REASONS)
    place = {reason: i for i, reason in enumerate(ALL_REASONS)}
    table = np.zeros((4, many))
    for row, (reasons, weights) in enumerate(((OLD_REASONS, OLD_WEIGHTS), (REASONS, WEIGHTS))):
        for reason, weight in zip(reasons, weights, strict=True):
            table[2 * row, place[reason]] = weight
            table[2 * row + 1, place[reason]] = weight * PERMANENT_FACTOR.get(reason, 1.0)
    new = cases.year >= 2020
    which = 2 * new + (cases.category == PERM)
    # Drawing by the largest weighted key gives three different reasons in one go.
    keys = np.log(rng.random((size, many))) / np.maximum(table[which], 1e-12)
    best = np.argpartition(-keys, 2, axis=1)[:, :3]
    ranked = np.take_along_axis(keys, best, axis=1).argsort(axis=1)[:, ::-1]
    best = np.take_along_axis(best, ranked, axis=1)
    level = rng.random(size)
    second = np.where(new & (level < TWO_REASONS + THREE_REASONS), best[:, 1], -1)
    third = np.where(new & (level < THREE_REASONS), best[:, 2], -1)
    return [best[:, 0], second, third]


def columns(
    rng: np.random.Generator,
    cases: Cases,
    people: People,
    sites: Sites,
    places: tuple[str, ...],
    pupils_from: int,
    cases_from: int,
    as_at: date,
) -> dict[str, Column]:
    """The cases of 2019/20 on that were known on the as-at date, in order of their start."""
    today = np.datetime64(as_at)
    order = np.argsort(cases.start, kind="stable")
    cases = cases.where(order[(cases.year > FIRST_YEAR)[order] & (cases.start <= today)[order]])
    who, size = cases.who, len(cases.who)
    reasons = reason_columns(rng, cases)
    waiting = cases.decided > today
    decided = np.where(waiting, cases.start, cases.decided)
    untold = chance(rng, 0.02, size) & ~waiting & (cases.category != PERM)
    return {
        "exclusion_id": Numbered("EX", cases_from + np.arange(size), 8),
        "pupil_id": Numbered("P", pupils_from + who),
        "school_urn": Whole(sites.urn(cases.site, cases.year)),
        "category": Coded(cases.category, CATEGORY),
        "reason_1": Coded(reasons[0], ALL_REASONS),
        "reason_2": Coded(reasons[1], ALL_REASONS),
        "reason_3": Coded(reasons[2], ALL_REASONS),
        "start_date": cases.start,
        "sessions": Whole(cases.sessions, (cases.category != SUSP) | chance(rng, 0.012, size)),
        "status": Coded(np.where(waiting, NOTIFIED, cases.status), STATUS),
        "status_date": np.where(untold, NEVER, decided),
        "nc_year": nc_column(np.maximum(people.nc_year(who, cases.year), FIRST_NC)),
        "sex": Coded(people.sex[who], SEXES),
        "sen_provision": Coded(people.sen[who], SENS),
        "fsm_eligible": Coded(masked(people.meals[who], rng, 0.02), YES_NO),
        "looked_after": Coded(masked(people.care[who], rng, 0.015), YES_NO),
        "ethnicity_group": Coded(masked(people.ethnicity[who], rng, 0.025), ETHNICITIES),
        "home_district": Coded(people.home[who], places),
    }
