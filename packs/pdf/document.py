"""A pack as a tagged PDF: it declares PDF/UA-1, for screen readers, and PDF/A-2a, for keeping."""

import json
from pathlib import Path

import typst

from packs.content import Pack
from packs.pdf.content import Data, content
from packs.pdf.letters import printable
from packs.pdf.row_headers import with_row_headers
from packs.pdf.typeset import bundled_fonts, typeset
from packs.pictures import Pictures

PREVIEW_PPI = 60.0
TEMPLATE = Path(__file__).parent.parent / "templates" / "pack.typ"


def write(pack: Pack, pictures: Pictures) -> bytes:
    """The same pack makes the same bytes; the only time in them is that of the release."""
    with bundled_fonts() as fonts:
        return compiled(printable(content(pack, pictures), fonts), fonts)


def pages(pack: Pack, pictures: Pictures, most: int) -> list[bytes]:
    """The first pages as PNG pictures, for a look before the pack is made."""
    with bundled_fonts() as fonts:
        words = json.dumps(printable(content(pack, pictures), fonts), ensure_ascii=False)
        drawn = typst.compile(
            TEMPLATE.read_bytes(),
            font_paths=fonts,
            sys_inputs={"pack": words},
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
