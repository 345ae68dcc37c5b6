"""API keys: kept by name and digest, revoked, never given twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.clock import NOON

from worker.store import api_keys

if TYPE_CHECKING:
    from worker.store.database import Database


def test_a_key_is_kept_until_it_is_revoked(db: Database) -> None:
    """Revoking ends what it opens and keeps its name for the record."""
    with db.write() as conn:
        one = api_keys.add(conn, "Sekar", "a" * 64, now=NOON)
        two = api_keys.add(conn, "Bagas", "b" * 64, now=NOON + 1)
        before = api_keys.active(conn)
        revoked = api_keys.revoke(conn, "Sekar", now=NOON + 2)
        after = api_keys.active(conn)
        all_of_them = api_keys.listed(conn)

    assert [one, two] == before
    assert revoked
    assert [two] == after
    assert [("Sekar", NOON + 2), ("Bagas", None)] == [(key.name, key.revoked_at) for key in all_of_them]


def test_a_name_is_given_once(db: Database) -> None:
    """A second key of a name would make it unclear who did something, after the first was revoked too."""
    with db.write() as conn:
        api_keys.add(conn, "Sekar", "a" * 64, now=NOON)
        again = api_keys.add(conn, "Sekar", "b" * 64, now=NOON)
        api_keys.revoke(conn, "Sekar", now=NOON)
        after = api_keys.add(conn, "Sekar", "c" * 64, now=NOON)

    assert (None, None) == (again, after)


def test_only_what_opens_something_is_revoked(db: Database) -> None:
    """A misspelt name and a key that is revoked already are said so."""
    with db.write() as conn:
        api_keys.add(conn, "Sekar", "a" * 64, now=NOON)
        said = [api_keys.revoke(conn, name, now=NOON) for name in ("Sekarr", "Sekar", "Sekar")]

    assert [False, True, False] == said
