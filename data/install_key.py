"""The key of the identifier hash."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

KEY_FILE = Path(__file__).resolve().parent.parent / ".install-key"


def install_key() -> str:
    """The key of the identifier hash: from AP_HASH_KEY, else one random key per install."""
    given = os.environ.get("AP_HASH_KEY")
    if given:
        return given
    if not KEY_FILE.is_file():
        with _private(KEY_FILE) as file:
            file.write(secrets.token_hex(32))
    return KEY_FILE.read_text(encoding="ascii").strip()


@contextmanager
def _private(path: Path) -> Iterator[TextIO]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        yield file
