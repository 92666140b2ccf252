"""What the repository may not hold: paths of one machine, registry addresses, unlocked or unfinished things."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt"]

# Written in pieces, so that this file does not find itself.
MACHINE_PATH = re.compile(
    r"(?<![\w.])/(?:[w]ork|[t]mp|[f]arm|[r]oot|[o]pt/(?:pypi|wheels))/|/(?:[h]ome|[U]sers)/\w+/|[A-Z]:\\[U]sers\\"
)
REGISTRY = re.compile(
    r"(?:[p]ypi\.org|[p]ythonhosted\.org|[r]egistry\.npmjs|(?<!emit-)[i]ndex-url[ =]|[f]ind-links|[a]naconda\.org)",
    re.I,
)
UNFINISHED = re.compile(r"\b(?:[T]ODO|[F]IXME|[X]XX)\b")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every tracked text file of the project: path -> content."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so there is no list of the project's own files")
    return {name: text for name in listed.stdout.split("\0") if (text := read(name)) is not None}


def read(name: str) -> str | None:
    """The file's text, or nothing for one that is deleted or is not text."""
    path = PROJECT / name
    if not name or not path.is_file():
        return None
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def finds(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def requirements(name: str) -> dict[str, str]:
    """Each pinned requirement with everything written about it: `name==version` -> its lines."""
    found: dict[str, str] = {}
    current = ""
    for line in (PROJECT / name).read_text(encoding="utf-8").splitlines():
        if re.match(r"[A-Za-z0-9]", line):
            current = line.split(";")[0].rstrip(" \\")
        if current:
            found[current] = found.get(current, "") + line + "\n"
    return found


def test_no_file_holds_a_path_of_one_machine(texts):
    assert finds(MACHINE_PATH, texts) == []


def test_no_file_holds_the_address_of_a_package_registry(texts):
    assert finds(REGISTRY, texts) == []


def test_nothing_is_marked_as_unfinished(texts):
    assert finds(UNFINISHED, texts) == []


@pytest.mark.parametrize(
    "line", ["see /" + "tmp/x", "C:" + r"\Users\ann", "/" + "home/ann/project"]
)
def test_a_planted_machine_path_is_found(line):
    assert finds(MACHINE_PATH, {"a.py": f"first\n{line}"}) == [f"a.py:2: {line}"]


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_and_carries_hashes(name):
    listed = requirements(name)
    assert len(listed) > 20
    assert [r for r in listed if not re.fullmatch(r"[\w.\[\]-]+==[\w.!+]+", r)] == []
    assert [r for r, lines in listed.items() if "--hash=sha256:" not in lines] == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_requirement_names_an_address(name):
    text = (PROJECT / name).read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if "://" in line or line.startswith("-")] == []


def test_what_is_tested_is_what_runs():
    assert set(requirements("requirements.txt")) <= set(requirements("requirements-dev.txt"))


@pytest.mark.parametrize("name", LOCKS)
def test_the_locked_versions_are_those_the_project_asks_for(name):
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = set(project["dependencies"])
    if name == "requirements-dev.txt":
        wanted |= set(project["optional-dependencies"]["dev"])
    plain = {re.sub(r"\[.*?\]", "", requirement) for requirement in wanted}
    assert plain <= {re.sub(r"\[.*?\]", "", requirement) for requirement in requirements(name)}
