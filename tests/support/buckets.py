"""Buckets by number, and moments, for tests of the index."""

from __future__ import annotations

import hashlib

from worker.dedup.bands import KEY_BYTES

DAY = 86400
NOW = 1_700_000_000.0


def keys(*numbers: int) -> list[bytes]:
    """Bucket keys that are spread as real ones are."""
    return [hashlib.blake2b(b"%d" % number, digest_size=KEY_BYTES).digest() for number in numbers]
