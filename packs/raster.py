"""SVG pictures to PNG in a process of its own: python -m packs.raster FOLDER SCALE FONTS

The rasteriser lets nothing else of its process run; beside it the other formats are written. Each
NNN.svg of the folder becomes NNN.png, in the order of their names.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import vl_convert

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Rasterising:
    """Pictures on their way; `done` waits for them."""

    _folder: tempfile.TemporaryDirectory[str]
    _process: subprocess.Popen[bytes]
    _many: int

    def done(self) -> list[bytes]:
        """The PNG of each picture. Raises RuntimeError where one could not be made."""
        with self._folder as folder:
            _, told = self._process.communicate()
            if self._process.returncode:
                raise RuntimeError(f"pictures could not be drawn: {told.decode(errors='replace')}")
            return [_named(Path(folder), n, "png").read_bytes() for n in range(self._many)]


def begin(pictures: Sequence[str], scale: float, fonts: Path) -> Rasterising:
    """Start drawing; the caller goes on with something else meanwhile."""
    folder = tempfile.TemporaryDirectory(prefix="pictures-")
    for number, picture in enumerate(pictures):
        _named(Path(folder.name), number, "svg").write_text(picture, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "packs.raster", folder.name, str(scale), str(fonts)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    return Rasterising(folder, process, len(pictures))


def _named(folder: Path, number: int, ending: str) -> Path:
    return folder / f"{number:04d}.{ending}"


def main(folder: Path, scale: float, fonts: str) -> None:
    vl_convert.register_font_directory(fonts)
    for picture in sorted(folder.glob("*.svg")):
        svg = picture.read_text(encoding="utf-8")
        picture.with_suffix(".png").write_bytes(vl_convert.svg_to_png(svg, scale=scale))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3])
