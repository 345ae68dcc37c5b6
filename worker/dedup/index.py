"""The index in Valkey: which articles share buckets, added and asked for in one round trip."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from math import floor
from typing import TYPE_CHECKING, Any, NamedTuple

from worker.dedup.bands import KEY_BYTES, BandParams
from worker.dedup.index_faults import IndexBehind, IndexGone, IndexMismatch
from worker.dedup.index_script import Script
from worker.dedup.index_segments import Stats, measure, segments, unlink
from worker.dedup.signing import SigningParams

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import redis

LAYOUT = 5
"""Version of how the index lies in Valkey (`index_layout.lua`)."""

MOST_MET = 200
"""Candidates handed out for one article, those that share most buckets. Articles of the evaluation corpus meet 9 on
average; the bound only cuts what a day of templates brings up."""

HIGHEST_ID = (1 << 40) - (1 << 32) - 1
"""Ids take 5 bytes, and the last of the turned ones is not zero: it tells a record from the room behind it."""

_ID_BYTES = 5
_TURNED = (1 << 8 * _ID_BYTES) - 1
_MET_BYTES = _ID_BYTES + 2
_DAY = 86400
_BATCH = 32
"""Articles in one script call: some 10 ms of the server's time, in which it answers nobody else."""

LOOKS, ADDS, REFILLS = 0, 1, 2
"""What `index_add.lua` is asked to do."""
_OPEN = Script("index_layout.lua", "index_open.lua")
_ADD = Script("index_layout.lua", "index_add.lua")
_REMOVE = Script("index_layout.lua", "index_remove.lua")


@dataclass(frozen=True, slots=True)
class IndexParams:
    """Everything that all who use one index must agree on.

    Attributes:
        signing: how texts are signed.
        bands: how signatures become buckets.
        window_days: an article is found for at least so long after it was added, and for at most twice as long.
        bucket_cap: articles that a bucket may hold; one that more come by is a stock phrase, and never used again.
        layout: version of how the index lies in Valkey.
    """

    signing: SigningParams = field(default_factory=SigningParams)
    bands: BandParams = field(default_factory=BandParams)
    window_days: int = 30
    bucket_cap: int = 40
    layout: int = LAYOUT

    def described(self) -> dict[str, object]:
        """The parameters by dotted name, as the index describes itself."""
        return {
            f"{name}.{inner}" if inner else name: found
            for name, value in asdict(self).items()
            for inner, found in (value.items() if isinstance(value, dict) else [("", value)])
        }


class Met(NamedTuple):
    """An article that shares buckets with the one asked for."""

    article_id: int
    buckets_shared: int


class Index:
    """Buckets and the articles in them.

    Time is cut into segments of one window. An article goes to the segment of its `now`; asking reads that segment
    and its two neighbours. So an article is found for one to two windows, whatever order articles come in and if
    the clocks of two workers differ at the border, and what is older can be dropped without looking for it.

    Args:
        client: a client that does not decode responses.
        params: what everybody who uses this index must agree on.
        name: prefix of its keys; no other key of the server begins with it.
    """

    def __init__(self, client: redis.Redis, params: IndexParams | None = None, name: str = "saring:index") -> None:
        self.params = params or IndexParams()
        self.name = name
        self._client = client
        self._described = json.dumps(self.params.described(), sort_keys=True)
        self._fingerprint = hashlib.blake2b(self._described.encode(), digest_size=8).hexdigest()

    def open(self, *, empty: bool = True) -> None:
        """Describe the index if it is new, else check that it was made with these parameters.

        Args:
            empty: whether nothing is stored, so that a new index lacks nothing; else it has to be refilled first.

        Raises:
            IndexMismatch: it was made with others.
        """
        parameters, fingerprint = _OPEN.call(self._client, self.name, self._fingerprint, self._described, int(empty))
        if fingerprint != self._fingerprint.encode():
            raise self._mismatch(parameters)

    def add(self, article_id: int, buckets: Sequence[bytes], now: float) -> list[Met]:
        """Add an article to its buckets and tell who was there already, in one round trip and one step.

        Of two articles that share a bucket, the one that comes second always meets the first. Adding an article
        again changes nothing.

        Args:
            article_id: its id in the store, 1 to `HIGHEST_ID`.
            buckets: its buckets, from `worker.dedup.bands.buckets`.
            now: the time of the addition, in seconds since 1970.

        Returns:
            Up to `MOST_MET` articles, those that share most buckets first, then by id; without itself.

        Raises:
            IndexMismatch: the index was made with other parameters, or is gone.
            IndexBehind: it has to be refilled first.
            ValueError: the id is out of range.
        """
        return self.add_many([(article_id, buckets, now)])[0]

    def add_many(self, articles: Iterable[tuple[int, Sequence[bytes], float]]) -> list[list[Met]]:
        """Add many articles, one after the other, in one round trip.

        Args:
            articles: for each its id, its buckets and its time, as in `add`.

        Returns:
            For each what `add` returns; later articles meet earlier ones.

        Raises:
            IndexMismatch: the index was made with other parameters, or is gone.
            IndexBehind: it has to be refilled first.
            ValueError: an id is out of range; nothing was added.
        """
        return self._meet(list(articles), ADDS)

    def look(self, buckets: Sequence[bytes], now: float) -> list[Met]:
        """Tell who is in some buckets, without adding.

        Args:
            buckets: the buckets, from `worker.dedup.bands.buckets`.
            now: the time of the question, in seconds since 1970.

        Returns:
            As `add`.

        Raises:
            IndexMismatch: the index was made with other parameters, or is gone.
            IndexBehind: it has to be refilled first.
        """
        return self._meet([(0, buckets, now)], LOOKS)[0]

    def remove(self, article_id: int, buckets: Sequence[bytes]) -> int:
        """Take an article out of its buckets; nothing of it is left behind.

        Args:
            article_id: its id.
            buckets: the buckets that it was added with.

        Returns:
            The number of buckets that held it.

        Raises:
            IndexMismatch: the index was made with other parameters, or is gone.
        """
        keys = b"".join(buckets)
        found = _REMOVE.call(self._client, self.name, self._fingerprint, KEY_BYTES, _packed(article_id), keys)
        if found is None:
            raise self._mismatch(self._client.hget(self.name, "parameters"))
        return int(found)

    def expire(self, now: float) -> int:
        """Drop the segments that no question at or after `now` reads; call it now and then, say daily.

        It goes by `now` alone: the server's clock plays no part, and adding never drops anything.

        Args:
            now: seconds since 1970.

        Returns:
            The number of articles dropped.
        """
        dropped = 0
        for segment in segments(self._client, self.name):
            if segment.number < self._segment(now) - 1:
                unlink(self._client, self.name, segment)
                dropped += segment.articles
        return dropped

    def drop(self) -> None:
        """Remove the index with its description, whatever its parameters."""
        # Without a fingerprint nobody adds any more, so that nothing grows behind our back.
        self._client.hdel(self.name, "fingerprint")
        for segment in segments(self._client, self.name):
            unlink(self._client, self.name, segment)
        self._client.delete(self.name)

    def stats(self) -> Stats:
        """Count what the index holds, in two round trips at any size."""
        return measure(self._client, self.name)

    def _meet(self, articles: list[tuple[int, Sequence[bytes], float]], how: int) -> list[list[Met]]:
        head = (self._fingerprint, KEY_BYTES, self.params.bucket_cap, how)
        calls: list[list[Any]] = []
        for at in range(0, len(articles), _BATCH):
            call: list[Any] = [*head]
            for article_id, buckets, now in articles[at : at + _BATCH]:
                call += (_packed(article_id, least=int(how != LOOKS)), self._segment(now), b"".join(buckets))
            calls.append(call)
        if len(calls) == 1:
            answers = [_ADD.call(self._client, self.name, *calls[0])]
        else:
            answers = _ADD.call_many(self._client, self.name, calls)
        if None in answers:
            raise self._mismatch(self._client.hget(self.name, "parameters"))
        if 0 in answers:
            raise IndexBehind(f"The index {self.name!r} may lack what Valkey lost; `saring reindex` makes it anew.")
        return [_ordered(met) for answer in answers for met in answer]

    def _segment(self, now: float) -> int:
        return floor(now / (self.params.window_days * _DAY))

    def _mismatch(self, found: Any) -> IndexMismatch:
        if found is None:
            return IndexGone(f"The index {self.name!r} is gone from Valkey; rebuild it with `saring reindex`.")
        theirs, ours = json.loads(found), self.params.described()
        differences = ", ".join(
            f"{name} is {theirs.get(name, 'unknown')} there and {ours.get(name, 'unknown')} here"
            for name in sorted({*theirs, *ours})
            if theirs.get(name) != ours.get(name)
        )
        if not differences:
            return IndexMismatch(f"The index {self.name!r} was dropped in part; rebuild it with `saring reindex`.")
        return IndexMismatch(
            f"The index {self.name!r} was made with other parameters: {differences}. "
            "Set them back, or rebuild it with `saring reindex`."
        )


def _packed(article_id: int, least: int = 1) -> bytes:
    if not least <= article_id <= HIGHEST_ID:
        raise ValueError(f"An article's id in the index is from 1 to {HIGHEST_ID}, not {article_id}.")
    return (_TURNED - article_id).to_bytes(_ID_BYTES, "little")


def _ordered(answer: bytes) -> list[Met]:
    met = [
        Met(
            _TURNED - int.from_bytes(answer[at : at + _ID_BYTES], "little"),
            int.from_bytes(answer[at + _ID_BYTES : at + _MET_BYTES], "big"),
        )
        for at in range(0, len(answer), _MET_BYTES)
    ]
    met.sort(key=lambda one: (-one.buckets_shared, one.article_id))
    return met[:MOST_MET]
