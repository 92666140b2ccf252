"""The authority the sample is for: its districts and how its children spread over them."""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np

from data.codes import REFERENCE
from data.sample.draws import Floats

# Rough shares of Lancashire's pupils, so that Preston is larger than Ribble Valley.
LANCASHIRE_SHARES = {
    "E07000117": 8.6,
    "E07000118": 9.2,
    "E07000119": 5.6,
    "E07000120": 7.6,
    "E07000121": 10.6,
    "E07000122": 8.9,
    "E07000123": 13.2,
    "E07000124": 5.2,
    "E07000125": 6.0,
    "E07000126": 8.8,
    "E07000127": 8.7,
    "E07000128": 7.6,
}
# Rough middles of the districts: invented schools are scattered round them.
LANCASHIRE_MIDDLES = {
    "E07000117": (53.79, -2.24),
    "E07000118": (53.65, -2.63),
    "E07000119": (53.77, -2.94),
    "E07000120": (53.76, -2.38),
    "E07000121": (54.05, -2.79),
    "E07000122": (53.86, -2.19),
    "E07000123": (53.78, -2.70),
    "E07000124": (53.88, -2.42),
    "E07000125": (53.70, -2.28),
    "E07000126": (53.70, -2.70),
    "E07000127": (53.57, -2.85),
    "E07000128": (53.89, -2.95),
}
# Fylde, Ribble Valley and Rossendale have no AP school of their own.
WITHOUT_AP_SCHOOL = frozenset({"E07000119", "E07000124", "E07000125"})
# Blackburn with Darwen, Blackpool, Sefton, Wigan, Bolton, Rochdale.
ROUND_LANCASHIRE = ("E06000008", "E06000009", "E08000014", "E08000010", "E08000001", "E08000005")


@dataclass(frozen=True)
class Authority:
    old_code: str
    new_code: str
    name: str
    districts: tuple[str, ...]
    shares: Floats
    outside: tuple[str, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """Every home district a child may have: the authority's own, then those round it."""
        return self.districts + self.outside

    @property
    def ap_districts(self) -> tuple[int, ...]:
        """Positions of the districts that have an AP school."""
        return tuple(i for i, d in enumerate(self.districts) if d not in WITHOUT_AP_SCHOOL)


def rows(name: str) -> list[dict[str, str]]:
    path = REFERENCE / name
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return [row for row in csv.DictReader(handle) if not row.get("valid_to")]


def find(la: str) -> Authority:
    """The authority with this old (888) or new (E10000017) code; ValueError if there is none."""
    districts = rows("districts.csv")
    own = [d for d in districts if la in (d["authority_old_code"], d["authority_code"])]
    if not own:
        raise ValueError(
            f"--la {la}: no authority has this code; expected an old code such as 888 or a new "
            "one such as E10000017 (see data/reference/districts.csv)"
        )
    first = own[0]
    codes = tuple(sorted({d["code"] for d in own}))
    shares = np.array([LANCASHIRE_SHARES.get(code, 8.0) for code in codes])
    return Authority(
        old_code=first["authority_old_code"],
        new_code=first["authority_code"],
        name=first["authority"],
        districts=codes,
        shares=shares / shares.sum(),
        outside=outside(first["authority_code"], districts),
    )


def outside(new_code: str, districts: list[dict[str, str]]) -> tuple[str, ...]:
    """Some districts of other authorities of the region, where a few children live."""
    if new_code == "E10000017":
        return ROUND_LANCASHIRE
    regions = {a["new_code"]: a["region_code"] for a in rows("authorities.csv")}
    here = regions.get(new_code)
    near = [
        d["code"]
        for d in districts
        if d["authority_code"] != new_code and regions.get(d["authority_code"]) == here
    ]
    return tuple(sorted(near)[:6])
