"""Sentences that recur: those that stand in many clusters of one site.

Two passes over the articles, in the order of their clusters, in memory that does not grow with them: the first counts
hashed sentences, once a cluster, in a table of fixed size that can only count too many; the second looks at the
sentences that were counted often enough, exactly.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
from xxhash import xxh3_64_intdigest

from worker.dedup.passages import spans
from worker.dedup.words import words
from worker.model.learned import Found, Seen
from worker.proposal import unrelated, usual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

CELLS = 1 << 24
"""Cells of the count's table in each of its two rows, a byte each: 32 MiB. With 10 million different sentences a cell
holds 0.6 of them, and one in 100,000 is looked at in the second pass for nothing."""
FULL = 255
LEAST_CLUSTERS = 5
"""Below so many unrelated clusters nothing is proposed."""
MOST_UNITS = 50_000
"""Sentences that the second pass looks at; where there are more, the count that earns a look is raised."""
SAMPLE = 24
"""Titles that are kept of each sentence to see whether its articles are unrelated; drawn by hash, so from all times."""
EXAMPLES = 5
EDGE = 2
"""A sentence this near to the beginning or end, not counting other frequent ones, stands at the edge."""
GLUED = 0.8
"""Two sentences that follow each other in this share of the clusters of the more frequent one are one run."""
MOSTLY = 0.5
LEAST_WORDS = 3
"""Shorter sentences ("katanya.", "Ini alasannya.") close quotations and open lists in any article."""


@dataclass(slots=True)
class _Site:
    """A site: how many clusters it has, its network, and a sample of its headlines."""

    clusters: int = 0
    network: str = ""
    sample: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Unit:
    """A frequent sentence of a site, counted exactly."""

    site: str
    text: str
    articles: int = 0
    clusters: int = 0
    edge: int = 0
    whole: int = 0
    last: int = 0
    sample: list[tuple[int, int, str]] = field(default_factory=list)
    """A heap of (rank, article, title); the largest rank goes first."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    whole: bool


def find(
    read: Callable[[], Iterable[Seen]], passed: Callable[[tuple[str, ...], str], bool] = lambda _sites, _text: False
) -> list[Found]:
    """Find what stands in many unrelated clusters of one site.

    Args:
        read: gives every article, those of a cluster one after the other; it is called twice.
        passed: whether a sentence of an article of these sites is out of the question, since it was decided already.

    Returns:
        The runs, the most frequent first. A run that a network's outlets have is the network's.
    """
    table = np.zeros((2, CELLS), dtype=np.uint8)
    sites: dict[str, _Site] = defaultdict(_Site)
    for members in _clusters(read()):
        keys = {_key(site, one.text) for seen in members for one in sentences(seen.text) for site in seen.sites}
        _count(table, keys)
        for seen in members:
            for site in seen.sites:
                sites[site].network = seen.sites[-1]
        for site in {site for seen in members for site in seen.sites}:
            sites[site].clusters += 1
            _draw(sites[site].sample, members[0])
    units, follows = _look(read(), table, passed)
    _narrow(units, sites)
    return sorted(_runs(units, follows, sites), key=lambda one: (-one.clusters, one.site, one.text))


def _narrow(units: dict[int, _Unit], sites: Mapping[str, _Site]) -> None:
    """Leave each sentence to the network where more than one outlet has it, else to the outlet."""
    for key, unit in list(units.items()):
        network = sites[unit.site].network
        above = _key(network, unit.text)
        if network != unit.site and above in units:
            del units[key if units[above].clusters > unit.clusters else above]


def sentences(text: str) -> list[_Sentence]:
    """The sentences of a cleaned body with blanks of one kind, and whether each is a line of its own."""
    made = []
    for start, end in spans(text):
        before = text.rfind("\n", 0, start)
        after = text.find("\n", end)
        whole = not text[before + 1 : start].strip() and not text[end : after if after >= 0 else None].strip()
        made.append(_Sentence(" ".join(text[start:end].split()), whole))
    return made


def _clusters(articles: Iterable[Seen]) -> Iterator[list[Seen]]:
    for _, members in groupby(articles, attrgetter("cluster")):
        yield list(members)


def _key(site: str, sentence: str) -> int:
    return xxh3_64_intdigest(f"{site}\n{sentence}".encode("utf-8", "replace"))


def _cells(keys: Iterable[int]) -> np.ndarray:
    made = np.fromiter(keys, dtype=np.uint64)
    return np.stack([made % np.uint64(CELLS), (made >> np.uint64(32)) % np.uint64(CELLS)])


def _count(table: np.ndarray, keys: set[int]) -> None:
    if not keys:
        return
    for row, found in zip(table, _cells(keys), strict=True):
        cells = np.unique(found)
        row[cells] += row[cells] < FULL


def _often(table: np.ndarray, keys: list[int], least: int) -> list[bool]:
    if not keys:
        return []
    first, second = _cells(keys)
    return list(np.minimum(table[0][first], table[1][second]) >= least)


def _look(
    articles: Iterable[Seen], table: np.ndarray, passed: Callable[[tuple[str, ...], str], bool]
) -> tuple[dict[int, _Unit], Counter[tuple[int, int]]]:
    least = next(
        n for n in range(LEAST_CLUSTERS, FULL + 1) if np.count_nonzero(table[0] >= n) <= MOST_UNITS or n == FULL
    )
    units: dict[int, _Unit] = {}
    follows: Counter[tuple[int, int]] = Counter()
    for members in _clusters(articles):
        pairs: set[tuple[int, int]] = set()
        for seen in members:
            own = sentences(seen.text)
            for site in seen.sites:
                keys = [_key(site, one.text) for one in own]
                often = _often(table, keys, least)
                edge = _edges(often)
                before = 0
                for at, one in enumerate(own):
                    if not often[at] or len(words(one.text)) < LEAST_WORDS or passed(seen.sites, one.text):
                        before = 0
                        continue
                    _note(units, keys[at], site, one, seen, edge[at])
                    if before:
                        pairs.add((before, keys[at]))
                    before = keys[at]
        follows.update(pairs)
    return units, follows


def _edges(often: list[bool]) -> list[bool]:
    """Which places are at the beginning or end: fewer than EDGE sentences that are not frequent lie outside."""
    edge = [False] * len(often)
    for order in (range(len(often)), range(len(often) - 1, -1, -1)):
        rare = 0
        for at in order:
            if not often[at]:
                rare += 1
                if rare >= EDGE:
                    break
            else:
                edge[at] = True
    return edge


def _note(units: dict[int, _Unit], key: int, site: str, one: _Sentence, seen: Seen, edge: bool) -> None:
    unit = units.get(key)
    if unit is None:
        unit = units[key] = _Unit(site, one.text)
    unit.articles += 1
    unit.edge += edge
    unit.whole += one.whole
    if unit.last != seen.cluster:
        unit.last = seen.cluster
        unit.clusters += 1
        _draw(unit.sample, seen)


def _draw(sample: list[tuple[int, int, str]], seen: Seen) -> None:
    """Draw the headlines of the clusters with the smallest hashes: any order gives the same sample, from all times."""
    entry = (-xxh3_64_intdigest(seen.cluster.to_bytes(8, "big")), seen.id, seen.title)
    if len(sample) < SAMPLE:
        heapq.heappush(sample, entry)
    else:
        heapq.heappushpop(sample, entry)


def _runs(units: dict[int, _Unit], follows: Counter[tuple[int, int]], sites: Mapping[str, _Site]) -> Iterator[Found]:
    units = {key: unit for key, unit in units.items() if unit.clusters >= LEAST_CLUSTERS}
    after: dict[int, int] = {}
    led: set[int] = set()
    for (a, b), together in sorted(follows.items(), key=lambda one: (-one[1], one[0])):
        if a == b or a not in units or b not in units or a in after or b in led:
            continue
        if together >= GLUED * max(units[a].clusters, units[b].clusters):
            after[a] = b
            led.add(b)
    common = {name: usual(title for _, _, title in site.sample) for name, site in sites.items()}
    for key, unit in units.items():
        if key in led:
            continue
        run = [unit]
        at = key
        while at in after:
            at = after[at]
            run.append(units[at])
        yield _found(run, sites[unit.site].clusters, common[unit.site])


def _found(run: list[_Unit], clusters: int, ignored: set[str]) -> Found:
    rarest = min(run, key=attrgetter("clusters"))
    sample = sorted(rarest.sample, reverse=True)
    topics, common = unrelated([title for _, _, title in sample], ignored)
    whole = min(unit.whole / unit.articles for unit in run)
    return Found(
        site=run[0].site,
        text=("\n" if whole >= MOSTLY else " ").join(unit.text for unit in run),
        articles=min(unit.articles for unit in run),
        clusters=rarest.clusters,
        share=min(1.0, rarest.clusters / max(clusters, 1)),
        edge=min(unit.edge / unit.articles for unit in run),
        whole=whole,
        topics=topics,
        common=common,
        examples=tuple(number for _, number, _ in sample[:EXAMPLES]),
    )
