"""The invented children who appear in more than one extract, with what stays true of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.sample.authority import Authority
from data.sample.draws import Flags, Ints, chance, pick, pick_by_row
from data.sample.writing import Coded

SEX = ("F", "M", "U")
SEN = ("N", "K", "E")
YES_NO = ("F", "T")
ETHNICITY = (
    "White",
    "Asian or Asian British",
    "Mixed or multiple ethnic groups",
    "Black, African, Caribbean or Black British",
    "Other ethnic group",
    "Unclassified",
)
ETHNICITY_SHARES = (78.0, 13.5, 4.4, 1.3, 1.3, 1.5)
# Nursery years are -2 and -1 and Reception 0, so that year group + 1 is next year's.
NC_YEARS = ("N1", "N2", "R", *(str(n) for n in range(1, 15)))
FIRST_NC = -2
# Share of pupils who live in the school's own district, in another, and outside the authority.
HOME_SHARES = (0.93, 0.055, 0.015)


@dataclass(frozen=True)
class Profile:
    """What a group of children is like: shares of boys, SEN support, EHC plan, meals, care."""

    boys: float
    support: float
    plan: float
    meals: float
    care: float = 0.008


SUSPENDED = Profile(boys=0.655, support=0.34, plan=0.13, meals=0.47, care=0.03)
EXCLUDED = Profile(boys=0.72, support=0.40, plan=0.09, meals=0.54, care=0.02)
IN_SPECIAL = Profile(boys=0.80, support=0.01, plan=0.99, meals=0.50, care=0.05)
UNWELL = Profile(boys=0.43, support=0.30, plan=0.22, meals=0.34, care=0.02)
IN_AP = Profile(boys=0.68, support=0.46, plan=0.16, meals=0.52, care=0.04)


def home_table(authority: Authority) -> np.ndarray:
    """Row: the school's district; column: a place children live; value: its weight."""
    own, far = len(authority.districts), len(authority.outside)
    near = np.tile(authority.shares, (own, 1))
    np.fill_diagonal(near, 0)
    near = near / np.maximum(near.sum(axis=1, keepdims=True), 1e-9)
    table = np.zeros((own, own + far))
    table[:, :own] = np.eye(own) * HOME_SHARES[0] + near * HOME_SHARES[1]
    if far:
        table[:, own:] = HOME_SHARES[2] / far
    return table


class People:
    """A growing table of children; a child is its row number."""

    columns = ("site", "entry", "sex", "sen", "meals", "care", "ethnicity", "home")

    def __init__(self, authority: Authority, rng: np.random.Generator) -> None:
        self._rng = rng
        self._homes = home_table(authority)
        empty = np.zeros(0, dtype=np.int32)
        self.site, self.entry, self.sex, self.sen = empty, empty, empty, empty
        self.meals, self.care, self.ethnicity, self.home = empty, empty, empty, empty
        self.excluded: Flags = np.zeros(0, dtype=bool)

    def __len__(self) -> int:
        return len(self.site)

    def add(self, site: Ints, district: Ints, entry: Ints, profile: Profile) -> Ints:
        """New children at these sites who were in Reception in the year `entry`."""
        rng, size, first = self._rng, len(site), len(self)
        needs = (1 - profile.support - profile.plan, profile.support, profile.plan)
        drawn = {
            "site": site,
            "entry": entry,
            "sex": pick(rng, (1 - profile.boys, profile.boys, 0.002), size),
            "sen": pick(rng, needs, size),
            "meals": chance(rng, profile.meals, size),
            "care": chance(rng, profile.care, size),
            "ethnicity": pick(rng, ETHNICITY_SHARES, size),
            "home": pick_by_row(rng, self._homes, district),
        }
        for name, values in drawn.items():
            joined = np.concatenate([getattr(self, name), values.astype(np.int32)])
            setattr(self, name, joined)
        self.excluded = np.concatenate([self.excluded, np.zeros(size, dtype=bool)])
        return np.arange(first, first + size)

    def nc_year(self, who: Ints, start_year: Ints | int) -> Ints:
        """Year group in the academic year that starts in `start_year`; Reception is 0."""
        return start_year - self.entry[who]


def nc_column(years: Ints) -> Coded:
    """Year groups as codes; anything past Year 14 is an empty cell."""
    place = np.asarray(years) - FIRST_NC
    return Coded(np.where((place < 0) | (place >= len(NC_YEARS)), -1, place), NC_YEARS)


def masked(positions: np.ndarray, rng: np.random.Generator, share: float) -> np.ndarray:
    """The same positions with a share of them left empty."""
    return np.where(rng.random(len(positions)) < share, -1, positions)
