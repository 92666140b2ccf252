"""`python -m packs build`: what an officer types, what is written, what is refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from data import audit_log, store
from metrics.__main__ import main as metrics

PROJECT = Path(__file__).resolve().parents[2]


def packs(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "packs", "build", *words],
        cwd=PROJECT,
        env={**os.environ, "PYTHONWARNINGS": "error::DeprecationWarning:packs"},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_a_pack_of_a_board_is_written_and_its_files_are_named(
    releases: Path, tmp_path: Path
) -> None:
    done = packs(
        "--audience", "officer", "--board", "summary", "--formats", "docx,html,csv",
        "--out", str(tmp_path), "--releases", str(releases), "--recipient", "Councillor A. Example",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    written = [Path(line) for line in done.stdout.splitlines()]
    assert [path.name for path in written] == [
        "summary.docx",
        "summary.html",
        "summary.csv",
        "summary.csv-metadata.json",
        "summary_tidy.csv",
        "summary_tidy.meta.csv",
    ]
    assert all(path.stat().st_size for path in written)
    assert "For Councillor A. Example" in (tmp_path / "summary.html").read_text("utf-8")


def test_a_workstream_takes_the_place_of_a_board(releases: Path, tmp_path: Path) -> None:
    done = packs(
        "--audience", "officer", "--workstream", "3", "--formats", "csv",
        "--out", str(tmp_path), "--releases", str(releases),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "workstream_3.csv").is_file()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--board", "scrutiny", "--workstream", "3"), "either --board or --workstream"),
        ((), "either --board or --workstream"),
        (("--board", "scrutiny", "--formats", "odt"), "unknown format 'odt'"),
        (("--board", "scrutiny", "--release", "2020"), "there is no release"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_line_and_nothing_is_written(
    releases: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    out = tmp_path / "out"
    done = packs(
        "--audience", "officer", *words, "--out", str(out), "--releases", str(releases)
    )  # fmt: skip
    assert done.returncode != 0
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_an_altered_release_makes_no_pack(releases: Path, tmp_path: Path) -> None:
    release = store.current(releases)
    assert release
    problems = releases / release / "problems.csv"
    before = problems.read_bytes()
    problems.chmod(0o644)
    try:
        problems.write_bytes(before + b"\n")
        done = packs(
            "--audience", "officer", "--board", "summary", "--formats", "csv",
            "--out", str(tmp_path / "out"), "--releases", str(releases),
        )  # fmt: skip
    finally:
        problems.write_bytes(before)
        problems.chmod(0o444)
    assert done.returncode != 0
    assert "problems.csv has been altered" in done.stderr


def test_where_the_log_cannot_be_written_no_file_of_an_exempt_pack_is(
    releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("AP_LOG", str(tmp_path / "file"))
    done = packs(
        "--audience", "officer", "--workstream", "3", "--formats", "csv",
        "--out", str(tmp_path / "out"), "--releases", str(releases), "--recipient", "A. Example",
    )  # fmt: skip
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert not (tmp_path / "out").exists()


def test_values_that_officers_print_are_recorded_and_those_of_the_public_are_not(
    releases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AP_LOG", str(tmp_path))
    for what in ("values", "facts"):
        for audience in ("officer", "public"):
            asked = [what, "--audience", audience, "--releases", str(releases)]
            CliRunner().invoke(metrics, asked)
    found = [one.event for one in audit_log.entries(tmp_path / audit_log.FILE)]
    assert [(one.what, one.role, one.audience, one.figure) for one in found] == [
        ("exported", "command line", "officer", "all values"),
        ("exported", "command line", "officer", "all facts"),
    ]
