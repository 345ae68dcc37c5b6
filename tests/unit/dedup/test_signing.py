from dataclasses import replace

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st
from xxhash import xxh32_intdigest

from worker.dedup.background import background
from worker.dedup.signing import FORMAT, Signature, SignatureError, Signer, SigningParams
from worker.dedup.words import words

SIGNER = Signer()
PARAMS = SigningParams()
NEWSY = st.text(alphabet=st.sampled_from('abcdkAK0159 .,!?"“”\né'), max_size=200)
TEXT = """Pemerintah Kabupaten Raga menunda kenaikan tarif angkutan kota sampai akhir tahun depan.
"Kami mendengar keberatan warga dan menghitung ulang biayanya," kata Bupati Ratih Wulandari, Senin.
Sopir angkutan menyambut keputusan itu karena penumpang mereka terus berkurang sejak awal tahun."""


def peer(found: list[str], size: int, count: int) -> list[int]:
    """The values of datasketch itself."""
    sketch = MinHash(num_perm=count, seed=PARAMS.seed, hashfunc=xxh32_intdigest)
    shingles = [" ".join(found[at : at + size]).encode() for at in range(max(1, len(found) - size + 1))]
    sketch.update_batch(shingles if found else [])
    return [int(value) for value in sketch.hashvalues]


@given(NEWSY)
def test_body_is_datasketch(text: str) -> None:
    """The body's values are those of datasketch.MinHash on the same shingles, for texts short and long."""
    assert peer(words(text), PARAMS.body_shingle, PARAMS.body_permutations) == SIGNER.sign(text).body.tolist()


def test_a_long_text_is_signed_in_pieces() -> None:
    """A text of more shingles than one pass takes has the same values."""
    text = " ".join(f"kata{at}" for at in range(9000))

    assert peer(words(text), PARAMS.body_shingle, PARAMS.body_permutations) == SIGNER.sign(text).body.tolist()


@given(st.lists(st.sampled_from(TEXT.split()), min_size=10, max_size=30), NEWSY, NEWSY)
def test_what_two_texts_share_is_signed_alike(shared: list[str], before: str, behind: str) -> None:
    """Ten words in common bring the same run into both signatures, wherever they stand: what winnowing promises."""
    passage = " ".join(shared)
    here, there = SIGNER.sign(f"{passage} {behind}"), SIGNER.sign(f"{before} {passage}")

    assert set(here.runs.tolist()) & set(there.runs.tolist())


def test_rare_runs_are_signed_and_common_ones_are_not() -> None:
    """Of a window the run with the rarest words is signed: the name, not the words around it."""
    plain = "yang akan ada di dalam rapat itu pada hari ini"
    named = plain.replace("rapat itu", "Lembayungraya Sekarwangi")

    assert 1 == len(SIGNER.sign(plain).runs)
    assert 1 == len(SIGNER.sign(named).runs)
    assert SIGNER.sign(named).runs.tolist() == SIGNER.sign(f"{named} juga").runs.tolist()


def test_stock_phrases_are_not_signed() -> None:
    """A run that many unrelated articles hold is left out, whoever came before."""
    runs = SIGNER.sign(TEXT).runs
    stock = replace(background(), stock=np.sort(runs[:3].astype(np.uint32)))

    assert runs[3:].tolist() == Signer(background=stock).sign(TEXT).runs.tolist()


def test_glued_words_are_signed_as_two() -> None:
    """Where a scraper lost the white space around a link, the runs are those of the whole words."""
    glued = TEXT.replace("menunda kenaikan", "menundakenaikan").replace("sampai akhir", "sampaiakhir")

    assert SIGNER.sign(TEXT).runs.tolist() == SIGNER.sign(glued).runs.tolist()


def test_another_table_is_refused() -> None:
    """Runs that were chosen by another table of rarity are not comparable."""
    with pytest.raises(SignatureError, match="Signatures want the table 'other'"):
        Signer(SigningParams(background="other"))


@pytest.mark.parametrize("text", ["", "…", "satu", "satu dua"])
def test_very_short_texts_get_a_signature(text: str) -> None:
    """A text with fewer words than a shingle is signed all the same."""
    signature = SIGNER.sign(text)

    assert PARAMS.body_permutations == len(signature.body)
    assert 0 == len(signature.runs)


@given(NEWSY)
def test_stored_form_comes_back(text: str) -> None:
    """What is stored is what is read, bit by bit."""
    signature = SIGNER.sign(text)
    again = Signature.from_bytes(signature.to_bytes())

    assert signature == again
    assert hash(signature) == hash(again)
    assert (np.uint32, np.uint64) == (again.body.dtype, again.runs.dtype)


def test_stored_form_is_compact() -> None:
    """Four bytes a value of the body, eight a run, and a header of seven."""
    signature = SIGNER.sign(TEXT)

    assert 7 + 4 * PARAMS.body_permutations + 8 * len(signature.runs) == len(signature.to_bytes())


@pytest.mark.parametrize(("kept", "form"), [(-1, FORMAT), (0, FORMAT), (4, FORMAT), (None, FORMAT + 1)])
def test_spoilt_bytes_are_refused(kept: int | None, form: int) -> None:
    """Cut bytes and another format are an error with a way out, never a wrong signature."""
    data = bytes([form]) + SIGNER.sign(TEXT).to_bytes()[1:]

    with pytest.raises(SignatureError, match="sign the article again"):
        Signature.from_bytes(data[:kept])


def test_the_seed_matters() -> None:
    """Signatures of another seed are others, so the seed belongs to the parameters."""
    assert SIGNER.sign(TEXT) != Signer(SigningParams(seed=2)).sign(TEXT)
