"""Officer-entered values: surveys, training, spend against budget, key stage 4 entries."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from data.sample.pins import LAST_YEAR, Pins
from data.sample.school_calendar import period
from data.sample.schools import Sites
from data.sample.writing import Column, Whole

FIRST_YEAR = 2021
YEARLY, QUARTERS = "Academic year", tuple(f"Financial year Q{n}" for n in range(1, 5))
FINANCIAL = "Financial year"
# Pounds budgeted in 2021/22 by an authority of Lancashire's size, and growth since.
BUDGET, BUDGET_GROWTH = 15_800_000, 1.055
OVERSPEND = (1.02, 1.05, 1.07, 1.04, 1.01, 1.00)
ENTERED_BY = "Illustrative officer"

Row = tuple[str, int, str, int, int, int | None, str | None]


def academic_rows(rng: np.random.Generator, sites: Sites, pins: Pins, scale: int) -> list[Row]:
    found: list[Row] = []
    schools = int(sum(sites.in_scope(p).sum() for p in ("Primary", "Secondary", "Special"))) * scale
    for place, year in enumerate(range(FIRST_YEAR, LAST_YEAR + 1)):
        invited = max(20, round(pins.size * rng.integers(560, 700) * scale))
        answered = round(invited * rng.uniform(0.26, 0.36))
        good = round(answered * (0.66 + 0.03 * place + rng.uniform(-0.015, 0.015)))
        trained = round(schools * min(0.95, 0.24 + 0.13 * place + rng.uniform(-0.02, 0.02)))
        leavers = max(10, round(pins.size * rng.integers(190, 240) * scale))
        entered = round(leavers * (0.47 + 0.025 * place + rng.uniform(-0.02, 0.02)))
        when = (period(year), YEARLY)
        found += [
            ("parent_carer_rating_percent", *when, good, answered, invited, None),
            ("schools_trained_percent", *when, trained, schools, None, None),
            ("key_stage_4_in_ap_percent", *when, entered, leavers, None, None),
        ]
    return found


def spend_rows(rng: np.random.Generator, pins: Pins, scale: int) -> list[tuple[Row, date]]:
    """Spend and budget of each quarter and financial year, with the day each is over."""
    found: list[tuple[Row, date]] = []
    for place, year in enumerate(range(FIRST_YEAR, LAST_YEAR + 2)):
        budget = round(BUDGET * BUDGET_GROWTH**place * pins.size * scale / 1000) * 1000
        quarters = []
        for quarter, name in enumerate(QUARTERS):
            part = budget // 4
            spent = round(part * OVERSPEND[place] * rng.normal(0.97 + 0.02 * quarter, 0.012))
            quarters.append(spent)
            last = date(year + (quarter == 3), (6, 9, 12, 3)[quarter], (30, 30, 31, 31)[quarter])
            found.append((("ap_spend", period(year), name, spent, part, None, None), last))
        whole = ("ap_spend", period(year), FINANCIAL, sum(quarters), budget, None, None)
        found.append((whole, date(year + 1, 3, 31)))
    return found


def columns(
    rng: np.random.Generator, sites: Sites, pins: Pins, scale: int, as_at: date
) -> dict[str, Column]:
    """The returns of periods that were over on the as-at date; a ledger closes after a month."""
    rows = [
        row
        for row in academic_rows(rng, sites, pins, scale)
        if date(row[1] // 100 + 1, 8, 31) <= as_at
    ]
    spend = spend_rows(rng, pins, scale)
    rows += [row for row, last in spend if last + timedelta(days=30) <= as_at]
    return {
        "measure_id": [row[0] for row in rows],
        "time_period": Whole(np.array([row[1] for row in rows], dtype=np.int64)),
        "time_identifier": [row[2] for row in rows],
        "numerator": Whole(np.array([row[3] for row in rows], dtype=np.int64)),
        "denominator": Whole(np.array([row[4] for row in rows], dtype=np.int64)),
        "invited": Whole(
            np.array([row[5] or 0 for row in rows], dtype=np.int64),
            np.array([row[5] is None for row in rows], dtype=bool),
        ),
        "note": ["Illustrative"] * len(rows),
        "entered_by": [ENTERED_BY] * len(rows),
    }
