"""What a picture shows, for a reader who does not see it, and what one who does has to know."""

from collections.abc import Sequence

from figures.format import bare, lowered, value_text
from figures.series import Mark, Series, is_group
from metrics.definitions import Measure

# So many shares of a whole are named in a sentence.
FOREMOST = 3


def _span(line: Series, unit: str) -> str:
    known = [mark for mark in line.marks if mark.value is not None]
    if not known:
        return f"{line.name} has no value."
    first, last = known[0], known[-1]
    if first is last:
        return f"{line.name} is {value_text(last.value, unit)} in {last.period.label}."
    highest = max(known, key=lambda mark: mark.value or 0)
    lowest = min(known, key=lambda mark: mark.value or 0)
    return (
        f"{line.name} goes from {bare(first.value, unit)} in {first.period.label} to "
        f"{bare(last.value, unit)} in {last.period.label}; highest {bare(highest.value, unit)} "
        f"in {highest.period.label}, lowest {bare(lowest.value, unit)} in {lowest.period.label}."
    )


def trend_alternative(series: Sequence[Series], measure: Measure, target: str) -> str:
    """What the line chart shows, for a reader who does not see it."""
    main = [line for line in series if line.role == "place"]
    others = [
        line for line in series if line.role in ("england", "region", "neighbours", "authority")
    ]
    ends = [
        f"{line.name} {bare(line.latest.value, measure.unit)} ({line.latest.period.label})"
        for line in others
        if line.latest
    ]
    compared = f" Newest for comparison: {', '.join(ends)}." if ends else ""
    spans = " ".join(_span(line, measure.unit) for line in main)
    promised = f" {target}" if target else ""
    return f"Line chart of {lowered(measure.title)}, {measure.unit}. {spans}{compared}{promised}"


def spark_alternative(line: Series, measure: Measure) -> str:
    """One sentence for the small line on a card."""
    return f"{measure.title}: {_span(line, measure.unit)}"


def chart_notes(series: Sequence[Series], *, band: bool = True) -> tuple[str, ...]:
    """What a reader of the picture has to know: the band, hollow marks, faint lines."""
    notes = []
    own = [mark for line in series if line.role == "place" for mark in line.marks]
    if band and any(mark.lower is not None and mark.upper is not None for mark in own):
        notes.append("The band: what chance alone could make of each figure (95% interval).")
    if any(mark.provisional for line in series for mark in line.marks):
        notes.append("Hollow marks are provisional: their cases have not had their time yet.")
    faint = sum(line.role == "neighbour" for line in series)
    if faint:
        notes.append(f"Faint lines: the {faint} statistical neighbours, one by one.")
    return tuple(notes)


def bars_note(drawn: int, parts: int) -> str:
    """Says when a chart shows only the greatest of many parts; empty when it shows all."""
    return f"The {drawn} highest of {parts}; the table has them all." if drawn < parts else ""


def drawn_parts(parts: Sequence[tuple[str, Mark]], unit: str) -> list[tuple[str, Mark]]:
    """The parts that a chart draws: all, but no rate of what is left over that dwarfs every group.

    A handful of pupils of whom something is not known can have any rate at all.
    """
    groups = [mark.value for name, mark in parts if is_group(name) and mark.value is not None]
    rate = unit == "%" or unit.startswith("per ")
    if not rate or not groups:
        return list(parts)
    return [
        (name, mark)
        for name, mark in parts
        if is_group(name) or mark.value is None or mark.value <= max(groups)
    ]


def left_out_note(parts: Sequence[tuple[str, Mark]], unit: str) -> str:
    """Which parts are in the table alone, and why; empty where every part is drawn."""
    shown = {name for name, _ in drawn_parts(parts, unit)}
    told = [f"{name} ({value_text(mark.value, unit)})" for name, mark in parts if name not in shown]
    if not told:
        return ""
    return f"In the table only, because it stands for no group: {' and '.join(told)}."


def parts_sentence(
    title: str, parts: Sequence[tuple[str, Mark]], unit: str, *, shares: bool = False
) -> str:
    """The highest and the lowest part; one that stands for no group is passed over.

    Where the parts are `shares` of the whole, as reasons are, the lowest tells nothing: those next
    to the highest are told.
    """
    known = [(name, mark) for name, mark in parts if mark.value is not None and is_group(name)]
    if not known:
        return f"{title}: no group has a figure."
    if shares:
        return _foremost(title, known, unit)
    high = max(known, key=lambda part: part[1].value or 0)
    low = min(known, key=lambda part: part[1].value or 0)
    if high is low:
        return f"{title}: {high[0]} {value_text(high[1].value, unit)}."
    return (
        f"{title}: highest {high[0]}, {value_text(high[1].value, unit)}; lowest {low[0]}, "
        f"{value_text(low[1].value, unit)}."
    )


def _foremost(title: str, known: Sequence[tuple[str, Mark]], unit: str) -> str:
    """The highest parts by name, and their values without a unit after the first."""
    ordered = sorted(known, key=lambda part: part[1].value or 0, reverse=True)
    (name, mark), *next_to = ordered[:FOREMOST]
    told = [f"{name}, {value_text(mark.value, unit)}"]
    told += [f"{name}, {bare(mark.value, unit)}" for name, mark in next_to if mark.value]
    return f"{title}: highest {'; then '.join(told)}."


def bars_alternative(title: str, parts: Sequence[tuple[str, Mark]], unit: str) -> str:
    """The greatest and the least part; the rest is in the table."""
    known = [(name, mark) for name, mark in parts if mark.value is not None]
    if not known:
        return f"Bar chart of {title}: no values."
    high = max(known, key=lambda part: part[1].value or 0)
    low = min(known, key=lambda part: part[1].value or 0)
    return (
        f"Bar chart of {title}: {len(known)} bars, from {high[0]} "
        f"{value_text(high[1].value, unit)} to {low[0]} {value_text(low[1].value, unit)}. "
        "The table below has every value."
    )
