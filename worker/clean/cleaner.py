"""The cleaner: a page or a raw text in, an article without the site's furniture out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.clean import cited, dates, language, outlets, people, texts
from worker.clean.learned import Learned, rules_version
from worker.clean.page import Extracted, extract, why_too_long
from worker.clean.screen import Screen
from worker.clean.titles import Titles
from worker.model.article import Cleaned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from worker.clean.rules import RuleBook, Site

# A report of fewer words says nothing that could be compared; the shortest real ones in a sample of 4,000 have 40.
FEWEST_WORDS = 25


class Cleaner:
    """Extracts and cleans; one for a process.

    Args:
        rules: the rule book.
        decode: whether a text comes back with the entities that a scrape left in it ("&quot;") decoded, or in the
            characters that were handed in; the rules see through them either way, and a page has none.
        learned: the learned lines, or what gives the latest ones at each article.
    """

    def __init__(
        self, rules: RuleBook, *, decode: bool = True, learned: Learned | Callable[[], Learned] | None = None
    ) -> None:
        self._rules = rules
        self._decode = decode
        self._learned = learned or Learned()
        self._rules_version = rules_version(rules)
        self._screens: dict[str, Screen] = {}

    def version(self, sites: Iterable[str], learned: Learned | None = None) -> str:
        """What names the rules and the learned lines that hold for an article.

        Args:
            sites: its outlet and network.
            learned: the lines; None takes the latest.
        """
        own = (learned or self._latest()).digest(sites)
        return f"{self._rules_version}.{own}" if own else self._rules_version

    def _latest(self) -> Learned:
        return self._learned if isinstance(self._learned, Learned) else self._learned()

    def page(self, html: str, url: str = "") -> Cleaned:
        """Extract the article of a page and clean it.

        Args:
            html: the page, decoded.
            url: where it came from, after redirects; "" for a file.

        Returns:
            The article; `is_article` is False, with a reason, for listings, error pages and empty pages.
        """
        got = extract(html, url, self._rules)
        return _refused(got, got.reason) if got.reason else self._clean(got, decode=True)

    def text(
        self, text: str, *, url: str = "", title: str = "", date: str = "", known_titles: Titles | Iterable[str] = ()
    ) -> Cleaned:
        """Clean a scraped text.

        Args:
            text: the text, with or without its line breaks.
            url: the article's URL, "" when unknown.
            title: its headline, "" when unknown.
            date: its date as the site printed it, "" when unknown.
            known_titles: other headlines of the same site, which show where a linked title ends; for many texts of one
                site build one `Titles`.

        Returns:
            The article.
        """
        site = self._rules.site(outlets.host(url))
        zone = site.zone if site else 7.0
        read = dates.read(date, url, zone) if date else None
        published = dates.settle(read, url, zone, clock=dates.is_clock(date))
        titles = known_titles if isinstance(known_titles, Titles) else Titles(known_titles)
        got = Extracted(url=url, title=title, text=text, published=published, titles=titles)
        return self._clean(got, decode=self._decode)

    def _clean(self, got: Extracted, *, decode: bool) -> Cleaned:
        if too_long := why_too_long(len(got.text)):
            return _refused(got, too_long)
        host = outlets.host(got.url)
        site = self._rules.site(host)
        known = texts.Known(got.title, outlets.names(got.url, got.names), got.titles, got.pictures)
        sieve, opening = texts.sift(got.text, self._screen(site), known, decode=decode)
        if site is None and opening:
            site = outlets.by_dateline(self._rules, opening)
        sites = (host, site.network if site and site.network else host)
        learned = self._latest()
        learned.sift(sieve, sites)
        text = sieve.text()
        removed = sieve.removed()
        short = not texts.has_words(text, FEWEST_WORDS)
        credited = people.read(removed)
        return Cleaned(
            is_article=not short,
            reason=f"After cleaning, fewer than {FEWEST_WORDS} words are left." if short else "",
            url=got.url,
            title=_headline(got, site) or outlets.headline(text),
            text=text if decode else sieve.text_as_given(),
            raw_text=sieve.source.given,
            dateline=opening,
            published=got.published,
            updated=got.updated,
            authors=got.authors or credited.authors,
            editors=got.editors or credited.editors,
            cited_sources=cited.sources(text, removed, host),
            outlet=host,
            network=sites[1],
            section=got.section,
            language=got.language or language.guess(text),
            removed=removed if decode else sieve.removed_as_given(),
            cleaning=self.version(sites, learned),
        )

    def _screen(self, site: Site | None) -> Screen:
        """The rules that hold for a site; those of a site without any of its own are the common ones."""
        own = site.rules if site else ()
        name = site.id if site and own else ""
        if name not in self._screens:
            self._screens[name] = Screen([*self._rules.common.rules, *own])
        return self._screens[name]


def _headline(got: Extracted, site: Site | None) -> str:
    bare = outlets.bare_title(got.title, site, got.url)
    return "" if outlets.is_section(bare) else bare


def _refused(got: Extracted, reason: str) -> Cleaned:
    return Cleaned(is_article=False, reason=reason, url=got.url, title=got.title, outlet=outlets.host(got.url))
