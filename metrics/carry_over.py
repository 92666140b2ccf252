"""How much of one count of a stock is still there at the next, which makes neighbours alike."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from metrics.chart_rules import Ruleset

# Less cannot be told from none, and would move the limits by under an eighth.
LEAST = 0.2
# From here on limits would be over three times as wide: nothing could ever be outside them.
MOST = 0.9
# Steps within a phase, from which their variance is worth having.
FEWEST_STEPS = 5


def carried_over(values: Sequence[float | None], starts: Sequence[int]) -> float:
    """The share of a value's distance from its centre that is there one step later, 0 to 1.

    From how much further two steps lead than one (1 + share, for an autoregression of the first
    order): neither a lasting change nor a steady slope looks like it. `starts` are the places
    where phases begin, 0 among them: no step leads across one. 0 where it is under 0.2.
    """
    one, two = (_variance_of_steps(values, starts, apart) for apart in (1, 2))
    if not one or two is None:
        return 0.0
    share = min(1.0, two / one - 1)
    return share if share >= LEAST else 0.0


def lengthened(rules: Ruleset, carried: float) -> Ruleset:
    """The same rules for neighbours that are alike: as many independent points in every run.

    Two of three is dropped: such neighbours are beyond two sigma together.
    """
    factor = (1 + carried) / (1 - carried)
    return replace(
        rules,
        shift=math.ceil(factor * rules.shift),
        trend=math.ceil(factor * rules.trend),
        counts_pairs=False,
    )


def _variance_of_steps(
    values: Sequence[float | None], starts: Sequence[int], apart: int
) -> float | None:
    """The variance of steps over `apart` places about the mean step of their own phase."""
    squares, number = 0.0, 0
    for start, end in pairwise([*starts, len(values)]):
        part = values[start:end]
        steps = [
            after - before
            for before, after in zip(part, part[apart:], strict=False)
            if before is not None and after is not None
        ]
        if len(steps) >= FEWEST_STEPS:
            mean = math.fsum(steps) / len(steps)
            squares += math.fsum((step - mean) ** 2 for step in steps)
            number += len(steps)
    return squares / number if number else None
