"""The plan the project ships with: example targets that no board has agreed."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from plan import strategy
from plan.types import (
    EXAMPLE_BODY,
    RULES,
    Comparator,
    Plan,
    Rule,
    Strategy,
    Target,
    strategy_years,
    usual_baseline_year,
)

SEED = Path(__file__).with_name("seed.toml")


@cache
def seed_plan() -> Plan:
    """The shipped plan, from plan/seed.toml. ValueError names the target that cannot be read."""
    return read_plan(SEED)


def read_plan(path: Path) -> Plan:
    """A plan from a TOML file of [[target]] tables.

    A target's fields are those of plan.types.Target; `rule` is a table whose `kind` is one of
    plan.types.RULES. Raises ValueError naming the file, the target and what was expected.
    """
    with path.open("rb") as file:
        try:
            content = tomllib.load(file)
        except tomllib.TOMLDecodeError as problem:
            raise ValueError(f"{path.name} is not valid TOML: {problem}") from None
    targets = []
    for number, entry in enumerate(content.get("target", []), start=1):
        try:
            targets.append(target_from(entry))
        except (KeyError, TypeError, ValueError) as problem:
            raise ValueError(f"{path.name}, target {number}: {problem}") from None
    return Plan(targets=tuple(targets), strategy=the_strategy())


def the_strategy() -> Strategy:
    """The strategy in its own words."""
    return Strategy(
        title=strategy.TITLE,
        vision=strategy.VISION,
        workstreams=strategy.WORKSTREAMS,
        principles=strategy.PRINCIPLES,
        outcomes=strategy.OUTCOMES,
        years=strategy.YEARS,
    )


def target_from(entry: Mapping[str, Any]) -> Target:
    """One target from plain values; what is left out takes the usual value.

    Left out, the id is the measure's, the years are all those of the strategy, and the baseline is
    the last full year before it.
    """
    fields = dict(entry)
    if "measure_id" not in fields or "rule" not in fields:
        raise ValueError(f"expected measure_id and rule; found {sorted(fields)}")
    time_identifier = fields.setdefault("time_identifier", "Academic year")
    fields.setdefault("id", fields["measure_id"])
    fields["years"] = tuple(fields.get("years", strategy_years(time_identifier)))
    fields.setdefault("baseline_year", usual_baseline_year(time_identifier))
    fields["rule"] = rule_from(fields["rule"])
    fields["profile"] = tuple((name, share) for name, share in fields.get("profile", ()))
    if fields.get("example"):
        fields.setdefault("agreed_by", EXAMPLE_BODY)
    return Target(**fields)


def rule_from(entry: Mapping[str, Any]) -> Rule:
    """A rule from its table: `kind` and the rule's own fields."""
    if not isinstance(entry, Mapping):
        raise ValueError(f"rule is {entry!r}; expected a table with a kind and its numbers")
    fields = dict(entry)
    kind = fields.pop("kind", None)
    if kind not in RULES:
        raise ValueError(f"unknown rule {kind!r}; expected one of {', '.join(RULES)}")
    if "comparator" in fields:
        fields["comparator"] = Comparator(**fields["comparator"])
    if "values" in fields:
        fields["values"] = tuple(fields["values"])
    return RULES[kind](**fields)
