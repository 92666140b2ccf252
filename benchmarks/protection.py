"""How long protecting and attacking the public figures takes, beside the build they are part of.

    python benchmarks/protection.py [--runs 3]

Each run builds the county sample, made once, in a process of its own; the build keeps in its
manifest how long protection and audit took.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from build import ROOT, sample, timed

sys.path.insert(0, str(ROOT))
from data import store


def measured(folder: Path, releases: Path) -> tuple[float, float, float]:
    """Seconds of the build without them, of protection and of the audit, in one run."""
    command = [sys.executable, "-m", "data", "build", "--input", str(folder)]
    run = timed([*command, "--releases", str(releases)])
    told = store.manifest(releases, run.output.split()[-1])["audit"]
    protect, audit = told["seconds"]["protect"], told["seconds"]["audit"]
    return run.seconds - protect - audit, protect, audit


def main() -> None:
    """Print the medians and what they come to together."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    extracts, found = sample("county"), []
    for _ in range(parser.parse_args().runs):
        with tempfile.TemporaryDirectory() as folder:
            found.append(measured(extracts, Path(folder) / "releases"))
    build, protect, audit = (statistics.median(column) for column in zip(*found, strict=True))
    print(f"build without them {build:6.1f} s")
    print(f"protection         {protect:6.1f} s")
    print(f"audit              {audit:6.1f} s")
    print(f"together           {(protect + audit) / build:6.2f} of the build; at most 1 is the aim")


if __name__ == "__main__":
    main()
