"""Cached readers of the release in view.

They are cached by the whole View, which holds release, plan version and audience: a new release
or a changed target is never shown from an old cache, nor what was read for another audience.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from data import codes, store
from figures import (
    compose,
    due,
)
from figures.compose import Context
from metrics import (
    back_test,
    definitions,
    facts,
    points,
    publications,
    reconciliation,
    within_year,
)
from metrics.back_test import BackTest
from metrics.facts import Facts
from metrics.periods import Period
from metrics.publications import Publications
from metrics.targets import Areas
from plan.seed import seed_plan
from session import who
from session.kept import kept
from session.views import KINDS, NEIGHBOUR_SETS, SPANS, View, of_release


def narrowed(view: View) -> View:
    """The view with the choices made in the frame, which stand in the address."""
    chosen = st.session_state
    names = {name: code for code, name in places(view).items()}
    sets = {name: version for version, name in NEIGHBOUR_SETS.items()}
    return replace(
        view,
        area_code=names.get(chosen.place, ""),
        kind=KINDS[chosen.period],
        years=SPANS[chosen.span],
        neighbour_set=sets[chosen.neighbours],
    )


@st.cache_resource(max_entries=4)
def _connection(folder: str, release: str, audience: str) -> Any:
    """One read-only connection for each release and audience; cursors are taken from it."""
    return store.connect(Path(folder), release, audience)


@contextmanager
def cursor_on(view: View) -> Iterator[Any]:
    """A cursor of its own for each call: a connection must not be shared by two threads.

    Refused where whoever is looking may not read what is kept for the audience of the view.
    """
    who.must_read(view.audience)
    cursor = _connection(view.folder, view.release, view.audience).cursor()
    try:
        yield cursor
    finally:
        cursor.close()


@kept(max_entries=8)
def _release_facts(view: View) -> points.ReleaseFacts:
    with cursor_on(view) as cursor:
        return points.release_facts(cursor)


def release_facts(view: View) -> points.ReleaseFacts:
    """The authority, its region, the basis and the as-at dates of the release in view."""
    return _release_facts(of_release(view))


def release_line(view: View) -> str:
    """Which release is in view, whose it is, and as at when."""
    if not view.release:
        return "No release has been published yet."
    release = release_facts(view)
    newest = max(release.as_at.values(), default=None)
    as_at = f", extracts as at {newest:%-d %B %Y}" if newest else ""
    made_up = " Figures from extracts are ILLUSTRATIVE." if release.basis == "sample" else ""
    return f"{release.authority_name}, release {view.release}{as_at}.{made_up}"


@kept(max_entries=8)
def _neighbours(view: View, version: str) -> list[tuple[str, str]]:
    with cursor_on(view) as cursor:
        return list(points.neighbours(cursor, version))


@kept(max_entries=256)
def _points(view: View, measure_id: str) -> pd.DataFrame:
    with cursor_on(view) as cursor:
        return points.points(cursor, definitions.measure(measure_id))


@kept(max_entries=256)
def _totals(view: View, measure_id: str) -> pd.DataFrame:
    with cursor_on(view) as cursor:
        return points.points(cursor, definitions.measure(measure_id), topics=("Total",))


def measure_points(view: View, measure_id: str) -> pd.DataFrame:
    """Every point of a measure in the release in view."""
    return _points(of_release(view), measure_id)


def measure_totals(view: View, measure_id: str) -> pd.DataFrame:
    """The points of whole areas only: a cache hands out copies, and these are small."""
    return _totals(of_release(view), measure_id)


@kept(max_entries=8)
def _areas(view: View) -> Areas:
    with cursor_on(view) as cursor:
        return facts.areas_of(cursor)


@kept(max_entries=8)
def days_of_release(view: View) -> dict[Period, int]:
    with cursor_on(view) as cursor:
        return within_year.school_days(cursor)


@kept(max_entries=512)
def _facts(view: View, measure_id: str) -> Facts:
    """The facts of a measure for the place of a view that holds no more than that."""
    base = of_release(view)
    return facts.facts_of(
        definitions.measure(measure_id),
        _totals(base, measure_id),
        seed_plan(),
        _areas(base),
        view.area_code,
        days=days_of_release(base),
        neighbour_set=view.neighbour_set,
    )


def measure_facts(view: View, measure_id: str) -> Facts:
    """A measure's three facts for the place in view; targets are agreed for the authority only."""
    place = view.area_code or release_facts(view).authority_code
    return _facts(
        replace(of_release(view), area_code=place, neighbour_set=view.neighbour_set), measure_id
    )


@kept(max_entries=8)
def reconciled(view: View) -> pd.DataFrame:
    """Permanent exclusions from notified to published, year by year."""
    with cursor_on(view) as cursor:
        return reconciliation.permanent_exclusions(cursor)


@kept(max_entries=8)
def _districts(view: View) -> dict[str, str]:
    """Districts and groups of them that some measure has a figure for: code -> name."""
    found: dict[str, str] = {}
    for one in definitions.definitions().values():
        if one.districts:
            frame = _totals(view, one.id)
            level = frame[frame.geographic_level.isin([compose.DISTRICT, compose.GROUP])]
            found |= dict(zip(level.area_code, level.area_name, strict=True))
    named = {code: name for code, name in found.items() if code not in ("x", "z")}
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


def places(view: View) -> dict[str, str]:
    """What the reader may look at: the authority first, then its districts by name."""
    release = release_facts(view)
    return {release.authority_code: release.authority_name} | _districts(of_release(view))


@kept(max_entries=8)
def _publications(view: View) -> Publications:
    with cursor_on(view) as cursor:
        return publications.publications(cursor)


def calendar(view: View) -> pd.DataFrame:
    """When the figures of the release in view were published and are next due."""
    release = release_facts(view)
    return due.calendar(_publications(of_release(view)), release.as_at, release.basis)


def context(view: View) -> Context:
    """Place, comparators and span, as figures need them."""
    release = release_facts(view)
    code = view.area_code or release.authority_code
    around = _neighbours(of_release(view), view.neighbour_set)
    about = Context.of(
        release,
        neighbours=tuple(area for area, _ in around),
        neighbour_set=NEIGHBOUR_SETS[view.neighbour_set],
        kind=view.kind,
        years=view.years,
        publications=_publications(of_release(view)),
        seal=_seal(view.folder, view.release),
        audience=view.audience,
    )
    return replace(about, area_code=code, area_name=places(view).get(code, about.area_name))


@kept(max_entries=256)
def points_by(view: View, measure_id: str, topic: str) -> pd.DataFrame:
    with cursor_on(view) as cursor:
        measure = definitions.measure(measure_id)
        return points.points(cursor, measure, topics=("Total", topic))


@kept(max_entries=64)
def back_test_of(view: View, measure_id: str) -> BackTest:
    return back_test.back_test(definitions.measure(measure_id), _totals(view, measure_id))


@st.cache_data(max_entries=1, show_spinner=False)
def code_sets() -> dict[str, pd.DataFrame]:
    """The code sets by name: code, meaning, group and the years they are valid for."""
    named: dict[str, list[dict[str, str]]] = {}
    for one in codes.load_codes():
        named.setdefault(one.code_set.replace("_", " "), []).append(
            {
                "Code": one.code,
                "Meaning": one.description,
                "Group": one.group_name,
                "Valid": one.era,
            }
        )
    return {name: pd.DataFrame(rows) for name, rows in named.items()}


@st.cache_data(max_entries=16, show_spinner=False)
def _seal(folder: str, release: str) -> str:
    """A digest of all files of a release as it was built."""
    return store.seal_of(Path(folder), release)
