"""Placements as rows of the extract: provider, cost, attendance, and only what is known."""

from __future__ import annotations

import numpy as np

from data.sample.draws import NEVER, Dates, Ints, chance, days, on_or_before_friday, pick_by_row
from data.sample.people import SEN, SEX, YES_NO, masked, nc_column
from data.sample.placements import END_REASONS, ENROLMENT, REFERRALS, Episodes, yearly
from data.sample.providers import AP_SCHOOL, TUTORS
from data.sample.scene import Scene
from data.sample.writing import Coded, Column, Numbered, Whole, only

WEEKLY_COST = {1: 95.0, 2: 330.0, 3: 495.0}
COST_GROWTH = 1.045
AP_ABSENCE = (5.2, 8.0)
RECORDS_VIEW = (0.55, 0.55, 0.58, 0.62, 0.66, 0.71, 0.75, 0.79)


def choose_providers(scene: Scene, rng: np.random.Generator, found: Episodes) -> Ints:
    """AP schools first, near home where the child's district has one."""
    size, providers = len(found.who), scene.providers
    child = np.maximum(found.who, 0)
    own = scene.sites.district[found.site]
    home = np.where(found.who >= 0, scene.people.home[child], own)
    near = providers.district[None, :] == np.arange(len(scene.authority.places))[:, None]
    ap = providers.setting == AP_SCHOOL
    popular = rng.lognormal(0, 0.5, len(providers)) * np.where(
        providers.setting == TUTORS, 0.3, 1.0
    )
    in_ap = popular * ap * np.where(near, 14.0, 1.0)
    elsewhere = popular * ~ap * np.where(near, 3.0, 1.0)
    at_ap = chance(rng, np.choose(found.tier - 1, (0.9, 0.72, 0.84)), size)
    return np.where(at_ap, pick_by_row(rng, in_ap, home), pick_by_row(rng, elsewhere, home))


def sessions(scene: Scene, rng: np.random.Generator, found: Episodes) -> tuple[Ints, Ints]:
    """Half days possible up to the as-at date, and missed: a third to a half, as in AP schools."""
    until = np.minimum(found.end, scene.today)
    a_day = np.where(found.full_time == 1, 2, 1)
    possible = np.maximum(scene.calendar.days_between(found.start, until) * a_day, 0)
    missed = rng.beta(*AP_ABSENCE, len(possible))
    return possible, np.round(possible * missed).astype(np.int64)


def view_recorded(rng: np.random.Generator, found: Episodes) -> Dates:
    """Most within 30 days of the start, some later, some never."""
    size = len(found.who)
    level, prompt = rng.random(size), yearly(RECORDS_VIEW, found.start)
    wait = np.where(level < prompt, rng.integers(0, 31, size), rng.integers(31, 100, size))
    seen = (level < prompt + 0.1) & (found.tier > 1)
    return np.where(seen, on_or_before_friday(found.start + days(wait)), NEVER)


def weekly_cost(scene: Scene, rng: np.random.Generator, found: Episodes, chosen: Ints) -> Ints:
    """Pounds a week by tier, provider and year, to the nearest five."""
    base = np.choose(found.tier - 1, tuple(WEEKLY_COST.values())) * scene.providers.cost[chosen]
    grown = base * yearly(tuple(COST_GROWTH**n for n in range(8)), found.start)
    varied = grown * rng.normal(1, 0.04, len(chosen))
    return (np.round(varied / 5) * 5).astype(np.int64)


def weekly_hours(rng: np.random.Generator, found: Episodes) -> Ints:
    size = len(found.who)
    taught = np.where(found.full_time == 1, rng.integers(23, 27, size), rng.integers(6, 19, size))
    return np.where(found.tier == 1, rng.integers(1, 7, size), taught)


def columns(scene: Scene, rng: np.random.Generator, found: Episodes) -> dict[str, Column]:
    """The placements started by the as-at date; what lies after it is not yet known."""
    today, sites, people = scene.today, scene.sites, scene.people
    chosen = choose_providers(scene, rng, found)
    size, known, child = len(found.who), found.who >= 0, np.maximum(found.who, 0)
    possible, absent = sessions(scene, rng, found)
    no_sessions = (found.tier == 1) | (possible <= 0) | chance(rng, 0.04, size)
    viewed = np.maximum(view_recorded(rng, found), found.start)
    ended = found.end <= today
    year = (found.start.astype("datetime64[M]").astype(int) - 8) // 12 + 1970
    untold = (found.tier > 1) & chance(rng, 0.05, size)

    def of_child(values: Ints, share: float = 0.0) -> Ints:
        return np.where(known, masked(values[child], rng, share), -1)

    every: dict[str, Column] = {
        "placement_id": Numbered("PL", scene.ids.placement + np.arange(size)),
        "pupil_id": Numbered("P", np.where(known, scene.ids.person + found.who, -1)),
        "tier": Whole(found.tier),
        "start_date": found.start,
        "planned_end_date": found.planned,
        "end_date": np.where(ended, found.end, NEVER),
        "end_reason": Coded(np.where(ended, found.reason, -1), END_REASONS),
        "provider_id": Numbered("PR", scene.providers.number[chosen], 5),
        "enrolment_status": Coded(found.enrolment, ENROLMENT),
        "full_time": Coded(found.full_time, YES_NO),
        "hours_per_week": Whole(weekly_hours(rng, found), chance(rng, 0.03, size)),
        "referral_reason": Coded(masked(found.referral, rng, 0.03), REFERRALS),
        "home_school_urn": Whole(sites.urn(found.site, year), untold),
        "nc_year": nc_column(np.where(known, np.minimum(people.nc_year(child, year), 11), -99)),
        "sex": Coded(of_child(people.sex), SEX),
        "sen_provision": Coded(of_child(people.sen, 0.01), SEN),
        "home_district": Coded(of_child(people.home, 0.015), scene.authority.places),
        "weekly_cost": Whole(weekly_cost(scene, rng, found, chosen), chance(rng, 0.06, size)),
        "pupil_view_recorded_on": np.where(viewed <= today, viewed, NEVER),
        "sessions_possible": Whole(possible, no_sessions),
        "sessions_absent": Whole(absent, no_sessions),
    }
    return only(every, found.start <= today)
