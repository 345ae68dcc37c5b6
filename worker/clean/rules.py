"""The cleaning rules: read from TOML once, checked, compiled."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

from worker.model.article import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

SCOPES = ("line", "inline", "head", "tail", "title", "caption")
TAKES = ("match", "title", "rest", "names")
_RULE_KEYS = {"id", "kind", "scope", "pattern", "needs", "takes", "after", "example", "keeps", "sure"}
_SITE_KEYS = {
    "network",
    "name",
    "hosts",
    "datelines",
    "container",
    "prune",
    "zone",
    "title_suffixes",
    "outlets",
    "rule",
}


class RuleError(ValueError):
    """A rule file is malformed; the message names the file, the rule and the way out."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One cleaning rule.

    Attributes:
        id: its name, unique over all files ("common.readalso.label").
        kind: what it takes.
        scope: where it looks: a whole line, inside a text, at the head, at the tail, in a title, at the end of a
            caption of a picture story.
        pattern: the compiled pattern, matched without regard to case unless it says `(?-i:…)`.
        needs: pieces in lower case of which the text must hold at least one before the pattern is tried.
        takes: what goes: the match; the match and the linked title after it; the match and the rest of the text; or the
            match up to where the names of a credit end and a sentence begins.
        examples: texts of which the rule must take something.
        keeps: texts of which the rule must take nothing.
        sure: how sure a removal by it is, 0 to 1; for a linked title it is multiplied by the model's own.
    """

    id: str
    kind: Kind
    scope: str
    pattern: re.Pattern[str]
    needs: tuple[str, ...] = ()
    takes: str = "match"
    examples: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    sure: float = 1.0

    def may_match(self, lowered: str) -> bool:
        """Whether a text, given in lower case, holds what the pattern needs."""
        return not self.needs or any(map(lowered.__contains__, self.needs))


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of one site or network.

    Attributes:
        id: the name of its file.
        network: the group's name ("tribunnews.com"), "" when the sites belong to none.
        hosts: hosts and parent domains that it covers.
        datelines: names that its datelines bear, in upper case ("TRIBUNNEWS.COM").
        container: CSS selectors of the article's body, best first.
        prune: CSS selectors of what is no article.
        zone: hours from UTC of times that name no zone.
        title_suffixes: what the site hangs on its titles.
        rules: its own rules for texts.
    """

    id: str
    network: str = ""
    hosts: tuple[str, ...] = ()
    datelines: tuple[str, ...] = ()
    container: tuple[str, ...] = ()
    prune: tuple[str, ...] = ()
    zone: float = 7.0
    title_suffixes: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class RuleBook:
    """All rules and sites.

    Attributes:
        common: what holds everywhere.
        sites: sites and networks by file name.
        version: the version that the common file bears.
    """

    common: Site
    sites: tuple[Site, ...] = ()
    version: str = ""
    _by_host: Mapping[str, Site] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, extra_dir: Path | None = None) -> RuleBook:
        """Read the rules that Saring ships and the operator's own.

        Args:
            extra_dir: a folder with more site files, read last; a file of the same name replaces ours.

        Returns:
            The rule book; load it once in a process.

        Raises:
            RuleError: a file is malformed, or two rules bear the same id.
        """
        folder = resources.files("config") / "cleaning"
        texts: dict[str, str] = {}
        for entry in (folder / "sites").iterdir():
            if entry.name.endswith(".toml"):
                texts[entry.name] = entry.read_text(encoding="utf-8")
        if extra_dir is not None:
            if not extra_dir.is_dir():
                raise RuleError(f"{extra_dir} is no folder; SARING_RULES_DIR must name one with .toml files.")
            for path in sorted(extra_dir.glob("*.toml")):
                texts[path.name] = path.read_text(encoding="utf-8")
        common_table = _table("common.toml", (folder / "common.toml").read_text(encoding="utf-8"))
        version = str(common_table.pop("version", ""))
        common = _site("common", common_table)
        sites = tuple(_site(name.removesuffix(".toml"), _table(name, texts[name])) for name in sorted(texts))
        _unique(rule.id for site in (common, *sites) for rule in site.rules)
        by_host = {host: site for site in sites for host in site.hosts}
        return cls(common, sites, version, by_host)

    def site(self, host: str) -> Site | None:
        """The site of a host: its own entry, else the nearest parent domain's."""
        parts = host.split(".")
        for at in range(len(parts) - 1):
            found = self._by_host.get(".".join(parts[at:]))
            if found is not None:
                return found
        return None

    def without(self, ids: Collection[str]) -> RuleBook:
        """The same book with some site files left out.

        Args:
            ids: names of site files, without their ending.

        Returns:
            A new book.
        """
        sites = tuple(site for site in self.sites if site.id not in ids)
        return RuleBook(self.common, sites, self.version, {host: site for site in sites for host in site.hosts})

    @cached_property
    def by_dateline(self) -> Mapping[str, Site]:
        """The sites by the names that their datelines bear."""
        return {name.upper(): site for site in self.sites for name in site.datelines}


def _table(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{name} is no TOML: {error}.") from None


def _texts(value: object, where: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    raise RuleError(f"{where} must be a text or a list of texts.")


def _site(name: str, table: dict[str, Any]) -> Site:
    unknown = set(table) - _SITE_KEYS
    if unknown:
        raise RuleError(
            f"{name}.toml: unknown keys {', '.join(sorted(unknown))}; known are {', '.join(sorted(_SITE_KEYS))}."
        )
    lists = {
        key: _texts(table.get(key, []), f"{name}.toml: {key}")
        for key in ("hosts", "datelines", "container", "prune", "title_suffixes")
    }
    return Site(
        id=name,
        network=str(table.get("network", "")),
        zone=float(table.get("zone", 7.0)),
        rules=tuple(_rule(name, entry) for entry in table.get("rule", [])),
        **lists,
    )


def _rule(name: str, entry: dict[str, Any]) -> Rule:
    where = f"{name}.toml: rule {entry.get('id', '(no id)')}"
    unknown = set(entry) - _RULE_KEYS
    missing = {"id", "kind", "scope", "pattern", "example"} - set(entry)
    if unknown or missing:
        raise RuleError(f"{where}: unknown keys {sorted(unknown)}, missing keys {sorted(missing)}.")
    takes = entry.get("takes", "match")
    if entry["scope"] not in SCOPES or takes not in TAKES:
        raise RuleError(f"{where}: scope is one of {', '.join(SCOPES)}, takes is one of {', '.join(TAKES)}.")
    sure = entry.get("sure", 1.0)
    if not isinstance(sure, int | float) or not 0 < sure <= 1:
        raise RuleError(f"{where}: sure is a number above 0, up to 1.")
    try:
        kind = Kind(entry["kind"])
        pattern = re.compile(entry["pattern"], re.IGNORECASE | re.MULTILINE)
    except (ValueError, re.error) as error:
        raise RuleError(f"{where}: {error}.") from None
    return Rule(
        id=f"{name}.{entry['id']}",
        kind=kind,
        scope=entry["scope"],
        pattern=pattern,
        needs=tuple(need.lower() for need in _texts(entry.get("needs", []), where)),
        takes=takes,
        examples=_texts(entry["example"], where),
        keeps=_texts(entry.get("keeps", []), where),
        sure=float(sure),
    )


def _unique(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise RuleError(f"Two rules bear the id {one}; rename one.")
        seen.add(one)
