"""Letters that can be printed: signs that no font has are replaced, long words may be broken."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import typst

from packs.typesetting import typeset

# Letters that the bundled font is known to have; any other is tried before it is used.
USUAL = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100)))) | set("\n–—‘’“”•…€−≤≥")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
MAY_BREAK = "\N{ZERO WIDTH SPACE}"
LONG_WORD = re.compile(r"[^\s\u200b]{25,}")
PIECE = re.compile(r".{8}(?=.)")
TRIAL = b"""#set document(title: "Trial", date: datetime(year: 2000, month: 1, day: 1))
#set text(font: "Source Sans Pro")
#sys.inputs.letter"""


def printable(told: Any, fonts: typst.Fonts) -> Any:
    """Nested lists and dicts with their texts made printable."""
    strange = {letter for text in _texts(told) for letter in text} - USUAL
    missing = {ord(one): REPLACEMENT for one in strange if not _prints(one, fonts)}
    return _changed(told, lambda text: text.translate(missing)) if missing else told


def breakable(text: str) -> str:
    """The text with places to break within words that may be wider than their column."""
    return LONG_WORD.sub(lambda word: PIECE.sub(rf"\g<0>{MAY_BREAK}", word[0]), text)


def _prints(letter: str, fonts: typst.Fonts) -> bool:
    try:
        typeset(TRIAL, fonts, letter=letter)
    except (typst.TypstError, UnicodeEncodeError):
        return False
    return True


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for one in told.values():
            yield from _texts(one)
    elif isinstance(told, list | tuple):
        for one in told:
            yield from _texts(one)


def _changed(told: Any, change: Callable[[str], str]) -> Any:
    if isinstance(told, str):
        return change(told)
    if isinstance(told, dict):
        return {name: _changed(one, change) for name, one in told.items()}
    if isinstance(told, list | tuple):
        return [_changed(one, change) for one in told]
    return told
