"""Measures shown together and never apart: as one stack where they add up, as lines where not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from figures import alternatives, compose, drawn, wording
from figures.chart import Break, Step
from figures.compose import Context
from figures.figure import Figure, labelled
from figures.format import bare, is_missing, lowered
from figures.series import Mark, Series
from figures.wording import TargetFact
from metrics.definitions import Measure
from metrics.periods import Period

# Published percentages have one decimal: two of them may miss their sum by a tenth or so.
ROUNDING = 0.16


@dataclass(frozen=True)
class Group:
    """One figure for several measures; `layers` are what is stacked where they add up."""

    figure: Figure
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    layers: tuple[Series, ...]
    against: Series | None
    breaks: tuple[Break, ...]
    adds_up: bool


def group(
    measures: Sequence[Measure],
    found: Sequence[Sequence[Series]],
    context: Context,
    told: Sequence[TargetFact],
    steps: Sequence[Step] = (),
) -> Group | None:
    """One figure from the trends of several measures; None where the place has no value of any."""
    main = [compose.main_line(series) for series in found]
    known = [line for line in main if line is not None]
    if not known:
        return None
    whole = _is_sum(main, measures)
    figures = [
        compose.trend_figure(measure, series, context, fact)
        for measure, series, fact in zip(measures, found, told, strict=True)
        if series
    ]
    basis = compose.basis_of({line.basis for line in known})
    england = next((line for line in found[-1] if line.role == "england"), None)
    layers = _layers(measures, main)
    sentences = {
        measure.title: wording.headline(line, measure, fact)
        for measure, line, fact in zip(measures, main, told, strict=True)
    }
    against = _named(england, measures[-1]) if england else None
    breaks = tuple(compose.breaks_of(measures[-1], list(layers)))
    drawing = (
        drawn.of_stack(
            layers,
            unit=measures[0].unit,
            against=against,
            breaks=breaks,
            target=steps,
            target_label=wording.target_label(told[-1]),
        )
        if whole
        else drawn.of_lines(
            [
                replace(line, name=measure.title)
                for measure, line in zip(measures, main, strict=True)
                if line is not None
            ],
            unit=measures[0].unit,
        )
    )
    shown = layers if whole else known
    figure = _figure(measures, figures, known, basis, context, england, shown, whole)
    return Group(
        figure=replace(
            figure,
            sentence=labelled(
                " ".join(f"{title}: {text}" for title, text in sentences.items()), basis
            ),
            drawing=drawing,
            **context.identified(context.selection("together", measures)),
        ),
        sentences=tuple(f"**{title}:** {text}" for title, text in sentences.items()),
        notes=tuple(dict.fromkeys(alternatives.chart_notes(known, band=False))),
        layers=layers,
        against=against,
        breaks=breaks,
        adds_up=whole,
    )


def _layers(measures: Sequence[Measure], main: Sequence[Series | None]) -> tuple[Series, ...]:
    """All but the whole, only in periods that all of them have: none is shown without the others."""
    lines = [line for line in main[:-1] if line is not None]
    common = set.intersection(
        *({mark.period for mark in line.marks if mark.value is not None} for line in lines)
    ) if lines else set()  # fmt: skip
    titles = [one.title for one, line in zip(measures, main, strict=True) if line is not None]
    return tuple(
        Series(title, "part", line.basis, tuple(m for m in line.marks if m.period in common))
        for title, line in zip(titles, lines, strict=False)
    )


def _named(line: Series, measure: Measure) -> Series:
    return Series(f"{line.name}, both together", line.role, line.basis, line.marks, line.area_code)


def _is_sum(main: Sequence[Series | None], measures: Sequence[Measure]) -> bool:
    """Whether the last is the sum of the others in the newest period that all of them have."""
    if any(line is None for line in main) or measures[0].unit != "%":
        return False
    lines = [line for line in main if line is not None]
    common = set.intersection(
        *({m.period for m in line.marks if m.value is not None} for line in lines)
    )
    if not common:
        return False
    values = [_value(line, max(common)) for line in lines]
    return abs(values[-1] - sum(values[:-1])) <= ROUNDING


def _value(line: Series, period: Period) -> float:
    mark = line.at(period)
    assert mark is not None
    assert mark.value is not None
    return mark.value


def _figure(
    measures: Sequence[Measure],
    figures: Sequence[Figure],
    known: Sequence[Series],
    basis: str,
    context: Context,
    england: Series | None,
    drawn_lines: Sequence[Series],
    whole: bool,
) -> Figure:
    first = figures[0]
    newest = max(line.latest.period for line in known if line.latest)
    oldest = min(mark.period for line in drawn_lines for mark in line.marks)
    ends = ", ".join(
        f"{lowered(measure.title)} {bare(line.latest.value, measure.unit)}"
        for measure, line in zip(measures, known, strict=False)
        if line.latest
    )
    title = f"{wording.together_title(measures)}, {newest.label}"
    if whole:
        title = wording.message(known[-1], measures[-1])
    return replace(
        first,
        title=labelled(title, basis),
        subtitle=(
            f"{wording.together_title(measures)}, {context.area_name}, {oldest.label} to "
            f"{newest.label}, {measures[0].unit}"
        ),
        scope=" ".join(dict.fromkeys(measure.scope for measure in measures)),
        basis=basis,
        source="; ".join(dict.fromkeys(figure.source for figure in figures)),
        target=" ".join(dict.fromkeys(figure.target for figure in figures)),
        alternative=labelled(f"Chart of {title}, {context.area_name}: {ends}.", basis),
        table=table(measures, known, england),
    )


def table(
    measures: Sequence[Measure], known: Sequence[Series], england: Series | None
) -> pd.DataFrame:
    """One row for each period, newest first, one column for each measure, never added up here."""
    periods = sorted({mark.period for line in known for mark in line.marks}, reverse=True)
    rows = []
    for period in periods:
        row = {"Period": period.label}
        for measure, line in zip(measures, known, strict=False):
            row[measure.title] = _cell(line.at(period), measure.unit)
        if england:
            row[f"{england.name}: {measures[-1].title}"] = _cell(
                england.at(period), measures[-1].unit
            )
        rows.append(row)
    return pd.DataFrame(rows)


def _cell(mark: Mark | None, unit: str) -> str:
    if mark is None:
        return ""
    return wording.symbol_text(mark.symbol) if is_missing(mark.value) else bare(mark.value, unit)
