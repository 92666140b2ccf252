"""From the id printed on a figure back to what it shows, and whether that still holds."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from data import store
from data.authorities import authority
from data.places import places as codes_of_places
from data.textfiles import sha256_of
from figures import (
    lookup,
)
from figures import passport as figure_passport
from figures import selection as selection_id
from figures.ahead import Ahead
from figures.control import Control
from figures.counted import Read
from figures.figure import Figure
from figures.lookup import Choices
from figures.passport import Compared, Passport
from figures.running import Running
from figures.selection import Selection
from figures.shown import Breakdown, Together, Trend
from metrics import (
    definitions,
    points,
)
from packs.boards import BOARDS
from session import audit, who
from session.drawing import (
    breakdown,
    control_chart,
    looking_ahead,
    together,
    trend,
    year_so_far,
)
from session.reading import context, cursor_on, measure_points, measure_totals, places
from session.views import DEFAULT_COUNCIL, NEIGHBOUR_SETS, SPANS, View, of_release


def figure_of(view: View, selection: Selection) -> Figure | None:
    """The figure a selection asks for, in a view of its place and span."""
    one, form = selection.measures[0], selection.form
    shown: Trend | Breakdown | Control | Running | Ahead | Together | None
    if form == "trend":
        shown = trend(view, one, selection.made_up)
    elif form == "parts":
        shown = breakdown(view, one, selection.topic)
    elif form == "control":
        shown = control_chart(view, one, "term" if selection.kind == "term" else "month")
    elif form == "so far":
        shown = year_so_far(view, one)
    elif form == "ahead":
        shown = looking_ahead(view, one)
    else:
        shown = together(view, selection.measures)
    return shown.figure if shown else None


def passport(view: View, typed: str) -> Passport | None:
    """What is to be known of the figure with an id; None where no release here has it.

    Officers read who loaded and published its release, its files and its queries as well; others
    find figures of the public only, of releases that were published.
    """
    folder = Path(view.folder)
    found = _find(typed, tuple(store.ever_sealed(folder).items()), view.folder)
    if found is None or not _may_be_shown(view, *found):
        return None
    release, selection = found
    told = _told(folder, release)
    faults = store.verify(folder, release, _remembered, view.audience)
    file = store.DATABASES[selection.audience]
    # Numbers of an altered database are never shown, not even beside a warning.
    can_draw = (folder / release / file).is_file() and not any(file in fault for fault in faults)
    figure = figure_of(_asked(view, release, selection), selection) if can_draw else None
    shown = figure_passport.passport(
        selection_id.tidied(typed),
        selection,
        release,
        told,
        later=[_told(folder, one) for one in _later(view, release)],
        faults=[fault for fault in faults if fault not in store.CAUTIONS],
        cautions=[fault for fault in faults if fault in store.CAUTIONS],
        versions={"definitions": definitions.version(), "plan": view.plan_version},
        figure=figure,
        read=_read(_asked(view, release, selection), selection) if can_draw else None,
        names_files=view.audience == "officer",
    )
    return _with_people(shown, folder) if view.audience == "officer" else _for_public(shown)


def _may_be_shown(view: View, release: str, selection: Selection) -> bool:
    """Whether a reader may know of a figure at all."""
    if view.audience == "officer":
        return True
    was_public = release == view.release or audit.was_published(Path(view.folder), release)
    return selection.audience == "public" and was_public


def _later(view: View, release: str) -> list[str]:
    """The releases built after one that a reader may know of: drafts are the officers' own."""
    folder = Path(view.folder)
    later = [one.id for one in store.all_releases(folder) if one.id > release]
    if view.audience == "officer":
        return later
    return [one for one in later if one == view.release or audit.was_published(folder, one)]


def _with_people(shown: Passport, folder: Path) -> Passport:
    people = audit.made_by(folder, shown.release)
    return replace(shown, about=(*shown.about, *people))


def _for_public(shown: Passport) -> Passport:
    """Without the files of the council's systems: how many rows they hold is not public."""
    return replace(shown, files=pd.DataFrame(), digests=(), queries=())


@st.cache_data(max_entries=64, show_spinner=False)
def _find(
    typed: str, sealed: tuple[tuple[str, tuple[str, ...]], ...], folder: str
) -> tuple[str, Selection] | None:
    """The release and selection of an id: releases of one council are looked through at once."""
    by_council: dict[str, dict[str, str]] = {}
    for release, seals in sealed:
        council = _told(Path(folder), release).get("authority", {}).get("old_code", DEFAULT_COUNCIL)
        by_council.setdefault(council, {}).update(dict.fromkeys(seals, release))
    for council, seals_of in by_council.items():
        if found := lookup.find(typed, seals_of, choices_of(council)):
            return found
    return None


def choices_of(council: str) -> Choices:
    """What a reader can ask of a council's release, on the screen and in packs."""
    spans = [*SPANS.values(), *(board.years for board in BOARDS.values())]
    return Choices(
        areas=codes_of_places(authority(council)),
        years=tuple(dict.fromkeys(spans)),
        neighbour_sets=tuple(NEIGHBOUR_SETS.values()),
    )


def _told(folder: Path, release: str) -> Mapping[str, Any]:
    """A release's manifest; empty where it cannot be read."""
    try:
        return store.manifest(folder, release)
    except LookupError:
        return {}


def _asked(view: View, release: str, selection: Selection) -> View:
    """The view a selection was made in."""
    sets = {name: version for version, name in NEIGHBOUR_SETS.items()}
    return replace(
        of_release(view),
        release=release,
        audience=selection.audience,
        area_code=selection.area_code,
        neighbour_set=sets[selection.neighbour_set],
        kind=selection.kind,
        years=selection.years,
    )


def _read(view: View, selection: Selection) -> Read:
    """The points behind a figure and the queries that read them."""
    topics = None if selection.form == "parts" else ("Total",)
    points_of = measure_points if topics is None else measure_totals
    with cursor_on(view) as cursor:
        asked = {
            one: points.queries(cursor, definitions.measure(one), topics=topics)
            for one in selection.measures
        }
    about = replace(context(view), made_up=selection.made_up)
    frames = {one: points_of(view, one) for one in selection.measures}
    return Read(about=about, frames=frames, queries=asked)


def _remembered(path: Path) -> str:
    """The digest of a file, read once as long as the file does not change."""
    seen = path.stat()
    return _digest(str(path), seen.st_mtime_ns, seen.st_size)


@st.cache_data(max_entries=256, show_spinner=False)
def _digest(path: str, changed: int, size: int) -> str:
    return sha256_of(Path(path))


def compare_source(upload: Any, shown: Passport) -> Compared:
    """A file an officer hands over, held against those a figure was made from; it is not kept."""
    who.must_read("officer")
    digest = hashlib.sha256(upload.getbuffer()).hexdigest()
    return figure_passport.compared(upload.name, digest, shown.digests)


def damage(view: View) -> str:
    """Why the release in view cannot be read, and what to do; empty where it can."""
    try:
        if view.release:
            places(view)
    except store.DAMAGED as fault:
        changed = store.verify(Path(view.folder), view.release, _remembered, view.audience)
        faults = [one for one in changed if one not in store.CAUTIONS] or [str(fault)]
        return (
            f"**Release {view.release} cannot be read: {'; '.join(faults)}.** No figure of it is "
            "shown. An officer can go back to another release on the page Extracts and releases."
        )
    return ""
