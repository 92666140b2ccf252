"""What the tests of leaks share with those of pages."""

from tests.pages.conftest import at_this_computer

__all__ = ["at_this_computer"]
