"""The commands of the README, run as a person runs them."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
EXCLUSIONS = """\
exclusion_id,pupil_id,school_urn,category,reason_1,start_date,status,nc_year,sex,sen_provision,home_district
E1,P1,100001,PERM,DB,2024-10-01,upheld,9,M,K,E07000117
E2,P2,100001,SUSP,VA,2024-09-10,upheld,8,F,N,E07000117
"""
SCHOOLS = """\
school_urn,school_name,phase,district,valid_from
100001,Beck High School,SS,E07000117,2010-09-01
"""
PUPILS = """\
time_period,school_urn,nc_year,sex,sen_provision,headcount
202425,100001,9,M,K,400
"""


def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "AP_HASH_KEY": "a key for tests"},
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("extracts")
    for name, text in (("exclusions", EXCLUSIONS), ("schools", SCHOOLS), ("pupils", PUPILS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def releases(extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    done = run("data", "build", "--input", extracts, "--releases", folder, "--as-at", "2025-12-01")
    assert done.returncode == 0, done.stderr
    assert (folder / done.stdout.splitlines()[-1] / "manifest.json").is_file()
    return folder


def test_check_prints_problems_as_csv_and_fails_when_one_blocks(
    extracts: Path, tmp_path: Path
) -> None:
    good = run("data", "check", extracts, "--as-at", "2025-12-01")
    assert good.returncode == 0
    assert good.stdout.startswith("extract,file,row,column,value,problem,severity")
    wrong = tmp_path / "exclusions.csv"
    wrong.write_text(EXCLUSIONS.replace("category", "kind"), encoding="utf-8")
    bad = run("data", "check", wrong)
    assert bad.returncode == 1
    rows = list(csv.DictReader(io.StringIO(bad.stdout)))
    assert [row["column"] for row in rows if row["severity"] == "block"] == ["category"]


def test_a_blocked_build_fails_and_says_that_nothing_changed(
    releases: Path, tmp_path: Path
) -> None:
    (tmp_path / "exclusions.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    before = (releases / "current").read_text()
    done = run("data", "build", "--input", tmp_path, "--releases", releases)
    assert done.returncode == 1
    assert "nothing was changed" in done.stderr
    assert (releases / "current").read_text() == before


def test_values_prints_the_counts_and_the_one_division(releases: Path) -> None:
    done = run(
        *("metrics", "values", "--audience", "officer", "--releases", releases),
        *("--measure", "permanent_exclusion_rate", "--area", "E10000017"),
    )
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    year = [
        row
        for row in rows
        if row["time_identifier"] == "Academic year" and row["breakdown"] == "Total"
    ]
    # 1 permanent exclusion of 400 pupils: 100 x 1 / 400.
    assert [(r["numerator"], r["denominator"], r["value"]) for r in year] == [("1", "400", "0.25")]
    assert {(r["basis"], r["provisional"], r["time_period"]) for r in year} == {
        ("local", "false", "202425")
    }


def test_facts_prints_one_row_per_measure(releases: Path) -> None:
    done = run("metrics", "facts", "--audience", "officer", "--releases", releases)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len({row["measure_id"] for row in rows}) == len(rows) == 42
    found = next(row for row in rows if row["measure_id"] == "suspension_rate")
    assert found["value"] == "0.25"
    assert found["direction_fact"] == "cannot be calculated"


def test_the_public_sees_no_number_behind_a_hidden_figure(releases: Path) -> None:
    done = run("metrics", "values", "--audience", "public", "--releases", releases)
    assert done.returncode == 0
    hidden = [row for row in csv.DictReader(io.StringIO(done.stdout)) if row["symbol"] == "c"]
    assert hidden
    assert {row["numerator"] + row["value"] + row["lower_ci"] for row in hidden} == {""}


def test_audit_attacks_the_public_figures_of_a_release(releases: Path) -> None:
    done = run("data", "audit", "--releases", releases)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "measure_id,cells,small,besides,narrowest,leaks"


def test_publish_goes_back_and_prune_keeps_the_current(extracts: Path, releases: Path) -> None:
    first = (releases / "current").read_text().strip()
    draft = run("data", "build", "--input", extracts, "--releases", releases, "--draft")
    assert (releases / "current").read_text().strip() == first
    second = draft.stdout.splitlines()[-1]
    assert run("data", "publish", second, "--releases", releases).returncode == 0
    assert (releases / "current").read_text().strip() == second
    assert run("data", "publish", first, "--releases", releases).returncode == 0
    assert run("data", "prune", "--keep", "1", "--releases", releases).returncode == 0
    assert (releases / "current").read_text().strip() == first


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("data", "build", "--la", "999"), "no local authority with code"),
        (("data", "build", "--input", "no-such-folder"), "no folder"),
        (("data", "build", "--mappings", "no-such-folder"), "no folder"),
        (("data", "publish", "nothing"), "no release"),
        (("data", "build", "--as-at", "28/02/2026"), "not a date"),
        (("metrics", "values", "--audience", "officer", "--measure", "typo"), "not a measure"),
    ],
)
def test_a_wrong_word_gets_one_plain_line(
    tmp_path: Path, releases: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = run(*arguments, "--releases", releases)
    assert done.returncode != 0
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_used_is_one_plain_line(tmp_path: Path, extracts: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = run("data", "build", "--input", extracts, "--releases", tmp_path / "file" / "releases")
    assert done.returncode == 1
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
