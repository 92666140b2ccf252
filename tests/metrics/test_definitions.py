"""Sweeps over every definition: nothing half said, nothing that does not exist."""

import re
from pathlib import Path

import pytest

from data.contracts import EXTRACTS
from data.marts import MARTS, SQL
from metrics.definitions import Measure, companions_of, definitions, measure, measures_of
from plan.strategy import OUTCOMES, PRINCIPLES, WORKSTREAMS

TESTS = Path(__file__).resolve().parents[1]
ALL = list(definitions().values())
MAIN = [each for each in ALL if not each.beside]


def each_measure(measures: list[Measure]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("each", measures, ids=lambda each: each.id)


def test_every_principle_and_outcome_has_a_measure() -> None:
    assert {each.principle for each in MAIN} == set(PRINCIPLES)
    assert {each.outcome for each in MAIN} == set(OUTCOMES)


def test_every_workstream_has_a_headline() -> None:
    for number in range(1, len(WORKSTREAMS) + 1):
        assert any(each.headline for each in measures_of(number)), number


def test_neet_is_never_shown_without_not_known() -> None:
    together = measure("neet_percent").shown_with
    assert "not_known_percent" in together
    assert {measure(other).shown_with for other in together} == {together}


@each_measure(ALL)
def test_a_measure_says_all_a_reader_needs(each: Measure) -> None:
    for text in (each.title, each.definition, each.scope, each.why_it_matters, each.source):
        assert len(text.split()) > 1 or text == each.title
        assert text == text.strip()
    assert each.owner
    assert re.fullmatch(r"[a-z0-9_]+", each.id)


@each_measure(ALL)
def test_a_companion_stands_beside_a_measure_and_judges_nothing(each: Measure) -> None:
    assert each.id.startswith("context_") == bool(each.beside)
    if each.beside:
        assert each in companions_of(each.beside)
        assert measure(each.beside).workstream == each.workstream
        assert each.polarity == "neutral"


@each_measure([each for each in ALL if each.is_local])
def test_a_local_measure_counts_columns_its_mart_has(each: Measure) -> None:
    mart = next(mart for mart in MARTS if mart.name == each.mart)
    sql = (SQL / "marts" / f"{mart.name}.sql").read_text(encoding="utf-8")
    columns = set(re.findall(r"\b\w+\b", sql))
    columns |= {name.removeprefix(p) for name in columns for p in ("once_", "distinct_")}
    population = {"headcount"} if mart.population else set()
    for count in (each.numerator, each.denominator, each.complement, each.undecided):
        assert count is None or count in columns | population, count
    names = set(EXTRACTS) if isinstance(EXTRACTS, dict) else {found.name for found in EXTRACTS}
    assert set(each.extracts) <= names


@each_measure([each for each in ALL if each.is_local and each.calculation == "ratio"])
def test_a_share_of_children_leaves_its_complement_for_disclosure_control(each: Measure) -> None:
    is_share = each.unit == "%" and each.contributor == "child" and each.mart != "returns"
    if is_share and each.denominator not in ("places", "sessions_possible"):
        assert each.complement or each.id in ("context_neet_linked_percent",)


def test_an_unknown_measure_is_told_in_words() -> None:
    with pytest.raises(KeyError, match="is not a measure"):
        measure("exclusion_rate")
