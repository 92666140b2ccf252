"""The cube: what is printed, what is hidden, and that nobody gets behind it."""

import numpy as np
import pandas as pd
import pytest

from metrics.disclosure.audit import audit
from metrics.disclosure.cells import only_public
from metrics.disclosure.cube import Protected, protected
from metrics.disclosure.rules import Limits, Rules
from metrics.points import COLUMNS
from tests.metrics.disclosure.reduced_county import CELL_NAMES, NEET, PLACEMENTS, Attack, made

# Whatever is hidden of the small counties here, their districts stay.
ALL_SERIES = Rules(most_hidden=1.0)
COUNTY = ("Local authority", "E10000017", "Total", "Total")
KEY = ["measure_id", *CELL_NAMES]


def cube(
    frame: pd.DataFrame, rules: Rules = ALL_SERIES, before: pd.DataFrame | None = None
) -> Protected:
    return protected(only_public(frame), {}, before, rules)


def points(
    *rows: tuple[str, str, float, float], measure_id: str = "pupil_voice_percent"
) -> pd.DataFrame:
    """Points of one year: level, area or sex, numerator and denominator."""
    frame = made(0).iloc[:1]
    told = []
    for level, name, own, over in rows:
        is_sex = level == "Sex"
        told.append(
            frame.assign(
                measure_id=measure_id,
                geographic_level="Local authority" if is_sex else level,
                area_code="E10000017" if is_sex else name,
                breakdown_topic="Sex" if is_sex else "Total",
                breakdown=name if is_sex else "Total",
                numerator=own,
                denominator=over,
                value=100 * own / over if over else np.nan,
                symbol="" if over else "z",
                numerator_contributors=own,
                complement_contributors=over - own,
                denominator_contributors=over,
            )
        )
    return pd.concat(told, ignore_index=True)


def symbols(found: Protected) -> list[str]:
    return found.points["symbol"].tolist()


@pytest.mark.parametrize(
    ("own", "over", "symbol"),
    [
        (4, 100, "c"),
        (5, 100, ""),
        # 96 of 100: four children were not heard.
        (96, 100, "c"),
        (95, 100, ""),
        (5, 9, "c"),
        (5, 10, ""),
        (0, 10, ""),
        (10, 10, ""),
        (0, 9, "c"),
        (9, 9, "c"),
        (0, 0, "z"),
    ],
)
def test_one_to_four_children_and_rates_over_fewer_than_ten_are_hidden(
    own: int, over: int, symbol: str
) -> None:
    assert symbols(cube(points(("Local authority", "E10000017", own, over)))) == [symbol]


def test_a_hidden_point_prints_nothing_but_a_cohort_of_ten_or_more() -> None:
    found = cube(points(("Local authority", "E10000017", 4, 100), ("Sex", "Male", 3, 9)))
    first, second = (found.points.iloc[nth] for nth in (0, 1))
    empty = ["numerator", "value", "lower_ci", "upper_ci"]
    assert first[empty].isna().all()
    assert second[empty].isna().all()
    assert first["method"] == ""
    assert np.isnan(second["denominator"])
    assert list(found.points.columns) == list(COLUMNS)


def test_the_other_part_of_a_total_is_hidden_with_a_small_one() -> None:
    # 43 = 40 + 3.
    frame = points(
        ("Local authority", "E10000017", 43, 120), ("Sex", "Female", 40, 60), ("Sex", "Male", 3, 60)
    )
    assert symbols(cube(frame)) == ["", "c", "c"]


def test_a_point_that_dfe_has_published_is_printed() -> None:
    own = points(("Local authority", "E10000017", 3, 100))
    both = pd.concat([own, own.assign(basis="published")], ignore_index=True)
    assert symbols(cube(both)) == ["", ""]


def test_districts_are_left_out_where_too_many_would_be_hidden() -> None:
    frame = points(
        ("Local authority", "E10000017", 60, 200),
        ("Local authority district", "E07000117", 3, 60),
        ("Local authority district", "E07000118", 27, 70),
        ("Local authority district", "E07000119", 30, 70),
    )
    # One of three is more than a fifth.
    assert cube(frame, Rules()).points["geographic_level"].unique().tolist() == ["Local authority"]


def test_a_school_is_never_public() -> None:
    frame = points(("Local authority", "E10000017", 50, 100)).assign(
        breakdown_topic="School", breakdown="Beck High School"
    )
    both = pd.concat([frame, points(("Local authority", "E10000017", 50, 100))])
    assert cube(both).points["breakdown_topic"].tolist() == ["Total"]


def test_what_was_hidden_stays_hidden_and_what_was_printed_stays_printed() -> None:
    frame = points(
        ("Local authority", "E10000017", 43, 120), ("Sex", "Female", 40, 60), ("Sex", "Male", 3, 60)
    )
    before = cube(frame).points
    # Three more boys: 6 could be printed now, but 43 + 3 - 40 gave the 3 away at once.
    after = frame.assign(
        numerator=[46.0, 40.0, 6.0],
        value=[100 * 46 / 120, 100 * 40 / 60, 10.0],
        numerator_contributors=[46.0, 40.0, 6.0],
        complement_contributors=[74.0, 20.0, 54.0],
    )
    assert symbols(cube(after, before=before)) == ["", "c", "c"]


def test_a_small_revision_waits_until_the_year_is_final() -> None:
    frame = points(("Local authority", "E10000017", 43, 120))
    before = cube(frame).points
    change = {"numerator": 45.0, "value": 37.5, "numerator_contributors": 45.0}
    waiting = cube(frame.assign(**change, provisional=True), before=before).points
    assert waiting["numerator"].tolist() == [43.0]
    assert waiting["value"].tolist() == [100 * 43 / 120]
    assert cube(frame.assign(**change), before=before).points["numerator"].tolist() == [45.0]


def test_a_count_over_a_roll_that_is_not_known_is_protected_too() -> None:
    # 446 - 242 - 200 = 4: children whose SEN provision nobody recorded have no roll to stand over.
    frame = points(
        ("Local authority", "E10000017", 446, 90000),
        ("Sex", "EHC plan", 242, 5000),
        ("Sex", "No SEN", 200, 80000),
        ("Sex", "Not known", 4, 10),
        measure_id="full_time_ap_rate",
    )
    unknown = frame["breakdown"] == "Not known"
    frame.loc[unknown, ["denominator", "value", "denominator_contributors"]] = np.nan
    frame.loc[unknown, "symbol"] = "x"
    found = cube(frame)
    assert symbols(found).count("c") == 2
    assert symbols(found)[3] == "c"
    # Printed by mistake, it is found.
    leaking = found.points.copy()
    other = leaking.index[(leaking["symbol"] == "c") & (leaking["breakdown"] != "Not known")]
    for name in ("numerator", "denominator", "value", "symbol"):
        leaking.loc[other, name] = frame.loc[other, name]
    assert not found.audit(leaking)["safe"]


def test_a_point_that_is_not_available_says_so_and_is_not_hidden() -> None:
    frame = points(("Local authority", "E10000017", 3, 9))
    frame[["numerator", "denominator", "value"]] = np.nan
    assert symbols(cube(frame.assign(symbol="x"))) == ["x"]


def test_an_override_of_the_threshold_is_how_far_a_count_has_to_reach() -> None:
    # 7 and 3 of 10 can each be 0 to 10; 7 and 12 - 10 = 2 more leave 0 to 9 only.
    frame = points(
        ("Local authority", "E10000017", 49, 300),
        ("Sex", "Female", 40, 100),
        ("Sex", "Male", 7, 100),
        ("Sex", "Not known", 2, 100),
    )
    rules = Rules(most_hidden=1.0, measures={"pupil_voice_percent": Limits(threshold=10)})
    # 7 + 2 = 9: neither can be 10 where both alone are hidden.
    assert symbols(cube(frame, rules)) == ["", "c", "c", "c"]
    assert cube(frame, rules).audit(cube(frame, rules).points)["safe"]


def of_months(*numbers: tuple[str, float]) -> pd.DataFrame:
    """Suspensions of one county over its roll, by period."""
    parts = []
    for name, own in numbers:
        frame = points(("Local authority", "E10000017", own, 90000), measure_id="suspension_rate")
        parts.append(frame.assign(time_identifier=name))
    return pd.concat(parts, ignore_index=True)


def test_months_that_lie_in_a_term_are_known_to_come_to_no_more_than_it() -> None:
    # April is cut by Easter: 56 in the term, 53 in March, so 3 at most in January and February.
    frame = of_months(
        ("Spring term", 56), ("January", 1), ("February", 1), ("March", 53), ("April", 26)
    )
    found = cube(frame)
    assert found.audit(found.points)["safe"]
    assert symbols(found).count("c") > 2


def on_tuition(told: dict[str, int]) -> pd.DataFrame:
    """Children on home tuition by sex, 55 in all, and their hours: ten each, known of every one."""
    county = ("Local authority", "E10000017")
    children = points((*county, 55, 90000), *(("Sex", one, n, 900) for one, n in told.items()))
    hours = points((*county, 550, 55), *(("Sex", one, 10 * n, n) for one, n in told.items()))
    frame = pd.concat(
        [
            children.assign(measure_id="home_tuition_rate"),
            hours.assign(measure_id="tuition_hours", complement_contributors=np.nan),
        ],
        ignore_index=True,
    )
    frame["numerator_contributors"] = [55.0, *told.values()] * 2
    return frame


def test_children_whose_hours_are_known_are_no_more_than_the_children() -> None:
    frame = on_tuition({"Female": 13, "Male": 2, "Not known": 40})
    found = cube(frame)
    printed = frame[list(COLUMNS)].copy()
    # Of the children the girls are hidden with the boys, of the hours those not known.
    for row in (1, 2, 6, 7):
        printed.loc[row, ["numerator", "value"]] = np.nan
        printed.loc[row, "symbol"] = "c"
    printed.loc[[6, 7], "denominator"] = np.nan
    leaks = found.audit(printed)["leaks"]
    # 13 girls with hours are 13 girls at least: 55 - 40 - 13 leaves 2 boys at most.
    assert ("children", "Male") in [(leak["count"], leak["cell"][-1]) for leak in leaks]


def test_upheld_exclusions_are_known_to_be_some_of_those_not_withdrawn() -> None:
    county = ("Local authority", "E10000017")
    upheld = points((*county, 148, 90000), measure_id="permanent_exclusion_rate")
    apart = points((*county, 2, 2), measure_id="context_ap_school_permanent_exclusions")
    all_of_them = points((*county, 40, 151), measure_id="outreach_first_percent")
    found = cube(pd.concat([upheld, apart, all_of_them], ignore_index=True))
    # 151 - 148 leaves 3 at most, fewer than the 5 that it has to be able to be.
    assert symbols(found)[1] == "c"
    assert symbols(found).count("c") == 2


@pytest.mark.parametrize("seed", range(5))
def test_the_same_counts_make_the_same_cube_again(seed: int) -> None:
    first = cube(made(seed), Rules())
    again = cube(made(seed), Rules(), before=first.points)
    pd.testing.assert_frame_equal(again.points, first.points)


def test_an_audit_finds_what_was_not_protected() -> None:
    frame = points(
        ("Local authority", "E10000017", 43, 120), ("Sex", "Female", 40, 60), ("Sex", "Male", 3, 60)
    )
    found = cube(frame)
    assert found.audit(found.points)["safe"]
    # Printed by mistake: 43 - 40 = 3.
    leaking = found.points.copy()
    leaking.loc[1, ["numerator", "value", "symbol"]] = [40.0, 100 * 40 / 60, ""]
    told = audit(leaking, found.judged, {})
    assert [leak.interval for leak in told.leaks if leak.column == "view_recorded"] == [(3, 3)]


@pytest.mark.parametrize("seed", range(50))
def test_an_attack_on_a_reduced_county_recovers_nothing(seed: int) -> None:
    truth = made(seed)
    found = cube(truth)
    attack = Attack(found.points)
    behind = truth.set_index(KEY)
    hidden = found.points[found.points["symbol"] == "c"]
    for key in hidden[KEY].itertuples(index=False, name=None):
        own = behind.loc[key]
        columns = (PLACEMENTS | NEET)[key[0]]
        names = ("numerator", "complement", "denominator")
        small = [own[f"{name}_contributors"] for name in names]
        for column, number, limit in zip(columns, small, (5, 5, 10), strict=True):
            if 0 < number < limit:
                low, high = attack.interval(column, tuple(key[1:]))
                assert low <= 1, (key, column, number, low, high)
                assert high >= 5, (key, column, number, low, high)
    assert all(row["exposed"] == 0 for row in found.report)


def test_hidden_months_are_known_not_to_be_noughts() -> None:
    # 12 - 6 in September = 6 in six hidden months: one each, because a nought would be printed.
    months = ["January", "February", "March", "May", "June", "July"]
    frame = of_months(
        ("Academic year", 12), ("September", 6), ("April", 0), ("August", 0),
        *((name, 1) for name in months),
    )  # fmt: skip
    found = cube(frame)
    printed = frame[list(COLUMNS)].copy()
    hidden = printed["time_identifier"].isin(months)
    printed.loc[hidden, ["numerator", "value"]] = np.nan
    printed.loc[hidden, "symbol"] = "c"
    assert not found.audit(printed)["safe"]
    assert found.audit(found.points)["safe"]


def test_columns_that_are_alike_in_every_row_are_hidden_together() -> None:
    frame = on_tuition({"Female": 30, "Male": 3, "Not known": 22})
    found = cube(frame).points.reset_index(drop=True)
    # Whoever is hidden among the children is no denominator of the hours.
    hidden = np.flatnonzero((found["symbol"][:4] == "c").to_numpy())
    assert len(hidden) == 2
    assert found["denominator"][hidden + 4].isna().all()


def test_a_few_that_are_all_of_a_kind_are_hidden_among_others() -> None:
    # 100 - 60 = 40 were not heard, and so many boys: girls, 6 of 6, and the others were all heard.
    frame = points(
        ("Local authority", "E10000017", 60, 100),
        ("Sex", "Female", 6, 6),
        ("Sex", "Male", 52, 92),
        ("Sex", "Not known", 2, 2),
    )
    assert symbols(cube(frame)) == ["", "c", "c", "c"]


def test_whether_a_public_figure_is_provisional_is_told_by_period() -> None:
    frame = points(
        ("Local authority", "E10000017", 43, 120),
        ("Sex", "Female", 23, 60),
        ("Sex", "Male", 20, 60),
    ).assign(provisional=[True, True, False])
    assert cube(frame).points["provisional"].tolist() == [True, True, True]


def test_a_correction_that_makes_a_number_small_is_hidden_though_all_was_printed() -> None:
    def of(female: int, male: int) -> pd.DataFrame:
        whole = ("Local authority", "E10000017", female + male, 120)
        return points(whole, ("Sex", "Female", female, 60), ("Sex", "Male", male, 60))

    before = cube(of(38, 5)).points
    assert symbols(cube(of(38, 5))) == ["", "", ""]
    after = cube(of(38, 4), before=before)
    assert all(row["exposed"] == 0 for row in after.report)
    assert after.audit(after.points)["safe"]
    assert symbols(after)[2] == "c"
    assert symbols(after).count("c") >= 2
