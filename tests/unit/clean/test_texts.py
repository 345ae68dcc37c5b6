"""Raw texts, line by line and flattened: what goes and what stays."""

from __future__ import annotations

import pytest

from worker.clean import Cleaner, RuleBook

CLEANER = Cleaner(RuleBook.load(None))
BODY = (
    "Warga bantaran sungai mulai kembali ke rumah masing-masing setelah air surut pada Senin sore. "
    "Petugas masih berjaga di pintu air karena hujan diperkirakan turun lagi malam ini."
)
LEAD = "Pemerintah kota membuka tiga dapur umum bagi warga yang belum dapat memasak di rumah."


def test_a_line_structured_text_loses_its_furniture_only() -> None:
    """Head, middle and tail of a typical scrape, each with its own kind."""
    got = CLEANER.text(
        "Air Surut, Warga Bantaran Sungai Pulang\n"
        "- 8 Januari 2023, 19:15 WIB\n"
        "Petugas memeriksa pintu air. /Ani Hilir/Korankita\n"
        f"PR HILIR - {LEAD}\n"
        "Baca Juga: Wali Kota Hilir Janjikan Tanggul Baru di Tiga Kelurahan\n"
        f"{BODY}***\n"
        "Editor: Ani Sungai\nSumber: Antara\nTags\nTerkini\nTerpopuler"
    )
    assert f"Air Surut, Warga Bantaran Sungai Pulang\n{LEAD}\n{BODY}" == got.text
    assert "PR HILIR -" == got.dateline
    assert "Air Surut, Warga Bantaran Sungai Pulang" == got.title
    assert ("Ani Sungai",) == got.editors
    assert ("Antara",) == got.cited_sources
    assert ["furniture", "caption", "dateline", "readalso", "furniture", "credit", "credit", "tags", "tags"] == [
        str(one.kind) for one in got.removed
    ]


@pytest.mark.parametrize("join", ["", " ", "  "])
@pytest.mark.parametrize(
    "linked",
    [
        "Wali Kota Hilir Janjikan Tanggul Baru di Tiga Kelurahan",
        "Hujan Deras, Warga Diminta Waspada hingga Akhir Pekan",
        "Cerita Ani Selamatkan Ternak di Tengah Banjir",
    ],
)
@pytest.mark.parametrize(
    "after",
    ["Menurut dia, air datang dari hulu.", "Selain itu, warga menunggu bantuan.", '"Kami menunggu bantuan," kata Ani.'],
)
def test_a_linked_title_in_a_flattened_text_ends_where_the_sentence_begins(join: str, linked: str, after: str) -> None:
    """The line breaks are lost, the words of the article must not be."""
    got = CLEANER.text(f"{BODY} Baca juga: {linked}{join}{after} {LEAD}")
    assert f"{BODY}\n{after} {LEAD}".split() == got.text.split()


def test_two_labels_in_a_row_take_a_title_each() -> None:
    """The second label ends the first title."""
    got = CLEANER.text(f"{BODY} Baca juga: Tanggul Baru Dibangun Baca juga: Warga Hilir Pulang")
    assert BODY == got.text
    assert 2 == len(got.removed)


def test_the_end_of_a_flattened_page_is_peeled() -> None:
    """Video, initials and tags stand behind the last sentence without a break."""
    got = CLEANER.text(
        f"{BODY}Simak juga Video 'Sungai Meluap di Kota Hilir': [Gambas:Video Kita] (abc/def) banjir sungai kota hilir"
    )
    assert BODY == got.text
    assert ["readalso", "embed", "credit", "tags"] == [str(one.kind) for one in got.removed]


def test_list_marks_and_promotion_of_a_serialised_scrape_go() -> None:
    """A Python list that was printed, entities and all."""
    got = CLEANER.text(
        f"['HILIR, KORANKITA.com - {BODY} Dapatkan update berita pilihan dan breaking news setiap hari dari "
        "Korankita.com. Mari bergabung di Grup Telegram &quot;Korankita&quot;, caranya klik link "
        "https://t.me/korankita, kemudian join. Anda harus install aplikasi Telegram terlebih dulu di ponsel.\";']"
    )
    assert BODY == got.text


def test_a_standfirst_that_comes_again_and_a_topic_label_go() -> None:
    """Scrapes print the summary above the article that begins with it."""
    got = CLEANER.text(
        "Banjir Kota Hilir\nAir Surut, Warga Bantaran Sungai Mulai Pulang ke Rumah\n"
        f"{LEAD}\nTRIBUNHILIR.COM - {BODY}\n{LEAD}"
    )
    assert f"Air Surut, Warga Bantaran Sungai Mulai Pulang ke Rumah\n{BODY}\n{LEAD}" == got.text
    assert "tribunnews.com" == got.network


def test_a_label_without_its_title_takes_the_label_only() -> None:
    """Some scrapes lose the links: what follows the bare label is the article."""
    got = CLEANER.text(f"{LEAD}\nBaca Juga\n{BODY}\nAdvertisement\n{LEAD}")
    assert f"{LEAD}\n{BODY}\n{LEAD}" == got.text


@pytest.mark.parametrize(
    "prose",
    [
        "Guru itu meminta siswa baca juga buku lain di perpustakaan kota.",
        "Editor film itu bekerja dua tahun tanpa libur.",
        "Sumber air di desa itu tetap jernih sepanjang tahun.",
        "Ia mengunggah video yang dapat disimak di akun miliknya.",
        "Iklan rokok dilarang di dekat sekolah menurut peraturan daerah.",
        "Polisi menghubungi korban lewat grup WhatsApp pada Senin malam.",
        "Data itu berasal dari Badan Pusat Statistik (BPS).",
    ],
)
def test_prose_that_looks_like_furniture_stays(prose: str) -> None:
    """Content lost weighs more than furniture left."""
    got = CLEANER.text(f"{LEAD} {prose} {BODY}")
    assert f"{LEAD} {prose} {BODY}" == got.text


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("JAKARTA, KOMPAS.com - ", "JAKARTA, KOMPAS.com -"),
        ("Jakarta (ANTARA) - ", "Jakarta (ANTARA) -"),
        ("Liputan6.com, Jakarta ", "Liputan6.com, Jakarta"),
        ("KONTAN.CO.ID - JAKARTA. ", "KONTAN.CO.ID - JAKARTA."),
        ("TRIBUNNEWS.COM, JAKARTA - ", "TRIBUNNEWS.COM, JAKARTA -"),
        ("Jakarta, CNN Indonesia -- ", "Jakarta, CNN Indonesia --"),
        ("ZONA HILIR – ", "ZONA HILIR –"),  # noqa: RUF001 - sites print the en dash
        ("Bogor\n-\n", "Bogor\n-"),
        ("", ""),
    ],
)
def test_datelines_move_to_their_own_field(text: str, dateline: str) -> None:
    """The opening place and outlet is metadata, in the forms that networks use."""
    got = CLEANER.text(f"{text}{LEAD} {BODY}")
    assert dateline == got.dateline
    assert f"{LEAD} {BODY}" == got.text


@pytest.mark.parametrize("opening", ["Baru - baru ini air naik lagi.", "SIMAK JUGA - air naik lagi di kota."])
def test_a_split_word_is_no_dateline(opening: str) -> None:
    """Tokenised scrapes put blanks around every hyphen."""
    got = CLEANER.text(f"{opening} {LEAD} {BODY}")
    assert "" == got.dateline


def test_too_little_text_is_no_article_and_says_so() -> None:
    """A stub is refused with a reason and not stored."""
    got = CLEANER.text("Baca juga: Air Surut")
    assert not got.is_article
    assert "words" in got.reason


def test_outlet_and_network_come_from_the_address() -> None:
    """A regional portal is its own outlet of the network."""
    got = CLEANER.text(BODY, url="https://www.jateng.tribunnews.com/2024/01/02/air-surut")
    assert ("jateng.tribunnews.com", "tribunnews.com") == (got.outlet, got.network)
    alone = CLEANER.text(BODY, url="https://m.korankita.example/a")
    assert ("korankita.example", "korankita.example") == (alone.outlet, alone.network)


def test_a_title_loses_page_marks_and_the_sites_name() -> None:
    """Page marks and the name of the outlet are no part of the headline."""
    got = CLEANER.text(
        BODY, url="https://www.tribunnews.com/a", title="Air Surut di Hilir - Tribunnews.com - Halaman all"
    )
    assert "Air Surut di Hilir" == got.title


def test_a_sentence_glued_to_a_credit_stays() -> None:
    """The credit goes with its name only, whether it stands in the middle or at the end."""
    got = CLEANER.text(f"{BODY}\nEditor: Sari Dewi Taman ini gratis bagi warga.\n{LEAD}")
    assert f"{BODY}\nTaman ini gratis bagi warga.\n{LEAD}" == got.text
    assert ("Sari Dewi",) == got.editors
    got = CLEANER.text(f"{LEAD} {BODY} Editor: Sari Dewi Taman ini gratis bagi warga.")
    assert got.text.endswith("malam ini. Taman ini gratis bagi warga.")


@pytest.mark.parametrize(
    "dateline",
    [
        "HILIR, KORANKITA.example \u2013",
        "KORANKITA.example -",
        "KORANKITA.example, HILIR -",
        "Koran Kita, Hilir -",
        "Kota Hilir (Koran Kita) --",
        "Korankita.example | Hilir \u2014",
    ],
)
def test_a_dateline_bears_the_name_that_the_page_gives_its_outlet(dateline: str) -> None:
    """An outlet that nobody has written a rule for names itself in its host and in its page."""
    page = (
        "<html><head><meta property='og:site_name' content='Koran Kita'></head><body><h1>Air Surut di Kota Hilir</h1>"
        f"<div><p>{dateline} {LEAD}</p><p>{BODY}</p><p>{LEAD}</p></div></body></html>"
    )
    got = CLEANER.page(page, "https://www.korankita.example/air/air-surut-di-kota-hilir")
    assert dateline == got.dateline
    assert got.text.startswith(LEAD)


def test_what_only_begins_like_a_dateline_stays() -> None:
    """A sentence may begin with the outlet's name, and a dash may come early."""
    for opening in ("Koran Kita - kata warga - bagus.", "Air naik - Koran Kita melihatnya."):
        got = CLEANER.text(f"{opening} {BODY}", url="https://korankita.example/1")
        assert not got.dateline
        assert got.text.startswith(opening)


def test_a_known_title_ends_where_it_is_known_to_end() -> None:
    """Two titles glued behind one label, and a title whose label is lost, need no guess when they are known."""
    first = "Petugas Air Menurut Dia Sudah Pulang ke Hilir"
    second = "Jembatan Lama Kali Hulu Ditutup Selama Dua Pekan"
    text = f"{BODY} Baca juga: {first} {second} Air Hilir kini surut, kata warga. {second} {LEAD}"
    got = CLEANER.text(text, known_titles=[first, second])
    assert f"{BODY}\nAir Hilir kini surut, kata warga.\n{LEAD}" == got.text
    assert all(one.sure > 0.9 for one in got.removed)


def test_a_sentence_that_begins_as_a_known_title_does_stays() -> None:
    """The words of a headline may stand in prose too."""
    title = "Jembatan Lama Kali Hulu Ditutup Selama Dua Pekan"
    text = f"{BODY} {title} karena lapuk. {LEAD}"
    assert text == CLEANER.text(text, known_titles=[title]).text


def test_a_removal_says_how_sure_it_was() -> None:
    """A label on a line of its own is certain; where a linked title ends in a flattened text is not."""
    got = CLEANER.text(
        f"{BODY} Baca juga: Hutan Kota Dibuka Ani Hilir datang bersama Budi pada Senin. {LEAD}\nEditor: Ani"
    )
    sure = {one.kind.value: one.sure for one in got.removed}
    assert 0 < sure["readalso"] < 1
    assert sure["credit"] == 1.0


def test_a_list_of_linked_titles_below_a_bare_label_goes_whole() -> None:
    """Sites link three articles at once; a numbered heading and a broken sentence below the label are the article's."""
    titles = (
        "Wali Kota Hilir Janjikan Tanggul Baru di Tiga Kelurahan",
        "Hujan Deras, Warga Hilir Diminta Waspada hingga Akhir Pekan",
        "Jembatan Lama Kali Hulu Ditutup Selama Dua Pekan",
    )
    got = CLEANER.text("\n".join([BODY, "Baca Juga", *titles, LEAD, LEAD]))
    assert f"{BODY}\n{LEAD}\n{LEAD}" == got.text
    heading = "1. Warga Hilir Kembali ke Rumah Masing-masing"
    broken = "Petugas Dinas Air Kota Hilir Ani Sungai Menutup Pintu Air\nlama pada Senin pagi."
    for below in (heading, f"{titles[0]}\n{broken}"):
        got = CLEANER.text(f"{BODY}\nBaca Juga:\n{below}\n{LEAD}")
        assert below.split("\n")[-1] in got.text


def test_the_byline_of_a_flattened_text_goes_from_behind_its_headline() -> None:
    """Headline, writer, date and credit run together; the headline is known, so the rest can be told from it."""
    title = "Warga Hilir Pulang Setelah Air Surut"
    line = f"{title} Ani Sungai - koranHilir Selasa, 02 Mei 2017 07:18 WIB Foto: Koran Lensa Hilir - {BODY} {LEAD}"
    assert f"{title} {BODY} {LEAD}" == CLEANER.text(line, title=title).text


def test_a_section_as_title_gives_way_to_the_first_line() -> None:
    """Otherwise all articles of a section would bear the same headline."""
    assert (
        "Air Surut di Kota Hilir Sejak Pagi"
        == CLEANER.text(f"Air Surut di Kota Hilir Sejak Pagi\n{BODY}", title="News").title
    )
    assert "" == CLEANER.text(f"{BODY} {LEAD}", title="Oto Tek").title


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [("KORANHILIR.CO.ID, HILIR ", "KORANHILIR.CO.ID, HILIR"), ("KORANHILIR.CO.ID,", "KORANHILIR.CO.ID,")],
)
def test_an_outlet_in_capitals_needs_no_dash(opening: str, dateline: str) -> None:
    """Scrapes lose the dash of a dateline together with its markup."""
    got = CLEANER.text(f"{opening}{BODY} {LEAD}")
    assert (dateline, f"{BODY} {LEAD}") == (got.dateline, got.text)


def test_byline_date_and_caption_of_a_flattened_text_go_in_one() -> None:
    """Between the headline and the dateline nothing is the article's."""
    title = "Akhirnya! Warga Hilir Kembali Setelah Air Surut"
    got = CLEANER.text(
        f"{title} Ani Hilir - koranKita Rabu, 09 Mei  2018 21:16 WIB Pintu air. (Foto: Ani/Korankita) Hilir - {BODY}",
        title=title,
    )
    assert f"{title} {BODY}" == got.text


def test_a_doubled_video_title_may_end_with_a_question() -> None:
    """The player's title stands twice, whatever it ends with."""
    got = CLEANER.text(f"{BODY}\n{LEAD}\nVideo: Mengapa Sungai Meluap?\nVideo: Mengapa Sungai Meluap?\n(abc/def)")
    assert f"{BODY}\n{LEAD}" == got.text
