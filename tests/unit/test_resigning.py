"""Signatures of another format are made anew, a portion at a time, and only where the text is still the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from support.rows import article
from support.signatures import first_format
from support.stories import DAM, body

from worker.dedup.bands import buckets, stale, stored_buckets
from worker.dedup.signing import Signer
from worker.resigning import PORTION, Resigned, readable
from worker.store.schema import ARTICLE
from worker.store.signatures import Signatures

if TYPE_CHECKING:
    from worker.store.database import Database

NOW = 1_750_000_000.0
SIGNER = Signer()


def sign(text: str) -> bytes:
    """A signature as it is stored."""
    return SIGNER.sign(text).to_bytes()


def filled(db: Database, count: int) -> list[str]:
    """Articles with signatures of the first format; their texts in order of their numbers."""
    texts = [f"Nelayan nomor {number} melaut." for number in range(count)]
    with db.write() as conn:
        for number, text in enumerate(texts):
            one = article(conn, f"pagi.example/{number}", NOW, text=text)
            conn.execute(update(ARTICLE).where(ARTICLE.c.id == one).values(signature=first_format(text)))
    return texts


def stored(db: Database) -> list[bytes]:
    """The stored signatures in order of their numbers."""
    with db.read() as conn:
        return list(conn.execute(select(ARTICLE.c.signature).order_by(ARTICLE.c.id)).scalars())


def test_old_signatures_are_made_anew_once_and_in_portions(db: Database) -> None:
    """What is given and what is stored are today's signatures; whoever asks again signs nothing."""
    texts = filled(db, PORTION + 3)
    signed: list[str] = []

    def counted(text: str) -> bytes:
        signed.append(text)
        return sign(text)

    wanted = [sign(text) for text in texts]
    for _ in range(2):
        portions = list(Resigned(Signatures(db), counted).signatures(after=0, since=None))
        assert wanted == [signature for rows in portions for _, signature, _ in rows]
        assert PORTION + 3 == len({number for rows in portions for number, _, _ in rows})

    assert texts == signed
    assert wanted == stored(db)
    assert not Resigned(Signatures(db), sign).empty()


def test_the_first_portions_are_stored_when_the_last_ones_are_not_reached(db: Database) -> None:
    """A refill that is killed goes on where it was."""
    texts = filled(db, PORTION + 3)
    assert PORTION == len(next(Resigned(Signatures(db), sign).signatures(after=0, since=None)))

    assert [sign(text) for text in texts[:PORTION]] + [first_format(text) for text in texts[PORTION:]] == stored(db)


def test_what_changes_meanwhile_keeps_what_its_writer_wrote(db: Database) -> None:
    """Between reading a text and storing its signature the first is written anew, and the second removed."""
    filled(db, 2)
    other = sign(body(DAM))

    def slow(text: str) -> bytes:
        with db.write() as conn:
            conn.execute(update(ARTICLE).where(ARTICLE.c.id == 1).values(signature=other))
            conn.execute(delete(ARTICLE).where(ARTICLE.c.id == 2))
        return sign(text)

    assert [1, 2] == [n for rows in Resigned(Signatures(db), slow).signatures(after=0, since=None) for n, _, _ in rows]
    assert [other] == stored(db)


def test_an_old_signature_has_no_buckets_in_the_present_index() -> None:
    """So an article that bears one leaves none when its text changes, and none when it is removed."""
    keys = buckets(SIGNER.sign(body(DAM)))

    assert not readable(first_format(body(DAM)))
    assert [] == stored_buckets(first_format(body(DAM))) == stored_buckets(b"")
    assert [] == stale(first_format(body(DAM)), keys) == stale(b"", keys)
    assert keys == stored_buckets(sign(body(DAM)))
    assert sorted(keys) == stale(sign(body(DAM)), [])
