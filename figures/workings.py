"""How the facts of a measure were worked out: each number with its method, each way with its answer."""

from dataclasses import dataclass

import pandas as pd

from figures import wording
from figures.format import bare, gap_text, is_missing, number
from metrics.facts import Facts
from metrics.latest import period_of
from metrics.position import PositionFact
from metrics.ranking import Standing
from metrics.trend import THRESHOLD


@dataclass(frozen=True)
class Workings:
    """`rows` are name and text in the order of the facts; `ways` has a row for each comparison."""

    rows: tuple[tuple[str, str], ...]
    ways: pd.DataFrame


def workings(found: Facts, region: str) -> Workings:
    """How each fact of a measure was worked out."""
    return Workings(_rows(found), _ways(found, region))


def _rows(found: Facts) -> tuple[tuple[str, str], ...]:
    told = (
        ("The figure's interval", _interval(found)),
        ("Direction", _direction(found)),
        ("By Fingertips' own rule", _fingertips(found)),
        ("Other ways of comparing", wording.robust_text(found.position)),
        ("Rank", _rank(found.position)),
        ("Children to target", found.to_target.reason),
        ("Smallest visible change", _visible(found)),
    )
    return tuple((name, text) for name, text in told if text)


def _ways(found: Facts, region: str) -> pd.DataFrame:
    told = [way for way in found.position.ways if way.is_told]
    return pd.DataFrame(
        [
            {
                "Compared with": wording.compared_with(way, region),
                "Their figure": bare(way.value, found.measure.unit),
                "Period": way.period.label if way.period else "",
                "Verdict": way.fact,
                "How": way.method,
            }
            for way in told
        ]
    )


def _interval(found: Facts) -> str:
    point = found.point
    if point is None:
        return wording.sentence(found.reason)
    if is_missing(point["lower_ci"]) or is_missing(point["upper_ci"]):
        return wording.sentence(str(point["method"] or "no interval"))
    unit = found.measure.unit
    low, high = bare(point["lower_ci"], unit), bare(point["upper_ci"], unit)
    return (
        f"{bare(point['value'], unit)} in {period_of(point).label}; 95 of 100 such intervals hold "
        f"what is behind the figure: {low} to {high}. Method: {point['method']}."
    )


def _direction(found: Facts) -> str:
    own = found.direction
    said = wording.sentence(own.method or own.reason)
    if own.slope is None:
        return said
    way = "up" if own.slope > 0 else "down"
    return (
        f"{said} The line goes {way} {gap_text(own.slope, found.measure.unit)} a year (chi-square "
        f"{number(own.chi_square or 0, 1)}; more than {number(THRESHOLD, 1)} is needed, and the "
        "same sign whichever year is left out)."
    )


def _fingertips(found: Facts) -> str:
    own = found.direction
    if not own.used:
        return ""
    return (
        f"Without that widening, and with every year, Covid's too, it would say: {own.fingertips}."
    )


def _rank(position: PositionFact) -> str:
    found = position.standing
    if found is None:
        return ""
    if found.rank is None:
        return wording.sentence(f"not calculated: {found.reason}")
    return f"{_place(found)}{_limits(found)} Quarter: {found.quartile} ({found.method})."


def _place(found: Standing) -> str:
    shared = f", shared with {found.shared_by} others" if found.shared_by else ""
    return f"{found.rank} of {found.of} authorities, best first{shared}."


def _limits(found: Standing) -> str:
    if found.best_rank is None or found.worst_rank is None:
        return ""
    return (
        f" With chance in mind it could be anywhere from {found.best_rank} to {found.worst_rank}."
    )


def _visible(found: Facts) -> str:
    own = found.visible
    if own.change is None:
        return wording.sentence(own.reason)
    return f"{wording.visible_text(own, found.measure)} 80 in 100 such years would show it. Method: {own.method}."
