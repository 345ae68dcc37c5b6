"""The closed vocabularies: what became of a submission, and what a fetch came back with."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a submission stands in the ledger."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    PARKED = "parked"


class Verdict(StrEnum):
    """What became of a submission; every finished row of the ledger bears exactly one."""

    NEW = "new"
    """An article that carries a report no other article carries yet."""
    JOINED = "joined"
    """An article that joined a cluster, with a text of its own."""
    VERSION = "version"
    """An article that joined a cluster with a text that the cluster already has."""
    UNCHANGED = "unchanged"
    """Nothing to do: the article is known, with this very text."""
    NOT_ARTICLE = "not_article"
    """A listing, an error page, an empty page."""
    REJECTED = "rejected"
    """It can't be had, and trying again won't help: forbidden address, 404, PDF, too large."""
    PARKED = "parked"
    """It failed too often; `saring retry` brings it back."""


class FetchOutcome(StrEnum):
    """What a fetch came back with."""

    OK = "ok"
    BAD_URL = "bad_url"
    FORBIDDEN_ADDRESS = "forbidden_address"
    ROBOTS = "robots"
    NOT_FOUND = "not_found"
    GONE = "gone"
    REFUSED = "refused"
    """401, 403, 451 and the other answers of 400 to 499 that stay."""
    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    UNREADABLE = "unreadable"
    """A body whose compression or framing is broken."""
    NO_SUCH_HOST = "no_such_host"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TLS = "tls"
    BUSY = "busy"
    """429 or 503: the server asks to wait."""
    SERVER_ERROR = "server_error"

    @property
    def transient(self) -> bool:
        """Whether another try may well come out otherwise."""
        return self in _TRANSIENT


_TRANSIENT = frozenset(
    {
        FetchOutcome.NO_SUCH_HOST,
        FetchOutcome.UNREACHABLE,
        FetchOutcome.TIMEOUT,
        FetchOutcome.TLS,
        FetchOutcome.BUSY,
        FetchOutcome.SERVER_ERROR,
        FetchOutcome.UNREADABLE,
    }
)
