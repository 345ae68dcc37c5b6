"""Search by words: an FTS5 table on SQLite, GIN indexes on PostgreSQL. Both keep to the articles that are visible.

On SQLite triggers keep the table `article_search` in step within the article's own transaction; it holds no text of
its own. On PostgreSQL the indexes lie on expressions, which a question must repeat to the letter. Migration 0002 makes
both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, column, false, func, literal_column, select, table, true

from worker.store.schema import ARTICLE
from worker.store.words import storable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Select

_SEARCH = table("article_search", column("rowid"))
_WORDS = "to_tsvector('simple'::regconfig, left(article.title || ' ' || article.text, 100000))"
"""A tsvector holds a megabyte; 100,000 characters can't fill it, whatever stands in them."""
_CITED = "to_tsvector('simple'::regconfig, article.cited_sources)"

_TERM = re.compile(r'"([^"]*)"(\*?)|([^\s"]+)')
_WORD = re.compile(r"[^\W_]")
MOST_TERMS = 16
"""Terms that count; each is a lookup of its own."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand next to one another.

    Attributes:
        words: as they were typed.
        prefix: whether the last one stands for its beginnings.
    """

    words: str
    prefix: bool = False


def terms(typed: str) -> list[Term]:
    """What somebody looks for; whatever is typed means something, and nothing in it is an operator but " and *.

    Args:
        typed: words; several in quotation marks stand next to one another, and what ends in * stands for its
            beginnings.
    """
    found = []
    for phrase, star, word in _TERM.findall(storable(typed)):
        text = phrase or word.rstrip("*")
        if _WORD.search(text):
            found.append(Term(text.strip(), bool(star) or word.endswith("*")))
    return found[:MOST_TERMS]


def matching(conn: Connection, *, q: str = "", cited: str = "") -> ColumnElement[bool]:
    """The articles that a search finds.

    Args:
        conn: says which database it is.
        q: what stands in headline or text, as `terms` reads it; "" for anything.
        cited: the same for the names of cited sources.

    Returns:
        A condition on ARTICLE. A search without a letter or figure finds nothing.
    """
    wanted = _wanted(q, cited)
    if not all(found for _, _, found in wanted):
        return false()
    if conn.dialect.name == "postgresql":
        return and_(true(), *(_vector_matches(vector, one) for _, vector, found in wanted for one in found))
    # + 0 keeps SQLite from reading every hit's article: a word that stands in each of them would take seconds
    return (ARTICLE.c.id + 0).in_(_matches(wanted))


def hits(conn: Connection, *, q: str, cited: str, most: int) -> list[int] | None:
    """The articles that a search finds, where the database can tell them without reading an article.

    Args:
        conn: says which database it is.
        q: as in `matching`.
        cited: as in `matching`.
        most: most numbers to return.

    Returns:
        Their numbers, on SQLite in the order of the numbers; None on PostgreSQL.
    """
    wanted = _wanted(q, cited)
    if conn.dialect.name == "postgresql":
        return None
    if not all(found for _, _, found in wanted):
        return []
    return list(conn.execute(_matches(wanted).limit(most)).scalars())


def unfolds(*typed: str) -> bool:
    """Whether what was typed holds a beginning: FTS5 looks up all its words before it tells the first article."""
    return any(term.prefix for one in typed for term in terms(one))


def _wanted(q: str, cited: str) -> list[tuple[str, str, list[Term]]]:
    """Columns, vector and terms of what was typed."""
    fields = (("{title text}", _WORDS, q), ("{cited}", _CITED, cited))
    return [(columns, vector, terms(typed)) for columns, vector, typed in fields if typed.strip()]


def _matches(wanted: Sequence[tuple[str, str, list[Term]]]) -> Select[int]:
    match = " AND ".join(f"{columns} : ({_fts5(found)})" for columns, _, found in wanted)
    return select(_SEARCH.c.rowid).where(literal_column("article_search").op("MATCH")(match))


def _fts5(found: Sequence[Term]) -> str:
    """Terms as FTS5 strings; its tokeniser makes a phrase of each."""
    return " AND ".join(f'"{one.words}"{" *" if one.prefix else ""}' for one in found)


def _vector_matches(vector: str, term: Term) -> ColumnElement[bool]:
    simple: ColumnElement[str] = literal_column("'simple'::regconfig")
    if not term.prefix:
        query = func.phraseto_tsquery(simple, term.words)
    else:
        parts = ["'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in term.words.split()]
        query = func.to_tsquery(simple, " <-> ".join(parts) + ":*")
    return literal_column(vector).op("@@")(query)
