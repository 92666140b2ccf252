"""Cases as rows of the exclusions extract: reasons of their time, what is known on the day."""

from __future__ import annotations

import numpy as np

from data.sample.draws import NEVER, Ints, chance
from data.sample.exclusions import CATEGORY, NOTIFIED, PERM, STATUS, SUSP, Cases
from data.sample.people import ETHNICITY, FIRST_NC, SEN, SEX, YES_NO, masked, nc_column
from data.sample.scene import Scene
from data.sample.school_calendar import FIRST_YEAR
from data.sample.writing import Coded, Column, Numbered, Whole, only

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


def columns(scene: Scene, rng: np.random.Generator, found: Cases) -> dict[str, Column]:
    """The cases of 2019/20 on that were known on the as-at date, in order of their start."""
    order = np.argsort(found.start, kind="stable")
    cases = found.where(order[(found.year > FIRST_YEAR)[order]])
    who, size, people = cases.who, len(cases.who), scene.people
    reasons = reason_columns(rng, cases)
    waiting = cases.decided > scene.today
    decided = np.where(waiting, cases.start, cases.decided)
    untold = chance(rng, 0.02, size) & ~waiting & (cases.category != PERM)
    every: dict[str, Column] = {
        "exclusion_id": Numbered("EX", scene.ids.case + np.arange(size), 8),
        "pupil_id": Numbered("P", scene.ids.person + who),
        "school_urn": Whole(scene.sites.urn(cases.site, cases.year)),
        "category": Coded(cases.category, CATEGORY),
        "reason_1": Coded(reasons[0], ALL_REASONS),
        "reason_2": Coded(reasons[1], ALL_REASONS),
        "reason_3": Coded(reasons[2], ALL_REASONS),
        "start_date": cases.start,
        "sessions": Whole(cases.sessions, (cases.category != SUSP) | chance(rng, 0.012, size)),
        "status": Coded(np.where(waiting, NOTIFIED, cases.status), STATUS),
        "status_date": np.where(untold, NEVER, decided),
        "nc_year": nc_column(np.maximum(people.nc_year(who, cases.year), FIRST_NC)),
        "sex": Coded(people.sex[who], SEX),
        "sen_provision": Coded(people.sen[who], SEN),
        "fsm_eligible": Coded(masked(people.meals[who], rng, 0.02), YES_NO),
        "looked_after": Coded(masked(people.care[who], rng, 0.015), YES_NO),
        "ethnicity_group": Coded(masked(people.ethnicity[who], rng, 0.025), ETHNICITY),
        "home_district": Coded(people.home[who], scene.authority.places),
    }
    return only(every, cases.start <= scene.today)
