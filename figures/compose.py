"""From points to a figure: which lines belong in it, and everything it has to say for itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from figures import alternatives, drawn, wording
from figures.chart import Break, Step, line_name
from figures.due import Dates
from figures.figure import (
    ILLUSTRATIVE,
    NOT_COMPARED,
    Comparator,
    Figure,
    basis_of,
    labelled,
)
from figures.selection import Form, Selection, short_id
from figures.series import (
    AUTHORITY,
    DISTRICT,
    GROUP,
    NATIONAL,
    REGIONAL,
    Mark,
    Series,
    lines,
    mean_line,
    parts,
    since,
    with_values,
)
from figures.table import counts_table, parts_table, trend_table
from figures.wording import TargetFact
from metrics.definitions import Measure
from metrics.periods import Period, kind_of
from metrics.points import ReleaseFacts
from metrics.publications import Publications

OFFICER_NOTE = "Officer view: small numbers are shown as they are and are not to be shared outside the council."
PUBLIC_NOTE = (
    "Public view: where fewer than five children are counted, or fewer than ten counted among, the "
    "figure is hidden, and so are others that would give it away."
)
MIXED = "mixed sample"
NO_BREAKS = "None in the years shown."


@dataclass(frozen=True)
class Context:
    """Where and when a figure is for: the place, those it is compared with, and the span."""

    area_code: str
    area_name: str
    authority_code: str
    authority_name: str
    region_code: str
    region_name: str
    neighbours: tuple[str, ...] = ()
    neighbour_set: str = ""
    kind: str = "year"
    years: int | None = None
    as_at: Mapping[str, date] | None = None
    publications: Publications = field(default_factory=Publications)
    # Whether made-up records are drawn beside a figure DfE publishes.
    made_up: bool = False
    release: str = ""
    # A digest of all files of the release.
    seal: str = ""
    audience: str = "officer"

    @classmethod
    def of(cls, release: ReleaseFacts, **shown: Any) -> "Context":
        """The whole authority of a release; `shown` are further fields, such as its neighbours."""
        return cls(
            area_code=release.authority_code,
            area_name=release.authority_name,
            authority_code=release.authority_code,
            authority_name=release.authority_name,
            region_code=release.region_code,
            region_name=release.region_name,
            as_at=release.as_at,
            release=release.release_id,
            **shown,
        )

    @property
    def is_district(self) -> bool:
        return self.area_code != self.authority_code

    @property
    def level(self) -> str:
        """The geographic level of the place; a reporting group has no ONS code."""
        if not self.is_district:
            return AUTHORITY
        return DISTRICT if self.area_code.startswith("E") else GROUP

    @property
    def suppression(self) -> str:
        """What has been done about small numbers, for whoever looks."""
        return OFFICER_NOTE if self.audience == "officer" else PUBLIC_NOTE

    def selection(
        self, form: Form, measures: Sequence[Measure], *, kind: str = "", topic: str = ""
    ) -> Selection:
        """What a figure of this place and span is asked to show."""
        return Selection(
            form=form,
            measures=tuple(measure.id for measure in measures),
            area_code=self.area_code,
            kind=kind or self.kind,
            years=self.years,
            neighbour_set=self.neighbour_set,
            topic=topic,
            made_up=self.made_up,
            audience=self.audience,
        )

    def identified(self, selection: Selection) -> dict[str, Any]:
        """The id and the selection of a figure."""
        return {"id": short_id(self.seal or self.release, selection), "selection": selection}


@dataclass(frozen=True)
class Path:
    """A measure's target path with its label, and the older paths it replaced."""

    label: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Parts:
    """The parts of a place in one period, by group or by district."""

    what: str
    period: Period
    basis: str
    marks: tuple[tuple[str, Mark], ...]
    whole: tuple[str, float] | None
    over_time: tuple[Series, ...]


def kind_for(measure: Measure, wanted: str) -> str:
    """The kind asked for where the measure has it, else its year, else what it has."""
    if wanted in measure.periods:
        return wanted
    return "year" if "year" in measure.periods else measure.periods[0]


def of_kind(points: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Only the rows of years, terms, months or quarters."""
    if points.empty:
        return points
    names = [name for name in points.time_identifier.unique() if kind_of(name) == kind]
    return points[points.time_identifier.isin(names)]


def of_place(points: pd.DataFrame, context: Context) -> list[Series]:
    """The lines of the place itself: published first, then the council's own or illustrative.

    Made-up records stay off a real figure unless they are asked for.
    """
    found = with_values(lines(points, context.level, "place", [context.area_code]))
    # A place is called what the reader calls it, whatever the file did.
    named = [
        Series(context.area_name, "place", one.basis, one.marks, one.area_code) for one in found
    ]
    ordered = sorted(named, key=lambda line: line.basis != "published")
    if ordered and ordered[0].basis == "published" and not context.made_up:
        return [line for line in ordered if line.basis != "sample"]
    return ordered


def comparators(points: pd.DataFrame, measure: Measure, context: Context) -> list[Series]:
    """England, the region and the neighbours; the county first where the place is a district.

    None for a count.
    """
    if measure.calculation == "count":
        # A count grows with the place: a line of England's would press the place's to the floor.
        return []
    published = points[points.basis == "published"]
    england = lines(published, NATIONAL, "england")
    if context.is_district:
        county = lines(points, AUTHORITY, "authority", [context.authority_code])
        own = [line for line in county if line.basis != "published"] or county
        return with_values([*own[:1], *england])
    region = lines(published, REGIONAL, "region", [context.region_code])
    around = with_values(lines(published, AUTHORITY, "neighbour", context.neighbours))
    mean = mean_line(around, "Neighbours", len(context.neighbours)) if around else None
    return with_values([*england, *region, *([mean] if mean else []), *around])


def trend_series(points: pd.DataFrame, measure: Measure, context: Context) -> list[Series]:
    """Every line of a measure's trend, the place first; empty where the place has no value."""
    wanted = of_kind(points, kind_for(measure, context.kind))
    if wanted.empty:
        return []
    place = of_place(wanted, context)
    if not place:
        return []
    return with_values(since([*place, *comparators(wanted, measure, context)], context.years))


def main_line(series: Sequence[Series]) -> Series | None:
    """The line a sentence speaks of: published where DfE publishes it, else the council's own."""
    return next((line for line in series if line.role == "place"), None)


def breaks_of(measure: Measure, series: Sequence[Series]) -> list[Break]:
    """The breaks that fall within the periods drawn."""
    notes = dict(measure.breaks)
    shown = {m.period for line in series for m in line.marks if m.period.time_period in notes}
    return [Break(period, notes[period.time_period]) for period in sorted(shown)]


def _breaks_text(breaks: Sequence[Break]) -> str:
    names: dict[str, list[str]] = {}
    for one in breaks:
        names.setdefault(one.note, []).append(one.period.label)
    told = [f"{_joined(labels)}: {note}" for note, labels in names.items()]
    return ". ".join(told) + "." if told else NO_BREAKS


def _joined(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"


def _comparators_text(series: Sequence[Series], context: Context) -> tuple[Comparator, ...]:
    told = []
    for line in series:
        if line.latest is None or line.role in ("place", "neighbour"):
            continue
        if line.role == "neighbours":
            count = len(context.neighbours)
            told.append(
                Comparator(
                    name="Statistical neighbours",
                    version=f"DfE's set of {context.neighbour_set}",
                    method=f"simple mean of the {count} authorities' own values",
                )
            )
        else:
            method = "as DfE publishes it" if line.basis == "published" else "from the same records"
            told.append(Comparator(name=line.name, version=line.latest.period.label, method=method))
    return tuple(told) or (NOT_COMPARED,)


def _dates(
    context: Context, measure: Measure, line: Series, basis: str, topic: str = "Total"
) -> Dates:
    return Dates(context.publications, context.as_at or {}, measure, line, basis, topic)


def trend_figure(
    measure: Measure,
    series: Sequence[Series],
    context: Context,
    fact: TargetFact,
    steps: Sequence[Step] = (),
    tested: Sequence[str] = (),
) -> Figure:
    """A trend with all it says of itself; `tested` are sentences of passed tests.

    Raises ValueError for a series without the place's own line.
    """
    line = main_line(series)
    if line is None:
        raise ValueError(
            f"{measure.id}: there is no line of {context.area_name} to make a figure of"
        )
    places = [one for one in series if one.role == "place"]
    basis = basis_of({one.basis for one in places})
    dates = _dates(context, measure, line, basis)
    ends = dict.fromkeys((line.marks[0].period.label, line.marks[-1].period.label))
    kind = kind_for(measure, context.kind)
    breaks = breaks_of(measure, series)
    return Figure(
        **context.identified(context.selection("trend", [measure], kind=kind)),
        title=_title(wording.message(line, measure), basis),
        subtitle=f"{measure.title}, {context.area_name}, {_joined(list(ends))}, {measure.unit}",
        scope=measure.scope,
        basis=basis,
        comparators=_comparators_text(series, context),
        as_at=dates.as_at,
        published=dates.published,
        next_due=dates.next_due,
        source=dates.source(places),
        breaks=_breaks_text(breaks),
        suppression=context.suppression,
        target=_target_line(fact),
        sentence=wording.headline(line, measure, fact, tested),
        alternative=labelled(
            alternatives.trend_alternative(series, measure, wording.target_text(fact)), basis
        ),
        table=trend_table(series, measure.unit),
        drawing=drawn.of_lines(
            series,
            unit=measure.unit,
            breaks=breaks,
            target=steps,
            target_label=wording.target_label(fact),
        ),
    )


def _title(message: str, basis: str) -> str:
    """A real message with a made-up line beside it is not itself made up."""
    return f"{message}, with an {ILLUSTRATIVE} line" if basis == MIXED else labelled(message, basis)


def _target_line(fact: TargetFact) -> str:
    if not fact.target:
        return wording.target_text(fact)
    if fact.is_example:
        return f"{wording.target_text(fact)} It is an example: no board has agreed it."
    on = f" on {fact.agreed_on}" if fact.agreed_on else ""
    return f"{wording.target_text(fact)} Agreed by {fact.agreed_by}{on}."


def topics(measure: Measure, points: pd.DataFrame, context: Context) -> list[str]:
    """The breakdowns this release can show for the place, districts last."""
    here = points[points.area_code == context.area_code]
    found = set(here.breakdown_topic.unique())
    shown = [topic for topic in measure.breakdowns if topic in found]
    level = points[points.geographic_level == DISTRICT]
    return shown + (["District"] if not level.empty and not context.is_district else [])


def by_topic(points: pd.DataFrame, measure: Measure, topic: str, context: Context) -> Parts | None:
    """The parts of a place by a topic in the newest settled period; None where none has a value.

    One basis at a time: made-up parts only where there are no real ones, then the newest.
    """
    wanted = of_kind(points, kind_for(measure, context.kind))
    choices = []
    for basis in wanted.basis.unique():
        found = with_values(_parts(wanted, topic, context, str(basis)))
        if found:
            choices.append((basis != "sample", _newest(found), basis == "published", found))
    if not choices:
        return None
    _, period, _, found = max(choices, key=lambda choice: choice[:3])
    basis = found[0].basis
    marks = [(line.name, line.at(period)) for line in found]
    return Parts(
        what=topic,
        period=period,
        basis=basis,
        marks=tuple((name, mark) for name, mark in marks if mark),
        whole=_whole(wanted, measure, context, basis, period),
        over_time=tuple(since(found, context.years)),
    )


def _newest(found: Sequence[Series]) -> Period:
    """The newest period without a provisional part; the newest of all where every one has."""
    marks = [mark for line in found for mark in line.marks if mark.value is not None]
    periods = {mark.period for mark in marks}
    return max(periods - {mark.period for mark in marks if mark.provisional} or periods)


def _whole(
    points: pd.DataFrame, measure: Measure, context: Context, basis: str, period: Period
) -> tuple[str, float] | None:
    """The place's own value, for a line across its parts; a count's whole is not comparable."""
    if measure.calculation == "count":
        return None
    lines_here = of_place(points, replace(context, made_up=True))
    mark = next((line.at(period) for line in lines_here if line.basis == basis), None)
    return (context.area_name, mark.value) if mark and mark.value is not None else None


def _parts(points: pd.DataFrame, topic: str, context: Context, basis: str) -> list[Series]:
    if topic == "District":
        return [line for line in lines(points, DISTRICT, "part") if line.basis == basis]
    return parts(points, topic, context.area_code, basis)


def parts_figure(measure: Measure, found: Parts, context: Context, fact: TargetFact) -> Figure:
    """The passport of a breakdown of one period."""
    title = wording.parts_title(measure, found.what, found.period, found.marks)
    line = Series(context.area_name, "place", found.basis, tuple(mark for _, mark in found.marks))
    selection = context.selection(
        "parts", [measure], kind=kind_for(measure, context.kind), topic=found.what
    )
    dates = _dates(context, measure, line, found.basis, found.what)
    plain = title.split(": highest ")[0]
    shares = found.what == "Reason"
    said = alternatives.parts_sentence(plain, found.marks, measure.unit, shares=shares)
    shown = alternatives.drawn_parts(found.marks, measure.unit)
    return Figure(
        **context.identified(selection),
        title=labelled(title, found.basis),
        subtitle=f"{measure.title}, {context.area_name}, {found.period.label}, {measure.unit}",
        scope=measure.scope,
        basis=found.basis,
        comparators=(NOT_COMPARED,),
        as_at=dates.as_at,
        published=dates.published,
        next_due=dates.next_due,
        source=dates.source([line]),
        breaks=NO_BREAKS,
        suppression=context.suppression,
        target=_target_line(fact),
        sentence=labelled(said, found.basis),
        alternative=labelled(
            alternatives.bars_alternative(plain, shown, measure.unit), found.basis
        ),
        table=parts_table(found.marks, found.what, measure.unit, found.basis),
        drawing=drawn.of_bars(
            shown,
            unit=measure.unit,
            what=found.what,
            period=found.period.label,
            whole=found.whole,
            note=alternatives.left_out_note(found.marks, measure.unit),
        ),
    )


def counts(series: Sequence[Series], unit: str) -> tuple[tuple[str, pd.DataFrame], ...]:
    """The counts behind each of the place's own lines, with the name of the line."""
    own = [line for line in series if line.role == "place"]
    several = len(own) > 1
    return tuple((line_name(line, several), counts_table(line, unit)) for line in own)


def highest(series: Sequence[Series]) -> float | None:
    """The greatest value of several lines; None where a line over time has nothing to show."""
    values = [m.value for line in series for m in line.marks if m.value is not None]
    periods = {m.period for line in series for m in line.marks}
    return max(values) if values and len(periods) > 1 else None
