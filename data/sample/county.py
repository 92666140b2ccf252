"""One county after another into the nine files, and the note that says they are illustrative."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np

from data.sample import (
    authority,
    exclusion_rows,
    exclusions,
    neet,
    pins,
    placement_rows,
    placements,
    providers,
    pupils,
    returns_,
    schools,
    tuition,
)
from data.sample.people import People
from data.sample.scene import Ids, Scene
from data.sample.school_calendar import SchoolCalendar
from data.sample.writing import COLUMNS, Column, Writers

SCALES = {"county": 1, "england": 30}
DEFAULT_AS_AT = date(2026, 8, 31)
FIRST_AS_AT = date(2018, 9, 3)
# Parts of one county that `progress` counts: places, pupils, exclusions, placements, tuition and
# seven years of 16 and 17 year olds.
STEPS = 12

Progress = Callable[[int, int, str], None]


def write(
    out: Path,
    *,
    scale: str = "county",
    seed: int = 2026,
    la: str = "888",
    as_at: date | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Writes the nine extracts and SAMPLE.toml to a folder; returns their paths.

    `progress(done, total, what)` is called as parts are finished. ValueError says what is wrong
    with a scale, an authority code or an as-at date.
    """
    replicas = check_scale(scale)
    today = check_as_at(as_at or DEFAULT_AS_AT)
    place = authority.find(la)
    figures = pins.load(place.new_code)
    calendar, ids, out = SchoolCalendar(), Ids(), Path(out)
    with Writers(out) as writers:
        writers.add("calendar", calendar.columns())
        for replica in range(replicas):
            county = County(seed, replica, today, place, figures, calendar, ids)
            if replica == 0:
                writers.add("returns", county.returns(replicas))
            for step, what in enumerate(county.write(writers), start=1):
                if progress:
                    progress(replica * STEPS + step, replicas * STEPS, what)
    note = out / "SAMPLE.toml"
    note.write_text(note_text(scale, seed, place, today), encoding="utf-8")
    return [*(writers.path(extract) for extract in COLUMNS), note]


def check_scale(scale: str) -> int:
    if scale not in SCALES:
        raise ValueError(f"--scale {scale}: expected one of {', '.join(SCALES)}")
    return SCALES[scale]


def check_as_at(as_at: date) -> date:
    if as_at < FIRST_AS_AT:
        raise ValueError(
            f"--as-at {as_at}: the sample begins on {FIRST_AS_AT}; choose that day or a later one"
        )
    return as_at


class County:
    """One replica of the authority, made in the order in which one extract needs another."""

    def __init__(
        self,
        seed: int,
        replica: int,
        as_at: date,
        place: authority.Authority,
        figures: pins.Pins,
        calendar: SchoolCalendar,
        ids: Ids,
    ) -> None:
        rng = np.random.default_rng([seed, replica])
        sites = schools.make(rng, place, figures, replica)
        supply = providers.make(rng, sites, place, figures, ids.provider)
        people = People(place, rng)
        self.rng = rng
        self.scene = Scene(
            seed, replica, as_at, place, figures, calendar, sites, supply, people, ids
        )

    def write(self, writers: Writers) -> Iterator[str]:
        """Writes every extract; yields the name of each part as it is finished."""
        scene, ids = self.scene, self.scene.ids
        self.write_places(writers)
        yield "schools and providers"
        self.write_pupils(writers)
        yield "pupils"
        size = scene.pins.size
        parts = (self.rng, scene.people, scene.sites, scene.calendar, size)
        history = exclusions.Maker(*parts).run(scene.pins.exclusions)
        placed, after = placements.Maker(*parts, history).run()
        taught = tuition.Episodes(self.rng, scene.people, scene.sites, scene.calendar, after, size)
        rows = exclusion_rows.columns(scene, scene.draws(1), history.all())
        ids.case += add(writers, "exclusions", rows)
        yield "exclusions"
        rows = placement_rows.columns(scene, scene.draws(2), placed)
        ids.placement += add(writers, "placements", rows)
        yield "placements"
        ids.episode += add(writers, "home_tuition", tuition.columns(scene, scene.draws(3), taught))
        yield "home_tuition"
        yield from self.write_neet(writers, history, placed)

    def returns(self, replicas: int) -> dict[str, Column]:
        scene = self.scene
        rng = scene.draws(4)
        return returns_.columns(rng, scene.sites, scene.pins, replicas, scene.as_at)

    def write_places(self, writers: Writers) -> None:
        scene, ids = self.scene, self.scene.ids
        sites, place, as_at = scene.sites, scene.authority, scene.as_at
        rows = schools.columns(sites, place, scene.replica, as_at, scene.draws(5))
        writers.add("schools", rows)
        rows = providers.columns(scene.providers, sites, place, as_at, scene.draws(6))
        ids.provider += add(writers, "providers", rows)

    def write_pupils(self, writers: Writers) -> None:
        scene, rng = self.scene, self.scene.draws(7)
        tables = pupils.rolls(rng, scene.sites, scene.pins)
        cells = pupils.characteristics(rng, scene.sites, scene.authority)
        for year, table in tables.items():
            if pupils.january(scene.calendar, year) <= scene.as_at:
                rows = pupils.year_columns(rng, table, scene.sites, cells, scene.authority, year)
                writers.add("pupils", rows)

    def write_neet(
        self, writers: Writers, history: exclusions.History, placed: placements.Episodes
    ) -> Iterator[str]:
        scene, ids = self.scene, self.scene.ids
        maker = neet.Maker(
            rng=scene.draws(8),
            people=scene.people,
            authority=scene.authority,
            known=neet.experience(scene.people, history, placed),
            pupils_from=ids.person,
            next_person=ids.person + len(scene.people),
            next_young_person=ids.young_person,
        )
        for year, cohorts in neet.every_year(maker, scene.pins.neet):
            rows = neet.year_columns(maker, cohorts, scene.pins.neet[year], year, scene.as_at)
            if rows is not None:
                writers.add("neet", rows)
            yield f"neet {year}"
        ids.person, ids.young_person = maker.next_person, maker.next_young_person


def add(writers: Writers, extract: str, rows: dict[str, Column]) -> int:
    """Writes the rows; returns how many there were."""
    before = writers.rows[extract]
    writers.add(extract, rows)
    return writers.rows[extract] - before


def note_text(scale: str, seed: int, place: authority.Authority, as_at: date) -> str:
    lines = [
        "# Generated, illustrative extracts. No child, school or provider in them exists.",
        "illustrative = true",
        "generated = true",
        f"seed = {seed}",
        f'scale = "{scale}"',
        f'authority_code = "{place.old_code}"',
        f'authority_code_new = "{place.new_code}"',
        f'authority = "{place.name}"',
        f"as_at = {as_at.isoformat()}",
        "",
        "[extracts]",
        *(f"{extract} = {as_at.isoformat()}" for extract in COLUMNS),
    ]
    return "\n".join(lines) + "\n"
