"""Statements that run on SQLite's own driver say what SQLAlchemy says, on either store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from support.clock import NOON
from support.rows import article

from worker.store import articles
from worker.store.quick import Quick
from worker.store.schema import ARTICLE, EVENT, EVIDENCE, SUBMISSION
from worker.store.statements import FEW, OfIds, insert_row

if TYPE_CHECKING:
    from worker.store.database import Database

BY_ID = Quick(select(ARTICLE).where(ARTICLE.c.id == bindparam("number")))


def event(conn: Any, **values: Any) -> Any:
    """A row of the outbox, written and read back."""
    written = {"type": "t", "payload": {"a": [1, None, "x"]}, "created_at": 1.5} | values
    [made] = insert_row(conn, EVENT, returning=("id", "type", "payload", "created_at")).run(conn, written)
    return made


def test_a_row_is_what_sqlalchemy_makes_of_it(db: Database) -> None:
    """JSON, yes and no, bytes, numbers and nothing come back as they come back elsewhere."""
    with db.write() as conn:
        number = article(conn, "pagi.example/1", NOON, text="Bupati meresmikan pasar baru.")
        [quick] = BY_ID.run(conn, {"number": number})
        slow = conn.execute(select(ARTICLE)).one()

    assert slow._asdict() == quick._asdict()
    assert [type(value) for value in slow] == [type(value) for value in quick]
    assert isinstance(quick.visible, bool)


def test_values_go_in_as_their_columns_take_them(db: Database) -> None:
    """JSON is written as JSON, and what neither store can hold is replaced."""
    with db.write() as conn:
        assert {"a": [1, None, "x"]} == event(conn).payload
        row = dict.fromkeys(("kind", "state", "reason", "lease", "task_id"), "") | dict.fromkeys(
            ("attempts", "due_at", "created_at", "updated_at"), 0
        )
        insert_row(conn, SUBMISSION).run(conn, row | {"key": "a\x00b", "url": "\ud800"})
        key, url = conn.execute(select(SUBMISSION.c.key, SUBMISSION.c.url)).one()

    assert ("a\N{REPLACEMENT CHARACTER}b", "?") == (key, url)


def test_what_conflicts_gives_no_row_and_what_is_renewed_does(db: Database) -> None:
    """Callers tell by the rows whether something was written."""
    pair = {"a": 1, "b": 2, "same_report": 0.5, "same_version": 0.0, "figures": {}, "weighed_most": [], "version": "v"}
    with db.write() as conn:
        keep = insert_row(conn, EVIDENCE, key=("a", "b"), returning=("a",))
        renew = insert_row(conn, EVIDENCE, key=("a", "b"), renewed=("same_report",), returning=("same_report",))
        assert [1, 0] == [len(keep.run(conn, pair)), len(keep.run(conn, pair))]
        assert [0.75] == [row.same_report for row in renew.run(conn, pair | {"same_report": 0.75})]


def test_an_update_names_the_rows_that_it_changed(db: Database) -> None:
    """A lease that is lost is a row that does not come back."""
    move = Quick(update(EVENT).where(EVENT.c.id == bindparam("number")).returning(EVENT.c.type))
    with db.write() as conn:
        number = event(conn).id
        assert ["moved"] == [row.type for row in move.run(conn, {"number": number, "type": "moved"})]
        assert not move.run(conn, {"number": number + 1, "type": "moved"})


def test_several_rows_are_written_in_their_order(db: Database) -> None:
    """Numbers of events are the order in which they are read."""
    with db.write() as conn:
        rows = [{"type": word, "payload": {}, "created_at": 1.0} for word in ("first", "second", "third")]
        insert_row(conn, EVENT).run_many(conn, rows)
        assert ["first", "second", "third"] == list(conn.execute(select(EVENT.c.type).order_by(EVENT.c.id)).scalars())


def test_an_error_is_sqlalchemys_and_tells_no_value(db: Database) -> None:
    """What a fault means is decided by its class, and its words go to logs."""
    with db.write() as conn:
        event(conn, id=7)
        with pytest.raises(IntegrityError) as caught:
            event(conn, id=7, payload={"word": "rahasia"})
        conn.rollback()

    assert "rahasia" not in str(caught.value)


def test_a_reading_transaction_sees_one_state(db: Database) -> None:
    """The first statement begins it: another's commit in between is not seen by the second."""
    statement = Quick(select(EVENT.c.id).where(EVENT.c.type == bindparam("kind")))
    with db.read() as conn:
        if conn.dialect.name != "sqlite":
            pytest.skip("PostgreSQL reads what is committed")
        before = statement.run(conn, {"kind": "t"})
        with db.write() as other:
            event(other)
        assert before == statement.run(conn, {"kind": "t"})
    with db.read() as conn:
        assert 1 == len(statement.run(conn, {"kind": "t"}))


@pytest.mark.parametrize("count", [0, 1, 2, FEW, FEW + 1])
def test_few_numbers_and_many_are_answered_alike(db: Database, count: int) -> None:
    """A statement has a form of its own for few numbers; what it says does not depend on that."""
    with db.write() as conn:
        numbers = [article(conn, f"pagi.example/{n}", NOON) for n in range(FEW + 2)][:count]
        asked = OfIds(lambda of: select(ARTICLE.c.id).where(of(ARTICLE.c.id)).order_by(ARTICLE.c.id))
        assert numbers == [row.id for row in asked.run(conn, numbers)]
        assert set(numbers) == articles.hashes(conn, numbers).keys()
