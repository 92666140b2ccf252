"""The year so far, what is foreseen and how far groups are apart, in words."""

import pytest

from figures import gaps as figures_gaps
from figures.running import foreseen, said
from metrics.definitions import measure
from metrics.gaps import Gap
from metrics.in_year import YearSoFar
from metrics.nowcast import Nowcast, Said
from metrics.periods import Period
from metrics.running_total import ToDate
from metrics.target_fact import TargetFact

SUSPENSIONS = measure("suspension_rate")
YEAR = Period(202425, "Academic year")


def to(month: str, year: int, count: float, value: float) -> ToDate:
    return ToDate(reaches=Period(year, month), count=count, value=value)


def so_far(**more) -> YearSoFar:
    usual = {
        "year": 202526,
        "to_date": to("February", 202526, 11523, 6.60),
        "curve": (to("February", 202526, 11523, 6.60),),
        "last_year": (to("January", 202425, 9722, 5.55), to("February", 202425, 11300, 6.45)),
        "target": 4.66,
        "fact": TargetFact(fact="missed (example)"),
        "usual_share": 0.604,
        "basis": "sample",
    }
    return YearSoFar(**(usual | more))


def test_the_year_so_far_is_set_beside_the_same_month_and_the_profile_only():
    assert said(so_far(), SUSPENSIONS, is_example=True) == (
        "By the end of February 2026: 11,523 suspensions (6.60 per 100 pupils). A year before, to "
        "the same point: 11,300 (6.45): up 0.15. The example target's share by then is 4.66: "
        "missed. By then a usual year has reached 60% of its total."
    )


def test_without_the_same_month_a_year_before_nothing_is_set_beside_it():
    text = said(so_far(last_year=(to("January", 202425, 9722, 5.55),)), SUSPENSIONS)
    assert "A year before" not in text


def test_a_year_that_is_over_is_the_whole_year():
    text = said(so_far(over=True, to_date=to("August", 202526, 19034, 10.9)), SUSPENSIONS)
    assert text.startswith("The whole of 2025/26: 19,034 suspensions")
    assert "target for the year is 4.66" in text
    assert "usual year" not in text


def test_no_change_that_prints_is_no_change():
    text = said(so_far(last_year=(to("February", 202425, 11520, 6.598),)), SUSPENSIONS)
    assert "11,520 (6.60): the same to the precision shown." in text


def test_a_year_of_which_nothing_has_matured_says_so():
    text = said(so_far(to_date=None, reason="nothing of 2025/26 has matured yet"), SUSPENSIONS)
    assert text == "Nothing of 2025/26 has matured yet."


def test_a_year_is_foreseen_only_with_its_record():
    record = tuple(Said(year=n, count=1, lower=0, upper=2, came=n) for n in (1, 2, 3, 4, 5))
    told = Nowcast(count=19000.4, lower_count=18000, upper_count=20100, record=record)
    assert foreseen(told) == (
        "At past years' pace the year would end at about 19,000, 80 in 100 between 18,000 and "
        "20,100; said of past years at the same month, the range held 2 of 5 times."
    )
    none = Nowcast(reason="4 complete comparable years; 5 are needed")
    assert foreseen(none).endswith("is not foreseen: 4 complete comparable years; 5 are needed.")


def gap(group: str, difference: float, lower: float, upper: float, **more) -> Gap:
    return Gap(
        group=group,
        reference="the rest of Lancashire",
        period=YEAR,
        difference=difference,
        difference_lower=lower,
        difference_upper=upper,
        **more,
    )


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ((0.02, 0.21), "Higher, more than chance"),
        ((-0.23, -0.07), "Lower, more than chance"),
        ((-0.10, 0.08), "No more than chance"),
        ((0.0, 0.08), "No more than chance"),
    ],
)
def test_a_gap_is_one_only_where_its_limits_leave_nought_out(limits, words):
    told = figures_gaps.told([gap("Chorley", 0.1, *limits)], SUSPENSIONS)
    assert list(told.table["What it says"]) == [words]


def test_a_group_that_stands_worse_is_told_before_one_that_stands_better_by_more():
    found = [gap("Fylde", -0.4, -0.6, -0.2), gap("Chorley", 0.1, 0.05, 0.2)]
    told = figures_gaps.told(found, SUSPENSIONS)
    assert told.sentence.startswith("Chorley is higher")
    told = figures_gaps.told(found[:1], SUSPENSIONS)
    assert told.sentence.startswith("Fylde is lower")


def test_the_widest_gap_that_is_more_than_chance_is_told():
    found = [
        gap("Burnley", 0.30, -0.10, 0.70),
        gap("Chorley", 0.11, 0.02, 0.21, ratio=1.44, ratio_lower=1.1, ratio_upper=1.87),
        gap("Fylde", -0.05, -0.09, -0.01),
    ]
    told = figures_gaps.told(found, SUSPENSIONS)
    assert told.sentence == (
        "Chorley is higher than the rest of Lancashire by 0.11, 1.4 times as high (2024/25)."
    )
    assert told.table.loc[1, "Times as high"] == "1.44 (1.10 to 1.87)"


def test_a_refused_group_gives_its_reason_and_none_at_all_gives_no_table():
    refused = Gap(group="Asian", reference="White", period=YEAR, reason="too few children")
    assert figures_gaps.told([refused], SUSPENSIONS) is None
    told = figures_gaps.told([refused, gap("Black", 0.1, 0.05, 0.2)], SUSPENSIONS)
    assert list(told.table["What it says"]) == ["Too few children", "Higher, more than chance"]
