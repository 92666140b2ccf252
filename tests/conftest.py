"""Shared fixtures: the reference folder beside the project, and a guard on the real releases."""

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def reference() -> Path:
    """Real DfE files, kept beside the project and never inside it."""
    folder = PROJECT.parent / "shared" / "reference"
    if not folder.is_dir():
        pytest.skip(f"DfE reference files are not here: {folder}")
    return folder
