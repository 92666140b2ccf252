"""What a reader of a native chart has to know of its marks, in sentences to stand under it."""

from figures.figure import Figure
from packs.native.chart import HEIGHT, WIDTH, places_drawn
from packs.native.labels import starts_above_zero
from packs.native.look import has_whiskers

BY_CHANCE = "what chance alone could make of each figure (95% limits)."
BETWEEN_LIMITS = "Nearly all points fall between the dashed limits while nothing changes."
SIGNAL = "Triangles are signals: points that chance alone would seldom give."
PROVISIONAL = "Hollow marks are provisional: their cases have not had their time yet."
NOT_FROM_ZERO = "The axis does not start at 0."


def reading_notes(figure: Figure, height: float = HEIGHT, width: float = WIDTH) -> tuple[str, ...]:
    """Sentences about the chart of a figure in a frame of so many inches; breaks first."""
    drawing = figure.drawing
    strokes = drawing.strokes
    drawn, count = places_drawn(drawing, height, width), len(drawing.places)
    whiskers = "Thin lines across the marks" if has_whiskers(drawing) else "The two thin lines"
    told = (
        (bool(drawing.shades), f"Breaks: {figure.breaks}"),
        (any(one.has_limits for one in strokes), f"{whiskers}: {BY_CHANCE}"),
        (any(one.part == "limit" for one in strokes), BETWEEN_LIMITS),
        (any(any(one.signal) for one in strokes), SIGNAL),
        (any(any(one.hollow) for one in strokes), PROVISIONAL),
        (drawing.form != "bars" and starts_above_zero(drawing), NOT_FROM_ZERO),
        (drawn < count, f"The {drawn} greatest of {count} are drawn; its workbook holds all."),
    )
    return tuple(text for is_told, text in told if is_told)
