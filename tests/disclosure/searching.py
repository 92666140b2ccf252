"""A search for numbers in whatever a page, a command or a file holds, to the last byte."""

import base64
import io
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pikepdf
import plotly.graph_objects as go
import pyarrow as pa
import pymupdf

# Pixels hold no digits; a picture in SVG is searched.
PIXELS = (".png", ".ico", ".ttf", ".otf", ".woff", ".woff2")
ENCODED = re.compile(r'"dtype":\s*"(\w+)",\s*"bdata":\s*"([^"]+)"')
ENCODED_BACKWARDS = re.compile(r'"bdata":\s*"([^"]+)",\s*"dtype":\s*"(\w+)"')


# "from 14,814,924 to 17,284,078 cases, up 2,469,154": everybody can take one from the other.
CHANGE = re.compile(r"from ([\d,]+) to ([\d,]+) (\w+), (up|down) ([\d,]+)")


def _without_sum(told: re.Match[str]) -> str:
    before, after, by = (int(told[nth].replace(",", "")) for nth in (1, 2, 5))
    is_sum = abs(after - before) == by
    return f"from {told[1]} to {told[2]} {told[3]}" if is_sum else told[0]


@dataclass(frozen=True)
class Wanted:
    """Counts and shares that must not be found, in any way of writing them."""

    counts: frozenset[int]
    shares: frozenset[float]

    @cached_property
    def _shares(self) -> tuple[str, ...]:
        # Cut, not rounded: every longer or shorter way of writing one begins so.
        return tuple(sorted(_cut(one) for one in self.shares))

    @cached_property
    def _bytes(self) -> tuple[bytes, ...]:
        return tuple(struct.pack(form, one) for one in self.counts for form in ("<q", "<d", ">d"))

    def in_text(self, text: str) -> set[str]:
        """Those a text holds."""
        found: set[str] = set()
        text = CHANGE.sub(_without_sum, text)
        for told in re.finditer(r"(?<![\d.])\d[\d,.\u00a0\u202f\u2009 ]{5,}\d", text):
            found |= self._of_number(told[0])
        return found

    def _of_number(self, told: str) -> set[str]:
        found = set()
        for one in re.findall(r"(?<![\d.])\d{7,9}(?!\d)", told):
            found |= {one} if int(one) in self.counts else set()
        for one in re.findall(r"(?<!\d)\d{1,3}(?:[,\u00a0\u202f\u2009 ]\d{3}){2}(?!\d)", told):
            found |= {one} if int(re.sub(r"\D", "", one)) in self.counts else set()
        # 1.234577 million, or 1.234577e+06.
        for one in re.findall(r"(?<!\d)\d{1,3}\.\d{5,6}(?!\d)", told):
            found |= {one} if int(one.replace(".", "").ljust(7, "0")) in self.counts else set()
        for one in re.findall(r"\d+\.\d{9,}", told):
            found |= {one} if _cut(one) in self._known else set()
        return found

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._shares)

    def in_bytes(self, held: bytes) -> set[str]:
        """Those that stand in bytes as machines write numbers."""
        return {one.hex() for one in self._bytes if one in held}

    def in_file(self, name: str, held: bytes) -> set[str]:
        """Those in a file: in archives, office documents, PDFs and what is nested in them."""
        found: set[str] = set()
        for text in texts(name, held):
            found |= self.in_text(text)
        return found

    def in_anything(self, told: Any) -> set[str]:
        """Those in a value of this product: figures, frames, tables, words."""
        return self.in_text(" \n".join(spelled(told)))


def _cut(share: float | str) -> str:
    """`12.34567`: the first nine decimals, as they are."""
    text = share if isinstance(share, str) else f"{share:.15f}"
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest[:9]}"


def texts(name: str, held: bytes) -> Iterator[str]:
    """Every text in a file, unpacked."""
    if name.lower().endswith(PIXELS):
        return
    if held[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(held)) as archive:
            for one in archive.namelist():
                yield one
                yield from texts(one, archive.read(one))
    elif held[:5] == b"%PDF-":
        yield from _of_pdf(held)
    else:
        text = held.decode("utf-8", errors="replace")
        yield text
        yield from _arrays(text)
        yield from (_decoded(one) for one in re.findall(r"base64,([A-Za-z0-9+/=]{40,})", text))


def _of_pdf(held: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(held)) as document:
        for one in document.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") != "/Image":
                yield one.read_bytes().decode("latin-1")
            else:
                yield str(one)
    with pymupdf.open(stream=held, filetype="pdf") as document:
        for page in document:
            yield page.get_text()


def _decoded(text: str) -> str:
    return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", errors="replace")


def _arrays(text: str) -> Iterator[str]:
    """The numbers of a plotly figure that are written as bytes."""
    pairs = [*ENCODED.findall(text), *((b, a) for a, b in ENCODED_BACKWARDS.findall(text))]
    for kind, held in pairs:
        numbers = np.frombuffer(base64.b64decode(held.replace("\\u002f", "/")), dtype=kind)
        yield " \n".join(map(_number, numbers.tolist()))


def _number(value: float) -> str:
    return (
        str(int(value))
        if value == value and abs(value) < 1e15 and value == int(value)
        else repr(value)
    )


def spelled(told: Any) -> Iterator[str]:
    """Every word and number within a value."""
    if told is None or isinstance(told, bool):
        return
    if isinstance(told, str):
        yield told
    elif isinstance(told, bytes):
        yield from texts("", told)
    elif isinstance(told, int | float | np.number):
        yield "" if pd.isna(told) else _number(float(told))
    elif isinstance(told, go.Figure):
        text = told.to_json()
        yield text
        yield from _arrays(text)
    elif isinstance(told, pd.DataFrame):
        yield from spelled(told.to_dict("list"))
    elif isinstance(told, np.ndarray | pd.Series):
        yield from spelled(told.tolist())
    elif isinstance(told, dict):
        yield from spelled_all([*told.keys(), *told.values()])
    elif is_dataclass(told) and not isinstance(told, type):
        yield from spelled_all(getattr(told, one.name) for one in fields(told))
    elif isinstance(told, Iterable):
        yield from spelled_all(told)
    else:
        yield str(told)


def spelled_all(told: Iterable[Any]) -> Iterator[str]:
    for one in told:
        yield from spelled(one)


def in_page(test: Any) -> Iterator[str]:
    """All that a page sent to the browser: each element as its protocol writes it."""
    yield from _of_block(test._tree)
    yield str(dict(test.query_params))


def _of_block(node: Any) -> Iterator[str]:
    proto = getattr(node, "proto", None)
    if proto is not None:
        text = str(proto)
        yield text
        # Within a message of the protocol quotes are escaped.
        yield from _arrays(text.replace('\\"', '"'))
        yield from _frames(proto)
    for child in getattr(node, "children", {}).values():
        yield from _of_block(child)


def _frames(proto: Any) -> Iterator[str]:
    """The rows of a table, which travel as Arrow."""
    for held in _bytes_of(proto):
        try:
            frame = pa.ipc.open_stream(held).read_pandas()
        except pa.ArrowInvalid:
            continue
        yield from spelled(frame)


def _bytes_of(proto: Any) -> Iterator[bytes]:
    if not hasattr(proto, "ListFields"):
        return
    for _, value in proto.ListFields():
        for one in value if isinstance(value, list | tuple) or hasattr(value, "add") else [value]:
            if isinstance(one, bytes):
                yield one
            else:
                yield from _bytes_of(one)
