"""What an officer hands over, drafts, and the releases there are."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from data import intake, store
from data.build import Options
from metrics import (
    definitions,
)
from metrics.disclosure.cube import protect
from metrics.intervals import cost_limits
from plan.seed import seed_plan
from session import audit, who
from session.reading import release_facts
from session.views import DEFAULT_COUNCIL, HANDED_OVER, View, releases_folder

TAKEN_ON = "taken_on"


def hand_over(
    uploads: Sequence[Any], folder: str, keep_published: bool, taken_on: str = ""
) -> Path:
    """One new folder of what an officer handed over; what was there before is deleted.

    `taken_on` is the day the extracts were taken, as it was typed. Raises NotADirectoryError for a
    folder that is not there, ValueError when nothing was chosen or the day is no date.
    """
    who.must_read("officer")
    as_at = intake.day(taken_on)
    audit.must_be_writable()
    forget_handed_over()
    intake.clear_forgotten()
    target = Path(tempfile.mkdtemp(prefix=intake.HANDED_OVER))
    st.session_state[HANDED_OVER] = target
    st.session_state[TAKEN_ON] = as_at
    if folder.strip():
        intake.put_together(Path(folder.strip()), target)
    elif not uploads:
        raise ValueError("Choose at least one file, or give a folder.")
    for upload in uploads:
        (target / Path(upload.name).name).write_bytes(upload.getbuffer())
    if keep_published:
        intake.add_published(target)
    audit.record("loaded", files=len(list(target.iterdir())))
    return target


def handed_over() -> Path | None:
    """The folder of what was handed over in this session and not built yet."""
    return st.session_state.get(HANDED_OVER)


def forget_handed_over() -> None:
    """Delete the copies of what was handed over: they hold children's records."""
    kept = st.session_state.pop(HANDED_OVER, None)
    if kept:
        shutil.rmtree(kept, ignore_errors=True)


def check(la: str, progress: intake.Progress) -> intake.Checked:
    """What is to be said about the files handed over."""
    who.must_read("officer")
    folder = handed_over()
    if folder is None:
        raise ValueError("Nothing has been handed over yet.")
    return intake.check(folder, la, progress, as_at=st.session_state.get(TAKEN_ON))


def build_draft(la: str, reason: str, progress: intake.Progress) -> intake.Drafted:
    """A draft of the files handed over, or of the shipped default where there are none."""
    who.must_read("officer")
    audit.must_be_writable()
    folder = handed_over()
    options = Options(
        la=la,
        draft=True,
        as_at=st.session_state.get(TAKEN_ON) if folder else None,
        accept_set_aside=reason.strip() or None,
        versions={"definitions": definitions.version(), "plan": seed_plan().version},
        returns=definitions.entered_by_officers(),
        cost_limits=cost_limits,
        protect=protect,
    )
    drafted = intake.draft(folder, releases_folder(), options, progress)
    if drafted.release:
        audit.record("built", release=drafted.release)
        forget_handed_over()
    return drafted


def publish(release: str) -> None:
    """Make a release the one members see; an older one goes back to it.

    Raises LookupError where the release was altered, Unwritable where it cannot be recorded.
    """
    who.must_read("officer")
    audit.must_be_writable()
    before = store.current(releases_folder()) or ""
    store.publish(releases_folder(), release)
    audit.record("went back" if release < before else "published", release=release)


def may_be_published(release: str) -> bool:
    """Whether the attack on a release's public figures found no small number."""
    who.must_read("officer")
    return store.is_safe(releases_folder(), release)


def releases() -> list[store.ReleaseInfo]:
    """Every release, newest first."""
    who.must_read("officer")
    return store.all_releases(releases_folder())


def release_contents(release: str) -> intake.Contents:
    """What went into a release: its files, as-at dates, versions and problems."""
    who.must_read("officer")
    return intake.contents(releases_folder(), release)


def councils() -> dict[str, str]:
    """Name -> old code of every council that a release can be for."""
    return intake.councils()


def council_in_view(view: View) -> str:
    """The council of the release in view, else the one the strategy is of."""
    if view.release:
        return release_facts(view).authority_name
    return next(name for name, code in councils().items() if code == DEFAULT_COUNCIL)


def mapping_options(choice: intake.Choice) -> dict[str, str]:
    """What a heading or code may mean: words -> column or code."""
    return {
        f"{text} ({code})": code
        for code, text in intake.options(choice.extract, choice.column).items()
    }


def save_mappings(chosen: Sequence[tuple[intake.Choice, str]]) -> None:
    """Keep what an officer said a heading or a code means."""
    who.must_read("officer")
    intake.save([replace(choice, ours=ours) for choice, ours in chosen])
