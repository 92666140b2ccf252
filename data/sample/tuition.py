"""Home tuition episodes: hours, reviews and how they end."""

from __future__ import annotations

import numpy as np

from data.sample.draws import (
    NEVER,
    Dates,
    Flags,
    Ints,
    chance,
    days,
    on_or_before_friday,
    pick,
    pick_by_row,
)
from data.sample.exclusions import season
from data.sample.people import SEN, SEX, UNWELL, YES_NO, People, masked, nc_column
from data.sample.pins import LAST_YEAR
from data.sample.placements import END_REASONS, TuitionAfterExclusion, leaving_day, yearly
from data.sample.providers import TUTORS
from data.sample.scene import Scene
from data.sample.school_calendar import FIRST_YEAR, SchoolCalendar
from data.sample.schools import Sites
from data.sample.writing import Coded, Column, Numbered, Whole, only

REASONS = ("medical_physical", "medical_mental", "permanent_exclusion", "awaiting_place", "other")
EXCLUSION = 2
REASON_SHARES = (21, 50, 0, 23, 6)
# Episodes started a year in an authority of Lancashire's size, permanent exclusions apart.
STARTS = (600, 540, 490, 560, 590, 560, 510, 480)
ENDS = (47, 15, 0, 14, 0, 7, 4, 5, 8)
LEAVER_ENDS = (0, 0, 80, 0, 0, 2, 2, 8, 8)
HOURLY_COST, COST_GROWTH = 36.0, 1.04
MEAN_HOURS = (8.5, 8.2, 8.6, 9.2, 9.9, 10.8, 11.6, 12.3)
REVIEW_WEEKS, OVERDUE_SHARE = (4, 12), 0.3
MOST_REVIEWS = 24


def new_children(
    rng: np.random.Generator, people: People, sites: Sites, year: int, size: int
) -> Ints:
    """Children of any school age, more of them in Years 8 to 11."""
    mainstream = (sites.in_scope("Primary") | sites.in_scope("Secondary")) & sites.open_in(year)
    likely = mainstream * sites.weight * np.where(sites.in_scope("Secondary"), 9.0, 0.5)
    where = np.arange(len(sites))
    taught = np.stack([sites.teaches(where, np.full(len(sites), n)) for n in range(1, 12)], axis=1)
    site = pick(rng, likely * taught.any(axis=1), size)
    nc = 1 + pick_by_row(rng, taught * np.linspace(0.5, 2.0, 11), site)
    return people.add(site, sites.district[site], year - nc, UNWELL)


def reviews(rng: np.random.Generator, start: Dates, until: Dates) -> list[str | None]:
    """Review dates joined by semicolons: every 4 to 12 weeks, some late."""
    size = len(start)
    gaps = rng.integers(*REVIEW_WEEKS, (size, MOST_REVIEWS)) * 7 + 3
    late = rng.random((size, MOST_REVIEWS)) < OVERDUE_SHARE
    gaps = gaps + late * rng.integers(20, 90, (size, MOST_REVIEWS))
    when = on_or_before_friday(start[:, None] + days(np.cumsum(gaps, axis=1)))
    held = when <= until[:, None]
    text = when.astype(str)
    return [";".join(row[keep]) or None for row, keep in zip(text, held, strict=True)]


class Episodes:
    """All episodes of one sample, before the as-at date is applied."""

    def __init__(
        self,
        rng: np.random.Generator,
        people: People,
        sites: Sites,
        calendar: SchoolCalendar,
        after: TuitionAfterExclusion,
        size: float,
    ) -> None:
        self.rng = rng
        who, start, reason = [after.who], [after.start], [np.full(len(after.who), EXCLUSION)]
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            many = round(STARTS[year - FIRST_YEAR] * size)
            school_days = calendar.of_year(year)
            likely = np.maximum(season(school_days), 0.3)
            likely[-5:] = 0
            who.append(new_children(rng, people, sites, year, many))
            start.append(school_days[pick(rng, likely, many)])
            reason.append(pick(rng, REASON_SHARES, many))
        self.who, self.start = np.concatenate(who), np.concatenate(start)
        self.reason = np.concatenate(reason)
        after_full = np.zeros(len(self.who), dtype=bool)
        after_full[: len(after.who)] = after.full_time
        self.full_time = after_full | chance(rng, 0.06, len(self.who))
        self.finish(people)

    def finish(self, people: People) -> None:
        """Ends: the end of Year 11 at the latest."""
        rng, size = self.rng, len(self.who)
        last = leaving_day(people.entry[self.who])
        weeks = np.clip(rng.gamma(1.5, 24, size), 3, 140)
        self.start = np.minimum(self.start, on_or_before_friday(last - days(14)))
        self.end = np.minimum(on_or_before_friday(self.start + days(7 * weeks)), last)
        reason = pick(rng, ENDS, size)
        reason = np.where(self.end == last, pick(rng, LEAVER_ENDS, size), reason)
        self.end_reason = np.where(reason == len(END_REASONS), -1, reason)
        self.planned = self.start + days(7 * rng.integers(8, 40, size))


def hours(rng: np.random.Generator, full_time: Flags, start: Dates) -> Ints:
    """Taught hours a week, between 5 and 25."""
    part = np.clip(rng.gamma(6.0, yearly(MEAN_HOURS, start) / 6.0), 5, 20)
    return np.where(full_time, rng.integers(21, 26, len(start)), np.round(part)).astype(int)


def columns(scene: Scene, rng: np.random.Generator, found: Episodes) -> dict[str, Column]:
    """The episodes started by the as-at date, with what was known then."""
    today, people = scene.today, scene.people
    order = np.argsort(found.start, kind="stable")
    who, start, end = found.who[order], found.start[order], found.end[order]
    size, ended = len(order), end <= today
    taught = hours(rng, found.full_time[order], start)
    price = HOURLY_COST * yearly(tuple(COST_GROWTH**n for n in range(8)), start)
    cost = np.round(taught * price * rng.normal(1, 0.05, size))
    tutors = scene.providers.number[scene.providers.setting == TUTORS]
    chosen = tutors[rng.integers(0, len(tutors), size)]
    year = (start.astype("datetime64[M]").astype(int) - 8) // 12 + 1970
    every: dict[str, Column] = {
        "episode_id": Numbered("HT", scene.ids.episode + np.arange(size)),
        "pupil_id": Numbered("P", scene.ids.person + who),
        "start_date": start,
        "planned_end_date": np.where(chance(rng, 0.12, size), NEVER, found.planned[order]),
        "end_date": np.where(ended, end, NEVER),
        "end_reason": Coded(np.where(ended, found.end_reason[order], -1), END_REASONS),
        "reason": Coded(found.reason[order], REASONS),
        "hours_per_week": Whole(taught),
        "full_time": Coded(masked(found.full_time[order], rng, 0.02), YES_NO),
        "review_dates": reviews(rng, start, np.minimum(end, today)),
        "provider_id": Numbered("PR", np.where(chance(rng, 0.04, size), -1, chosen), 5),
        "weekly_cost": Whole(cost, chance(rng, 0.05, size)),
        "school_urn": Whole(scene.sites.urn(people.site[who], year), chance(rng, 0.04, size)),
        "nc_year": nc_column(np.minimum(people.nc_year(who, year), 11)),
        "sex": Coded(people.sex[who], SEX),
        "sen_provision": Coded(masked(people.sen[who], rng, 0.01), SEN),
        "home_district": Coded(people.home[who], scene.authority.places),
    }
    return only(every, start <= today)
