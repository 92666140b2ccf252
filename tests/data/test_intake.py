"""Files handed over on the extracts page: put together, checked, mapped, drafted."""

import os
import tempfile
from datetime import date
from pathlib import Path

import pytest

from data import intake
from data.build import Options

EXCLUSIONS = (
    "Exclusion Ref,Pupil UPN,school_urn,Exclusion Type,reason_1,Start,status,Year Group,Gender,"
    "SEN,home_district\n"
    "1,A123,100001,SUSP,PP,01/09/2025,notified,9,F,K,Burnley\n"
    "2,A124,100001,PERM,PP,02/09/2025,notified,9,M,Some help,Burnley\n"
)


def silent(step: str, share: float) -> None:
    """No progress asked for."""


@pytest.fixture
def handed_over(tmp_path: Path) -> Path:
    folder = tmp_path / "handed over"
    folder.mkdir()
    (folder / "exclusions.csv").write_text(EXCLUSIONS, encoding="utf-8")
    return folder


def test_a_folder_is_put_together_with_the_published_figures(
    handed_over: Path, tmp_path: Path
) -> None:
    target = tmp_path / "together"
    target.mkdir()
    intake.put_together(handed_over, target)
    intake.add_published(target)
    names = {file.name for file in target.rglob("*.csv")}
    assert names == {"exclusions.csv", *(file.name for file in intake.SHIPPED.glob("*.csv"))}


def test_a_folder_that_is_not_there_is_said_by_name(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="nowhere"):
        intake.put_together(tmp_path / "nowhere", tmp_path)


def test_headings_and_codes_that_are_not_known_get_a_guess(
    handed_over: Path, tmp_path: Path
) -> None:
    found = intake.to_settle(handed_over, tmp_path / "work", tmp_path / "mappings")
    guesses = {(one.column, one.source): one.ours for one in found}
    assert guesses["", "Exclusion Ref"] == "exclusion_id"
    assert guesses["", "Pupil UPN"] == "pupil_id"
    assert guesses["", "Gender"] == "sex"
    assert ("sen_provision", "Some help") in guesses


def test_what_is_saved_is_not_asked_again(handed_over: Path, tmp_path: Path) -> None:
    mappings = tmp_path / "mappings"
    first = intake.to_settle(handed_over, tmp_path / "one", mappings)
    intake.save(first, mappings)
    settled = {(one.column, one.source) for one in first if one.ours}
    again = intake.to_settle(handed_over, tmp_path / "two", mappings)
    assert not settled & {(one.column, one.source) for one in again}


def test_a_check_says_what_blocks_and_changes_nothing(handed_over: Path, tmp_path: Path) -> None:
    checked = intake.check(handed_over, "888", silent, tmp_path / "mappings")
    assert checked.blocked
    assert not checked.only_set_aside
    assert list(checked.problems.columns) == list(intake.PROBLEM_COLUMNS)
    assert checked.problems["Severity"].iloc[0] == "block"


def test_a_blocked_draft_makes_no_release(handed_over: Path, tmp_path: Path) -> None:
    drafted = intake.draft(handed_over, tmp_path / "releases", Options(draft=True), silent)
    assert drafted.release == ""
    assert not drafted.problems.empty
    assert not list((tmp_path / "releases").glob("*/manifest.json"))


def test_a_draft_holds_its_files_with_rows_read_kept_and_set_aside(tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    drafted = intake.draft(
        intake.SHIPPED, releases, Options(draft=True, versions={"plan": "p1"}), silent
    )
    held = intake.contents(releases, drafted.release)
    assert set(held.files["File"]) == {file.name for file in intake.SHIPPED.glob("*.csv")}
    assert ("Council", "Lancashire") in held.about


@pytest.mark.parametrize("text", ["31/08/2026", " 2026-08-31 "])
def test_a_day_is_read_as_officers_type_it(text: str) -> None:
    assert intake.day(text) == date(2026, 8, 31)


def test_no_day_is_no_day_and_anything_else_is_refused_in_words() -> None:
    assert intake.day("  ") is None
    with pytest.raises(ValueError, match="Write the day as"):
        intake.day("31 Septembre")


def test_files_left_lying_for_a_day_are_deleted(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new = tmp_path / f"{intake.HANDED_OVER}old", tmp_path / f"{intake.HANDED_OVER}new"
    for folder in (old, new):
        folder.mkdir()
    os.utime(old, (0, 0))
    intake.clear_forgotten()
    assert not old.exists()
    assert new.exists()
