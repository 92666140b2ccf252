"""Workstream 4 of the strategy."""

import session
from pages.parts import workstream

workstream.page(session.view("workstream_4"), 4)
