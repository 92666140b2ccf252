"""What 16 and 17 year olds do each month, with the published shares of December to February."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from data.sample.authority import Authority
from data.sample.draws import Flags, Floats, Ints, chance, pick
from data.sample.exclusions import History
from data.sample.people import SEN, SEX, People, masked
from data.sample.pins import LAST_YEAR, NeetShare
from data.sample.placements import POST_16, Episodes
from data.sample.writing import Coded, Column, Numbered

FIRST_YEAR = 2019
# Academic year: months from September as (month, NEET and not known beside the winter's shares).
MONTHS = (
    (9, 0.72, 8.0),
    (10, 0.82, 3.6),
    (11, 0.93, 1.6),
    (12, 1.0, 1.0),
    (1, 1.0, 1.0),
    (2, 1.0, 1.0),
    (3, 1.02, 0.97),
    (4, 1.05, 1.0),
    (5, 1.06, 1.05),
    (6, 1.08, 1.1),
    (7, 1.15, 1.45),
    (8, 1.2, 1.9),
)
# Activities of NCCIS with how often they are met at 16 and at 17.
EET = {
    "210": (25, 23),
    "220": (31, 28),
    "230": (33, 29),
    "240": (0, 0.3),
    "270": (0.8, 0.6),
    "280": (1.6, 1.7),
    "310": (3.2, 7.0),
    "320": (0.5, 0.9),
    "330": (0.8, 2.6),
    "340": (0.3, 0.7),
    "360": (0.5, 1.2),
    "380": (0.1, 0.2),
    "410": (1.6, 1.6),
    "430": (0.5, 0.5),
    "460": (0.2, 0.4),
    "530": (0.4, 0.3),
}
NEET = {
    "540": (1, 1),
    "610": (6, 5),
    "615": (4, 4),
    "616": (7, 7),
    "619": (52, 50),
    "620": (2, 3),
    "630": (2, 4),
    "640": (15, 14),
    "650": (1.5, 3),
    "670": (1, 1),
    "680": (8.5, 8),
}
UNKNOWN = {"810": (62, 62), "820": (24, 24), "830": (14, 14)}
CUSTODY = "710"
CODES = (*EET, *NEET, *UNKNOWN, CUSTODY)
CUSTODY_SHARE = 0.0005
LINKED_SHARE, LINKED_AFTER_AP = 0.38, 0.85
# How far ahead of others young people with these experiences are for being NEET.
AFTER_TIER_3, AFTER_AP, AFTER_SUSPENSION = 0.98, 0.85, 0.45
VULNERABLE = {
    "110": 0.010,
    "130": 0.003,
    "140": 0.004,
    "150": 0.003,
    "160": 0.004,
    "170": 0.006,
    "190": 0.002,
    "210": 0.012,
}
RECORDED_AFTER_AP, AP_BY_NAME = "200", 0.62
STEADY = 0.93

# A calendar month, with NEET and not known beside the winter's shares.
Month = tuple[int, float, float]


@dataclass
class Cohort:
    """Young people who turned 16 in the same academic year, one entry each."""

    number: Ints
    pupil: Ints
    sex: Ints
    sen: Ints
    home: Ints
    characteristics: Ints
    labels: list[str]
    risk: Floats
    drift: Floats
    unknown_risk: Floats
    unknown_drift: Floats
    custody: Flags
    activity: Ints

    def __len__(self) -> int:
        return len(self.number)


def cohort_sizes(pins: dict[int, NeetShare]) -> dict[int, int]:
    """Young people aged 16 in each year, so that 16 and 17 year olds make DfE's cohort."""
    sizes = {FIRST_YEAR - 1: pins[FIRST_YEAR].cohort // 2}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        half = pins[year].cohort / 2
        left = pins[year].cohort - sizes[year - 1]
        sizes[year] = int(np.clip(left, 0.8 * half, 1.2 * half))
    return sizes


def experience(
    people: People, history: History, placements: Episodes
) -> tuple[Flags, Flags, Flags]:
    """Which children left a tier 3 placement in Year 11, had any placement, were suspended."""
    leaver, placed, suspended = (np.zeros(len(people), dtype=bool) for _ in range(3))
    child = placements.who >= 0
    leaving = child & (placements.tier == 3) & (placements.reason == POST_16)
    ended = (placements.end.astype("datetime64[M]").astype(int) - 8) // 12 + 1970
    year_11 = people.nc_year(np.maximum(placements.who, 0), ended) == 11
    unrecorded = child & (placements.tier == 3) & (placements.reason < 0)
    leaver[placements.who[(leaving | unrecorded) & year_11]] = True
    placed[placements.who[child & (placements.tier > 1)]] = True
    for who, _, _ in history.suspended.values():
        suspended[who] = True
    return leaver, placed, suspended


@dataclass
class Maker:
    rng: np.random.Generator
    people: People
    authority: Authority
    known: tuple[Flags, Flags, Flags]
    pupils_from: int
    next_person: int
    next_young_person: int

    def cohort(self, year: int, size: int) -> Cohort:
        """The young people who are 16 in this academic year and 17 in the next."""
        rng = self.rng
        who = self.linked(year, size)
        fresh = size - len(who)
        numbered = chance(rng, LINKED_SHARE, fresh)
        strangers = np.where(numbered, self.next_person + np.cumsum(numbered) - 1, -1)
        self.next_person += int(numbered.sum())
        number = self.next_young_person + np.arange(size)
        self.next_young_person += size
        leaver, placed, suspended = self.known
        sex = self.attribute(self.people.sex[who], (0.488, 0.512, 0.001), fresh)
        sen = self.attribute(self.people.sen[who], (0.855, 0.105, 0.04), fresh)
        risk = rng.normal(0, 1, size) + np.choose(sen, (0.0, 0.25, 0.55))
        risk[: len(who)] += np.select(
            [leaver[who], placed[who], suspended[who]], [AFTER_TIER_3, AFTER_AP, AFTER_SUSPENSION]
        )
        labels, characteristics, vulnerable = self.characteristics(who, placed, size)
        risk += 0.7 * vulnerable
        shuffled = rng.permutation(size)
        return Cohort(
            number=number,
            pupil=np.concatenate([self.pupils_from + who, strangers])[shuffled],
            sex=sex[shuffled],
            sen=sen[shuffled],
            home=self.homes(who, fresh)[shuffled],
            characteristics=characteristics[shuffled],
            labels=labels,
            risk=risk[shuffled],
            drift=rng.normal(0, 1, size),
            unknown_risk=rng.normal(0, 1, size) + 0.3 * risk[shuffled],
            unknown_drift=rng.normal(0, 1, size),
            custody=chance(rng, CUSTODY_SHARE, size),
            activity=np.full(size, -1),
        )

    def linked(self, year: int, size: int) -> Ints:
        """Children met in other extracts who reach Year 12 in this year and can be matched."""
        leaver, placed, suspended = self.known
        due = self.people.entry == year - 12
        share = np.select([leaver, placed, suspended], [LINKED_AFTER_AP, 0.75, 0.6], 0.4)
        found = np.flatnonzero(due & (self.rng.random(len(due)) < share))
        found = found[self.people.home[found] < len(self.authority.districts)]
        return found[: size // 2]

    def attribute(self, known: Ints, shares: tuple[float, ...], fresh: int) -> Ints:
        return np.concatenate([known, pick(self.rng, shares, fresh)])

    def homes(self, who: Ints, fresh: int) -> Ints:
        away = len(self.authority.outside)
        weights = np.concatenate([self.authority.shares, np.full(away, 0.003 / max(away, 1))])
        return np.concatenate([self.people.home[who], pick(self.rng, weights, fresh)])

    def characteristics(self, who: Ints, placed: Flags, size: int) -> tuple[list[str], Ints, Flags]:
        """Vulnerable groups as lists of codes: labels, position of each person's list, any at all."""
        rng = self.rng
        bits = np.zeros(size, dtype=np.int64)
        names = list(VULNERABLE)
        for place, share in enumerate(VULNERABLE.values()):
            bits |= chance(rng, share, size).astype(np.int64) << place
        ap = np.zeros(size, dtype=bool)
        ap[: len(who)] = placed[who] & chance(rng, AP_BY_NAME, len(who))
        ap |= chance(rng, 0.006, size)
        bits |= ap.astype(np.int64) << len(names)
        names.append(RECORDED_AFTER_AP)
        distinct, place_of = np.unique(bits, return_inverse=True)
        labels = [
            ";".join(sorted(n for i, n in enumerate(names) if value >> i & 1))
            for value in distinct.tolist()
        ]
        return labels, np.where(bits == 0, -1, place_of), (bits > 0).astype(bool)


def draw_activities(rng: np.random.Generator, cohort: Cohort, age: int) -> None:
    """What each young person does when in education, employment or training at this age."""
    weights = [EET[code][age - 16] for code in EET]
    fresh = pick(rng, weights, len(cohort))
    stays = (cohort.activity >= 0) & (rng.random(len(cohort)) < 0.82)
    cohort.activity = np.where(stays, cohort.activity, fresh)


def shares_apart(
    score: Floats, unknown_score: Floats, counted: Flags, neet: int, unknown: int
) -> Ints:
    """0 EET, 1 NEET, 2 not known: exactly so many, those with the highest scores."""
    state = np.zeros(len(score), dtype=np.int64)
    ranked = np.where(counted, score, -np.inf)
    if neet:
        state[np.argpartition(-ranked, neet - 1)[:neet]] = 1
    left = np.where(counted & (state == 0), unknown_score, -np.inf)
    if unknown:
        state[np.argpartition(-left, unknown - 1)[:unknown]] = 2
    return state


def wanted(total: int, pin: NeetShare, months: list[Month]) -> list[tuple[int, int]]:
    """How many are NEET and not known each month.

    What rounding leaves over goes to the next month, so that three winter months meet the
    published share in a small authority too.
    """
    found, left_neet, left_unknown = [], 0.0, 0.0
    for _, neet, unknown in months:
        exact = total * min(pin.neet * neet, 0.3) + left_neet
        exact_unknown = total * min(pin.not_known * unknown, 0.35) + left_unknown
        whole, whole_unknown = round(exact), round(exact_unknown)
        left_neet, left_unknown = exact - whole, exact_unknown - whole_unknown
        found.append((whole, whole_unknown))
    return found


def month_rows(
    rng: np.random.Generator, cohorts: tuple[Cohort, Cohort], many: tuple[int, int]
) -> list[Ints]:
    """The activity code of everyone in one month, for those aged 16 and those aged 17."""
    for cohort in cohorts:
        size = len(cohort)
        step = np.sqrt(1 - STEADY**2)
        cohort.drift = STEADY * cohort.drift + step * rng.normal(0, 1, size)
        cohort.unknown_drift = 0.8 * cohort.unknown_drift + 0.6 * rng.normal(0, 1, size)
    score = np.concatenate([c.risk + 0.55 * c.drift + 0.12 * old for old, c in enumerate(cohorts)])
    unknown = np.concatenate([c.unknown_risk + c.unknown_drift for c in cohorts])
    counted = ~np.concatenate([c.custody for c in cohorts])
    state = shares_apart(score, unknown, counted, *many)
    both = zip(np.split(state, [len(cohorts[0])]), cohorts, (16, 17), strict=True)
    return [codes_of(part, cohort, age) for part, cohort, age in both]


def codes_of(state: Ints, cohort: Cohort, age: int) -> Ints:
    """Positions in CODES. The same person keeps the same kind of NEET or not known."""
    start = len(EET)
    neet = np.cumsum([weights[age - 16] for weights in NEET.values()])
    unknown = np.cumsum([weights[age - 16] for weights in UNKNOWN.values()])
    # A fixed, evenly spread number for each person stands in for a draw kept over the months.
    level = (cohort.number * 0.6180339887) % 1.0
    which_neet = start + np.searchsorted(neet, level * neet[-1], side="right")
    which_unknown = start + len(NEET) + np.searchsorted(unknown, level * unknown[-1], side="right")
    codes = np.choose(state, (cohort.activity, which_neet, which_unknown))
    return np.where(cohort.custody, len(CODES) - 1, codes)


def known_months(year: int, as_at: date) -> list[Month]:
    """Months of an academic year that were over on the as-at date."""
    found = []
    for month, neet, unknown in MONTHS:
        calendar_year = year + (month < 9)
        after = date(calendar_year + month // 12, month % 12 + 1, 1)
        if (after - as_at).days <= 1:
            found.append((month, neet, unknown))
    return found


def year_columns(
    maker: Maker, cohorts: tuple[Cohort, Cohort], pin: NeetShare, year: int, as_at: date
) -> dict[str, Column] | None:
    """All rows of one academic year; None when it had not begun."""
    rng = maker.rng
    months = known_months(year, as_at)
    for cohort, age in zip(cohorts, (16, 17), strict=True):
        draw_activities(rng, cohort, age)
    if not months:
        return None
    sex = masked(np.concatenate([c.sex for c in cohorts]), rng, 0.004)
    sen = masked(np.concatenate([c.sen for c in cohorts]), rng, 0.02)
    codes: list[Ints] = []
    counted = int(sum((~cohort.custody).sum() for cohort in cohorts))
    for many in wanted(counted, pin, months):
        codes += month_rows(rng, cohorts, many)
    younger, older = cohorts
    size, times = len(younger) + len(older), len(months)
    labels = [f"{year + (month < 9)}-{month:02d}" for month, _, _ in months]

    def repeated(name: str) -> Ints:
        return np.tile(np.concatenate([getattr(younger, name), getattr(older, name)]), times)

    lists = np.concatenate(
        [
            younger.characteristics,
            np.where(older.characteristics < 0, -1, older.characteristics + len(younger.labels)),
        ]
    )
    ages = np.repeat(np.array([0, 1]), [len(younger), len(older)])
    return {
        "young_person_id": Numbered("YP", repeated("number")),
        "month": Coded(np.repeat(np.arange(times), size), labels),
        "academic_age": Coded(np.tile(ages, times), ("16", "17")),
        "activity_code": Coded(np.concatenate(codes), CODES),
        "characteristic_codes": Coded(np.tile(lists, times), younger.labels + older.labels),
        "sex": Coded(np.tile(sex, times), SEX),
        "sen_provision": Coded(np.tile(sen, times), SEN),
        "home_district": Coded(repeated("home"), maker.authority.places),
        "pupil_id": Numbered("P", repeated("pupil")),
    }


def every_year(
    maker: Maker, pins: dict[int, NeetShare]
) -> Iterator[tuple[int, tuple[Cohort, Cohort]]]:
    """Each academic year from 2019/20 with its 16 year olds and its 17 year olds."""
    sizes = cohort_sizes(pins)
    made = {year: maker.cohort(year, size) for year, size in sizes.items()}
    for before, year in pairwise(sorted(made)):
        yield year, (made[year], made[before])
