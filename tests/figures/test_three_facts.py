"""Facts two and three in words: only what a test has shown, and never why."""

import pytest

from figures import wording
from figures.three_facts import sentences_of
from metrics.comparison import Comparison
from metrics.definitions import measure
from metrics.direction import DirectionFact
from metrics.facts import Facts
from metrics.periods import Period
from metrics.position import PositionFact
from metrics.shortfall import ChildrenToTarget, Part, WhereTheyAre
from metrics.target_fact import TargetFact
from metrics.visible import VisibleChange

PERMANENT = measure("permanent_exclusion_rate")
YEAR, BEFORE = Period(202425, "Academic year"), Period(202324, "Academic year")


def against(name: str, fact: str, **more) -> Comparison:
    return Comparison(name=name, fact=fact, **more)


def standing(england: str, region: str, neighbours: str, robust: str = "6 of 6 ways agree (worse)"):
    return PositionFact(
        england=against("England", england),
        region=against("the region", region),
        neighbours=against("mean of the 2025 neighbours", neighbours),
        robust=robust,
        ways=(),
    )


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("improving", "It is improving, by more than chance would explain."),
        ("worsening", "It is worsening, by more than chance would explain."),
        ("rising", "It is rising, by more than chance would explain."),
        ("falling", "It is falling, by more than chance would explain."),
        ("no change detectable", "No change of direction can be told from chance."),
        ("cannot be calculated", ""),
        ("suppressed", ""),
    ],
)
def test_a_direction_is_said_only_where_a_test_was_run(fact, said):
    assert wording.direction_text(DirectionFact(fact=fact)) == said


def test_months_are_not_said_to_have_no_direction_for_years():
    month = Period(202526, "August")
    found = DirectionFact(fact="no change detectable", last_period=month)
    assert wording.direction_text(found) == "Its newest months move no more than usual."


def test_every_word_of_the_facts_has_a_shape_of_its_own_and_a_word():
    for words in (wording.DIRECTION_WORDS, wording.POSITION_WORDS, wording.TARGET_WORDS):
        shapes = [one.icon for one in words.values() if one.colour in ("red", "green")]
        assert len(shapes) == len(set(shapes))
        assert all(one.word for one in words.values())


def test_what_lies_behind_a_direction_is_told_in_lines():
    found = DirectionFact(
        fact="no change detectable",
        reason="the five points differ no more than chance could make them",
        last_value=0.2614,
        last_change=0.0186,
        last_period=YEAR,
        before_period=BEFORE,
        left_out=(Period(201920, "Academic year"), Period(202021, "Academic year")),
    )
    assert wording.direction_detail(found, PERMANENT).split("  \n") == [
        "The five points differ no more than chance could make them.",
        "Left out: 2019/20 and 2020/21.",
        "2024/25 against 2023/24: up 0.02.",
    ]


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (
            ("worse", "worse", "worse"),
            "It is worse than England, the North West and the mean of the 2025 neighbours.",
        ),
        (
            ("similar", "better", "better"),
            "It is similar to England, better than the North West and the mean of the 2025 "
            "neighbours.",
        ),
        (("worse", "not comparable", "not calculated"), "It is worse than England."),
        (("not comparable",) * 3, ""),
        (("suppressed",) * 3, ""),
    ],
)
def test_those_of_one_verdict_are_named_together(verdicts, said):
    assert wording.position_text(standing(*verdicts), "North West") == said


def test_a_verdict_that_turns_on_the_method_says_so():
    found = standing("worse", "worse", "better", "depends on the method: 4 of 6 ways agree (worse)")
    said = wording.position_text(found, "North West")
    assert said.endswith("; that depends on the method.")
    assert wording.robust_text(found) == "Depends on the method: 4 of 6 ways agree (worse)."
    assert wording.robust_text(standing("worse", "worse", "worse", "not calculated: none")) == ""


def test_a_region_takes_its_article_and_england_none():
    assert [wording.with_article(name) for name in ("England", "North West", "London")] == [
        "England",
        "the North West",
        "London",
    ]


def test_a_comparison_that_cannot_be_made_says_so_beside_whom():
    words = wording.against(against("England", "not comparable"), "England")
    assert words.word == "England: not comparable"
    assert wording.against(against("England", "worse"), "England").word == "Worse than England"
    assert wording.against(against("England", "similar"), "England").word == "Similar to England"


def test_how_far_a_target_is_names_what_is_counted():
    few = ChildrenToTarget(children=122, way="fewer", counts="exclusions")
    assert wording.to_target_text(few) == "122 fewer exclusions would have met it."
    about = ChildrenToTarget(children=504, way="fewer", counts="young people", qualifier="about")
    assert wording.to_target_text(about).startswith("About 504 fewer young people")
    one = ChildrenToTarget(children=1, way="more", counts="schools")
    assert wording.to_target_text(one) == "1 more school would have met it."
    child = ChildrenToTarget(children=1, way="fewer", counts="children")
    assert wording.to_target_text(child) == "1 fewer child would have met it."
    met = ChildrenToTarget(children=0, way="fewer", counts="exclusions")
    assert wording.to_target_text(met) == wording.to_target_text(ChildrenToTarget()) == ""


def test_where_they_are_names_the_largest_parts_and_those_not_reached():
    parts = tuple(
        Part(code=name, name=name, children=count, share=share)
        for name, count, share in (("Preston", 71, 15.5), ("Chorley", 65, 14.2), ("Fylde", 9, 2.0))
    )
    found = WhereTheyAre(districts=parts, total=458, counts="exclusions", period=YEAR)
    assert wording.where_text(found, most=2) == (
        "Where the exclusions were in 2024/25: 16% in Preston and 14% in Chorley."
    )
    phases = (Part(code="Secondary", name="Secondary", children=400, share=87.3),)
    both = WhereTheyAre(districts=parts, phases=phases, counts="exclusions", period=YEAR)
    assert wording.where_text(both, most=1).endswith("16% in Preston; by phase, 87% in Secondary.")
    assert wording.where_text(WhereTheyAre()) == ""


def test_the_smallest_change_a_year_can_show_is_told_with_its_children():
    found = VisibleChange(change=0.0462, way="fall", children=81)
    assert wording.visible_text(found, PERMANENT) == (
        "One more year can show a fall of 0.05 or more (about 81 exclusions); a smaller one looks "
        "like chance."
    )
    assert wording.visible_text(VisibleChange(reason="too few"), PERMANENT) == ""
    assert wording.months_text(None) == ""
    assert wording.months_text(6).endswith("after about 6 months.")


def test_the_overview_says_what_chance_alone_would_give():
    assert wording.alarms_text(12, 43, 0.55) == (
        "12 of 43 tests of change and of difference from England say more than chance. Chance "
        "alone would give fewer than one."
    )
    assert wording.alarms_text(0, 0, 0.0).startswith("No change or difference has been tested")


def test_a_headline_holds_no_verdict_that_no_test_made(facts_without_tests):
    assert sentences_of(facts_without_tests, "North West") == ()


@pytest.fixture
def facts_without_tests():
    return Facts(
        measure=PERMANENT,
        area_code="E10000017",
        point=None,
        path=None,
        target=TargetFact(fact="met"),
        direction=DirectionFact(fact="cannot be calculated", reason="two years"),
        position=standing("not comparable", "not comparable", "not calculated"),
        to_target=ChildrenToTarget(),
        visible=VisibleChange(),
    )
