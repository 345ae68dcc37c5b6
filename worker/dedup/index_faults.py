"""What keeps an index from being used."""

from __future__ import annotations


class IndexMismatch(RuntimeError):  # noqa: N818 - says what it found, as the error of a check does
    """The index was made with other parameters, or is gone; the message names the difference and the way out."""


class IndexGone(IndexMismatch):
    """The server does not know the index, as after it lost its data."""


class IndexBehind(RuntimeError):  # noqa: N818 - as above
    """The server was started again and may have lost some of the index; it has to be refilled first."""
