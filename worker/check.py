"""Is this text, page or URL a duplicate? Answered as the pipeline would, with nothing written anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker import views
from worker.dedup.bands import buckets, candidates
from worker.dedup.prepared import Prepared, prepare
from worker.fetch.canonical import BadUrl, identify
from worker.model.article import Cleaned
from worker.model.evidence import Side
from worker.model.verdict import FetchOutcome, Verdict
from worker.regroup import Thresholds, plan, settle
from worker.store import articles, clusters, evidence, opinions, standing
from worker.store.times import parse_time
from worker.store.words import storable
from worker.wording import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from worker.clean.cleaner import Cleaner
    from worker.dedup.evidence import Judge
    from worker.dedup.index import Index
    from worker.dedup.signing import Signer
    from worker.fetch.visitor import Visitor
    from worker.model.evidence import Evidence
    from worker.model.page import Page
    from worker.model.stored import StoredArticle
    from worker.store.database import Database

SHOWN = 20
"""Matches that are shown, the strongest first."""
WITH_PASSAGES = 10
"""Matches whose shared passages are looked for; each takes about a millisecond."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked about.

    Attributes:
        cleaned: what cleaning left.
        stored: the article that stands under the same URL, or None.
    """

    cleaned: Cleaned
    stored: StoredArticle | None

    @property
    def same(self) -> bool:
        """Whether that article bears this very text."""
        return self.stored is not None and articles.content_hash(self.stored) == articles.content_hash(self.cleaned)


class Checker:
    """Answers what would become of something that is not handed in.

    Args:
        db: the store.
        visitor: fetches a page, politely.
        cleaner: takes off what the site put around the report.
        signer: makes fingerprints.
        index: finds whom a text shares passages with.
        judge: weighs a pair.
        thresholds: where a probability becomes a yes.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        *,
        db: Database,
        visitor: Callable[[], Visitor],
        cleaner: Cleaner,
        signer: Signer,
        index: Index,
        judge: Judge,
        thresholds: Thresholds,
        clock: Callable[[], float],
    ) -> None:
        self._db = db
        self._visitor = visitor
        self._cleaner = cleaner
        self._signer = signer
        self._index = index
        self._judge = judge
        self._thresholds = thresholds
        self._clock = clock

    def check(self, *, text: str = "", url: str = "", title: str = "", date: str = "", html: str = "") -> views.View:
        """Say what would become of a text, a page or a URL.

        Args:
            text: the text, furniture and all.
            url: where it stands. Alone, the stored article of this URL is asked about, or else the page is fetched.
            title: its headline.
            date: its date as it is written.
            html: the whole page, instead of the text.

        Returns:
            `verdict`, `reason`, what cleaning left (`article`), the stored article of the same URL (`known`), the
            cluster that it would stand in and its `version` there, other clusters that it would merge (`merges`), and
            the `matches` with their evidence. `verdict` is None when the page could not be had now; `wait` is then the
            seconds until asking again makes sense.

        Raises:
            BadUrl: the URL is none.
            ValueError: there is nothing to check.
        """
        stored = self._stored(url) if url else None
        if html:
            return self._answer(_Asked(self._cleaner.page(html, url), stored))
        if text.strip():
            return self._answer(_Asked(self._cleaner.text(text, url=url, title=title, date=date), stored))
        if not url:
            raise ValueError("There is nothing to check: give a text, a page or a URL.")
        if stored:
            return self._answer(_Asked(_as_cleaned(stored), stored))
        return self._fetched(url)

    def _stored(self, url: str) -> StoredArticle | None:
        with self._db.read() as conn:
            found = articles.find(conn, identify(url).key)
        return found if found and found.visible else None

    def _fetched(self, url: str) -> views.View:
        found = identify(url)
        visitor = self._visitor()
        seconds = visitor.wait_for_turn(found.url, f"check:{found.key}")
        if seconds > 0:
            return _unheard("Its host's turn has not come; ask again then.", wait=seconds)
        page = visitor.visit(found.url)
        if page.outcome is not FetchOutcome.OK:
            return _unheard(page.reason, page)
        cleaned = self._cleaner.page(page.text, page.url)
        try:
            stored = self._stored(cleaned.url or page.url)
        except BadUrl:  # what a page says of itself may be no URL
            stored = self._stored(page.url)
        return self._answer(_Asked(cleaned, stored), page.outcome)

    def _answer(self, asked: _Asked, outcome: FetchOutcome | None = None) -> views.View:
        if not asked.cleaned.is_article:
            return views.checked(Verdict.NOT_ARTICLE, asked.cleaned.reason, outcome=outcome)
        signature = self._signer.sign(asked.cleaned.text)
        near = candidates(self._index.look(buckets(signature), self._clock()))
        with self._db.read() as conn:
            number = asked.stored.id if asked.stored else standing.highest(conn) + 1
            sides = {one: prepare(side) for side in _visible(conn, near) if (one := side.id) != number}
            mine = prepare(_side(number, asked.cleaned))
            found = sorted(
                (self._judge.judge(*_ordered(mine, other)) for other in sides.values()),
                key=lambda e: (-e.same_report, e.a, e.b),
            )
            return self._told(conn, asked, mine, found, sides, outcome)

    def _told(
        self,
        conn: Connection,
        asked: _Asked,
        mine: Prepared,
        found: Sequence[Evidence],
        sides: Mapping[int, Prepared],
        outcome: FetchOutcome | None,
    ) -> views.View:
        number = mine.side.id
        group = self._group(conn, number, found)
        before = {one: clusters.resolve(conn, one) for one in group.ids if one != number}
        held = [one for one in dict.fromkeys(before.values()) if one is not None]
        version = next(own for own in group.versions if number in own)
        verdict = Verdict.UNCHANGED if asked.same else _verdict(group, version)
        cluster = clusters.get(conn, min(held)) if held else None
        if asked.same and asked.stored and asked.stored.cluster_id:
            cluster = clusters.get(conn, asked.stored.cluster_id)
        matches = [e for e in found if e.same_report >= views.RELATED][:SHOWN]
        return views.checked(
            verdict,
            _reason(verdict, asked, number, found, cluster.id if cluster else None),
            outcome=outcome,
            article=views.unstored(asked.cleaned),
            known=views.article_line(asked.stored) if asked.stored else None,
            cluster=views.cluster_line(cluster) if cluster else None,
            version=min((one for one in version if one != number), default=None),
            merges=[one for one in held if cluster and one != cluster.id],
            matches=[
                views.match(e, mine, sides[other.id], other, passages=place < WITH_PASSAGES)
                for place, e in enumerate(matches)
                if (other := articles.get(conn, _other(e, number)))
            ],
        )

    def _group(self, conn: Connection, number: int, found: Sequence[Evidence]) -> clusters.Group:
        """The group that it would stand in, by the very partition that the pipeline makes."""
        near = {_other(e, number) for e in found if e.same_report >= self._thresholds.report}
        ids = clusters.component(conn, near, at_least=self._thresholds.report) - {number} if near else set()
        links = {pair: both for pair, both in evidence.links(conn, ids).items() if number not in pair}
        links |= {(e.a, e.b): (e.same_report, e.same_version) for e in found if _other(e, number) in ids}
        ids |= {number}
        groups = plan(ids, links, settle(opinions.among(conn, ids)), self._thresholds)
        return next(group for group in groups if number in group.ids)


def _verdict(group: clusters.Group, version: Collection[int]) -> Verdict:
    if len(group.ids) == 1:
        return Verdict.NEW
    return Verdict.VERSION if len(version) > 1 else Verdict.JOINED


def _reason(verdict: Verdict, asked: _Asked, number: int, found: Sequence[Evidence], cluster: int | None) -> str:
    if verdict is Verdict.UNCHANGED and asked.stored:
        return f"It is stored already as article {asked.stored.id}, with this very text."
    replaced = f" It would replace the text of article {asked.stored.id}, which has its URL." if asked.stored else ""
    if not found:
        return f"No stored article has a passage in common with it.{replaced}"
    best = found[0]
    nearest, near = _other(best, number), percent(best.same_report)
    if verdict is Verdict.NEW:
        return f"No stored article carries this report; the nearest, {nearest}, does so with {near}.{replaced}"
    text = f"; the texts are one with {percent(best.same_version)}" if verdict is Verdict.VERSION else ""
    return f"It would join cluster {cluster}: article {nearest} carries the same report with {near}{text}.{replaced}"


def _unheard(reason: str, page: Page | None = None, *, wait: float | None = None) -> views.View:
    """The page could not be had: for good, or for now."""
    if page is None or page.outcome.transient:
        return views.checked(
            None, reason, outcome=page.outcome if page else None, wait=page.retry_after if page else wait
        )
    return views.checked(Verdict.REJECTED, reason, outcome=page.outcome)


def _visible(conn: Connection, ids: Sequence[int]) -> list[Side]:
    shown = standing.shown(conn, ids)
    return articles.sides(conn, shown)


def _ordered(a: Prepared, b: Prepared) -> tuple[Prepared, Prepared]:
    return (a, b) if a.side.id < b.side.id else (b, a)


def _other(found: Evidence, number: int) -> int:
    return found.b if found.a == number else found.a


def _side(number: int, cleaned: Cleaned) -> Side:
    return Side(
        id=number,
        title=storable(cleaned.title),
        text=storable(cleaned.text),
        published=cleaned.published,
        outlet=storable(cleaned.outlet),
        network=storable(cleaned.network),
    )


def _as_cleaned(stored: StoredArticle) -> Cleaned:
    """A stored article as cleaning left it."""
    return Cleaned(
        is_article=True,
        url=stored.url,
        title=stored.title,
        text=stored.text,
        raw_text=stored.raw_text,
        dateline=stored.dateline,
        published=parse_time(stored.published),
        updated=parse_time(stored.updated),
        authors=stored.authors,
        editors=stored.editors,
        cited_sources=stored.cited_sources,
        outlet=stored.outlet,
        network=stored.network,
        section=stored.section,
        language=stored.language,
        removed=stored.removed,
        cleaning=stored.cleaning,
    )
