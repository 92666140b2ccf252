"""Seeded draws: weighted picks, exact shares of a total, counts that add up to a given sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

# Any width of whole number: people are kept in 32 bits, everything else in 64.
Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Dates = npt.NDArray[np.datetime64]
Flags = npt.NDArray[np.bool_]

NEVER = np.datetime64("NaT", "D")


def pick(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """`size` positions drawn with the given weights."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return np.minimum(
        np.searchsorted(edges, rng.random(size) * edges[-1], side="right"), len(edges) - 1
    ).astype(np.int64)


def pick_by_row(rng: np.random.Generator, table: Floats, rows: Ints) -> Ints:
    """One position for each entry of `rows`, drawn with the weights in that row of `table`."""
    edges = np.cumsum(table, axis=1)
    level = rng.random(len(rows)) * edges[rows, -1]
    drawn = (edges[rows] <= level[:, None]).sum(axis=1)
    return np.minimum(drawn, table.shape[1] - 1).astype(np.int64)


def chance(rng: np.random.Generator, share: float | Floats, size: int) -> Flags:
    """True with the given probability, `size` times."""
    return np.asarray(rng.random(size) < share)


def share_out(total: int, weights: Sequence[float] | Floats) -> Ints:
    """Whole numbers in proportion to the weights that add up to `total` (largest remainders)."""
    weights = np.asarray(weights, dtype=float)
    if total == 0 or weights.sum() <= 0:
        return np.zeros(len(weights), dtype=np.int64)
    exact = total * weights / weights.sum()
    whole = np.floor(exact).astype(np.int64)
    short = int(total - whole.sum())
    # A stable sort, so that ties fall the same way on every machine.
    order = np.argsort(whole - exact, kind="stable")
    whole[order[:short]] += 1
    return whole


def counts_with_sum(
    rng: np.random.Generator, drawn: Ints, total: int, least: int = 1, most: int = 28
) -> Ints:
    """The drawn counts, nudged one at a time until each is in range and they add up to `total`."""
    counts = np.clip(drawn, least, most)
    while (gap := int(total - counts.sum())) != 0:
        movable = np.flatnonzero(counts < most if gap > 0 else counts > least)
        if len(movable) == 0:
            raise ValueError(
                f"{total} cannot be shared among {len(counts)} with {least} to {most} each"
            )
        chosen = rng.permutation(movable)[: abs(gap)]
        counts[chosen] += 1 if gap > 0 else -1
    return counts


def days(count: Ints | Floats | int) -> npt.NDArray[np.timedelta64]:
    """Whole days as a time difference."""
    return np.asarray(count).astype("int64").astype("timedelta64[D]")


def on_or_before_friday(dates: Dates) -> Dates:
    """A date that falls on a Saturday or Sunday moves back to the Friday before it."""
    # Day 0 of numpy's calendar, 1 January 1970, was a Thursday.
    weekday = (dates.astype("int64") + 3) % 7
    return dates - days(np.maximum(weekday - 4, 0))
