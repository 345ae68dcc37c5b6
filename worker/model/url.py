"""Which article a URL names, and where to fetch it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Canonical:
    """What a URL comes down to.

    Attributes:
        key: names the article: host and path without scheme, `www.`, `m.`, `amp.`, trackers and page
            numbers, or the publisher's own article number where it is certain. Two URLs with one key
            are one article.
        url: what to fetch for it; `identify(url)` gives this very pair again.
    """

    key: str
    url: str
