"""Whom a text says it has the report from: "dikutip dari Mirror", "dilansir Reuters", "Sumber: Express"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from worker.clean.vocabulary import vocabulary
from worker.model.article import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from worker.model.article import Removed

_HOST = r"[a-z0-9][a-z0-9-]{1,30}(?:\.[a-z0-9-]{2,20}){0,2}\.(?:com|co\.id|co\.uk|id|co|net|tv|news|org|go\.id)\b"
_NAME = (
    rf"(?:{_HOST}|(?-i:[A-Z0-9][\w&'\u2019-]*(?:\.(?:com|id|co|net))?(?: (?:[A-Z0-9][\w&'\u2019-]*|"
    rf"of|the|and)){{0,4}}))"
)
_TOLD = re.compile(
    r"\b(?:di(?:kutip|lansir|sadur|nukil)|di(?:beritakan|wartakan) (?:oleh|dari|di)|me(?:ngutip|"
    r"lansir|nyadur|nukil)|(?:seperti|sebagaimana) "
    r"(?:dilaporkan|diberitakan|dilansir|dikutip)|disadur)(?: (?-i:[A-Z][\w.-]{1,40})(?= dari | oleh ))?"
    r"(?: (?:dari|oleh|melalui|via|pada|kantor berita|laman|situs|media|portal|surat kabar|harian|"
    r"resmi|web|website|akun)){0,4} "
    rf"(?P<name>{_NAME})",
    re.IGNORECASE,
)
_CREDIT = re.compile(rf"\bSumber\s*:\s*(?P<name>{_NAME})", re.IGNORECASE)
_WIRES = re.compile(r"\b(ANTARA|AFP|Reuters|AP|Xinhua|Anadolu|Bloomberg|Kyodo|dpa|TASS|Sputnik|Yonhap)\b")
_NEEDS = ("kutip", "ngutip", "nyadur", "lansir", "sadur", "nukil", "berita", "wartakan", "laporkan", "sumber")
# Words that begin a sentence's next part and are no names; days follow "dikutip" very often.
_NO_NAME = vocabulary(
    "senin selasa rabu kamis jumat jum'at sabtu minggu ahad januari februari maret april mei juni "
    "juli agustus september oktober november "
    "desember pada dari oleh di ke dan yang ini itu kamu anda selain namun"
)
_FEW = 8
_ENDING = re.compile(r"\.(?:com|co\.id|co\.uk|go\.id|or\.id|id|co|net|tv|news|org)\Z")
_SIGNS = re.compile(r"[\W_]+")
# "dilansir dari lamankoranhilir.com", "dilansir dariKoranhilir.com": a blank that the scrape lost.
_GLUED = re.compile(r"\A(?:dari(?:laman|situs)?|laman|situs|website)(?=[a-z0-9-]+\.[a-z.]+\Z|[A-Z])")
# Laws, decrees and days are cited too, and tell no report.
_OTHER = re.compile(
    r"(?:undang-undang|uu|perpres|permen\w*|keppres|perda|pasal|surat|skb|buku|modul|hadis|alquran|al-qur'an)\b|(?:senin|"
    r"selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|ahad)\b|\d{1,2} (?:jan|feb|mar|apr|mei|jun|jul|agu|sep|okt|nov|des)",
    re.IGNORECASE,
)


def sources(text: str, removed: Iterable[Removed], outlet: str = "") -> tuple[str, ...]:
    """Names and hosts that the text cites as where the report comes from.

    Args:
        text: the cleaned body.
        removed: what cleaning took out; credits name sources too.
        outlet: the article's own host, which is no cited source.

    Returns:
        The names as written, each once and in its longest form, in the order of the text.
    """
    found: dict[str, None] = {}
    lowered = text.lower()
    if any(need in lowered for need in _NEEDS):
        for hit in _TOLD.finditer(text):
            _note(hit["name"], found, outlet)
    for one in removed:
        if one.kind in (Kind.CREDIT, Kind.DATELINE):
            for hit in _CREDIT.finditer(one.text):
                _note(hit["name"], found, outlet)
            for hit in _WIRES.finditer(one.text):
                _note(hit[1], found, outlet)
    return tuple(name for name in found if not any(_longer(other, name) for other in found))[:_FEW]


def _longer(name: str, short: str) -> bool:
    """Whether a name is the full form of a shorter one: "Northmoor Gazette" of "Gazette".

    What follows a name makes another one of it ("CNN", "CNN Indonesia"), so only the end counts.
    """
    return name.lower().endswith(f" {short.lower()}")


def _plain(name: str) -> str:
    """What the spellings "Koran Hilir", "koranhilir.com" and "Koranhilir" have in common."""
    return _SIGNS.sub("", _ENDING.sub("", name.lower()))


def _note(name: str, found: dict[str, None], outlet: str) -> None:
    words = name.split()
    while words and words[-1].lower().strip(",.") in _NO_NAME:
        words.pop()
    name = _GLUED.sub("", " ".join(words).strip(" .,-'\u2019"))
    if (
        not name
        or name.lower() in _NO_NAME
        or name.isdigit()
        or _OTHER.match(name)
        or (outlet and name.lower().replace(" ", "") in outlet)
    ):
        return
    if _plain(name) not in {_plain(other) for other in found}:
        found[name] = None
