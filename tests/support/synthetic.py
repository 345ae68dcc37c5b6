"""Articles made by lot: words of Indonesian sound without meaning, in families of copies and trimmed copies.

Two families share nothing but function words, so it is known which articles belong together.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ONSETS = ("b", "c", "d", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "w", "ny", "")
VOWELS = ("a", "a", "a", "e", "i", "o", "u")
CODAS = ("", "", "", "", "n", "ng", "r", "s", "t", "k", "h")
FUNCTION_WORDS = ("yang", "di", "dan", "ke", "dari", "untuk", "pada", "dengan", "itu", "ini", "tidak", "akan", "telah")
LEXICON = 4000
SHARE_OF_FUNCTION_WORDS = 0.3
SIZES = (1, 1, 1, 1, 2, 2, 3, 4, 6)
"""Sizes of families; one is drawn for each."""
FIRST_DAY = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
OUTLETS = tuple(f"{name}.example" for name in ("harianbukit", "kabarteluk", "warta-sawah", "pagikota", "suaraselat"))


@dataclass(frozen=True, slots=True)
class Article:
    """One page of one outlet.

    Attributes:
        family: number of the report that it carries.
        outlet: its host.
        path: where it stands there.
        title: its headline.
        sentences: its body.
        published: when the outlet says that it came out.
    """

    family: int
    outlet: str
    path: str
    title: str
    sentences: tuple[str, ...]
    published: datetime

    @property
    def url(self) -> str:
        """Where it is fetched from."""
        return f"http://{self.outlet}{self.path}"

    @property
    def text(self) -> str:
        """The body, two sentences a paragraph."""
        return "\n".join(" ".join(self.sentences[at : at + 2]) for at in range(0, len(self.sentences), 2))

    @property
    def html(self) -> str:
        """The page."""
        paragraphs = "".join(f"<p>{paragraph}</p>\n" for paragraph in self.text.split("\n"))
        return (
            f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>{self.title}</title>'
            f'<meta property="og:type" content="article"><meta property="og:title" content="{self.title}">'
            f'<meta property="article:published_time" content="{self.published.isoformat()}">'
            f'<link rel="canonical" href="{self.url}"></head><body><header><a href="/">{self.outlet}</a></header>'
            f"<main><article><h1>{self.title}</h1>\n{paragraphs}</article></main></body></html>"
        )


class Writer:
    """Writes reports by lot.

    Args:
        seed: the same seed writes the same reports.
    """

    def __init__(self, seed: int) -> None:
        self._lot = random.Random(seed)  # noqa: S311 - a test's lots, not a secret's
        self._lexicon = [self._word() for _ in range(LEXICON)]

    def family(
        self, number: int, size: int, outlets: Sequence[str] = OUTLETS, sentences: tuple[int, int] = (8, 14)
    ) -> list[Article]:
        """One report, told by several desks: the whole, copies, and copies that lost their last sentences.

        Args:
            number: the family's number; part of each path.
            size: how many articles.
            outlets: hosts to choose from.
            sentences: least and most sentences of the report.
        """
        whole = tuple(self._sentence() for _ in range(self._lot.randint(*sentences)))
        title = " ".join(self._lot.choices(self._lexicon, k=6)).capitalize()
        first = FIRST_DAY + timedelta(minutes=self._lot.randrange(40_000))
        made = []
        for copy in range(size):
            cut = self._lot.choice((0, 0, 1, 2)) if copy else 0
            made.append(
                Article(
                    family=number,
                    outlet=self._lot.choice(outlets),
                    path=f"/berita/{number}-{copy}-{self._lot.choice(self._lexicon)}",
                    title=title,
                    sentences=whole[: len(whole) - cut],
                    published=first + timedelta(minutes=self._lot.randrange(600)),
                )
            )
        return made

    def corpus(
        self, articles: int, outlets: Sequence[str] = OUTLETS, sentences: tuple[int, int] = (8, 14)
    ) -> list[Article]:
        """So many articles, in families of several sizes, shuffled."""
        made: list[Article] = []
        number = 0
        while len(made) < articles:
            number += 1
            size = min(self._lot.choice(SIZES), articles - len(made))
            made += self.family(number, size, outlets, sentences)
        self._lot.shuffle(made)
        return made

    def _word(self) -> str:
        return "".join(
            self._lot.choice(ONSETS) + self._lot.choice(VOWELS) + self._lot.choice(CODAS)
            for _ in range(self._lot.choice((2, 3, 3, 4)))
        )

    def _sentence(self) -> str:
        words = [
            self._lot.choice(FUNCTION_WORDS)
            if self._lot.random() < SHARE_OF_FUNCTION_WORDS
            else self._lot.choice(self._lexicon)
            for _ in range(self._lot.randint(11, 20))
        ]
        if self._lot.random() < 0.3:
            words.insert(self._lot.randrange(len(words)), str(self._lot.randint(2, 9999)))
        return " ".join(words).capitalize() + "."
