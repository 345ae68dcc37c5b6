from __future__ import annotations

import pytest
from support.members import member

from worker.views.cited import cited, key, origin


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kabar Lereng", "news.kabar-lereng.example"),
        ("Kabarlereng.com", "kabarlereng.co.id"),
        ("Kantor Berita Samudra", "samudranews.com"),
        ("SAMUDRA", "Samudra News"),
        ("lerengcom", "Lereng.com"),
    ],
)
def test_spellings_of_one_outlet_are_one(one: str, other: str) -> None:
    """A name, a host and a host's part of the network meet."""
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Kabar Lereng", "Kabar Pesisir"), ("iNews", "i"), ("satu.co.id", "dua.co.id")]
)
def test_different_outlets_stay_two(one: str, other: str) -> None:
    """What is shared by many hosts names nobody."""
    assert key(one) != key(other)


def test_sources_are_counted_over_their_spellings() -> None:
    """Two spellings of one source are one, under the commoner spelling; an outlet's own name counts for nothing."""
    rows = cited(
        [
            member(1, cites=("Northmoor Gazette",)),
            member(2, cites=("northmoorgazette.com", "Warta2")),
            member(3, cites=("Northmoor Gazette", "Warta1")),
        ]
    )

    assert [
        {"name": "Northmoor Gazette", "articles": 3, "by": [1, 2, 3], "inside": []},
        {"name": "Warta1", "articles": 1, "by": [3], "inside": [1]},
    ] == rows


def test_the_origin_is_the_most_cited_outside() -> None:
    """A cited outlet that has an article in the cluster is no origin outside."""
    members = [member(1, cites=("Warta2", "Gazette")), member(2, cites=("Gazette",)), member(3, cites=("Warta2",))]
    found = origin(cited(members), 3)

    assert found is not None
    assert ("Gazette", 2) == (found["name"], found["articles"])
    assert (
        "2 of 3 articles say that they have it from Gazette, of whom no article is in the cluster: the report probably "
        "began there."
    ) == found["reason"]


def test_no_origin_is_named_where_none_is_cited() -> None:
    """Nor where all cited sources stand inside."""
    assert origin(cited([member(1), member(2)]), 2) is None
    assert origin(cited([member(1, cites=("Warta2",)), member(2)]), 2) is None


def test_a_short_name_counts_for_the_one_fuller_name() -> None:
    """What one article shortens, another spells out, and a third links to, is one source."""
    rows = cited(
        [
            member(1, cites=("Northmoor Gazette", "Gazette")),
            member(2, cites=("Gazette",)),
            member(3, cites=("gazette.com",)),
        ]
    )
    assert [{"name": "Northmoor Gazette", "articles": 3, "by": [1, 2, 3], "inside": []}] == rows


def test_a_short_name_of_two_fuller_ones_stays_alone() -> None:
    """Nobody can say which of them was meant; and what follows a name makes another of it."""
    names = ("Northmoor Times", "Southmoor Times", "Times", "Lereng", "Lereng Indonesia")
    rows = cited([member(1, cites=names)])
    assert sorted(names) == sorted(row["name"] for row in rows)
