"""The formulas of the intervals, for one number or for arrays of them: nothing is refused here.

`metrics.intervals` refuses what has no interval and calls these for one number; `metrics.limits`
leaves out what has none and calls them for every point at once. Numbers in, (lower, upper) out.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

Numbers = NDArray[np.float64]
Pair = tuple[Numbers, Numbers]

BYAR_FROM = 10


def tail(confidence: float) -> float:
    """The chance left beyond each limit. Raises ValueError unless the confidence is a share."""
    if not 0 < confidence < 1:
        raise ValueError(f"the confidence is {confidence}; expected a share such as 0.95 or 0.998")
    return (1 - confidence) / 2


def normal(confidence: float) -> float:
    """The normal distribution's distance from the middle to each limit."""
    return float(-special.ndtri(tail(confidence)))


def wilson(numerator: Numbers, denominator: Numbers, confidence: float) -> Pair:
    """Wilson's score limits of a proportion, from 0 to 1."""
    z = normal(confidence)
    middle = 2 * numerator + z * z
    half = z * np.sqrt(z * z + 4 * numerator * (1 - numerator / denominator))
    width = 2 * (denominator + z * z)
    # No events is 0 and all of them is 1, whatever the last binary digit says.
    lower = np.where(numerator == 0, 0.0, (middle - half) / width)
    upper = np.where(numerator == denominator, 1.0, (middle + half) / width)
    return lower, upper


def part_of(percentage: Numbers, cohort: Numbers) -> Numbers:
    """The part of a cohort that a percentage stands for, never more than the cohort."""
    return np.minimum(percentage * cohort / 100, cohort)


def byar(events: Numbers, confidence: float) -> Pair:
    """Byar's limits of a count; lower is 0 at 0 events, and may fall below 0 near it."""
    z = normal(confidence)
    lower = np.where(events > 0, _byar(np.where(events > 0, events, 1.0), -z), 0.0)
    return lower, _byar(events + 1, z)


def exact_poisson(events: Numbers, confidence: float) -> Pair:
    """Exact limits of a count by the chi-square distribution."""
    beyond = tail(confidence)
    lower = special.gammaincinv(np.where(events > 0, events, 1.0), beyond)
    return np.where(events > 0, lower, 0.0), special.gammainccinv(events + 1, beyond)


def poisson(events: Numbers, confidence: float) -> Pair:
    """Limits of counts: exact below 10 events, Byar's from 10. Takes an array."""
    lower, upper = byar(events, confidence)
    lower = np.where(lower < 0, 0.0, lower)
    few = events < BYAR_FROM
    # Thousands of cells hold the same few counts, and the exact limits are slow to work out.
    counts, places = np.unique(events[few], return_inverse=True)
    exact_lower, exact_upper = exact_poisson(counts, confidence)
    lower[few], upper[few] = exact_lower[places], exact_upper[places]
    return lower, upper


def scaled(limits: Pair, population: Numbers, multiplier: float) -> Pair:
    """Limits of a count as limits of a rate."""
    lower, upper = limits
    return multiplier * lower / population, multiplier * upper / population


def widened(value: Numbers, limits: Pair, dispersion: Numbers) -> Pair:
    """Limits sqrt(dispersion) times as far from the value; lower never below 0."""
    lower, upper = limits
    factor = np.sqrt(dispersion)
    return np.maximum(0.0, value - factor * (value - lower)), value + factor * (upper - value)


def mean_of_sums(total: Numbers, squares: Numbers, children: Numbers, confidence: float) -> Pair:
    """Student's t limits of a mean from its sums, for two children or more."""
    mean = total / children
    # What is left of two near numbers may fall just under 0 by rounding.
    left = np.maximum(0.0, squares - total * mean)
    return around_mean(mean, np.sqrt(left / (children - 1)), children, confidence)


def around_mean(mean: Numbers, spread: Numbers, children: Numbers, confidence: float) -> Pair:
    """Student's t limits of a mean, with the standard deviation of its children."""
    half = -special.stdtrit(children - 1, tail(confidence)) * spread / np.sqrt(children)
    return mean - half, mean + half


def _byar(events: Numbers, z: float) -> Numbers:
    root = 1 - 1 / (9 * events) + z / (3 * np.sqrt(events))
    return events * (root * root * root)
