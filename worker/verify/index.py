"""The index held against the stored signatures, in two passes and little memory."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from worker.dedup.bands import buckets
from worker.dedup.index_contents import contents
from worker.dedup.signing import Signature, SignatureError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import redis

    from worker.dedup.index_tended import Stored, TendedIndex

THIRD = 3
"""Segments that one question reads; a bucket that is full over all of them holds a third of the cap in one."""


@dataclass(slots=True)
class Compared:
    """What the two disagree on, by numbers of articles.

    Attributes:
        missing: stored, and not in all of their buckets: new articles may not meet them.
        residue: in buckets that are not theirs, or not stored at all: they are met in vain.
        unreadable: stored with a signature that can't be read.
    """

    missing: list[int] = field(default_factory=list)
    residue: list[int] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)


def compare(client: redis.Redis, index: TendedIndex, stored: Stored, *, oldest: float) -> Compared:
    """Hold what an index holds against what is stored.

    Of every article only the number of its buckets and their combined keys are kept, so a million articles take some
    100 MB. Buckets that are or may be full are left out on both sides, since whom they hold depends on who came first.

    Args:
        client: a client that does not decode responses.
        index: the index.
        stored: the store.
        oldest: seconds since 1970; what came before may have been dropped from the index already, and may be there.

    Returns:
        What differs. Articles that are being worked on meanwhile may be among them.
    """
    full: set[bytes] = set()
    held: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    crowded = max(2, index.params.bucket_cap // THIRD)
    for bucket in contents(client, index.name):
        if bucket.ids is None or len(bucket.ids) >= crowded:
            full.add(bucket.key)
    for bucket in contents(client, index.name):
        if bucket.key not in full:
            mixed = _mixed(bucket.key)
            for number in bucket.ids or ():
                entry = held[number]
                entry[0] += 1
                entry[1] ^= mixed
    found = Compared()
    for rows in stored.signatures(after=0, since=None):
        for number, signature, at in rows:
            try:
                own = [key for key in buckets(Signature.from_bytes(signature)) if key not in full]
            except SignatureError:
                found.unreadable.append(number)
                held.pop(number, None)
                continue
            count, mixed = held.pop(number, (0, 0))
            if (count, mixed) == (len(own), _all(own)) or (not count and at < oldest):
                continue
            (found.missing if count < len(own) else found.residue).append(number)
    found.residue += sorted(held)
    return found


def _mixed(key: bytes) -> int:
    return int.from_bytes(key, "little")


def _all(keys: Iterable[bytes]) -> int:
    mixed = 0
    for key in keys:
        mixed ^= _mixed(key)
    return mixed
