"""Text as both databases take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect


def storable(text: str) -> str:
    """The text without NUL and lone surrogates, which PostgreSQL and UTF-8 refuse; places in it stay where they are."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


class Words(TypeDecorator[str]):
    """A TEXT column that takes whatever the web sent: a URL, an error's words, a page's title.

    One unstorable character in one of them would otherwise roll back the transaction that closes the submission, or the
    whole batch that it came with.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the base's name
        """What is sent to the database."""
        return None if value is None else storable(value)
