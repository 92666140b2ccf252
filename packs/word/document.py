"""A pack as a Word document: real headings, lists and tables, and charts that can be edited."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from packs.content import Block, Exhibit, Pack, Table, Text
from packs.pictures import Pictures
from packs.word import one_page, outline, report, settings, styles
from packs.word.archive import sealed
from packs.word.charts import add_chart
from packs.word.exhibit import exhibit
from packs.word.front import contents_list, foot, head, page_line, short_title_block, title_block
from packs.word.outline import Chapter
from packs.word.tables import PLAIN, Look, table
from packs.word.text import NAMESPACES, heading, lead, paragraph, unlisted_heading

# What the empty document of python-docx brings and this one has no use for.
UNUSED = ("customXml", "stylesWithEffects", "thumbnail", "extended-properties", "theme")
NO_ROWS = "This release has nothing for this table."
# The first typeface of headings and of text; the others are for other scripts.
TYPEFACE = re.compile(rb'(<a:latin typeface=")[^"]*')


def write(pack: Pack, pictures: Pictures | None = None) -> bytes:
    """The pack in its own order; the same pack is the same bytes."""
    if pack.is_one_page:
        return _on_one_page(pack)
    return _written(pack, outline.of_pack(pack), "For")


def write_report(pack: Pack, pictures: Pictures | None = None) -> bytes:
    """The pack in the shape of a committee report, with what its author has to add."""
    return _written(pack, report.chapters(pack), "Report to")


def _written(pack: Pack, chapters: tuple[Chapter, ...], kind: str) -> bytes:
    document = Document()
    _prepare(document, pack, styles.styles(), settings.PAGE)
    found = outline.entries(chapters)
    body = "".join(
        (
            title_block(pack, kind),
            contents_list(found),
            *_Chapters(document).told(chapters),
            paragraph(pack.colophon, "Source"),
        )
    )
    _fill(document.element.body, body)
    return sealed(document)


def _on_one_page(pack: Pack) -> bytes:
    """The pack in the largest letters in which it is one page, or in the smallest there are."""
    document = Document()
    for size in one_page.SIZES:
        told = _Chapters(document, one_page.look(size)).told(outline.of_pack(pack))
        body = "".join((short_title_block(pack), *told, paragraph(pack.colophon, "Source")))
        if one_page.fits(body, size):
            break
    _prepare(document, pack, one_page.styles_in(size), one_page.PAGE)
    _fill(document.element.body, body)
    return sealed(document)


class _Chapters:
    """Chapters as XML; counts the headings of chapters and figures, which the contents list refers to by number."""

    def __init__(self, document: WordDocument, look: Look = PLAIN) -> None:
        self._document, self._look = document, look
        self._headings = 0

    def told(self, chapters: Iterable[Chapter], level: int = 1) -> Iterable[str]:
        for chapter in chapters:
            yield self._heading(chapter.title, level)
            for place, block in enumerate(chapter.blocks):
                is_last = place == len(chapter.blocks) - 1
                yield from self._block(block, level + 1, is_last=is_last)
            yield from self.told(chapter.parts, level + 1)

    def _heading(self, text: str, level: int) -> str:
        self._headings += 1
        return heading(text, level, self._headings)

    def _block(self, block: Block, level: int, *, is_last: bool) -> Iterable[str]:
        if isinstance(block, Exhibit):
            yield self._heading(block.figure.title, level)
            yield exhibit(block, add_chart(self._document, block.figure, block.number))
        elif isinstance(block, Table):
            yield unlisted_heading(block.title, level)
            empty = block.frame.empty
            yield paragraph(NO_ROWS) if empty else table(block.frame, block.title, look=self._look)
            yield lead("Source", block.source, "Source") if block.source else ""
        else:
            yield _text(block, opens=not is_last and len(block.paragraphs) == 1)


def _text(block: Text, *, opens: bool) -> str:
    """Paragraphs; a line that opens what follows stays on its page."""
    style = "ListBullet" if block.is_list else ""
    return "".join(paragraph(text, style, keep=opens) for text in block.paragraphs)


def _prepare(document: WordDocument, pack: Pack, style: str, page: str) -> None:
    """Styles, lists, settings, page, head, foot and properties of an empty document."""
    theme = _theme(document)
    _drop_unused(document)
    document.part.relate_to(theme, RELATIONSHIP_TYPE.THEME)
    numbering = document.part.numbering_part.element
    for element, held in (
        (document.styles.element, style),
        (document.settings.element, settings.settings()),
        (numbering, settings.numbering()),
    ):
        _replace(element, parse_xml(held))
    section = document.sections[0]
    _replace(section._sectPr, _parsed(page))
    surrounding = [(section.header, head(pack)), (section.footer, foot(pack))]
    if section.different_first_page_header_footer:
        surrounding.append((section.first_page_footer, page_line()))
    for part, held in surrounding:
        part.is_linked_to_previous = False
        _replace(part._element, _parsed(held))
    _describe(document, pack)


def _theme(document: WordDocument) -> Part:
    """The theme in the document's own typeface: the charts take theirs from it."""
    held = document.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    told = TYPEFACE.sub(rb"\g<1>" + styles.FONT.encode(), held.blob)
    return Part(held.partname, CONTENT_TYPE.OFC_THEME, told, document.part.package)


def _drop_unused(document: WordDocument) -> None:
    for rels in (document.part.rels, document.part.package.rels):
        for name in [one for one, rel in rels.items() if rel.reltype.endswith(UNUSED)]:
            del rels[name]


def _describe(document: WordDocument, pack: Pack) -> None:
    """The document's properties; its only time is that of the release."""
    built = datetime.fromisoformat(pack.built_at).astimezone(UTC)
    core = document.core_properties
    core.title, core.subject, core.language = pack.title, pack.meeting, styles.LANGUAGE
    core.author = core.last_modified_by = pack.authority
    core.comments, core.keywords, core.revision = " ".join(pack.marks), pack.release, 1
    core.created = core.modified = built


def _parsed(inner: str) -> BaseOxmlElement:
    return parse_xml(f"<w:body {NAMESPACES}>{inner}</w:body>")


def _replace(element: BaseOxmlElement, by: BaseOxmlElement) -> None:
    """The children of one element in place of those of another."""
    for child in list(element):
        element.remove(child)
    element.extend(list(by))


def _fill(body: BaseOxmlElement, inner: str) -> None:
    """The paragraphs and tables before the section's own properties, which stay last."""
    last = body[-1]
    for child in list(_parsed(inner)):
        last.addprevious(child)
