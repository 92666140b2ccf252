"""What a board agreed, as plain values: targets, the rules behind them, and the plan.

Years are written as their measure writes them: 202324 for academic and financial years, 2024 for
a calendar year, which in this field ends an academic year (NEET's 2024 is December 2023 to
February 2024). Source of the rules: the strategy promises targets agreed by its two boards.
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from plan.strategy import BASELINE_YEAR, YEARS

EXAMPLE_BODY = "Example, not agreed by any board"
TIME_IDENTIFIERS = (
    "Academic year",
    "Autumn and spring term",
    "Calendar year",
    "Financial year",
)
PROFILE_ORDERS = (
    (
        "September",
        "October",
        "November",
        "December",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
    ),
    ("Autumn term", "Spring term", "Summer term"),
    tuple(f"Financial year Q{number}" for number in range(1, 5)),
)
COMPARATORS = ("England", "Region", "Statistical neighbours")
METHODS = ("mean", "median")


@dataclass(frozen=True, kw_only=True)
class Comparator:
    """Whom a target looks to: England, the region, or a dated set of statistical neighbours.

    The mean and the median are of the neighbours' own values, one vote each, as DfE's neighbour
    averages are.
    """

    name: str
    version: str = ""
    method: str = ""

    def __post_init__(self) -> None:
        _one_of("comparator", self.name, COMPARATORS)
        if self.name != "Statistical neighbours":
            if self.version or self.method:
                raise ValueError(f"{self.name} is one area: it takes no version and no method")
            return
        _one_of("comparator method", self.method, METHODS)
        if not self.version:
            raise ValueError("statistical neighbours need the version of the set, such as 2025-05")

    @property
    def label(self) -> str:
        """As printed beside a target."""
        if not self.version:
            return self.name
        return f"{self.name} ({self.version} set, {self.method})"


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """The agreed numbers themselves: one for every year, or one a year."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("a fixed target needs at least one value")
        for value in self.values:
            _finite("fixed value", value)


@dataclass(frozen=True, kw_only=True)
class Linear:
    """Equal steps from the baseline to a value in the last year."""

    end: float

    def __post_init__(self) -> None:
        _finite("end value", self.end)


@dataclass(frozen=True, kw_only=True)
class PercentChange:
    """So many per cent a year, compounding from the baseline: -5 is five per cent fewer."""

    percent: float

    def __post_init__(self) -> None:
        _finite("percent", self.percent)
        if self.percent <= -100:
            raise ValueError(f"percent is {self.percent}; a fall has to be less than 100% a year")


@dataclass(frozen=True, kw_only=True)
class CloseGap:
    """A share of the baseline's gap to a comparator, closed in equal steps by the last year."""

    share: float
    comparator: Comparator

    def __post_init__(self) -> None:
        _finite("share", self.share)
        if not 0 < self.share <= 1:
            raise ValueError(f"share is {self.share}; expected more than 0 and no more than 1")


@dataclass(frozen=True, kw_only=True)
class Match:
    """The comparator's value, in every year."""

    comparator: Comparator


@dataclass(frozen=True, kw_only=True)
class Band:
    """Good inside, limits included."""

    lower: float
    upper: float

    def __post_init__(self) -> None:
        _finite("lower limit", self.lower)
        _finite("upper limit", self.upper)
        if self.lower > self.upper:
            raise ValueError(f"the band runs from {self.lower} down to {self.upper}: swap them")


Rule = Fixed | Linear | PercentChange | CloseGap | Match | Band
RULES: dict[str, type[Rule]] = {
    "fixed": Fixed,
    "linear": Linear,
    "percent_change": PercentChange,
    "close_gap": CloseGap,
    "match": Match,
    "band": Band,
}


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a named body agreed on a date for a measure, or an example of it.

    `tolerance` is in the measure's unit. `profile` is the share of the year's total usually
    reached by the end of each term, month or quarter, for measures that add up through a year.
    `comparator_value` is the comparator as the board saw it; without it the value comes from the
    published figures as they stood on the day of agreement, or on `comparator_as_at` where no
    board has agreed. `supersedes` names the older target, whose path stays visible.
    """

    id: str
    measure_id: str
    rule: Rule
    years: tuple[int, ...]
    baseline_year: int
    time_identifier: str = "Academic year"
    baseline_value: float | None = None
    tolerance: float = 0.0
    agreed_by: str = ""
    agreed_on: date | None = None
    minute_reference: str = ""
    example: bool = False
    profile: tuple[tuple[str, float], ...] = ()
    note_on_breaks: str = ""
    supersedes: str | None = None
    comparator_value: float | None = None
    comparator_as_at: date | None = None
    zero_is_meant: bool = False

    def __post_init__(self) -> None:
        """Refuse a target nobody could have meant.

        Raises ValueError naming the target and saying what was expected.
        """
        try:
            self._check_rule()
            self._check_years()
            self._check_agreement()
            _check_profile(self.profile)
        except ValueError as problem:
            raise ValueError(f"target {self.id!r} for {self.measure_id!r}: {problem}") from None

    @property
    def comparator(self) -> Comparator | None:
        """Whom the rule looks to, if anyone."""
        return self.rule.comparator if isinstance(self.rule, CloseGap | Match) else None

    @property
    def is_agreed(self) -> bool:
        """Whether a body agreed it on a date; an example never is."""
        return self.agreed_on is not None

    @property
    def fixed_on(self) -> date | None:
        """The day the comparator's latest value is taken from."""
        return self.agreed_on or self.comparator_as_at

    def _check_rule(self) -> None:
        if not isinstance(self.rule, tuple(RULES.values())):
            raise ValueError(f"unknown rule {self.rule!r}; expected one of {', '.join(RULES)}")
        if isinstance(self.rule, Fixed) and len(self.rule.values) not in (1, len(self.years)):
            raise ValueError(
                f"{len(self.rule.values)} fixed values for {len(self.years)} years; "
                "expected one value, or one a year"
            )
        _finite("tolerance", self.tolerance)
        if self.tolerance < 0:
            raise ValueError(f"tolerance is {self.tolerance}; expected 0 or more")
        for name in ("baseline_value", "comparator_value"):
            value = getattr(self, name)
            if value is not None:
                _finite(name, value)
        # An empty cell read as nought has become a board's target of 0 before.
        if 0 in _stated(self.rule) and not self.zero_is_meant:
            raise ValueError("the target is 0; set zero_is_meant if nought is what was agreed")

    def _check_years(self) -> None:
        _one_of("time_identifier", self.time_identifier, TIME_IDENTIFIERS)
        allowed = strategy_years(self.time_identifier)
        outside = [year for year in self.years if year not in allowed]
        if outside:
            raise ValueError(f"target year {outside[0]} is outside the strategy's {allowed}")
        if not self.years or list(self.years) != sorted(set(self.years)):
            raise ValueError(f"years are {self.years}; expected one or more, in order, once each")
        if _digits(self.baseline_year) != _digits(allowed[0]):
            raise ValueError(
                f"baseline year {self.baseline_year} is not written like the "
                f"{self.time_identifier.lower()} {allowed[0]}"
            )
        if academic_year_of(self.baseline_year) >= academic_year_of(self.years[0]):
            raise ValueError(f"baseline year {self.baseline_year} is not before {self.years[0]}")

    def _check_agreement(self) -> None:
        if self.example:
            if self.agreed_by != EXAMPLE_BODY or self.agreed_on or self.minute_reference:
                raise ValueError(
                    f"an example is agreed by nobody: agreed_by is {EXAMPLE_BODY!r}, "
                    "without a date or a minute"
                )
        elif self.agreed_by == EXAMPLE_BODY:
            raise ValueError("mark it as an example, or name the body that agreed it")
        elif bool(self.agreed_by) != bool(self.agreed_on):
            raise ValueError("an agreed target needs both the body that agreed it and the date")
        elif self.minute_reference and not self.agreed_on:
            raise ValueError("a minute reference needs the body that agreed it and the date")
        if self.comparator and self.comparator_value is None and not self.fixed_on:
            raise ValueError(
                "a comparator needs a date its value is taken from: agreed_on, or comparator_as_at"
            )


@dataclass(frozen=True, kw_only=True)
class Strategy:
    """The strategy a plan delivers: its title, vision, workstreams and years."""

    title: str
    vision: str
    workstreams: tuple[str, ...]
    principles: tuple[str, ...]
    outcomes: tuple[str, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Every target, older ones included, with the strategy they serve.

    Raises ValueError where two targets share an id, an older target is not there, or a measure
    has two targets in force.
    """

    targets: tuple[Target, ...]
    strategy: Strategy

    def __post_init__(self) -> None:
        by_id = {target.id: target for target in self.targets}
        if len(by_id) != len(self.targets):
            raise ValueError(f"two targets share an id: {_repeated(t.id for t in self.targets)}")
        for target in self.targets:
            older = by_id.get(target.supersedes) if target.supersedes else None
            if target.supersedes and older is None:
                raise ValueError(f"target {target.id!r} supersedes {target.supersedes!r}: not here")
            if older and older.measure_id != target.measure_id:
                raise ValueError(f"target {target.id!r} supersedes one of {older.measure_id!r}")
        in_force = [target.measure_id for target in self.in_force]
        if len(set(in_force)) != len(in_force):
            raise ValueError(
                f"two targets in force for {_repeated(in_force)}; let the newer supersede the older"
            )
        # Two targets that replace each other would leave a measure with none, unsaid.
        missing = {target.measure_id for target in self.targets} - set(in_force)
        if missing:
            raise ValueError(f"the targets of {sorted(missing)} supersede one another in a circle")

    @property
    def version(self) -> str:
        """A hash of the content: a changed word gives another version."""
        content = repr((self.strategy, self.targets)).encode()
        return hashlib.sha256(content).hexdigest()[:12]

    @property
    def in_force(self) -> tuple[Target, ...]:
        """Targets no other has replaced."""
        replaced = {target.supersedes for target in self.targets}
        return tuple(target for target in self.targets if target.id not in replaced)

    def target_of(self, measure_id: str) -> Target | None:
        """The target in force for a measure, if there is one."""
        return next((t for t in self.in_force if t.measure_id == measure_id), None)

    def history_of(self, measure_id: str) -> tuple[Target, ...]:
        """The target in force and then those it replaced, newest first."""
        by_id = {target.id: target for target in self.targets}
        found: list[Target] = []
        target = self.target_of(measure_id)
        while target:
            found.append(target)
            target = by_id.get(target.supersedes) if target.supersedes else None
        return tuple(found)


def academic_year_of(time_period: int) -> int:
    """The six-digit academic year a year belongs to; a calendar year belongs to the one it ends."""
    if _digits(time_period) == 6:
        return time_period
    return (time_period - 1) * 100 + time_period % 100


def strategy_years(time_identifier: str) -> tuple[int, ...]:
    """The strategy's years as a measure of this time identifier writes them."""
    if time_identifier == "Calendar year":
        return tuple(year // 100 + 1 for year in YEARS)
    return YEARS


def usual_baseline_year(time_identifier: str) -> int:
    """The last full year before the strategy, as a measure of this time identifier writes it."""
    return BASELINE_YEAR // 100 + 1 if time_identifier == "Calendar year" else BASELINE_YEAR


def _stated(rule: Rule) -> tuple[float, ...]:
    if isinstance(rule, Fixed):
        return rule.values
    if isinstance(rule, Linear):
        return (rule.end,)
    # The lower limit of a band may well be nought.
    return (rule.upper,) if isinstance(rule, Band) else ()


def _check_profile(profile: tuple[tuple[str, float], ...]) -> None:
    if not profile:
        return
    names = [name for name, _ in profile]
    shares = [share for _, share in profile]
    order = next((order for order in PROFILE_ORDERS if names[0] in order), ())
    places = [order.index(name) for name in names if name in order]
    if len(places) != len(names) or places != sorted(set(places)):
        raise ValueError(f"profile {names} is not in the order of terms, months or quarters")
    for share in shares:
        _finite("profile share", share)
    if min(shares) < 0 or shares != sorted(shares) or shares[-1] != 1:
        raise ValueError(f"profile {shares} does not rise from 0 or more to exactly 1")


def _one_of(field: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{field} is {value!r}; expected one of {', '.join(allowed)}")


def _finite(field: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{field} is {value!r}; expected a number")


def _repeated(names: Iterable[str]) -> list[str]:
    listed = list(names)
    return sorted({name for name in listed if listed.count(name) > 1})


def _digits(time_period: int) -> int:
    return len(str(time_period))
