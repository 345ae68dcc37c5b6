import math
import re

import pytest

from worker.model.stored import StoredArticle
from worker.views.cited import cited, origin
from worker.views.tellers import first_teller
from worker.web.language.reader import Reader
from worker.web.language.sentences import SENTENCES, Pattern, Pieces, Sentences
from worker.wording import SAID

READER = Reader("id", "wib")
AS_IT_IS = Pieces(number=str, percent=str, moment=str)
SIGNED = ("shift", "later_head", "form_excess")
VALUES = (0.0, 0.002, 0.25, 0.999, 1.0, math.log1p(1), math.log1p(1 / 24), math.log1p(7), math.log1p(60), 9.0)


def _known(english: str) -> bool:
    return "lang=" not in READER.sentence(english)


def test_every_figure_of_the_evidence_can_be_told_in_indonesian() -> None:
    """Whoever adds a figure adds its two sentences."""
    said = {say(value) for name, say in SAID.items() for value in (*VALUES, *[-0.3] * (name in SIGNED))}

    assert [] == [one for one in said if not _known(one)]


def test_both_sides_of_a_pair_have_the_same_holes() -> None:
    """Nothing that the engine said is lost, and no hole stays open."""
    holes = {pattern.english: pattern.holes() for pattern in SENTENCES.patterns}

    assert [] == [form for form, (english, other) in holes.items() if english != other]


def _article(
    number: int, outlet: str, published: str = "", url: str = "", sources: tuple[str, ...] = ()
) -> StoredArticle:
    return StoredArticle(
        id=number, key=str(number), url=url or f"https://{outlet}/a", title="Judul", text="Isi", raw_text="Isi",
        dateline="", published=published, updated="", authors=(), editors=(), cited_sources=sources, outlet=outlet,
        network=outlet, section="", language="id", removed=(), visible=True, cluster_id=1, version_id=number,
        submission_id=None, created_at=1_763_600_000.0, cleaning="", signature=b"",
    )  # fmt: skip


NOON, LATER = "2025-11-19T12:00:00+07:00", "2025-11-19T12:03:00+07:00"
DAY, AHEAD, LONG_AGO = "2025-11-19T00:00:00+07:00", "2026-01-01T10:00:00+07:00", "2025-01-01T10:00:00+07:00"
STORIES = {
    "alone": [_article(1, "a.example", NOON)],
    "alone without a time": [_article(1, "a.example")],
    "alone by its URL": [_article(1, "a.example", url="https://a.example/2025/11/18/x")],
    "alone and ahead": [_article(1, "a.example", AHEAD)],
    "minutes apart": [_article(1, "a.example", NOON), _article(2, "b.example", LATER)],
    "the same minute": [_article(1, "a.example", NOON), _article(2, "b.example", NOON)],
    "one bears the day": [_article(1, "a.example", NOON), _article(2, "b.example", DAY)],
    "both bear the day": [_article(1, "a.example", DAY), _article(2, "b.example", DAY)],
    "three bear the day": [_article(number, f"{number}.example", DAY) for number in (1, 2, 3)],
    "four bear the day": [_article(number, f"{number}.example", DAY) for number in (1, 2, 3, 4)],
    "one is ahead": [_article(1, "a.example", AHEAD), _article(2, "b.example", NOON)],
    "the URL disagrees": [
        _article(1, "a.example", LONG_AGO, "https://a.example/2025/11/18/x"), _article(2, "b.example", NOON)],
    "one is far": [
        _article(1, "a.example", LONG_AGO), _article(2, "b.example", NOON), _article(3, "c.example", LATER)],
    "none bears a time": [_article(1, "a.example"), _article(2, "b.example")],
    "all cite each other": [
        _article(1, "a.example", NOON, sources=("b.example",)),
        _article(2, "b.example", LATER, sources=("a.example",))],
    "the source bears no time": [_article(1, "a.example", NOON, sources=("b.example",)), _article(2, "b.example")],
    "the citing one came first": [
        _article(1, "a.example", NOON, sources=("b.example",)), _article(2, "b.example", LATER)],
    "sources outside": [
        _article(1, "a.example", NOON, sources=("Kantor Berita Selasar",)),
        _article(2, "b.example", LATER, sources=("Harian Lembah",))],
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_what_is_said_of_the_first_teller_can_be_told_in_indonesian(name: str) -> None:
    """Every reason that a cluster's page gives has its Indonesian."""
    found = first_teller(STORIES[name])
    reasons = [found["reason"], *(one["reason"] for one in found["set_aside"])]
    reasons += [found["runner_up"]["reason"]] if found["runner_up"] else []
    began = origin(cited(STORIES[name]), len(STORIES[name]))
    reasons += [began["reason"]] if began else []

    assert [] == [one for one in reasons if not _known(one)]


@pytest.mark.parametrize(
    ("indonesian", "english"),
    [
        ("64\N{NO-BREAK SPACE}% kata kedua judul sama", "64 % of the words of both headlines are the same"),
        ("rangkaian sama yang terpanjang 1.240 kata", "their longest shared run has 1,240 words"),
        (
            "Kaitan terbaiknya dengan klaster berpeluang di bawah 1 %, di bawah ambang 45\N{NO-BREAK SPACE}%.",
            "Its best link into the cluster has a probability of under 1 %, below the threshold of 45 %.",
        ),
        ("Server menjawab 404 Not Found.", "The server said 404 Not Found."),
    ],
)
def test_numbers_and_shares_within_a_sentence_are_indonesian_too(indonesian: str, english: str) -> None:
    """A sentence in one language does not write its numbers in another."""
    assert indonesian == READER.sentence(english)


def test_a_part_that_is_not_known_leaves_the_whole_as_it_is() -> None:
    """Half a sentence in each language helps nobody."""
    sentences = Sentences([Pattern("It ends, since {why:s}.", "Selesai, karena {why}."), Pattern("it rains", "hujan")])

    assert "Selesai, karena hujan." == sentences.translate("It ends, since it rains.", AS_IT_IS)
    assert sentences.translate("It ends, since it snows.", AS_IT_IS) is None
    assert "Selesai, karena hujan. Selesai, karena hujan." == sentences.translate(
        "It ends, since it rains. It ends, since it rains.", AS_IT_IS
    )


def test_what_an_article_says_of_itself_is_no_pattern() -> None:
    """A name with braces or a pattern's signs in it is shown as it is."""
    said = READER.sentence("3 of 4 articles say that they have it from {0.__class__}.*, of whom no article is in the "
                           "cluster: the report probably began there.")  # fmt: skip

    assert re.search(r"dari \{0\.__class__\}\.\*, yang", said)
