"""Invented alternative providers: their settings, framework agreements and quality visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.sample.authority import Authority
from data.sample.draws import Floats, Ints, chance, pick
from data.sample.pins import LAST_YEAR, Pins
from data.sample.school_calendar import weekday_from
from data.sample.schools import PR, WORDS, Sites
from data.sample.writing import Coded, Column, Numbered, Whole

SETTINGS = (
    "Education setting with URN",
    "Registered provider with UKPRN",
    "Non-maintained further education college",
    "One on one tuition",
    "Work based placement",
    "Other unregistered provider",
    "Unknown",
)
AP_SCHOOL, TUTORS = 0, 3
# How many providers of each setting an authority of Lancashire's size uses, AP schools apart.
PROVIDER_COUNTS = {1: 6, 2: 3, 3: 7, 4: 5, 5: 9, 6: 1}
PROVIDER_ENDINGS = ("School", "Learning", "College", "Tutors", "Workshop", "Project", "Provider")


@dataclass
class Providers:
    """Alternative providers; the first ones are the AP schools. Costs are pounds a week."""

    number: Ints
    setting: Ints
    district: Ints
    site: Ints
    cost: Floats
    framework_from: Ints
    careful: Floats

    def __len__(self) -> int:
        return len(self.number)


def make(
    rng: np.random.Generator, sites: Sites, authority: Authority, pins: Pins, first: int
) -> Providers:
    ap = np.flatnonzero(sites.phase == PR)
    others = [
        code for code, n in PROVIDER_COUNTS.items() for _ in range(max(1, round(n * pins.size)))
    ]
    setting = np.array([AP_SCHOOL] * len(ap) + others)
    size = len(setting)
    away = chance(rng, 0.1, size) & (setting != AP_SCHOOL) & (len(authority.outside) > 0)
    home = pick(rng, authority.shares, size)
    far = len(authority.districts) + rng.integers(0, max(1, len(authority.outside)), size)
    home[: len(ap)] = sites.district[ap]
    return Providers(
        number=first + np.arange(size),
        setting=setting,
        district=np.where(away, far, home),
        site=np.concatenate([ap, np.full(size - len(ap), -1)]),
        cost=np.where(
            setting == AP_SCHOOL, rng.normal(1.0, 0.06, size), rng.normal(0.9, 0.2, size)
        ),
        # Years in which a provider joins the framework; 9999 never joins.
        framework_from=np.where(
            chance(rng, np.where(setting == AP_SCHOOL, 0.97, 0.72), size),
            rng.choice([2018, 2018, 2018, 2018, 2021, 2023, 2023, 2024], size),
            9999,
        ),
        careful=np.clip(rng.beta(6, 2, size), 0.2, 1.0),
    )


def quality_visits(rng: np.random.Generator, careful: float, as_at: date) -> str | None:
    """About one visit a year to a careful provider, with gaps; ISO dates joined by semicolons."""
    # Drawn for every year, so that an earlier as-at date shows the same visits, only fewer.
    visits = []
    for year in range(2017, LAST_YEAR + 2):
        month, day, seen = int(rng.integers(1, 13)), int(rng.integers(1, 26)), rng.random()
        when = weekday_from(date(year, month, day), int(rng.integers(0, 5)))
        # Visits have become more regular year by year.
        if seen < careful * (0.72 + 0.04 * (year - 2017)) and when <= as_at:
            visits.append(when.isoformat())
    return ";".join(visits) or None


def columns(
    providers: Providers, sites: Sites, authority: Authority, as_at: date, rng: np.random.Generator
) -> dict[str, Column]:
    size = len(providers)
    urns = np.where(providers.site >= 0, sites.urn(np.maximum(providers.site, 0), 2030), -1)
    joined = [date(int(year), 9, 1) if year < 9999 else None for year in providers.framework_from]
    joined = [day if day and day <= as_at else None for day in joined]
    left = rng.random(size) < 0.12
    visits = [quality_visits(rng, float(c), as_at) for c in providers.careful]
    labels = [
        f"Illustrative {WORDS[(n * 11 + 3) % len(WORDS)]} {PROVIDER_ENDINGS[s]} {n}"
        for n, s in zip(providers.number.tolist(), providers.setting.tolist(), strict=True)
    ]
    return {
        "provider_id": Numbered("PR", providers.number, 5),
        "provider_name": labels,
        "urn": Whole(urns, urns < 0),
        "ukprn": Whole(19_900_000 + providers.number, ~np.isin(providers.setting, (1, 2))),
        "setting_type": Coded(providers.setting, SETTINGS),
        "district": Coded(providers.district, authority.places),
        "framework_from": [day.isoformat() if day else None for day in joined],
        # Agreements made in 2018 ran for five years; some were not renewed.
        "framework_to": [
            date(2023, 8, 31).isoformat() if day and day.year == 2018 and gone else None
            for day, gone in zip(joined, left, strict=True)
        ],
        "quality_assured_dates": visits,
    }
