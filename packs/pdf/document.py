"""A pack as a tagged PDF: it declares PDF/UA-1, for screen readers, and PDF/A-2a, for keeping."""

import json
from dataclasses import dataclass
from pathlib import Path

import typst

from packs import typesetting
from packs.content import Pack
from packs.pdf.content import Data, content
from packs.pdf.letters import printable
from packs.pdf.row_headers import with_row_headers
from packs.pictures import Pictures
from packs.typesetting import Setting, bundled_fonts, typeset

PREVIEW_PPI = 60.0
TEMPLATE = Path(__file__).parent.parent / "templates" / "pack.typ"


@dataclass(frozen=True)
class Writing:
    """A document on its way; `done` waits for it."""

    _setting: Setting

    def done(self) -> bytes:
        """The document. Raises NotSet where Typst refuses it."""
        return with_row_headers(self._setting.done())


def begin(pack: Pack, pictures: Pictures) -> Writing:
    """Start making the document beside whatever else is made."""
    told = printable(content(pack, pictures), bundled_fonts())
    words = json.dumps(told, ensure_ascii=False)
    return Writing(typesetting.begin(TEMPLATE, pack=words))


def write(pack: Pack, pictures: Pictures) -> bytes:
    """The same pack makes the same bytes; the only time in them is that of the release."""
    return begin(pack, pictures).done()


def pages(pack: Pack, pictures: Pictures, most: int) -> list[bytes]:
    """The first pages as PNG pictures, for a look before the pack is made."""
    told = printable(content(pack, pictures), bundled_fonts())
    drawn = typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=bundled_fonts(),
        sys_inputs={"pack": json.dumps(told, ensure_ascii=False)},
        format="png",
        ppi=PREVIEW_PPI,
    )
    return drawn[:most] if isinstance(drawn, list) else [drawn]


def compiled(told: Data, fonts: typst.Fonts) -> bytes:
    """The document of what `packs.pdf.content` tells.

    Raises typst.TypstError where it could not be read aloud: no title, no text alternative.
    """
    words = json.dumps(told, ensure_ascii=False)
    return with_row_headers(typeset(TEMPLATE.read_bytes(), fonts, pack=words))
