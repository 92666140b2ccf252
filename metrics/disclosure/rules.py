"""The rules of data/disclosure.toml: what is small, and what the public may see of each measure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from metrics.definitions import definitions

FILE = Path(__file__).parents[2] / "data" / "disclosure.toml"


class BadRules(ValueError):
    """A file of rules that cannot be followed as it stands."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The numbers of the rules, for one measure.

    A count of children from 1 to below `threshold` is small, and so is a denominator below
    `least_denominator`. A mean, a median or a cost is told from `least_for_means` children on, a
    cost from `least_providers` providers, none of them over `largest_share` of it.
    """

    threshold: int = 5
    least_denominator: int = 10
    least_for_means: int = 10
    least_providers: int = 3
    largest_share: float = 0.8
    # Whether the public sees districts, and whether it sees breakdowns of the county.
    districts: bool = True
    breakdowns: bool = True


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The limits of every measure, and what is decided for all of them together."""

    defaults: Limits = Limits()
    measures: Mapping[str, Limits] = field(default_factory=dict)
    # The share of a series that may be hidden before the public gets longer periods.
    most_hidden: float = 0.2
    # A revision of fewer children than this waits for the year's final release.
    least_revision: int = 5

    def of(self, measure_id: str) -> Limits:
        """The limits of one measure."""
        return self.measures.get(measure_id, self.defaults)


def load(path: Path = FILE) -> Rules:
    """The rules of a file.

    Raises BadRules for a key or a measure that does not exist, an override without its reason, or
    a threshold that would protect nothing.
    """
    with path.open("rb") as file:
        told = tomllib.load(file)
    _only(told, {"defaults", "release", "measures"}, path.name)
    defaults = _limits(Limits(), told.get("defaults", {}), f"{path.name}: defaults")
    release = told.get("release", {})
    _only(release, {"most_hidden", "least_revision"}, f"{path.name}: release")
    measures = {}
    for name, own in told.get("measures", {}).items():
        where = f"{path.name}: measures.{name}"
        if name not in definitions():
            raise BadRules(f"{where}: there is no such measure")
        if not str(own.get("reason", "")).strip():
            raise BadRules(f"{where}: an override needs a reason")
        measures[name] = _limits(
            defaults, {key: value for key, value in own.items() if key != "reason"}, where
        )
    return Rules(defaults=defaults, measures=measures, **release)


def _limits(base: Limits, told: Mapping[str, Any], where: str) -> Limits:
    known = {one.name: type(getattr(base, one.name)) for one in fields(Limits)}
    _only(told, set(known), where)
    for name, value in told.items():
        if not isinstance(value, known[name]) and not (known[name] is float and value == 1):
            raise BadRules(f"{where}: {name} is {value!r}; expected a {known[name].__name__}")
    found = Limits(**{one: told.get(one, getattr(base, one)) for one in known})
    if found.threshold < 2 or found.least_denominator < found.threshold:
        raise BadRules(f"{where}: a threshold below 2, or a denominator below it, protects nothing")
    return found


def _only(told: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(told) - known)
    if unknown:
        raise BadRules(f"{where}: {unknown} not known; expected some of {sorted(known)}")
