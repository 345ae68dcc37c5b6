"""Whom the articles of a cluster say they have the report from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from worker.model.stored import StoredLine
    from worker.views.lines import View

_SECOND = frozenset({"ac", "co", "com", "go", "net", "or", "org", "sch", "web"})
"""Labels before a country's own, as in .co.id; they name nobody."""
_BEFORE = re.compile(
    r"\A(?:(?:kantor berita|surat kabar|harian|koran|majalah|media|laman|situs|portal|tabloid)\s+)+", re.IGNORECASE
)
_HOST = re.compile(r"\A[\w-]+(?:\.[\w-]+)+\Z")
_PLAIN = re.compile(r"[^a-z0-9]")
_AFTER = ("coid", "com", "news")
LEAST = 3
"""Letters that are left of a name at least: "iNews" must not become "i"."""


@lru_cache(4096)
def key(name: str) -> str:
    """What two spellings of one outlet's name have in common.

    Args:
        name: as an article has it, or a host: "Kantor Berita Antara", "antaranews.com", "Kompas.com", "detikcom".

    Returns:
        Letters and figures of the name itself: "antara", "antara", "kompas", "detik".
    """
    bare = _BEFORE.sub("", name.strip()).lower()
    if _HOST.match(bare):
        labels = bare.split(".")[:-1]
        bare = next((label for label in reversed(labels) if label not in _SECOND), labels[-1])
    bare = _PLAIN.sub("", bare)
    for ending in _AFTER:
        if bare.endswith(ending) and len(bare) - len(ending) >= LEAST:
            bare = bare.removesuffix(ending)
    return bare


def outlet_keys(one: StoredLine) -> set[str]:
    """The names that an article's own outlet goes by."""
    return {found for name in (one.outlet, one.network) if name and (found := key(name))}


def cited_by(one: StoredLine) -> dict[str, str]:
    """The outlets that an article cites, without its own: what its spelling comes down to, and the spelling."""
    own = outlet_keys(one)
    return {found: name for name in one.cited_sources if (found := key(name)) and found not in own}


def _full(spelt: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The fuller name that a short one stands for: "Gazette" where only one "… Gazette" is cited beside it.

    What follows a name makes another of it ("CNN", "CNN Indonesia"), so only the end counts; two fuller names leave the
    short one alone.
    """
    ends: dict[str, set[str]] = defaultdict(set)
    for found, names in spelt.items():
        for name in names:
            words = _BEFORE.sub("", name.strip()).split()
            for at in range(1, len(words)):
                ends[key(" ".join(words[at:]))].add(found)
    return {
        short: next(iter(longer))
        for short, longer in ends.items()
        if short in spelt and len(short) > LEAST and len(longer) == 1 and short not in longer
    }


def cited(members: Sequence[StoredLine]) -> list[View]:
    """The sources that the articles of a cluster cite, the most cited first.

    Args:
        members: the articles.

    Returns:
        For each its commonest spelling, how many articles cite it, which, and which of the cluster's articles are its.
    """
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    citing: dict[str, list[int]] = defaultdict(list)
    for one in members:
        for found, name in cited_by(one).items():
            spelt[found][name] += 1
            citing[found].append(one.id)
    full = _full(spelt)
    groups: dict[str, set[str]] = defaultdict(set)
    for found in spelt:
        groups[full.get(found, found)].add(found)
    rows = []
    for found, keys in groups.items():
        numbers = {number for one in keys for number in citing[one]}
        by = [one.id for one in members if one.id in numbers]
        rows.append(
            {
                "name": min(spelt[found], key=lambda name: (-spelt[found][name], name)),
                "articles": len(by),
                "by": by,
                "inside": [one.id for one in members if not keys.isdisjoint(outlet_keys(one))],
            }
        )
    return sorted(rows, key=lambda row: (-row["articles"], row["name"]))


def origin(sources: Iterable[View], count: int) -> View | None:
    """The source outside the cluster that the report probably began with.

    Args:
        sources: what `cited` found.
        count: how many articles the cluster has.

    Returns:
        Its name and the reason; None when no cited source stands outside.
    """
    outside = [one for one in sources if not one["inside"]]
    if not outside:
        return None
    first = outside[0]
    who = "The article says" if count == 1 else f"{first['articles']} of {count} articles say"
    if count > 1 and first["articles"] == 1:
        who = f"1 of {count} articles says"
    told = "it has" if first["articles"] == 1 else "they have"
    also = [one["name"] for one in outside[1:] if one["articles"] == first["articles"]]
    others = f" Cited as often: {', '.join(also)}." if also else ""
    return {
        "name": first["name"],
        "articles": first["articles"],
        "reason": (
            f"{who} that {told} it from {first['name']}, of whom no article is in the cluster: "
            f"the report {'probably began' if first['articles'] * 2 >= count else 'may have begun'} there.{others}"
        ),
    }
