"""What a measure is, and the list of all of them."""

import hashlib
import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from plan.strategy import OUTCOMES, PRINCIPLES, WORKSTREAMS

UNITS = (
    "%",
    "per 100 pupils",
    "per 1,000 pupils",
    "per 10,000 pupils",
    "children",
    "pupils",
    "placements",
    "weeks",
    "hours",
    "£",
)
TOPICS = (
    "Total",
    "Phase",
    "Sex",
    "SEN provision",
    "Free school meals",
    "Ethnicity group",
    "Year group",
    "Reason",
    "School",
    "Tier",
    "Setting",
)

Polarity = Literal["low", "high", "band", "neutral"]
Calculation = Literal["ratio", "count", "mean", "median"]
PeriodKind = Literal["year", "term", "month", "quarter"]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One defined number: what is counted over what, for whom, and how to read it."""

    id: str
    title: str
    workstream: int
    principle: str
    outcome: str
    why_it_matters: str
    definition: str
    scope: str
    unit: str
    polarity: Polarity
    owner: str
    reviewed_on: date
    periods: tuple[PeriodKind, ...]
    kind: Literal["flow", "stock", "cohort"]
    dated_by: Literal["event", "start", "end", "planned end", "month end", "census day"]
    contributor: Literal["child", "school", "none"] = "child"
    calculation: Calculation = "ratio"
    multiplier: int = 100
    # The mart and its columns; None where only DfE publishes the measure.
    mart: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    complement: str | None = None
    # Which rows of the returns extract, where they are not named after the measure.
    returns_id: str | None = None
    # A year is the mean of its month ends: mean count over mean denominator.
    mean_of_month_ends: bool = False
    # A year adds up this many months, with mostly the same young people in each.
    year_sums_months: int = 1
    # A count of cases still undecided: while there are any the point is provisional.
    undecided: str | None = None
    matures_on: tuple[int, int] | None = None
    matures_after_days: int = 0
    # Nothing at all can be seen before that: an unmatured value would be a false 0.
    blank_until_matured: bool = False
    lookback_days: int = 0
    lookback_extract: str | None = None
    extracts: tuple[str, ...] = ()
    published: bool = False
    source: str = ""
    breakdowns: tuple[str, ...] = ()
    # Cuts so fine that only officers see them; the others are public, protected, for the county.
    officer_breakdowns: tuple[str, ...] = ("School",)
    districts: Literal["school", "home", "provider"] | None = None
    breaks: tuple[tuple[int, str], ...] = ()
    # Why chance says nothing about its values, where unit and counts cannot tell.
    no_interval: str = ""
    # Its counts are published rounded.
    rounded: bool = False
    # The measure this one is read beside; such a companion has no target and no facts.
    beside: str | None = None
    # Shown together and never apart, in this order.
    shown_with: tuple[str, ...] = ()
    headline: bool = False
    caveat: str = ""

    def __post_init__(self) -> None:
        """Refuse a definition that says something the product does not know.

        Raises ValueError naming the measure, the field and the words allowed.
        """
        allowed = {
            "principle": (self.principle, PRINCIPLES),
            "outcome": (self.outcome, OUTCOMES),
            "unit": (self.unit, UNITS),
        }
        for field, (value, words) in allowed.items():
            if value not in words:
                raise ValueError(f"{self.id}: {field} is {value!r}; expected one of {words}")
        unknown = set(self.breakdowns) - set(TOPICS)
        if unknown:
            raise ValueError(f"{self.id}: breakdowns {sorted(unknown)} are not among {TOPICS}")
        if not 1 <= self.workstream <= len(WORKSTREAMS):
            raise ValueError(f"{self.id}: workstream is {self.workstream}; expected 1 to 6")
        if not self.published and self.mart is None:
            raise ValueError(f"{self.id}: needs a mart, or published=True")

    @property
    def public_breakdowns(self) -> tuple[str, ...]:
        """The breakdowns of the county the public sees; of districts it sees totals alone."""
        return tuple(topic for topic in self.breakdowns if topic not in self.officer_breakdowns)

    @property
    def is_net(self) -> bool:
        """Whether it sets those who came off against those who went, and can be below zero."""
        return self.numerator == "net_change"

    @property
    def is_local(self) -> bool:
        """Whether the council's own extracts can tell it."""
        return self.mart is not None


@cache
def definitions() -> Mapping[str, Measure]:
    """Every measure by id, companions included, in the order of files and of lines in them.

    Raises ValueError when two definitions share an id or a title.
    """
    package = importlib.import_module("metrics.measures")
    found: dict[str, Measure] = {}
    titles: dict[str, str] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda item: item.name):
        for value in vars(importlib.import_module(f"metrics.measures.{module.name}")).values():
            if not isinstance(value, Measure):
                continue
            if value.id in found:
                raise ValueError(f"two measures share the id {value.id!r}")
            if value.title in titles:
                raise ValueError(f"{value.id} and {titles[value.title]} share a title")
            found[value.id] = value
            titles[value.title] = value.id
    return found


def measure(measure_id: str) -> Measure:
    """The definition with this id; KeyError lists the nearest ids when there is none."""
    try:
        return definitions()[measure_id]
    except KeyError:
        raise KeyError(f"{measure_id!r} is not a measure; see the definitions page") from None


def measures_of(workstream: int) -> tuple[Measure, ...]:
    """The measures of a workstream, without companions, headlines first."""
    own = [m for m in definitions().values() if m.workstream == workstream and not m.beside]
    return tuple(sorted(own, key=lambda m: not m.headline))


def companions_of(measure_id: str) -> tuple[Measure, ...]:
    """The counts read beside a measure."""
    return tuple(m for m in definitions().values() if m.beside == measure_id)


def version() -> str:
    """A short hash of every definition: it changes when any of them does."""
    text = "\n".join(repr(found) for found in definitions().values())
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def entered_by_officers() -> frozenset[str]:
    """The ids that the returns extract may hold values for."""
    return frozenset(m.returns_id or m.id for m in definitions().values() if m.mart == "returns")
