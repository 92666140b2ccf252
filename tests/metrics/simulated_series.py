"""Frames of published yearly points of authorities whose true course is known."""

import numpy as np
import pandas as pd

FIRST_YEAR = 2006


def codes(count):
    return [f"E{n:08d}" for n in range(count)]


def years(count):
    """202425-like academic years, from 2006/07."""
    return [100 * year + (year + 1) % 100 for year in range(FIRST_YEAR, FIRST_YEAR + count)]


def frame_of(values):
    """Points of areas x years of values; a NaN is a year without a point."""
    values = np.asarray(values, dtype=float)
    table = pd.DataFrame(values, index=codes(len(values)), columns=years(values.shape[1]))
    long = table.stack().rename("value").rename_axis(["area_code", "time_period"]).reset_index()
    return long.dropna(subset="value").assign(
        measure_id="a_rate",
        time_identifier="Academic year",
        geographic_level="Local authority",
        breakdown_topic="Total",
        breakdown="Total",
        basis="published",
        provisional=False,
    )


def random_walks(areas, count, seed=1, step=0.2):
    """Each year the one before times a chance of its own: nothing can be known but the last."""
    steps = np.random.default_rng(seed).normal(0, step, size=(areas, count))
    return 5 * np.exp(steps.cumsum(axis=1))


def damped_trends(areas, count, seed=2):
    """Each area's yearly change is 0.9 of the year before's, up or down, and little else."""
    rng = np.random.default_rng(seed)
    changes = rng.normal(0, 0.3, size=(areas, 1)) * 0.9 ** np.arange(count)
    return 5 * np.exp(changes.cumsum(axis=1) + rng.normal(0, 0.005, size=(areas, count)))


def steady_courses(areas, count, seed=3):
    """Half of the areas fall by a tenth each year, half stay, with a little chance."""
    rng = np.random.default_rng(seed)
    falls = np.where(np.arange(areas) % 2 == 0, -0.1, 0.0)[:, None] * np.arange(count)
    return 5 * np.exp(falls + rng.normal(0, 0.01, size=(areas, count)))


def shocked(areas, count, seed=4):
    """Quiet years, and in the last three a doubling, a third of it, and a doubling again."""
    values = 5 * np.exp(np.random.default_rng(seed).normal(0, 0.03, size=(areas, count)))
    values[:, -3:] *= [2.0, 2 / 3, 4 / 3]
    return values
