"""One county after another into the nine files, and the note that says they are illustrative."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np

from data.sample import (
    authority,
    exclusions,
    neet,
    people,
    pins,
    placements,
    pupils,
    returns_,
    schools,
    tuition,
)
from data.sample.school_calendar import SchoolCalendar
from data.sample.writing import COLUMNS, Writers

SCALES = {"county": 1, "england": 30}
DEFAULT_AS_AT = date(2026, 8, 31)
FIRST_AS_AT = date(2019, 9, 30)
STEPS = 12

Progress = Callable[[int, int, str], None]


class Ids:
    """The next free number of each kind, so that replicas never share an identifier."""

    def __init__(self) -> None:
        self.person = self.young_person = self.case = self.placement = 1
        self.episode = self.provider = 1


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
    total = replicas * STEPS
    with Writers(out) as writers:
        writers.add("calendar", calendar.columns())
        for replica in range(replicas):
            rng = np.random.default_rng([seed, replica])
            county = County(rng, place, figures, calendar, ids, replica, replicas, today)
            for step, what in enumerate(county.write(writers), start=1):
                if progress:
                    progress(replica * STEPS + step, total, what)
        paths = [writers.path(extract) for extract in COLUMNS]
    note = out / "SAMPLE.toml"
    note.write_text(note_text(scale, seed, place, today), encoding="utf-8")
    return [*paths, note]


def check_scale(scale: str) -> int:
    if scale not in SCALES:
        raise ValueError(f"--scale {scale}: expected one of {', '.join(SCALES)}")
    return SCALES[scale]


def check_as_at(as_at: date) -> date:
    if not FIRST_AS_AT <= as_at <= DEFAULT_AS_AT:
        raise ValueError(
            f"--as-at {as_at}: the sample covers {FIRST_AS_AT} to {DEFAULT_AS_AT}; "
            "choose a date between them"
        )
    return as_at


class County:
    """One replica of the authority, made in the order in which one extract needs another."""

    def __init__(
        self,
        rng: np.random.Generator,
        place: authority.Authority,
        figures: pins.Pins,
        calendar: SchoolCalendar,
        ids: Ids,
        replica: int,
        replicas: int,
        as_at: date,
    ) -> None:
        self.rng, self.place, self.pins, self.calendar = rng, place, figures, calendar
        self.ids, self.replica, self.replicas, self.as_at = ids, replica, replicas, as_at
        self.sites = schools.make(rng, place, figures, replica)
        self.providers = schools.make_providers(rng, self.sites, place, figures, ids.provider)
        self.people = people.People(place, rng)

    def write(self, writers: Writers) -> Iterator[str]:
        """Writes every extract; yields the name of each part as it is finished."""
        self.write_places(writers)
        yield "schools and providers"
        self.write_pupils(writers)
        yield "pupils"
        maker = exclusions.Maker(self.rng, self.people, self.sites, self.calendar, self.pins.size)
        history = maker.run(self.pins.exclusions)
        found, after = placements.Maker(
            self.rng, self.people, self.sites, self.calendar, self.pins.size, history
        ).run()
        taught = tuition.Episodes(
            self.rng, self.people, self.sites, self.calendar, after, self.pins.size
        )
        self.write_exclusions(writers, history)
        yield "exclusions"
        self.write_placements(writers, found)
        yield "placements"
        self.write_tuition(writers, taught)
        yield "home_tuition"
        yield from self.write_neet(writers, history, found)

    def write_places(self, writers: Writers) -> None:
        rng, as_at = self.rng, self.as_at
        writers.add("schools", schools.columns(self.sites, self.place, self.replica, as_at, rng))
        writers.add(
            "providers",
            schools.provider_columns(self.providers, self.sites, self.place, as_at, rng),
        )
        self.ids.provider += len(self.providers)
        if self.replica == 0:
            writers.add(
                "returns", returns_.columns(rng, self.sites, self.pins, self.replicas, as_at)
            )

    def write_pupils(self, writers: Writers) -> None:
        tables = pupils.rolls(self.rng, self.sites, self.pins)
        cells = pupils.characteristics(self.rng, self.sites, self.place)
        for year, table in tables.items():
            if pupils.january(self.calendar, year) <= self.as_at:
                writers.add(
                    "pupils",
                    pupils.year_columns(self.rng, table, self.sites, cells, self.place, year),
                )

    def write_exclusions(self, writers: Writers, history: exclusions.History) -> None:
        before = writers.rows["exclusions"]
        writers.add(
            "exclusions",
            exclusions.columns(
                self.rng,
                history.all(),
                self.people,
                self.sites,
                self.place.places,
                self.ids.person,
                self.ids.case,
                self.as_at,
            ),
        )
        self.ids.case += writers.rows["exclusions"] - before

    def write_placements(self, writers: Writers, found: placements.Episodes) -> None:
        before = writers.rows["placements"]
        writers.add(
            "placements",
            placements.columns(
                self.rng,
                found,
                self.people,
                self.sites,
                self.providers,
                self.place,
                self.calendar,
                self.ids.person,
                self.ids.placement,
                self.as_at,
            ),
        )
        self.ids.placement += writers.rows["placements"] - before

    def write_tuition(self, writers: Writers, found: tuition.Episodes) -> None:
        before = writers.rows["home_tuition"]
        writers.add(
            "home_tuition",
            tuition.columns(
                self.rng,
                found,
                self.people,
                self.sites,
                self.providers,
                self.place,
                self.ids.person,
                self.ids.episode,
                self.as_at,
            ),
        )
        self.ids.episode += writers.rows["home_tuition"] - before

    def write_neet(
        self, writers: Writers, history: exclusions.History, found: placements.Episodes
    ) -> Iterator[str]:
        maker = neet.Maker(
            rng=self.rng,
            people=self.people,
            authority=self.place,
            known=neet.experience(self.people, history, found),
            pupils_from=self.ids.person,
            next_person=self.ids.person + len(self.people),
            next_young_person=self.ids.young_person,
        )
        for year, cohorts in neet.every_year(maker, self.pins.neet):
            rows = neet.year_columns(maker, cohorts, self.pins.neet[year], year, self.as_at)
            if rows is not None:
                writers.add("neet", rows)
            yield f"neet {year}"
        self.ids.person, self.ids.young_person = maker.next_person, maker.next_young_person


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
