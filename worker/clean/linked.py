"""Where the linked title after "Baca juga:" ends when the line breaks are lost.

A headline and the opening of a paragraph differ in how their words are capitalised, in their small words, and in
their length. Two chains over word shapes, one of headlines and one of paragraph openings, say for each place how
likely the headline ends there; `linkfit` fits them. Where that is unsure, words are kept rather than lost.
"""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from worker.clean.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Longest linked title in words: of 2,985 that stand on lines of their own, the longest has 25.
LONGEST = 28
# Words that are looked at, the paragraph's opening included.
WINDOW = 44
# A word of the article lost costs as much as this many words of a linked title left in.
LOST_COST = 2.0
# An end that is less likely weighs nothing.
_WEIGHTY = 1e-6
# Blanks lost between title and paragraph ("MedanDengan"), or doubled: signs of a seam, in nats.
SEAM = {"": 4.0, "wide": 1.5, " ": 0.0}
# A seam that the title would run over, in nats: there a sentence begins more often than a camel-cased name goes on.
RUN_OVER = 2.5

_TOKEN = re.compile(r"\S+")
# Two words glued at a seam: "MedanDengan", "PKBDalam", "2025Menurut", "Jadi?Warga", `Besok"Kami`.
_SEAM = re.compile(
    r"(?:(?<=[a-z]{2})|(?<=[0-9)!?])|(?<=[a-z]\.))(?=[A-Z][a-z])|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})"
    r"|(?<=[\w!?.)])(?=[\"\u201c][A-Z])|(?<=[\"\u201d])(?=[A-Z\u201c])"
)
# A word that holds neither a quotation mark nor a capital behind its first sign.
PLAIN = re.compile(r"[^\"\u201c\u201d][^\"\u201c\u201dA-Z]*")
_HEADLINE_WORDS = (3, 25)
# A list's own heading: "2. Sungai Surut".
_NUMBERED = re.compile(r"\d{1,2}[.)]\s")


class Ending(NamedTuple):
    """Where a linked title ends, and how sure it is that no word of the article goes with it."""

    at: int
    sure: float


class Token(NamedTuple):
    """A word with its place."""

    start: int
    end: int
    text: str
    seam: str


def tokens(text: str, start: int, stop: int, most: int = WINDOW) -> list[Token]:
    """Split a stretch into words, also where two are glued at a seam.

    Args:
        text: the text.
        start: where to begin.
        stop: where to end at the latest.
        most: words to give.

    Returns:
        At most so many words.
    """
    found: list[Token] = []
    quoted = False
    for hit in _TOKEN.finditer(text, start, stop):
        at, to = hit.span()
        seam = "wide" if found and at - found[-1].end > 1 else " "
        piece = hit[0]
        if PLAIN.fullmatch(piece):  # nine words of ten; no seam can be in it
            found.append(Token(at, to, piece, seam))
            if len(found) >= most:
                break
            continue
        for cut in (*_SEAM.finditer(text, at, hit.end()), None):
            to = cut.start() if cut else hit.end()
            piece = text[at:to]
            opens = cut is not None and text[to] in _QUOTES and quoted
            if cut and (to == at or opens or piece in _GLUED_NAMES or (to - at == 1 and piece in _QUOTES)):
                continue
            quoted ^= sum(piece.count(sign) for sign in _QUOTES) % 2 == 1
            found.append(Token(at, to, piece, seam))
            at, seam = to, ""
        if len(found) >= most:
            break
    return found[:most]


_QUOTES = '"\u201c\u201d'
_GLUED_NAMES = vocabulary(
    "You Tik Whats Face Linked Go Mc De Mac Kompas Tribun Black Big Open Chat Peduli Space Pay Lap Insta Tele"
)


def shape(token: str) -> str:
    """The shape of a word: opening sign, case, closing sign."""
    lead = "Q" if token[0] in '"\u201c' else "q" if token[0] in "'\u2018(" else "-"
    body = token.strip("\"\u201c\u201d'\u2018\u2019(),.:;!?[]\u2026")
    if not body:
        case = "p"
    elif body[0].isdigit():
        case = "n"
    elif len(body) > 1 and body.isupper():
        case = "U"
    elif body[0].isupper():
        case = "C"
    else:
        case = "l"
    last = token[-1]
    if token.endswith(("...", "\u2026")):
        trail = "e"
    elif last in ".,:;":
        trail = last
    elif last in "!?":
        trail = "!"
    elif last in '"\u201d':
        trail = "Q"
    else:
        trail = "-"
    return lead + case + trail


def word(token: str) -> str:
    """The bare word in lower case."""
    return token.strip("\"\u201c\u201d'\u2018\u2019(),.:;!?[]\u2026").lower()


class Chain:
    """The likelihood of word shapes and small words in one kind of text.

    Args:
        table: what `linkfit` wrote for it.
    """

    def __init__(self, table: dict[str, dict[str, float]]) -> None:
        self._steps = table["steps"]
        self._words = table["words"]
        self._first = table.get("first", {})
        self._last = table.get("last", {})

    def step(self, before: str, after: str) -> float:
        """Log likelihood that a shape follows another ("^" begins, "$" ends)."""
        known = self._steps.get(f"{before} {after}")
        return self._steps.get(f"{before} *", 0.0) + self._steps.get(after, -9.0) if known is None else known

    def last(self, one: str, before: str) -> float:
        """Log likelihood that the text ends after a word, given its shape."""
        known = self._last.get(before[1] + one)
        return self.step(before, "$") if known is None else known

    def word(self, one: str, case: str, *, first: bool = False) -> float:
        """Log likelihood of a small word, given that a word of its case stands there."""
        table = self._first if first else self._words
        known = table.get(case + one)
        return table.get(f"{case}!", -9.0) if known is None else known


class Model(NamedTuple):
    """What `linkfit` fits."""

    title: Chain
    opening: Chain
    lengths: tuple[float, ...]
    vocabulary: frozenset[str]


def model(table: Mapping[str, Any]) -> Model:
    """Build the model from what `linkfit` wrote."""
    return Model(
        Chain(table["title"]),
        Chain(table["opening"]),
        tuple(table["lengths"]),
        frozenset(table["vocabulary"]),
    )


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model that Saring ships."""
    return model(json.loads((resources.files("worker.clean") / "linked.json").read_text(encoding="utf-8")))


def likelihoods(words: Sequence[Token], fitted: Model, *, line_end: float | None) -> list[float]:
    """The probability that the title ends after each word.

    Args:
        words: the words after the label.
        fitted: the model.
        line_end: log of how often a title ends with the line; None when the line goes on after the last of the words.

    Returns:
        For each word the probability that it is the title's last.
    """
    shapes = [shape(one.text) for one in words]
    cases = [one[1] for one in shapes]
    small = [word(one.text) for one in words]
    known = [one if one in fitted.vocabulary else "?" for one in small]
    count = len(words)
    # opening_from[i]: the words from i on as a paragraph's opening, their first step and word left out.
    opening_from = [0.0] * (count + 1)
    for at in range(count - 1, 0, -1):
        opening_from[at] = opening_from[at + 1] + (
            fitted.opening.step(shapes[at - 1], shapes[at]) + fitted.opening.word(known[at], cases[at])
        )
    scores = []
    title = 0.0
    for at in range(count):
        title -= RUN_OVER if at and words[at].seam == "" else 0.0
        title += fitted.title.step(shapes[at - 1] if at else "^", shapes[at]) + fitted.title.word(known[at], cases[at])
        if at >= len(fitted.lengths):
            scores.append(-math.inf)
            continue
        score = title + fitted.title.last(known[at], shapes[at]) + fitted.lengths[at]
        if at + 1 < count:
            after = at + 1
            score += (
                fitted.opening.step("^", shapes[after])
                + fitted.opening.word(known[after], cases[after], first=True)
                + opening_from[after + 1]
                + SEAM[words[after].seam]
            )
            score += 0.0 if line_end is None else math.log1p(-math.exp(line_end))
        elif line_end is not None:
            score += line_end
        else:
            score = -math.inf
        scores.append(score)
    best = max(scores)
    if best == -math.inf:
        return [0.0] * count
    weights = [math.exp(max(-60.0, score - best)) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]


def end(
    text: str,
    start: int,
    border: int,
    fitted: Model | None = None,
    *,
    line_end: float = -0.7,
    lost_cost: float = LOST_COST,
) -> Ending:
    """The end of the linked title that begins after a label.

    Args:
        text: the raw text.
        start: the end of the label.
        border: where the title ends at the latest.
        fitted: the model; the shipped one by default.
        line_end: log of how often such a title ends with its line.
        lost_cost: what a word lost costs, in words left in.

    Returns:
        The title's end, `start` when in doubt, so that the words are kept; with the probability that the title goes at
        least so far.
    """
    newline = text.find("\n", start)
    stop = border if newline < 0 else min(newline, border)
    words = tokens(text, start, stop)
    if not words:
        return Ending(start, 1.0)
    chances = likelihoods(words, fitted or shipped(), line_end=line_end if len(words) < WINDOW else None)
    best, best_cost = 0, math.inf
    likely = [(true, chance) for true, chance in enumerate(chances, 1) if chance > _WEIGHTY]
    for ends in range(len(words) + 1):
        cost = 0.0
        for true, chance in likely:
            cost += chance * (lost_cost * (ends - true) if ends > true else true - ends)
        if cost < best_cost - 1e-9:
            best, best_cost = ends, cost
    return Ending(words[best - 1].end if best else start, min(1.0, sum(chances[max(0, best - 1) :])))


def is_title_line(line: str, *, share: float = 0.5) -> bool:
    """Whether a line reads as a headline: enough of the words capitalised, no full stop, 3 to 25 words."""
    words = [one for one in line.split() if one[0].isalpha() or one[0] in "\"'\u201c\u2018("]
    low, high = _HEADLINE_WORDS
    if _NUMBERED.match(line):
        return False
    if not low <= len(words) <= high or (line.rstrip()[-1] in ".,:;" and not line.rstrip().endswith("...")):
        return False
    capitals = sum(one.lstrip("\"'\u201c\u2018(")[:1].isupper() for one in words)
    return capitals >= share * len(words)
