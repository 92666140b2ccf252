"""Invented schools: sites that keep their place while academisation changes their URN.

Changes of URN, openings and closures fall on 1 September, so that a pupil has one URN a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.sample.authority import LANCASHIRE_MIDDLES, Authority
from data.sample.draws import Flags, Floats, Ints, chance, share_out
from data.sample.pins import LAST_YEAR, PHASES, Pins
from data.sample.writing import Coded, Column, Whole

PHASE = ("NS", "PS", "MP", "MS", "SS", "SP", "AT", "PR")
NS, PS, MP, MS, SS, SP, AT, PR = range(8)
# DfE's reporting phase of each; nursery and alternative provision are out of scope.
SCOPE = {PS: "Primary", MP: "Primary", MS: "Secondary", SS: "Secondary", AT: "Secondary"} | {
    SP: "Special"
}
# Pupils in a usual school of each reporting phase.
USUAL_SIZE = {"Primary": 210, "Secondary": 860, "Special": 118}
# First and last year group taught; Reception is 0.
AGES = {NS: (-2, -1), PS: (0, 6), MP: (4, 7), MS: (6, 9), SS: (7, 11), SP: (0, 13), AT: (0, 11)} | {
    PR: (3, 11)
}
AP_SCHOOLS, AP_PLACES, NURSERIES = 10, 900, 12
FIRST_URN = 900_000
ALWAYS, OPENED = 2000, date(2009, 9, 1)

WORDS = (
    *("Alder", "Amber", "Ashen", "Aspen", "Beck", "Birch", "Bobbin", "Bracken", "Bramble"),
    *("Briar", "Brook", "Calder", "Canal", "Cedar", "Chimney", "Clough", "Clover", "Cobble"),
    *("Cotton", "Curlew", "Dale", "Damson", "Delph", "Drover", "Fern", "Ferry", "Field", "Flax"),
    *("Foundry", "Gable", "Garth", "Gorse", "Grove", "Harbour", "Hawthorn", "Hazel", "Heather"),
    *("Heron", "Hill", "Holly", "Ivy", "Juniper", "Kestrel", "Lapwing", "Larch", "Lark", "Linden"),
    *("Loom", "Lower", "Maple", "Meadow", "Mere", "Mill", "Moor", "Moss", "Oak", "Orchard"),
    *("Otter", "Pasture", "Pebble", "Pike", "Plover", "Poplar", "Quarry", "Reed", "Ridge"),
    *("Ripple", "Rowan", "Rush", "Sandy", "Sedge", "Shuttle", "Skylark", "Sorrel", "Spindle"),
    *("Spring", "Sycamore", "Tarn", "Teasel", "Thistle", "Thorn", "Tower", "Upper", "Vale"),
    *("Warp", "Water", "Weaver", "Weft", "Weir", "Wharf", "Willow", "Wold", "Wren", "Yarrow"),
)
ENDINGS = {
    NS: "Nursery School",
    PS: "Primary School",
    MP: "Middle School",
    MS: "Middle School",
    SS: "High School",
    SP: "Special School",
    AT: "All-through School",
    PR: "Short Stay School",
}


@dataclass
class Sites:
    """One entry for each site; URNs before and after academisation (-1 where it never happens)."""

    phase: Ints
    district: Ints
    weight: Floats
    behaviour: Floats
    deprived: Floats
    sixth_form: Flags
    nursery: Flags
    academy: Flags
    opens: Ints
    closes: Ints
    switches: Ints
    first_urn: Ints
    later_urn: Ints
    number: Ints
    ap_places: Ints

    def __len__(self) -> int:
        return len(self.phase)

    def urn(self, site: Ints, start_year: Ints | int) -> Ints:
        """The URN of each site in the academic year that starts in `start_year`."""
        changed = (self.later_urn[site] >= 0) & (self.switches[site] <= start_year)
        return np.where(changed, self.later_urn[site], self.first_urn[site])

    def open_in(self, start_year: int) -> Flags:
        return (self.opens <= start_year) & (start_year <= self.closes)

    def in_scope(self, reporting_phase: str) -> Flags:
        wanted = [phase for phase, name in SCOPE.items() if name == reporting_phase]
        return np.isin(self.phase, wanted)

    def teaches(self, site: Ints, nc_year: Ints) -> Flags:
        """Whether each site has that year group (sixth forms and nursery classes included)."""
        low = np.array([AGES[p][0] for p in range(8)])[self.phase[site]]
        high = np.array([AGES[p][1] for p in range(8)])[self.phase[site]]
        return (
            (nc_year >= np.where(self.nursery[site], -2, low))
            & (nc_year <= np.where(self.sixth_form[site], 13, high))
        ).astype(bool)


def site_phases(pins: Pins) -> Ints:
    """How many sites of each phase an authority of this size has."""
    heads = pins.exclusions[LAST_YEAR - 1]
    many = {
        name: max(1, round(heads[name].headcount / USUAL_SIZE[name]))
        if heads[name].headcount
        else 0
        for name in PHASES
    }
    primary, secondary = many["Primary"], many["Secondary"]
    middle, all_through = primary // 200, secondary // 20
    middle_secondary = secondary // 60
    counts = {
        NS: max(1, round(NURSERIES * pins.size)),
        PS: primary - middle,
        MP: middle,
        MS: middle_secondary,
        SS: secondary - all_through - middle_secondary,
        SP: many["Special"],
        AT: all_through,
        PR: max(1, round(AP_SCHOOLS * pins.size)),
    }
    return np.repeat(np.array(list(counts)), np.array(list(counts.values()), dtype=np.int64))


def place_in_districts(rng: np.random.Generator, phase: Ints, authority: Authority) -> Ints:
    """Sites of each phase spread by the districts' sizes; AP schools only where there are any."""
    district = np.zeros(len(phase), dtype=np.int64)
    for code in range(8):
        here = np.flatnonzero(phase == code)
        shares = np.array(authority.shares)
        if code == PR:
            shares = np.zeros_like(shares)
            shares[list(authority.ap_districts)] = 1.0
        placed = np.repeat(np.arange(len(shares)), share_out(len(here), shares))
        district[here] = rng.permutation(placed)
    return district


def some_of(rng: np.random.Generator, who: Flags, many: int) -> Ints:
    return rng.permutation(np.flatnonzero(who))[:many]


def make(rng: np.random.Generator, authority: Authority, pins: Pins, replica: int) -> Sites:
    phase = site_phases(pins)
    size = len(phase)
    district = place_in_districts(rng, phase, authority)
    hardship = rng.normal(0, 0.35, len(authority.districts))
    secondary = np.isin(phase, (SS, AT))
    academy = chance(rng, np.where(secondary, 0.45, np.where(phase == PS, 0.12, 0.0)), size)
    sites = Sites(
        phase=phase,
        district=district,
        weight=rng.lognormal(0, 0.32, size),
        behaviour=rng.lognormal(0, np.where(phase == PS, 0.75, 0.5), size)
        * np.exp(hardship[district]),
        deprived=np.clip(np.exp(hardship[district] + rng.normal(0, 0.4, size)), 0.25, 3.2),
        sixth_form=chance(rng, np.where(secondary, 0.16, 0.0), size),
        nursery=chance(rng, np.where(phase == PS, 0.25, 0.0), size),
        academy=academy,
        opens=np.full(size, ALWAYS),
        closes=np.full(size, 9999),
        switches=np.full(size, 9999),
        first_urn=np.zeros(size, dtype=np.int64),
        later_urn=np.full(size, -1),
        number=np.arange(size),
        ap_places=np.zeros(size, dtype=np.int64),
    )
    change_over_time(rng, sites, pins)
    number_urns(sites, replica)
    ap = phase == PR
    places = share_out(round(AP_PLACES * pins.size), rng.uniform(0.6, 1.6, int(ap.sum())))
    sites.ap_places[ap] = places
    return sites


def change_over_time(rng: np.random.Generator, sites: Sites, pins: Pins) -> None:
    """Some sites close, some open, some become academies."""
    many = (sites.phase == PS).sum() > 20
    if not many:
        return
    closing = some_of(rng, sites.phase == PS, max(1, round(4 * pins.size)))
    sites.closes[closing] = rng.integers(2019, LAST_YEAR, len(closing))
    for code in (PS, SS, SP):
        if (sites.phase == code).sum() > 5:
            opening = some_of(rng, (sites.phase == code) & (sites.closes == 9999), 1)
            sites.opens[opening] = rng.integers(2019, 2023, 1)
            sites.academy[opening] = True
    steady = (sites.opens == ALWAYS) & (sites.closes == 9999) & ~sites.academy
    for code, count in ((PS, 24), (SS, 8), (SP, 1)):
        changing = some_of(rng, steady & (sites.phase == code), round(count * pins.size))
        sites.switches[changing] = rng.integers(2019, LAST_YEAR + 1, len(changing))


def number_urns(sites: Sites, replica: int) -> None:
    """URNs from 900000; each replica of a national-size sample has a block of its own."""
    first = FIRST_URN + replica * 3000
    size = len(sites)
    sites.first_urn[:] = first + np.arange(size)
    changing = np.flatnonzero(sites.switches < 9999)
    sites.later_urn[changing] = first + size + np.arange(len(changing))


def names(sites: Sites, replica: int) -> list[str]:
    """A clearly invented name for each site, different within a sample."""
    result = []
    for place, code in enumerate(sites.phase.tolist()):
        serial = place * 7 + replica * 31
        first, second = WORDS[serial % len(WORDS)], WORDS[(serial // len(WORDS) + 5) % len(WORDS)]
        end = f" {replica + 1}" if replica else ""
        result.append(f"Illustrative {first} {second} {ENDINGS[code]}{end}")
    return result


def school_type(code: int, academy: bool, free: bool) -> str:
    if academy:
        return "Free school" if free else "Academy converter"
    return {
        NS: "Local authority nursery school",
        SP: "Community special school",
        PR: "Pupil referral unit",
    }.get(code, "Community school")


def september(year: int) -> str:
    return date(year, 9, 1).isoformat()


def august(year: int) -> str:
    return date(year, 8, 31).isoformat()


def columns(
    sites: Sites, authority: Authority, replica: int, as_at: date, rng: np.random.Generator
) -> dict[str, Column]:
    """One row for each school and period of validity known on the as-at date."""
    label = names(sites, replica)
    found: list[tuple[int, bool, int, str, str | None]] = []
    for site in range(len(sites)):
        opens, closes = int(sites.opens[site]), int(sites.closes[site])
        switch, later = int(sites.switches[site]), int(sites.later_urn[site])
        begins = OPENED.isoformat() if opens == ALWAYS else september(opens)
        ends = None if closes == 9999 else august(closes + 1)
        first, academy = int(sites.first_urn[site]), bool(sites.academy[site])
        if later < 0:
            found.append((site, academy, first, begins, ends))
        else:
            found.append((site, academy, first, begins, august(switch)))
            found.append((site, True, later, september(switch), ends))
    known = [row for row in found if row[3] <= as_at.isoformat()]
    site_of = np.array([row[0] for row in known])
    middles = [LANCASHIRE_MIDDLES.get(code) for code in authority.districts]
    scatter = rng.normal(0, 0.03, (len(sites), 2))
    spot = np.array([m or (np.nan, np.nan) for m in middles])[sites.district] + scatter
    # Replicas stand under made-up authority numbers, so that no two sites share a laestab.
    lead = authority.old_code if replica == 0 else str(969 + replica)
    return {
        "school_urn": Whole(np.array([row[2] for row in known])),
        "laestab": [f"{lead}{9000 + int(n)}" for n in sites.number[site_of]],
        "school_name": [label[row[0]] for row in known],
        "phase": Coded(sites.phase[site_of], PHASE),
        "school_type": [
            school_type(int(sites.phase[row[0]]), row[1], int(sites.opens[row[0]]) != ALWAYS)
            for row in known
        ],
        "academy": Coded(np.array([row[1] for row in known]).astype(int), ("F", "T")),
        "district": Coded(sites.district[site_of], authority.districts),
        "latitude": np.round(spot[site_of, 0], 5),
        "longitude": np.round(spot[site_of, 1], 5),
        "ap_places": Whole(sites.ap_places[site_of], sites.phase[site_of] != PR),
        "valid_from": [row[3] for row in known],
        "valid_to": [row[4] if (row[4] or "9") <= as_at.isoformat() else None for row in known],
    }
