"""The slide of a figure: its chart, the three facts, its sentence and, in the notes, its passport."""

from collections.abc import Iterator, Sequence

from figures.figure import Figure
from figures.palette import LIGHT
from packs.content import Exhibit, Fact, Tone
from packs.native.chart import parts
from packs.native.notes import other_notes, reading_notes
from packs.powerpoint.layouts import Box
from packs.powerpoint.sheet import Deck, Sheet
from packs.powerpoint.text import SMALLEST, Words, height

# A mark beside the word, and the colour of the mark: never in the word's place.
SIGNS: dict[Tone, tuple[str, str]] = {
    "good": ("✓", "#00703C"),
    "near": ("▲", "#9A5B00"),
    "bad": ("✗", "#B3261E"),
    "plain": ("–", LIGHT.text),
}
MOST_ROWS = 100


def exhibit_slide(deck: Deck, one: Exhibit) -> Sheet:
    """The figure on one slide, in the order it is read: title, chart, facts, sentence, source."""
    figure = one.figure
    title = figure.title
    if deck.titles.get(title):
        title = f"{one.name}. {title}"
    sheet = Sheet(deck, "figure", deck.unlike(title))
    layout = sheet.layout
    subtitle = [Words(text=figure.subtitle, size=16, colour=LIGHT.text)]
    sheet.words(layout.place("subtitle"), subtitle, "Subtitle")
    _chart(sheet, one)
    sheet.words(layout.place("facts"), _facts(one, layout.place("facts").box), "Facts and sentence")
    sheet.words(layout.place("source"), [_source(one)], "Source", anchor="b")
    sheet.foot()
    sheet.notes(list(_notes(one)))
    return sheet


def _chart(sheet: Sheet, one: Exhibit) -> None:
    """The chart, and under it what is to be known of its marks, as high as that needs."""
    figure = one.figure
    place, under = sheet.layout.place("chart"), sheet.layout.place("chart notes")
    told = _under(one, place.box)
    high = height(told, under.box.width) if told else 0.0
    top = under.box.bottom - high
    chart = place.box
    if told and chart.top < top < chart.bottom:
        chart = _as_high(chart, top - chart.top)
    elif not told:
        chart = _as_high(chart, max(under.box.bottom, chart.bottom) - chart.top)
    if told:
        # A lower chart has room for fewer bars, of which its notes tell.
        told = _under(one, chart)
    made = parts(figure, chart.width, chart.height)
    sheet.chart(place.at(chart), made, one.name, figure.alternative)
    notes = Box(left=under.box.left, top=top, width=under.box.width, height=high)
    sheet.words(under.at(notes), told, "Reading the chart")


def _as_high(box: Box, high: float) -> Box:
    return Box(left=box.left, top=box.top, width=box.width, height=high)


def _under(one: Exhibit, box: Box) -> list[Words]:
    # Whether academies are in, and whether children or episodes are counted, is asked first.
    told = " ".join(
        (f"Who is counted: {one.figure.scope}", *reading_notes(one, box.height, box.width))
    )
    return [Words(text=told, size=SMALLEST, colour=LIGHT.text)]


def _facts(one: Exhibit, box: Box) -> list[Words]:
    """Each fact apart, its question small, its word strong with a mark; then the sentence.

    The letters of the sentence give way before those of the facts.
    """
    made: list[Words] = []
    for strong, size in ((20, 16), (20, 14), (18, 14), (18, 12), (16, 12), (14, 12)):
        made = [words for n, fact in enumerate(one.facts) for words in _fact(fact, n, strong)]
        made.append(Words(text=one.figure.sentence, size=size, above=14 if one.facts else 0))
        if not one.facts:
            made += [
                Words(text=note, size=max(size - 2, SMALLEST), above=8) for note in other_notes(one)
            ]
        if height(made, box.width) <= box.height:
            break
    return made


def _fact(fact: Fact, number: int, strong: float) -> Sequence[Words]:
    small = min(14, strong - 4) if strong > 16 else SMALLEST
    question = Words(text=fact.question, size=small, colour=LIGHT.text, above=8 if number else 0)
    return question, Words(text=fact.word, size=strong, bold=True, sign=SIGNS[fact.tone])


def _source(one: Exhibit) -> Words:
    figure = one.figure
    source = figure.source.removeprefix("Source: ").rstrip(".")
    text = f"Source: {source}. {_sentence(figure.as_at)} {one.name}. Figure id {figure.id}"
    return Words(text=text, size=SMALLEST, colour=LIGHT.text)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}."


def _notes(one: Exhibit) -> Iterator[str]:
    """What the slide has no room for: details, what the target takes, the passport, the numbers."""
    figure = one.figure
    yield f"{one.name}. {figure.title}"
    yield figure.subtitle
    for fact in one.facts:
        yield " ".join(text for text in (f"{fact.question} {fact.word}.", fact.detail) if text)
    yield from one.needed
    yield from other_notes(one)
    yield f"Figure id {figure.id}"
    for name, text in figure.passport:
        yield f"{name}: {text}"
    yield f"Text alternative: {figure.alternative}"
    yield from _numbers(figure)


def _numbers(figure: Figure) -> Iterator[str]:
    """The table of the figure, a line a row; a longer one is left to the chart's workbook."""
    frame = figure.table
    if len(frame) > MOST_ROWS:
        yield f"Its table has {len(frame)} rows: see the workbook of the chart."
        return
    yield f"The numbers ({figure.drawing.unit}):"
    columns = [str(name) for name in frame.columns]
    for row in frame.itertuples(index=False, name=None):
        told = [f"{name} {cell}" for name, cell in zip(columns[1:], row[1:], strict=True) if cell]
        yield f"{row[0]}: {'; '.join(told)}"
