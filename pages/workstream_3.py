"""Workstream 3 of the strategy."""

import session
from pages.parts import workstream

workstream.page(session.view("workstream_3"), 3)
