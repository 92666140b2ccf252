"""What a page shows of a measure, ready made: in little, over time, by its parts, with others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from figures import alternatives, chart, compose, spark, wording
from figures.chart import Step
from figures.compose import Context, Parts
from figures.figure import Figure, labelled
from figures.group import group
from figures.palette import Palette
from figures.promised import told
from figures.series import BASES, Mark, Series
from figures.wording import FactWords, TargetFact
from metrics.definitions import Measure
from metrics.facts import Facts

# A county has hundreds of schools: a picture of them all helps nobody, the table has them.
MOST_BARS, MOST_PANELS = 20, 14


@dataclass(frozen=True)
class Trend:
    """A measure over time."""

    figure: Figure
    spec: dict[str, Any]
    notes: tuple[str, ...]
    counts: tuple[tuple[str, pd.DataFrame], ...]


@dataclass(frozen=True)
class Panel:
    """One part over time, in little."""

    name: str
    value: str
    picture: str
    alternative: str


@dataclass(frozen=True)
class Breakdown:
    """Parts of the newest period, and each over time."""

    figure: Figure
    spec: dict[str, Any]
    panels: tuple[Panel, ...]
    note: str


@dataclass(frozen=True)
class Together:
    """Measures that are never shown apart; `stacked` is None where they do not add up."""

    figure: Figure
    stacked: dict[str, Any] | None
    sentences: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """A measure in little: newest value, small line, comparator, first fact.

    `period` is empty where the release has no value.
    """

    measure: Measure
    value: str
    period: str
    counts: str
    against: str
    basis: str
    also_made_up: bool
    fact: TargetFact
    direction: FactWords
    position: FactWords
    is_compared: bool
    picture: str
    alternative: str
    illustrative: bool


def trend(
    measure: Measure,
    points: pd.DataFrame,
    about: Context,
    fact: TargetFact,
    steps: Sequence[Step],
    palette: Palette,
    tested: Sequence[str] = (),
) -> Trend | None:
    """None where the place has no value of the measure. `tested` are sentences of passed tests."""
    series = compose.trend_series(points, measure, about)
    line = compose.main_line(series)
    if line is None:
        return None
    spec = chart.trend(
        series,
        unit=measure.unit,
        breaks=compose.breaks_of(measure, series),
        target=steps,
        target_label=wording.target_label(fact),
        palette=palette,
    )
    return Trend(
        figure=compose.trend_figure(measure, series, about, fact, steps, tested),
        spec=spec,
        notes=(*alternatives.chart_notes(series), *filter(None, [chart.axis_note(spec)])),
        counts=compose.counts(series, measure.unit),
    )


def card(
    measure: Measure, points: pd.DataFrame, about: Context, found: Facts, palette: Palette
) -> Card:
    """A measure in little; without a value it holds only its definition and its facts."""
    fact = told(found)
    # A card draws England alone: leaving the others out halves the work of a page of cards.
    series = compose.trend_series(points, measure, replace(about, neighbours=(), region_code=""))
    line = compose.main_line(series)
    mark = _quoted(line, fact)
    other = next((one for one in series if one.role == "england"), None)
    basis = line.basis if line else ""
    return Card(
        measure=measure,
        value=wording.short_value(mark, measure),
        period=mark.period.label if mark else "",
        counts=wording.counts_text(mark, measure) if mark else "",
        against=wording.against_text(mark, other, measure),
        basis=BASES.get(basis, ""),
        also_made_up=_has_sample(points, about) and basis == "published",
        fact=fact,
        direction=wording.direction_badge(found.direction),
        position=wording.against(found.position.england, "England"),
        is_compared=found.position.england.is_told,
        picture=spark.spark(line, other, palette=palette) if line else "",
        alternative=labelled(alternatives.spark_alternative(line, measure), basis) if line else "",
        illustrative=basis == "sample",
    )


def _has_sample(points: pd.DataFrame, about: Context) -> bool:
    """Whether the place has made-up records of a measure."""
    own = points[points.area_code == about.area_code]
    return bool((own.basis == "sample").any())


def _quoted(line: Series | None, fact: TargetFact) -> Mark | None:
    """The mark the first fact speaks of, so that a card never shows two periods; else the newest."""
    if line is None:
        return None
    own = line.at(fact.period) if fact.period else None
    return own or line.quoted or line.marks[-1]


def breakdown(
    measure: Measure,
    points: pd.DataFrame,
    topic: str,
    about: Context,
    fact: TargetFact,
    palette: Palette,
) -> Breakdown | None:
    """None where no part of the place has a value."""
    found = compose.by_topic(points, measure, topic, about)
    if found is None:
        return None
    parts = alternatives.drawn_parts(found.marks, measure.unit)
    ordered = sorted(parts, key=lambda part: -(part[1].value or 0.0))
    drawn = ordered[:MOST_BARS]
    notes = (
        alternatives.left_out_note(found.marks, measure.unit),
        alternatives.bars_note(len(drawn), len(ordered)),
    )
    return Breakdown(
        figure=compose.parts_figure(measure, found, about, fact),
        spec=chart.bars(drawn, unit=measure.unit, average=found.whole, palette=palette),
        panels=_panels(measure, found, palette) if len(ordered) <= MOST_PANELS else (),
        note=" ".join(text for text in notes if text),
    )


def _panels(measure: Measure, found: Parts, palette: Palette) -> tuple[Panel, ...]:
    top = compose.highest(found.over_time)
    if top is None:
        return ()
    return tuple(
        Panel(
            name=line.name,
            value=wording.short_value(line.latest, measure),
            picture=spark.spark(line, top=top, palette=palette),
            alternative=labelled(alternatives.spark_alternative(line, measure), found.basis),
        )
        for line in found.over_time
    )


def together(
    measures: Sequence[Measure],
    frames: Sequence[pd.DataFrame],
    about: Context,
    told: Sequence[TargetFact],
    steps: Sequence[Step],
    palette: Palette,
) -> Together | None:
    """Several measures as one figure; `steps` are the target of the last, which is the whole."""
    found = [
        compose.trend_series(frame, measure, about)
        for frame, measure in zip(frames, measures, strict=True)
    ]
    shown = group(measures, found, about, told, steps)
    if shown is None:
        return None
    spec = None
    if shown.adds_up:
        spec = chart.stacked(
            shown.layers,
            unit=measures[0].unit,
            against=shown.against,
            target=steps,
            target_label=wording.target_label(told[-1]),
            breaks=shown.breaks,
            palette=palette,
        )
    return Together(shown.figure, spec, shown.sentences, shown.notes)


def compared_row(new: Card, old: Card | None) -> dict[str, str]:
    """A headline value of a draft beside the one members see now."""
    return {
        "Measure": new.measure.title,
        "In this draft": _value_and_period(new),
        "Members see now": _value_and_period(old) if old else "nothing yet",
        "What changes": _change(new, old),
    }


def _change(new: Card, old: Card | None) -> str:
    """So that a measure which a draft loses is not read over."""
    if old is None or not old.period:
        return "new" if new.period else ""
    if not new.period:
        return "**lost**: no figure any more"
    return "" if _value_and_period(new) == _value_and_period(old) else "other"


def _value_and_period(shown: Card) -> str:
    if not shown.period:
        return "no figure"
    unit = "" if shown.measure.unit in ("%", "£") else f" {shown.measure.unit}"
    return f"{shown.value}{unit}, {shown.period}"
