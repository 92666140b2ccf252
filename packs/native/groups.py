"""The series of a native chart as XML: references, cached numbers, marks and whiskers."""

from collections.abc import Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from figures.drawing import Drawing
from figures.palette import LIGHT
from packs.native.axes import PLACES, VALUES, line
from packs.native.format import number_format
from packs.native.labels import scale_of
from packs.native.look import LIMIT, MARKED, Look, has_whiskers
from packs.native.series import Series
from packs.native.words import labels
from packs.native.workbook import ABOVE, BELOW, Column, categories

HOLLOW = f'<a:solidFill><a:srgbClr val="{LIGHT.paper.lstrip("#")}"/></a:solidFill>'
# Inches that the mark of the whole is wide.
UPRIGHT = 0.045
SIGNAL = Look(colour=LIGHT.fourth, symbol="triangle", size=11)


def groups(drawing: Drawing, series: Sequence[Series]) -> str:
    """The bars of a drawing, then its lines, on the same two axes."""
    bars = "".join(_bar(one) for one in series if one.is_bar)
    lines = "".join(_line(one) for one in series if not one.is_bar)
    lying = drawing.form == "bars"
    ids = f'<c:axId val="{PLACES}"/><c:axId val="{VALUES}"/>'
    told = ""
    if bars:
        told += (
            f'<c:barChart><c:barDir val="{"bar" if lying else "col"}"/>'
            f'<c:grouping val="{"clustered" if lying else "stacked"}"/><c:varyColors val="0"/>'
            f'{bars}<c:gapWidth val="{45 if lying else 55}"/><c:overlap val="100"/>{ids}'
            "</c:barChart>"
        )
    if lines:
        told += (
            '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
            f'{lines}<c:marker val="1"/>{ids}</c:lineChart>'
        )
    return told


def _line(one: Series) -> str:
    plain = f"<c:ser>{_head(one)}{line(one.look.colour, one.look.points, one.look.dash)}"
    if one.is_limit:
        own = _marker(None, "")
    else:
        own = _marker(_plain(one), one.look.colour) + _points(one) + labels(one)
        own += _whiskers(one, "y")
    return f'{plain}{own}{_cells(one)}<c:smooth val="0"/></c:ser>'


def _bar(one: Series) -> str:
    plain = f'<c:ser>{_head(one)}{_bar_look(one)}<c:invertIfNegative val="0"/>'
    own = "" if one.is_limit else _quiet(one) + labels(one) + _whiskers(one, "")
    return f"{plain}{own}{_cells(one)}</c:ser>"


def _bar_look(one: Series) -> str:
    if one.is_limit:
        return "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
    return _upright(one) if one.is_whole else _fill(one.look.colour, one.look.pattern)


def _head(one: Series) -> str:
    return (
        f'<c:idx val="{one.index}"/><c:order val="{one.index}"/><c:tx><c:strRef>'
        f"<c:f>{one.column.head}</c:f>{_strings([one.column.name])}</c:strRef></c:tx>"
    )


def _cells(one: Series) -> str:
    return (
        f"<c:cat><c:strRef><c:f>{categories(one.drawing, one.places)}</c:f>"
        f"{_strings(one.drawing.places[: one.places])}</c:strRef></c:cat>"
        f"<c:val>{_numbers(one, one.column)}</c:val>"
    )


def _strings(texts: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{n}"><c:v>{escape(x)}</c:v></c:pt>' for n, x in enumerate(texts))
    return f'<c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache>'


def _numbers(one: Series, column: Column) -> str:
    """The reference of a column with the numbers it holds; an empty cell is left out."""
    held = column.values[: one.places]
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{value!r}</c:v></c:pt>'
        for n, value in enumerate(held)
        if value is not None
    )
    code = next((number_format(one.drawing, v) for v in held if v is not None), "General")
    return (
        f"<c:numRef><c:f>{column.cells(one.places)}</c:f><c:numCache>"
        f"<c:formatCode>{escape(code)}</c:formatCode>"
        f'<c:ptCount val="{len(held)}"/>{points}</c:numCache></c:numRef>'
    )


def _whiskers(one: Series, direction: str) -> str:
    """The 95% limits as error bars whose reach stands in the workbook."""
    if ABOVE not in one.columns or not has_whiskers(one.drawing):
        return ""
    way = f'<c:errDir val="{direction}"/>' if direction else ""
    return (
        f'<c:errBars>{way}<c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/><c:plus>{_numbers(one, one.columns[ABOVE])}</c:plus>'
        f"<c:minus>{_numbers(one, one.columns[BELOW])}</c:minus>"
        f"{line(LIMIT, 1.25)}</c:errBars>"
    )


def _plain(one: Series) -> Look | None:
    """The marker of an ordinary point; none where points stand too close."""
    if one.look.symbol == "none" or len(one.drawing.places) > MARKED:
        return None
    return one.look


def _marker(look: Look | None, colour: str, fill: str = "") -> str:
    if look is None:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    inside = fill or f'<a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill>'
    return (
        f'<c:marker><c:symbol val="{look.symbol}"/><c:size val="{look.size}"/><c:spPr>{inside}'
        f'<a:ln w="19050"><a:solidFill><a:srgbClr val="{colour.lstrip("#")}"/></a:solidFill></a:ln>'
        "</c:spPr></c:marker>"
    )


def _points(one: Series) -> str:
    """Points unlike the others: hollow where provisional, a triangle where there is a signal."""
    told = ""
    for n in range(len(one.drawing.places)):
        hollow = bool(one.stroke.hollow) and one.stroke.hollow[n]
        signal = bool(one.stroke.signal) and bool(one.stroke.signal[n])
        if one.stroke.values[n] is not None and (hollow or signal):
            look = SIGNAL if signal else replace(one.look, size=one.look.size + 1)
            mark = _marker(look, look.colour, HOLLOW if hollow else "")
            kept = line(one.look.colour, one.look.points, one.look.dash)
            told += f'<c:dPt><c:idx val="{n}"/>{mark}<c:bubble3D val="0"/>{kept}</c:dPt>'
    return told


def _quiet(one: Series) -> str:
    grey = _fill(LIGHT.quiet, "")
    return "".join(
        f'<c:dPt><c:idx val="{n}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>{grey}</c:dPt>'
        for n, quiet in enumerate(one.stroke.quiet[: one.places])
        if quiet
    )


def _fill(colour: str, pattern: str) -> str:
    code = colour.lstrip("#")
    if not pattern:
        return f'<c:spPr><a:solidFill><a:srgbClr val="{code}"/></a:solidFill></c:spPr>'
    return (
        f'<c:spPr><a:pattFill prst="{pattern}"><a:fgClr><a:srgbClr val="{code}"/></a:fgClr>'
        '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>'
        f'<a:ln w="9525"><a:solidFill><a:srgbClr val="{code}"/></a:solidFill></a:ln></c:spPr>'
    )


def _upright(one: Series) -> str:
    """The whole beside lying bars: of each of its own bars only the far end is seen.

    A line cannot stand upright beside them in every program.
    """
    far = _colour(LIMIT)
    unseen = far.replace("/>", '><a:alpha val="0"/></a:srgbClr>')
    begins = 1 - _width(one)
    ends = [(0.0, unseen), (begins, unseen), (begins, far), (1.0, far)]
    if (one.stroke.values[0] or 0) < 0:
        ends = [(1 - at, colour) for at, colour in reversed(ends)]
    stops = "".join(f'<a:gs pos="{round(100_000 * at)}">{colour}</a:gs>' for at, colour in ends)
    return (
        f'<c:spPr><a:gradFill rotWithShape="1"><a:gsLst>{stops}</a:gsLst>'
        '<a:lin ang="0" scaled="0"/></a:gradFill><a:ln><a:noFill/></a:ln></c:spPr>'
    )


def _width(one: Series) -> float:
    """The width of that end as a share of the bar."""
    scale = scale_of(one.drawing)
    length = abs(scale.height(one.stroke.values[0] or 0) - scale.height(0)) * one.plot.width
    return min(UPRIGHT / length, 1) if length else 1


def _colour(code: str) -> str:
    return f'<a:srgbClr val="{code.lstrip("#")}"/>'
