"""A pack as files: each format by name, written with progress, and never half."""

import io
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from figures.figure import file_stem
from packs import excel, pdf, powerpoint, tidy, word
from packs.content import Exhibit, Pack
from packs.free_text import blocked
from packs.pictures import Pictures
from packs.web import html, site

Files = dict[str, bytes]
Progress = Callable[[float, str], None]
# Native charts need no pictures: these are written while those are drawn.
NATIVE = ("pptx", "docx", "report", "xlsx")
# What is made in processes of its own is asked for in this order when all else is there.
SLOW = ("png", "pdf")
PICTURES = {"png", "svg"}
DRAWN = {"html", "site", "svg", "pdf", "png"}
# Zip archives begin in 1980.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


class NotAllowed(ValueError):
    """A pack that may not be handed on as it was asked for."""


@dataclass(frozen=True)
class Format:
    """One file format: what it is called, what it is good for, and how its files are made."""

    id: str
    name: str
    use: str
    files: Callable[[Pack, Pictures], Files]


def _one(
    ending: str, write: Callable[[Pack, Pictures], bytes]
) -> Callable[[Pack, Pictures], Files]:
    def files(pack: Pack, pictures: Pictures) -> Files:
        return {f"{pack.board}.{ending}": write(pack, pictures)}

    return files


def _report(pack: Pack, pictures: Pictures) -> Files:
    return {f"{pack.board}_report.docx": word.write_report(pack, pictures)}


def _site(pack: Pack, pictures: Pictures) -> Files:
    return {f"{pack.board}_site/{name}": held for name, held in site.write(pack, pictures).items()}


def _png(pack: Pack, pictures: Pictures) -> Files:
    # From the last: the process that draws comes from the first.
    for one in reversed(pack.exhibits):
        pictures.png(one.figure)
    return {
        f"{pack.board}_png/{picture_name(one)}.png": pictures.png(one.figure)
        for one in pack.exhibits
    }


def _svg(pack: Pack, pictures: Pictures) -> Files:
    return {
        f"{pack.board}_svg/{picture_name(one)}.svg": pictures.svg(one.figure, dressed=True).encode()
        for one in pack.exhibits
    }


def _csv(pack: Pack, pictures: Pictures) -> Files:
    name = f"{pack.board}.csv"
    return {
        name: tidy.write(pack),
        f"{name}-metadata.json": tidy.metadata(pack, name),
        f"{pack.board}_tidy.csv": tidy.ees(pack),
        f"{pack.board}_tidy.meta.csv": tidy.ees_meta(pack),
    }


FORMATS: Mapping[str, Format] = {
    one.id: one
    for one in (
        Format("pptx", "PowerPoint", "slides with charts to edit", _one("pptx", powerpoint.write)),
        Format("pdf", "PDF", "an accessible document to publish", _one("pdf", pdf.write)),
        Format("docx", "Word", "a document with charts to edit", _one("docx", word.write)),
        Format("report", "Word, committee report", "the report's headings to fill in", _report),
        Format("xlsx", "Excel", "every number with its chart", _one("xlsx", excel.write)),
        Format("html", "Web page", "one file that works offline", _one("html", html.write)),
        Format("site", "Web folder", "pages for any web server", _site),
        Format("png", "PNG pictures", "each figure as a picture", _png),
        Format("svg", "SVG pictures", "each figure to enlarge or edit", _svg),
        Format("csv", "CSV", "tidy tables with their metadata", _csv),
    )
}
# The formats that make one file, and how its name ends.
SINGLE = {name: name for name in ("pptx", "docx", "xlsx", "pdf", "html")} | {"report": "docx"}
USUAL = ("pptx", "docx", "xlsx", "pdf", "html", "png", "svg", "csv")


def picture_name(exhibit: Exhibit) -> str:
    """`ILLUSTRATIVE_03_suspension_rate_trend`: its label, number, measures and form."""
    figure = exhibit.figure
    chosen = figure.selection
    words = [f"{exhibit.number:02d}", *chosen.measures[:1], chosen.form, chosen.topic]
    name = "_".join(word.replace(" ", "-").lower() for word in words if word)
    return file_stem(name, figure.basis)


def formats_of(names: Iterable[str]) -> list[Format]:
    """The formats of these names; ValueError lists those there are."""
    asked = [name.strip() for name in names if name.strip()]
    unknown = [name for name in asked if name not in FORMATS]
    if unknown or not asked:
        raise ValueError(f"unknown format {', '.join(unknown)!r}; there are: {', '.join(FORMATS)}")
    return [FORMATS[name] for name in dict.fromkeys(asked)]


def files_of(
    pack: Pack,
    formats: Iterable[Format],
    *,
    allow_sample: bool = False,
    progress: Progress = lambda share, text: None,
    pictures: Pictures | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file, format by format.

    Raises NotAllowed for a public pack of made-up records that was not asked for as such, for one
    whose typed text tells of few children and was accepted by nobody, for a pack without a figure
    or table, and for pictures alone of one without a figure.
    """
    if pack.is_illustrative and pack.audience == "public" and not allow_sample:
        raise NotAllowed(
            "this pack holds made-up records and would be public; ask for that with --allow-sample"
        )
    if sentences := blocked(pack):
        raise NotAllowed(
            "this pack would be public, and what was typed into the plan puts a number under 10 "
            f"beside a place, phase, group or school: {' | '.join(sentences)} . Change the plan, "
            'or accept each of these by name with --accept-text "NAME"'
        )
    if not any(True for _ in pack.blocks):
        raise NotAllowed("this release has no figure for this pack")
    wanted = sorted(formats, key=_turn)
    if not pack.exhibits and {one.id for one in wanted} <= PICTURES:
        raise NotAllowed("this pack has tables and no figure to draw; choose another format")
    own = pictures or started(wanted)
    try:
        yield from _written(pack, wanted, own, progress)
    finally:
        own.close()


def _turn(one: Format) -> int:
    return SLOW.index(one.id) + 1 if one.id in SLOW else -int(one.id in NATIVE)


def started(formats: Iterable[Format]) -> Pictures:
    """Pictures that a process of its own draws, where several formats are wanted."""
    pictures, kinds = Pictures(), {one.id for one in formats}
    if len(kinds) > 1 and DRAWN & kinds:
        pictures.begin(png="png" in kinds)
    return pictures


def _written(
    pack: Pack, wanted: Sequence[Format], pictures: Pictures, progress: Progress
) -> Iterator[tuple[str, bytes]]:
    progress(0.0, "Drawing the figures")
    for exhibit in pack.exhibits:
        pictures.send(exhibit.figure)
    document, has_pdf = None, any(one.id == "pdf" for one in wanted)
    for done, one in enumerate(wanted):
        progress(done / len(wanted), f"Writing {one.name}")
        if document is None and one.id in DRAWN and len(wanted) > 1 and has_pdf:
            document = pdf.begin(pack, pictures)
        if one.id == "pdf" and document:
            # The last: nothing is drawn any more, and a document takes what memory there is.
            pictures.close()
            yield f"{pack.board}.pdf", document.done()
        else:
            yield from one.files(pack, pictures).items()
    progress(1.0, "Done")


def write_files(files: Iterable[tuple[str, bytes]], out: Path) -> list[Path]:
    """The files under a folder, each complete or not there at all; their paths."""
    written = []
    for name, held in files:
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}")
        part.write_bytes(held)
        part.replace(path)
        written.append(path)
    return written


def bundled(files: Iterable[tuple[str, bytes]]) -> Files:
    """Single files as they are, the files of a folder as one archive named after it."""
    single: Files = {}
    folders: dict[str, list[tuple[str, bytes]]] = {}
    for name, held in files:
        folder, _, rest = name.partition("/")
        if rest:
            folders.setdefault(folder, []).append((rest, held))
        else:
            single[name] = held
    return single | {f"{folder}.zip": zipped(held) for folder, held in folders.items()}


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files as one archive; the same files make the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()
