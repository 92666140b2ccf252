"""The whole plan in a few lines."""

from dataclasses import replace

from figures.in_short import in_short
from figures.shown import Card, compared_row
from figures.wording import DIRECTION_WORDS, TargetFact, against
from metrics.definitions import definitions
from metrics.position import Comparison

MEASURES = definitions()


def card(measure_id: str, word: str, direction: str, england: str, **changes) -> Card:
    compared = Comparison(name="England", fact=england)
    made = Card(
        measure=MEASURES[measure_id],
        value="1",
        period="2024/25",
        counts="",
        against="",
        basis="",
        also_made_up=False,
        fact=TargetFact(word=word, is_example=True),
        direction=DIRECTION_WORDS[direction],
        position=against(compared, "England"),
        is_compared=compared.is_told,
        picture="",
        alternative="",
        illustrative=False,
    )
    return replace(made, **changes)


def test_each_fact_is_counted_or_named_once() -> None:
    assert in_short(
        [
            card("suspension_rate", "missed", "worsening", "similar"),
            card("permanent_exclusion_rate", "missed", "no change detectable", "worse"),
            card("framework_percent", "met", "improving", "not comparable", illustrative=True),
        ]
    ) == (
        "**Targets:** of 3 that are due, 1 met, 2 missed. All are example targets, which no board "
        "has agreed.",
        "**Improving:** placements with a quality-assured framework provider (ILLUSTRATIVE).",
        "**Worsening:** suspension rate.",
        "**Neither, as far as can be told:** 1 of 3 measures.",
        "**Better than England:** none.",
        "**Worse than England:** permanent exclusion rate.",
    )


def test_a_release_without_figures_has_nothing_in_short() -> None:
    empty = card("suspension_rate", "no target agreed", "suppressed", "similar", period="")
    assert in_short([empty]) == ()


def test_a_draft_that_loses_a_measure_says_so() -> None:
    now = card("suspension_rate", "missed", "worsening", "similar")
    lost = replace(now, period="")
    assert compared_row(lost, now)["What changes"] == "**lost**: no figure any more"
    assert compared_row(now, now)["What changes"] == ""
    assert compared_row(replace(now, value="2"), now)["What changes"] == "other"
    assert compared_row(now, None)["What changes"] == "new"
