from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from worker.store import api_keys
from worker.web.keys import digest, owner

if TYPE_CHECKING:
    from support.cli import Cli


def test_a_key_is_shown_once_and_kept_as_a_digest(cli: Cli) -> None:
    """The store holds nothing that opens the door."""
    key = cli("keys", "add", "Sekar").strip()
    with cli.engine.db.read() as conn:
        [kept] = api_keys.listed(conn)

    assert re.fullmatch(r"saring_[A-Za-z0-9_-]{43}", key)
    assert ("Sekar", digest(key)) == (kept.name, kept.digest)
    assert kept == owner(cli.engine.db, key)
    assert "only time" in cli.err
    assert key not in cli("keys", "list")
    assert kept.digest not in cli.out
    assert "Sekar" in cli.out


def test_a_revoked_key_opens_nothing(cli: Cli) -> None:
    """At once, and its name stays listed."""
    key = cli.json("keys", "add", "Sekar")["key"]
    other = cli.json("keys", "add", "Bagas")["key"]

    assert "Revoked: Sekar." in cli("keys", "revoke", "Sekar")
    assert owner(cli.engine.db, key) is None
    assert owner(cli.engine.db, other) is not None
    assert "revoked before" in cli("keys", "revoke", "Sekar")
    assert ["Sekar", "Bagas"] == [one["name"] for one in cli.json("keys", "list")]
    assert cli.json("keys", "revoke", "Sekar")["revoked"]


def test_two_keys_differ(cli: Cli) -> None:
    """Each is made of fresh random bits."""
    assert cli.json("keys", "add", "Sekar")["key"] != cli.json("keys", "add", "Bagas")["key"]


def test_without_a_key(cli: Cli) -> None:
    """The list says what to do."""
    assert "saring keys add NAME" in cli("keys", "list")
    assert [] == cli.json("keys", "list")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["add"], 2, "Say whose key"),
        (["revoke"], 2, "Say whose key"),
        (["list", "Sekar"], 2, "takes no name"),
        (["add", "Se\nkar"], 2, "one line"),
        (["add", "x" * 101], 2, "one line"),
        (["revoke", "Bagas"], 1, "There is no key named Bagas"),
        (["add", "Sekar"], 1, "was made before"),
    ],
)
def test_wrong_calls_say_what_is_right(cli: Cli, arguments: list[str], code: int, said: str) -> None:
    """Names are needed where a key is meant, and only there."""
    cli("keys", "add", "Sekar")
    cli("keys", *arguments)

    assert code == cli.code
    assert said in " ".join(cli.err.replace("│", " ").split())
