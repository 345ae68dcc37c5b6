"""Laws of signing and banding that hold for any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from worker.dedup.bands import buckets
from worker.dedup.signing import Signature, Signer

SIGNER = Signer()
SENTENCES = (
    "Sopir angkutan menyambut keputusan itu karena penumpang mereka terus berkurang sejak awal tahun.",
    "Dinas perhubungan akan menghitung ulang biaya operasi bersama perwakilan para pemilik kendaraan.",
    "Kalimat lain yang cukup panjang untuk ikut dihitung di sini.",
    "Pendek.",
    "",
)


@given(st.one_of(st.text(), st.lists(st.sampled_from(SENTENCES)).map("\n".join)))
def test_any_text_has_its_own_buckets_for_good(text: str) -> None:
    """Each bucket stands once and has one width, and what is stored gives the same ones."""
    signature = SIGNER.sign(text)
    keys = buckets(signature)

    assert len(keys) == len(set(keys))
    assert len({len(key) for key in keys}) <= 1
    assert keys == buckets(SIGNER.sign(text)) == buckets(Signature.from_bytes(signature.to_bytes()))
