"""Passages: the sentences of a cleaned body, with their places."""

from __future__ import annotations

import re
from itertools import pairwise

# Abbreviations that a name, a number or a place follows. "dll.", "dst." and "dsb." are not here: they close sentences.
_ABBREVIATION = re.compile(
    r"""
    adv|alm|almh|apt|arsy|bpk|brigjen|bripda|bripka|briptu|cv|dr|dra|drg|drh|drs|gd|gg|hj|hlm|ir|irjen|iptu|ipda|jend|
    jl|jln|jr|kab|kapt|kav|kec|kel|kep|km|kol|kombes|kompol|komjen|koptu|kpt|laksda|laksma|letjen|letkol|lt|ltd|mayjen|
    mgr|mr|mrs|ms|nn|no|ny|pdt|pr|prof|prop|prov|psl|pt|rp|rs|rt|rw|sdr|serda|serka|sertu|st|tb|tgk|tgl|tk|tn|ust|uu|
    vol|vs|yth
    """,
    re.VERBOSE | re.IGNORECASE,
)

# A full stop with the quotes and brackets that close behind it, before white space; or, where a scraper lost the white
# space, right between a small letter and a word that begins with a capital.
_STOP = re.compile(
    r"""
    (?<![.!?…]) [.!?…]++ (?P<close>["'”\u2019»)\]]*)
    (?: (?=\s+\S) | (?<=[a-z][.!?])(?=[A-Z][a-z]) | (?<=[.!?]["”])(?=[A-Z][a-z]) )
    """,
    re.VERBOSE,
)
_NEXT = re.compile(r"""[\s"'“\u2018«(\[]*(\w*)""")
# "… harus siap!" kata dia: who spoke belongs to what was said
_SAYS = re.compile(
    r"(?:kata|ujar|ucap|tutur|jelas|tegas|imbuh|papar|sebut|ungkap|terang|tambah|lanjut|tulis|cetus|pungkas|tandas|beber"
    r"|tanya|seru|bunyi|demikian|begitu)(?:nya)?"
)
_LINE_BREAK = re.compile(r"\s*\n\s*")
_LAST_TOKEN = re.compile(r"""[^\s(\["'“\u2018«/]*\Z""")
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]", re.IGNORECASE)
_ENUMERATOR = re.compile(r"\W*(?:\d{1,2}|[a-z])\Z", re.IGNORECASE)
_CLOSED = re.compile(r"""[.!?…:;]["'”\u2019»)\]]*\Z""")
_REACH = 32
"""Characters looked back for the token before a full stop, which keeps a line of nothing but stops from taking its
square; the longest abbreviation has 7."""


def spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, short ones too; together they hold every word of the text.

    Args:
        text: a cleaned body, one paragraph a line.

    Returns:
        Places in characters, in order, without white space at their ends.
    """
    borders = {0, len(text)}
    begin = 0
    for line_break in (*_LINE_BREAK.finditer(text), None):
        end, following = line_break.span() if line_break else (len(text), len(text))
        small = text[begin:end].islower()
        for stop in _STOP.finditer(text, begin, end):
            if not _is_inside(text, begin, stop, small=small):
                borders.add(stop.end())
        if not _goes_on(text[begin:end], text[following : following + 1]):
            borders.add(end)
        begin = following
    edges = sorted(borders)
    trimmed = (_trim(text, start, end) for start, end in pairwise(edges))
    return [(start, end) for start, end in trimmed if start < end]


def _is_inside(text: str, line: int, stop: re.Match[str], *, small: bool) -> bool:
    """Whether a full stop does not end a sentence; `line` is where its line begins, `small` whether it has no capitals.

    What a small letter follows counts as an end too, since some corpora hold no capitals at all.
    """
    first, mark = stop.start(), stop.group()
    found = _NEXT.match(text, stop.end())
    following = found.group(1) if found else ""
    if following[:1].islower() and (mark[:2] in {"..", "…"} or (stop["close"] and _is_quoted(following, small=small))):
        return True
    if mark != ".":
        return False
    if (first - line <= _REACH and _ENUMERATOR.match(text, line, first)) or (
        text[first - 1].isdigit() and following[:1].isdigit()
    ):
        return True
    return _awaits_more(text[max(line, first - _REACH) : first])


def _is_quoted(following: str, *, small: bool) -> bool:
    """Whether the sentence goes on behind a quotation that ended in a full stop."""
    return not small or _SAYS.fullmatch(following) is not None


def _goes_on(line: str, following: str) -> bool:
    """Whether a line ends inside a sentence: some scrapers break lines at every full stop, abbreviations too."""
    if _CLOSED.search(line):
        return line.endswith(".") and _awaits_more(line[:-1][-_REACH:])
    return following.islower() or _awaits_more(line[-_REACH:])


def _awaits_more(text: str) -> bool:
    """Whether a text ends in an abbreviation or an initial, which never ends a sentence."""
    last = _LAST_TOKEN.search(text)
    token = last.group() if last else ""
    return (_ABBREVIATION.fullmatch(token) or _INITIALS.fullmatch(token)) is not None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    kept = text[start:end]
    return start + len(kept) - len(kept.lstrip()), start + len(kept.rstrip())
