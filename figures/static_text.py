"""How wide the words of a picture are, measured in the font they are drawn with."""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import font_source_sans_pro
from PIL import ImageFont

FAMILY = "Source Sans Pro, Source Sans, Arial, sans-serif"
FONTS = Path(font_source_sans_pro.__file__).parent / "files"
# A reader who has not got the font sees Arial, whose letters are up to an eighth wider.
ROOM = 1.12
SIZE, LINE = 13, 16
# From the middle of a line of capitals to its baseline, as a share of the size.
HALF_CAPITAL = 0.33
MEASURED_AT = 1000
FACES = ("Regular", "It", "Semibold", "Bold")


@cache
def faces() -> Path:
    """A folder of the faces that pictures and documents are set in, for as long as this process.

    The package holds each face in two formats and seven weights: which is found first depends on
    the disk, and looking takes as long as drawing.
    """
    folder = Path(mkdtemp(prefix="faces-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for face in FACES:
        shutil.copy(FONTS / f"SourceSansPro-{face}.ttf", folder)
    return folder


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    name = "SourceSansPro-Bold.ttf" if bold else "SourceSansPro-Regular.ttf"
    return ImageFont.truetype(str(FONTS / name), MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Pixels a line of text takes at most, in any of the fonts it may be drawn with."""
    return ROOM * size * _font(bold).getlength(text) / MEASURED_AT


def widest(lines: tuple[str, ...], size: float = SIZE, *, bold: bool = False) -> float:
    return max((width(line, size, bold=bold) for line in lines), default=0.0)


def wrapped(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> tuple[str, ...]:
    """Lines that are no wider than `room` pixels, broken at spaces, or within a word too long."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size, bold=bold) <= room:
            lines[-1] = joined
        else:
            lines += _pieces(word, room, size, bold)
    return tuple(lines)


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def first_baseline(middle: float, lines: int, size: float = SIZE, step: float = LINE) -> float:
    """Where the first of several lines stands so that they lie around `middle`."""
    return middle - (lines - 1) * step / 2 + HALF_CAPITAL * size
