import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.dedup.bands import (
    BANDS,
    FAR_DAYS,
    FAR_SHARED,
    KEY_BYTES,
    BandParams,
    buckets,
    candidates,
    too_far,
)
from worker.dedup.signing import Signature, Signer

SIGNER = Signer()
SENTENCES = [
    "Pemerintah Kabupaten Raga menunda kenaikan tarif angkutan kota sampai akhir tahun depan.",
    "Sopir angkutan menyambut keputusan itu karena penumpang mereka terus berkurang sejak awal tahun.",
    "Dinas perhubungan akan menghitung ulang biaya operasi bersama perwakilan para pemilik kendaraan.",
]
TEXT = "\n".join(SENTENCES)


def test_keys_are_of_one_width_and_unique() -> None:
    """Every bucket is a key of fixed width, and stands once even when a sentence stands twice."""
    once, twice = buckets(SIGNER.sign(TEXT)), buckets(SIGNER.sign(f"{TEXT}\n{SENTENCES[0]}"))

    assert {KEY_BYTES} == {len(key) for key in once}
    assert BANDS.body_bands + len(SIGNER.sign(TEXT).runs) == len(once) == len(set(once))
    assert len(set(twice)) == len(twice)


def test_the_same_signature_gives_the_same_keys() -> None:
    """Keys are the same in every process and version; this one was written down when the layout was fixed."""
    keys = buckets(SIGNER.sign("satu dua tiga empat"))

    assert "c11b405cb743" == keys[0].hex()


def test_a_moved_sentence_meets() -> None:
    """A sentence shares buckets with itself at another place in another article, and nothing else does."""
    runs_only = BandParams(body_bands=0)
    other = "Cerita lain sama sekali yang ditulis oleh orang lain di kota lain pula."
    here = buckets(SIGNER.sign(TEXT), runs_only)
    there = buckets(SIGNER.sign(f"{other}\n{SENTENCES[2]}"), runs_only)

    assert set(here) & set(there)
    assert not set(here) & set(buckets(SIGNER.sign(other), runs_only))


def test_the_grains_do_not_mix() -> None:
    """The last byte says whether a bucket is one of whole bodies, which the index keeps when it is full."""
    signature = Signature(np.arange(16, dtype=np.uint32), np.arange(40, dtype=np.uint64))

    assert [True] * 8 + [False] * 40 == [key[-1] % 2 == 1 for key in buckets(signature)]


def test_one_bucket_in_common_is_not_enough() -> None:
    """Who shares a single bucket is not compared: it is mostly a name with its office."""
    assert [4, 9] == candidates([(4, 5), (9, 2), (1, 1)])


def test_a_text_without_words_has_no_buckets() -> None:
    """Empty texts would otherwise all meet one another."""
    assert [] == buckets(SIGNER.sign("…"))


def test_too_few_values_are_refused() -> None:
    """Bands that need more values than the signature has are an error that says both numbers."""
    with pytest.raises(ValueError, match="400 bands of 2 need 800 values, the signature has 16"):
        buckets(SIGNER.sign(TEXT), BandParams(body_bands=400))


@pytest.mark.parametrize(
    ("shared", "days", "far"),
    [
        (FAR_SHARED - 1, FAR_DAYS + 1, True),
        (FAR_SHARED, FAR_DAYS + 1, False),
        (FAR_SHARED - 1, FAR_DAYS, False),
        (2, None, False),
    ],
)
def test_few_shared_buckets_are_not_enough_far_apart(shared: int, days: float | None, far: bool) -> None:
    """Only where both times are known, far apart, and little is shared."""
    assert far is too_far(shared, days)


@given(
    st.lists(
        st.sampled_from([*SENTENCES, "Pendek.", "", "Kalimat lain yang cukup panjang untuk ikut dihitung di sini."])
    )
)
def test_any_text_has_its_own_buckets_for_good(lines: list[str]) -> None:
    """For any text: each bucket once and of one width, and the same from what is stored."""
    signature = SIGNER.sign("\n".join(lines))
    keys = buckets(signature)

    assert len(keys) == len(set(keys))
    assert {KEY_BYTES} >= {len(key) for key in keys}
    assert keys == buckets(Signature.from_bytes(signature.to_bytes()))
