import numpy as np
import pytest

from worker.dedup.bands import BANDS, KEY_BYTES, BandParams, buckets
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
    assert BANDS.body_bands + 3 * BANDS.passage_bands == len(once) == len(set(once))
    assert len(set(twice)) == len(twice) == len(once)


def test_the_same_signature_gives_the_same_keys() -> None:
    """Keys are the same in every process and version; this one was written down when the layout was fixed."""
    keys = buckets(SIGNER.sign("satu dua tiga empat"))

    assert "e47771594ff5" == keys[0].hex()


def test_a_moved_sentence_meets() -> None:
    """A sentence shares all its buckets with itself at another place in another article."""
    passages_only = BandParams(body_bands=0)
    other = "Cerita lain sama sekali yang ditulis oleh orang lain di kota lain pula."
    here = buckets(SIGNER.sign(TEXT), passages_only)
    there = buckets(SIGNER.sign(f"{other}\n{SENTENCES[2]}"), passages_only)

    assert here[-BANDS.passage_bands :] == there[-BANDS.passage_bands :]
    assert not set(here) & set(there[: -BANDS.passage_bands])


def test_the_grains_do_not_mix() -> None:
    """The bands of a body and of a passage never meet, even with the same values."""
    values = np.arange(8, dtype=np.uint32)
    keys = buckets(Signature(values, values[None, :]), BandParams(4, 2, 4, 2))

    assert 8 == len(keys)


def test_a_text_without_words_has_no_buckets() -> None:
    """Empty texts would otherwise all meet one another."""
    assert [] == buckets(SIGNER.sign("…"))


def test_too_few_values_are_refused() -> None:
    """Bands that need more values than the signature has are an error that says both numbers."""
    with pytest.raises(ValueError, match="400 bands of 2 need 800 values, the signature has 32"):
        buckets(SIGNER.sign(TEXT), BandParams(body_bands=400))
