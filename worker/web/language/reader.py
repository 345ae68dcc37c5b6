"""For whom a page is written: texts, numbers, shares and times in one language and zone."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from worker.web.language.catalogue import LANGUAGES, catalogue
from worker.web.language.sentences import SENTENCES, Pieces
from worker.web.language.times import ZONES, at_day, day, lead, moment, written

FIRST_SURE = 0.995
"""From here a share would round to 100 %, which it is only when it is 1."""
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d)(?: \(([+-]\d\d)(\d\d)\)| UTC)?)?")
_PERCENT = re.compile(r"\A(?:(under|over) )?(\d+) %\Z")


class Reader:
    """A reader's language and zone.

    Args:
        language: the code of a language.
        zone: the key of a zone.
    """

    def __init__(self, language: str, zone: str) -> None:
        self.language = language
        self.zone = zone
        self.zone_name = ZONES[zone].tzname(None)
        self._catalogue = catalogue(language)

    def text(self, key: str, **values: Any) -> Markup:
        """A text of the catalogue; what stands between backticks becomes code, and every value is escaped.

        Args:
            key: its dotted key.
            values: its placeholders; whole numbers are written as the language does.
        """
        said = {name: self.number(one) if _whole(one) else one for name, one in values.items()}
        return ticks(self._catalogue.text(key, values.get("n"))).format(**said)

    def plain(self, key: str, **values: Any) -> str:
        """A text for an attribute, without any markup."""
        return self.text(key, **values).striptags()

    def knows(self, key: str) -> bool:
        """Whether the catalogue holds a text."""
        return key in self._catalogue

    def number(self, value: float, places: int = 0) -> str:
        """A number, with the language's marks between thousands and before decimals."""
        english = f"{value:,.{places}f}"
        return english if self.language == "en" else english.translate(str.maketrans(",.", ".,"))

    def share(self, value: float) -> str:
        """A share or probability in per cent; never 0 or 100 unless it is."""
        if 0 < value < 1 - FIRST_SURE:
            return self.plain("share.under")
        if FIRST_SURE <= value < 1:
            return self.plain("share.over")
        return f"{value * 100:.0f}\N{NO-BREAK SPACE}%"

    def when(self, iso: str | None) -> str:
        """A time in the reader's zone, or that it is not known."""
        return written(moment(iso), self.language, self.zone) if iso else self.plain("time.unknown")

    def time(self, iso: str | None) -> Markup:
        """A time as an element that programs read too."""
        if not iso:
            return Markup('<span class="quiet">{}</span>').format(self.plain("time.unknown"))
        return Markup('<time datetime="{}">{}</time>').format(iso, self.when(iso))

    def span(self, first: str, last: str) -> Markup:
        """From one time to another; what both have in common is written once.

        Where one of them is a day alone, so is the other: from that day to that hour would say more than is known.
        """
        a, b = moment(first), moment(last)
        if a.day_only != b.day_only:
            days = [one if one.day_only else at_day(one, self.zone) for one in (a, b)]
            first, last = (one.at.isoformat() for one in days)
            a, b = days
        if a.at == b.at:
            return self.time(last)
        start = lead(a, b, self.language, self.zone)
        same_day = start.partition(", ")[0] == self.when(last).partition(", ")[0]
        dash = "\N{EN DASH}" if same_day else " \N{EN DASH} "
        return Markup('<time datetime="{}">{}</time>{}{}').format(first, start, dash, self._end(last, bare=same_day))

    def _end(self, last: str, *, bare: bool) -> Markup:
        """The later time, without its day where the earlier one bears the same."""
        said = self.when(last)
        return Markup('<time datetime="{}">{}</time>').format(last, said.partition(", ")[2] or said if bare else said)

    def sentence(self, english: str) -> Markup:
        """A sentence that the engine wrote, in the reader's language; where it is not known there, as it is."""
        if self.language == "en":
            return ticks(_TIME.sub(lambda found: self._moment(found.group()), english))
        said = SENTENCES.translate(english, self._pieces)
        return Markup('<span lang="en">{}</span>').format(ticks(english)) if said is None else ticks(said)

    def sentences(self, english: list[str]) -> Markup:
        """Several sentences without full stops, as one line."""
        return Markup("; ").join(self.sentence(one) for one in english)

    @property
    def _pieces(self) -> Pieces:
        return Pieces(number=self._written_number, percent=self._percent, moment=self._moment)

    def _written_number(self, english: str) -> str:
        return self.number(int(english.replace(",", "")))

    def _percent(self, english: str) -> str:
        found = _PERCENT.match(english)
        if found is None:
            return english
        if found[1]:
            return self.plain(f"share.{found[1]}")
        return f"{found[2]}\N{NO-BREAK SPACE}%"

    def _moment(self, english: str) -> str:
        """A time as the engine's sentences write it: a day, with the clock, and with the zone."""
        found = _TIME.fullmatch(english)
        if found is None:
            return english
        date, clock, hours, minutes = found.groups()
        if clock is None:
            return day(moment(date).at, self.language)
        if hours is None and not english.endswith("UTC"):
            return (
                f"{day(moment(date).at, self.language)}, {clock if self.language == 'en' else clock.replace(':', '.')}"
            )
        return self.when(f"{date}T{clock}:01{f'{hours}:{minutes}' if hours else '+00:00'}")

    @property
    def others(self) -> dict[str, str]:
        """The languages that the reader might take instead, each by its own name."""
        return {code: name for code, name in LANGUAGES.items() if code != self.language}


def ticks(text: str) -> Markup:
    """A text with what stands between backticks as code.

    Args:
        text: plain text; everything in it is escaped.
    """
    parts = [
        (Markup("<code>{}</code>") if at % 2 else Markup("{}")).format(part) for at, part in enumerate(text.split("`"))
    ]
    return Markup("").join(parts)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
