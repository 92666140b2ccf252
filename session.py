"""The only join of the screen to the rest: the release in view, who is looking, and cached readers.

Readers are cached by the whole View, which holds release, plan version and audience: a new release
or a changed target is never shown from an old cache, nor what was read for another audience.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from data import codes, intake, store
from data.authorities import authority
from data.build import Options
from data.places import places as codes_of_places
from data.textfiles import sha256_of
from figures import (
    compose,
    due,
    explaining,
    lookup,
    palette,
    shown,
)
from figures import passport as figure_passport
from figures import selection as selection_id
from figures.ahead import Ahead
from figures.compose import Context
from figures.control import Control
from figures.counted import Read
from figures.figure import Figure, file_stem
from figures.gaps import Gaps
from figures.lookup import Choices
from figures.passport import Compared, Passport
from figures.reader import Reader
from figures.running import Running
from figures.selection import Selection
from figures.shown import Breakdown, Card, Together, Trend
from figures.three_facts import Box
from figures.workings import Workings
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
from metrics.chance import (
    Chance,
    FalseAlarms,
    expected_false_alarms,
    of_comparison,
    of_direction,
)
from metrics.definitions import Measure
from metrics.facts import Facts
from metrics.intervals import cost_limits
from metrics.periods import Period
from metrics.publications import Publications
from metrics.targets import Areas
from metrics.within_year import Kind
from packs import boards, build, points_csv, preview
from packs.boards import BOARDS
from packs.content import Pack
from packs.pictures import Pictures
from packs.preview import Preview
from plan.seed import seed_plan
from plan.strategy import WORKSTREAMS

ROOT = Path(__file__).resolve().parent
NEIGHBOUR_SETS = {"2025-05": "May 2025", "2021-04": "April 2021"}
SPANS = {"5 years": 5, "10 years": 10, "All years": None}
KINDS = {"Years": "year", "Terms": "term", "Months": "month"}
DEFAULT_COUNCIL = "888"
FRAME, RETURN_TO, HANDED_OVER = "frame_has_run", "return_to", "handed_over"
TAKEN_ON = "taken_on"


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


@st.cache_resource(max_entries=4)
def _connection(folder: str, release: str, who: str) -> Any:
    """One read-only connection for each release and audience; cursors are taken from it."""
    return store.connect(Path(folder), release, who)


@contextmanager
def _cursor(view: View) -> Iterator[Any]:
    """A cursor of its own for each call: a connection must not be shared by two threads."""
    cursor = _connection(view.folder, view.release, view.audience).cursor()
    try:
        yield cursor
    finally:
        cursor.close()


def _base(view: View) -> View:
    """The view without what only changes how figures are drawn, to share what was read."""
    return View(view.folder, view.release, view.audience, view.plan_version)


@st.cache_data(max_entries=8, show_spinner=False)
def _release_facts(view: View) -> points.ReleaseFacts:
    with _cursor(view) as cursor:
        return points.release_facts(cursor)


def release_facts(view: View) -> points.ReleaseFacts:
    """The authority, its region, the basis and the as-at dates of the release in view."""
    return _release_facts(_base(view))


def release_line(view: View) -> str:
    """Which release is in view, whose it is, and as at when."""
    if not view.release:
        return "No release has been published yet."
    release = release_facts(view)
    newest = max(release.as_at.values(), default=None)
    as_at = f", extracts as at {newest:%-d %B %Y}" if newest else ""
    made_up = " Figures from extracts are ILLUSTRATIVE." if release.basis == "sample" else ""
    return f"{release.authority_name}, release {view.release}{as_at}.{made_up}"


@st.cache_data(max_entries=8, show_spinner=False)
def _neighbours(view: View, version: str) -> list[tuple[str, str]]:
    with _cursor(view) as cursor:
        return list(points.neighbours(cursor, version))


@st.cache_data(max_entries=256, show_spinner=False)
def _points(view: View, measure_id: str) -> pd.DataFrame:
    with _cursor(view) as cursor:
        return points.points(cursor, definitions.measure(measure_id))


@st.cache_data(max_entries=256, show_spinner=False)
def _totals(view: View, measure_id: str) -> pd.DataFrame:
    with _cursor(view) as cursor:
        return points.points(cursor, definitions.measure(measure_id), topics=("Total",))


def measure_points(view: View, measure_id: str) -> pd.DataFrame:
    """Every point of a measure in the release in view."""
    return _points(_base(view), measure_id)


def measure_totals(view: View, measure_id: str) -> pd.DataFrame:
    """The points of whole areas only: a cache hands out copies, and these are small."""
    return _totals(_base(view), measure_id)


@st.cache_data(max_entries=8, show_spinner=False)
def _areas(view: View) -> Areas:
    with _cursor(view) as cursor:
        return facts.areas_of(cursor)


@st.cache_data(max_entries=8, show_spinner=False)
def _school_days(view: View) -> dict[Period, int]:
    with _cursor(view) as cursor:
        return within_year.school_days(cursor)


@st.cache_data(max_entries=512, show_spinner=False)
def _facts(view: View, measure_id: str) -> Facts:
    """The facts of a measure for the place of a view that holds no more than that."""
    base = _base(view)
    return facts.facts_of(
        definitions.measure(measure_id),
        _totals(base, measure_id),
        seed_plan(),
        _areas(base),
        view.area_code,
        days=_school_days(base),
        neighbour_set=view.neighbour_set,
    )


def measure_facts(view: View, measure_id: str) -> Facts:
    """A measure's three facts for the place in view; targets are agreed for the authority only."""
    place = view.area_code or release_facts(view).authority_code
    return _facts(
        replace(_base(view), area_code=place, neighbour_set=view.neighbour_set), measure_id
    )


@st.cache_data(max_entries=8, show_spinner=False)
def reconciled(view: View) -> pd.DataFrame:
    """Permanent exclusions from notified to published, year by year."""
    with _cursor(view) as cursor:
        return reconciliation.permanent_exclusions(cursor)


@st.cache_data(max_entries=8, show_spinner=False)
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
    return {release.authority_code: release.authority_name} | _districts(_base(view))


@st.cache_data(max_entries=8, show_spinner=False)
def _publications(view: View) -> Publications:
    with _cursor(view) as cursor:
        return publications.publications(cursor)


def calendar(view: View) -> pd.DataFrame:
    """When the figures of the release in view were published and are next due."""
    release = release_facts(view)
    return due.calendar(_publications(_base(view)), release.as_at, release.basis)


def context(view: View) -> Context:
    """Place, comparators and span, as figures need them."""
    release = release_facts(view)
    code = view.area_code or release.authority_code
    around = _neighbours(_base(view), view.neighbour_set)
    return Context(
        area_code=code,
        area_name=places(view).get(code, release.authority_name),
        authority_code=release.authority_code,
        authority_name=release.authority_name,
        region_code=release.region_code,
        region_name=release.region_name,
        neighbours=tuple(area for area, _ in around),
        neighbour_set=NEIGHBOUR_SETS[view.neighbour_set],
        kind=view.kind,
        years=view.years,
        as_at=release.as_at,
        publications=_publications(_base(view)),
        release=view.release,
        seal=_seal(view.folder, view.release),
        audience=view.audience,
    )


@dataclass(frozen=True)
class _Source:
    """What figures read of the release in view, through the caches."""

    view: View

    def totals(self, measure_id: str) -> pd.DataFrame:
        return measure_totals(self.view, measure_id)

    def points(self, measure_id: str) -> pd.DataFrame:
        return measure_points(self.view, measure_id)

    def by(self, measure_id: str, topic: str) -> pd.DataFrame:
        return _by(_base(self.view), measure_id, topic)

    def facts(self, measure_id: str, area_code: str) -> Facts:
        return measure_facts(replace(self.view, area_code=area_code), measure_id)

    def school_days(self) -> dict[Period, int]:
        return _school_days(_base(self.view))

    def back_test(self, measure_id: str) -> BackTest:
        return _back_test(_base(self.view), measure_id)


def reader(view: View) -> Reader:
    """Every figure of the place in view."""
    return Reader(_Source(view), context(view), view.palette)


@st.cache_data(max_entries=256, show_spinner=False)
def _by(view: View, measure_id: str, topic: str) -> pd.DataFrame:
    with _cursor(view) as cursor:
        measure = definitions.measure(measure_id)
        return points.points(cursor, measure, topics=("Total", topic))


@st.cache_data(max_entries=64, show_spinner=False)
def _back_test(view: View, measure_id: str) -> BackTest:
    return back_test.back_test(definitions.measure(measure_id), _totals(view, measure_id))


@st.cache_data(max_entries=512, show_spinner=False)
def boxes(view: View, measure_id: str) -> tuple[Box, ...]:
    """The three facts of a measure, with what is behind each."""
    return reader(view).boxes(measure_id)


@st.cache_data(max_entries=512, show_spinner=False)
def what_it_takes(view: View, measure_id: str) -> tuple[str, ...]:
    """How far a target is in children, where they are, and what one more year can show."""
    return reader(view).what_it_takes(measure_id)


@st.cache_data(max_entries=256, show_spinner=False)
def control_chart(view: View, measure_id: str, kind: Kind) -> Control | None:
    """A measure's months or terms as a control chart; None where none can be drawn."""
    return reader(view).control_chart(measure_id, kind)


def charted_kinds(measure: Measure) -> dict[str, Kind]:
    """The periods within a year that a measure is told by, as the reader chooses them."""
    named: dict[str, Kind] = {"Months": "month", "Terms": "term"}
    return {name: kind for name, kind in named.items() if kind in measure.periods}


@st.cache_data(max_entries=512, show_spinner=False)
def workings(view: View, measure_id: str) -> Workings:
    """How the facts of a measure were worked out."""
    return reader(view).workings(measure_id)


@st.cache_data(max_entries=512, show_spinner=False)
def trend(view: View, measure_id: str, made_up: bool = False) -> Trend | None:
    """A measure over time for the place in view; None where the release has no value of it.

    `made_up` draws illustrative records beside DfE's line too.
    """
    return reader(view).trend(measure_id, made_up=made_up)


@st.cache_data(max_entries=1024, show_spinner=False)
def card(view: View, measure_id: str) -> Card:
    """A measure in little, for the place in view."""
    return reader(view).card(measure_id)


@st.cache_data(max_entries=512, show_spinner=False)
def breakdown(view: View, measure_id: str, topic: str) -> Breakdown | None:
    """Parts of the newest period by a topic, with each part over time."""
    return reader(view).breakdown(measure_id, topic)


@st.cache_data(max_entries=256, show_spinner=False)
def year_so_far(view: View, measure_id: str) -> Running | None:
    """The newest year up to its last settled month; None where a measure has no such thing."""
    return reader(view).year_so_far(measure_id)


@st.cache_data(max_entries=128, show_spinner="Testing what the past would have foretold")
def looking_ahead(view: View, measure_id: str) -> Ahead | None:
    """Where a measure may go next; None where DfE publishes no years of it for the place."""
    return reader(view).looking_ahead(measure_id)


def false_alarms(view: View) -> FalseAlarms:
    """How many of the signals on the overview chance alone would give."""
    tests: list[Chance | None] = []
    for one in facts.judged_measures():
        found = measure_facts(view, one.id)
        tests += [of_direction(found.direction), of_comparison(found.position.england)]
    return expected_false_alarms(tests)


@st.cache_data(max_entries=512, show_spinner=False)
def group_gaps(view: View, measure_id: str, topic: str) -> Gaps | None:
    """How far the groups of a topic are apart; None where the topic has no reference group."""
    return reader(view).gaps(measure_id, topic)


@st.cache_data(max_entries=64, show_spinner=False)
def together(view: View, measure_ids: tuple[str, ...]) -> Together | None:
    """Several measures as one figure; None where the place has no value of any."""
    return reader(view).together(measure_ids)


def topics(view: View, measure: Measure) -> list[str]:
    """The breakdowns the release can show of a measure for the place in view."""
    return reader(view).topics(measure.id)


def look_first(view: View) -> list[list[Measure]]:
    """Measures that miss or nearly miss their target, in sets that are never shown apart.

    Missed before nearly, real before illustrative, headlines before others.
    """
    cards = [card(view, one.id) for one in facts.judged_measures()]
    short = [one for one in cards if one.fact.word in ("missed", "nearly") and one.period]
    ordered = sorted(
        short, key=lambda one: (one.fact.badge.order, one.illustrative, not one.measure.headline)
    )
    return grouped([one.measure for one in ordered])


def download(view: View, measure_id: str) -> bytes:
    """A measure's points as CSV, made when the button is pressed."""
    return points_csv.to_csv(measure_points(view, measure_id))


def download_name(view: View, measure_id: str) -> str:
    """The file's name, which says ILLUSTRATIVE when a row of it is."""
    return points_csv.file_name(measure_id, measure_points(view, measure_id), view.release)


def grouped(measures: Sequence[Measure]) -> list[list[Measure]]:
    """Measures one by one, but those that are never shown apart as one set."""
    seen: set[str] = set()
    kept = []
    for one in measures:
        if one.id not in seen:
            kept.append([definitions.measure(name) for name in one.shown_with] or [one])
        seen |= {one.id, *one.shown_with}
    return kept


def search(words: str) -> set[str]:
    """Ids of the measures whose definition holds every word asked for."""
    asked = words.lower().split()
    return {
        one.id
        for one in facts.judged_measures()
        if all(word in explaining.all_words(one) for word in asked)
    }


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


def hand_over(
    uploads: Sequence[Any], folder: str, keep_published: bool, taken_on: str = ""
) -> Path:
    """One new folder of what an officer handed over; what was there before is deleted.

    `taken_on` is the day the extracts were taken, as it was typed. Raises NotADirectoryError for a
    folder that is not there, ValueError when nothing was chosen or the day is no date.
    """
    as_at = intake.day(taken_on)
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
    folder = handed_over()
    if folder is None:
        raise ValueError("Nothing has been handed over yet.")
    return intake.check(folder, la, progress, as_at=st.session_state.get(TAKEN_ON))


def build_draft(la: str, reason: str, progress: intake.Progress) -> intake.Drafted:
    """A draft of the files handed over, or of the shipped default where there are none."""
    folder = handed_over()
    options = Options(
        la=la,
        draft=True,
        as_at=st.session_state.get(TAKEN_ON) if folder else None,
        accept_set_aside=reason.strip() or None,
        versions={"definitions": definitions.version(), "plan": seed_plan().version},
        returns=definitions.entered_by_officers(),
        cost_limits=cost_limits,
    )
    drafted = intake.draft(folder, releases_folder(), options, progress)
    if drafted.release:
        forget_handed_over()
    return drafted


def publish(release: str) -> None:
    """Make a release the one members see."""
    store.publish(releases_folder(), release)


def releases() -> list[store.ReleaseInfo]:
    """Every release, newest first."""
    return store.all_releases(releases_folder())


def release_contents(release: str) -> intake.Contents:
    """What went into a release: its files, as-at dates, versions and problems."""
    return intake.contents(releases_folder(), release)


def in_release(view: View, release: str) -> View:
    """The same view of another release, to look at a draft before it is published."""
    return replace(view, release=release, area_code="")


def not_calculated(view: View) -> pd.DataFrame:
    """Measures without a value in the release in view, and why."""
    rows = [
        {
            "Measure": one.title,
            "Workstream": f"{one.workstream}. {WORKSTREAMS[one.workstream - 1]}",
            "Why": explaining.needs_text(one) if trend(view, one.id) is None else "",
        }
        for one in facts.judged_measures()
    ]
    return pd.DataFrame([row for row in rows if row["Why"]])


def compared(draft: View, current: View) -> pd.DataFrame:
    """Headline values of a draft beside those of the release members see."""
    rows = []
    for one in facts.judged_measures():
        if not one.headline:
            continue
        new = card(draft, one.id)
        old = card(current, one.id) if current.release else None
        rows.append(shown.compared_row(new, old))
    return pd.DataFrame(rows)


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
    intake.save([replace(choice, ours=ours) for choice, ours in chosen])


@st.cache_data(max_entries=16, show_spinner=False)
def _seal(folder: str, release: str) -> str:
    """A digest of all files of a release as it was built."""
    return store.seal_of(Path(folder), release)


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
    """All there is to know of the figure with an id; None where no release here has it."""
    folder = Path(view.folder)
    found = _find(typed, tuple(store.ever_sealed(folder).items()), view.folder)
    if found is None:
        return None
    release, selection = found
    told, faults = _told(folder, release), store.verify(folder, release, _remembered)
    file = store.DATABASES[selection.audience]
    # Numbers of an altered database are never shown, not even beside a warning.
    can_draw = (folder / release / file).is_file() and not any(file in fault for fault in faults)
    figure = figure_of(_asked(view, release, selection), selection) if can_draw else None
    return figure_passport.passport(
        selection_id.tidied(typed),
        selection,
        release,
        told,
        later=[_told(folder, one.id) for one in store.all_releases(folder) if one.id > release],
        faults=[fault for fault in faults if fault != store.UNSEALED],
        cautions=[fault for fault in faults if fault == store.UNSEALED],
        versions={"definitions": definitions.version(), "plan": view.plan_version},
        figure=figure,
        read=_read(_asked(view, release, selection), selection) if can_draw else None,
    )


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
        _base(view),
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
    with _cursor(view) as cursor:
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
    digest = hashlib.sha256(upload.getbuffer()).hexdigest()
    return figure_passport.compared(upload.name, digest, shown.digests)


def damage(view: View) -> str:
    """Why the release in view cannot be read, and what to do; empty where it can."""
    try:
        if view.release:
            places(view)
    except store.DAMAGED as fault:
        faults = store.verify(Path(view.folder), view.release, _remembered) or [str(fault)]
        return (
            f"**Release {view.release} cannot be read: {'; '.join(faults)}.** No figure of it is "
            "shown. An officer can go back to another release on the page Extracts and releases."
        )
    return ""


def without_release(view: View) -> View:
    """The same view where no release can be shown."""
    return replace(view, release="")


def picture(view: View, figure: Figure) -> bytes:
    """A figure as a PNG that stands alone, drawn once."""
    return _picture(view.plan_version, figure.id, figure)


@st.cache_data(max_entries=64, show_spinner=False)
def _picture(plan_version: str, figure_id: str, _figure: Figure) -> bytes:
    # The id stands for the release and all that was asked of it; only the plan is not in it.
    return Pictures().png(_figure, dressed=True)


def pack_choices() -> dict[str, str]:
    """What a pack can be made for, in words -> board id."""
    return boards.choices()


def pack_formats() -> dict[str, build.Format]:
    """What a pack can be made as, by name."""
    return {one.name: one for one in build.FORMATS.values()}


@st.cache_data(max_entries=8, show_spinner="Gathering the figures")
def _pack(view: View, board: str, recipient: str) -> Pack:
    """A board's pack of the whole authority."""
    return boards.pack(
        boards.board_of(board),
        reader(view),
        release_facts(view),
        view.plan_version,
        recipient=recipient,
    )


def _of_authority(view: View) -> View:
    """The view of a pack: years of the whole authority, in the colours of paper."""
    return replace(_base(view), neighbour_set=view.neighbour_set)


@st.cache_data(max_entries=8, show_spinner="Drawing the first pages")
def pack_preview(view: View, board: str) -> Preview:
    """The first pages and the contents of a pack."""
    return preview.of(_pack(_of_authority(view), board, ""))


def figure_files(view: View, figure: Figure, name: str) -> bytes:
    """One figure in a format by its name; several files of one format come as one archive."""
    board = boards.one_figure(figure, figure.selection.years)
    pack = boards.pack(board, reader(view), release_facts(view), view.plan_version)
    files = build.bundled(build.files_of(pack, [pack_formats()[name]]))
    return next(iter(files.values())) if len(files) == 1 else build.zipped(files.items())


def figure_file_name(figure: Figure, name: str) -> str:
    """The name of such a file, which says ILLUSTRATIVE when the figure is."""
    ending = build.SINGLE.get(pack_formats()[name].id, "zip")
    return f"{file_stem(figure.id, figure.basis)}.{ending}"


def make_pack(
    view: View, board: str, formats: Sequence[str], recipient: str, progress: build.Progress
) -> dict[str, bytes]:
    """The files of a pack by name; those of a format with many files as one archive."""
    pack = _pack(_of_authority(view), board, recipient)
    # An officer's own copy of made-up records is labelled on each page.
    made = build.files_of(pack, build.formats_of(formats), progress=progress)
    return build.bundled(made)


def size_text(size: int) -> str:
    """How large a file is: 840 KB, 2.1 MB."""
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{max(size // 1000, 1)} KB"
