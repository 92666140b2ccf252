"""What is recorded of officers and members, and what officers read of it."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from data import audit_log
from data.audit_log import Entry, Event, Unwritable
from session import who
from session.views import View, releases_folder

__all__ = [
    "Unwritable",
    "arrived",
    "export_done",
    "log_csv",
    "log_faults",
    "log_kinds",
    "log_table",
    "made_by",
    "must_be_writable",
    "record",
    "sign_out",
    "viewed",
    "was_published",
]
SEEN = "recorded"
COLUMNS = ("When (UTC)", "Who", "As", "What", "Release", "Which")
# A spreadsheet runs a cell that begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def record(what: str, **told: Any) -> None:
    """Record what whoever is looking does; nothing of people without a role is kept.

    Raises Unwritable where that fails: the caller then does not do it.
    """
    person = who.current()
    if person.role or what in ("refused", "signed out"):
        event = Event(what=what, who=person.name, role=person.role, **told)
        audit_log.add(audit_log.place(releases_folder()), event)


def must_be_writable() -> None:
    """Unwritable where nothing can be recorded: asked before what cannot be taken back."""
    audit_log.check(audit_log.place(releases_folder()))


def first_time(what: str, **told: Any) -> None:
    """Record something once in a session, however often the page is drawn."""
    seen: set[Any] = st.session_state.setdefault(SEEN, set())
    mark = (what, who.current().name, *sorted(told.items()))
    if mark not in seen:
        record(what, **told)
        seen.add(mark)


def export_done(view: View, **told: Any) -> None:
    """Record that something was taken away."""
    record("exported", release=view.release, audience=view.audience, **told)


def viewed(view: View, page: str) -> None:
    """Record, once a session, that somebody opened a page with restricted figures."""
    if view.audience == "officer":
        first_time("viewed", page=page, release=view.release)


def arrived() -> None:
    """Record, once a session, that somebody signed in, or tried to without a right to."""
    person = who.current()
    if person.role and not person.is_local:
        first_time("signed in")
    elif person.because in (who.NO_ROLE, who.WRONG):
        first_time("refused", reason=person.because)


def sign_out() -> None:
    """End the sign-in in every tab. Unwritable where that cannot be recorded: it has ended then."""
    person = who.current()
    who.sign_out()
    with who.acting_as(person):
        record("signed out")


def _entries() -> list[Entry]:
    who.must_read("officer")
    return audit_log.entries(audit_log.place(releases_folder()))


def log_faults() -> list[str]:
    """Where the log was tampered with, for officers."""
    who.must_read("officer")
    return audit_log.faults(audit_log.place(releases_folder()))


def log_kinds() -> list[str]:
    """The kinds of things that are recorded."""
    return list(audit_log.KINDS)


def log_table(kinds: list[str], words: str) -> pd.DataFrame:
    """The log, newest first, of these kinds and with these words; for officers."""
    rows = [_row(one) for one in reversed(_entries()) if not kinds or one.event.what in kinds]
    asked = words.lower().split()
    kept = [row for row in rows if all(word in " ".join(row).lower() for word in asked)]
    return pd.DataFrame(kept, columns=list(COLUMNS))


def _row(entry: Entry) -> tuple[str, ...]:
    event = entry.event
    when = entry.happened_at[:19].replace("T", " ")
    return when, event.who, event.role, event.what, event.release, _which(event)


def _which(event: Event) -> str:
    """What it was done with, in words."""
    told = (
        ("page", event.page),
        ("pack", event.board),
        ("figure", event.figure),
        ("as", ", ".join(event.formats)),
        ("for", event.recipient),
        ("audience", event.audience),
        ("files", str(event.files or "")),
        ("text accepted by", event.accepted_by),
        ("", event.reason),
    )
    return "; ".join(f"{name} {text}".strip() for name, text in told if text)


def log_csv(kinds: list[str], words: str) -> bytes:
    """The same as CSV, safe to open in a spreadsheet."""
    table = log_table(kinds, words).map(_harmless)
    return table.to_csv(index=False).encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def made_by(folder: Path, release: str) -> tuple[tuple[str, str], ...]:
    """Who loaded and published a release and when, for officers."""
    if not who.may_read("officer"):
        return ()
    told = {"built": "Loaded by", "published": "Published by", "went back": "Published again by"}
    return tuple(
        (told[one.event.what], f"{one.event.who} ({one.event.role}), {one.happened_at[:16]} UTC")
        for one in audit_log.entries(audit_log.place(folder))
        if one.event.release == release and one.event.what in told
    )


def was_published(folder: Path, release: str) -> bool:
    """Whether a release was ever made the one members see."""
    seen = ("published", "went back")
    return any(
        one.event.release == release and one.event.what in seen
        for one in audit_log.entries(audit_log.place(folder))
    )
