"""What no world may make the product say: random worlds, each judged again by plain means."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from metrics.definitions import definitions
from metrics.facts import Facts, facts_of
from metrics.limits import with_limits
from metrics.within_year import control_chart
from plan.seed import the_strategy
from plan.types import Plan
from tests.metrics.made_world import (
    CALM,
    CHOPPY,
    ENGLAND,
    NEIGHBOURS,
    OWN,
    REGION,
    Cell,
    World,
    areas_of,
    facts_in,
    measure_of,
    points_of,
    years_to,
)

WORLDS, AGAIN, OF_MONTHS = 800, 150, 120
JUDGED = ("met", "nearly", "missed")
DIRECTED = ("improving", "worsening", "rising", "falling")
PLACED = ("better", "similar", "worse", "higher", "lower")
VERDICTS = ("improving", "worsening", "better", "worse")
TURNED = (
    ("improving", "worsening"),
    ("better", "worse"),
    ("higher", "lower"),
    ("rising", "falling"),
)
OPPOSITE = dict([*TURNED, *((after, before) for before, after in TURNED)])


class Told(NamedTuple):
    """A world, its points, those of its own matured years, oldest first, and what is said."""

    world: World
    frame: pd.DataFrame
    own: pd.DataFrame
    facts: Facts

    @property
    def is_hidden(self) -> bool:
        seen = self.own[self.own["value"].notna() | (self.own["symbol"] == "c")]
        return len(seen) > 0 and seen["symbol"].iloc[-1] == "c"


def a_world(random: np.random.Generator) -> World:
    """Any world: long or short, clean or full of holes, with or without company and target."""
    of = int(10 ** random.uniform(1.7, 5))
    polarity = str(random.choice(["low", "high", "neutral", "band"], p=[0.3, 0.3, 0.2, 0.2]))
    level = of * random.uniform(0.02, 0.4)
    length = int(random.choice([0, 1, 2, 3, 4, *[5, 6, 7, 8] * 3]))
    rule = {} if random.random() < 0.2 else a_target(random, level, polarity)
    company = {
        name: series(random, of, level, int(random.integers(1, 8)), 0.05)
        for name in ("england", "region")
        if random.random() < 0.7
    }
    if random.random() < 0.5:
        several = int(random.integers(3, 11))
        company["neighbours"] = [series(random, of, level, 5, 0.1) for _ in range(several)]  # type: ignore[assignment]
    own = series(random, of, level, length, 0.15 if random.random() < 0.3 else 0)
    own[-1:] = [[own[-1], "c", "12.3"][random.choice(3, p=[0.8, 0.1, 0.1])]] if own else []
    return World(
        own=own,
        of=of,
        polarity=polarity,
        unit=str(random.choice(["%", "per 100 pupils"])),
        newest=int(random.choice([202324, 202425, 202425, 202526, 202627])),
        provisional=int(random.choice([0, 0, 0, 0, 1, 2])),
        basis=str(random.choice([*["published"] * 5, "local"])),
        cohort_known=bool(random.random() < 0.5),
        breaks=tuple(
            int(year)
            for year in random.choice(years_to(202526, 8), int(random.choice([0, 0, 1, 2])))
        ),
        note="Known to the board" if random.random() < 0.5 else "",
        years=[None, CALM, CALM, CHOPPY][random.integers(4)],
        **rule,
        **company,
    )


def series(
    random: np.random.Generator, of: int, level: float, length: int, holes: float
) -> list[Cell]:
    """Counts that drift as they like, here and there hidden, missing or without their count."""
    drift = random.normal(0, 0.3) if random.random() < 0.7 else 0.0
    cells: list[Cell] = []
    for year in range(length):
        count = min(of, round(level * np.exp(drift * year + random.normal(0, 0.03))))
        odd: list[Cell] = ["c", "x", None, f"{100 * count / of:.1f}"]
        cells.append(odd[random.integers(4)] if random.random() < holes else int(count))
    return cells


def a_target(random: np.random.Generator, level: float, polarity: str) -> dict[str, Any]:
    number = max(1, round(level * random.uniform(0.5, 1.6)))
    is_band = random.random() < (0.7 if polarity in ("band", "neutral") else 0.1)
    return {
        "target": (number, number * 1.3) if is_band else number,
        "tolerance": float(random.choice([0, round(level / 3)])),
        "agreed": str(random.choice(["agreed", "agreed", "example", "neither"])),
        "target_years": [None, None, (202425,), (202526,)][random.integers(4)],
    }


@pytest.fixture(scope="module")
def told() -> list[Told]:
    random = np.random.default_rng(20261101)
    return [tell(a_world(random)) for _ in range(WORLDS)]


def tell(world: World) -> Told:
    frame = points_of(world)
    matured = (frame["area_code"] == OWN) & ~frame["provisional"].astype(bool)
    own = frame[matured].sort_values("time_period")
    return Told(world, frame, own, facts_in(world, frame))


def words_of(found: Facts) -> tuple[str, ...]:
    place = found.position
    ways = [way.fact for way in place.ways]
    three = (place.england.fact, place.region.fact, place.neighbours.fact)
    return (found.target.fact, found.target.certainty, found.direction.fact, *three, *ways)


def test_every_kind_of_word_comes_up_often(told: list[Told]) -> None:
    # Else the sweeps under this would sweep nothing.
    said = Counter(word.removesuffix(" (example)") for one in told for word in words_of(one.facts))
    never = ("rising", "falling", "nearly", "met", "missed", "suppressed", "not yet due")
    for word in (*OPPOSITE, *never, "could be chance", "clear", "no change detectable"):
        assert said[word] >= 15, (word, said)


def test_nothing_is_met_or_missed_without_a_target_in_force_for_the_year(told: list[Told]) -> None:
    for world, _, own, facts in told:
        fact = facts.target.fact.removesuffix(" (example)")
        if fact not in JUDGED:
            continue
        point = own[own["value"].notna()].iloc[-1]
        assert world.target is not None
        assert world.agreed in ("agreed", "example")
        assert point["time_period"] in (world.target_years or (202324, 202425, 202526))
        assert world.polarity in ("low", "high") or isinstance(world.target, tuple)
        assert fact == judged_again(world, point["value"])


def judged_again(world: World, value: float) -> str:
    """Met, nearly or missed by whole numbers: counts against counts."""

    def exact(count: float) -> Fraction:
        return Fraction(repr(100 * count / world.of))

    found, tolerated = Fraction(repr(float(value))), exact(world.tolerance)
    if isinstance(world.target, tuple):
        lower, upper = map(exact, world.target)
        worse = max(lower - found, found - upper)
    else:
        assert world.target is not None
        worse = found - exact(world.target)
        worse = worse if world.polarity == "low" else -worse
    return "met" if worse <= 0 else "nearly" if worse <= tolerated else "missed"


def test_an_example_is_always_called_one_and_nothing_else_is(told: list[Told]) -> None:
    for world, _, _, facts in told:
        fact = facts.target.fact
        if fact.removesuffix(" (example)") in (*JUDGED, "not yet due"):
            assert fact.endswith(" (example)") == (world.agreed == "example")
        else:
            assert "example" not in fact


def test_a_target_is_clear_only_outside_its_interval(told: list[Told]) -> None:
    for one in told:
        target = one.facts.target
        if target.certainty not in ("clear", "could be chance"):
            continue
        own = one.own[one.own["value"].notna()].iloc[-1]
        value = target.value
        limits = [value] if isinstance(value, float) else [value.lower, value.upper]  # type: ignore[union-attr]
        covered = any(own["lower_ci"] <= limit <= own["upper_ci"] for limit in limits)
        assert covered == (target.certainty == "could be chance")


def test_no_direction_without_five_years_and_a_passed_test(told: list[Told]) -> None:
    checked = Counter[str]()
    for one in told:
        fact = one.facts.direction.fact
        if fact not in (*DIRECTED, "no change detectable"):
            continue
        chi_square, threshold, slopes = recomputed(one)
        assert one.facts.direction.chi_square == pytest.approx(chi_square, rel=1e-6, abs=1e-9)
        passed = chi_square > threshold and (min(slopes) > 0 or max(slopes) < 0)
        assert passed == (fact in DIRECTED)
        if fact in DIRECTED:
            rises = bool(slopes[0] > 0)
            good = {"low": not rises, "high": rises}.get(one.world.polarity)
            words = ("falling", "rising") if good is None else ("worsening", "improving")
            assert fact == words[rises if good is None else good]
        checked[fact] += 1
    assert len(checked) == 5


def recomputed(one: Told) -> tuple[float, float, list[float]]:
    """Chi-square, what it has to pass, and the slopes of all five and of each four."""
    years, values, variances = unbroken(one.own, one.world)
    assert len(years) >= 5
    years, values, variances = years[-5:], values[-5:], variances[-5:]
    between, degrees = between_years_again(one, years, values, variances)
    variances = variances + between * relative_to(one.world, values.mean()) ** 2
    slope, its_variance = line(years, values, variances)
    without = [
        line(*(np.delete(column, place) for column in (years, values, variances)))[0]
        for place in range(5)
    ]
    threshold = stats.t.ppf(0.999, degrees) ** 2
    return slope**2 / its_variance, threshold, [slope, *without]


def unbroken(rows: pd.DataFrame, world: World) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The years with limits that are no break: the year, its value, its variance."""
    kept = rows[rows["lower_ci"].notna() & ~rows["time_period"].isin(world.breaks)]
    kept = kept.sort_values("time_period")
    errors = (kept["upper_ci"] - kept["lower_ci"]).to_numpy() / (2 * 1.96)
    return kept["time_period"].to_numpy() // 100, kept["value"].to_numpy(), errors**2


def relative_to(world: World, level: float) -> float:
    scale = level * (1 - level / 100) if world.unit == "%" else level
    return scale or 1.0


def line(x: np.ndarray, y: np.ndarray, variances: np.ndarray) -> tuple[float, float]:
    """The slope of the weighted line and its variance, by matrices."""
    design = np.column_stack([np.ones(len(x)), x - x.mean()])
    covariance = np.linalg.inv(design.T @ np.diag(1 / variances) @ design)
    return (covariance @ design.T @ (y / variances))[1], covariance[1, 1]


def between_years_again(
    one: Told, years: np.ndarray, values: np.ndarray, variances: np.ndarray
) -> tuple[float, float]:
    """The variance between years, relative to the level, and its degrees of freedom."""
    taught = [(years, values, variances)]
    rows = one.frame[
        (one.frame["geographic_level"] == "Local authority")
        & (one.frame["area_code"] != OWN)
        & (one.frame["basis"] == one.world.basis)
    ]
    for _, own in rows.groupby("area_code"):
        found = [column[-5:] for column in unbroken(own, one.world)]
        if len(found[0]) == 5:
            taught.append((found[0], found[1], found[2]))
    strays = np.array([stray(*lived, one.world) for lived in taught])
    excess, scale = strays.sum(axis=0)
    degrees = 3 * scale**2 / (strays[:, 1] ** 2).sum()
    return max(0.0, excess / scale), degrees


def stray(x: np.ndarray, y: np.ndarray, variances: np.ndarray, world: World) -> tuple[float, float]:
    """Cochran's Q about a line, less its three degrees; and what a unit of variance adds to it."""
    level = relative_to(world, y.mean())
    weights = np.diag(level**2 / variances)
    design = np.column_stack([np.ones(5), x - x.mean()])
    hat = design @ np.linalg.inv(design.T @ weights @ design) @ design.T @ weights
    left = y / level - hat @ (y / level)
    return left @ weights @ left - 3, np.trace(weights @ (np.eye(5) - hat))


def test_no_direction_of_months_without_a_signal_that_still_holds() -> None:
    random = np.random.default_rng(7)
    said = Counter[str]()
    for _ in range(OF_MONTHS):
        of, length = int(random.integers(100, 400)), int(random.integers(5, 40))
        shifted = int(random.integers(0, 12))
        share = np.full(length, 0.4)
        share[length - shifted :] += random.normal(0, 0.1)
        world = World(
            own=[int(count) for count in random.binomial(of, np.clip(share, 0.02, 0.98))],
            of=of,
            unit="%",
            polarity=str(random.choice(["low", "high", "neutral", "band"])),
            months=True,
            years=None,
        )
        one = tell(world)
        fact = one.facts.direction.fact
        said[fact] += 1
        if fact not in DIRECTED:
            continue
        chart = control_chart(measure_of(world), one.frame, OWN, "month", {}).chart
        assert chart is not None
        newest = chart.points[-1]
        assert any(point.rules for point in chart.points[-3:])
        assert newest.value is not None
        assert newest.centre is not None
        over = newest.value > newest.centre
        good = {"low": not over, "high": over}.get(world.polarity)
        words = ("falling", "rising") if good is None else ("worsening", "improving")
        assert fact == words[over if good is None else good]
    assert all(said[word] >= 5 for word in (*DIRECTED, "no change detectable")), said


def test_no_place_without_an_interval_of_its_own_and_a_figure_of_the_same_year_and_basis(
    told: list[Told],
) -> None:
    codes = {"england": ENGLAND, "region": REGION}
    checked = Counter[str]()
    for one in told:
        published = one.frame[one.frame["basis"] == "published"]
        for name in ("england", "region", "neighbours"):
            found = getattr(one.facts.position, name)
            if found.fact not in PLACED:
                continue
            of_year = published[published["time_period"] == found.period.time_period]
            own = of_year[(of_year["area_code"] == OWN) & ~of_year["provisional"].astype(bool)]
            among = [codes[name]] if name in codes else list(NEIGHBOURS)
            others = of_year[of_year["area_code"].isin(among)]["value"].dropna()
            lower, upper = float(own["lower_ci"].iloc[0]), float(own["upper_ci"].iloc[0])
            assert 2 * len(others) > len(among)
            assert found.value == pytest.approx(others.mean())
            assert found.fact == placed_again(lower, upper, found.value, one.world.polarity)
            # No older year of its own where a newer one had the other's figure as well.
            newer = one.own[one.own["time_period"] > found.period.time_period]
            newer = newer[newer["value"].notna()]["time_period"]
            if name in codes:
                told_too = published[(published["area_code"] == codes[name])].dropna(subset="value")
                assert not set(newer) & set(told_too["time_period"])
            checked[found.fact] += 1
    assert min(checked[word] for word in PLACED) >= 15


def placed_again(lower: float, upper: float, value: float, polarity: str) -> str:
    if lower <= value <= upper:
        return "similar"
    over = lower > value
    if polarity in ("neutral", "band"):
        return "higher" if over else "lower"
    return "better" if over == (polarity == "high") else "worse"


def test_neutral_and_band_are_never_better_or_worse(told: list[Told]) -> None:
    for world, _, _, facts in told:
        if world.polarity in ("neutral", "band"):
            assert not set(words_of(facts)) & set(VERDICTS)
            assert not any(word in facts.position.robust for word in VERDICTS)
        else:
            assert not set(words_of(facts)) & {"rising", "falling", "higher", "lower"}


def with_polarity(told: list[Told], number: int) -> Iterator[Told]:
    judged = (one for one in told if one.world.polarity in ("low", "high"))
    return (one for one, _ in zip(judged, range(number), strict=False))


def other(polarity: str) -> str:
    return "high" if polarity == "low" else "low"


def test_the_other_polarity_turns_every_verdict_round(told: list[Told]) -> None:
    for one in with_polarity(told, AGAIN):
        turned = facts_in(replace(one.world, polarity=other(one.world.polarity)), one.frame)
        for was, now in zip(words_of(one.facts)[2:], words_of(turned)[2:], strict=True):
            assert now == OPPOSITE.get(was, was)


def test_a_mirrored_world_with_the_other_polarity_gets_the_same_words(told: list[Told]) -> None:
    """Percentages of those who are, and of those who are not."""
    percentages = [one for one in with_polarity(told, WORLDS) if one.world.unit == "%"][:AGAIN]
    for one in percentages:
        world = replace(
            one.world, target=of_the_rest(one.world), polarity=other(one.world.polarity)
        )
        frame = one.frame.assign(
            numerator=one.frame["denominator"] - one.frame["numerator"],
            value=(100 - one.frame["value"]).round(10),
        )
        again = facts_in(world, with_limits(frame, measure_of(world)))
        assert words_of(again) == words_of(one.facts)
    assert len(percentages) == AGAIN


def of_the_rest(world: World) -> Any:
    """The same target said of those who are not."""
    if isinstance(world.target, tuple):
        return (world.of - world.target[1], world.of - world.target[0])
    return None if world.target is None else world.of - world.target


def test_provisional_years_say_nothing_whatever_they_hold(told: list[Told]) -> None:
    random, tried = np.random.default_rng(3), 0
    for one in told:
        provisional = one.frame["provisional"].astype(bool)
        if not provisional.any() or tried == AGAIN:
            continue
        tried += 1
        frame = one.frame.copy()
        count = random.integers(0, one.world.of, size=int(provisional.sum())).astype(float)
        frame.loc[provisional, "numerator"] = count
        frame.loc[provisional, "denominator"] = float(one.world.of)
        frame.loc[provisional, "value"] = 100 * count / one.world.of
        again = facts_in(one.world, with_limits(frame, measure_of(one.world)))
        for said in ("point", "target", "direction", "position", "to_target", "visible"):
            assert repr(getattr(again, said)) == repr(getattr(one.facts, said))
    assert tried >= 80


def test_a_hidden_newest_year_is_hidden_everywhere(told: list[Told]) -> None:
    hidden = [one.facts for one in told if one.is_hidden]
    assert len(hidden) >= 30
    for facts in hidden:
        place = facts.position
        assert facts.direction.fact == place.robust == "suppressed"
        compared = (place.england, place.region, place.neighbours, *place.ways)
        assert {each.fact for each in compared} == {"suppressed"}
        assert not set(JUDGED) & {facts.target.fact.removesuffix(" (example)")}
        # Nor may a number beside the words tell what was hidden.
        numbers = (
            *(facts.direction.last_change, facts.direction.slope, facts.direction.chi_square),
            *(facts.to_target.children, facts.visible.change, facts.visible.children),
            *(each.value for each in compared),
        )
        assert set(numbers) == {None}
        assert place.standing is None


def test_a_hundredfold_of_everybody_never_turns_a_verdict_into_its_opposite(
    told: list[Told],
) -> None:
    compared = 0
    for one in told[:AGAIN]:
        world = hundredfold(one.world)
        frame = one.frame.assign(
            numerator=100 * one.frame["numerator"], denominator=100 * one.frame["denominator"]
        )
        large = facts_in(world, with_limits(frame, measure_of(world)))
        was, now = words_of(one.facts), words_of(large)
        assert now[0] == was[0]
        for before, after in zip(was, now, strict=True):
            assert after != OPPOSITE.get(before)
        if was[1] == "clear":
            assert now[1] == "clear"
        compared += was != now
    assert compared >= 15


def hundredfold(world: World) -> World:
    """The same agreed of a hundred times as many."""
    target: Any = world.target
    if isinstance(target, tuple):
        target = (100 * target[0], 100 * target[1])
    elif target is not None:
        target = 100 * target
    return replace(world, of=100 * world.of, target=target, tolerance=100 * world.tolerance)


def test_the_order_of_the_rows_changes_nothing(told: list[Told]) -> None:
    for seed, one in enumerate(told[:AGAIN]):
        shuffled = one.frame.sample(frac=1, random_state=seed)
        again = facts_in(one.world, shuffled)
        for field in fields(Facts):
            assert repr(getattr(again, field.name)) == repr(getattr(one.facts, field.name))


def test_older_years_do_not_speak_for_a_newest_without_an_interval(told: list[Told]) -> None:
    spoke = 0
    for one in told:
        point = one.facts.point
        if not point or point["value"] is None or point["lower_ci"] is not None:
            continue
        assert one.facts.target.certainty == "not calculated"
        newest = point["time_period"]
        place = one.facts.position
        for each in (place.england, place.region, place.neighbours):
            assert each.fact not in PLACED or each.period.time_period < newest
            if each.fact in PLACED:
                assert "has no figure for" in each.reason or "have no figure for" in each.reason
        if newest not in one.world.breaks:
            assert one.facts.direction.fact == "cannot be calculated"
            spoke += one.facts.direction.reason.endswith("older years do not speak for it")
    assert spoke >= 10


def test_a_direction_that_ends_before_the_quoted_year_says_so(told: list[Told]) -> None:
    ended = 0
    for one in told:
        direction = one.facts.direction
        if direction.fact not in (*DIRECTED, "no change detectable"):
            continue
        assert one.facts.point
        newest = one.facts.point["time_period"]
        if max(direction.used).time_period < newest:
            label = f"{newest // 100}/{newest % 100:02d} takes no part: "
            assert label in direction.reason
            assert newest in one.world.breaks
            ended += 1
    assert ended >= 5


PUBLISHED = Path(__file__).parents[2] / "data" / "published" / "published_series.csv"


@pytest.fixture(scope="module")
def published() -> Any:
    """What is said of Lancashire by a measure's published figures of all areas."""

    def say(measure_id: str, last: int = 202425) -> Facts:
        with PUBLISHED.open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["indicator"] == measure_id]
        frame = pd.DataFrame(rows).rename(columns={"indicator": "measure_id"})
        for name in ("numerator", "denominator", "value", "time_period"):
            frame[name] = pd.to_numeric(frame[name].replace("", None))
        frame = frame[frame["time_period"] <= last].assign(basis="published", provisional=False)
        measure = definitions()[measure_id]
        plan = Plan(targets=(), strategy=the_strategy())
        areas = areas_of(World(own=[]))
        return facts_of(measure, with_limits(frame, measure), plan, areas, OWN)

    return say


def test_permanent_exclusions_are_not_worsening_on_the_strength_of_covid(published: Any) -> None:
    # 148 in 2020/21, then 244, 440, 428 and 458: Fingertips' own rule calls that worsening.
    direction = published("permanent_exclusion_rate").direction
    assert direction.fingertips == "worsening"
    assert direction.fact == "no change detectable"
    assert 202021 not in {period.time_period for period in direction.used}
    assert {202021} <= {period.time_period for period in direction.left_out}
    for year in (202122, 202223, 202324):
        assert published("permanent_exclusion_rate", year).direction.fact != "worsening"


def test_the_share_suspended_has_no_direction_while_its_newest_year_has_no_count(
    published: Any,
) -> None:
    # 2023/24 is a rate without its count.
    facts = published("one_plus_suspension_rate")
    assert facts.point["time_period"] == 202324
    assert facts.direction.fact == "cannot be calculated"
    assert "older years do not speak for it" in facts.direction.reason
    assert published("one_plus_suspension_rate", 202223).direction.fact == "worsening"
    assert facts.position.england.fact not in PLACED
