"""What shows itself by its shape and not by its words: doubled lines, tag lists, what stands above the dateline."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from worker.clean.linked import is_title_line
from worker.model.article import Kind

if TYPE_CHECKING:
    from worker.clean.sieve import Sieve

_STOP = re.compile(r"[.!?\"\u201d)]\Z")
_WORD = re.compile(r"\w+")
_CONTENTS = re.compile(r"daftar isi:?", re.IGNORECASE)
# A tag has at most this many words; of the tags in 600 articles that list them, 99 % have five or fewer.
_TAG_WORDS = 6
_TAGS = 30
_LABEL_WORDS = 6
_NAME = r"[A-Z][\w.'\u2019]+(?: [A-Z][\w.'\u2019]*){0,4}"
_BYLINE = re.compile(
    rf" {_NAME} [-|\u2013] [\w. ]{{3,30}}?,? (?:\w{{4,6}}'?\w*, )?\d{{1,2}} [A-Z][a-z]{{2,8}} {{1,2}}\d{{4}},? {{1,2}}"
    rf"\d{{2}}[:.]\d{{2}}(?: WI(?:B|TA|T))?(?: Foto: ?[^\n]{{2,60}}?(?= (?:{_NAME}) - )"
    r"|[^\n()]{0,160}\((?:Foto|foto|Dok|dok)\b[^()\n]{0,60}\))?(?: [A-Z][a-z]+(?: [A-Z][a-z]+)? -(?= ))?"
)
_BYLINE_REACH = 400
_SURE = 0.9
_DATELINE_LINES = 5
_CONTENTS_LINES = 30


def doubled(sieve: Sieve) -> None:
    """Take a headline that stands twice in a row: an embedded video's."""
    lines = sieve.lines()
    words = [sieve.raw[start:end] for start, end in lines]
    for at in range(len(lines) - 1):
        if words[at] == words[at + 1] and is_title_line(words[at]):
            sieve.take(lines[at][0], lines[at + 1][1], Kind.EMBED, "common.shape.doubled")


def byline(sieve: Sieve, title: str) -> None:
    """Take what stands between a flattened text's own headline and its body: writer, outlet, date, whose picture.

    Args:
        sieve: the text.
        title: its headline, "" when unknown.
    """
    end = len(title)
    if not title or not sieve.raw.startswith(title) or "\n" in sieve.raw[: end + 1]:
        return
    found = _BYLINE.match(sieve.raw, end, end + _BYLINE_REACH)
    if found:
        sieve.take(end, found.end(), Kind.CREDIT, "common.shape.byline", _SURE)


def contents(sieve: Sieve) -> None:
    """Take a table of contents at the head: its lines come again below."""
    lines = sieve.lines(_CONTENTS_LINES)
    words = [sieve.raw[start:end] for start, end in lines]
    for at, line in enumerate(words[:_DATELINE_LINES]):
        if not _CONTENTS.fullmatch(line):
            continue
        last = at
        while last + 1 < len(words) and sieve.raw.find(f"\n{words[last + 1]}", lines[last + 1][1]) >= 0:
            last += 1
        sieve.take(lines[at][0], lines[last][1], Kind.FURNITURE, "common.shape.contents")


def tag_lines(sieve: Sieve) -> bool:
    """Take a run of short lines in lower case at the end (tags), when the line above them ends a sentence.

    Args:
        sieve: the text.

    Returns:
        Whether there were any.
    """
    tail = list(itertools.islice(sieve.from_end(), _TAGS + 1))
    count = next((at for at, line in enumerate(tail) if not _is_tag(sieve.raw[slice(*line)])), len(tail))
    if count == 0 or count == len(tail):
        return False
    above, first = tail[count], tail[count - 1]
    # One lone line may be the rest of a broken sentence; two after a full stop are tags.
    between = sieve.raw[above[1] : first[0]].strip()
    if between or (count > 1 and _STOP.search(sieve.raw[slice(*above)])):
        return sieve.take(first[0], tail[0][1], Kind.TAGS, "common.shape.tags")
    return False


def _is_tag(line: str) -> bool:
    return (
        line == line.lower()
        and len(line.split()) <= _TAG_WORDS
        and not re.search(r"[.,;:!?\"]\Z", line)
        and line[0].isalnum()
    )


def before_dateline(sieve: Sieve, at: int) -> None:
    """Take what stands above the dateline and is no headline: a topic label, a standfirst that comes again below.

    Args:
        sieve: the text.
        at: where the dateline begins.
    """
    lines = [line for line in sieve.lines(_DATELINE_LINES) if line[1] <= at]
    below = sieve.raw[at:]
    for number, (start, end) in enumerate(lines):
        line = sieve.raw[start:end]
        words = len(line.split())
        later = sieve.raw.find(line, end)
        if later >= 0 and words > _LABEL_WORDS:
            kind = Kind.FURNITURE if later >= at else Kind.CAPTION
            sieve.take(start, end, kind, "common.shape.again")
        elif number > 0 and lines[number - 1] and _begins_again(sieve, lines[number - 1], (start, end)):
            sieve.take(start, end, Kind.CAPTION, "common.shape.caption")
        elif (
            number == 0
            and words < _LABEL_WORDS
            and len(lines) > 1
            and is_title_line(sieve.raw[slice(*lines[1])])
            and len(sieve.raw[slice(*lines[1])].split()) > _LABEL_WORDS
            and is_title_line(line)
            and below
        ):
            sieve.take(start, end, Kind.TAGS, "common.shape.topic")


def _begins_again(sieve: Sieve, before: tuple[int, int], line: tuple[int, int]) -> bool:
    first = sieve.raw[slice(*before)].rstrip(". ")
    return len(first.split()) > _LABEL_WORDS and sieve.raw[slice(*line)].startswith(first)
