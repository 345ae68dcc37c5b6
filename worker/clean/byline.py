"""Who wrote and who edited, from the lines around an article's headline and below its body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from worker.clean.people import People, names, prose
from worker.clean.vocabulary import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_AUTHOR = r"penulis|pewarta|reporter|author|jurnalis|kontributor|wartawan|rep|oleh|by|ditulis oleh|penulis berita"
_EDITOR = r"editor|red|redaktur|penyunting"
_LABEL = re.compile(rf"(?:(?P<author>{_AUTHOR})|(?P<editor>{_EDITOR})) ?:?", re.IGNORECASE)
_LABELLED = re.compile(
    rf"(?:(?P<author>{_AUTHOR})|(?P<editor>{_EDITOR})) ?: ?(?P<name>[^:|\n]{{2,80}})(?P<rest>[|/,].*)?", re.IGNORECASE
)
_POSTED = re.compile(r"(?:Posted|Ditulis|Diterbitkan)\b.{0,40}? (?:by|oleh) (?P<name>[\w' .]{2,40})", re.IGNORECASE)
_BY = re.compile(r"(?:By|Oleh) (?P<name>(?:[A-Z][\w'.]+ ?){1,4}?)(?= ?on \d| ?[|,-] ?\d|$)")
_CHANNEL = re.compile(
    r"(?P<name>[A-Z][\w'.]+(?: [A-Z][\w'.]+){0,4}) [-\u2013|] (?:[a-z]\w+|[A-Z]\w*[a-z]\w*|[\w.]+\.\w{2,3})"
)
_NAME = re.compile(r"[^\W\d_][\w'\u2019.]*(?:(?:,? | dan | & |, ?)[^\W\d_][\w'\u2019.]*){0,7},?")
_ROLE = re.compile(r"\A(?:Kontributor|Reporter|Wartawan|Jurnalis|Koresponden)\b[^,]{0,30}, ?")
_DATE = re.compile(r"\b(?:19|20)\d{2}\b")
_NO_NAMES = re.compile(
    r"\b(?:redaksi|developer|tim|share|home|news|baca|komentar|foto|video|lihat|indeks|kompas cyber "
    r"media|detikcom|editor|penulis|reporter)\b"
    r"|\.(?:com|id|co|net)\b|https?:|@|\d",
    re.IGNORECASE,
)
# How far a byline stands from the headline and from the end of the body, in lines.
NEAR = 14
_LONGEST = 60
_LONGEST_DATE = 40
_FEWEST_WORDS, _MOST_WORDS = 2, 4


def read(around: Sequence[str], below: Sequence[str]) -> People:
    """Read the bylines.

    Args:
        around: the lines between the headline and the body.
        below: the lines that follow the body.

    Returns:
        The names.
    """
    authors: dict[str, None] = {}
    editors: dict[str, None] = {}
    for lines in (around, below):
        found = _labelled(lines)
        authors |= dict.fromkeys(found.authors) if not authors else {}
        editors |= dict.fromkeys(found.editors) if not editors else {}
    if not authors:
        authors = dict.fromkeys(_unlabelled(around))
    return People(tuple(authors), tuple(one for one in editors if one not in authors))


def neighbourhood(shown: list[str], title: str, body: Sequence[str]) -> tuple[list[str], list[str]]:
    """The visible lines between headline and body, and those below the body.

    Args:
        shown: the visible lines of the page.
        title: the headline.
        body: the lines of the article.

    Returns:
        Both; beside the former also those just above the headline.
    """
    first = fold(body[0])[:40]
    last = fold(body[-1])[-40:]
    wanted = fold(title)[:60]
    head = begin = None
    for at, line in enumerate(shown):
        folded = fold(line)
        if first and first in folded:
            begin = at
            break
        if wanted and folded.startswith(wanted):
            head = at
    if begin is None:
        begin = NEAR if head is None else head + NEAR
    if head is None:
        head = max(0, begin - NEAR)
    end = next((at for at in range(len(shown) - 1, -1, -1) if last and fold(shown[at]).endswith(last)), begin)
    lead = shown[max(0, head - 3) : head]
    return [*shown[head + 1 : min(begin, head + 1 + 2 * NEAR)], *lead], shown[end : end + 2 * NEAR]


def clean(values: Sequence[str], brand: str = "") -> tuple[str, ...]:
    """Names without roles, and without what is no person.

    Args:
        values: names as a page has them.
        brand: the outlet's own name in letters only ("kompas"), which no person bears alone.

    Returns:
        The names that are left.
    """
    kept: list[str] = []
    for value in values:
        bare = _ROLE.sub("", " ".join(value.split())).strip(" ,;-")
        letters = re.sub(r"[^a-z]", "", bare.lower())
        if bare and not _NO_NAMES.search(bare) and not (brand and brand in letters) and len(bare) < _LONGEST:
            kept += names(bare)
    return tuple(dict.fromkeys(kept))


def _is_name(line: str) -> bool:
    return (
        len(line) <= _LONGEST
        and bool(_NAME.fullmatch(line))
        and line[0].isupper()
        and not _NO_NAMES.search(line)
        and not _LABEL.fullmatch(line)
    )


def _labelled(lines: Sequence[str]) -> People:
    authors: list[str] = []
    editors: list[str] = []
    label_last: bool | None = None
    for at, line in enumerate(lines):
        whole = _LABELLED.fullmatch(line)
        if whole and not _LABEL.fullmatch(line):
            (authors if whole["author"] else editors).append(whole["name"][: prose(whole["name"])])
            if whole["rest"]:
                more = _labelled([whole["rest"].strip(" |/,")])
                authors += more.authors
                editors += more.editors
            continue
        bare = _LABEL.fullmatch(line)
        if bare:
            before = lines[at - 1] if at else ""
            after = lines[at + 1] if at + 1 < len(lines) else ""
            if label_last is None:
                label_last = _is_name(before) and not line.rstrip().endswith(":") and not after.startswith(":")
            name = before if label_last else after.lstrip(": ")
            if name and _is_name(name):
                (authors if bare["author"] else editors).append(name)
    return People(clean(authors), clean(editors))


def _unlabelled(lines: Sequence[str]) -> tuple[str, ...]:
    for line in lines[:NEAR]:
        for form in (_POSTED, _BY):
            found = form.match(line)
            if found:
                return names(found["name"].strip())
    for at, line in enumerate(lines[:3]):
        found = _CHANNEL.fullmatch(line)
        if found and not _NO_NAMES.search(found["name"]):
            return names(found["name"])
        # A bare name counts only when the date follows it.
        words = line.split()
        after = lines[at + 1] if at + 1 < len(lines) else ""
        if (
            _FEWEST_WORDS <= len(words) <= _MOST_WORDS
            and all(word[0].isupper() for word in words)
            and _is_name(line)
            and _DATE.search(after)
            and len(after) < _LONGEST_DATE
        ):
            return names(line)
    return ()
