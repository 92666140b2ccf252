"""When DfE's figures were published and are next due, as a release knows it."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from metrics.periods import Period
from metrics.points import Cursor


@dataclass(frozen=True)
class PublishedRelease:
    """One release of a DfE publication, which is out.

    `published_on` and `next_due` are a date, a month (2026-07) or blank where nobody recorded one.
    `note` says what `next_due` rests on, or what DfE says where it gives no month.
    """

    publication: str
    release: str
    published_on: str = ""
    next_due: str = ""
    note: str = ""
    address: str = ""


@dataclass(frozen=True)
class LoadedPublication:
    """A publication the release in view holds: its newest DfE release, and whose values it gives."""

    publication: str
    release: str
    measure_ids: tuple[str, ...]


@dataclass(frozen=True)
class Publications:
    """DfE's releases as known when a release was built, and which of them its figures come from.

    `of_figure` is for the authority's own figures: (measure id, topic, period) -> (publication,
    release). `terms` holds the last school day of each term that the release's calendar gives.
    """

    known: tuple[PublishedRelease, ...] = ()
    loaded: tuple[LoadedPublication, ...] = ()
    of_figure: Mapping[tuple[str, str, Period], tuple[str, str]] = field(default_factory=dict)
    terms: Mapping[Period, date] = field(default_factory=dict)
    release_id: str = ""
    built_on: date | None = None

    def find(self, publication: str, release: str) -> PublishedRelease:
        """What is known of a release; blank dates where nothing is."""
        same = (
            one for one in self.known if (one.publication, one.release) == (publication, release)
        )
        return next(same, PublishedRelease(publication, release))

    def newer(self, than: PublishedRelease) -> PublishedRelease | None:
        """The newest release of the same publication after one, out by the day of the build."""
        after = [
            one
            for one in self.known
            if one.publication == than.publication
            and one.release > than.release
            and not self._to_come(one.published_on)
        ]
        return max(after, key=lambda one: one.release, default=None)

    def is_past(self, when: str) -> bool:
        """Whether a date or month was over on the day of the build."""
        return self.built_on is not None and last_day(when) < self.built_on

    def _to_come(self, published_on: str) -> bool:
        first = published_on if len(published_on) == 10 else f"{published_on}-01"
        built = self.built_on
        return bool(published_on) and built is not None and date.fromisoformat(first) > built


def publications(cursor: Cursor) -> Publications:
    """What a release says of DfE's releases; releases built before they were kept say nothing."""
    release_id, built_at = cursor.execute("select release_id, built_at from about").fetchone()
    return Publications(
        known=_known(cursor),
        loaded=_loaded(cursor),
        of_figure=_of_figure(cursor),
        terms=_terms(cursor),
        release_id=release_id,
        built_on=datetime.fromisoformat(built_at).date(),
    )


def _known(cursor: Cursor) -> tuple[PublishedRelease, ...]:
    kept = "select count(*) from information_schema.tables where table_name = 'publications'"
    if not cursor.execute(kept).fetchone()[0]:
        return ()
    rows = cursor.execute(
        "select publication, release, published_on, next_due, note, address from publications"
        " order by publication, release"
    ).fetchall()
    return tuple(PublishedRelease(*(cell or "" for cell in row)) for row in rows)


def _loaded(cursor: Cursor) -> tuple[LoadedPublication, ...]:
    rows = cursor.execute(
        "select source, max(release), list(distinct measure_id order by measure_id)"
        " from published group by source order by source"
    ).fetchall()
    return tuple(LoadedPublication(name, release, tuple(ids)) for name, release, ids in rows)


def _of_figure(cursor: Cursor) -> dict[tuple[str, str, Period], tuple[str, str]]:
    # The parts of a topic may come from several releases: the newest is named.
    rows = cursor.execute(
        "select measure_id, breakdown_topic, time_period, time_identifier, source, release"
        " from published where area_code = (select new_code from about)"
        " group by all order by release, source"
    ).fetchall()
    return {
        (measure_id, topic, Period(int(time_period), identifier)): (source, release)
        for measure_id, topic, time_period, identifier, source, release in rows
    }


def _terms(cursor: Cursor) -> dict[Period, date]:
    rows = cursor.execute(
        "select time_period, time_identifier, over_on from periods where kind = 'term'"
    ).fetchall()
    return {Period(int(time_period), name): over_on for time_period, name, over_on in rows}


def last_day(when: str) -> date:
    """The day itself, or the last day of a month (2026-07)."""
    if len(when) == 10:
        return date.fromisoformat(when)
    first = date.fromisoformat(f"{when}-01")
    return first.replace(day=monthrange(first.year, first.month)[1])
