"""The opening dateline: "JAKARTA, KOMPAS.com -", "Liputan6.com, Jakarta -", "Jakarta (ANTARA) -"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from worker.clean.sieve import Sieve

_DASH = r"(?:[ \t]*\n?[ \t]*(?:--?-?|[\u2013\u2014\u2012]|\?(?=\s))(?![\d\w]*\d)|(?<=\s)[-\u2013\u2014]{1,2})"
_PLACE = r"(?-i:[A-Z][\w'.]*(?:[ /-][A-Z(][\w'.)]*){0,3})"
_NAME = r"(?-i:[A-Z0-9][\w.]*(?: ?[A-Z0-9][\w.]*){0,2})"
_DOTTED = r"[a-z0-9-]{2,30}(?:\.[a-z0-9-]{2,20})?\.(?:com|co\.id|id|co|net|tv|news|org|asia|today)"
_BRANDS = (
    r"(?-i:ANTARA(?: News)?|Antara(?: News|/[A-Za-z]+)?|CNN Indonesia|CNBC Indonesia|IDXChannel|"
    r"IDX Channel|VIVA|PIKIRAN RAKYAT"
    r"|PR [A-Z]{3,}|TRIBUNNERS|TIMES [A-Z]+|Harian Disway|BBC News Indonesia|Medcom|Kompas TV|KOMPASTV|"
    r"SINDOnews|iNews|INFO NASIONAL)"
)
_CAPITALS = r"[A-Z][A-Z.'\u2019]+(?:-[A-Z]+)?"
_FORMS = (
    # KONTAN.CO.ID - JAKARTA.
    re.compile(
        rf"{_DOTTED} ?[-\u2013\u2014] ?(?-i:[A-Z]{{3,}}(?: [A-Z]{{3,}}){{0,2}})\.(?=\s)",
        re.IGNORECASE,
    ),
    # JAKARTA, KOMPAS.com -   |   NEWS, IDenesia.id -   |   KRjogja.com - YOGYA -   |   TIMES JOGJA, JAKARTA -
    re.compile(rf"{_PLACE}(?:, ?{_PLACE})? ?, ?(?:{_DOTTED}|{_BRANDS}) ?{_DASH}", re.IGNORECASE),
    re.compile(
        rf"(?:{_DOTTED}|{_BRANDS}) ?(?:[,|]|[-\u2013\u2014]{{1,2}}) ?{_PLACE}(?:, ?{_PLACE})? ?{_DASH}", re.IGNORECASE
    ),
    re.compile(rf"(?:{_DOTTED}|{_BRANDS}) ?{_DASH}", re.IGNORECASE),
    # Jakarta (ANTARA) -   |   Jakarta, 5/11 (ANTARA) -
    re.compile(
        rf"{_PLACE}(?:, ?{_PLACE})?(?:, ?\d{{1,2}}[ /]\w{{1,9}}(?:[ /]\d{{4}})?)? ?"
        rf"\((?:{_BRANDS}|{_DOTTED})(?:/\w+)?\) ?{_DASH}",
        re.IGNORECASE,
    ),
    # KORAN.CO.ID, HILIR Warga   |   KORAN.CO.ID,Warga (in capitals, so that no dash is needed)
    re.compile(
        r"(?-i:[A-Z][A-Z0-9-]+(?:\.[A-Z0-9-]+)?\.(?:COM|CO\.ID|ID|NET|TV)) ?, ?"
        r"(?:(?-i:[A-Z]{3,}(?: [A-Z]{3,}){0,2}) )?(?=[\"\u201c]?[A-Z][a-z])"
    ),
    # Liputan6.com, Jakarta (without a dash)
    re.compile(
        r"Liputan6\.com, (?-i:[A-Z][a-z]+(?: (?:Utara|Selatan|Barat|Timur|Pusat|Tengah))?)(?= ?[\"\u201c(]? ?[A-Z])"
    ),
    # ZONA PRIANGAN -   |   JAKARTA -   |   POS-KUPANG, KUPANG -
    re.compile(
        rf"(?!SIMAK|BACA|LIHAT|BREAKING|VIDEO|FOTO){_CAPITALS}(?: {_CAPITALS}){{0,3}}"
        rf"(?:, ?{_CAPITALS}(?: {_CAPITALS}){{0,2}})? "
        r"?(?:--?|[\u2013\u2014])(?=\s|[A-Z][a-z]|[\"\u201c])"
    ),
    # Jakarta -   |   Bogor (line) - (line); a small letter behind it is a doubled word ("Baru - baru").
    re.compile(
        r"(?-i:[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})[ \t]*\n?[ \t]*(?:--?|[\u2013\u2014])(?=\s+[A-Z0-9\"\u201c'\u2018(])"
    ),
)
# How many lines from the top may stand before it (headline, standfirst, caption, date, credit).
LINES = 8
_DASHES = re.compile(r"(?<=\S) ?(?:--?-?|[\u2013\u2014\u2012])(?=\s+[\"\u201c'\u2018(]?[A-Z0-9])")
_SIGN = re.compile("[-\u2013\u2014\u2012]")
_BORDER = re.compile(r" ?[,|/()] ?| ?[-\u2013\u2014]{1,2} ")
_WHERE = re.compile(r"[A-Z][\w'.-]*(?: [A-Z][\w'.-]*){0,3}")
_ENDING = re.compile(r"\.[a-z]{2,10}(?:\.[a-z]{2,3})?\Z", re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")
_LONGEST = 80


def named(text: str, outlets: Iterable[str]) -> int:
    """The end of a dateline that bears a name of the outlet: "HILIR, KORAN KITA -", "KoranKita.example | Hilir --".

    Args:
        text: what may begin with it.
        outlets: names and hosts that the outlet goes by.

    Returns:
        One past its dash, 0 when the text does not begin so.
    """
    return _named(text, _known(outlets))


def _known(outlets: Iterable[str]) -> set[str]:
    return {folded for name in outlets for folded in _folded(name)}


def _named(text: str, known: set[str]) -> int:
    end = 0
    text = text[:_LONGEST]
    # A sign by itself is found in a fifth of the time: most lines have none.
    for dash in _DASHES.finditer(text) if known and _SIGN.search(text) else ():
        parts = [part for part in _BORDER.split(text[: dash.start()]) if part]
        others = [part for part in parts if not _folded(part) & known]
        if len(others) < len(parts) and all(_WHERE.fullmatch(part) for part in others):
            end = dash.end()
    return end


def _folded(name: str) -> set[str]:
    """A name's letters and figures, with and without what follows its last dot."""
    return {_SIGNS.sub("", one).lower() for one in (name, _ENDING.sub("", name))} - {""}


def find(sieve: Sieve, outlets: Iterable[str] = ()) -> tuple[int, int] | None:
    """Find the dateline among the first lines of what is left.

    Args:
        sieve: the text.
        outlets: names and hosts that the outlet goes by.

    Returns:
        Its start and end, None when there is none.
    """
    known = _known(outlets)
    for at, (start, end) in enumerate(sieve.lines(LINES)):
        window = sieve.raw[start : min(len(sieve.raw), max(end, start + 40), start + 120)]
        end_named = _named(window, known)
        if end_named:
            return start, start + end_named
        for order, form in enumerate(_FORMS):
            # The bare place is too weak a sign further down.
            if (
                at > 0
                and order >= len(_FORMS) - 1
                and window[: end - start].strip() != window.split("\n", 1)[0].strip()
            ):
                continue
            found = form.match(window)
            if found and found.end() < len(sieve.raw) - start:
                return start, start + len(found[0].rstrip())
    return None
