"""A raw text through the rules, in a fixed order."""

from __future__ import annotations

import bisect
import itertools
import math
import re
from typing import TYPE_CHECKING, NamedTuple

from worker.clean import dateline, linked, people, screen, shapes
from worker.clean.screen import Screen
from worker.clean.sieve import Sieve
from worker.clean.source import source
from worker.clean.titles import SURE, Titles
from worker.model.article import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from worker.clean.rules import Rule

# Rounds of peeling at either end; real texts need at most a dozen (credit, initials, tags, promotion, footer …).
ROUNDS = 24
# How far from the end of a text a tail rule looks, in characters; the longest promotions run to some 700.
TAIL_REACH = 1500
# How far from the start a head rule looks.
HEAD_REACH = 1200
# A tail marker ("Artikel Terkait") may take the rest only where the rest is small beside the whole.
MOST_REST = 0.4
# Headlines below a bare label: at most so many, further ones of so many words at least, and how sure those are.
MOST_BELOW = 4
FEWEST_BELOW = 7
SURE_BELOW = 0.9
SHARE_BELOW = 0.75
# A line of more characters with two ends of sentences is a paragraph, and no teaser in a list.
PARAGRAPH = 150
_SENTENCE_END = re.compile(r"[.!?][\"\u201d]?(?=\s|\Z)")
_WORD = re.compile(r"\w+")
_BROKEN = re.compile(r"\s*[a-z]")
# A text with at least this many line breaks has kept them.
LINES_WHOLE = 4
# How often a linked title ends with its line: where the label begins a line of a text that kept its breaks, and
# elsewhere (the end of a flattened text, the next label). Of 60 such labels that were read, none had prose glued on.
LINE_END = math.log(0.98)
BORDER_END = math.log(0.8)
_INDENT = re.compile(r"\n[^\S\n]*\Z")


class Known(NamedTuple):
    """What is known of a text beside its words.

    Attributes:
        title: its headline, "" when unknown.
        outlets: names that its outlet goes by ("Koran Kita", "korankita.example"); datelines bear them.
        titles: other headlines of the site.
        pictures: whether captions are its text.
    """

    title: str = ""
    outlets: tuple[str, ...] = ()
    titles: Titles = Titles()
    pictures: bool = False


def sift(
    text: str,
    rules: Screen | Iterable[Rule],
    known: Known = Known(),  # noqa: B008 - it never changes
    *,
    decode: bool = True,
) -> tuple[Sieve, str]:
    """Take the site's furniture out of a text.

    Args:
        text: as scraped or as extracted from a page.
        rules: the rules that hold for it, the site's own after the common ones; for many texts build one `Screen`.
        known: what is known of it.
        decode: whether what is left is told with entities ("&quot;") decoded; the rules read them decoded anyway.

    Returns:
        The sieve, and the dateline ("" when the text has none).
    """
    sieve = Sieve(source(text, decode=decode))
    live = (rules if isinstance(rules, Screen) else Screen(rules)).live(sieve.lowered)
    if known.pictures:
        live = [rule for rule in live if rule.kind is not Kind.CAPTION]
        _captions(sieve, [rule for rule in live if rule.scope == "caption"])
    by_scope = {scope: [rule for rule in live if rule.scope == scope] for scope in ("line", "inline", "head", "tail")}
    title = known.title.strip()
    _lines(sieve, by_scope["line"])
    shapes.byline(sieve, title)
    _inline(sieve, by_scope["inline"], known.titles, len(title) if title and sieve.raw.startswith(title) else 0)
    _head(sieve, by_scope["head"], lines=1)
    known.titles.sift(sieve, title)
    opening = dateline.find(sieve, known.outlets)
    _above(sieve, by_scope["head"], opening, known.title)
    shapes.contents(sieve)
    if opening is None:
        opening = dateline.find(sieve, known.outlets)
    if opening:
        shapes.before_dateline(sieve, opening[0])
        sieve.take(opening[0], opening[1], Kind.DATELINE, "common.dateline")
    shapes.doubled(sieve)
    _tail(sieve, by_scope["tail"])
    if shapes.tag_lines(sieve):
        _tail(sieve, by_scope["tail"])
    return sieve, sieve.raw[opening[0] : opening[1]] if opening else ""


def _lines(sieve: Sieve, rules: list[Rule]) -> None:
    if not rules:
        return
    lines = sieve.lines()
    for at, tried in screen.for_lines(sieve.lowered, rules, lines):
        start, end = lines[at]
        if sieve.is_gone(start):
            continue
        line = sieve.raw[start:end]
        for rule in tried:
            if not rule.pattern.fullmatch(line):
                continue
            sieve.take(start, start + _stop(rule, line), rule.kind, rule.id, rule.sure)
            if rule.takes == "title":
                _titles_below(sieve, rule, lines[at + 1 : at + 1 + MOST_BELOW])
            elif rule.takes == "rest" and _small(sieve, end) and not _prose(sieve, lines[at + 1 :]):
                sieve.take(end, len(sieve.raw), rule.kind, rule.id, rule.sure)
            break


def _titles_below(sieve: Sieve, rule: Rule, lines: list[tuple[int, int]]) -> None:
    """Take the headline below a bare label, and those that follow it: a heading of the article is shorter."""
    for order, (start, end) in enumerate(lines):
        line = sieve.raw[start:end]
        if not linked.is_title_line(line, share=SHARE_BELOW if order else 0.5):
            return
        if order and (len(line.split()) < FEWEST_BELOW or ". " in line or _BROKEN.match(sieve.raw, end)):
            return
        sieve.take(start, end, rule.kind, rule.id, rule.sure if not order else rule.sure * SURE_BELOW)


def _captions(sieve: Sieve, rules: list[Rule]) -> None:
    """Take what the captions of a picture story end with: whose picture it is."""
    for start, end in sieve.lines():
        line = sieve.raw[start:end]
        for rule in rules:
            found = next((one for one in rule.pattern.finditer(line) if one.end() == len(line)), None)
            if found and found.start() > 0 and _take(sieve, rule, found, start):
                break


def _inline(sieve: Sieve, rules: list[Rule], titles: Titles, begins: int) -> None:
    """Apply the rules for stretches inside lines; a caption neither reaches into the headline nor over what is gone."""
    hits = []
    for order, rule in enumerate(rules):
        taken = _taken(rule)
        hits += [(found.start(taken), order, found.end(), rule) for found in rule.pattern.finditer(sieve.raw)]
    if not hits:
        return
    hits.sort(key=lambda hit: hit[:3])
    starts = [hit[0] for hit in hits]
    whole_lines = sieve.raw.count("\n") >= LINES_WHOLE
    for start, _, end, rule in hits:
        if end <= start or sieve.is_gone(_first(sieve.raw, start, end)):
            continue
        if rule.kind is Kind.CAPTION and (start < begins or len(list(sieve.kept(start, end))) > 1):
            continue
        sure = rule.sure
        if rule.takes == "title":
            # Whatever comes next ends this one's title at the latest.
            later = bisect.bisect_left(starts, end)
            border = starts[later] if later < len(starts) else len(sieve.raw)
            stop = titles.match(sieve.raw, end, border)
            if stop > end:
                sure *= SURE
            else:
                own_line = whole_lines and (start == 0 or _INDENT.search(sieve.raw, max(0, start - 40), start))
                guess = linked.end(sieve.raw, end, border, line_end=LINE_END if own_line else BORDER_END)
                stop, sure = guess.at, sure * guess.sure if guess.at > end else sure
        elif rule.takes == "rest":
            stop = len(sieve.raw) if _small(sieve, end) else end
        else:
            stop = end
        sieve.take(start, stop, rule.kind, rule.id, sure)


def _head(sieve: Sieve, rules: list[Rule], *, lines: int, border: int | None = None) -> None:
    """Apply the head rules to what the first lines begin with, above a border."""
    for _ in range(ROUNDS):
        took = False
        for start, _end in sieve.lines(lines):
            if border is not None and start >= border:
                break
            window = sieve.raw[start : min(start + HEAD_REACH, border or len(sieve.raw))]
            for rule in rules:
                found = rule.pattern.match(window)
                # What is the whole text is no head: a short flattened text may end as a caption does.
                if not found or not sieve.raw[start + found.end() :].strip():
                    continue
                if _take(sieve, rule, found, start):
                    took = True
                    break
        if not took:
            return


def _above(sieve: Sieve, rules: list[Rule], opening: tuple[int, int] | None, title: str) -> None:
    """Apply the head rules above the dateline, or below a headline that stands first."""
    if opening:
        _head(sieve, rules, lines=dateline.LINES, border=opening[0])
        return
    lines = sieve.lines(3)
    if len(lines) > 2:  # noqa: PLR2004 - a headline, something, and a body
        first = sieve.raw[slice(*lines[0])]
        if first == title.strip() or linked.is_title_line(first):
            _head(sieve, rules, lines=3)


def _tail(sieve: Sieve, rules: list[Rule]) -> None:
    for _ in range(ROUNDS):
        last = sieve.last()
        if last is None:
            return
        end = last[1]
        # Only what is left and hangs together: a tail rule never reaches over a stretch that is gone.
        start = next(left for left, right in reversed(list(sieve.kept(max(0, end - TAIL_REACH), end))) if right == end)
        window = sieve.raw[start:end]
        lowered = sieve.lowered[start:end]
        for rule in rules:
            if not rule.may_match(lowered):
                continue
            found = next((one for one in rule.pattern.finditer(window) if one.end() == len(window)), None)
            if found and _take(sieve, rule, found, start):
                break
        else:
            return


def _take(sieve: Sieve, rule: Rule, found: re.Match[str], at: int) -> bool:
    start = at + found.start(_taken(rule))
    return sieve.take(start, start + _stop(rule, sieve.raw[start : at + found.end()]), rule.kind, rule.id, rule.sure)


def _stop(rule: Rule, matched: str) -> int:
    """How much of what a rule matched goes."""
    begins = people.prose(matched) if rule.takes == "names" else None
    return len(matched) if begins is None else begins


def _taken(rule: Rule) -> int:
    return rule.pattern.groupindex.get("take", 0)


def _first(text: str, start: int, end: int) -> int:
    """The first character of a stretch that is no blank."""
    return min(start + len(text[start:end]) - len(text[start:end].lstrip()), end - 1)


def _prose(sieve: Sieve, lines: Iterable[tuple[int, int]]) -> bool:
    """Whether a paragraph of running text stands among lines, and so the article goes on below a marker."""
    return any(len(_SENTENCE_END.findall(sieve.raw, start, end)) > 1 for start, end in lines if end - start > PARAGRAPH)


def _small(sieve: Sieve, at: int) -> bool:
    return len(sieve.raw) - at <= MOST_REST * len(sieve.raw)


def has_words(text: str, fewest: int) -> bool:
    """Whether a text has so many words; no more of them are looked at."""
    return next(itertools.islice(_WORD.finditer(text), fewest - 1, None), None) is not None
