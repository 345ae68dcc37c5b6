import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st
from xxhash import xxh32_intdigest

from worker.dedup.passages import passages, quotations
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


@given(st.lists(st.sampled_from(TEXT.splitlines()), max_size=4).map("\n".join))
def test_passages_are_datasketch(text: str) -> None:
    """Each passage's values are those of datasketch.MinHash, as if it were signed alone."""
    signed = [words(one.text) for one in passages(text)]
    signed += [quoted for one in quotations(text) if (quoted := words(one.text)) not in signed]

    expected = [peer(one, PARAMS.passage_shingle, PARAMS.passage_permutations) for one in signed]
    assert expected == SIGNER.sign(text).passages.tolist()


def test_a_long_text_is_signed_in_pieces() -> None:
    """A text of more shingles than one pass takes has the same values."""
    text = " ".join(f"kata{at}" for at in range(9000))

    assert peer(words(text), PARAMS.body_shingle, PARAMS.body_permutations) == SIGNER.sign(text).body.tolist()


def test_a_quotation_is_signed_as_a_passage() -> None:
    """Three sentences and one quotation make four rows; a sentence that is all quotation counts once."""
    assert 4 == len(SIGNER.sign(TEXT).passages)
    assert 1 == len(SIGNER.sign('"Kami tidak akan pindah sebelum ada kepastian dari bupati."').passages)


def test_a_moved_passage_keeps_its_values() -> None:
    """The same sentence at another place has the same values."""
    first, *_, last = TEXT.splitlines()

    assert np.array_equal(SIGNER.sign(TEXT).passages[0], SIGNER.sign(f"{last}\n{first}").passages[1])


@pytest.mark.parametrize("text", ["", "…", "satu", "satu dua"])
def test_very_short_texts_get_a_signature(text: str) -> None:
    """A text with fewer words than a shingle is signed all the same."""
    signature = SIGNER.sign(text)

    assert PARAMS.body_permutations == len(signature.body)
    assert (0, PARAMS.passage_permutations) == signature.passages.shape


@given(NEWSY)
def test_stored_form_comes_back(text: str) -> None:
    """What is stored is what is read, bit by bit."""
    signature = SIGNER.sign(text)
    again = Signature.from_bytes(signature.to_bytes())

    assert signature == again
    assert hash(signature) == hash(again)
    assert np.uint32 == again.body.dtype


def test_stored_form_is_compact() -> None:
    """Four bytes a value and a header of nine."""
    values = PARAMS.body_permutations + 4 * PARAMS.passage_permutations

    assert 9 + 4 * values == len(SIGNER.sign(TEXT).to_bytes())


@pytest.mark.parametrize(("kept", "form"), [(-1, FORMAT), (0, FORMAT), (4, FORMAT), (None, FORMAT + 1)])
def test_spoilt_bytes_are_refused(kept: int | None, form: int) -> None:
    """Cut bytes and another format are an error with a way out, never a wrong signature."""
    data = bytes([form]) + SIGNER.sign(TEXT).to_bytes()[1:]

    with pytest.raises(SignatureError, match="sign the article again"):
        Signature.from_bytes(data[:kept])


def test_the_seed_matters() -> None:
    """Signatures of another seed are others, so the seed belongs to the parameters."""
    assert SIGNER.sign(TEXT) != Signer(SigningParams(seed=2)).sign(TEXT)
