"""Workstream 1 of the strategy."""

import session
from pages.parts import workstream

workstream.page(session.view("workstream_1"), 1)
