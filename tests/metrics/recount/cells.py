"""Counting into cells: one per period, area, topic and part."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.metrics.recount.world import Row, Span, World, area_of

Key = tuple[int, str, str, str, str]
Parts = Mapping[str, str | Iterable[str]]
COUNTY_AREA = "LA"


@dataclass
class Cell:
    """Amounts, distinct things, and the children behind each amount."""

    numerator: float = 0
    denominator: float = 0
    undecided: int = 0
    things: set[Any] = field(default_factory=set)
    in_numerator: set[Any] = field(default_factory=set)
    in_complement: set[Any] = field(default_factory=set)
    in_denominator: set[Any] = field(default_factory=set)
    # What is counted of each child, and each amount by itself.
    of_child: defaultdict[Any, float] = field(default_factory=lambda: defaultdict(float))
    amounts: list[float] = field(default_factory=list)


class Count:
    """Cells of one measure; a row adds to its county and its district, in total and in parts."""

    def __init__(self) -> None:
        self.cells: defaultdict[Key, Cell] = defaultdict(Cell)

    def add(
        self,
        spans: Iterable[Span],
        area: str | None,
        parts: Parts,
        *,
        child: Any = None,
        numerator: float = 0,
        denominator: float = 0,
        undecided: int = 0,
        thing: Any = None,
        county_parts: Mapping[str, str] | None = None,
    ) -> None:
        for span in spans:
            for cell in self._cells(span, area, parts, county_parts or {}):
                cell.numerator += numerator
                cell.denominator += denominator
                cell.undecided += undecided
                cell.amounts.append(numerator)
                cell.of_child[child] += numerator
                if thing is not None:
                    cell.things.add(thing)
                if child is None:
                    continue
                if numerator:
                    cell.in_numerator.add(child)
                if denominator - numerator:
                    cell.in_complement.add(child)
                if denominator:
                    cell.in_denominator.add(child)

    def _cells(
        self, span: Span, area: str | None, parts: Parts, county_parts: Mapping[str, str]
    ) -> Iterable[Cell]:
        flat = [("Total", "Total")]
        for topic, told in parts.items():
            flat += [(topic, part) for part in ([told] if isinstance(told, str) else set(told))]
        for place in (COUNTY_AREA, area) if area else (COUNTY_AREA,):
            for topic, part in flat:
                yield self.cells[*span.key, place, topic, part]
        if span.name == "Academic year":
            for topic, part in county_parts.items():
                yield self.cells[*span.key, COUNTY_AREA, topic, part]


def home(row: Row) -> str:
    return area_of(row.get("home_district"))


def child_parts(world: World, row: Row) -> dict[str, str]:
    """Sex, SEN provision and year group of a row, in words."""

    def words(code_set: str, column: str) -> str:
        code = row.get(column)
        return world.labels[code_set, code] if code else "Not known"

    return {
        "Sex": words("sex", "sex"),
        "SEN provision": words("sen_provision", "sen_provision"),
        "Year group": words("nc_year", "nc_year"),
    }


def pupil_parts(world: World, row: Row) -> dict[str, str]:
    """Those, and free school meals and ethnicity."""
    eligible = {True: "Eligible for free school meals", False: "Not eligible for free school meals"}
    return {
        **child_parts(world, row),
        "Free school meals": eligible.get(row["fsm_eligible"], "Not known"),
        "Ethnicity group": row["ethnicity_group"] or "Not known",
    }


def tier_part(world: World, row: Row) -> dict[str, str]:
    return {"Tier": world.labels["tier", str(row["tier"])]}


def setting_part(world: World, row: Row) -> dict[str, str]:
    provider = world.provider(row["provider_id"])
    return {"Setting": (provider or {}).get("setting_type") or "Not known"}


def phase_of(school: Row | None) -> str | None:
    """DfE's scope: nurseries and pupil referral units are out of it."""
    phases = {"PS": "Primary", "MP": "Primary", "SP": "Special"}
    phases |= dict.fromkeys(("MS", "SS", "AT"), "Secondary")
    return phases.get(school["phase"]) if school else None
