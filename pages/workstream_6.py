"""Workstream 6 of the strategy."""

import session
from pages.parts import workstream

workstream.page(session.view("workstream_6"), 6)
