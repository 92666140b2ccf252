"""Workstream 2 of the strategy."""

import session
from pages.parts import workstream

workstream.page(session.view("workstream_2"), 2)
