from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from support.buckets import DAY, NOW, keys

from worker.dedup.bands import buckets
from worker.dedup.index import HIGHEST_ID, MOST_MET, Index, IndexParams, Met
from worker.dedup.index_contents import contents
from worker.dedup.index_segments import PAGE_BYTES, REGION_PAGES, more, region
from worker.dedup.signing import Signer

if TYPE_CHECKING:
    import redis

WINDOW = 30
REPORT = """Pemerintah Kabupaten Raga menunda kenaikan tarif angkutan kota sampai akhir tahun depan.
"Kami mendengar keberatan warga dan menghitung ulang biayanya," kata Bupati Ratih Wulandari, Senin.
Sopir angkutan menyambut keputusan itu karena penumpang mereka terus berkurang sejak awal tahun."""
OTHER_DESK = """Tarif angkutan batal naik. Sopir angkutan menyambut keputusan itu karena penumpang mereka berkurang.
Ratih Wulandari berjanji, "Kami mendengar keberatan warga dan menghitung ulang biayanya.\""""
UNRELATED = "Tim sepak bola Lembayung menang tiga gol tanpa balas pada laga penutup musim ini di kandang lawan."


def test_real_texts_meet_where_they_should(index: Index) -> None:
    """A copy shares all buckets, another desk's telling some, an unrelated article none."""
    signer = Signer()
    report, other, unrelated = (buckets(signer.sign(text)) for text in (REPORT, OTHER_DESK, UNRELATED))

    assert [] == index.add(1, report, NOW)
    assert [] == index.add(2, unrelated, NOW)
    assert [Met(1, len(report))] == index.add(3, report, NOW)
    assert {1, 3} == {met.article_id for met in index.add(4, other, NOW)}


def test_met_are_sorted_and_without_itself(index: Index) -> None:
    """Those that share most come first, then the lower id; the article itself is not among them."""
    index.add_many([(5, keys(1, 2), NOW), (3, keys(1, 2), NOW), (9, keys(1, 2, 3), NOW)])

    assert [Met(9, 3), Met(3, 2), Met(5, 2)] == index.add(7, keys(1, 2, 3, 4), NOW)
    assert [Met(9, 3), Met(3, 2), Met(5, 2)] == index.add(7, keys(1, 2, 3, 4), NOW)


def test_adding_again_changes_nothing(index: Index) -> None:
    """A message that is delivered twice leaves the index as one delivery does, in a later window too."""
    index.add_many([(1, keys(1, 2, 3), NOW), (2, keys(2, 3), NOW)])
    before = index.stats()
    index.add_many([(1, keys(1, 2, 3), NOW), (2, keys(2, 3), NOW + 20 * DAY)])

    assert before._replace(bytes=0) == index.stats()._replace(bytes=0)
    assert 5 == before.members
    assert 2 == before.articles


def test_looking_adds_nothing(index: Index) -> None:
    """A question leaves no trace, in a window without articles either."""
    index.add(1, keys(1, 2), NOW)
    before = index.stats()

    assert [Met(1, 2)] == index.look(keys(1, 2, 3), NOW)
    assert [] == index.look(keys(1, 2, 3), NOW + 400 * DAY)
    assert before == index.stats()


def test_no_buckets_meet_nobody(index: Index) -> None:
    """A text without words has no buckets; it passes through."""
    assert [] == index.add(1, [], NOW)
    assert [] == index.add_many([])
    assert 0 == index.stats().articles


def test_many_in_one_call_meet_one_another(index: Index) -> None:
    """Over many script calls in one round trip, each article meets the earlier ones."""
    met = index.add_many((at, keys(at // 2), NOW) for at in range(1, 201))

    assert [[Met(at - 1, 1)] if at % 2 else [] for at in range(2, 201)] == met[1:]


@pytest.mark.parametrize("article_id", [0, -1, HIGHEST_ID + 1])
def test_ids_out_of_range_are_refused(index: Index, article_id: int) -> None:
    """An id that does not fit is an error, and nothing of the call is added."""
    with pytest.raises(ValueError, match="from 1 to"):
        index.add_many([(1, keys(1), NOW), (article_id, keys(1), NOW)])

    assert 0 == index.stats().articles


def test_the_highest_id_comes_back(index: Index) -> None:
    """Ids survive alone in a bucket and in company."""
    index.add_many([(HIGHEST_ID, keys(1, 2), NOW), (1, keys(1), NOW)])

    assert [Met(HIGHEST_ID, 2), Met(1, 1)] == index.look(keys(1, 2), NOW)


@pytest.mark.parametrize("start", [0.0, 0.3, 0.99])
def test_found_for_a_window_and_gone_after_two(index: Index, start: float) -> None:
    """Wherever in a segment an article falls, it is found for the window and not beyond twice the window."""
    added = (600 + start) * WINDOW * DAY
    index.add(1, keys(1), added)

    assert [Met(1, 1)] == index.look(keys(1), added + WINDOW * DAY)
    assert [] == index.look(keys(1), added + 2 * WINDOW * DAY)


def test_clocks_that_differ_at_a_border_still_meet(index: Index) -> None:
    """Of two workers whose clocks stand on two sides of a segment's border, each sees the other's article."""
    border = 600 * WINDOW * DAY
    index.add(1, keys(1), border + 1)

    assert [Met(1, 1)] == index.add(2, keys(1), border - 1)
    assert [Met(1, 1), Met(2, 1)] == index.look(keys(1), border + 1)


def test_expiry_drops_what_no_question_reads(index: Index, valkey: redis.Redis) -> None:
    """Old segments go with all their keys, live ones stay, and nothing is scanned for it."""
    index.add_many((at, keys(at, at + 1), NOW) for at in range(1, 2000))
    index.add(5000, keys(5000), NOW + WINDOW * DAY)
    valkey.config_resetstat()

    assert 0 == index.expire(NOW + WINDOW * DAY)
    assert 1999 == index.expire(NOW + 2 * WINDOW * DAY)
    assert 2 == valkey.dbsize()
    assert (1, 1) == (index.stats().articles, index.stats().segments)
    assert [Met(5000, 1)] == index.look(keys(5000), NOW + 2 * WINDOW * DAY)
    assert not {"cmdstat_scan", "cmdstat_keys"} & set(valkey.info("commandstats"))


def test_removal_leaves_nothing(index: Index, valkey: redis.Redis) -> None:
    """After all articles are removed, in any order, only the description is left."""
    articles = {at: keys(*range(at, at + 30)) for at in range(1, 300)}
    index.add_many((at, held, NOW) for at, held in articles.items())
    index.add(400, articles[5], NOW + WINDOW * DAY)
    for at, held in articles.items():
        assert len(held) == index.remove(at, held)

    assert [Met(400, 30)] == index.look(articles[5], NOW + WINDOW * DAY)
    assert 30 == index.remove(400, articles[5])
    assert 0 == index.remove(400, articles[5])
    assert 1 == valkey.dbsize()
    assert {b"parameters", b"fingerprint", b"life", b"at"} == set(valkey.hgetall(index.name))


def test_nothing_is_lost_while_the_index_grows(index: Index, valkey: redis.Redis) -> None:
    """Over thousands of splits of its pages every bucket is still found, and still removed."""
    articles = {at: keys(*range(at * 1000, at * 1000 + 1000)) for at in range(1, 121)}
    index.add_many((at, held, NOW) for at, held in articles.items())
    stats = index.stats()

    assert stats.pages > 6500
    assert (120_000, 120_000) == (stats.buckets, stats.members)
    assert {bucket.key: bucket.ids for bucket in contents(valkey, index.name)} == {
        key: (at,) for at, held in articles.items() for key in held
    }
    assert [[Met(at, 1000)] for at in articles] == [index.look(held, NOW) for held in articles.values()]
    assert {1000} == {index.remove(at, held) for at, held in articles.items()}
    assert 1 == valkey.dbsize()


def test_a_later_segment_starts_at_the_size_of_the_one_before(index: Index) -> None:
    """What has grown once need not split again, and whoever is in the new segment is found."""
    index.add_many((at, keys(*range(at * 1000, at * 1000 + 1000)), NOW) for at in range(1, 81))
    grown = index.stats().pages
    index.add(500, keys(*range(100)), NOW + WINDOW * DAY)

    assert grown > 4500
    assert 2 * grown == index.stats().pages
    assert [Met(500, 100)] == index.look(keys(*range(100)), NOW + WINDOW * DAY)


def test_a_page_that_is_full_loses_nobody(index: Index, valkey: redis.Redis) -> None:
    """What finds no room in its page is found beside it, after the page was split too, and is removed like the rest."""
    crowded = {at: [bytes((7, at % 64, 3, 0, bucket, 0)) for bucket in range(12)] for at in range(1, 101)}
    index.add_many((at, held, NOW) for at, held in crowded.items())
    before = index.look(crowded[1], NOW)
    index.add_many((1000 + at, keys(*range(at * 1000, at * 1000 + 1000)), NOW) for at in range(200))

    assert index.stats().pages > 11000
    assert [Met(1, 12), Met(65, 12)] == before == index.look(crowded[1], NOW)
    assert {12} == {index.remove(at, held) for at, held in crowded.items()}
    assert [] == index.look(crowded[1], NOW)
    assert [1] * 200_000 == [len(bucket.ids or ()) for bucket in contents(valkey, index.name)]
    number = int(NOW // (WINDOW * DAY))
    for field in valkey.hkeys(more(index.name, number)):
        # nothing lies beside a page that has room
        at, place = divmod(int(field), REGION_PAGES)
        last = (place + 1) * PAGE_BYTES - 1
        assert b"\0" != valkey.getrange(region(index.name, number, at), last, last)


def test_a_key_across_two_records_is_none(index: Index) -> None:
    """A bucket whose key stands in a page by chance, half in one record and half in the next, holds nobody."""
    index.add(1, [b"\0\0\0\0AB", b"\0\0\0\0CD"], NOW)

    # the id 1 with every bit turned is fe ff ff ff ff
    assert [] == index.look([b"\0\0\0AB\xfe", b"\0\0AB\xfe\xff"], NOW)
    assert [Met(1, 2)] == index.look([b"\0\0\0\0AB", b"\0\0\0\0CD"], NOW)


def test_a_stock_phrase_is_not_used(valkey: redis.Redis) -> None:
    """A bucket that more articles come by than the cap stops growing, gives no candidates and holds nobody."""
    index = Index(valkey, IndexParams(bucket_cap=3))
    index.open()
    for at in (1, 2, 3):
        index.add(at, keys(1, 10 + at), NOW)

    assert 3 == len(index.look(keys(1), NOW))
    assert [] == index.add(4, keys(1), NOW)
    assert [] == index.look(keys(1), NOW)
    assert [] == index.add(5, keys(1), NOW + WINDOW * DAY)
    assert 3 == index.stats().members


def test_the_cap_counts_both_windows(valkey: redis.Redis) -> None:
    """A phrase is stock when two neighbouring segments together bring more than the cap."""
    index = Index(valkey, IndexParams(bucket_cap=3))
    index.open()
    index.add_many([(1, keys(1), NOW), (2, keys(1), NOW), (3, keys(1), NOW + WINDOW * DAY)])

    assert 3 == len(index.look(keys(1), NOW + WINDOW * DAY))
    assert [] == index.add(4, keys(1), NOW + WINDOW * DAY)
    assert [] == index.look(keys(1), NOW)


def test_few_are_handed_out(index: Index) -> None:
    """The number of candidates is bounded, and the best are kept."""
    index.add_many((at, keys(at // 30, 1000 if at % 30 == 7 else at + 2000), NOW) for at in range(1, 400))
    met = index.look(keys(*range(20), 1000), NOW)

    assert MOST_MET == len(met)
    assert [2] * 13 == [one.buckets_shared for one in met[:13]]


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["add", "remove", "look"]),
            st.integers(1, 12),
            st.sets(st.integers(0, 5), min_size=1),
            st.integers(0, 2),
        ),
        max_size=40,
    ),
    st.booleans(),
)
def test_behaves_as_a_table_of_sets(
    valkey: redis.Redis, steps: list[tuple[str, int, set[int], int]], crowded: bool
) -> None:
    """Against the plainest model there is: a set of (bucket, article, segment), below the cap.

    Once with the buckets apart, once with all of them in one page, which they overfill.
    """
    named = (lambda *numbers: [b"\0\0\0\0%d\0" % number for number in numbers]) if crowded else keys
    valkey.flushall()
    index = Index(valkey)
    index.open()
    model: dict[tuple[int, int], int] = {}
    for what, article, held, segment in steps:
        now = (segment + 0.5) * WINDOW * DAY
        expected: dict[int, int] = {}
        for (bucket, other), where in model.items():
            if bucket in held and abs(where - segment) <= 1 and (what == "look" or other != article):
                expected[other] = expected.get(other, 0) + 1
        chosen = sorted(held)
        if what == "remove":
            assert sum((bucket, article) in model for bucket in held) == index.remove(article, named(*chosen))
            for bucket in held:
                model.pop((bucket, article), None)
        elif what == "look":
            assert expected == dict(index.look(named(*chosen), now))
        elif all(abs(model.get((bucket, article), segment) - segment) <= 1 for bucket in held):
            assert expected == dict(index.add(article, named(*chosen), now))
            for bucket in held:
                model.setdefault((bucket, article), segment)
    assert len(model) == index.stats().members
