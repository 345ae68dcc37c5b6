from __future__ import annotations

import random

from support.synthetic import Writer

from worker.model.learned import Decision, Found, Seen
from worker.proposal import decide
from worker.recurring import LEAST_CLUSTERS, find, sentences

SITE = ("kabarbukit.example",)
PROMO = "Ikuti kami juga di saluran resmi sebelah kanan."
THANKS = "Terima kasih telah membaca sampai bawah."
HEADER = "Berikut daftar harga telur di pasar utama."


def reports(count: int, *, tail: str = "", head: str = "", sites: tuple[str, ...] = SITE, first: int = 1) -> list[Seen]:
    """Articles with nothing in common but what is put around them, each a cluster of its own."""
    writer = Writer(first)
    made = []
    for number in range(first, first + count):
        [article] = writer.family(number, 1)
        text = "\n".join(part for part in (head, article.text, tail) if part)
        made.append(Seen(number, number, sites, article.title, text))
    return made


def found(articles: list[Seen]) -> dict[str, Found]:
    """What recurs, by its text."""
    return {one.text: one for one in find(lambda: articles)}


def test_what_stands_in_unrelated_clusters_is_found() -> None:
    """A line at the end of every report, with its counts."""
    [one] = found([*reports(20, tail=PROMO), *reports(5, first=100)]).values()

    assert (PROMO, 20, 20, "kabarbukit.example") == (one.text, one.articles, one.clusters, one.site)
    assert (0.8, 1.0, 1.0) == (one.share, one.edge, one.whole)
    assert one.topics > 0.9
    assert 5 == len(one.examples)
    assert Decision.APPLIED is decide(one)


def test_reposts_of_one_report_are_no_boilerplate() -> None:
    """Thirty articles of one cluster count once, however many outlets or pages bear them."""
    [article] = Writer(3).family(1, 1)
    reposted = [Seen(n, 1, SITE, article.title, f"{article.text}\n{PROMO}") for n in range(1, 31)]

    assert {} == found([*reposted, *reports(5, first=100)])


def test_copies_of_a_report_count_once() -> None:
    """Six reports of two articles each are six clusters."""
    copied = [
        Seen(2 * one.id + twin, one.id, SITE, one.title, one.text) for one in reports(6, tail=PROMO) for twin in (0, 1)
    ]
    one = found(copied)[PROMO]

    assert (12, 6, 1.0) == (one.articles, one.clusters, one.share)


def test_a_series_is_not_taken_for_furniture() -> None:
    """Daily prices are as many clusters as days; their headlines speak of one thing."""
    days = [
        Seen(
            n, n, SITE, f"Harga Telur Hari Ini, {n} Mei, Pasar Utama", f"Harga telur menjadi {n} ribu rupiah.\n{HEADER}"
        )
        for n in range(1, 31)
    ]
    one = found([*days, *reports(30, first=100)])[HEADER]

    assert (30, None) == (one.clusters, decide(one))
    assert one.topics < 0.3
    assert 1.0 == one.common


def test_too_few_clusters_say_nothing() -> None:
    """Below the least number of clusters nothing comes up."""
    assert {} == found(reports(LEAST_CLUSTERS - 1, tail=PROMO))
    assert {PROMO} == set(found(reports(LEAST_CLUSTERS, tail=PROMO)))


def test_sentences_that_come_together_are_one_run() -> None:
    """A block of several sentences is one line to decide about; one that also comes alone stays apart."""
    assert {f"{PROMO}\n{THANKS}"} == set(found(reports(12, tail=f"{PROMO}\n{THANKS}")))
    alone = found([*reports(12, tail=f"{PROMO}\n{THANKS}"), *reports(12, tail=PROMO, first=100)])
    assert {PROMO: 24, THANKS: 12} == {text: one.clusters for text, one in alone.items()}


def test_what_stands_in_the_middle_is_not_at_the_edge() -> None:
    """A reporter's usual phrase inside the text differs in that from what a site puts around it."""
    writer = Writer(5)
    middle = []
    for n in range(1, 13):
        [article] = writer.family(n, 1)
        half = len(article.sentences) // 2
        lines = [*article.sentences[:half], "Begini kisah selengkapnya dari lapangan.", *article.sentences[half:]]
        middle.append(Seen(n, n, SITE, article.title, "\n".join(lines)))
    [one] = found(middle).values()

    assert (0.0, 1.0) == (one.edge, one.whole)
    assert Decision.APPLIED is not decide(one)


def test_a_network_has_what_several_of_its_outlets_have() -> None:
    """One line to decide about, under the widest name that is true."""
    north, south = ("utara.kabar.example", "kabar.example"), ("selatan.kabar.example", "kabar.example")
    both = find(lambda: [*reports(8, tail=PROMO, sites=north), *reports(8, tail=PROMO, sites=south, first=100)])
    one = find(lambda: [*reports(8, tail=PROMO, sites=north), *reports(8, sites=south, first=100)])

    assert [("kabar.example", 16)] == [(run.site, run.clusters) for run in both]
    assert [("utara.kabar.example", 8)] == [(run.site, run.clusters) for run in one]


def test_the_order_of_the_clusters_does_not_matter() -> None:
    """The same articles give the same answer."""
    articles = [*reports(30, tail=PROMO), *reports(12, tail=THANKS, first=100)]
    shuffled = random.Random(1).sample(articles, len(articles))  # noqa: S311 - a test's lots

    assert find(lambda: articles) == find(lambda: shuffled)


def test_what_was_decided_is_passed_over() -> None:
    """The caller says which sentences are out of the question."""
    articles = reports(12, tail=f"{PROMO}\n{THANKS}")

    assert [THANKS] == [one.text for one in find(lambda: articles, lambda sites, text: (SITE, PROMO) == (sites, text))]


def test_nothing_comes_of_nothing() -> None:
    """No articles, no text, no site, odd characters: no error, and nothing found."""
    odd = [Seen(n, n, SITE, "", "\ud800 a\x00b c.") for n in range(1, 4)]

    assert [] == find(list)
    assert [] == find(lambda: [Seen(1, 1, SITE, "", ""), Seen(2, 2, (), "Judul", PROMO), *odd])


def test_a_sentence_knows_whether_it_is_a_line() -> None:
    """Blanks are of one kind; a line with two sentences is none of them."""
    got = [(one.text, one.whole) for one in sentences("Satu dua  tiga.\nEmpat lima enam. Tujuh delapan.")]

    assert [("Satu dua tiga.", True), ("Empat lima enam.", False), ("Tujuh delapan.", False)] == got
