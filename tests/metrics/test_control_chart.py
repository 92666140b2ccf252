"""Control charts against answers made elsewhere: limits, rules, and words."""

import json
import math
from pathlib import Path

import pytest

from metrics.chart_rules import shift_sides, trend_ways, two_in_three
from metrics.control_chart import p_chart, xmr

ORACLES = Path(__file__).resolve().parents[3] / "shared" / "oracles"
# A quiet series about 10: mean 10, each moving range 2, limits 10 -+ 5.32, two sigma 10 -+ 3.547.
QUIET = [9.0, 11.0] * 10


@pytest.fixture(scope="module")
def oracle():
    """The answers of NHSRplotthedots' own tests."""
    path = ORACLES / "control_chart_xmr.json"
    if not path.is_file():
        pytest.skip(f"answers from outside are not here: {path}")
    return json.loads(path.read_text(encoding="utf-8"))


def rule_cases(oracle, name):
    """The cases of the rule whose name begins so."""
    return next(cases for key, cases in oracle["rule_cases"].items() if key.startswith(name))


def flagged(chart):
    return [place for place, point in enumerate(chart.points) if point.rules]


def after_quiet(*values, **changed):
    """Rules and directions of values that follow a baseline of twenty quiet ones."""
    chart = xmr([*QUIET, *values], baseline=20, **changed)
    return [(point.rules, point.direction) for point in chart.points[20:]]


def test_limits_are_those_of_the_package(oracle):
    assert len(oracle["limit_cases"]) == 7
    for case in oracle["limit_cases"]:
        point = xmr(case["y"], ruleset="nhsr_0_2_2", screen=case["screen"]).points[0]
        expected = (case["lpl"], case["mean"], case["upl"])
        assert (point.lower, point.centre, point.upper) == pytest.approx(expected, abs=case["tol"])


def test_one_blip_is_the_only_signal_once_its_ranges_are_left_out(oracle):
    case = next(c for c in oracle["limit_cases"] if "special_cause" in c)
    for ruleset in ("mdc", "nhsr_0_2_2"):
        chart = xmr(case["y"], ruleset=ruleset, improvement="high")
        assert flagged(chart) == [4]
        assert chart.points[4].direction == "improvement"
        assert chart.points[4].rules == ("outside limits",)


def test_a_stable_series_has_no_signal_and_no_steady_answer_to_its_target(oracle):
    stable, with_target = oracle["summary_cases"]
    for ruleset in ("mdc", "nhsr_0_2_2"):
        chart = xmr(stable["y"], ruleset=ruleset, improvement="high")
        assert len(chart.points) == stable["n"]
        assert flagged(chart) == []
        assert (chart.variation, chart.assurance) == ("common cause", None)
        judged = xmr(with_target["y"], ruleset=ruleset, target=0.5, improvement="high")
        assert judged.assurance == "inconsistent"


def members(ends, length):
    """The points of runs that end where `ends` says."""
    return [int(any(ends[place : place + length])) for place in range(len(ends))]


def test_a_shift_is_seven_on_one_side(oracle):
    cases = rule_cases(oracle, "shift7")
    assert len(cases) == 4
    for sides, ends in cases:
        assert [abs(side) for side in shift_sides(sides, 7)] == members(ends, 7)


def test_every_point_of_a_run_is_part_of_it(oracle):
    for ends, expected in rule_cases(oracle, "backfill7"):
        assert members(ends, 7) == expected


def test_a_trend_is_points_each_over_the_last(oracle):
    cases = rule_cases(oracle, "trend7")
    assert len(cases) == 6
    for values, ends in cases:
        found = trend_ways(values, 7)
        assert [abs(way) for way in found] == members(ends, 7)
        assert sum(found) == 7 * sum(ends)


def test_two_of_three_are_beyond_two_sigma_with_all_three_on_one_side(oracle):
    cases = rule_cases(oracle, "two_in_three_flagged")
    assert len(cases) == 6
    for beyond, sides, expected in cases:
        assert two_in_three(beyond, sides) == expected
    for beyond, sides, in_window in rule_cases(oracle, "two_in_three_window"):
        expected = [a and b for a, b in zip(beyond, in_window, strict=True)]
        assert two_in_three(beyond, sides) == expected


def test_two_of_three_on_opposite_sides_are_no_signal(oracle):
    case = oracle["rule_cases"]["opposite_sides_not_special"]
    for ruleset in ("mdc", "nhsr_0_2_2"):
        points = xmr(case["y"], ruleset=ruleset).points
        assert [point.rules for point in points[-2:]] == [(), ()]


def test_rules_come_in_the_order_of_their_weight(oracle):
    # Rises of one from below the mean to beyond the limits.
    values = [10, 11, 12, 13.6, 14.6, 15.6, 16.6, 17.6]
    rules = after_quiet(*values, ruleset="nhsr_0_2_2")
    order = oracle["rule_cases"]["precedence when several rules hit one point"]
    assert rules[-1][0] == ("outside limits", "7 point trend", "7 points one side")
    for found, _ in rules:
        assert [rule for rule in order if rule in found] == list(found)


@pytest.mark.parametrize("improvement", ["high", "low"])
def test_assurance_holds_the_limits_against_the_target(oracle, improvement):
    way = {"high": "increase", "low": "decrease"}[improvement]
    *cases, neutral = oracle["rule_cases"]["assurance (lpl, upl, target=4)"]
    assert neutral["neutral"] is None
    for case in cases:
        # Moving ranges r about a mean m: limits m -+ 2.66 r.
        mean, half = (case["lpl"] + case["upl"]) / 2, (case["upl"] - case["lpl"]) / 2
        step = half / 2.66 / 2
        values = [mean - step, mean + step] * 10
        chart = xmr(values, target=4, improvement=improvement)
        assert chart.points[0].lower == pytest.approx(case["lpl"])
        assert chart.assurance == case[way].replace("_", " ")
        assert xmr(values, target=4).assurance is None


def test_a_target_on_a_limit_is_inside_it():
    chart = xmr(QUIET, improvement="high", target=xmr(QUIET).points[0].lower)
    assert chart.assurance == "inconsistent"


@pytest.mark.parametrize(
    ("values", "rules"),
    [
        ([15.32], [()]),
        ([15.33], [("outside limits",)]),
        ([4.68], [()]),
        ([4.67], [("outside limits",)]),
        # 13.547 is two sigma.
        ([13.6, 10.5, 13.6], [("2 in 3",), (), ("2 in 3",)]),
        ([13.6, 9.5, 13.6], [(), (), ()]),
        ([13.6, 10, 13.6], [(), (), ()]),
        ([13.5, 13.5, 13.5], [(), (), ()]),
        # One of the two is beyond three sigma: it counts.
        ([13.6, 10.5, 16], [("2 in 3",), (), ("outside limits", "2 in 3")]),
        # Six points up, but not five; equal values end it.
        ([6, 7, 8, 9, 10.5, 10.8], [("6 point trend",)] * 6),
        ([7, 8, 9, 10.5, 10.8], [()] * 5),
        ([6, 7, 8, 8, 9, 10.5, 10.8], [()] * 7),
        ([14, 13, 12, 11, 9, 8.5], [("6 point trend",)] * 6),
    ],
)
def test_the_rules_of_making_data_count(values, rules):
    # The last quiet value is 11: a fall to the first value must not begin the run.
    chart = xmr([*QUIET, 10.0, *values], baseline=20)
    assert [point.rules for point in chart.points[21:]] == rules


def test_the_package_counts_only_what_is_between_two_and_three_sigma():
    found = after_quiet(13.6, 10.5, 16, ruleset="nhsr_0_2_2")
    assert [rules for rules, _ in found] == [(), (), ("outside limits",)]
    trend = after_quiet(6, 7, 8, 9, 10.5, 10.8, ruleset="nhsr_0_2_2")
    assert {rules for rules, _ in trend} == {()}


def test_seven_on_one_side_is_a_shift_from_the_first_of_them():
    found = after_quiet(9, 9.5, 9, 9.5, 9, 9.5, 9, improvement="low")
    assert found == [(("7 points one side",), "improvement")] * 7
    six = after_quiet(9, 9.5, 9, 9.5, 9, 9.5, 10, improvement="low")
    assert six == [((), None)] * 7


@pytest.mark.parametrize(
    ("improvement", "above", "below"),
    [
        ("low", "concern", "improvement"),
        ("high", "improvement", "concern"),
        ("neutral", "high", "low"),
    ],
)
def test_direction_is_a_judgement_only_where_one_way_is_better(improvement, above, below):
    assert after_quiet(16, improvement=improvement)[0][1] == above
    assert after_quiet(4, improvement=improvement)[0][1] == below
    assert after_quiet(10, improvement=improvement)[0][1] is None
    chart = xmr([*QUIET, 16], baseline=20, improvement=improvement)
    assert chart.variation == f"special cause {above}"


def test_a_trend_is_read_by_the_way_it_goes():
    rising = after_quiet(6, 7, 8, 9, 10.5, 10.8, improvement="low")
    assert {direction for _, direction in rising} == {"concern"}
    # The package reads it by the side of the mean.
    package = after_quiet(6, 7, 8, 9, 10.5, 10.8, 11, ruleset="nhsr_0_2_2", improvement="low")
    assert [way for _, way in package] == ["improvement"] * 4 + ["concern"] * 3


def test_words_are_said_from_13_points():
    short = xmr(QUIET[:12], improvement="low", target=30)
    assert (short.variation, short.assurance) == (None, None)
    assert short.reason == "12 points; 13 are needed to judge them"
    assert short.points[0].upper is not None
    enough = xmr(QUIET[:13], improvement="low", target=30)
    assert (enough.variation, enough.assurance) == ("common cause", "consistent pass")
    assert enough.reason is None


def test_missing_values_are_passed_over_and_keep_their_place():
    whole = xmr([*QUIET, 16], improvement="low")
    holed = xmr([None, *QUIET[:6], math.nan, *QUIET[6:], None, 16, None], improvement="low")
    told = [point for point in holed.points if point.value is not None]
    assert told == list(whole.points)
    assert holed.variation == whole.variation
    assert len(holed.points) == 25
    gap = holed.points[0]
    assert (gap.value, gap.rules, gap.direction) == (None, (), None)
    assert (gap.centre, gap.lower, gap.upper) == (told[0].centre, told[0].lower, told[0].upper)


@pytest.mark.parametrize("values", [[], [None], [None] * 20])
def test_nothing_recorded_is_no_chart(values):
    chart = xmr(values, improvement="low", target=3)
    assert (chart.variation, chart.assurance) == (None, None)
    assert chart.reason
    assert flagged(chart) == []


def test_one_value_has_a_centre_and_no_limits():
    point = xmr([4]).points[0]
    assert (point.centre, point.lower, point.upper, point.rules) == (4, None, None, ())
    two = xmr([4, 6]).points[1]
    assert (two.centre, two.lower, two.upper) == pytest.approx((5, 5 - 5.32, 5 + 5.32))


@pytest.mark.parametrize("value", [0, 0.1, 1 / 3, 1e9])
def test_equal_values_are_no_signal(value):
    chart = xmr([value] * 20, improvement="low", target=2 * value + 1)
    assert flagged(chart) == []
    assert (chart.variation, chart.assurance) == ("common cause", "consistent pass")
    assert chart.points[0].lower == pytest.approx(value)


def test_a_flat_baseline_judges_nothing():
    chart = xmr([0] * 13 + [1], baseline=13, improvement="low")
    assert flagged(chart) == []
    assert chart.variation is None
    assert "do not vary" in chart.reason


def test_one_blip_in_a_flat_series_keeps_its_limits_and_gets_no_word():
    # Both ranges would be screened, and every other point be outside limits of no width.
    chart = xmr([0] * 10 + [5] + [0] * 9, improvement="low")
    assert chart.points[0].upper == pytest.approx(0.25 + 2.66 * 10 / 19)
    assert "outside limits" in chart.points[10].rules
    # The nine noughts since are a run below the mean, but of rare events that is chance.
    assert chart.variation is None
    assert chart.reason == "19 of 20 points are 0; events are too rare to judge them"


def test_each_phase_has_its_own_limits_runs_and_reason():
    values = [*QUIET, *[value + 10 for value in QUIET]]
    chart = xmr(values, phases={20: "New panel from September"}, improvement="low", target=16)
    assert flagged(chart) == []
    assert [point.centre for point in (chart.points[0], chart.points[20])] == [10, 20]
    assert [(p.number, p.start, p.reason) for p in chart.phases] == [
        (1, 0, None),
        (2, 20, "New panel from September"),
    ]
    assert [point.phase for point in chart.points] == [1] * 20 + [2] * 20
    assert chart.variation == "common cause"
    assert chart.assurance == "inconsistent"
    # Without the phase the same values are one long signal.
    assert flagged(xmr(values)) != []
    # Starts alone, or a label for every value, begin the same phases.
    for phases in ([20], [0, 20], ["before"] * 20 + ["after"] * 20):
        same = xmr(values, phases=phases, improvement="low", target=16)
        assert same.points == chart.points


def test_words_wait_for_13_points_of_the_newest_phase():
    chart = xmr([*QUIET, 20, 22, 20], phases={20: "New panel"}, improvement="low")
    assert chart.variation is None
    assert chart.reason == "3 points since the limits were last set; 13 are needed to judge them"


def test_a_baseline_sets_the_limits_of_its_phase():
    values = [9, 11, 9, 11, 30, 31, 32]
    points = xmr(values, baseline=4).points
    assert (points[-1].centre, points[-1].upper) == pytest.approx((10, 15.32))
    assert [bool(point.rules) for point in points] == [False] * 4 + [True] * 3
    assert xmr(values, baseline=40).points == xmr(values).points


def test_a_point_is_read_by_name_too():
    point = xmr([*QUIET, 17], improvement="low").points[-1]
    assert point["value"] == point.value == 17
    assert point["rules"] == ("outside limits",)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"ruleset": "nelson"}, "ruleset is 'nelson'; expected one of"),
        ({"improvement": "down"}, "improvement is 'down'; expected 'low', 'high' or 'neutral'"),
        ({"baseline": 1}, "the baseline is 1 points; expected 2 or more"),
        ({"phases": {20: "later"}}, "a phase begins at 20; expected a place from 0 to 19"),
        ({"phases": [-1]}, "a phase begins at -1"),
        ({"phases": ["later"]}, "a phase begins at 'later'"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changed, words):
    with pytest.raises(ValueError, match=words):
        xmr(QUIET, **changed)


def test_an_infinite_value_is_refused():
    with pytest.raises(ValueError, match="a value is infinite"):
        xmr([1, math.inf])


def test_a_p_chart_has_limits_as_wide_as_each_size_allows():
    # 60 of 300 is 0.2: sigma 0.04 of 100, 0.02 of 400.
    chart = p_chart([20, 80, 20], [100, 400, 100])
    assert [point.centre for point in chart.points] == pytest.approx([0.2] * 3)
    limits = [(point.lower, point.upper) for point in chart.points]
    assert limits == [pytest.approx(pair) for pair in ((0.08, 0.32), (0.14, 0.26), (0.08, 0.32))]


def test_the_same_share_is_a_signal_only_where_the_size_is_large():
    numerators, denominators = [20] * 14 + [30, 300], [100] * 15 + [1000]
    chart = p_chart(numerators, denominators, baseline=14, improvement="low")
    assert flagged(chart) == [15]
    assert chart.points[15].rules == ("outside limits",)
    assert chart.variation == "special cause concern"
    assert chart.points[15].value == 0.3


def test_a_p_chart_draws_no_limit_where_no_share_can_be():
    few = p_chart([0, 1, 0, 1], [10] * 4).points[0]
    assert few.lower == 0
    most = p_chart([10, 9, 10, 9], [10] * 4).points[0]
    assert most.upper == 1


def test_a_p_chart_passes_over_what_is_missing_or_empty():
    chart = p_chart([20, None, 0, 21, 5], [100, 100, 0, 100, None])
    assert [point.value for point in chart.points] == [0.2, None, None, 0.21, None]
    assert chart.points[0].centre == 0.205


@pytest.mark.parametrize("share", [0, 1])
def test_none_or_all_throughout_is_no_signal(share):
    chart = p_chart([share * 50] * 14, [50] * 14, improvement="low", target=0.5, widen=True)
    assert flagged(chart) == []
    assert chart.variation == "common cause"
    assert chart.assurance == ("consistent fail" if share else "consistent pass")


def test_widened_limits_allow_for_what_sizes_do_not_explain():
    numerators, denominators = [1800, 2200] * 10, [10_000] * 20
    assert flagged(p_chart(numerators, denominators)) != []
    wide = p_chart(numerators, denominators, widen=True)
    assert flagged(wide) == []
    # Moving ranges of 0.04: the limits of an XmR chart, by 3 / 1.128 where that has 2.66.
    assert wide.points[0].upper == pytest.approx(0.2 + 3 * 0.04 / 1.128)
    # They never narrow.
    calm = [2000, 2001] * 10
    assert p_chart(calm, denominators, widen=True).points == p_chart(calm, denominators).points


@pytest.mark.parametrize(
    ("numerators", "denominators", "words"),
    [
        ([1], [1, 2], "1 numerators came for 2 denominators"),
        ([3], [2], "3 of 2 is no proportion"),
        ([-1], [2], "-1 of 2 is no proportion"),
        ([0], [-2], "0 of -2 is no proportion"),
    ],
)
def test_what_is_no_proportion_is_refused(numerators, denominators, words):
    with pytest.raises(ValueError, match=words):
        p_chart(numerators, denominators)
