"""Mutated pages through extracting, cleaning and signing: nothing crashes, hangs or makes words up.

`make fuzz` does it with 20,000 pages and a seed of its own, which it prints; `make test` with a few hundred. FUZZ_SEED
and FUZZ_PAGES choose; a failure names the seed and the page's number, and writes the page down.
"""

from __future__ import annotations

import faulthandler
import html
import os
import random
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.mutations import mutated

from worker.clean.cleaner import Cleaner
from worker.clean.rules import RuleBook
from worker.dedup.bands import buckets
from worker.dedup.signing import Signer
from worker.fetch.charset import decode
from worker.local import demo
from worker.model.article import Kind

if TYPE_CHECKING:
    from worker.model.article import Cleaned

SEED = int(os.environ.get("FUZZ_SEED", "20261122"))
COUNT = int(os.environ.get("FUZZ_PAGES", "400"))
PORTION = 100
"""Pages of one test, so that a run shows how far it is."""
SECONDS = 5.0
"""Processor time of one page; the demo's own take some 0.02 s."""
HANG = 120
"""Seconds after which a page that never ends has its place printed, and the run stops."""
STRANGE = 3
"""Words of a page that need not be found in it: of 20,000 mutated pages 25 had one, none had more."""
WORD = re.compile(r"\w{4,}")
MARKS = re.compile(r"[^\w]+")
TAG = re.compile(r"<[^>]*>")
ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
PAGES = sorted((Path(demo.__file__).parent / "pages").glob("*/*.html"))
RULES = RuleBook.load(None)
CLEANER = Cleaner(RULES)
SIGNER = Signer()


def bare(text: str) -> str:
    """A text without white space, which cleaning may change."""
    return "".join(text.split())


def check(found: Cleaned) -> None:
    """What holds for whatever comes in: the text is what the named removals leave of the raw text."""
    at, left = 0, []
    for one in found.removed:
        assert at <= one.start < one.end <= len(found.raw_text)
        assert one.text == found.raw_text[one.start : one.end]
        assert one.rule
        assert one.kind in Kind
        left.append(found.raw_text[at : one.start])
        at = one.end
    left.append(found.raw_text[at:])
    assert bare("".join(left)) == bare(found.text)
    assert found.is_article == (found.reason == "")
    found.text.encode()
    found.title.encode()


def check_words(found: Cleaned, page: str) -> None:
    """What comes out stood in the page, but for a word or three that a mutation cut so that it is missed."""
    seen = html.unescape(page)
    forms = (seen, html.unescape(TAG.sub("", page)), ESCAPE.sub(lambda one: chr(int(one[1], 16)), seen))
    there = " ".join(MARKS.sub("", form) for form in forms)
    strange = [word for word in WORD.findall(found.text) if word not in there]
    assert len(strange) <= STRANGE, strange


def through(page: bytes) -> None:
    """Take a page the whole way."""
    text, _ = decode(page)
    found = CLEANER.page(text, "http://kabarnusa.example/berita/7")
    check(found)
    check_words(found, text)
    signature = SIGNER.sign(found.text)
    assert signature == SIGNER.sign(found.text)
    keys = buckets(signature)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("first", range(0, COUNT, PORTION))
def test_mutated_pages(first: int, tmp_path: Path) -> None:
    """No page crashes the way, takes longer than the limit, or comes out with a word that was not in it."""
    originals = [path.read_bytes() for path in PAGES]
    for number in range(first, min(first + PORTION, COUNT)):
        rng = random.Random(f"{SEED}/{number}")  # noqa: S311 - no secret
        page = mutated(rng.choice(originals), originals, rng)
        kept = tmp_path / f"{SEED}-{number}.html"
        kept.write_bytes(page)
        faulthandler.dump_traceback_later(HANG, exit=True)
        before = time.process_time()
        try:
            through(page)
        except Exception as error:
            raise AssertionError(f"seed {SEED}, page {number}, kept as {kept}: {error!r}") from error
        finally:
            faulthandler.cancel_dump_traceback_later()
        took = time.process_time() - before
        assert took < SECONDS, f"seed {SEED}, page {number} took {took:.1f} s, kept as {kept}"
        kept.unlink()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_pages_that_nobody_changed(path: Path) -> None:
    """The pages themselves hold to it."""
    through(path.read_bytes())
