"""The first sheets of a workbook: cover, contents, notes."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from figures.figure import BASIS_WORDS, ILLUSTRATIVE
from figures.format import NO_VALUE, SYMBOLS
from packs.content import Exhibit, Pack, Section, Text
from packs.excel.columns import Column
from packs.excel.sheet import Book
from packs.excel.words import has_page

COVER, CONTENTS, NOTES = "Cover", "Contents", "Notes"
NAMES, WIDE = 32.0, 100.0
# A link is not wrapped everywhere.
LINKS, IDS = 116.0, 16.0
READ = (
    "Each figure has a sheet of its own, in the order of the pack: what it says, where it comes "
    "from, its chart and its table. The chart is drawn from the cells of the table.",
    "Numbers are kept in full and shown as the pack prints them everywhere.",
    "An empty cell has no number; the column Note beside it says why.",
    "Each measure has three facts, never merged into one colour: whether its target is met, whether "
    "it is changing, and how it stands against others.",
    "95% limits are how far chance alone could have moved a figure.",
)
NO_INTERVAL = "no interval"
PROVISIONAL = "May still change: the cases of the period have not had their time yet."
LICENCE = (
    "Figures published by the Department for Education are used under the Open Government Licence "
    "v3.0."
)


def add_cover(book: Book, pack: Pack) -> None:
    """Whose pack this is, for which meeting, from which release; and how to read it."""
    sheet = book.sheet(book.names.give(COVER), WIDE)
    sheet.title(pack.title)
    sheet.labelled("Meeting", pack.meeting)
    sheet.labelled("Authority", pack.authority)
    sheet.labelled("Release", f"{pack.release}, made on {_day(pack.built_at)}")
    sheet.labelled("Plan", f"version {pack.plan_version}")
    sheet.labelled("As at", pack.as_at)
    sheet.labelled("Figures", f"{len(pack.exhibits)}")
    sheet.labelled("Contact", f"to be filled in by {pack.authority} before it is sent out")
    sheet.space()
    sheet.heading("How to read this workbook")
    for text in READ:
        sheet.line(text)
    if any(one.figure.basis != "sample" for one in pack.exhibits):
        sheet.line(LICENCE)
    sheet.space()
    sheet.link("Go to the contents", CONTENTS)


def _day(built_at: str) -> str:
    return f"{datetime.fromisoformat(built_at):%-d %B %Y}"


def add_contents(book: Book, name: str, pages: Sequence[tuple[str, str, str]]) -> None:
    """A row for each sheet that follows: its name, the words that lead to it, its figure id."""
    sheet = book.sheet(name, NAMES)
    sheet.title("Contents")
    names = tuple(name for name, _, _ in pages)
    sheet.table(
        "Contents",
        (
            Column(head="Sheet", cells=names),
            Column(
                head="What it shows",
                cells=tuple(title for _, title, _ in pages),
                width=LINKS,
                sheets=names,
            ),
            Column(head="Figure id", cells=tuple(id_ for _, _, id_ in pages), width=IDS),
        ),
    )


def add_notes(book: Book, pack: Pack, sheet_name: str) -> None:
    """Words for missing numbers, methods, breaks and rules, each with the figures it is about."""
    sheet = book.sheet(sheet_name, NAMES)
    sheet.title("Notes")
    rows = [*_words(pack), *_rules(pack.exhibits), *_texts(pack)]
    heads = ("About", "Note", "Figures")
    columns = zip(heads, zip(*rows, strict=True), (NAMES, WIDE, NAMES), strict=True)
    sheet.table(
        "Notes",
        [Column(head=head, cells=cells, width=width) for head, cells, width in columns],
        filtered=True,
    )


def _words(pack: Pack) -> list[tuple[str, str, str]]:
    """What stands in place of a number, and DfE's sign for it."""
    told: dict[str, list[str]] = {}
    for sign, text in SYMBOLS.items():
        told.setdefault(text, []).append(sign)
    rows = [
        ("Word for a missing number", f"{text} (DfE's symbol {' or '.join(signs)})", "")
        for text, signs in told.items()
    ]
    rows.append(("Word for a missing number", f"{NO_VALUE}: none is loaded", ""))
    rows.append(("provisional", PROVISIONAL, ""))
    if pack.is_illustrative:
        made_up = [one for one in pack.exhibits if one.figure.is_illustrative]
        text = BASIS_WORDS["sample"].removeprefix(f"{ILLUSTRATIVE}: ").capitalize()
        rows.append((ILLUSTRATIVE, f"{text}.", _numbers(one.number for one in made_up)))
    return rows


def _rules(exhibits: Sequence[Exhibit]) -> list[tuple[str, str, str]]:
    """Every text that is true of several figures once, with their numbers."""
    told: dict[tuple[str, str], list[int]] = {}
    for one in exhibits:
        for about, text in _of_figure(one):
            numbers = told.setdefault((about, text), [])
            if one.number not in numbers:
                numbers.append(one.number)
    order = ("95% limits", "Breaks", "Compared with", "Small numbers")
    ordered = sorted(told.items(), key=lambda item: order.index(item[0][0]))
    return [(about, text, _numbers(numbers)) for (about, text), numbers in ordered]


def _of_figure(exhibit: Exhibit) -> Iterable[tuple[str, str]]:
    figure = exhibit.figure
    if "method" in exhibit.points:
        here = exhibit.points[exhibit.points["area_code"] == figure.selection.area_code]
        for method in sorted({str(one) for one in here["method"].dropna()} - {""}):
            none = method.startswith(NO_INTERVAL)
            yield "95% limits", method if none else f"method: {method}"
    yield "Breaks", figure.breaks
    for comparator in figure.comparators:
        yield "Compared with", str(comparator)
    yield "Small numbers", figure.suppression


def _texts(pack: Pack) -> list[tuple[str, str, str]]:
    """What stands between the figures of a section."""
    return [
        (section.title, paragraph, _numbers(_figures(section)))
        for section in pack.sections
        if not has_page(section)
        for block in section.blocks
        if isinstance(block, Text)
        for paragraph in block.paragraphs
    ]


def _figures(section: Section) -> list[int]:
    return [block.number for block in section.blocks if isinstance(block, Exhibit)]


def _numbers(numbers: Iterable[int]) -> str:
    """1, 2, 3, 7 -> 1 to 3, 7."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(_run(run) for run in runs)


def _run(run: Sequence[int]) -> str:
    if len(run) < 3:
        return ", ".join(map(str, run))
    return f"{run[0]} to {run[-1]}"
