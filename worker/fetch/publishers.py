"""What is known of publishers' URLs, read from data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Publisher:
    """The rule for one domain; `publishers.toml` says what each field means."""

    domain: str
    id: re.Pattern[str] | None
    article: re.Pattern[str] | None
    scope: str
    rewrite: tuple[tuple[re.Pattern[str], str], ...]
    hosts: tuple[tuple[re.Pattern[str], str], ...]
    whole: str

    def first_face(self, host: str, path: str) -> tuple[str, str]:
        """Lead from a second face of an article (mobile, AMP, a later page) to its first.

        Args:
            host: the host.
            path: the path.

        Returns:
            Host and path of the first face; the same again when it is that already.
        """
        for pattern, replacement in self.hosts:
            host = pattern.sub(replacement, host)
        for pattern, replacement in self.rewrite:
            path = settled(pattern, replacement, path)
        return host, path

    def number(self, path: str) -> str:
        """The article's own number in a path, "" when the path bears none."""
        match = self.id.search(path) if self.id else None
        return "-".join(group for group in match.groups() if group) if match else ""

    def is_article(self, path: str) -> bool:
        """Whether a path names an article, as far as the rule can tell."""
        return bool((self.article and self.article.search(path)) or self.number(path))


def publisher_of(host: str) -> Publisher | None:
    """Find the rule for a host.

    Args:
        host: the host in normal form.

    Returns:
        The rule for it, for the nearest domain above it or for "*"; None when there is none.
    """
    rules = _rules()
    labels = host.split(".")
    named = (".".join(labels[at:]) for at in range(len(labels)))
    return next((rules[name] for name in named if name in rules), rules.get("*"))


@lru_cache(maxsize=1)
def _rules() -> dict[str, Publisher]:
    text = files("worker.fetch").joinpath("publishers.toml").read_text("utf-8")
    return {entry["domain"]: _rule(entry) for entry in tomllib.loads(text)["publisher"]}


def _rule(entry: dict[str, Any]) -> Publisher:
    return Publisher(
        domain=entry["domain"],
        id=_pattern(entry.get("id")),
        article=_pattern(entry.get("article")),
        scope=entry.get("scope", "host"),
        rewrite=_pairs(entry.get("rewrite", ())),
        hosts=_pairs(entry.get("hosts", ())),
        whole=entry.get("whole", ""),
    )


def _pattern(text: str | None) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


def _pairs(entries: Iterable[list[str]]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in entries)


def settled(pattern: re.Pattern[str], replacement: str, path: str) -> str:
    """A path with a pattern replaced until nothing is left to replace: "/amp/amp/a" is a face of a face of "/a".

    Args:
        pattern: what is replaced; each replacement shortens the path or leaves nothing to replace.
        replacement: what stands there instead.
        path: the path.
    """
    for _ in range(len(path)):
        again = pattern.sub(replacement, path)
        if again == path:
            break
        path = again
    return path
