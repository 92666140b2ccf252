"""The doors: into the frame, and from it into each page, where the role is asked again."""

from pathlib import Path
from typing import NoReturn

import streamlit as st

from data import store
from plan.seed import seed_plan
from session import audit, who
from session.views import FRAME, PAGES, RETURN_TO, View, releases_folder


def begin() -> View:
    """The view before the reader's choices: the release of this moment and who is looking."""
    folder = releases_folder()
    return View(
        folder=str(folder),
        release=store.current(folder) or "",
        audience=who.audience() or "",
        plan_version=seed_plan().version,
        dark=st.context.theme.type == "dark",
    )


def has_figures(view: View) -> bool:
    """Whether the release in view has a database for the audience of the view."""
    file = store.DATABASES.get(view.audience, "")
    return bool(view.release and file) and (Path(view.folder) / view.release / file).is_file()


def view(page_id: str) -> View:
    """The first line of every page: the view the frame has set.

    A page whose frame has not run in this session (its address was opened on a server that has
    just started), or has run for somebody else or another release, is sent back through app.py,
    which brings the reader here again. A page that the audience may not open stops.
    """
    held = st.session_state.get(FRAME)
    if not isinstance(held, View) or not _is_of_now(held):
        st.session_state[RETURN_TO] = (page_id, st.query_params.to_dict())
        st.switch_page("app.py")
    if not any(entry.id == page_id and who.allowed(entry) for entry in PAGES):
        _stop("This page is for officers.")
    try:
        audit.viewed(held, page_id)
    except audit.Unwritable as fault:
        _stop(f"Restricted figures are shown only where that can be recorded: {fault}.")
    return held


def _is_of_now(held: View) -> bool:
    """Whether a view is one the frame would set at this moment, whatever the choices in it."""
    now = begin()
    same = (held.folder, held.audience, held.plan_version) == (
        now.folder,
        now.audience,
        now.plan_version,
    )
    # The frame takes the release out of the view where it cannot be read.
    return same and held.release in (now.release, "")


def _stop(text: str) -> NoReturn:
    st.error(text, icon=":material/lock:")
    st.stop()


def wanted_page() -> tuple[str, dict[str, str]] | None:
    """The page a reader was sent here from, with its address's choices; asked once."""
    return st.session_state.pop(RETURN_TO, None)
