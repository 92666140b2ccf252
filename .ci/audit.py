"""Looks every pinned library up among the known weaknesses; ends with 1 where one stands there.

    python .ci/audit.py [--osv-url URL] [REQUIREMENTS]

Asks the Python Packaging Advisory Database (or an OSV service), with pip-audit. Without a network
nothing is looked up: it says so and ends with 0, because a build machine need not have one.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def command(requirements: Path, osv_url: str | None) -> list[str]:
    service = ["--vulnerability-service", "osv", "--osv-url", osv_url] if osv_url else []
    shown = ["--format", "json", "--progress-spinner", "off"]
    pinned = ["--requirement", str(requirements), "--require-hashes", "--disable-pip"]
    return [sys.executable, "-m", "pip_audit", *pinned, *shown, *service]


def weaknesses(found: dict) -> list[str]:
    """A line for each library of a pip-audit report that has known weaknesses."""
    return [
        f"{one['name']} {one['version']}: {_told(weak)}"
        for one in found["dependencies"]
        for weak in one.get("vulns", ())
    ]


def _told(weak: dict) -> str:
    mended = " or ".join(weak["fix_versions"]) or "no version yet"
    return f"{weak['id']}, mended in {mended}. {weak.get('description', '')[:200]}".strip()


def not_looked_up(found: dict) -> list[str]:
    return [one["name"] for one in found["dependencies"] if "skip_reason" in one]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("requirements", nargs="?", type=Path, default=ROOT / "requirements.txt")
    parser.add_argument("--osv-url")
    asked = parser.parse_args(arguments)
    ran = subprocess.run(command(asked.requirements, asked.osv_url), capture_output=True, text=True)
    try:
        found = json.loads(ran.stdout)
    except ValueError:
        reason = (ran.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]
        print(f"NOT AUDITED: the advisories could not be reached. {reason}")
        return 0
    weak, missed = weaknesses(found), not_looked_up(found)
    if missed:
        named = ", ".join(missed[:5]) + (" and others" if len(missed) > 5 else "")
        print(f"NOT AUDITED: {len(missed)} of {len(found['dependencies'])}: {named}")
    print(*weak, sep="\n") if weak else None
    checked = len(found["dependencies"]) - len(missed)
    print(f"{checked} libraries looked up, {len(weak)} known weaknesses")
    return 1 if weak else 0


if __name__ == "__main__":
    raise SystemExit(main())
