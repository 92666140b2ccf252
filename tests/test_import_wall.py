"""The import wall: which room may import what. Read from the source, so unused rooms count too.

One natural way through: extract -> data -> release -> metrics -> figures -> pages or packs. Nothing
flows back.
"""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent

NEVER_IMPORTS = {
    "pages": {"duckdb", "data"},
    "session": {"plotly"},
    "metrics": {"streamlit", "plotly", "duckdb", "data", "figures", "packs"},
    "data": {"streamlit", "plotly", "metrics", "figures", "packs", "plan"},
    "plan": {"streamlit", "plotly", "duckdb", "data", "metrics"},
    "figures": {"streamlit", "duckdb", "data"},
    "packs": {"streamlit", "duckdb", "data"},
}
ROOMS = set(NEVER_IMPORTS) - {"session"}
# Wiring joins the rooms and holds no rule; it is free, and no room may come to depend on it.
WIRING = {"app", "session", "server", "start"}
OUTSIDE = {"tests", "benchmarks"}


def sources(root: Path) -> Iterator[Path]:
    """Every .py file that belongs to the product, relative to `root`."""
    yield from sorted(path.relative_to(root) for path in root.glob("*.py"))
    for folder in sorted(root.iterdir()):
        ours = not folder.name.startswith(".") and folder.name not in OUTSIDE
        if folder.is_dir() and ours and not (folder / "pyvenv.cfg").exists():
            yield from sorted(path.relative_to(root) for path in folder.rglob("*.py"))


def module_name(path: Path) -> str:
    """`metrics/measures/__init__.py` -> `metrics.measures`."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def package_of(path: Path) -> str:
    return ".".join(path.parts[:-1])


def imports(tree: ast.Module, package: str) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of each import, with names imported from a module as its parts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute_base(node, package)
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}".lstrip(".")
        elif isinstance(node, ast.Call) and (name := imported_by_call(node, package)):
            yield node.lineno, name


def absolute_base(node: ast.ImportFrom, package: str) -> str:
    """The module a `from ... import` reads, with its leading dots resolved."""
    if not node.level:
        return node.module or ""
    above = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def imported_by_call(node: ast.Call, package: str) -> str | None:
    """The literal module of `importlib.import_module("x")`, `import_module("x")`, `__import__("x")`."""
    function = node.func
    called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if called not in {"import_module", "__import__"} or not node.args:
        return None
    name = node.args[0]
    if not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
        return None
    if name.value.startswith("."):
        return importlib.util.resolve_name(name.value, package_argument(node, package))
    return name.value


def package_argument(node: ast.Call, package: str) -> str:
    given = [*node.args[1:2], *(word.value for word in node.keywords if word.arg == "package")]
    literal = given and isinstance(given[0], ast.Constant)
    return str(given[0].value) if literal else package


def is_wiring(module: str) -> bool:
    return module.split(".")[0] in WIRING or module.endswith("__main__")


def fault(importer: str, imported: str) -> str | None:
    """Why `importer` may not import `imported`, or nothing where it may."""
    room, target = importer.split(".")[0], imported.split(".")[0]
    bound_by_its_room = room == "session" or not is_wiring(importer)
    if bound_by_its_room and target in NEVER_IMPORTS.get(room, set()):
        return f"{room} never imports {target}"
    if is_wiring(importer) or (room == "pages" and target == "session"):
        return None
    if target in WIRING or "__main__" in imported.split("."):
        return f"{imported} is wiring, and nothing imports it (pages may import session)"
    return None


def faults(root: Path) -> list[str]:
    """Every import that goes through the wall: `metrics/a.py:3 imports duckdb: ...`."""
    found = []
    for path in sources(root):
        tree = ast.parse((root / path).read_text(encoding="utf-8"), filename=str(path))
        importer = module_name(path)
        for line, imported in imports(tree, package_of(path)):
            if reason := fault(importer, imported):
                found.append(f"{path.as_posix()}:{line} imports {imported}: {reason}")
    return found


def strangers(root: Path) -> list[str]:
    """Files in no room: the wall says nothing about them, so they may not exist."""
    known = [
        p
        for p in sources(root)
        if p.parts[0] in ROOMS | {"session"} or (p.stem in WIRING and not p.parts[1:])
    ]
    return [path.as_posix() for path in sources(root) if path not in known]


def plant(root: Path, path: str, code: str) -> list[str]:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(code, encoding="utf-8")
    return faults(root)


def test_no_room_imports_what_it_never_may():
    assert faults(PROJECT) == []


def test_every_python_file_belongs_to_a_room():
    assert strangers(PROJECT) == []


def test_the_wall_reads_the_files_of_this_project():
    assert Path("start.py") in list(sources(PROJECT))


def test_a_project_with_empty_rooms_passes(tmp_path):
    (tmp_path / "metrics").mkdir()
    assert faults(tmp_path) == []


PAIRS = [(room, target) for room in sorted(ROOMS) for target in sorted(NEVER_IMPORTS[room])]


@pytest.mark.parametrize(("room", "target"), PAIRS)
def test_a_planted_import_through_the_wall_is_found(tmp_path, room, target):
    (found,) = plant(tmp_path, f"{room}/deep/file.py", f"\nimport {target}.inner as inside\n")
    assert found == f"{room}/deep/file.py:2 imports {target}.inner: {room} never imports {target}"


@pytest.mark.parametrize(
    "code",
    [
        "import duckdb",
        "import os, duckdb as d",
        "from duckdb import connect",
        "from duckdb.typing import BIGINT",
        "def f():\n    import duckdb",
        "if True:\n    from duckdb import sql",
        "import importlib\nimportlib.import_module('duckdb')",
        "from importlib import import_module\nimport_module('duckdb.typing')",
        "__import__('duckdb')",
        "from ... import duckdb",
        "from ...duckdb import connect",
        "import importlib\nimportlib.import_module('.store', package='data')",
    ],
)
def test_every_way_of_importing_is_seen(tmp_path, code):
    (found,) = plant(tmp_path, "metrics/measures/file.py", code)
    assert "metrics never imports d" in found


@pytest.mark.parametrize(
    "code",
    [
        "from . import duckdb",
        "from .data import x",
        "from .. import figures",
        "import metrics.data",
        "name = 'duckdb'",
        "import plan",
        "from scipy import stats",
        "import dataclasses, database",
    ],
)
def test_a_name_that_only_looks_alike_is_let_through(tmp_path, code):
    assert plant(tmp_path, "metrics/measures/file.py", code) == []


def test_session_joins_every_room_but_never_draws(tmp_path):
    code = "import streamlit, duckdb, data, metrics, plan, figures, packs"
    assert plant(tmp_path, "session.py", code) == []
    (found,) = plant(tmp_path, "session.py", "import plotly.express")
    assert "session never imports plotly" in found


@pytest.mark.parametrize("path", ["app.py", "server.py", "start.py", "metrics/__main__.py"])
def test_wiring_may_import_any_room(tmp_path, path):
    assert plant(tmp_path, path, "import streamlit, duckdb, data, metrics, session, packs") == []


@pytest.mark.parametrize("wiring", ["app", "server", "start", "{room}.__main__"])
@pytest.mark.parametrize("room", sorted(ROOMS))
def test_nothing_imports_wiring(tmp_path, room, wiring):
    (found,) = plant(tmp_path, f"{room}/a.py", f"import {wiring.format(room=room)}")
    assert "is wiring, and nothing imports it" in found


def test_only_pages_import_session(tmp_path):
    assert plant(tmp_path, "pages/1_overview.py", "from session import view") == []
    (found,) = plant(tmp_path, "figures/a.py", "from session import view")
    assert "session.view is wiring" in found


def test_a_file_outside_every_room_is_named(tmp_path):
    for path in (
        "stray.py",
        "helpers/a.py",
        "tests/a.py",
        "benchmarks/b.py",
        ".venv/c.py",
        "data/d.py",
    ):
        plant(tmp_path, path, "")
    assert strangers(tmp_path) == ["stray.py", "helpers/a.py"]
