"""What the fetcher hands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.model.verdict import FetchOutcome


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to one fetch.

    Attributes:
        outcome: what the fetch came back with.
        reason: one sentence for a person; empty when the outcome is OK.
        url: the URL that answered, after redirects.
        status: the HTTP status, None when no answer came.
        content_type: the media type without parameters, in lower case.
        charset: the charset that `text` was decoded with.
        body: the body after decompression.
        text: the body decoded.
        retry_after: seconds that the server asked to wait, None when it did not say.
    """

    outcome: FetchOutcome
    reason: str
    url: str
    status: int | None = None
    content_type: str = ""
    charset: str = ""
    body: bytes = b""
    text: str = ""
    retry_after: float | None = None
