from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.dedup.evidence import Judge
from worker.dedup.model import EvidenceModel
from worker.dedup.prepared import prepare
from worker.model.evidence import Side

if TYPE_CHECKING:
    from worker.dedup.prepared import Prepared

NOON = datetime(2025, 6, 18, 12, 0, tzinfo=UTC)
FLOOD = """Banjir setinggi satu meter merendam tiga kelurahan di Kota Tirtamaya sejak Rabu (18/6) dini hari.
"Sebanyak 412 warga kami ungsikan ke gedung olahraga, dapur umum sudah berdiri sejak subuh," kata \
Kepala BPBD Tirtamaya Sulastri Handayani.
Menurut Sulastri, tanggul Kali Lamunan jebol sepanjang 15 meter setelah hujan deras enam jam tanpa henti.
Pemerintah kota menyiapkan dana darurat Rp2,3 miliar untuk perbaikan tanggul dan bantuan logistik.
"Perbaikan kami targetkan selesai dalam sepuluh hari," ujar Wali Kota Tirtamaya Bagas Wirayudha saat meninjau lokasi."""
FLOOD_RETOLD = """Tiga kelurahan di Tirtamaya terendam banjir hingga satu meter usai tanggul Kali Lamunan \
jebol, Rabu (18/6).
Kepala BPBD setempat Sulastri Handayani menyebut tanggul yang jebol panjangnya 15 meter akibat hujan enam jam.
"Sebanyak 412 warga kami ungsikan ke gedung olahraga, dapur umum sudah berdiri sejak subuh," ucap Sulastri.
Wali Kota Bagas Wirayudha mengatakan dana darurat Rp2,3 miliar disiapkan untuk logistik dan perbaikan tanggul.
"Perbaikan kami targetkan selesai dalam sepuluh hari," katanya."""
GOLD = """Harga emas batangan Logam Sejati pada {day} tercatat Rp{price} per gram, {way} dibanding hari sebelumnya.
Berikut daftar harga emas Logam Sejati dalam berbagai pecahan.
Emas 0,5 gram Rp{half}. Emas 1 gram Rp{price}. Emas 5 gram Rp{five}. Emas 10 gram Rp{ten}.
Sesuai aturan pajak, pembelian emas batangan dikenakan PPh sebesar 0,45 persen untuk pemegang NPWP.
Harga jual kembali dihitung dari harga pasar di butik Logam Sejati pada hari yang sama."""
MUSIC = """Grup musik Rimba Senja merilis album ketiga berisi sebelas lagu pada akhir pekan lalu.
Vokalis Dewanti Larasati bercerita bahwa seluruh lagu direkam di sebuah rumah kayu di lereng gunung.
Album itu digarap selama dua tahun bersama pemain selo Arga Pramudita dan paduan suara anak.
Konser peluncuran digelar di tiga kota pada bulan depan dengan tiket yang dijual terbatas."""


@pytest.fixture(scope="module")
def judge() -> Judge:
    """The model that Saring ships."""
    return Judge(EvidenceModel.load())


def side(number: int, title: str, text: str, **more: Any) -> Prepared:
    """One article of an outlet of its own."""
    return prepare(Side(number, title, text, **({"published": NOON, "outlet": f"kabar{number}.example"} | more)))


FLOODED = side(1, "Tanggul Jebol, Tiga Kelurahan di Tirtamaya Terendam Banjir", FLOOD)
RETOLD = side(2, "Banjir Rendam Tiga Kelurahan di Tirtamaya, 412 Warga Mengungsi", FLOOD_RETOLD)


def gold(number: int, **facts: Any) -> Prepared:
    r"""One day\'s edition of a price table."""
    return side(
        number, f"Harga Emas Logam Sejati Hari Ini {facts['day']}", GOLD.format(**facts), **facts.pop("more", {})
    )


def test_copy_is_same_report_and_same_version(judge: Judge) -> None:
    """A republished text is the clearest case of all."""
    found = judge.judge(FLOODED, side(3, "Tiga Kelurahan di Tirtamaya Terendam Banjir", FLOOD))

    assert found.same_report > 0.9
    assert found.same_version > 0.9


def test_trimmed_copy_is_same_version(judge: Judge) -> None:
    """A desk that cuts the last paragraph still bears the same text."""
    found = judge.judge(FLOODED, side(3, "Tiga Kelurahan Terendam Banjir", FLOOD.rsplit("\n", 1)[0]))

    assert found.same_version > 0.5


def test_retold_report_is_same_report_and_not_same_version(judge: Judge) -> None:
    """Two desks that tell one statement in their own words carry one report in two texts."""
    found = judge.judge(FLOODED, RETOLD)

    assert found.same_report > 0.5
    assert found.same_version < 0.5


def test_unrelated_articles_are_not_the_same(judge: Judge) -> None:
    """What shares nothing is nothing alike."""
    found = judge.judge(FLOODED, side(3, "Rimba Senja Rilis Album Ketiga", MUSIC))

    assert found.same_report < 0.05
    assert found.same_version < 0.05


def test_price_table_of_another_day_is_another_report(judge: Judge) -> None:
    """Daily tables share nearly every word; the day and the direction make them two reports."""
    monday = gold(
        1, day="Senin (16/6)", price="1.912.000", half="1.006.000", five="9.335.000", ten="18.615.000", way="naik"
    )
    tuesday = gold(
        2,
        day="Selasa (17/6)",
        price="1.897.000",
        half="998.500",
        five="9.260.000",
        ten="18.465.000",
        way="turun",
        more={"published": NOON + timedelta(days=1)},
    )

    assert judge.judge(monday, tuesday).same_report < 0.5


def test_order_of_the_articles_does_not_matter(judge: Judge) -> None:
    """The evidence is of a pair, not of a direction."""
    assert judge.judge(FLOODED, RETOLD) == judge.judge(RETOLD, FLOODED)


def test_ids_name_the_articles_and_nothing_else(judge: Judge) -> None:
    """Ids are dealt by arrival: swapping them changes who is called a, and no figure."""
    swapped = (replace(FLOODED, side=replace(FLOODED.side, id=9)), RETOLD)

    first, second = judge.judge(FLOODED, RETOLD), judge.judge(*swapped)

    assert (1, 2) == (first.a, first.b)
    assert (2, 9) == (second.a, second.b)
    assert replace(first, a=0, b=0) == replace(second, a=0, b=0)


def test_weighed_most_names_three_figures(judge: Judge) -> None:
    """A person is shown what decided: three figures that the evidence holds."""
    found = judge.judge(FLOODED, RETOLD)

    assert 3 == len(set(found.weighed_most))
    assert set(found.weighed_most) <= set(found.figures)


@pytest.mark.parametrize("published", [None, NOON + timedelta(days=400), NOON - timedelta(hours=6)])
def test_copy_stands_missing_and_wrong_dates(judge: Judge, published: datetime | None) -> None:
    """A date may be missing, wrong, or an update's; a copy stays a copy."""
    found = judge.judge(FLOODED, side(3, "Tiga Kelurahan di Tirtamaya Terendam Banjir", FLOOD, published=published))

    assert found.same_report > 0.5


def test_report_without_titles_dates_and_outlets_is_judged(judge: Judge) -> None:
    """A pushed text may come with nothing but its body."""
    bare = [side(n, "", text, published=None, outlet="") for n, text in ((1, FLOOD), (2, FLOOD_RETOLD))]

    assert judge.judge(*bare).same_report > 0.5


TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from([*FLOOD.split(), *MUSIC.split(), "\n", "“"]), max_size=120).map(" ".join),
)


@given(TEXTS, TEXTS, st.text(max_size=30), st.text(max_size=30))
def test_any_two_texts_are_judged_alike_in_both_orders(
    judge: Judge, a: str, b: str, title_a: str, title_b: str
) -> None:
    """Whatever is handed in gets a probability from 0 to 1 and figures that are numbers, in either order."""
    left, right = side(1, title_a, a), side(2, title_b, b)

    found = judge.judge(left, right)

    assert 0 <= found.same_version <= found.same_report <= 1
    assert all(value == value for value in found.figures.values())  # noqa: PLR0124  not a number differs from itself
    assert found == judge.judge(right, left)
