"""What the README says is so: its commands exist with their options, its variables are read."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"`python -m (data|metrics|packs) (\w+)([^`]*)`", README)


def indented_lines() -> list[str]:
    return [line.strip() for line in README.splitlines() if line.startswith("    ")]


def test_the_two_commands_come_first():
    assert indented_lines()[:2] == ["python3 start.py", "python3 start.py test"]


@pytest.mark.parametrize(("room", "command", "options"), COMMANDS)
def test_a_command_of_the_readme_exists_with_its_options(room, command, options):
    done = subprocess.run(
        [sys.executable, "-m", room, command, "--help"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert [o for o in re.findall(r"--[a-z-]+", options) if o not in done.stdout] == []


def test_every_environment_variable_is_explained_and_every_one_explained_is_read():
    explained = set(re.findall(r"^\| `(AP_\w+)`", README, re.M))
    folders = ("data/**", "session", "pages")
    files = [*PROJECT.glob("*.py"), *(f for name in folders for f in PROJECT.glob(f"{name}/*.py"))]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert explained == set(re.findall(r"""["'](AP_[A-Z_]+)["']""", code))


def test_every_folder_it_names_is_there():
    named = set(re.findall(r"`(\w+)/`", README)) - {"releases"}
    assert [folder for folder in sorted(named) if not (PROJECT / folder).is_dir()] == []
