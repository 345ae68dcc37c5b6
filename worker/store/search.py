"""Search by words in headlines and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_

from worker.store.schema import ARTICLE

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def matching(words: str) -> ColumnElement[bool]:
    """The articles that hold each of these words in headline or text.

    Args:
        words: as a person types them.
    """
    return and_(
        *(
            or_(ARTICLE.c.title.icontains(word, autoescape=True), ARTICLE.c.text.icontains(word, autoescape=True))
            for word in words.split()
        )
    )
