"""The log of what was done: only ever added to, and what was done to it by other means shows."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from data import audit_log
from data.__main__ import main as commands
from data.audit_log import Event
from data.build import SHIPPED


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Three things an officer did."""
    path = tmp_path / "kept" / audit_log.FILE
    for what in ("built", "published", "exported"):
        audit_log.add(path, Event(what=what, who="ann@example.org", role="officer", release="r1"))
    return path


def change(log: Path, *statements: str) -> None:
    with closing(sqlite3.connect(log)) as database:
        for one in statements:
            database.execute(one)
        database.commit()


UNGUARDED = tuple(f"drop trigger {name}" for name in ("no_update", "no_delete", "no_replace"))


def test_what_was_recorded_is_read_back_in_order_with_its_time(log):
    found = audit_log.entries(log)
    assert [one.event.what for one in found] == ["built", "published", "exported"]
    assert [one.id for one in found] == [1, 2, 3]
    assert all(one.happened_at.endswith("+00:00") for one in found)
    assert found[0].event.who == "ann@example.org"
    assert audit_log.faults(log) == []


def test_a_log_that_is_not_there_yet_is_empty(tmp_path):
    assert audit_log.entries(tmp_path / "none.sqlite") == []
    assert audit_log.faults(tmp_path / "none.sqlite") == []


def test_what_is_no_kind_of_event_is_refused():
    with pytest.raises(ValueError, match="'looked' is no kind of event"):
        Event(what="looked", who="ann")


@pytest.mark.parametrize(
    "statement",
    [
        "update events set told = 'x' where id = 1",
        "delete from events where id = 3",
        "delete from events",
        "insert or replace into events values (1, 'x', 'x', 'x')",
        "insert into events values (2, 'x', 'x', 'x') on conflict do update set told = 'x'",
    ],
)
def test_no_row_can_be_changed_deleted_or_replaced(log, statement):
    with pytest.raises(sqlite3.IntegrityError, match="the log is never"):
        change(log, statement)
    assert len(audit_log.entries(log)) == 3
    assert audit_log.faults(log) == []


def test_a_row_changed_by_other_means_shows(log):
    change(log, *UNGUARDED, "update events set told = replace(told, 'ann', 'bob') where id = 2")
    assert audit_log.faults(log) == [
        "entry 2 is not as it was written, or does not follow the last"
    ]


def test_a_row_taken_out_of_the_middle_shows(log):
    change(log, *UNGUARDED, "delete from events where id = 2")
    assert "entries 2 to 2 are missing" in audit_log.faults(log)[0]


def test_a_row_taken_out_and_the_numbers_closed_up_shows(log):
    change(
        log,
        *UNGUARDED,
        "delete from events where id = 2",
        "update events set id = 2 where id = 3",
        "update sqlite_sequence set seq = 2",
    )
    assert audit_log.faults(log) == [
        "entry 2 is not as it was written, or does not follow the last"
    ]


def test_the_newest_rows_taken_away_show(log):
    change(log, *UNGUARDED, "delete from events where id = 3")
    assert audit_log.faults(log) == ["entries 3 to 3, the newest, are missing"]


def test_the_guards_come_back_with_the_next_entry(log):
    change(log, *UNGUARDED)
    audit_log.add(log, Event(what="viewed", who="bob"))
    with pytest.raises(sqlite3.IntegrityError):
        change(log, "delete from events where id = 1")


def test_two_processes_that_write_at_once_make_one_chain(log):
    code = (
        "import sys; from pathlib import Path; from data import audit_log as a\n"
        "for n in range(40): a.add(Path(sys.argv[1]), a.Event(what='viewed', who=sys.argv[2]))"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, log, who]) for who in ("ann", "bob")]
    assert [one.wait(timeout=60) for one in running] == [0, 0]
    assert len(audit_log.entries(log)) == 83
    assert audit_log.faults(log) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_the_log_is_not_for_every_account_of_the_machine(log):
    assert log.stat().st_mode & 0o7 == 0


def test_a_log_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(audit_log.Unwritable, match="cannot be written"):
        audit_log.add(tmp_path / "file" / audit_log.FILE, Event(what="viewed", who="ann"))
    broken = tmp_path / audit_log.FILE
    broken.write_bytes(b"no database, but long enough to be looked at" * 40)
    with pytest.raises(audit_log.Unwritable, match="not a database"):
        audit_log.add(broken, Event(what="viewed", who="ann"))


def test_the_log_lies_beside_the_releases_unless_the_environment_names_a_folder(tmp_path):
    assert audit_log.place(tmp_path, {}) == tmp_path / "log.sqlite"
    assert audit_log.place(tmp_path, {"AP_LOG": "/kept"}) == Path("/kept/log.sqlite")


def test_an_entry_has_no_room_for_numbers_names_of_files_or_free_text():
    room = set(Event.__dataclass_fields__)
    assert room == {
        "what", "who", "role", "release", "page", "board", "figure", "formats", "audience",
        "recipient", "files", "reason", "accepted_by",
    }  # fmt: skip


def test_commands_are_recorded_with_the_account_that_ran_them(tmp_path):
    """Build twice, go back to the first, delete neither: five things happened."""
    releases = tmp_path / "releases"
    source = tmp_path / "source"
    source.mkdir()
    series = next(SHIPPED.glob("published_series*.csv"))
    (source / series.name).write_bytes(series.read_bytes())
    run = CliRunner()
    made = []
    for _ in range(2):
        asked = ["build", "--input", str(source), "--releases", str(releases)]
        done = run.invoke(commands, asked, catch_exceptions=False)
        made.append(done.stdout.splitlines()[-1])
    run.invoke(commands, ["publish", made[0], "--releases", str(releases)], catch_exceptions=False)
    found = [one.event for one in audit_log.entries(audit_log.place(releases))]
    assert [(one.what, one.release) for one in found] == [
        ("built", made[0]),
        ("published", made[0]),
        ("built", made[1]),
        ("published", made[1]),
        ("went back", made[0]),
    ]
    assert {(one.who, one.role) for one in found} == {(audit_log.account(), "command line")}


def test_a_release_that_is_not_there_is_not_recorded_as_published(tmp_path):
    done = CliRunner().invoke(commands, ["publish", "none", "--releases", str(tmp_path / "r")])
    assert done.exit_code == 1
    assert not (tmp_path / "r").exists()
