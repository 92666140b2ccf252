"""Who did what with restricted figures, and when: a file that is only ever added to.

SQLite refuses to change or delete a row, and each row carries a digest of itself and of the row
before, so that a row changed, or taken out, by other means shows. The log names officers and
members, never children, and holds no number of a figure.
"""

import getpass
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FILE = "log.sqlite"
PATIENCE = 20
KINDS = (
    "signed in",
    "signed out",
    "refused",
    "loaded",
    "built",
    "published",
    "went back",
    "exported",
    "viewed",
    "deleted",
)
START = "0" * 64
_TABLE = """
create table if not exists events (
    id integer primary key autoincrement,
    happened_at text not null,
    told text not null,
    digest text not null unique
)
"""
_GUARDS = {
    "no_update": "before update on events begin select raise(abort, 'the log is never changed');",
    "no_delete": "before delete on events begin select raise(abort, 'the log is never deleted');",
    # "insert or replace" deletes a row without asking the guard above.
    "no_replace": "before insert on events when exists (select 1 from events where id = new.id) "
    "begin select raise(abort, 'the log is never changed');",
}


class Unwritable(OSError):
    """What happened cannot be recorded, so it must not happen."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing somebody did. `who` is an e-mail address, a subject or a name of an account.

    `role` is officer, member, `command line`, or empty. `files` is how many were handed over or
    made; their names are not kept, as a name may hold a child's. `reason` is a fixed phrase.
    `accepted_by` is who let typed text into a public pack.
    """

    what: str
    who: str
    role: str = ""
    release: str = ""
    page: str = ""
    board: str = ""
    figure: str = ""
    formats: Sequence[str] = ()
    audience: str = ""
    recipient: str = ""
    files: int = 0
    reason: str = ""
    accepted_by: str = ""

    def __post_init__(self) -> None:
        if self.what not in KINDS:
            raise ValueError(f"{self.what!r} is no kind of event; there are {', '.join(KINDS)}")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An event as it stands in the log; `happened_at` is ISO time in UTC."""

    id: int
    happened_at: str
    event: Event


def place(releases: Path, environment: Mapping[str, str] = os.environ) -> Path:
    """The log's file: in the folder AP_LOG, else beside the releases."""
    return Path(environment.get("AP_LOG") or releases) / FILE


def add(log: Path, event: Event) -> None:
    """Record an event. Unwritable where that cannot be done."""
    told = json.dumps(asdict(event), sort_keys=True, ensure_ascii=False)
    with _locked(log) as database:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        before = database.execute("select digest from events order by id desc limit 1")
        digest = _digest((before.fetchone() or (START,))[0], now, told)
        database.execute(
            "insert into events (happened_at, told, digest) values (?, ?, ?)", (now, told, digest)
        )


def by_account(releases: Path, what: str, **told: Any) -> None:
    """Record what the account that runs a command did."""
    add(place(releases), Event(what=what, who=account(), role="command line", **told))


def account() -> str:
    """The account of the operating system."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "account without a name"


def check(log: Path) -> None:
    """Unwritable where nothing can be recorded."""
    with _locked(log):
        pass


@contextmanager
def _locked(log: Path) -> Iterator[sqlite3.Connection]:
    """The log for one writer: the chain does not bear two at a time."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        if not log.exists():
            # It names people; SQLite gives its own files beside it the same rights.
            log.touch(mode=0o640)
        with closing(sqlite3.connect(log, timeout=PATIENCE, isolation_level=None)) as database:
            database.execute("begin immediate")
            database.execute(_TABLE)
            for name, rule in _GUARDS.items():
                database.execute(f"create trigger if not exists {name} {rule} end")
            yield database
            database.execute("commit")
    except (OSError, sqlite3.Error) as fault:
        raise Unwritable(f"{log} cannot be written: {fault}") from fault


def _digest(before: str, happened_at: str, told: str) -> str:
    return hashlib.sha256(f"{before}\n{happened_at}\n{told}".encode()).hexdigest()


def _rows(log: Path) -> list[tuple[int, str, str, str]]:
    if not log.is_file():
        return []
    with closing(sqlite3.connect(log, timeout=PATIENCE)) as database:
        return database.execute(
            "select id, happened_at, told, digest from events order by id"
        ).fetchall()


def entries(log: Path) -> list[Entry]:
    """Everything recorded, oldest first; nothing where there is no log yet."""
    known = {field.name for field in fields(Event)}
    found = []
    for number, happened_at, told, _ in _rows(log):
        held = {name: value for name, value in json.loads(told).items() if name in known}
        found.append(Entry(id=number, happened_at=happened_at, event=Event(**held)))
    return found


def faults(log: Path) -> list[str]:
    """Where the log was tampered with, in words; empty where every row follows from the last."""
    found, before, expected = [], START, 1
    for number, happened_at, told, digest in _rows(log):
        if number != expected:
            found.append(f"entries {expected} to {number - 1} are missing")
        if _digest(before, happened_at, told) != digest:
            found.append(f"entry {number} is not as it was written, or does not follow the last")
        before, expected = digest, number + 1
    if log.is_file() and (last := _last_given(log)) >= expected:
        found.append(f"entries {expected} to {last}, the newest, are missing")
    return found


def _last_given(log: Path) -> int:
    """The highest number SQLite has given out, which outlives the row."""
    with closing(sqlite3.connect(log, timeout=PATIENCE)) as database:
        asked = database.execute("select seq from sqlite_sequence where name = 'events'")
        return (asked.fetchone() or (0,))[0]
