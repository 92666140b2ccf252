"""January headcounts: year groups that move up a year, pinned to DfE's headcount by phase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.sample.authority import Authority
from data.sample.draws import Floats, Ints, chance, pick_by_row, share_out
from data.sample.people import ETHNICITY, ETHNICITY_SHARES, FIRST_NC, NC_YEARS, SEN, SEX, home_table
from data.sample.pins import LAST_YEAR, PHASES, Pins
from data.sample.school_calendar import SchoolCalendar, period
from data.sample.schools import AGES, NS, PR, SP, Sites
from data.sample.writing import Coded, Column, Whole

FIRST_YEAR = 2019
YEAR_GROUPS = 16
REDUCED = {-2: 0.35, -1: 0.7, 12: 0.45, 13: 0.38}
SCHOOLS_LOSING_YEAR_11 = 5

Rolls = dict[int, Ints]


def group(nc_year: int) -> int:
    """The column of a year group in a table of rolls."""
    return nc_year - FIRST_NC


def weights(sites: Sites, year: int) -> Floats:
    """How a phase's pupils spread over sites and year groups, before anyone moves up."""
    years = np.arange(FIRST_NC, FIRST_NC + YEAR_GROUPS)
    taught = np.stack([sites.teaches(np.arange(len(sites)), np.full(len(sites), n)) for n in years])
    reduced = np.array([REDUCED.get(int(n), 1.0) for n in years])
    return (taught.T * reduced) * (sites.weight * sites.open_in(year))[:, None]


def entry_groups(sites: Sites) -> np.ndarray:
    """Year groups that take children in: the first of a school, Year 7 and the sixth form."""
    first = np.array([AGES[int(p)][0] for p in sites.phase])
    years = np.arange(FIRST_NC, FIRST_NC + YEAR_GROUPS)
    entry = years[None, :] == first[:, None]
    entry |= years[None, :] < 0
    return entry | (years[None, :] >= 12) | ((years[None, :] == 7) & (first < 7)[:, None])


def move_up(rng: np.random.Generator, before: Ints, sites: Sites, losing: Ints) -> Ints:
    """Last year's year groups a year older, with a few movers."""
    moved = np.zeros_like(before)
    moved[:, 1:] = before[:, :-1]
    drift = rng.choice([-2, -1, 0, 1, 2], size=moved.shape, p=[0.06, 0.17, 0.54, 0.17, 0.06])
    moved = np.where(moved > 4, moved + drift, moved)
    moved[losing, group(11)] -= rng.integers(4, 10, len(losing))
    return np.maximum(moved, 0)


def fit(expected: Floats, free: np.ndarray, target: int) -> Ints:
    """Whole numbers near the expected roll that add up to the pinned headcount.

    The year groups that take children in absorb the difference; when that would make them
    unlikely, every year group is scaled instead.
    """
    whole = np.round(np.where(free, 0, expected)).astype(np.int64)
    left = target - int(whole.sum())
    usual = float((expected * free).sum())
    if usual > 0 and 0.6 * usual <= left <= 1.5 * usual:
        whole[free] = share_out(left, expected[free])
        return whole
    return share_out(target, expected.ravel()).reshape(expected.shape)


def rolls(rng: np.random.Generator, sites: Sites, pins: Pins) -> Rolls:
    """Pupils by site and year group for each January from that of 2019/20."""
    result: Rolls = {}
    entry = entry_groups(sites)
    secondary = np.flatnonzero(sites.in_scope("Secondary") & sites.teaches(*year_11(sites)))
    losing = rng.permutation(secondary)[: min(SCHOOLS_LOSING_YEAR_11, len(secondary) // 4)]
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        table, base = np.zeros((len(sites), YEAR_GROUPS), dtype=np.int64), weights(sites, year)
        before = result.get(year - 1)
        for phase in PHASES:
            here = sites.in_scope(phase)
            target = pins.exclusions[year][phase].headcount
            if not here.any() or base[here].sum() == 0:
                continue
            expected = base[here] * (target / base[here].sum())
            free = np.ones(expected.shape, dtype=bool)
            if before is not None:
                moved = move_up(rng, before, sites, losing)[here]
                free = entry[here] & (expected > 0)
                expected = np.where(free, expected, moved * (base[here] > 0))
            table[here] = fit(expected, free, target)
        out_of_scope(table, base, sites, pins, year)
        result[year] = table
    return result


def year_11(sites: Sites) -> tuple[Ints, Ints]:
    return np.arange(len(sites)), np.full(len(sites), 11)


def out_of_scope(table: Ints, base: Floats, sites: Sites, pins: Pins, year: int) -> None:
    """Pupils of nursery and AP schools, whom DfE's headcount leaves out."""
    older = np.array([max(0.15, n - 4) for n in range(FIRST_NC, FIRST_NC + YEAR_GROUPS)])
    for code, usual in ((NS, 85), (PR, 56)):
        here = sites.phase == code
        spread = base[here] * (older if code == PR else 1.0)
        total = round(usual * here.sum() * (1 + 0.02 * (year - FIRST_YEAR)))
        table[here] = share_out(total, spread.ravel()).reshape(spread.shape)


@dataclass
class Cells:
    """Weights of the characteristics for each site, one row a site."""

    ethnicity: Floats
    homes: Floats
    meals: Floats


def characteristics(rng: np.random.Generator, sites: Sites, authority: Authority) -> Cells:
    shares = np.tile(np.array(ETHNICITY_SHARES), (len(sites), 1))
    # Communities differ from place to place far more than a county's average shows.
    shares[:, 1:5] *= (rng.lognormal(-0.5, 1.0, (len(authority.districts), 1)))[sites.district]
    return Cells(
        ethnicity=shares / shares.sum(axis=1, keepdims=True),
        homes=home_table(authority)[sites.district],
        meals=np.clip(0.175 * sites.deprived, 0.03, 0.75),
    )


def sen_of(rng: np.random.Generator, boy: np.ndarray, special: np.ndarray, year: int) -> Ints:
    """0 none, 1 SEN support, 2 EHC plan; boys more often, plans growing year by year."""
    level = rng.random(len(boy))
    plan = np.where(special, 0.985, np.where(boy, 0.032, 0.013) * (1 + 0.07 * (year - FIRST_YEAR)))
    support = np.where(boy, 0.165, 0.10)
    return np.where(level < plan, 2, np.where(level < plan + support, 1, 0))


def year_columns(
    rng: np.random.Generator,
    table: Ints,
    sites: Sites,
    cells: Cells,
    authority: Authority,
    year: int,
) -> dict[str, Column]:
    """The non-empty headcount cells of one January."""
    site, column = np.nonzero(table)
    heads = table[site, column]
    who, nc = np.repeat(site, heads), np.repeat(column, heads)
    size = len(who)
    special = np.isin(sites.phase[who], (SP, PR))
    sex = chance(rng, np.where(special, 0.72, 0.512), size).astype(np.int64)
    meals = chance(
        rng, np.minimum(cells.meals[who] * (0.8 + 0.06 * (year - FIRST_YEAR)), 0.9), size
    )
    parts = {
        "site": (who, len(sites)),
        "nc": (nc, YEAR_GROUPS),
        "sex": (np.where(chance(rng, 0.0002, size), 2, sex), 3),
        "sen": (sen_of(rng, sex == 1, special, year), 3),
        "meals": (np.where(chance(rng, 0.004, size), 2, meals), 3),
        "ethnicity": (pick_by_row(rng, cells.ethnicity, who), len(ETHNICITY)),
        "home": (place_of(rng, cells, who), len(authority.places) + 1),
    }
    key = np.zeros(size, dtype=np.int64)
    for values, many in parts.values():
        key = key * many + values
    distinct, count = np.unique(key, return_counts=True)
    found: dict[str, Ints] = {}
    for name, (_, many) in reversed(parts.items()):
        distinct, found[name] = np.divmod(distinct, many)
    return {
        "time_period": Whole(np.full(len(count), period(year))),
        "school_urn": Whole(sites.urn(found["site"], year)),
        "nc_year": Coded(found["nc"], NC_YEARS),
        "sex": Coded(found["sex"], SEX),
        "sen_provision": Coded(found["sen"], SEN),
        "fsm_eligible": Coded(np.where(found["meals"] == 2, -1, found["meals"]), ("F", "T")),
        "ethnicity_group": Coded(found["ethnicity"], ETHNICITY),
        "home_district": Coded(
            np.where(found["home"] == len(authority.places), -1, found["home"]), authority.places
        ),
        "headcount": Whole(count),
    }


def place_of(rng: np.random.Generator, cells: Cells, who: Ints) -> Ints:
    """Home district of each pupil; the last position stands for an empty cell."""
    homes = pick_by_row(rng, cells.homes, who)
    return np.where(chance(rng, 0.004, len(who)), cells.homes.shape[1], homes)


def january(calendar: SchoolCalendar, year: int) -> date:
    """Census day of the Spring term of an academic year."""
    return next(
        t.census_day for t in calendar.terms if t.start_year == year and t.name == "Spring term"
    )
