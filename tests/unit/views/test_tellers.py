from __future__ import annotations

import random

import pytest
from support.members import CAME, member

from worker.views.tellers import first_teller


def test_the_earliest_time_wins_with_its_grounds() -> None:
    """The plain case: the earliest time, and why it is believed."""
    found = first_teller(
        [
            member(1, "2025-09-17T10:00:00+07:00"),
            member(2, "2025-09-17T08:12:00+07:00", url="https://warta2.example/2025/09/17/jembatan"),
        ]
    )

    assert (2, "warta2.example", "2025-09-17T08:12:00+07:00") == (found["article"], found["outlet"], found["at"])
    assert (
        "It bears the earliest of 2 credible times, 2025-09-17 08:12 (+0700): the day in its URL agrees and it lies "
        "before the article came in."
    ) == found["reason"]
    assert (None, []) == (found["runner_up"], found["set_aside"])


def test_zones_are_compared_as_moments() -> None:
    """09:30 in Makassar is earlier than 09:00 in Jakarta."""
    found = first_teller([member(1, "2025-09-17T09:00:00+07:00"), member(2, "2025-09-17T09:30:00+08:00")])

    assert 2 == found["article"]


def test_a_time_after_its_own_arrival_is_not_believed() -> None:
    """A page that says it will be published next week was read today."""
    found = first_teller(
        [member(1, "2025-09-21T10:00:00+07:00", came=CAME - 9 * 86400), member(2, "2025-09-21T20:00:00+07:00")]
    )

    assert 2 == found["article"]
    assert [1] == [one["article"] for one in found["set_aside"]]
    assert "lies after it came in" in found["set_aside"][0]["reason"]


def test_a_time_that_its_url_contradicts_gives_way_to_the_day_of_the_url() -> None:
    """A template's default year is no news; the day in the address still orders it, as its end."""
    old = member(1, "2015-01-01T07:00:00+07:00", url="https://warta1.example/2025/09/18/jembatan")
    found = first_teller([old, member(2, "2025-09-17T08:12:00+07:00")])

    assert 2 == found["article"]

    found = first_teller([old, member(2, "2025-09-19T08:12:00+07:00")])

    assert 1 == found["article"]
    assert "the day in its URL, since it bears 2015-01-01, and its URL 2025-09-18" in found["reason"]


def test_a_time_far_from_all_others_is_not_believed() -> None:
    """Where others agree, one that is weeks before them bears a wrong date."""
    agreeing = [member(2, "2025-09-17T08:12:00+07:00"), member(3, "2025-09-18T08:12:00+07:00")]
    found = first_teller([member(1, "2025-03-01T10:00:00+07:00"), *agreeing])

    assert 2 == found["article"]
    assert "199 days from any other article" in found["set_aside"][0]["reason"]


def test_of_two_far_times_nobody_can_say_which_is_wrong() -> None:
    """Without others that agree, the earlier one stands."""
    found = first_teller([member(1, "2025-03-01T10:00:00+07:00"), member(2, "2025-09-17T08:12:00+07:00")])

    assert 1 == found["article"]


def test_who_cites_another_of_the_cluster_did_not_tell_it_first() -> None:
    """Clocks differ; a text that says where it is from does not lie about that."""
    found = first_teller(
        [
            member(1, "2025-09-17T08:00:00+07:00", outlet="suarapagi.example", cites=("Kabar Lereng",)),
            member(2, "2025-09-17T08:30:00+07:00", outlet="news.kabarlereng.example"),
        ]
    )

    assert 2 == found["article"]
    assert [1] == [one["article"] for one in found["set_aside"]]
    assert "cites Kabar Lereng, which is in the cluster" in found["set_aside"][0]["reason"]


def test_a_source_outside_takes_nothing_away() -> None:
    """Who cites a foreign paper may still be the first here."""
    found = first_teller(
        [member(1, "2025-09-17T08:00:00+07:00", cites=("Northmoor Gazette",)), member(2, "2025-09-17T08:30:00+07:00")]
    )

    assert 1 == found["article"]


def test_the_cited_article_is_first_although_it_bears_no_time() -> None:
    """When all others say they have it from there."""
    found = first_teller(
        [member(1, "2025-09-17T08:00:00+07:00", cites=("Kabar Lereng",)), member(2, outlet="kabarlereng.example")]
    )

    assert (2, None) == (found["article"], found["at"])
    assert "1 of the others cite its outlet" in found["reason"]


def test_who_cite_one_another_are_ordered_by_time() -> None:
    """Then citing tells nothing."""
    found = first_teller(
        [
            member(1, "2025-09-17T09:00:00+07:00", outlet="satu.example", cites=("dua.example",)),
            member(2, "2025-09-17T08:00:00+07:00", outlet="dua.example", cites=("satu.example",)),
        ]
    )

    assert 2 == found["article"]


def test_a_day_alone_is_weaker_than_a_minute_of_that_day() -> None:
    """Midnight is what a page prints that knows the day only; it is named as the doubt."""
    found = first_teller([member(1, "2025-09-17T00:00:00+07:00"), member(2, "2025-09-17T21:40:00+07:00")])

    assert 2 == found["article"]
    assert 1 == found["runner_up"]["article"]
    assert "may have come earlier on that day" in found["runner_up"]["reason"]


def test_a_day_alone_wins_over_the_next_day() -> None:
    """It is at the latest the end of its day."""
    found = first_teller([member(1, "2025-09-17T00:00:00+07:00"), member(2, "2025-09-18T00:05:00+07:00")])

    assert 1 == found["article"]


def test_a_lead_of_minutes_is_in_doubt() -> None:
    """Editing alone moves a page's time that far."""
    found = first_teller([member(1, "2025-09-17T08:00:00+07:00"), member(2, "2025-09-17T08:02:00+07:00")])

    assert (1, 2) == (found["article"], found["runner_up"]["article"])
    assert "2 minutes later" in found["runner_up"]["reason"]


def test_how_many_may_have_been_first_is_told() -> None:
    """Of several that bear the same day alone one is named, and the others are not passed over."""
    found = first_teller([member(number, "2025-09-17T00:00:00+07:00") for number in (1, 2, 3, 4)])
    three = first_teller([member(number, "2025-09-17T00:00:00+07:00") for number in (1, 2, 3)])

    assert found["runner_up"]["reason"].endswith("either. There are 2 others that may have been first as well.")
    assert three["runner_up"]["reason"].endswith("either. There is 1 other that may have been first as well.")


def test_without_any_time_the_first_to_come_in_is_named() -> None:
    """And that it is no more than that."""
    found = first_teller([member(1, came=CAME + 60), member(2)])

    assert (2, "No article bears a credible time; this one came in first.") == (found["article"], found["reason"])


@pytest.mark.parametrize("published", ["", "2025-09-17T08:00:00+07:00"])
def test_an_article_alone_is_the_first(published: str) -> None:
    """A cluster of one has a first teller too."""
    found = first_teller([member(1, published)])

    assert (1, None) == (found["article"], found["runner_up"])
    assert "only article" in found["reason"]


def test_the_order_of_members_does_not_matter() -> None:
    """The same cluster has the same first teller, however it is listed."""
    held = [
        member(1, "2025-09-17T00:00:00+07:00"),
        member(2, "2025-09-17T08:00:00+07:00", cites=("warta3.example",)),
        member(3, "2025-09-17T08:30:00+07:00"),
        member(4, "2025-09-17T08:30:00+07:00"),
        member(5),
    ]
    found = first_teller(held)
    for seed in range(10):
        random.Random(seed).shuffle(held)  # noqa: S311 - no secret
        again = first_teller(held)
        assert (found["article"], found["reason"], found["runner_up"]) == (
            again["article"],
            again["reason"],
            again["runner_up"],
        )
