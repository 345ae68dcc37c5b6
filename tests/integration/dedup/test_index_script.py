"""Scripts on a connection of the pool itself: whatever became of it meanwhile, the answer is the question's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from redis.exceptions import ResponseError

from worker.dedup.index_script import Script

if TYPE_CHECKING:
    import redis

REMOVE = Script("index_layout.lua", "index_remove.lua")
ASKED = ("nobody's", 7, b"\x00" * 5, b"")


def test_a_connection_that_the_server_closed_is_opened_again(valkey: redis.Redis) -> None:
    """An idle worker's connection may be gone by the next article."""
    assert REMOVE.call(valkey, "index", *ASKED) is None
    own = valkey.client_id()
    valkey.client_kill_filter(_id=own, skipme=False)

    assert REMOVE.call(valkey, "index", *ASKED) is None
    assert valkey.client_id() != own


def test_a_server_that_does_not_know_the_script_is_told(valkey: redis.Redis) -> None:
    """Whoever restarts it, or flushes its scripts, loses nothing."""
    valkey.script_flush()

    assert REMOVE.call(valkey, "index", *ASKED) is None
    assert [True] == valkey.script_exists(REMOVE.sha)


def test_an_error_leaves_a_connection_that_can_be_used(valkey: redis.Redis) -> None:
    """The next question gets its own answer."""
    valkey.set("index", "no hash")
    with pytest.raises(ResponseError, match="WRONGTYPE"):
        REMOVE.call(valkey, "index", *ASKED)

    assert b"no hash" == valkey.get("index")
