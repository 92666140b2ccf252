"""The example targets the project ships with: complete, and never mistaken for agreed ones."""

import pytest

from metrics.definitions import definitions
from plan.seed import SEED, read_plan, seed_plan, target_from
from plan.types import EXAMPLE_BODY, RULES, Band


def test_every_shipped_target_is_an_example_that_no_board_agreed():
    for target in seed_plan().targets:
        assert target.example, target.id
        assert target.agreed_by == EXAMPLE_BODY
        assert target.agreed_on is None


def test_the_shipped_targets_use_every_rule():
    assert {type(target.rule) for target in seed_plan().targets} == set(RULES.values())


def test_every_shipped_target_is_of_a_measure():
    assert {target.measure_id for target in seed_plan().targets} <= set(definitions())


def test_every_measure_with_a_good_direction_has_an_example_target():
    judged = {
        measure.id
        for measure in definitions().values()
        if measure.polarity != "neutral" and not measure.beside
    }
    # Needs the delivery plan's own milestones, so it has no target of its own here.
    judged.discard("milestones_on_time_percent")
    assert {target.measure_id for target in seed_plan().in_force} == judged


def test_a_band_is_the_target_of_a_measure_that_is_good_inside_a_range():
    for target in seed_plan().targets:
        polarity = definitions()[target.measure_id].polarity
        assert isinstance(target.rule, Band) == (polarity == "band"), target.id


def test_a_plan_file_that_cannot_be_read_says_where(tmp_path):
    broken = tmp_path / "plan.toml"
    broken.write_text("[[target]\n")
    with pytest.raises(ValueError, match=r"plan\.toml is not valid TOML"):
        read_plan(broken)
    broken.write_text('[[target]]\nmeasure_id = "neet_percent"\n')
    with pytest.raises(ValueError, match=r"plan\.toml, target 1: expected measure_id and rule"):
        read_plan(broken)
    broken.write_text('[[target]]\nmeasure_id = "neet_percent"\nrule = "fixed"\n')
    with pytest.raises(ValueError, match=r"plan\.toml, target 1: .*expected a table with a kind"):
        read_plan(broken)
    broken.write_text('[[target]]\nmeasure_id="a"\nrule={kind="linear", finish=3}\n')
    with pytest.raises(ValueError, match=r"plan\.toml, target 1: .*finish"):
        read_plan(broken)


def test_the_shipped_plan_reads_the_same_twice():
    assert read_plan(SEED) == seed_plan()
    assert read_plan(SEED).version == seed_plan().version


def test_what_is_left_out_takes_the_usual_value():
    target = target_from(
        {
            "measure_id": "neet_percent",
            "time_identifier": "Calendar year",
            "rule": {"kind": "linear", "end": 2},
            "example": True,
        }
    )
    assert target.id == "neet_percent"
    assert target.years == (2024, 2025, 2026)
    assert target.baseline_year == 2023
    assert target.agreed_by == EXAMPLE_BODY
