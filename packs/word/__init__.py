"""A pack as a Word document, and in the shape of a committee report."""

from packs.word.document import write, write_report

__all__ = ["write", "write_report"]
