"""What one text tells alone: sentences, numbers, names, quotations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.model.evidence import Side
from worker.views.contrast import MOST_SENTENCES, Content, Contrast, contrast

FIRE = (
    "Api menghanguskan 27 kios di Pasar Wonolelo pada Selasa dini hari (3/3/2026). "
    'Kepala pasar Sutrisno Hadi mengatakan, "Kami menutup los timur sampai polisi selesai memeriksa kabel di sana." '
    "Pedagang pindah ke lapangan kecamatan mulai Rabu."
)
PIECES = st.lists(
    st.sampled_from(["27 kios", "Sutrisno Hadi", '"', "kata", "Pasar Wonolelo", "3/3", "Rp 2,5 juta", ". ", "\n", "A"]),
    max_size=30,
).map(" ".join)


def only(one: str, other: str, title: str = "Judul", outlet: str = "") -> Contrast:
    """What the first text tells alone."""
    return contrast(Content(Side(1, "Judul", one, outlet=outlet)), Content(Side(2, title, other)))


def texts(found: Contrast, kind: str) -> list[str]:
    """The stretches of one kind."""
    return [one.text for one in getattr(found, kind)]


def test_a_text_tells_nothing_that_its_copy_does_not() -> None:
    """Nor does one that only lost its end."""
    assert not only(FIRE, FIRE)
    assert not only(FIRE.partition(". ")[0] + ".", FIRE)


@pytest.mark.parametrize(
    ("told", "kind", "one", "other"),
    [
        (["31 kios"], "numbers", FIRE.replace("27", "31"), FIRE),
        (["4/3/2026"], "numbers", FIRE.replace("3/3/2026", "4/3/2026"), FIRE),
        ([], "numbers", FIRE.replace("3/3/2026", "3 Maret 2026"), FIRE),
        (["Rp 2,5 miliar"], "numbers", f"{FIRE} Kerugian Rp 2,5 miliar.", FIRE),
        (["40 persen"], "numbers", f"{FIRE} Baru 40 persen yang pindah.", FIRE),
        ([], "numbers", "Ada 2 korban.", "Ada dua korban."),
        ([], "numbers", "1. Sabar 2. Tekun", "Sabar, tekun"),
        (["Marni Kusuma"], "names", f"{FIRE} Seorang pedagang, Marni Kusuma, kehilangan semuanya.", FIRE),
        (["Marni Kusuma"], "names", "Seorang pedagang, Marni Kusuma, pulang. Lalu Marni menangis.", FIRE),
        ([], "names", f"{FIRE} Namun Sutrisno berharap.", FIRE),
        ([], "names", "Menurut dia pasar itu tua.", FIRE),
        (["Wirasena"], "names", "Menurut Wirasena pasar itu tua.", FIRE),
        ([], "names", "Warga di Kota itu pulang.", FIRE),
        ([], "names", "Dia bicara kepada Kabarnusa kemarin.", FIRE),
        (
            ["Kami menutup los timur sampai polisi selesai memeriksa kabel di sana."],
            "quotations",
            FIRE,
            "Api menghanguskan 27 kios di Pasar Wonolelo.",
        ),
        ([], "quotations", FIRE, FIRE.replace('"', "")),
        (["Pedagang pindah ke lapangan kecamatan mulai Rabu."], "sentences", FIRE, FIRE.rpartition(". ")[0]),
    ],
)
def test_what_stands_on_one_side_alone_is_told(told: list[str], kind: str, one: str, other: str) -> None:
    """By its words and not by its form: a day in figures is the day by its name, a number spelt out is that number."""
    assert told == texts(only(one, other, outlet="kabarnusa.example"), kind)


def test_a_headline_counts_as_told() -> None:
    """A number that stands in the other's headline is no difference."""
    assert [] == texts(only("Ada 27 kios.", "Ada kios.", title="27 Kios Terbakar"), "numbers")


def test_only_the_weightiest_sentences_are_listed() -> None:
    """A text about something else is not written out; how many more there are is said."""
    other = [f"Nelayan{n} Pantai{n} menjala ikan{n} tongkol{n} sebelum fajar{n} merekah." for n in range(9)]
    found = only("\n".join(other), FIRE)

    assert MOST_SENTENCES == len(found.sentences)
    assert len(other) == found.more + len(found.sentences)
    assert list(found.sentences) == sorted(found.sentences, key=lambda one: one.start)


@given(PIECES, PIECES)
def test_every_place_is_one_of_the_text(one: str, other: str) -> None:
    """Whatever two texts hold, what is told stands where it is said to."""
    found = only(one, other)

    for place in (*found.sentences, *found.numbers, *found.names, *found.quotations):
        assert (
            place.text == " ".join(one[place.start : place.end].split()) or place.text == one[place.start : place.end]
        )
