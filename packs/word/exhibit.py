"""A figure in a Word document: its chart, and every word and number that belongs to it."""

import pandas as pd

from figures.figure import Figure, labelled
from figures.format import NO_VALUE
from figures.table import NO_COUNT
from packs.content import Exhibit, Fact
from packs.native.notes import all_notes
from packs.word.charts import HEIGHT_CM, WIDTH_CM, frame_of
from packs.word.tables import Look, table
from packs.word.text import attribute, field, lead, of_runs, paragraph, run

# English metric units, in which a drawing is measured.
EMU_PER_CM = 360_000
TINTS = {"good": "D9EFE6", "near": "FBE8D3", "bad": "F6DDE6"}
QUESTION, ANSWER, DETAIL = "Question", "Answer", "Detail"
CHART_URI = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def exhibit(one: Exhibit, chart_id: str) -> str:
    """Everything under the heading of a figure; `chart_id` is the relation to its chart part."""
    figure = one.figure
    return "".join(
        (
            paragraph(figure.subtitle, "Subtitle", keep=True),
            facts(one),
            paragraph(figure.sentence, "AfterTable", keep=True),
            picture(one, chart_id),
            caption(one),
            lead("Source", figure.source, "Source"),
            listed("How to read it", reading(one)),
            listed("What it takes", one.needed),
            numbers(one),
            passport(one),
        )
    )


def facts(one: Exhibit) -> str:
    """The three facts as a small table; the tint is a second sign beside the word."""
    if not one.facts:
        return ""
    tints = {(row, 1): TINTS[fact.tone] for row, fact in enumerate(one.facts) if fact.tone in TINTS}
    look = Look(small=True, keep_with_next=True, tints=tints)
    return table(_facts(one.facts), f"The three facts of {one.name}", look=look)


def _facts(told: tuple[Fact, ...]) -> pd.DataFrame:
    columns = {QUESTION: [one.question for one in told], ANSWER: [one.word for one in told]}
    if any(one.detail for one in told):
        columns[DETAIL] = [one.detail for one in told]
    return pd.DataFrame(columns)


def picture(one: Exhibit, chart_id: str) -> str:
    """The native chart in the line of the text, with its text alternative."""
    figure = one.figure
    width, height = round(WIDTH_CM * EMU_PER_CM), round(HEIGHT_CM * EMU_PER_CM)
    return of_runs(
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{one.number}" name={attribute(one.name)} '
        f"descr={attribute(figure.alternative)} title={attribute(figure.title)}/>"
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{CHART_URI}">'
        f'<c:chart r:id="{chart_id}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>',
        "Picture",
    )


def caption(one: Exhibit) -> str:
    """ "Figure 3. What it shows. Figure id ABCDE-FGHIJ", its number a field of Word's."""
    figure = one.figure
    said = f". {labelled(figure.subtitle, figure.basis)}. Figure id {figure.id}"
    numbered = run("Figure ") + field("SEQ Figure \\* ARABIC", str(one.number))
    return of_runs(numbered + run(said), "Caption")


def listed(name: str, texts: tuple[str, ...]) -> str:
    """A named list of lines; nothing where there are none."""
    if not texts:
        return ""
    lines = [paragraph(text, "ListBullet") for text in texts]
    return paragraph(name, "TableLead") + "".join(lines)


def reading(one: Exhibit) -> tuple[str, ...]:
    """What the marks of this chart mean, then every other note.

    Breaks are told in the table about the figure.
    """
    frame = frame_of(one.figure.drawing)
    return all_notes(one, frame.height, frame.width)


def numbers(one: Exhibit) -> str:
    """The table of the figure with the counts of its line beside it, then every other count."""
    frame, rest = with_counts(one)
    unit = one.figure.drawing.unit
    look = Look(blank=NO_VALUE)
    tables = [(f"{one.name} as a table, {unit}", frame)]
    tables += [(f"{one.name}: counts of {name}", counts) for name, counts in rest]
    return "".join(
        paragraph(title, "TableLead") + table(held, title, one.figure.subtitle, look)
        for title, held in tables
    )


def with_counts(one: Exhibit) -> tuple[pd.DataFrame, tuple[tuple[str, pd.DataFrame], ...]]:
    """The figure's table joined to its only table of counts, and the tables that stay apart."""
    frame = one.figure.table.reset_index(drop=True)
    if len(one.counts) != 1:
        return frame, one.counts
    counts = one.counts[0][1].reset_index(drop=True)
    by = frame.columns[0]
    if list(counts.get(by, [])) != list(frame[by]):
        return frame, one.counts
    added = [name for name in counts if name != by and _tells_more(counts[name], frame)]
    if set(added) & set(frame.columns):
        return frame, one.counts
    return pd.concat([frame, counts[added]], axis=1), ()


def _tells_more(column: pd.Series, frame: pd.DataFrame) -> bool:
    """Not the value again, which the figure's own table has, and not only that there is no count."""
    again = any(list(column) == list(frame[name]) for name in frame)
    return not again and set(column) != {NO_COUNT}


def passport(one: Exhibit) -> str:
    """Who is counted, from where, against whom, as at when, and what was promised."""
    title = f"About {one.name}"
    frame = pd.DataFrame(passport_rows(one.figure), columns=["About", "What is known"])
    return paragraph(title, "TableLead") + table(frame, title, look=Look(small=True))


def passport_rows(figure: Figure) -> list[tuple[str, str]]:
    return [*figure.passport, ("Figure id", figure.id)]
