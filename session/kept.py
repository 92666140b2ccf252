"""What is read of a release is kept for the next reader, but each is asked for their role."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import streamlit as st

from session import who
from session.views import View

P = ParamSpec("P")
T = TypeVar("T")
Reader = Callable[Concatenate[View, P], T]


def kept(
    max_entries: int, show_spinner: bool | str = False
) -> Callable[[Reader[P, T]], Reader[P, T]]:
    """st.cache_data for readers of a view: the key holds its audience, and so does the door.

    A value that was kept for officers is refused to others as one that is read anew.
    """

    def wrap(reader: Reader[P, T]) -> Reader[P, T]:
        read = st.cache_data(max_entries=max_entries, show_spinner=show_spinner)(reader)

        @wraps(reader)
        def asked(view: View, *args: P.args, **kwargs: P.kwargs) -> T:
            who.must_read(view.audience)
            return read(view, *args, **kwargs)

        return asked

    return wrap
