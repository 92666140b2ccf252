"""Look at the bytes of a text file once, and copy it to clean UTF-8 where it is not."""

import codecs
import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 4 << 20
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f"))


@dataclass(frozen=True)
class Scan:
    """What one pass over a file found. `clean`: DuckDB can read it as it is."""

    sha256: str
    encoding: str
    mixed_newlines: bool
    binary: bool

    @property
    def clean(self) -> bool:
        return self.encoding == "utf-8" and not self.mixed_newlines


def sha256_of(path: Path) -> str:
    """Hex digest of the bytes of a file."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def scan(path: Path) -> Scan:
    """Digest, encoding and kind of line ends, in one pass over the bytes."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    ascii_so_far = utf8 = True
    nul = False
    ends = _LineEnds()
    start = b""
    # The digest is half the work, and another core can do it meanwhile.
    with path.open("rb") as source, ThreadPoolExecutor(max_workers=1) as other:
        while chunk := source.read(_CHUNK):
            digested = other.submit(digest.update, chunk)
            start = start or chunk[:4096]
            ends.add(chunk)
            nul = nul or b"\x00" in chunk
            if utf8 and not (ascii_so_far and chunk.isascii()):
                ascii_so_far = False
                utf8 = _decodes(decoder, chunk)
            digested.result()
    utf8 = utf8 and (ascii_so_far or _decodes(decoder, b"", final=True))
    encoding = _encoding(start, utf8)
    binary = (nul or _unprintable(start)) and not encoding.startswith("utf-16")
    return Scan(digest.hexdigest(), encoding, ends.mixed, binary)


def _unprintable(start: bytes) -> bool:
    """More control characters than a text ever has."""
    return len(start.translate(None, _CONTROLS)) < len(start) * 0.98


def clean_copy(path: Path, target: Path, found: Scan) -> None:
    """Write `path` as UTF-8 with plain line ends; rows stay where they are."""
    with target.open("w", encoding="utf-8", newline="\n") as out:
        if found.encoding == "mixed":
            out.writelines(_mixed_lines(path))
            return
        with path.open(encoding=found.encoding, errors="replace") as lines:
            out.writelines(lines)


def empty_lines(path: Path) -> list[int]:
    """Numbers of the rows with nothing on them; a file without any is not split into lines."""
    before = b""
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            joined = before + chunk
            if b"\n\n" in joined or b"\n\r\n" in joined:
                break
            before = chunk[-2:]
        else:
            return []
        source.seek(0)
        rows, inside = _empty_rows(source)
        if inside:
            # A quotation mark stands within a cell, so none tells where a row goes on.
            source.seek(0)
            rows = [row for row, line in enumerate(source, 1) if not line.rstrip(b"\r\n")]
        return rows


def _empty_rows(source: Iterable[bytes]) -> tuple[list[int], bool]:
    """Numbers of the empty rows, and whether the last one is unfinished.

    A cell in quotation marks may go over several lines, which are one row to a person.
    """
    found: list[int] = []
    row, inside = 0, False
    for line in source:
        row += not inside
        if not inside and not line.rstrip(b"\r\n"):
            found.append(row)
        inside ^= line.count(b'"') % 2 == 1
    return found, inside


class _LineEnds:
    """Tells whether all lines end alike; a pair may straddle two chunks."""

    def __init__(self) -> None:
        self._cr = self._lf = self._pairs = 0
        self._plain = self._ended_cr = False

    def add(self, chunk: bytes) -> None:
        self._pairs += self._ended_cr and chunk.startswith(b"\n")
        self._ended_cr = chunk.endswith(b"\r")
        if b"\r" not in chunk:
            # Counting is slow and most files have no returns at all.
            self._plain = self._plain or chunk.rfind(b"\n", 1) > 0
            self._lf += chunk.startswith(b"\n")
            return
        self._cr += chunk.count(b"\r")
        self._lf += chunk.count(b"\n")
        self._pairs += chunk.count(b"\r\n")

    @property
    def mixed(self) -> bool:
        """True unless every line ends as the others do; returns alone count as mixed."""
        return self._cr > 0 and (self._plain or not self._cr == self._lf == self._pairs)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(start: bytes, utf8: bool) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig" if utf8 else "mixed"
    # Latin letters in UTF-16 without a mark have a zero in every second byte.
    if len(start) > 3 and start[1::2].count(0) > len(start) * 0.3:
        return "utf-16-le"
    if len(start) > 3 and start[0::2].count(0) > len(start) * 0.3:
        return "utf-16-be"
    return "utf-8" if utf8 else "mixed"


def _mixed_lines(path: Path) -> Iterator[str]:
    """UTF-8 where a line is, else Windows-1252, the code page of council PCs."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines):
            yield _line(line.removeprefix(codecs.BOM_UTF8) if number == 0 else line)


def _line(line: bytes) -> str:
    body = line.rstrip(b"\r\n")
    for encoding in ("utf-8", "cp1252"):
        try:
            return body.decode(encoding).replace("\r", "\n") + "\n"
        except UnicodeDecodeError:
            continue
    return body.decode("latin-1").replace("\r", "\n") + "\n"
