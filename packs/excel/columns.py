"""The columns of a figure's sheet: its numbers, the counts behind them, notes, and whisker lengths."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from figures.drawing import Drawing, Stroke
from figures.format import NO_VALUE, is_missing, symbol_text
from packs.behind import Behind, Row
from packs.content import Exhibit
from packs.native.format import number_format
from packs.native.workbook import ABOVE, BELOW, columns_of

NUMBER, WORDS = 14.0, 44.0
COUNTED, OUT_OF, NOTE = "counted", "out of", "Note"
# Running totals, seasonal adjustments and projections have other counts than their points.
WITH_COUNTS = ("trend", "parts", "together")
Cell = str | float | None


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table: its header, cells and their number formats.

    `formula` has {row} where the number of the row belongs; a cell of None stays empty all the
    same. `key` names the column of a native chart that has the same numbers. `sheets` are those
    the cells lead to.
    """

    head: str
    cells: tuple[Cell, ...]
    codes: tuple[str, ...] = ()
    width: float = NUMBER
    formula: str = ""
    key: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        return bool(self.codes)


def columns(exhibit: Exhibit) -> tuple[Column, ...]:
    """Every column of `drawing.numbers()`, then counts, the notes, and the reach of the limits."""
    drawing, behind = exhibit.figure.drawing, Behind(exhibit)
    own = _numbers(drawing)
    return (
        *own,
        *(_counts(drawing, behind) if exhibit.figure.selection.form in WITH_COUNTS else ()),
        Column(head=NOTE, cells=notes(drawing, behind), width=WORDS),
        *_reaches(drawing, {one.key: xl_col_to_name(n) for n, one in enumerate(own)}),
    )


def _numbers(drawing: Drawing) -> tuple[Column, ...]:
    table = drawing.numbers()
    places, *heads = table.columns
    keys = [one.letter for one in columns_of(drawing)]
    first = Column(head=places, cells=tuple(table[places]), key="A")
    return first, *(
        _printed(drawing, head, tuple(table[head]), key)
        for head, key in zip(heads, keys, strict=False)
    )


def _printed(drawing: Drawing, head: str, values: Iterable[object], key: str) -> Column:
    return _column(head, values, lambda value: number_format(drawing, value), key=key)


def _column(
    head: str,
    values: Iterable[object],
    code: Callable[[float], str],
    *,
    key: str = "",
    formula: str = "",
) -> Column:
    cells = tuple(None if is_missing(one) else float(one) for one in values)  # type: ignore[arg-type]
    return Column(
        head=head,
        cells=cells,
        codes=tuple("" if one is None else code(one) for one in cells),
        key=key,
        formula=formula,
    )


def _counts(drawing: Drawing, behind: Behind) -> list[Column]:
    """Numerator and denominator of each line of the place, or of its parts, where there are any."""
    found = []
    for stroke in drawing.strokes:
        if stroke.part not in ("place", "part"):
            continue
        rows = [behind.point(stroke, place) for place in range(len(drawing.places))]
        for head, name in ((COUNTED, "numerator"), (OUT_OF, "denominator")):
            column = _column(
                f"{stroke.name}, {head}",
                [row[name] if row else None for row in rows],
                count_format,
            )
            # What is counted may be the value itself: it is told once.
            if any(cell is not None for cell in column.cells) and column.cells != stroke.values:
                found.append(column)
    return found


def count_format(value: float) -> str:
    """A whole number, or one decimal where DfE or a mean of month ends leaves a part."""
    return "#,##0" if float(value).is_integer() else "#,##0.0"


def _reaches(drawing: Drawing, letters: dict[str, str]) -> list[Column]:
    """How far the limits reach from the value, from which the chart draws its whiskers."""
    found = columns_of(drawing)
    at = {(one.stroke, one.holds): letters.get(one.letter, "") for one in found}
    ends = {ABOVE: ("95% upper", "values"), BELOW: ("values", "95% lower")}
    return [
        _column(
            one.name,
            one.values,
            lambda value: "#,##0.000",
            key=one.letter,
            formula="=MAX({}{{row}}-{}{{row}},0)".format(
                *(at[one.stroke, end] for end in ends[one.holds])
            ),
        )
        for one in found
        if one.formulas
    ]


def notes(drawing: Drawing, behind: Behind) -> tuple[str, ...]:
    """For each place: why a number is missing, what may still change, what is a signal or a break."""
    return tuple(_note(drawing, behind, place) for place in range(len(drawing.places)))


def _note(drawing: Drawing, behind: Behind, place: int) -> str:
    reasons: dict[str, list[str]] = {}
    for stroke in drawing.strokes:
        for reason in _reasons(stroke, place, behind):
            reasons.setdefault(reason, []).append(stroke.name)
    told = [f"{_listed(names)}: {reason}" for reason, names in reasons.items()]
    told += [one.label for one in drawing.shades if one.first <= place <= one.last]
    return ". ".join(told) + "." if told else ""


def _reasons(stroke: Stroke, place: int, behind: Behind) -> list[str]:
    if stroke.part in ("target", "average", "limit"):
        return []
    row = behind.point(stroke, place)
    if stroke.values[place] is None:
        return [symbol_text(row["symbol"]) if row else NO_VALUE]
    found = []
    if stroke.hollow and stroke.hollow[place]:
        found.append("provisional")
    if stroke.signal and stroke.signal[place]:
        found.append(f"a signal ({stroke.signal[place]})")
    if stroke.has_limits and stroke.lower[place] is None:
        found.append(_no_limits(row))
    return found


def _no_limits(row: Row | None) -> str:
    _, _, reason = str(row["method"] if row else "").partition("no interval: ")
    return f"no 95% limits ({reason})" if reason else "no 95% limits"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def left_out(exhibit: Exhibit) -> tuple[str, ...]:
    """Parts that have no bar because they have no number, each with its reason."""
    figure = exhibit.figure
    if figure.drawing.form != "bars":
        return ()
    told = zip(figure.table.iloc[:, 0], figure.table.iloc[:, -1], strict=True)
    return tuple(f"{name}: {text}" for name, text in told if name not in figure.drawing.places)
