"""One slide being filled: parts are added in the order in which they are read."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.parts.chart import ChartPart
from pptx.parts.embeddedpackage import EmbeddedXlsxPart
from pptx.parts.slide import NotesSlidePart
from pptx.presentation import Presentation
from pptx.slide import Slide, SlideLayout

from packs.native.chart import WORKBOOK_RELATION, ChartParts
from packs.powerpoint.layouts import EMU, Box, Kind, Layouts, Place
from packs.powerpoint.text import (
    LANGUAGE,
    NAMESPACES,
    SMALLEST,
    Words,
    attribute,
    body,
    fitted,
)

CHART_URI = "http://schemas.openxmlformats.org/drawingml/2006/chart"
TABLE_URI = "http://schemas.openxmlformats.org/drawingml/2006/table"
TITLE_SIZE = 28.0


@dataclass
class Deck:
    """The slides made so far: titles that are taken, and how many charts there are."""

    presentation: Presentation
    layouts: Layouts
    titles: dict[str, int]
    charts: int = 0

    @classmethod
    def of(cls, presentation: Presentation, marks: tuple[str, ...]) -> "Deck":
        told = [Words(text=text, size=SMALLEST, bold=True) for text in marks]
        return cls(presentation, Layouts(presentation, told), {})

    def new_slide(self, layout: SlideLayout) -> Slide:
        """A slide with nothing on it yet: empty placeholders would be read out as such."""
        slides = self.presentation.slides
        relation, slide = slides.part.add_slide(layout)
        slides._sldIdLst.add_sldId(relation)
        return slide

    def unlike(self, title: str, continued: bool = False) -> str:
        """A title that no slide has yet: what is said again is said to be continued."""
        count = self.titles.get(title, 0) + 1
        self.titles[title] = count
        if count == 1 and not continued:
            return title
        return f"{title} (continued{'' if count <= 2 else f' {count - 1}'})"


class Sheet:
    """A slide of a deck."""

    def __init__(
        self,
        deck: Deck,
        kind: Kind,
        text: str,
        size: float = TITLE_SIZE,
        *,
        title: Place | None = None,
    ) -> None:
        self.deck, self.layout = deck, deck.layouts.of(kind)
        self.slide: Slide = deck.new_slide(self.layout.layout)
        self._tree = self.slide.shapes._spTree
        self._ids = 1
        place = title or self.layout.place("title")
        self.words(place, [Words(text=text, size=size, bold=True)], "Title")

    def words(
        self, place: Place, paragraphs: Sequence[Words], name: str, *, anchor: str = "t"
    ) -> None:
        """Text in a place, in letters small enough to fit; nothing where there is none."""
        if not paragraphs:
            return
        made = fitted(paragraphs, place.box.width, place.box.height)
        if place.name == "title":
            anchor = "b" if self.layout.kind in ("title", "section") else "ctr"
        self._add(
            f"<p:sp {NAMESPACES}><p:nvSpPr>{self._named(name)}{_box_kind(place)}"
            f"<p:nvPr>{_holder(place)}</p:nvPr></p:nvSpPr><p:spPr>{_spot(place)}</p:spPr>"
            f"{body(made, anchor)}</p:sp>"
        )

    def chart(self, place: Place, made: ChartParts, name: str, alternative: str) -> None:
        """A native chart with its workbook."""
        relation = self._chart_part(made)
        inner = f'<c:chart xmlns:c="{CHART_URI}" r:id="{relation}"/>'
        self._frame(place, name, alternative, CHART_URI, inner)

    def table(self, place: Place, xml: str, name: str, alternative: str) -> None:
        """A native table of so much `a:tbl`."""
        self._frame(place, name, alternative, TABLE_URI, xml)

    def free(self, box: Box) -> Place:
        """A place that no placeholder of the layout has."""
        return Place(name="", box=box)

    def foot(self) -> None:
        """The marks of the pack and the number of the slide: last in the order of reading."""
        marks = self.deck.layouts.marks
        self.words(self.layout.place("footer"), marks, "Marks of the pack", anchor="b")
        self._number(self.layout.place("slide number"))

    def link(self, to: "Sheet") -> str:
        """The relation by which text leads to another slide."""
        return str(self.slide.part.relate_to(to.slide.part, RELATIONSHIP_TYPE.SLIDE))

    def notes(self, paragraphs: Sequence[str]) -> None:
        """Speaker's notes, a paragraph each."""
        told = [Words(text=text, size=SMALLEST, above=3) for text in paragraphs]
        presentation = self.deck.presentation.part
        name = PackURI(f"/ppt/notesSlides/notesSlide{len(self.deck.presentation.slides)}.xml")
        xml = notes_xml(told).encode()
        part = NotesSlidePart.load(name, CONTENT_TYPE.PML_NOTES_SLIDE, presentation.package, xml)
        part.relate_to(presentation.notes_master_part, RELATIONSHIP_TYPE.NOTES_MASTER)
        part.relate_to(self.slide.part, RELATIONSHIP_TYPE.SLIDE)
        self.slide.part.relate_to(part, RELATIONSHIP_TYPE.NOTES_SLIDE)

    @property
    def id(self) -> int:
        return int(self.slide.slide_id)

    def _add(self, xml: str) -> etree._Element:
        element = parse_xml(xml)
        self._tree.append(element)
        return element

    def _named(self, name: str, alternative: str = "") -> str:
        self._ids += 1
        described = f" descr={attribute(alternative)}" if alternative else ""
        return f'<p:cNvPr id="{self._ids}" name={attribute(name)}{described}/>'

    def _frame(self, place: Place, name: str, alternative: str, uri: str, inner: str) -> None:
        box = place.box
        self._add(
            f"<p:graphicFrame {NAMESPACES}><p:nvGraphicFramePr>{self._named(name, alternative)}"
            '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr>'
            f"<p:nvPr>{_holder(place)}</p:nvPr></p:nvGraphicFramePr>"
            f'<p:xfrm>{_offset(box)}</p:xfrm><a:graphic><a:graphicData uri="{uri}">{inner}'
            "</a:graphicData></a:graphic></p:graphicFrame>"
        )

    def _chart_part(self, made: ChartParts) -> str:
        package = self.deck.presentation.part.package
        self.deck.charts += 1
        name = PackURI(f"/ppt/charts/chart{self.deck.charts}.xml")
        part = ChartPart.load(name, CONTENT_TYPE.DML_CHART, package, made.xml)
        book = PackURI(f"/ppt/embeddings/Microsoft_Excel_Sheet{self.deck.charts}.xlsx")
        workbook = EmbeddedXlsxPart(book, CONTENT_TYPE.SML_SHEET, package, made.workbook)
        assert part.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE) == WORKBOOK_RELATION
        return str(self.slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART))

    def _number(self, place: Place) -> None:
        """A field that shows the number the slide has, wherever it is moved."""
        shown = len(self.deck.presentation.slides)
        self._add(
            f"<p:sp {NAMESPACES}><p:nvSpPr>{self._named('Slide number')}{_box_kind(place)}"
            f"<p:nvPr>{_holder(place)}</p:nvPr></p:nvSpPr><p:spPr>{_spot(place)}</p:spPr>"
            '<p:txBody><a:bodyPr wrap="square" anchor="b"/><a:lstStyle/><a:p><a:pPr algn="r"/>'
            '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
            f'<a:rPr lang="{LANGUAGE}" sz="1200"/><a:t>{shown}</a:t></a:fld></a:p>'
            "</p:txBody></p:sp>"
        )


def notes_xml(paragraphs: Sequence[Words]) -> str:
    """A page of notes: the picture of its slide, and the notes under it."""
    image = '<p:cNvSpPr><a:spLocks noGrp="1" noRot="1" noChangeAspect="1"/></p:cNvSpPr>'
    return (
        f"<p:notes {NAMESPACES}><p:cSld><p:spTree><p:nvGrpSpPr>"
        '<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="Slide image"/>{image}'
        '<p:nvPr><p:ph type="sldImg"/></p:nvPr></p:nvSpPr><p:spPr/></p:sp>'
        '<p:sp><p:nvSpPr><p:cNvPr id="3" name="Notes"/><p:cNvSpPr/>'
        '<p:nvPr><p:ph type="body" idx="1"/></p:nvPr></p:nvSpPr><p:spPr/>'
        f"{body(paragraphs)}</p:sp></p:spTree></p:cSld>"
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:notes>"
    )


def _holder(place: Place) -> str:
    if not place.kind and not place.is_filled:
        return ""
    kind = f' type="{place.kind}"' if place.kind else ""
    index = f' idx="{place.index}"' if place.index else ""
    return f"<p:ph{kind}{index}/>"


def _box_kind(place: Place) -> str:
    """A text box, where the layout has no placeholder for it."""
    return "<p:cNvSpPr/>" if _holder(place) else '<p:cNvSpPr txBox="1"/>'


def _spot(place: Place) -> str:
    """Nothing where the part stands as its placeholder does: then it follows the layout."""
    if place.is_filled and not place.is_moved:
        return ""
    shape = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>' * (not place.is_filled)
    return f"<a:xfrm>{_offset(place.box)}</a:xfrm>{shape}"


def _offset(box: Box) -> str:
    left, top, width, high = (
        round(size * EMU) for size in (box.left, box.top, box.width, box.height)
    )
    return f'<a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{high}"/>'
