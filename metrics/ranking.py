"""Where an authority stands among others: rank with its interval, quartile by a named method.

A rank alone says too much: neighbours in a table often differ by chance.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

import numpy as np
from scipy import special

from metrics.definitions import Polarity

TYPE_7 = "type 7"
NTILE = "NTILE"
BANDS = ("A", "B", "C", "D")
# Too few pupils to stand beside the others: City of London, Isles of Scilly, by either code.
LEFT_OUT = frozenset({"E09000001", "E06000053", "201", "420"})
FEWEST_AUTHORITIES = 100
BETTER, SIMILAR, WORSE = "better", "similar", "worse"
HIGHER, LOWER = "higher", "lower"

_QUARTERS = 4
_Z_95 = float(special.ndtri(0.975))


def ranks(values: Sequence[float | None], polarity: Polarity) -> list[int | None]:
    """The rank of each value, 1 the best; equal values share the better rank, missing have none.

    All None where neither way is better.
    """
    if not _has_best(polarity):
        return [None] * len(values)
    return _ranks_from([_signed(value, polarity) for value in values])


def quartile_bounds(values: Sequence[float | None], method: str = TYPE_7) -> tuple[float, ...]:
    """Least value, the three bounds between quarters, and greatest; missing values left out.

    `type 7` interpolates as R and spreadsheets do (Hyndman and Fan, 1996). `NTILE` takes the
    greatest value of each quarter as SQL deals them out. Raises ValueError for an unknown method,
    no value at all, or under four values with NTILE.
    """
    told = sorted(_told(values))
    if method not in (TYPE_7, NTILE):
        raise ValueError(f"method is {method!r}; expected {TYPE_7!r} or {NTILE!r}")
    fewest = _QUARTERS if method == NTILE else 1
    if len(told) < fewest:
        raise ValueError(f"{len(told)} values; quartiles by {method} need {fewest} or more")
    if method == TYPE_7:
        return tuple(float(q) for q in np.quantile(told, [0, 0.25, 0.5, 0.75, 1]))
    groups = ntile(told, _QUARTERS)
    tops = (max(v for v, own in zip(told, groups, strict=True) if own == g) for g in range(1, 5))
    return (told[0], *tops)


def quartile_band(value: float | None, bounds: Sequence[float], polarity: Polarity) -> str | None:
    """A, the best quarter, to D; a value on a bound belongs to the quarter under it.

    None where the value is missing or neither way is better. Raises ValueError where the value is
    outside the bounds, which are five as `quartile_bounds` gives them.
    """
    if not _has_best(polarity) or _is_missing(value):
        return None
    assert value is not None
    if not bounds[0] <= value <= bounds[-1]:
        raise ValueError(
            f"the value {value} is outside the bounds {bounds[0]} to {bounds[-1]}; "
            "expected a value the bounds were made from"
        )
    quarter = next(place for place, top in enumerate(bounds[1:]) if value <= top)
    return BANDS[quarter] if polarity == "low" else BANDS[-1 - quarter]


def ntile(values: Sequence[float | None], groups: int) -> list[int | None]:
    """SQL's NTILE over the values ascending: the group of each, from 1; missing values have none.

    The first groups take what is left over, and equal values may be parted, in the order they
    come. All None where there are fewer values than groups.
    """
    _refuse_groups(groups)
    order = sorted((v, n) for n, v in enumerate(values) if v is not None and not _is_missing(v))
    found: list[int | None] = [None] * len(values)
    if len(order) < groups:
        return found
    size, left = divmod(len(order), groups)
    # The first `left` groups are one larger.
    large = left * (size + 1)
    for place, (_, at) in enumerate(order):
        late = left + 1 + (place - large) // size
        found[at] = place // (size + 1) + 1 if place < large else late
    return found


def quantiles(
    values: Sequence[float | None], groups: int = 10, *, highest_first: bool = True
) -> list[int | None]:
    """The quantile of each value, equal values together; 1 holds the highest, or else the lowest.

    Missing values have none; all None where there are fewer values than groups. Source: the
    method of OHID's technical guide on assigning deprivation categories.
    """
    _refuse_groups(groups)
    told = len(_told(values))
    if told < groups:
        return [None] * len(values)
    own = _ranks_from([_signed(value, "high" if highest_first else "low") for value in values])
    return [None if rank is None else _quantile(rank, told, groups) for rank in own]


class Spine(NamedTuple):
    """The ends and middle bounds of a bar that runs from worst to best."""

    best: float
    best_quartile: float
    worst_quartile: float
    worst: float


def spine(bounds: Sequence[float], polarity: Polarity) -> Spine:
    """Least, first bound, last bound and greatest, turned so that the best comes first.

    `bounds` are those four or the five of `quartile_bounds`. Where neither way is better the
    greatest stands in the place of the best.
    """
    four = (bounds[0], bounds[1], bounds[-2], bounds[-1])
    return Spine(*four) if polarity == "low" else Spine(*reversed(four))


def compared(
    limits: tuple[float | None, float | None], benchmark: float | None, polarity: Polarity
) -> str | None:
    """Better, similar or worse than a benchmark by the 95% limits of one's own value.

    Higher or lower where neither way is better; None where something is missing. A benchmark on
    a limit is similar.
    """
    lower, upper = limits
    if lower is None or upper is None or benchmark is None:
        return None
    if math.isnan(lower) or math.isnan(upper) or math.isnan(benchmark):
        return None
    if lower <= benchmark <= upper:
        return SIMILAR
    is_higher = lower > benchmark
    if not _has_best(polarity):
        return HIGHER if is_higher else LOWER
    return BETTER if is_higher == (polarity == "high") else WORSE


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An authority among `of` with a value: its rank, how many share it, the ranks it could have.

    `best_rank` and `worst_rank` hold the true rank in 95 of 100 such tables; None where it has no
    limits. `reason` says why there is no rank; then all else but `of` is None.
    """

    of: int
    rank: int | None = None
    shared_by: int | None = None
    best_rank: int | None = None
    worst_rank: int | None = None
    quartile: str | None = None
    method: str | None = None
    reason: str | None = None


def standing(
    area_code: str,
    areas: Sequence[Mapping[str, Any]],
    polarity: Polarity,
    *,
    method: str = TYPE_7,
    fewest: int = FEWEST_AUTHORITIES,
) -> Standing:
    """Where an area stands among records of area_code, value, lower and upper (95% limits).

    City of London and Isles of Scilly are left out; equal values are in one quarter. Raises
    ValueError for an unknown method or polarity, or an area that comes twice.
    """
    among = _comparable(areas)
    own = among.get(area_code)
    reason = _why_no_rank(area_code, own, len(among), polarity, fewest)
    if reason or own is None:
        return Standing(of=len(among), reason=reason)
    values = [area.value for area in among.values()]
    best, worst = _rank_limits(own, list(among.values()), polarity)
    return Standing(
        of=len(among),
        rank=1 + sum(_signed_value(value, polarity) < own.signed(polarity) for value in values),
        shared_by=values.count(own.value) - 1,
        best_rank=best,
        worst_rank=worst,
        quartile=quartile_band(own.value, quartile_bounds(values, method), polarity),
        method=method,
    )


@dataclass(frozen=True)
class _Area:
    value: float
    lower: float | None
    upper: float | None

    def signed(self, polarity: Polarity) -> float:
        return _signed_value(self.value, polarity)

    def arm(self, way: int) -> float | None:
        """How far the limit above (+1) or below (-1) is."""
        limit = self.upper if way > 0 else self.lower
        return None if limit is None else abs(limit - self.value)


def _comparable(areas: Sequence[Mapping[str, Any]]) -> dict[str, _Area]:
    found: dict[str, _Area] = {}
    for area in areas:
        code = area["area_code"]
        if code in LEFT_OUT or _is_missing(area["value"]):
            continue
        if code in found:
            raise ValueError(f"area {code} comes twice; expected one value an area")
        lower, upper = (None if _is_missing(area[end]) else area[end] for end in ("lower", "upper"))
        found[code] = _Area(area["value"], lower, upper)
    return found


def _why_no_rank(
    area_code: str, own: _Area | None, of: int, polarity: Polarity, fewest: int
) -> str | None:
    if not _has_best(polarity):
        return "neither way is better, so there is no rank"
    if area_code in LEFT_OUT:
        return "too few pupils to stand beside other authorities"
    if of < fewest:
        have = "1 authority has" if of == 1 else f"{of} authorities have"
        return f"{have} a value; {fewest} are needed"
    return None if own else "no value for this authority"


def _rank_limits(
    own: _Area, among: Sequence[_Area], polarity: Polarity
) -> tuple[int | None, int | None]:
    """Ranks that all but those clearly better, and all but those clearly worse, leave open.

    Each pair is tested at a level that holds for all pairs at once, by Bonferroni (after Mogstad,
    Romano, Shaikh and Wilhelm, 2024), on limits of a difference (Zou and Donner, 2008). An area
    without limits could stand on either side.
    """
    if own.lower is None or own.upper is None:
        return None, None
    pairs = max(1, len(among) - 1)
    stretch = float(-special.ndtri(0.025 / pairs)) / _Z_95
    higher = sum(_clearly_above(other, own, stretch) for other in among)
    lower = sum(_clearly_above(own, other, stretch) for other in among)
    better, worse = (higher, lower) if polarity == "high" else (lower, higher)
    return 1 + better, len(among) - worse


def _clearly_above(one: _Area, other: _Area, stretch: float) -> bool:
    down, up = one.arm(-1), other.arm(+1)
    if down is None or up is None:
        return False
    return one.value - other.value > stretch * math.hypot(down, up)


def _quantile(rank: int, told: int, groups: int) -> int:
    place = (groups + 1) - math.ceil(((told + 1) - rank) / (told / groups))
    return max(1, math.floor(place))


def _ranks_from(keys: Sequence[float | None]) -> list[int | None]:
    """Ranks of keys ascending, equal ones sharing the least."""
    first: dict[float, int] = {}
    for place, key in enumerate(sorted(key for key in keys if key is not None), 1):
        first.setdefault(key, place)
    return [None if key is None else first[key] for key in keys]


def _signed(value: float | None, polarity: Polarity) -> float | None:
    return None if value is None or _is_missing(value) else _signed_value(value, polarity)


def _signed_value(value: float, polarity: Polarity) -> float:
    """So that less is better."""
    return -value if polarity == "high" else value


def _has_best(polarity: Polarity) -> bool:
    if polarity not in get_args(Polarity):
        raise ValueError(f"polarity is {polarity!r}; expected one of {get_args(Polarity)}")
    return polarity in ("low", "high")


def _told(values: Sequence[float | None]) -> list[float]:
    return [value for value in values if value is not None and not _is_missing(value)]


def _is_missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def _refuse_groups(groups: int) -> None:
    if groups < 1:
        raise ValueError(f"{groups} groups; expected 1 or more")
