"""Figures drawn in a process of their own, beside whatever else is done: python -m packs.drawing

Figures come one after another on its standard input and are drawn in that order; what becomes a
PNG is made whenever no figure waits to be drawn. NNNN.chart and NNNN.png of the folder are
complete as soon as they are there; whoever makes NNNN.taken first makes the PNG.
"""

import pickle
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any

from figures.figure import Figure

ROOT = Path(__file__).resolve().parent.parent
# How often it is looked whether a file is there.
PAUSE = 0.005
# What the process says of its faults.
SAID = "said.txt"


class NotDrawn(RuntimeError):
    """The process that draws has ended before its time."""


@dataclass
class Drawing:
    """Figures on their way; `chart` and `png` wait for one of them.

    Raises NotDrawn where the process has ended without it, with what it said.
    """

    _folder: tempfile.TemporaryDirectory[str]
    _process: subprocess.Popen[bytes]
    has_png: bool
    _places: dict[str, int] = field(default_factory=dict)

    def __contains__(self, figure_id: str) -> bool:
        return figure_id in self._places

    def send(self, figure: Figure) -> None:
        """Have a figure drawn; one that was sent before is not drawn again."""
        if figure.id in self._places:
            return
        self._places[figure.id] = len(self._places)
        assert self._process.stdin
        try:
            pickle.dump(figure, self._process.stdin)
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None

    def chart(self, figure_id: str) -> Any:
        """The chart of a figure, and the same dressed."""
        return pickle.loads(self._file(figure_id, "chart"))

    def takes_png(self, figure_id: str) -> bool:
        """Whether the caller may make the PNG, because nobody has begun to."""
        return _takes(Path(self._folder.name), self._places[figure_id])

    def png(self, figure_id: str) -> bytes:
        """The dressed picture in pixels."""
        return self._file(figure_id, "png")

    def _file(self, figure_id: str, ending: str) -> bytes:
        path = _named(Path(self._folder.name), self._places[figure_id], ending)
        while not path.is_file():
            if self._process.poll() is not None and not path.is_file():
                raise self._ended()
            time.sleep(PAUSE)
        return path.read_bytes()

    def _ended(self) -> NotDrawn:
        self._process.wait()
        told = (Path(self._folder.name) / SAID).read_text(encoding="utf-8", errors="replace")
        return NotDrawn(f"pictures could not be drawn: {told}")

    def close(self) -> None:
        """Stop drawing, and delete what was drawn."""
        self._process.kill()
        self._process.communicate()
        self._folder.cleanup()


def begin(*, png: bool) -> Drawing:
    """Start a process that waits for figures, and makes PNGs of them where that is asked for."""
    folder = tempfile.TemporaryDirectory(prefix="pictures-")
    with (Path(folder.name) / SAID).open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "packs.drawing", folder.name, *(["png"] if png else [])],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
    return Drawing(folder, process, png)


def _named(folder: Path, number: int, ending: str) -> Path:
    return folder / f"{number:04d}.{ending}"


def _takes(folder: Path, number: int) -> bool:
    try:
        _named(folder, number, "taken").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _write(folder: Path, number: int, ending: str, held: bytes) -> None:
    part = _named(folder, number, f"{ending}.part")
    part.write_bytes(held)
    part.replace(_named(folder, number, ending))


def _read(source: IO[bytes], waiting: "SimpleQueue[Figure | None]") -> None:
    while True:
        try:
            waiting.put(pickle.load(source))
        except EOFError:
            waiting.put(None)
            return


def _coming(waiting: "SimpleQueue[Figure | None]", idle: "deque[Any]") -> Iterator[Figure | None]:
    """Each figure as it comes; None whenever none waits and there is something else to do."""
    open_ = True
    while open_ or idle:
        try:
            # While a picture is drawn nothing else runs: a moment for what has come to be read.
            figure = waiting.get(timeout=PAUSE if idle else None) if open_ else None
        except Empty:
            yield None
            continue
        if open_ and figure is None:
            open_ = False
            continue
        yield figure


def main(folder: Path, *, png: bool) -> None:
    """Draw what comes on standard input."""
    # Only the process that draws needs what draws.
    from packs.pictures import Pictures

    waiting: SimpleQueue[Figure | None] = SimpleQueue()
    Thread(target=_read, args=(sys.stdin.buffer, waiting), daemon=True).start()
    pictures, idle, number = Pictures(), deque[tuple[int, Figure]](), 0
    for figure in _coming(waiting, idle):
        if figure is None:
            place, drawn = idle.popleft()
            if _takes(folder, place):
                _write(folder, place, "png", pictures.png(drawn))
            continue
        _write(folder, number, "chart", pickle.dumps(pictures.charts(figure)))
        if png:
            idle.append((number, figure))
        number += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), png="png" in sys.argv[2:])
