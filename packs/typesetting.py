"""Typst with the bundled fonts and the standards a pack's PDF declares.

A long document takes Typst half a gigabyte, which only the end of a process gives back: it is set
by python -m packs.typesetting TEMPLATE FOLDER, from FOLDER/inputs.json to FOLDER/document.pdf.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from figures.static_text import faces

# For screen readers, and for keeping.
STANDARDS: list["typst.PDFStandard"] = ["ua-1", "a-2a"]
ROOT = Path(__file__).resolve().parent.parent


def typeset(template: bytes, fonts: typst.Fonts, **inputs: str) -> bytes:
    """The document a template makes of its inputs.

    Raises typst.TypstError where a standard forbids it: no title, a picture without alternative,
    a sign no font has.
    """
    return typst.compile(template, font_paths=fonts, sys_inputs=inputs, pdf_standards=STANDARDS)


@cache
def bundled_fonts() -> typst.Fonts:
    """The fonts a document is set in, and Typst's own for what they lack; none of the machine's."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(faces())])


class NotSet(RuntimeError):
    """A document that Typst refused, and what it said."""


@dataclass
class Setting:
    """A document on its way; `done` waits for it."""

    _folder: TemporaryDirectory[str]
    _process: subprocess.Popen[bytes]

    def done(self) -> bytes:
        """The document. Raises NotSet with what Typst said."""
        with self._folder as folder:
            _, told = self._process.communicate()
            if self._process.returncode:
                raise NotSet(told.decode(errors="replace"))
            return (Path(folder) / "document.pdf").read_bytes()


def begin(template: Path, **inputs: str) -> Setting:
    """Start setting a document; the caller goes on with something else meanwhile."""
    folder = TemporaryDirectory(prefix="document-")
    held = Path(folder.name) / "inputs.json"
    held.write_text(json.dumps(inputs, ensure_ascii=False), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "packs.typesetting", str(template), folder.name],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    return Setting(folder, process)


def main(template: Path, folder: Path) -> None:
    inputs = json.loads((folder / "inputs.json").read_text(encoding="utf-8"))
    document = typeset(template.read_bytes(), bundled_fonts(), **inputs)
    (folder / "document.pdf").write_bytes(document)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
