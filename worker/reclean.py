"""Cleaning again what is stored, by the rules and learned lines of now."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from worker.clean import outlets
from worker.fetch.charset import decode
from worker.renewing import Renewed
from worker.store import articles, raw_pages
from worker.store.times import parse_time
from worker.store.words import storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from worker.clean.cleaner import Cleaner
    from worker.dedup.signing import Signer
    from worker.model.article import Cleaned, Kind, Removed
    from worker.model.stored import StoredArticle
    from worker.renewing import Renewer
    from worker.store.database import Database

BATCH = 50
"""Articles that are written together: the clusters' lock is held for some milliseconds each."""
EXAMPLES = 10

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Example:
    """An article whose text changed.

    Attributes:
        article: its number.
        url: where it stands.
        before: words of its text until now.
        after: words of its text now.
        taken: what is taken out now and was not.
        given_back: what was taken out and no longer is.
    """

    article: int
    url: str
    before: int
    after: int
    taken: tuple[str, ...]
    given_back: tuple[str, ...]


@dataclass(slots=True)
class Recleaned:
    """What cleaning again came to; `current` + `changed` + `same` + `overtaken` + `no_article` + `failed` are all.

    Attributes:
        current: articles that this very version cleaned already.
        changed: articles whose text, title, time or outlet changed, joined anew.
        same: articles that changed in nothing that is compared.
        overtaken: articles that somebody else changed meanwhile.
        no_article: articles that the rules of now take for none; they are left for a person.
        failed: articles that could not be cleaned, each with the reason.
        taken: words that are taken out now and were not, by kind.
        given_back: words that were taken out and no longer are, by kind.
        examples: the first articles that changed.
    """

    current: int = 0
    changed: int = 0
    same: int = 0
    overtaken: int = 0
    no_article: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    given_back: dict[str, int] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)


class Recleaner:
    """Goes through the store once; what it did is marked there, so a run that was stopped goes on where it was.

    Args:
        db: the store.
        pages: cleans the pages that are kept.
        texts: cleans texts whose entities are decoded.
        signer: makes fingerprints.
        renewer: writes what changed; None only tells.
    """

    def __init__(
        self, *, db: Database, pages: Cleaner, texts: Cleaner, signer: Signer, renewer: Renewer | None
    ) -> None:
        self._db = db
        self._pages = pages
        self._texts = texts
        self._signer = signer
        self._renewer = renewer

    def run(self, *, site: str = "", every: bool = False) -> Recleaned:
        """Clean again what another version cleaned.

        Args:
            site: only articles of this outlet or network; "" takes all.
            every: also what this very version cleaned.

        Returns:
            What changed, or would change.
        """
        report = Recleaned()
        for batch in self._batches(site):
            renewed: list[Renewed] = []
            same: list[tuple[int, Cleaned]] = []
            for stored in batch:
                if not every and stored.cleaning == self._pages.version((stored.outlet, stored.network)):
                    report.current += 1
                    continue
                cleaned = self._again(stored, report)
                if cleaned is None:
                    continue
                if _compared(cleaned) == _compared(stored):
                    same.append((stored.id, cleaned))
                else:
                    renewed.append(Renewed(stored, cleaned, self._signer.sign(cleaned.text)))
            self._write(renewed, same, report)
        return report

    def _batches(self, site: str) -> Iterator[list[StoredArticle]]:
        last = 0
        while True:
            with self._db.read() as conn:
                batch = articles.after(conn, last, limit=BATCH, site=site)
            if not batch:
                return
            yield batch
            last = batch[-1].id

    def _again(self, stored: StoredArticle, report: Recleaned) -> Cleaned | None:
        """Clean an article again; None when it stays as it is, which the report says."""
        try:
            with self._db.read() as conn:
                page = raw_pages.get(conn, stored.submission_id) if stored.submission_id is not None else None
            cleaned = self._page(*page) if page else self._text(stored)
        except Exception as error:  # noqa: BLE001 - one page that can't be read must not stop the others
            log.info("Article %d can't be cleaned again: %s", stored.id, error)
            report.failed[stored.id] = f"{type(error).__name__}: {error}"
            return None
        if not cleaned.is_article:
            report.no_article.append(stored.id)
            return None
        return cleaned

    def _page(self, body: bytes, charset: str, url: str) -> Cleaned:
        return self._pages.page(decode(body, charset)[0], url)

    def _text(self, stored: StoredArticle) -> Cleaned:
        """A pushed text; what only its page said, where there was one, stays."""
        # a headline that was taken from the text is taken from it again
        title = "" if stored.title == outlets.headline(stored.text) else stored.title
        cleaned = self._texts.text(stored.raw_text, url=stored.url, title=title, date=stored.published)
        return replace(
            cleaned,
            published=cleaned.published or parse_time(stored.published),
            updated=cleaned.updated or parse_time(stored.updated),
            authors=cleaned.authors or stored.authors,
            editors=cleaned.editors or stored.editors,
            section=cleaned.section or stored.section,
            language=cleaned.language or stored.language,
        )

    def _write(self, renewed: Sequence[Renewed], same: Iterable[tuple[int, Cleaned]], report: Recleaned) -> None:
        same = list(same)
        done = {one.stored.id for one in renewed}
        if self._renewer is not None:
            done = set(self._renewer.renew(renewed)) if renewed else set()
            with self._db.write() as conn:
                for number, cleaned in same:
                    if articles.hashes(conn, [number]) == {number: articles.content_hash(cleaned)}:
                        articles.renew(conn, number, cleaned)
        report.same += len(same)
        report.changed += len(done)
        report.overtaken += len(renewed) - len(done)
        for one in renewed:
            if one.stored.id in done:
                _tell(report, one)


def _compared(one: Cleaned | StoredArticle) -> tuple[str, ...]:
    """What the evidence reads of an article."""
    published = one.published if isinstance(one.published, str) else one.published.isoformat() if one.published else ""
    return (storable(one.title), storable(one.text), published, storable(one.outlet), storable(one.network))


def _tell(report: Recleaned, one: Renewed) -> None:
    """Count the words of a changed article by kind, and keep it as an example while there are few."""
    taken, given_back = _differences(one.cleaned.removed, one.stored.removed)
    for counter, parts in ((report.taken, taken), (report.given_back, given_back)):
        for part in parts:
            counter[part.kind.value] = counter.get(part.kind.value, 0) + len(part.text.split())
    if len(report.examples) < EXAMPLES:
        report.examples.append(
            Example(
                article=one.stored.id,
                url=one.stored.url,
                before=len(one.stored.text.split()),
                after=len(one.cleaned.text.split()),
                taken=tuple(part.text for part in taken),
                given_back=tuple(part.text for part in given_back),
            )
        )


def _differences(now: Sequence[Removed], before: Sequence[Removed]) -> tuple[list[Removed], list[Removed]]:
    """What is removed now and was not, and the reverse, by kind and text."""
    new = Counter((part.kind, part.text) for part in now)
    old = Counter((part.kind, part.text) for part in before)
    return _only(now, new - old), _only(before, old - new)


def _only(parts: Sequence[Removed], left: Counter[tuple[Kind, str]]) -> list[Removed]:
    chosen = []
    for part in parts:
        if left[part.kind, part.text] > 0:
            left[part.kind, part.text] -= 1
            chosen.append(part)
    return chosen
