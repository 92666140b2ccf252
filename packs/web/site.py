"""A pack as a folder of web pages for any static host, a sub-folder of one, or a disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from figures.figure import ILLUSTRATIVE, Figure, file_stem
from packs.content import Pack
from packs.pictures import Pictures
from packs.web.html import page, style
from packs.web.view import Part, Shown, parts

STYLE, INDEX = "style.css", "index.html"


@dataclass(frozen=True)
class Page:
    """A section with a page of its own."""

    section: Part

    @property
    def file(self) -> str:
        return f"{self.section.anchor}.html"

    @property
    def title(self) -> str:
        return self.section.title


def write(pack: Pack, pictures: Pictures) -> dict[str, bytes]:
    """File name to bytes. All files lie in one folder, and links name files of it only."""
    sections = parts(pack, pictures)
    opening = tuple(takewhile(lambda section: not section.figures, sections))
    pages = tuple(Page(section) for section in sections[len(opening) :])
    figures = [figure for one in pages for figure in one.section.figures]
    return {
        INDEX: _index(pack, opening, pages),
        **{one.file: _section(pack, pages, place) for place, one in enumerate(pages)},
        STYLE: style(pack).encode("utf-8"),
        **{file_name(one, "csv"): to_csv(one.exhibit.figure) for one in figures},
        **{file_name(one, "svg"): _svg(one, pictures) for one in figures},
    }


def _index(pack: Pack, opening: Sequence[Part], pages: Sequence[Page]) -> bytes:
    """One figure first, then what stands before all figures, then every section with a figure."""
    first = lead(pages)
    return _page(
        "site_index.html.j2",
        pack,
        pages,
        here="",
        opening=opening,
        lead=first,
        tasters={
            one.file: next((own for own in one.section.figures if own is not first[1]), None)
            for one in pages
        },
    )


def lead(pages: Sequence[Page]) -> tuple[str, Shown | None]:
    """The page and figure that a reader meets first: one with England in it, where there is one."""
    found = [(one.file, figure) for one in pages for figure in one.section.figures]
    beside_england = [
        (file, figure)
        for file, figure in found
        if any(stroke.part == "england" for stroke in figure.exhibit.figure.drawing.strokes)
    ]
    return next(iter([*beside_england, *found]), ("", None))


def _section(pack: Pack, pages: Sequence[Page], place: int) -> bytes:
    one = pages[place]
    return _page(
        "site_section.html.j2",
        pack,
        pages,
        here=one.file,
        page=one,
        before=pages[place - 1] if place else None,
        after=pages[place + 1] if place + 1 < len(pages) else None,
        files={figure.anchor: downloads(figure) for figure in one.section.figures},
    )


def _page(template: str, pack: Pack, pages: Sequence[Page], **held: object) -> bytes:
    return page(template, pack, "'self' 'unsafe-inline'", pages=pages, style=STYLE, **held)


def downloads(figure: Shown) -> tuple[tuple[str, str], ...]:
    """Name and file of each copy of a figure."""
    return (
        ("Numbers (CSV)", file_name(figure, "csv")),
        ("Picture (SVG)", file_name(figure, "svg")),
    )


def file_name(figure: Shown, ending: str) -> str:
    """`figure-ABCDE-FGHIJ.csv`; the file of a figure with made-up records says so first."""
    return f"{file_stem(figure.anchor, figure.exhibit.figure.basis)}.{ending}"


def _svg(figure: Shown, pictures: Pictures) -> bytes:
    return pictures.svg(figure.exhibit.figure, dressed=True).encode("utf-8")


def to_csv(figure: Figure) -> bytes:
    """The numbers that are drawn, a row a place, with the label, unit and id of the figure.

    UTF-8 with a byte-order mark, because spreadsheets read the pound sign wrongly without one.
    """
    out = figure.drawing.numbers()
    out.insert(0, "label", ILLUSTRATIVE if figure.is_illustrative else "")
    out["unit"], out["figure"] = figure.drawing.unit, figure.id
    return out.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
