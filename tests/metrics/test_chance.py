"""How many signals chance alone would give: the numbers, and where each of them comes from."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from metrics.chance import (
    COMPARISON,
    DIRECTION_OF_CHART,
    DIRECTION_OF_YEARS,
    FalseAlarms,
    expected_false_alarms,
    of_chart,
    of_comparison,
    of_direction,
)
from metrics.comparison import Comparison
from metrics.control_chart import xmr
from metrics.direction import DirectionFact
from metrics.intervals import poisson_rate
from metrics.periods import MONTHS
from metrics.trend import between_years, direction
from metrics.within_year import direction_of
from tests.metrics.conftest import LANCASHIRE

ORACLES = Path(__file__).resolve().parents[3] / "shared" / "oracles"
PER_PUPILS = 100_000
# Permanent exclusions a year of a county, and of the authorities it is compared with.
USUAL_COUNTS = np.array([440, 300, 220, 150, 120, 100, 90, 80, 60, 50, 40])


def years(fact, chi_square=4.0):
    return of_direction(DirectionFact(fact=fact, chi_square=chi_square))


def against(name, fact):
    return of_comparison(Comparison(name=name, fact=fact))


@pytest.mark.parametrize(
    ("tests", "shown", "expected", "run"),
    [
        ([], 0, 0.0, 0),
        ([years("improving")], 1, DIRECTION_OF_YEARS, 1),
        ([years("no change detectable")], 0, DIRECTION_OF_YEARS, 1),
        ([years("rising"), years("falling")], 2, 2 * DIRECTION_OF_YEARS, 2),
        ([years("cannot be calculated", None)], 0, 0.0, 0),
        ([years("suppressed", None)], 0, 0.0, 0),
        ([years("worsening", None)], 1, DIRECTION_OF_CHART, 1),
        ([against("England", "worse")], 1, COMPARISON, 1),
        ([against("England", "similar")], 0, COMPARISON, 1),
        ([against("England", "not comparable")], 0, 0.0, 0),
        ([against("England", "suppressed")], 0, 0.0, 0),
        ([against("the region", "not calculated")], 0, 0.0, 0),
        ([against("England", "higher"), against("the region", "lower")], 2, 2 * COMPARISON, 2),
        ([years("improving"), against("England", "similar")], 1, 0.003 + 0.05, 2),
        ([against("England", "better")] * 40, 40, 2.0, 40),
    ],
)
def test_signals_shown_expected_by_chance_and_tests_run(tests, shown, expected, run):
    found = expected_false_alarms(tests)
    assert found == FalseAlarms(shown=shown, expected=pytest.approx(expected), tests=run)


@pytest.mark.parametrize(
    ("points", "ruleset", "reading", "chance"),
    [
        (13, "mdc", "any point", 0.095),
        (13, "nhsr_0_2_2", "any point", 0.084),
        (24, "mdc", "latest point", 0.019),
        # Half of the way from 24 points to 36, between 0.211 and 0.327.
        (30, "mdc", "any point", (0.211 + 0.327) / 2),
        (3, "mdc", "any point", 0.032),
        (100, "mdc", "any point", 0.519),
    ],
)
def test_a_longer_chart_gives_more_false_alarms(points, ruleset, reading, chance):
    found = of_chart(points, signal=True, ruleset=ruleset, reading=reading)
    assert found.false_alarm == pytest.approx(chance)
    assert found.signal
    assert found.source.startswith("simulated")


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"points": 0}, "the chart has 0 points; expected 1 or more"),
        ({"points": 9, "ruleset": "western"}, "ruleset is 'western'; expected one of"),
        ({"points": 9, "reading": "the middle"}, "reading is 'the middle'; expected one of"),
    ],
)
def test_a_chart_nobody_knows_is_refused(asked, refusal):
    with pytest.raises(ValueError, match=refusal):
        of_chart(signal=False, **asked)


@pytest.mark.parametrize("ruleset", ["mdc", "nhsr_0_2_2"])
@pytest.mark.parametrize("points", [7, 13, 24, 36, 60])
def test_the_table_of_charts_is_what_simulation_finds(ruleset, points):
    random = np.random.default_rng(points)
    charts = [
        [bool(point.rules) for point in xmr(values, ruleset=ruleset).points]
        for values in random.normal(size=(1000, points)).tolist()
    ]
    for reading, found in (
        ("any point", np.mean([any(chart) for chart in charts])),
        ("latest point", np.mean([chart[-1] for chart in charts])),
    ):
        told = of_chart(points, signal=False, ruleset=ruleset, reading=reading).false_alarm
        # Three standard errors of a thousand charts.
        assert found == pytest.approx(told, abs=3 * (told * (1 - told) / 1000) ** 0.5), reading


def test_twenty_stable_measures_show_as_many_wrong_icons_as_the_table_from_outside_says():
    path = ORACLES / "control_chart_false_alarms.json"
    if not path.is_file():
        pytest.skip(f"answers from outside are not here: {path}")
    tables = json.loads(path.read_text(encoding="utf-8"))["false_alarm_iid_normal"]
    for name, ruleset in (("MDC", "mdc"), ("NHSRplotthedots", "nhsr_0_2_2")):
        rows = next(rows for title, rows in tables.items() if title.startswith(name))
        for points, any_point, _, wrong_icons in rows:
            whole = of_chart(points, signal=False, ruleset=ruleset)
            assert whole.false_alarm == pytest.approx(any_point, abs=0.02)
            icon = of_chart(points, signal=False, ruleset=ruleset, reading="latest point")
            # Within 0.02 an icon, so within 0.1 among twenty five times as strict.
            assert expected_false_alarms([icon] * 20).expected == pytest.approx(
                wrong_icons, abs=0.1
            )


def test_the_constant_of_directions_is_what_simulation_finds():
    random, called = np.random.default_rng(11), []
    for share in (0.05, 0.1, 0.2, 0.3):
        for _ in range(300):
            series = [relative(counts) for counts in quiet_years(random, share)]
            usual = between_years(series)
            called += [
                direction(
                    points, "low", between_years=usual.variance, degrees=usual.degrees
                ).direction
                for points in series[:5]
            ]
    found = 1 - called.count("no change detectable") / len(called)
    assert found == pytest.approx(DIRECTION_OF_YEARS, abs=0.002)


def quiet_years(random, share):
    """Five years' counts of each authority, whose years differ by a share, half of it together."""
    sigma = np.sqrt(np.log1p(share**2))
    together, apart = random.normal(size=(1, 5)), random.normal(size=(len(USUAL_COUNTS), 5))
    moved = sigma * (together + apart) / np.sqrt(2) - sigma**2 / 2
    return random.poisson(USUAL_COUNTS[:, None] * np.exp(moved))


@cache
def limits_of(count):
    return poisson_rate(count, PER_PUPILS, PER_PUPILS)


def relative(counts):
    """Records of a series' rates over their mean."""
    mean = np.mean(counts)
    limits = [limits_of(int(count)) for count in counts]
    return [
        {"period": year, "count": None, "denominator": None, "value": count / mean}
        | {"lower95": lower / mean, "upper95": upper / mean}
        for year, (count, (lower, upper)) in enumerate(zip(counts, limits, strict=True))
    ]


def test_the_constant_of_charts_is_what_simulation_finds(a_measure, some_points):
    measure = a_measure(periods=("month",), kind="stock", unit="children", calculation="count")
    random, called = np.random.default_rng(12), []
    for values in random.normal(100, 10, size=(1000, 24)):
        rows = [
            {"time_period": year, "time_identifier": month}
            for year in (202122, 202223)
            for month in MONTHS
        ]
        frame = some_points(*rows, denominator=None)
        frame["value"] = values
        fact, _, _ = direction_of(measure, frame, LANCASHIRE, {})
        called.append(fact)
    found = sum(fact in ("improving", "worsening") for fact in called) / len(called)
    # Three standard errors of a thousand charts.
    assert found == pytest.approx(DIRECTION_OF_CHART, abs=0.0133)
