"""The property to protect: a measure is added in one file, and then stands everywhere."""

import csv
import io
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

import metrics.measures
from metrics.__main__ import main
from metrics.definitions import definitions, measure

DEFINITION = """
from datetime import date

from metrics.definitions import Measure

TRIED = Measure(
    id="tuition_known_hours_rate",
    title="Children on home tuition with hours recorded",
    workstream=5,
    principle="Appropriate use of home tuition",
    outcome="Better outcomes through earlier identification",
    why_it_matters="Hours nobody recorded cannot be checked.",
    definition="Children with hours recorded at the month's end, over pupils on roll, times 100.",
    scope="Children, each once.",
    unit="per 100 pupils",
    polarity="neutral",
    owner="A test",
    reviewed_on=date(2026, 11, 1),
    periods=("year", "month"),
    kind="stock",
    dated_by="month end",
    mart="tuition_months",
    numerator="children_with_hours",
    denominator="headcount",
    mean_of_month_ends=True,
    extracts=("home_tuition", "pupils"),
    source="Council extracts: home tuition, pupils",
    breakdowns=("Sex",),
    districts="home",
    headline=True,
)
"""


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """One new file among the definitions, and nothing else changed."""
    (tmp_path / "tried_out.py").write_text(DEFINITION, encoding="utf-8")
    folders = [*metrics.measures.__path__, str(tmp_path)]
    monkeypatch.setattr(metrics.measures, "__path__", folders)
    definitions.cache_clear()
    yield "tuition_known_hours_rate"
    definitions.cache_clear()


def test_it_is_printed_with_its_points_and_facts(added: str, releases: Path) -> None:
    said = ["--audience", "officer", "--releases", str(releases)]
    values = CliRunner().invoke(main, ["values", "--measure", added, *said])
    rows = list(csv.DictReader(io.StringIO(values.stdout)))
    assert {row["breakdown_topic"] for row in rows} == {"Total", "Sex"}
    year = next(
        row
        for row in rows
        if row["time_identifier"] == "Academic year"
        and row["geographic_level"] == "Local authority"
        and row["time_period"] == "202425"
    )
    shown = 100 * float(year["numerator"]) / float(year["denominator"])
    assert float(year["value"]) == pytest.approx(shown)
    facts = CliRunner().invoke(main, ["facts", *said])
    assert added in {row["measure_id"] for row in csv.DictReader(io.StringIO(facts.stdout))}


@pytest.mark.parametrize("page", ["overview", "workstream_5", "definitions"])
def test_it_stands_on_the_screen(added: str, opened, releases: Path, page: str) -> None:
    test = opened(page, releases)
    assert not test.exception
    kinds = (test.header, test.subheader, test.markdown, test.caption)
    html = [unescape(element.proto.body) for element in test.get("html")]
    told = " ".join([element.value for kind in kinds for element in kind] + html)
    told += " ".join(holder.label for holder in test.expander)
    assert measure(added).title in told
