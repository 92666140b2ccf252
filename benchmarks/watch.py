"""One process watched to its end: its seconds, and the memory of it and its children together."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
EVERY = 0.05


@dataclass(frozen=True)
class Watched:
    """Seconds by the clock, those of the processors, and the peak of the memory in MB.

    The memory is that of the process and all its children at one time, None where it cannot be
    read; what several of them share is counted once.
    """

    seconds: float
    processor: float
    peak_mb: float | None


def watched(command: list[str], folder: Path, settings: Mapping[str, str] | None = None) -> Watched:
    """Run `command` in `folder`; its failure ends the benchmark with what it wrote."""
    around = {**os.environ, **(settings or {})}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as messages:
        before, began = os.times(), time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=around, stdout=subprocess.DEVNULL, stderr=messages
        )
        peak = _Peak(process.pid)
        peak.start()
        code = process.wait()
        seconds, after = time.perf_counter() - began, os.times()
        peak.join()
        messages.seek(0)
        if code:
            sys.exit(f"{messages.read()}\n{' '.join(command)}\nended with code {code}")
    spent = after.children_user + after.children_system
    spent -= before.children_user + before.children_system
    return Watched(seconds, spent, peak.found / 1e6 if peak.found else None)


class _Peak(threading.Thread):
    """Looks at a process and its children until it has ended."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process = process
        self.found = 0

    def run(self) -> None:
        while (PROC / str(self._process)).exists():
            held = sum(memory(one) for one in family(self._process))
            self.found = max(self.found, held)
            time.sleep(EVERY)


def family(process: int) -> Iterator[int]:
    """A process, its children, theirs, and so on; none where the system does not tell."""
    yield process
    for task in _listed(PROC / str(process) / "task"):
        for child in _read(task / "children").split():
            yield from family(int(child))


def memory(process: int) -> int:
    """Bytes a process holds, its share of what it has in common with others; 0 if it has ended."""
    for line in _read(PROC / str(process) / "smaps_rollup").splitlines():
        name, _, size = line.partition(":")
        if name == "Pss":
            return int(size.split()[0]) * 1024
    return 0


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
