"""A pack as a tagged PDF."""

from packs.pdf.document import compiled, pages, write

__all__ = ["compiled", "pages", "write"]
