"""Ranks and quartiles against answers made elsewhere, and how sure a rank is."""

import json
import math
from pathlib import Path

import duckdb
import numpy as np
import pytest

from metrics.ranking import (
    NTILE,
    TYPE_7,
    compared,
    ntile,
    quantiles,
    quartile_band,
    quartile_bounds,
    ranks,
    spine,
    standing,
)

ORACLES = Path(__file__).resolve().parents[3] / "shared" / "oracles"
POLARITIES = {"Low": "low", "High": "high"}


@pytest.fixture(scope="module")
def oracle():
    """The answers of DfE's interactive tool and of Fingertips."""
    path = ORACLES / "quartile_rank.json"
    if not path.is_file():
        pytest.skip(f"answers from outside are not here: {path}")
    return json.loads(path.read_text(encoding="utf-8"))


def authorities(values, half=1.0):
    """Records of areas named by their place, each with limits `half` to either side."""
    return [
        {"area_code": f"E{n}", "value": v}
        | {"lower": None if v is None else v - half, "upper": None if v is None else v + half}
        for n, v in enumerate(values)
    ]


def test_bands_are_those_of_the_interactive_tool(oracle):
    bounds = tuple(oracle["quartile_bands"]["bands"].values())
    assert bounds == (0, 25, 50, 75, 100)
    for value, polarity, band in oracle["quartile_bands"]["cases"]:
        if band == "Error":
            with pytest.raises(ValueError, match="is outside the bounds 0 to 100"):
                quartile_band(value, bounds, POLARITIES[polarity])
        else:
            assert quartile_band(value, bounds, POLARITIES[polarity]) == band


def test_ranks_are_those_of_the_interactive_tool(oracle):
    assert len(oracle["rank"]["cases"]) == 4
    for case in oracle["rank"]["cases"]:
        assert ranks(case["values"], POLARITIES[case["polarity"]]) == case["rank"]


def test_a_spine_is_turned_as_fingertips_turns_it(oracle):
    cases = oracle["fingertips_next"]["spine_order_cases"]
    for case, polarities in zip(cases, (("high", "neutral", "band"), ("low",)), strict=True):
        for polarity in polarities:
            names = ("best", "bestQuartile", "worstQuartile", "worst")
            assert spine(case["q"], polarity) == tuple(case[name] for name in names)
    assert spine((0, 25, 50, 75, 100), "low") == (0, 25, 75, 100)


def test_where_neither_way_is_better_there_is_no_rank_and_no_band():
    for polarity in ("neutral", "band"):
        assert ranks([1, 2], polarity) == [None, None]
        assert quartile_band(1, (0, 1, 2, 3, 4), polarity) is None
        assert standing("E0", authorities([1, 2]), polarity).reason == (
            "neither way is better, so there is no rank"
        )
    with pytest.raises(ValueError, match="polarity is 'down'; expected one of"):
        ranks([1, 2], "down")


def test_type_7_interpolates_between_values():
    # Of 1 2 3 4 10 the quarters fall on values; of 1 2 3 4 at 1.75, 2.5, 3.25.
    assert quartile_bounds([10, 3, 1, 4, 2]) == (1, 2, 3, 4, 10)
    assert quartile_bounds([1, 2, None, 3, math.nan, 4]) == (1, 1.75, 2.5, 3.25, 4)
    assert quartile_bounds([7]) == (7,) * 5


def test_ntile_deals_out_quarters_the_first_being_larger():
    assert ntile([10, 20, 30, 40, 50], 4) == [1, 1, 2, 3, 4]
    assert ntile([50, 10, 40, 20, 30, 60, 70], 4) == [3, 1, 2, 1, 2, 3, 4]
    assert ntile([5, None, 5, 5, 5], 4) == [1, None, 2, 3, 4]
    assert quartile_bounds([50, 10, 40, 20, 30, 60, 70], NTILE) == (10, 20, 40, 60, 70)
    assert quartile_bounds([1, 2, 3, 4], NTILE) == (1, 1, 2, 3, 4)


def test_ntile_agrees_with_sql():
    random = np.random.default_rng(4)
    for size, groups in ((5, 5), (9, 4), (23, 5), (152, 4)):
        values = random.permutation(size).tolist()
        sql = "select v, ntile(?) over (order by v) from (select unnest(?) as v)"
        with duckdb.connect() as con:
            expected = dict(con.execute(sql, [groups, values]).fetchall())
        assert ntile(values, groups) == [expected[value] for value in values]


def test_too_few_values_have_no_groups():
    assert ntile([1, 2, 3, 4], 5) == [None] * 4
    assert ntile([], 4) == []
    assert quantiles([1, 2, None], 3) == [None] * 3
    with pytest.raises(ValueError, match="3 values; quartiles by NTILE need 4 or more"):
        quartile_bounds([1, 2, 3], NTILE)
    with pytest.raises(ValueError, match="0 values; quartiles by type 7 need 1 or more"):
        quartile_bounds([None], TYPE_7)
    with pytest.raises(ValueError, match="method is 'type 6'"):
        quartile_bounds([1, 2, 3, 4], "type 6")
    with pytest.raises(ValueError, match="0 groups; expected 1 or more"):
        ntile([1], 0)


def test_quantiles_keep_equal_values_together():
    # Of ten values in five: the two highest in 1, the two lowest in 5.
    assert quantiles(range(1, 11), 5) == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert quantiles(range(1, 11), 5, highest_first=False) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    # Seven in four, by floor(5 - ceil((8 - rank) / (7 / 4))) of ranks 1 to 7.
    expected = [max(1, 5 - math.ceil((8 - rank) / (7 / 4))) for rank in range(1, 8)]
    assert quantiles(range(7), 4, highest_first=False) == expected
    assert quantiles([3, 3, 3, 3, None], 4) == [1, 1, 1, 1, None]


@pytest.mark.parametrize(
    ("limits", "benchmark", "polarity", "word"),
    [
        ((4, 6), 7, "low", "better"),
        ((4, 6), 3, "low", "worse"),
        ((4, 6), 7, "high", "worse"),
        ((4, 6), 3, "high", "better"),
        ((4, 6), 5, "low", "similar"),
        ((4, 6), 4, "low", "similar"),
        ((4, 6), 6, "high", "similar"),
        ((4, 6), 7, "neutral", "lower"),
        ((4, 6), 3, "band", "higher"),
        ((4, 6), 5, "neutral", "similar"),
        ((None, 6), 5, "low", None),
        ((4, None), 5, "low", None),
        ((4, 6), None, "low", None),
        ((math.nan, 6), 5, "low", None),
        ((4, 6), math.nan, "low", None),
    ],
)
def test_an_area_is_compared_by_its_own_limits(limits, benchmark, polarity, word):
    assert compared(limits, benchmark, polarity) == word


def test_a_standing_says_rank_ties_quarter_and_method():
    areas = authorities([float(n) for n in range(120)], half=0.1)
    areas[51]["value"] = 50.0
    found = standing("E50", areas, "low")
    assert (found.of, found.rank, found.shared_by) == (120, 51, 1)
    assert (found.quartile, found.method, found.reason) == ("B", "type 7", None)
    assert standing("E50", areas, "high").rank == 120 - 51
    assert standing("E0", areas, "low").quartile == "A"
    assert standing("E0", areas, "high").quartile == "D"
    assert standing("E0", areas, "high", method=NTILE).method == "NTILE"


def test_a_rank_is_as_sure_as_its_limits():
    values = [float(n) for n in range(120)]
    sure = standing("E50", authorities(values, half=0.01), "low")
    assert (sure.best_rank, sure.worst_rank) == (51, 51)
    # Of 119 pairs at 95% each is tested at z = 3.53, so 0.01 stretches to 0.018, 10 to 18.0:
    # a difference is clear over 18.0 x sqrt(2) = 25.5.
    wide = standing("E50", authorities(values, half=10.0), "low")
    assert (wide.best_rank, wide.worst_rank) == (51 - 25, 51 + 25)
    none = standing("E50", authorities(values, half=1000.0), "low")
    assert (none.best_rank, none.worst_rank) == (1, 120)
    turned = standing("E50", authorities(values, half=10.0), "high")
    assert (turned.rank, turned.best_rank, turned.worst_rank) == (70, 70 - 25, 70 + 25)


def test_an_area_without_limits_may_stand_on_either_side():
    areas = authorities([float(n) for n in range(120)], half=0.01)
    areas[3]["lower"] = areas[110]["upper"] = None
    areas[7]["lower"] = areas[7]["upper"] = math.nan
    found = standing("E50", areas, "low")
    # Of area 3 the upper limit, of 110 the lower, would tell; of 7 nothing does.
    assert (found.best_rank, found.worst_rank) == (50, 51)
    lost = standing("E7", areas, "low")
    assert (lost.rank, lost.best_rank, lost.worst_rank) == (8, None, None)


def test_the_interval_of_a_rank_holds_the_true_rank():
    random, held = np.random.default_rng(6), 0
    truth = random.normal(10, 1, 100)
    own = int(np.argsort(truth)[40])
    for _ in range(100):
        seen = random.normal(truth, 0.5)
        found = standing(f"E{own}", authorities(seen.tolist(), half=0.98), "low")
        held += found.best_rank <= 41 <= found.worst_rank
    assert held >= 95


def test_city_of_london_and_the_isles_of_scilly_are_left_out():
    areas = authorities([float(n) for n in range(100)])
    left_out = [
        {"area_code": code, "value": -1.0, "lower": -2.0, "upper": 0.0}
        for code in ("E09000001", "E06000053")
    ]
    found = standing("E0", [*areas, *left_out], "low")
    assert (found.rank, found.of) == (1, 100)
    city = standing("E09000001", [*areas, *left_out], "low")
    assert city.rank is None
    assert city.reason == "too few pupils to stand beside other authorities"


def test_a_rank_needs_a_hundred_authorities_and_a_value():
    few = standing("E0", authorities([float(n) for n in range(99)]), "low")
    assert (few.rank, few.of) == (None, 99)
    assert few.reason == "99 authorities have a value; 100 are needed"
    areas = authorities([None, math.nan, *(float(n) for n in range(100))])
    for code in ("E0", "E1", "E999"):
        assert standing(code, areas, "low").reason == "no value for this authority"
    assert standing("E2", areas, "low").of == 100
    with pytest.raises(ValueError, match="area E2 comes twice"):
        standing("E2", [*areas, areas[2]], "low")


def test_authorities_that_are_all_equal_share_the_first_rank():
    found = standing("E7", authorities([5.0] * 100), "low")
    assert (found.rank, found.shared_by) == (1, 99)
    assert (found.best_rank, found.worst_rank) == (1, 100)
