"""Who is looking, at which release, with which choices; and which pages there are."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from data import store
from figures import (
    palette,
)
from plan.seed import seed_plan
from plan.strategy import WORKSTREAMS

ROOT = Path(__file__).resolve().parent.parent


NEIGHBOUR_SETS = {"2025-05": "May 2025", "2021-04": "April 2021"}


SPANS = {"5 years": 5, "10 years": 10, "All years": None}


KINDS = {"Years": "year", "Terms": "term", "Months": "month"}


DEFAULT_COUNCIL = "888"


FRAME, RETURN_TO, HANDED_OVER = "frame_has_run", "return_to", "handed_over"


@dataclass(frozen=True)
class PageEntry:
    """One page: the name of its script and address, its icon, who may open it."""

    id: str
    title: str
    icon: str
    audiences: tuple[str, ...] = ("officer",)

    @property
    def path(self) -> str:
        return f"pages/{self.id}.py"


PAGES = (
    PageEntry("overview", "The plan on a page", ":material/dashboard:"),
    *(
        PageEntry(f"workstream_{n}", name, f":material/counter_{n}:")
        for n, name in enumerate(WORKSTREAMS, start=1)
    ),
    PageEntry("definitions", "Definitions", ":material/menu_book:"),
    PageEntry("packs", "Packs for meetings", ":material/inventory_2:"),
    PageEntry("passport", "Figure passport", ":material/fingerprint:"),
    PageEntry("extracts", "Extracts and releases", ":material/upload_file:"),
)


@dataclass(frozen=True)
class View:
    """All that decides what a page shows; every cached reader is keyed by it."""

    folder: str
    release: str
    audience: str
    plan_version: str
    area_code: str = ""
    neighbour_set: str = "2025-05"
    kind: str = "year"
    years: int | None = 10
    dark: bool = False

    @property
    def palette(self) -> palette.Palette:
        return palette.DARK if self.dark else palette.LIGHT


def releases_folder() -> Path:
    """Where releases are: AP_RELEASES, else the folder `releases` where the app was started."""
    return Path(os.environ.get("AP_RELEASES") or store.DEFAULT)


def audience() -> str | None:
    """Who is looking. Only the officer of a local installation is known until sign-in exists."""
    return "officer" if os.environ.get("AP_LOCAL_OFFICER") == "1" else None


def allowed(entry: PageEntry) -> bool:
    """Whether whoever is looking may open a page."""
    return audience() in entry.audiences


def begin() -> View:
    """The view before the reader's choices: the release of this moment and who is looking."""
    folder = releases_folder()
    return View(
        folder=str(folder),
        release=store.current(folder) or "",
        audience=audience() or "",
        plan_version=seed_plan().version,
        dark=st.context.theme.type == "dark",
    )


def view(page_id: str) -> View:
    """The first line of every page: the view the frame has set.

    A page whose frame has not run in this session (its address was opened on a server that has
    just started) is sent back through app.py, which brings the reader here again. A page that the
    audience may not open stops.
    """
    if not st.session_state.get(FRAME):
        st.session_state[RETURN_TO] = (page_id, st.query_params.to_dict())
        st.switch_page("app.py")
    if not any(entry.id == page_id and allowed(entry) for entry in PAGES):
        st.error("This page is for officers.")
        st.stop()
    return st.session_state[FRAME]


def wanted_page() -> tuple[str, dict[str, str]] | None:
    """The page a reader was sent here from, with its address's choices; asked once."""
    return st.session_state.pop(RETURN_TO, None)


def of_release(view: View) -> View:
    """The view without what only changes how figures are drawn, to share what was read."""
    return View(view.folder, view.release, view.audience, view.plan_version)


def in_release(view: View, release: str) -> View:
    """The same view of another release, to look at a draft before it is published."""
    return replace(view, release=release, area_code="")


def without_release(view: View) -> View:
    """The same view where no release can be shown."""
    return replace(view, release="")
