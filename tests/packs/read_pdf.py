"""Reading a PDF back: its structure tree, its bookmarks, its text page by page."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
import pymupdf
from pypdf import PdfReader

HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


@dataclass(frozen=True)
class Tag:
    """A structure element: what it is, its alternative, its table attributes, what is in it."""

    name: str
    alternative: str
    scope: str
    headers: int
    inside: tuple["Tag", ...]

    def every(self, *names: str) -> Iterator["Tag"]:
        """Each element of these names within, in reading order."""
        for one in self.inside:
            if one.name in names:
                yield one
            yield from one.every(*names)


def opened(document: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(document))


def tags(document: bytes) -> Tag:
    """The whole structure tree."""
    with opened(document) as held:
        return _tag(held.Root.StructTreeRoot.K[0])


def _tag(element: pikepdf.Object) -> Tag:
    held = element.get("/K", [])
    inside = list(held) if isinstance(held, pikepdf.Array) else [held]
    table = next((one for one in element.get("/A", []) if one.get("/O") == "/Table"), {})
    return Tag(
        name=str(element.S).lstrip("/"),
        alternative=str(element.get("/Alt", "")),
        scope=str(table.get("/Scope", "")).lstrip("/"),
        headers=len(table.get("/Headers", [])),
        inside=tuple(
            _tag(one) for one in inside if isinstance(one, pikepdf.Dictionary) and "/S" in one
        ),
    )


def bookmarks(document: bytes) -> list[tuple[int, str]]:
    """Level and title of each, in order."""
    with opened(document) as held, held.open_outline() as outline:
        return list(_bookmarks(outline.root, 1))


def _bookmarks(items: list[pikepdf.OutlineItem], level: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield level, item.title
        yield from _bookmarks(item.children, level + 1)


def pages(document: bytes) -> list[str]:
    """The text of each page, its blanks and line ends as single spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(document)).pages]


def right_edge(document: bytes) -> float:
    """Points from the left of the paper to where the last word on any page ends."""
    with pymupdf.open(stream=document) as held:
        return max(word[2] for page in held for word in page.get_text("words"))


def smallest_letter(document: bytes) -> float:
    """Points of the smallest letters of any page."""
    with pymupdf.open(stream=document) as held:
        return min(
            round(span["size"], 1)
            for page in held
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", [])
            for span in line["spans"]
        )


def fonts(document: bytes) -> set[str]:
    """Names of the fonts the text is set in, without the prefix of a part of a font."""
    with opened(document) as held:
        return {
            str(font.BaseFont).lstrip("/").split("+")[-1]
            for page in held.pages
            for font in page.obj.get("/Resources", {}).get("/Font", {}).values()
        }
