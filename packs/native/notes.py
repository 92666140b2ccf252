"""What a reader of a native chart has to know of its marks, in sentences to stand under it."""

from packs.content import Exhibit
from packs.native.chart import HEIGHT, WIDTH, places_drawn
from packs.native.labels import starts_above_zero
from packs.native.look import has_whiskers

BY_CHANCE = "what chance alone could make of each figure (95% limits)."
BETWEEN_LIMITS = "Nearly all points fall between the dashed limits while nothing changes."
SIGNAL = "Triangles are signals: points that chance alone would seldom give."
PROVISIONAL = "Hollow marks are provisional: their cases have not had their time yet."
NOT_FROM_ZERO = "The axis does not start at 0."
BREAKS = "Breaks: "
WORKBOOK, TABLE = "its workbook", "the table"
# How the notes of an exhibit begin that tell of the same marks, and often say more.
OF_LIMITS, OF_HOLLOW = "Between the limits", "Hollow marks"
# How those begin that tell of the picture on the screen: a native chart has whiskers for a band.
OF_THE_SCREEN = ("The band:", "The axis does not")


def reading_notes(
    one: Exhibit, height: float = HEIGHT, width: float = WIDTH, rest: str = WORKBOOK
) -> tuple[str, ...]:
    """Sentences about the chart of a figure in a frame of so many inches; breaks first.

    `rest` says where the bars are that it has no room for.
    """
    figure, drawing = one.figure, one.figure.drawing
    strokes = drawing.strokes
    drawn, count = places_drawn(drawing, height, width), len(drawing.places)
    whiskers = "Thin lines across the marks" if has_whiskers(drawing) else "The two thin lines"
    hollow = next((note for note in one.notes if note.startswith(OF_HOLLOW)), PROVISIONAL)
    told = (
        (bool(drawing.shades), f"{BREAKS}{figure.breaks}"),
        (any(one.has_limits for one in strokes), f"{whiskers}: {BY_CHANCE}"),
        (any(one.part == "limit" for one in strokes), BETWEEN_LIMITS),
        (any(any(one.signal) for one in strokes), SIGNAL),
        (any(any(one.hollow) for one in strokes), hollow),
        (drawing.form != "bars" and starts_above_zero(drawing), NOT_FROM_ZERO),
        (drawn < count, f"The {drawn} greatest of {count} are drawn; {rest} holds all."),
    )
    return tuple(text for is_told, text in told if is_told)


def other_notes(one: Exhibit) -> tuple[str, ...]:
    """The notes of an exhibit that are not about the marks of its chart."""
    return tuple(note for note in one.notes if not note.startswith((*OF_THE_SCREEN, OF_HOLLOW)))


def all_notes(one: Exhibit, height: float, width: float = WIDTH) -> tuple[str, ...]:
    """Both, each thing said once, for a document that has the table and the breaks elsewhere."""
    others = other_notes(one)
    again = [BETWEEN_LIMITS, SIGNAL] if any(x.startswith(OF_LIMITS) for x in others) else []
    told = reading_notes(one, height, width, TABLE)
    return *(x for x in told if x not in again and not x.startswith(BREAKS)), *others
