"""Fit the model of `linked` from articles whose line breaks are whole.

`python -m worker.clean.linkfit ARTICLES.jsonl > worker/clean/linked.json`; each line an object with `title` and `text`.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from worker.clean.linked import LONGEST, shape, tokens, word

if TYPE_CHECKING:
    from collections.abc import Iterable

# A word counts as small when most of its uses in running text are in lower case; names are left out on purpose,
# so that the model does not learn the news of the years it was fitted on.
LOWER_SHARE = 0.6
LEAST_USES = 100
OPENING_WORDS = 16
LEAST_ENDS = 20
_LABEL = re.compile(r"\s*[(\[]?(?:baca|lihat|simak) juga\s*:", re.IGNORECASE)


def fit(titles: Iterable[str], openings: Iterable[str]) -> dict[str, object]:
    """Fit the two chains.

    Args:
        titles: headlines.
        openings: paragraphs.

    Returns:
        The table that `linked.model` reads.
    """
    title_words = [[one.text for one in tokens(text, 0, len(text))] for text in titles]
    opening_words = [[one.text for one in tokens(text, 0, len(text))] for text in openings]
    lower, every = Counter[str](), Counter[str]()
    for words in opening_words:
        for one in words[1:]:
            every[word(one)] += 1
            lower[word(one)] += one[:1].islower()
    vocabulary = {
        one for one, n in every.items() if n >= LEAST_USES and lower[one] >= LOWER_SHARE * n and one.isalpha()
    }
    lengths = Counter(min(len(words), LONGEST) for words in title_words if words)
    total = sum(lengths.values())
    smooth = [
        (lengths[n - 1] + 2 * lengths[n] + lengths[n + 1] + 1) / (4 * total + LONGEST) for n in range(1, LONGEST + 1)
    ]
    return {
        "vocabulary": sorted(vocabulary),
        "lengths": [round(math.log(share), 2) for share in smooth],
        "title": _chain([words for words in title_words if words], vocabulary, first=False),
        "opening": _chain([words[:OPENING_WORDS] for words in opening_words if words], vocabulary, first=True),
    }


def _chain(texts: list[list[str]], vocabulary: set[str], *, first: bool) -> dict[str, dict[str, float]]:
    pairs, befores, afters = Counter[tuple[str, str]](), Counter[str](), Counter[str]()
    words, cases, begins, begin_cases, ends = (Counter[str]() for _ in range(5))
    for text in texts:
        before = "^"
        for at, one in enumerate(text):
            here = shape(one)
            pairs[before, here] += 1
            befores[before] += 1
            afters[here] += 1
            known = word(one) if word(one) in vocabulary else "?"
            if at == 0:
                begins[here[1] + known] += 1
                begin_cases[here[1]] += 1
            if at or not first:
                words[here[1] + known] += 1
                cases[here[1]] += 1
            before = here
        if not first:
            ends[text_end(text, vocabulary)] += 1
            pairs[before, "$"] += 1
            befores[before] += 1
            afters["$"] += 1
    total = sum(afters.values())
    back = 8.0  # pseudo-counts that lean on how often a shape stands anywhere
    steps = {one: math.log((n + 0.5) / (total + 50)) for one, n in afters.items()}
    steps |= {f"{before} *": math.log(back / (n + back)) for before, n in befores.items()}
    for (before, after), n in pairs.items():
        steps[f"{before} {after}"] = math.log(
            (n + back * (afters[after] + 0.5) / (total + 50)) / (befores[before] + back)
        )
    table = {"steps": _rounded(steps), "words": _rounded(_shares(words, cases, len(vocabulary)))}
    if first:
        table["first"] = _rounded(_shares(begins, begin_cases, len(vocabulary)))
    else:
        # Five pseudo-uses that end as often as any word does: a rare word says little.
        any_end = len(texts) / sum(words.values())
        table["last"] = _rounded(
            {
                one: math.log((ends[one] + 5 * any_end) / (n + 5))
                for one, n in words.items()
                if n >= LEAST_ENDS and one[1] != "?"
            }
        )
    return table


def text_end(text: list[str], vocabulary: set[str]) -> str:
    """The case and the word that a text ends with, "?" for a word that is not small."""
    known = word(text[-1])
    return shape(text[-1])[1] + (known if known in vocabulary else "?")


def _shares(words: Counter[str], cases: Counter[str], size: int) -> dict[str, float]:
    shares = {
        one: math.log((n + 0.2) / (cases[one[0]] + 0.2 * size)) for one, n in words.items() if n > 1 or one[1] == "?"
    }
    return shares | {f"{case}!": math.log(0.2 / (n + 0.2 * size)) for case, n in cases.items()}


def _rounded(table: dict[str, float]) -> dict[str, float]:
    return {key: round(value, 2) for key, value in sorted(table.items())}


def pairs(articles: Iterable[dict[str, str]]) -> tuple[list[str], list[str]]:
    """Headlines and paragraphs of articles.

    Args:
        articles: objects with `title` and `text`.

    Returns:
        The headlines (also those that stand after a label on a line of its own) and the paragraphs.
    """
    titles, openings = [], []
    for article in articles:
        if article.get("title"):
            titles.append(article["title"])
        lines = [line.strip() for line in article["text"].replace("\r", "\n").replace("\u00a0", " ").split("\n")]
        lines = [line for line in lines if line]
        if len(lines) < 6:  # noqa: PLR2004 - a flattened text has no paragraphs to learn from
            continue
        for line in lines[1:]:
            if _LABEL.match(line):
                if len(line) < 200:  # noqa: PLR2004 - a longer one is glued to a paragraph
                    titles.append(_LABEL.sub("", line).strip())
            elif len(line) > 80 and line[-1] in '."\u201d':  # noqa: PLR2004 - prose
                openings.append(line[:400])
    return titles, openings


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        json.dump(fit(*pairs(json.loads(line) for line in file)), sys.stdout, ensure_ascii=False, indent=0)
