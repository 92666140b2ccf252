"""Typst with the bundled fonts and the standards a pack's PDF declares."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import font_source_sans_pro
import typst

# For screen readers, and for keeping.
STANDARDS: list["typst.PDFStandard"] = ["ua-1", "a-2a"]
FONTS = Path(font_source_sans_pro.__file__).parent / "files"
FACES = ("Regular", "It", "Semibold", "Bold")


def typeset(template: bytes, fonts: typst.Fonts, **inputs: str) -> bytes:
    """The document a template makes of its inputs.

    Raises typst.TypstError where a standard forbids it: no title, a picture without alternative,
    a sign no font has.
    """
    return typst.compile(template, font_paths=fonts, sys_inputs=inputs, pdf_standards=STANDARDS)


@contextmanager
def bundled_fonts() -> Iterator[typst.Fonts]:
    """The fonts a document is set in, and Typst's own for what they lack; none of the machine's.

    The package holds each face twice, and which is found first depends on the disk: one is given.
    """
    with TemporaryDirectory() as folder:
        for face in FACES:
            shutil.copy(FONTS / f"SourceSansPro-{face}.ttf", folder)
        yield typst.Fonts(include_system_fonts=False, font_paths=[folder])
