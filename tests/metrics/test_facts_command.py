"""What `python -m metrics facts` prints: three facts for every measure, in words that are known."""

import csv
import io
import math
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from metrics.__main__ import main
from metrics.facts import COLUMNS, judged_measures
from tests import built
from tests.metrics.recount.world import World

JUDGED = ("met", "nearly", "missed", "not yet due")
TARGETS = {
    *("not comparable", "no target agreed", "suppressed", "not calculated"),
    *JUDGED,
    *(f"{word} (example)" for word in JUDGED),
}
CERTAINTIES = {"clear", "could be chance", "not calculated", "suppressed"}
CHANGES = {"improving", "worsening", "rising", "falling", "no change detectable"}
DIRECTIONS = CHANGES | {"cannot be calculated", "suppressed"}
PLACES = {
    *("better", "similar", "worse", "higher", "lower"),
    *("not comparable", "not calculated", "suppressed"),
}
ROBUST = re.compile(
    r"(depends on the method: )?[2-6] of [2-6] ways agree \((better|similar|worse|higher|lower)\)"
    r"|not calculated: .+|suppressed"
)
NUMBERS = ("value", "children_to_target", "smallest_visible_change", "tolerance")
WORDS_FOR_NUMBERS = ("", "suppressed", "not calculated")
MUST_BE_SAID = (
    *("measure_id", "workstream", "area_code", "target_fact", "target_certainty"),
    *("direction_fact", "position_england", "position_region", "position_neighbours"),
    *("position_robust", "children_to_target", "smallest_visible_change"),
)

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def of_the_county(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The lines printed for the illustrative extracts with the figures that are shipped."""
    return printed(built.county(tmp_path_factory))


def printed(releases: Path) -> Rows:
    command = ["facts", "--audience", "officer", "--releases", str(releases)]
    done = CliRunner().invoke(main, command, catch_exceptions=False)
    assert done.exit_code == 0
    return list(csv.DictReader(io.StringIO(done.stdout)))


def check(rows: Rows) -> None:
    """One line a measure, all three facts in it, in the words there are and no others."""
    assert [row["measure_id"] for row in rows] == [measure.id for measure in judged_measures()]
    polarity = {measure.id: measure.polarity for measure in judged_measures()}
    for row in rows:
        assert tuple(row) == COLUMNS
        assert all(row[name] for name in MUST_BE_SAID), row
        assert not {"nan", "None", "NaT", "<NA>", "inf"} & set(row.values()), row
        assert row["target_fact"] in TARGETS
        assert row["target_certainty"] in CERTAINTIES
        assert row["direction_fact"] in DIRECTIONS
        assert row["direction_reason"] or row["direction_fact"] == "suppressed"
        for name in ("position_england", "position_region", "position_neighbours"):
            assert row[name] in PLACES
        assert ROBUST.match(row["position_robust"]), row["position_robust"]
        for name in NUMBERS:
            assert row[name] in WORDS_FOR_NUMBERS or math.isfinite(float(row[name])), row
        if polarity[row["measure_id"]] in ("neutral", "band"):
            assert not {"improving", "worsening", "better", "worse"} & set(row.values())


def test_all_three_facts_of_every_measure_of_the_county(of_the_county: Rows) -> None:
    check(of_the_county)
    said = {name: {row[name] for row in of_the_county} for name in COLUMNS}
    # The shipped targets are examples, one and all.
    agreed = {word for word in said["target_fact"] if word in JUDGED}
    assert not agreed
    assert {"met (example)", "nearly (example)", "missed (example)"} <= said["target_fact"]
    assert {"clear", "could be chance"} <= said["target_certainty"]
    assert {"improving", "no change detectable", "cannot be calculated"} <= said["direction_fact"]
    assert {"better", "worse", "not comparable"} <= said["position_england"] | said[
        "position_region"
    ]


def test_permanent_exclusions_and_neet_are_told_as_they_are(of_the_county: Rows) -> None:
    rows = {row["measure_id"]: row for row in of_the_county}
    permanent = rows["permanent_exclusion_rate"]
    # 458 of 175,184 pupils in 2024/25.
    assert (permanent["time_period"], permanent["basis"]) == ("202425", "published")
    assert permanent["value"] == "0.26144"
    assert permanent["direction_fact"] == "no change detectable"
    assert permanent["position_robust"].startswith("6 of 6 ways agree (worse)")
    both = rows["neet_not_known_percent"]
    assert both["time_period"] == "2025"
    assert both["position_robust"].startswith("depends on the method")


@pytest.mark.usefixtures("cursor")
def test_all_three_facts_of_every_measure_of_random_extracts(world: World) -> None:
    check(printed(world.folder.parent / "releases"))
