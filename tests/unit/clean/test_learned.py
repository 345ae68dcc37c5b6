from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.clean import Cleaner, RuleBook
from worker.clean.learned import Learned, rules_version
from worker.clean.sieve import Sieve
from worker.model.article import Kind, Removed
from worker.model.learned import Decision, Line

PROMO = "Kabar Bukit hadir pula sebagai lembar dinding tiap balai desa."
BODY = (
    "Warga dua desa di hulu Sungai Cimanis membangun jembatan bambu secara swadaya. "
    "Jembatan lama hanyut diterjang banjir bandang pada malam tahun baru.\n"
    "Ketua panitia Asep Sunarya mengatakan setiap rumah menyumbang sepuluh batang bambu dan satu hari kerja."
)
URL = "https://kabarbukit.example/berita/jembatan"


def line(number: int = 7, text: str = PROMO, site: str = "kabarbukit.example", kind: Kind = Kind.PROMO) -> Line:
    """An accepted line."""
    return Line(number, site, text, kind, Decision.ACCEPTED, 9, 9, (), "Sekar", 0.0, 0.0)


def cleaner(*lines: Line) -> Cleaner:
    """The cleaner with the shipped rules and these lines."""
    return Cleaner(RuleBook.load(None), learned=Learned(lines))


def learned_parts(removed: tuple[Removed, ...]) -> list[tuple[str, str, str]]:
    """Kind, rule and text of what learned lines took."""
    return [(part.kind.value, part.rule, part.text) for part in removed if part.rule.startswith("learned.")]


def test_a_line_goes_with_its_rule_and_place() -> None:
    """What is taken is kept with the line's number as its rule, and stands at its place in the raw text."""
    got = cleaner(line()).text(f"{BODY}\n{PROMO}", url=URL)

    assert [("promo", "learned.7", PROMO)] == learned_parts(got.removed)
    [part] = got.removed
    assert PROMO == got.raw_text[part.start : part.end]
    assert BODY == got.text


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        (f"{PROMO}\n{BODY}", BODY),
        (f"{BODY} {PROMO}", BODY),
        (BODY.replace("\n", f"\n{PROMO}\n"), BODY),
        (f"{BODY}\n{PROMO.replace(' ', '  ')}", BODY),
        (f"{BODY}\n{PROMO} {PROMO}", BODY),
    ],
    ids=["first", "flattened", "between", "blanks", "twice"],
)
def test_a_line_goes_wherever_it_begins_and_ends_with_a_sentence(raw: str, left: str) -> None:
    """Line breaks and blanks get lost in scraping."""
    assert left == cleaner(line()).text(raw, url=URL).text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (f"{BODY}\nMenurut panitia, {PROMO}", PROMO),
        (f"{BODY}\n{PROMO.removesuffix('.')} mulai besok.", PROMO.removesuffix(".")),
        (f"{BODY}\n{PROMO.lower()}", PROMO),
    ],
    ids=["inside a sentence", "a sentence that goes on", "other letters"],
)
def test_a_part_of_a_sentence_stays(raw: str, text: str) -> None:
    """A reporter may use the same words; in doubt they stay."""
    assert () == tuple(learned_parts(cleaner(line(text=text)).text(raw, url=URL).removed))


def test_a_run_goes_over_line_breaks() -> None:
    """Sentences that were learned together go together, also where each has a line of its own."""
    run = f"{PROMO}\nLembar itu dicetak pada kertas merang tua."
    got = cleaner(line(text=run)).text(f"{BODY}\n{run}", url=URL)

    assert (BODY, 1) == (got.text, len(learned_parts(got.removed)))


def test_the_rest_of_a_run_goes_when_a_rule_took_a_part() -> None:
    """Rules get better; what was learned beside what they take now still goes."""
    run = f"Baca juga: Panen raya di lembah\n{PROMO}"
    got = cleaner(line(text=run)).text(f"{BODY}\n{run}", url=URL)

    assert BODY == got.text
    assert [("promo", "learned.7", PROMO)] == learned_parts(got.removed)


def test_a_line_holds_for_its_site_alone() -> None:
    """Another outlet's reporter may have written the very words; a network's line holds for its outlets."""
    raw = f"{BODY}\n{PROMO}"
    other = cleaner(line()).text(raw, url="https://wartateluk.example/berita/jembatan")
    network = cleaner(line(site="tribunnews.com")).text(raw, url="https://jogja.tribunnews.com/2026/01/01/jembatan")

    assert [] == learned_parts(other.removed)
    assert "tribunnews.com" == network.network
    assert ["learned.7"] == [rule for _, rule, _ in learned_parts(network.removed)]


def test_the_longer_line_is_taken_first() -> None:
    """Of two lines that begin alike, the whole one goes, not a part of it."""
    run = f"{PROMO} Lembar itu dicetak pada kertas merang tua."
    got = cleaner(line(1), line(2, run)).text(f"{BODY}\n{run}", url=URL)

    assert [("promo", "learned.2", run)] == learned_parts(got.removed)


def test_a_source_of_lines_is_asked_at_each_article() -> None:
    """A running worker learns of a decision without a restart."""
    now = [Learned()]
    made = Cleaner(RuleBook.load(None), learned=lambda: now[0])
    before = made.text(f"{BODY}\n{PROMO}", url=URL)
    now[0] = Learned([line()])
    after = made.text(f"{BODY}\n{PROMO}", url=URL)

    assert (True, False) == (PROMO in before.text, PROMO in after.text)
    assert before.cleaning != after.cleaning


def test_the_version_tells_rules_and_lines_apart() -> None:
    """Only articles of the site whose lines changed are cleaned by another version."""
    bare, one, two = cleaner(), cleaner(line()), cleaner(line(), line(8, "Lembar lain terbit tiap pekan."))
    mine, other = ("kabarbukit.example",), ("wartateluk.example",)

    assert 3 == len({made.version(mine) for made in (bare, one, two)})
    assert 1 == len({made.version(other) for made in (bare, one, two)})
    assert one.version(mine) == cleaner(line()).version(mine)
    assert one.version(mine) == one.text(BODY, url=URL).cleaning


def test_the_version_changes_with_any_rule() -> None:
    """A pattern, a selector, the files' own version: each names another rule book."""
    book = RuleBook.load(None)
    fewer = RuleBook(book.common, book.sites[1:], book.version)
    newer = RuleBook(book.common, book.sites, f"{book.version}x")

    assert 3 == len({rules_version(one) for one in (book, fewer, newer)})
    assert rules_version(book) == rules_version(RuleBook.load(None))


@given(
    st.lists(
        st.sampled_from(["Satu dua.", "tiga", "Empat\n", "lima enam!", "(tujuh)", "Delapan\nsembilan"]), max_size=30
    )
)
def test_what_is_taken_and_what_is_left_make_up_the_text(parts: list[str]) -> None:
    """Whatever stands around it, a line takes whole words and nothing else."""
    raw = " ".join(parts)
    sieve = Sieve(raw)
    Learned([line(text="Satu dua."), line(8, "tiga Empat"), line(9, "Delapan\nsembilan")]).sift(
        sieve, ["kabarbukit.example"]
    )
    taken = [(part.start, part.end) for part in sieve.removed()]
    spread = {at for start, end in taken for at in range(start, end)}

    assert all(part.text == raw[part.start : part.end] for part in sieve.removed())
    assert re.findall(r"\S", "".join(sign for at, sign in enumerate(raw) if at not in spread)) == re.findall(
        r"\S", sieve.text()
    )
