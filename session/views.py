"""At which release a reader looks, with which choices; and which pages there are for whom."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from data import store
from figures import (
    palette,
)
from plan.strategy import WORKSTREAMS

ROOT = Path(__file__).resolve().parent.parent


NEIGHBOUR_SETS = {"2025-05": "May 2025", "2021-04": "April 2021"}


SPANS = {"5 years": 5, "10 years": 10, "All years": None}


KINDS = {"Years": "year", "Terms": "term", "Months": "month"}


DEFAULT_COUNCIL = "888"


FRAME, RETURN_TO, HANDED_OVER = "frame_has_run", "return_to", "handed_over"


CHOICES = ("place", "period", "span", "neighbours")
NO_CHOICE = "These choices are for the pages with figures. They change nothing here."
NEIGHBOURS_ONLY = "Of these choices only the statistical neighbours change a pack."


@dataclass(frozen=True)
class PageEntry:
    """One page: its script and address, its icon, who may open it, which choices change it."""

    id: str
    title: str
    icon: str
    audiences: tuple[str, ...] = ("officer", "public")
    choices: tuple[str, ...] = CHOICES

    @property
    def path(self) -> str:
        return f"pages/{self.id}.py"


PAGES = (
    PageEntry("overview", "The plan on a page", ":material/dashboard:"),
    *(
        PageEntry(f"workstream_{n}", name, f":material/counter_{n}:")
        for n, name in enumerate(WORKSTREAMS, start=1)
    ),
    PageEntry("definitions", "Definitions", ":material/menu_book:", choices=()),
    PageEntry(
        "packs", "Packs for meetings", ":material/inventory_2:", ("officer",), ("neighbours",)
    ),
    PageEntry("passport", "Figure passport", ":material/fingerprint:", choices=()),
    PageEntry("extracts", "Extracts and releases", ":material/upload_file:", ("officer",), ()),
    PageEntry("log", "Log", ":material/history:", ("officer",), ()),
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


def of_release(view: View) -> View:
    """The view without what only changes how figures are drawn, to share what was read."""
    return View(view.folder, view.release, view.audience, view.plan_version)


def in_release(view: View, release: str) -> View:
    """The same view of another release, to look at a draft before it is published."""
    return replace(view, release=release, area_code="")


def without_release(view: View) -> View:
    """The same view where no release can be shown."""
    return replace(view, release="")
