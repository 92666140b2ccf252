"""How old a figure is, in words: as at when, when it was published, when the next is due."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from figures.series import Mark, Series
from metrics.definitions import Measure, definitions
from metrics.next_period import next_settled
from metrics.periods import Period
from metrics.publications import LoadedPublication, Publications, PublishedRelease

USUAL, ANNOUNCED = "usual month", "announced"
RESTS_ON = {USUAL: " (DfE's usual month)", ANNOUNCED: " (announced by DfE)"}
NOT_RECORDED = "date of publication not recorded"
NEXT_NOT_RECORDED = "date of the next release not recorded"
NO_DATE_OF_EXTRACTS = "as at the date of the release"
NEXT_EXTRACTS = "with the next extracts"
COLUMNS = ("Publication", "Newest here", "Published", "Next due", "What it moves")


@dataclass(frozen=True)
class Dates:
    """The dates of one figure: of its main line, and of the line beside it where it has both.

    `as_at` is by extract; `topic` is the breakdown whose parts the figure shows.
    """

    publications: Publications
    as_at_dates: Mapping[str, date]
    measure: Measure
    line: Series
    basis: str
    topic: str = "Total"

    @property
    def as_at(self) -> str:
        """How far the figures reach, and how far the extracts do."""
        published = f"DfE's figures up to {self._newest.period.label}"
        if self.basis == "published":
            return published
        own = extracts_text(_of(self.measure.extracts, self.as_at_dates))
        return _capital(own) if self.line.basis != "published" else f"{published}; {own}"

    @property
    def published(self) -> str:
        """When DfE published the newest value, or that nobody did."""
        own = made_here(self.publications)
        return self._both(_published(self._release), own, "the line beside it is")

    @property
    def next_due(self) -> str:
        """When a newer value can be had."""
        one = self._release
        told = NEXT_NOT_RECORDED
        if one is not None:
            told = next_release(self.publications, one, "this figure is not loaded from it")
        return self._both(told, self._own_next(), "the line beside it:")

    def source(self, places: Sequence[Series]) -> str:
        """Who says so: the publication and release of the newest year; then the council's own."""
        told: dict[str, None] = {}
        for line in places:
            if line.latest and line.latest.source:
                named = self._release if line.basis == "published" else None
                told[release_text(named) if named else line.latest.source] = None
        return "; ".join(told) or "extracts named in the release"

    @property
    def _newest(self) -> Mark:
        return self.line.latest or self.line.marks[-1]

    @property
    def _release(self) -> PublishedRelease | None:
        key = (self.measure.id, self.topic, self._newest.period)
        found = self.publications.of_figure.get(key)
        return self.publications.find(*found) if found else None

    def _both(self, published: str, own: str, beside: str) -> str:
        if self.line.basis != "published":
            return _capital(own)
        beside = "" if self.basis == "published" else f"; {beside} {own}"
        return f"{_capital(published)}{beside}"

    def _own_next(self) -> str:
        days = list(_of(self.measure.extracts, self.as_at_dates).values())
        if not days:
            return NEXT_EXTRACTS
        identifier = self.line.marks[-1].period.time_identifier
        if self.line.basis == "published":
            identifier = _own_identifier(identifier)
        terms = self.publications.terms
        period, on = next_settled(self.measure, identifier, min(days), terms)
        words = _own_words(self.measure, period, on)
        if _is_over(self.publications, on):
            return f"was due after {words}: new extracts can tell it"
        return f"after {words}, {NEXT_EXTRACTS}"


def _own_identifier(published: str) -> str:
    """The council's own years are whole academic years where DfE's are two terms of one."""
    return "Academic year" if published == "Autumn and spring term" else published


def _is_over(publications: Publications, on: date) -> bool:
    return publications.built_on is not None and on < publications.built_on


def _own_words(measure: Measure, period: Period, on: date) -> str:
    if period.kind == "month":
        return period.label
    if period.kind == "term":
        return _term(period, on)
    if period.kind == "quarter":
        return f"{day_text(on)}, the end of {period.label}"
    if measure.dated_by == "census day":
        return f"the census of {day_text(on)}"
    if measure.matures_on or measure.matures_after_days:
        return f"{day_text(on)}, the day {_year(period)} is settled"
    return f"{day_text(on)}, the end of {_year(period)}"


def _term(period: Period, on: date) -> str:
    return f"the {period.time_identifier.lower()} {on.year}"


def _year(period: Period) -> str:
    """A winter of NEET is named by its two years: in 2027 it is over in February."""
    if period.time_identifier != "Calendar year":
        return period.label
    return f"the winter of {period.first_year - 1}/{period.first_year % 100:02d}"


def next_release(publications: Publications, one: PublishedRelease, not_loaded: str) -> str:
    """When the release after one is due, or that it is out; `not_loaded` says what is missing."""
    newer = publications.newer(one)
    if newer is not None:
        return f"the {newer.release} release is out ({_published_on(newer)}); {not_loaded}"
    if not one.next_due:
        return f"no month given: {one.note}" if one.note else NEXT_NOT_RECORDED
    when = f"{when_text(one.next_due)}{RESTS_ON.get(one.note, '')}"
    if publications.is_past(one.next_due):
        return f"was due {when}: a newer release may be out"
    return f"expected {when}"


def release_text(one: PublishedRelease) -> str:
    """A release for a source line: publication, release, when published."""
    name = f"{one.publication}, {one.release} release"
    return f"{name}, {_published_on(one)}" if one.published_on else name


def _published(one: PublishedRelease | None) -> str:
    if one is None:
        return f"by DfE; {NOT_RECORDED}"
    return f"{one.release} release, {_when_published(one)}"


def _when_published(one: PublishedRelease) -> str:
    return when_text(one.published_on) if one.published_on else NOT_RECORDED


def _published_on(one: PublishedRelease) -> str:
    return f"published {when_text(one.published_on)}" if one.published_on else NOT_RECORDED


def made_here(publications: Publications) -> str:
    """That nobody published a figure, and which release of the dashboard it is from."""
    made = "not published: made for this dashboard from extracts"
    if not publications.release_id or publications.built_on is None:
        return made
    return f"{made}, release {publications.release_id} built {day_text(publications.built_on)}"


def when_text(when: str) -> str:
    """A day or a month as a reader says it: 10 July 2025, July 2026."""
    if len(when) == 10:
        return day_text(date.fromisoformat(when))
    return f"{date.fromisoformat(f'{when}-01'):%B %Y}"


def day_text(day: date) -> str:
    """10 July 2025."""
    return f"{day.day} {day:%B %Y}"


def extracts_text(dates: Mapping[str, date]) -> str:
    """As at when extracts are: one date for all, else each with its own."""
    if not dates:
        return NO_DATE_OF_EXTRACTS
    if len(set(dates.values())) == 1:
        day = next(iter(dates.values()))
        return f"extracts as at {day_text(day)}: {_listed(list(dates))}"
    told = (f"{_named(name)} {day_text(day)}" for name, day in dates.items())
    return f"extracts as at: {', '.join(told)}"


def _of(extracts: Collection[str], dates: Mapping[str, date]) -> dict[str, date]:
    return {name: dates[name] for name in extracts if name in dates}


def _named(extract: str) -> str:
    return "NEET" if extract == "neet" else extract.replace("_", " ")


def _listed(extracts: Sequence[str]) -> str:
    names = [_named(name) for name in extracts]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def calendar(publications: Publications, as_at: Mapping[str, date], basis: str) -> pd.DataFrame:
    """When figures are due: a row for each publication loaded, then one for the extracts."""
    rows = [_row(publications, one) for one in publications.loaded]
    if as_at:
        rows.append(_own_row(publications, as_at, basis))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(publications: Publications, loaded: LoadedPublication) -> tuple[str, ...]:
    one = publications.find(loaded.publication, loaded.release)
    return (
        loaded.publication.removeprefix("DfE, "),
        loaded.release,
        _capital(_when_published(one)),
        _capital(next_release(publications, one, "not loaded here")),
        _moved(loaded.measure_ids),
    )


def _own_row(publications: Publications, as_at: Mapping[str, date], basis: str) -> tuple[str, ...]:
    first, last = min(as_at.values()), max(as_at.values())
    reach = day_text(last) if first == last else f"{day_text(first)} to {day_text(last)}"
    month, term, year = (
        next_settled(None, name, first, publications.terms)
        for name in ("September", "Autumn term", "Academic year")
    )
    named = (
        ("By month", month[0].label, month[1]),
        ("by term", _term(*term), term[1]),
        ("by year", f"{day_text(year[1])} or when its cases are settled", year[1]),
    )
    due = "; ".join(
        f"{kind}: {'was due ' if _is_over(publications, on) else ''}after {words}"
        for kind, words, on in named
    )
    name = "ILLUSTRATIVE extracts" if basis == "sample" else "The council's own extracts"
    moves = "Every figure from the council's own records"
    return (name, f"As at {reach}", "Not published", due, moves)


def _moved(measure_ids: Collection[str]) -> str:
    known = definitions()
    titles = [known[name].title for name in measure_ids if name in known]
    return "; ".join(titles) or "No measure: kept for context"


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
