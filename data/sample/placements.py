"""Alternative provision placements and outreach, and what follows a permanent exclusion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.sample.draws import (
    NEVER,
    Dates,
    Flags,
    Floats,
    Ints,
    chance,
    days,
    on_or_before_friday,
    pick,
    pick_by_row,
)
from data.sample.exclusions import WITHDRAWN, Cases, History, season
from data.sample.people import IN_AP, SUSPENDED, People
from data.sample.pins import LAST_YEAR
from data.sample.school_calendar import FIRST_YEAR, SchoolCalendar
from data.sample.schools import Sites

END_REASONS = (
    *("returned_to_school", "new_school", "post_16", "further_ap", "permanent_exclusion"),
    *("elective_home_education", "moved_away", "not_known"),
)
RETURNED, NEW_SCHOOL, POST_16, FURTHER_AP, EXCLUDED, AT_HOME, MOVED, UNKNOWN = range(8)
UNRECORDED = -1
ENROLMENT = ("C", "M", "S")
SINGLE, MAIN, SUBSIDIARY = range(3)
REFERRALS = (
    "Off-site placement for behavioural support",
    "Medical condition (mental health need)",
    "Medical condition (physical health need)",
    "Permanent exclusion (where still going through the review process)",
    "Suspension",
    "Other",
)
AFTER_EXCLUSION = 3

# How the ends of each tier divide; the last weight is an end without a recorded reason.
TIER_1_ENDS = (76, 2, 0, 8, 1.5, 2, 1.5, 3, 6)
TIER_2_ENDS = (64, 6, 0, 10, 1, 3.5, 2.5, 5, 7)
TIER_3_ENDS = (5, 62, 0, 9, 0.5, 6, 4.5, 6, 7)
LEAVER_ENDS = (0, 0, 83, 0, 0, 1, 2, 7, 7)

# Starts a year in an authority of Lancashire's size, 2018/19 to 2025/26.
TIER_1_STARTS = (250, 290, 330, 450, 600, 850, 1100, 1350)
TIER_2_STARTS = (490, 390, 400, 520, 590, 620, 640, 630)
TIER_3_BESIDE = (170, 210, 230, 190, 130, 120, 110, 110)
# Share of permanently excluded children with outreach in the twelve months before.
OUTREACH_BEFORE = (0.08, 0.09, 0.10, 0.13, 0.17, 0.24, 0.31, 0.36)
# Share of permanently excluded children with full-time provision by the sixth school day.
BY_SIXTH_DAY = (0.76, 0.74, 0.79, 0.76, 0.75, 0.79, 0.83, 0.86)
NEVER_RECORDED, TUITION_INSTEAD, ALREADY_PLACED = 0.06, 0.15, 0.05
ADVICE_TO_SCHOOL = 0.07
PLACED_AGAIN = 0.085
FROM_SUSPENDED = {1: 0.55, 2: 0.6, 3: 0.35}


@dataclass
class Episodes:
    """One entry a placement; `who` is -1 for advice to a school."""

    who: Ints
    tier: Ints
    start: Dates
    planned: Dates
    end: Dates
    reason: Ints
    site: Ints
    enrolment: Ints
    full_time: Ints
    referral: Ints

    def where(self, keep: Flags | Ints) -> Episodes:
        return Episodes(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))


def together(parts: list[Episodes]) -> Episodes:
    names = Episodes.__dataclass_fields__
    return Episodes(*(np.concatenate([getattr(p, n) for p in parts]) for n in names))


def leaving_day(entry: Ints) -> Dates:
    """The last Friday of June of the Year 11 of children who were in Reception in `entry`."""
    july = (12 * (entry.astype("int64") + 12 - 1970) + 6).astype("datetime64[M]")
    first: Dates = july.astype("datetime64[D]")
    return on_or_before_friday(first - days(1))


@dataclass
class TuitionAfterExclusion:
    """Excluded children who get home tuition instead of a place."""

    who: Ints
    site: Ints
    start: Dates
    full_time: Flags


@dataclass
class Maker:
    rng: np.random.Generator
    people: People
    sites: Sites
    calendar: SchoolCalendar
    size: float
    history: History

    def run(self) -> tuple[Episodes, TuitionAfterExclusion]:
        after, tuition = self.after_exclusion(self.history.permanent())
        parts = [after]
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            place = year - FIRST_YEAR
            parts.append(self.outreach(year, round(TIER_1_STARTS[place] * self.size)))
            parts.append(self.time_limited(year, round(TIER_2_STARTS[place] * self.size)))
            parts.append(self.transitional(year, round(TIER_3_BESIDE[place] * self.size)))
        found = together(parts)
        found = together([found, self.placed_again(found)])
        return without_overlap(found), tuition

    def ends(self, weights: tuple[float, ...], size: int) -> Ints:
        """Reasons for ending; -1 where none was recorded."""
        drawn = pick(self.rng, weights, size)
        return np.where(drawn == len(END_REASONS), UNRECORDED, drawn)

    def starts(self, year: int, size: int) -> Dates:
        """School days of the year on which support begins; the sample opens on its first day."""
        school_days = self.calendar.of_year(year)
        likely = np.maximum(season(school_days), 0.15)
        # Nobody starts a placement in the last fortnight of the year.
        likely[-10:] = 0
        drawn = school_days[pick(self.rng, likely, size)]
        if year == FIRST_YEAR:
            drawn[: max(1, size // 12)] = school_days[0]
        return drawn

    def pupils(self, year: int, size: int, tier: int, ages: tuple[int, int]) -> Ints:
        """Some of the year's suspended pupils, and others like them."""
        who, site, many = self.history.suspended[year]
        nc = self.people.nc_year(who, year)
        fits = (nc >= ages[0]) & (nc <= ages[1]) & ~self.people.excluded[who]
        who, site, many = who[fits], site[fits], many[fits]
        order = np.argsort(-(many**0.8) * self.rng.random(len(who)), kind="stable")
        known = who[order][: round(size * FROM_SUSPENDED[tier])]
        fresh = self.new_pupils(year, size - len(known), ages)
        return self.rng.permutation(np.concatenate([known, fresh]))

    def new_pupils(self, year: int, size: int, ages: tuple[int, int]) -> Ints:
        sites = self.sites
        mainstream = (sites.in_scope("Primary") | sites.in_scope("Secondary")) & sites.open_in(year)
        secondary = sites.in_scope("Secondary")
        likely = mainstream * sites.weight * np.where(secondary, 9.0, 0.35)
        years = np.arange(ages[0], ages[1] + 1)
        where = np.arange(len(sites))
        taught = np.stack([sites.teaches(where, np.full(len(sites), n)) for n in years], axis=1)
        likely = likely * taught.any(axis=1)
        site = pick(self.rng, likely, size)
        nc = years[pick_by_row(self.rng, taught * (1.0 + 0.12 * (years - ages[0])), site)]
        profile = IN_AP if ages[0] > 3 else SUSPENDED
        return self.people.add(site, sites.district[site], year - nc, profile)

    def site_of(self, who: Ints) -> Ints:
        return self.people.site[who].astype(np.int64)

    def outreach(self, year: int, size: int) -> Episodes:
        """Tier 1: support in school for some weeks; some of it is advice about no one child."""
        rng = self.rng
        who = self.pupils(year, size, 1, (0, 11))
        site = self.site_of(who)
        start = self.starts(year, size)
        planned = start + days(7 * rng.integers(4, 13, size))
        end = planned + days(rng.integers(-14, 15, size))
        reason = self.ends(TIER_1_ENDS, size)
        advice = chance(rng, ADVICE_TO_SCHOOL, size)
        return Episodes(
            who=np.where(advice, -1, who),
            tier=np.full(size, 1),
            start=start,
            planned=np.where(chance(rng, 0.08, size), NEVER, planned),
            end=on_or_before_friday(end),
            reason=np.where(advice & (reason >= 0), RETURNED, reason),
            site=site,
            enrolment=np.full(size, -1),
            full_time=np.full(size, -1),
            referral=pick(rng, (62, 12, 2, 0, 14, 10), size),
        )

    def time_limited(self, year: int, size: int) -> Episodes:
        """Tier 2: six to twelve weeks planned, most of it kept to."""
        rng = self.rng
        who = self.pupils(year, size, 2, (4, 11))
        start = self.starts(year, size)
        planned = start + days(7 * rng.integers(6, 13, size) - 3)
        slip = np.where(
            chance(rng, 0.68, size), -rng.integers(0, 15, size), rng.gamma(1.3, 32, size)
        ).astype(int)
        end = np.maximum(planned + days(slip), start + days(4))
        reason = self.ends(TIER_2_ENDS, size)
        leaving = self.school_ends(who)
        reason = np.where(end >= leaving, self.ends(LEAVER_ENDS, size), reason)
        start = np.minimum(start, on_or_before_friday(leaving - days(7)))
        return Episodes(
            who=who,
            tier=np.full(size, 2),
            start=start,
            planned=np.where(chance(rng, 0.06, size), NEVER, planned),
            end=on_or_before_friday(np.maximum(np.minimum(end, leaving), start)),
            reason=reason,
            site=self.site_of(who),
            enrolment=pick(rng, (4, 3, 93), size),
            full_time=chance(rng, 0.77, size).astype(int),
            referral=pick(rng, (70, 12, 2, 0, 9, 7), size),
        )

    def school_ends(self, who: Ints) -> Dates:
        """The last Friday of June of each child's Year 11."""
        return leaving_day(self.people.entry[who])

    def transitional(self, year: int, size: int) -> Episodes:
        """Tier 3 for children who were not permanently excluded."""
        who = self.pupils(year, size, 3, (3, 11))
        return self.stay(who, self.starts(year, size), self.rng.integers(0, 3, size))

    def stay(self, who: Ints, start: Dates, referral: Ints) -> Episodes:
        """Tier 3: until a new school is ready, mostly to the end of Year 11 in key stage 4."""
        rng, size = self.rng, len(who)
        leaving = self.school_ends(who)
        left = (leaving - start).astype(int)
        to_the_end = np.select([left < 700, left < 1400], [0.78, 0.12], 0.0)
        stays = chance(rng, to_the_end, size)
        weeks = np.clip(rng.gamma(2.6, 19, size), 3, 150)
        end = np.where(stays, leaving, np.minimum(start + days(7 * weeks), leaving))
        end = np.maximum(on_or_before_friday(end), start)
        reason = np.where(
            end >= leaving, self.ends(LEAVER_ENDS, size), self.ends(TIER_3_ENDS, size)
        )
        planned = np.where(stays, leaving, start + days(7 * rng.integers(16, 53, size)))
        return Episodes(
            who=who,
            tier=np.full(size, 3),
            start=start,
            planned=np.where(
                chance(rng, 0.35, size), NEVER, np.maximum(np.minimum(planned, leaving), start)
            ),
            end=end,
            reason=reason,
            site=self.site_of(who),
            enrolment=pick(rng, (86, 9, 5), size),
            full_time=chance(rng, 0.92, size).astype(int),
            referral=referral,
        )

    def after_exclusion(self, cases: Cases) -> tuple[Episodes, TuitionAfterExclusion]:
        """What follows each permanent exclusion, and the outreach that came before some."""
        rng = self.rng
        year = cases.year - FIRST_YEAR
        early = np.array(BY_SIXTH_DAY)[year] / (1 - NEVER_RECORDED - ALREADY_PLACED)
        prompt = chance(rng, early, len(cases.who))
        later = np.where(
            prompt, rng.integers(1, 6, len(cases.who)), 6 + rng.geometric(0.09, len(prompt))
        )
        start = self.calendar.on_or_after(cases.start, later)
        provided = ~chance(rng, NEVER_RECORDED, len(cases.who))
        provided &= (cases.status != WITHDRAWN) | chance(rng, 0.25, len(cases.who))
        provided &= start < self.school_ends(cases.who) - days(7)
        tutored = provided & chance(rng, TUITION_INSTEAD, len(cases.who))
        placed = provided & ~tutored
        stays = self.stay(
            cases.who[placed],
            start[placed],
            np.where(chance(rng, 0.8, int(placed.sum())), AFTER_EXCLUSION, 0),
        )
        stays.full_time = np.where(chance(rng, 0.96, len(stays.who)), 1, stays.full_time)
        stays.enrolment = np.where(chance(rng, 0.85, len(stays.who)), SINGLE, stays.enrolment)
        tuition = TuitionAfterExclusion(
            cases.who[tutored],
            cases.site[tutored],
            start[tutored],
            chance(rng, 0.6, int(tutored.sum())),
        )
        parts = [self.already_in(cases, start, placed), stays, self.outreach_before(cases)]
        return together(parts), tuition

    def already_in(self, cases: Cases, start: Dates, placed: Flags) -> Episodes:
        """Time-limited placements that a permanent exclusion turned into a transitional one."""
        rng = self.rng
        some = placed & chance(rng, ALREADY_PLACED, len(placed))
        who, size = cases.who[some], int(some.sum())
        began = self.calendar.on_or_after(cases.start[some] - days(rng.integers(8, 60, size)))
        began = np.minimum(np.maximum(began, self.calendar.school_days[0]), cases.start[some])
        return Episodes(
            who=who,
            tier=np.full(size, 2),
            start=began,
            planned=began + days(70),
            end=start[some] - days(1),
            reason=np.full(size, EXCLUDED),
            site=cases.site[some],
            enrolment=np.full(size, SUBSIDIARY),
            full_time=np.ones(size, dtype=int),
            referral=np.zeros(size, dtype=int),
        )

    def outreach_before(self, cases: Cases) -> Episodes:
        """Tier 1 support in the twelve months before a permanent exclusion."""
        rng = self.rng
        some = chance(rng, np.array(OUTREACH_BEFORE)[cases.year - FIRST_YEAR], len(cases.who))
        who, size = cases.who[some], int(some.sum())
        start = self.calendar.on_or_after(cases.start[some] - days(rng.integers(25, 330, size)))
        start = np.minimum(np.maximum(start, self.calendar.school_days[0]), cases.start[some])
        end = np.minimum(start + days(7 * rng.integers(4, 14, size)), cases.start[some])
        stopped = end == cases.start[some]
        return Episodes(
            who=who,
            tier=np.full(size, 1),
            start=start,
            planned=start + days(7 * rng.integers(6, 13, size)),
            end=np.maximum(on_or_before_friday(end), start),
            reason=np.where(stopped, EXCLUDED, self.ends(TIER_1_ENDS, size)),
            site=cases.site[some],
            enrolment=np.full(size, -1),
            full_time=np.full(size, -1),
            referral=pick(rng, (65, 8, 1, 0, 20, 6), size),
        )

    def placed_again(self, found: Episodes) -> Episodes:
        """A second tier 2 placement within twelve weeks of some returns to school."""
        rng = self.rng
        returned = (found.tier == 2) & (found.reason == RETURNED)
        again = found.where(np.flatnonzero(returned & chance(rng, PLACED_AGAIN, len(returned))))
        size = len(again.who)
        again.start = self.calendar.on_or_after(again.end + days(rng.integers(7, 80, size)))
        again.planned = again.start + days(7 * rng.integers(6, 13, size))
        again.end = on_or_before_friday(again.planned + days(rng.integers(-14, 30, size)))
        again.reason = self.ends(TIER_2_ENDS, size)
        leaving = self.school_ends(again.who)
        return again.where(np.flatnonzero(again.end < leaving))


def without_overlap(found: Episodes) -> Episodes:
    """A child's next tier 2 or 3 placement closes the one before; one on the same day is dropped."""
    child = np.where((found.who >= 0) & (found.tier > 1), found.who, -2 - np.arange(len(found.who)))
    order = np.lexsort((found.tier, found.start, child))
    found, child = found.where(order), child[order]
    same_day = np.r_[False, (child[1:] == child[:-1]) & (found.start[1:] == found.start[:-1])]
    found, child = found.where(~same_day), child[~same_day]
    last = np.datetime64("2100-01-01")
    following = np.where(child[:-1] == child[1:], found.start[1:], last)
    early = np.flatnonzero(found.end[:-1] >= following)
    found.end[early] = following[early] - days(1)
    found.reason[early] = FURTHER_AP
    return found.where(np.argsort(found.start, kind="stable"))


def yearly(values: tuple[float, ...], start: Dates) -> Floats:
    """The value of the academic year in which each episode starts."""
    months = start.astype("datetime64[M]").astype(int)
    return np.array(values)[np.clip((months - 8) // 12 - (FIRST_YEAR - 1970), 0, len(values) - 1)]
