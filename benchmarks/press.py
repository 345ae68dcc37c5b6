"""Invented news for measurements: reports, and how desks tell them."""

# ruff: noqa: PLR2004 - shares and bounds of invented news stand where they are used

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from itertools import accumulate

from worker.model.article import Cleaned, Kind, Removed

NOW = 1_790_000_000.0
DAYS = 120
OUTLETS = [f"{name}{number}.example" for name in ("kabar", "warta", "harian", "suara") for number in range(60)]
SOURCES = [f"Kantor Berita {name}" for name in ("Selasar", "Teluk", "Rimba", "Lereng", "Muara")]
SYLLABLES = ("ba", "ca", "da", "ga", "ja", "ka", "la", "ma", "na", "pa", "ra", "sa", "ta", "wa", "ni", "ti", "ku", "mu")


class Press:
    """Invents articles: words as common as Zipf says, outlets of all sizes, and reports told by one to sixty desks.

    Args:
        seed: the same gives the same.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
        made = {"".join(self._random.choices(SYLLABLES, k=self._random.randint(2, 4))) for _ in range(60_000)}
        self.words = sorted(made)
        self._random.shuffle(self.words)
        self._weights = list(accumulate(1 / (rank + 8) for rank in range(len(self.words))))
        self._outlets = list(accumulate(1 / (rank + 3) for rank in range(len(OUTLETS))))
        self._stock = [self._sentence() for _ in range(400)]

    def report(self) -> list[Cleaned]:
        """One report, as its desks tell it: copies, trimmed ones, and some told anew in part."""
        size = min(60, int(self._random.paretovariate(1.6))) if self._random.random() < 0.35 else 1
        body = [self._sentence() for _ in range(self._random.randint(8, 22))]
        at = NOW - self._random.random() * DAYS * 86_400
        source = (self._random.choice(SOURCES),) if self._random.random() < 0.15 else ()
        return [self._telling(body, at + place * 900, source if place else ()) for place in range(size)]

    def _telling(self, body: list[str], at: float, sources: tuple[str, ...]) -> Cleaned:
        told = list(body)
        if self._random.random() < 0.5:
            told = told[: max(5, int(len(told) * self._random.uniform(0.5, 1)))]
        for place in range(len(told)):
            if self._random.random() < 0.15:
                told[place] = self._sentence()
        if self._random.random() < 0.3:
            told.append(self._random.choice(self._stock))
        text = "\n".join(" ".join(told[place : place + 2]) for place in range(0, len(told), 2))
        outlet = self._random.choices(OUTLETS, cum_weights=self._outlets)[0]
        promo = f"Baca juga: {self._sentence()}"
        removed = Removed(Kind.READALSO, promo, "common.readalso.line", len(text) + 1, len(text) + 1 + len(promo), 0.98)
        return Cleaned(
            is_article=True,
            url=f"https://{outlet}/berita/{self._random.getrandbits(48):x}",
            title=" ".join(self._random.choices(self.words, cum_weights=self._weights, k=8)).capitalize(),
            text=text,
            raw_text=f"{text}\n{promo}",
            published=datetime.fromtimestamp(at, UTC),
            authors=("Rini Wulandari",),
            cited_sources=sources,
            outlet=outlet,
            network=re.sub(r"[0-9]+", "", outlet),
            language="id" if self._random.random() < 0.97 else "en",
            removed=(removed,),
            cleaning="bench",
        )

    def _sentence(self) -> str:
        told = self._random.choices(self.words, cum_weights=self._weights, k=self._random.randint(9, 24))
        return " ".join(told).capitalize() + "."
