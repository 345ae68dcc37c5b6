"""Who wrote, who edited, whom the text cites."""

from __future__ import annotations

import pytest

from worker.clean import byline, cited, language, outlets, people
from worker.model.article import Kind, Removed


def credit(text: str) -> Removed:
    """A removed credit."""
    return Removed(Kind.CREDIT, text, "test", 0, len(text))


@pytest.mark.parametrize(
    ("text", "authors", "editors"),
    [
        ("Reporter: Budi Hilir | Editor: Ani Sungai", ("Budi Hilir",), ("Ani Sungai",)),
        ("Penulis: Budi HilirEditor: Ani Sungai", ("Budi Hilir",), ("Ani Sungai",)),
        ("Pewarta: Budi Hilir dan Cici Hulu", ("Budi Hilir", "Cici Hulu"), ()),
        ("Laporan Wartawan Korankita.com, Budi Hilir", ("Budi Hilir",), ()),
        ("EDITOR : Ani Sungai", (), ("Ani Sungai",)),
    ],
)
def test_credits_name_authors_and_editors_apart(text: str, authors: tuple[str, ...], editors: tuple[str, ...]) -> None:
    """The two are different people with different answers."""
    assert people.People(authors, editors) == people.read([credit(text)])


@pytest.mark.parametrize(
    ("lines", "authors", "editors"),
    [
        (["Budi Hilir", "Penulis", "Ani Sungai", "Editor"], ("Budi Hilir",), ("Ani Sungai",)),
        (["Author", "Budi Hilir", "Editor", "Ani Sungai"], ("Budi Hilir",), ("Ani Sungai",)),
        (["Budi Hilir - koranOto", "Senin, 2 Jun 2025 10:00 WIB"], ("Budi Hilir",), ()),
        (["Budi Hilir", "2/6/2025 10:00"], ("Budi Hilir",), ()),
        (["Red: Ani Sungai"], (), ("Ani Sungai",)),
        (["Bagikan", "Komentar"], (), ()),
    ],
)
def test_bylines_are_read_before_and_after_their_labels(
    lines: list[str], authors: tuple[str, ...], editors: tuple[str, ...]
) -> None:
    """Some sites print the role above the name, others below."""
    assert people.People(authors, editors) == byline.read(lines, [])


def test_what_is_no_person_is_no_author() -> None:
    """Outlets put themselves into the author field."""
    assert ("Budi Hilir",) == byline.clean(
        ["Korankita Cyber Media", "korankita.com developer", "Budi Hilir"], "korankita"
    )
    assert ("Budi",) == byline.clean(["Kontributor Hilir, Budi"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hal itu dikutip dari Koran Hilir, Senin (2/6).", ("Koran Hilir",)),
        ("Dikutip KoranDepok.com dari Mirror, warga pulang.", ("Mirror",)),
        ("Air surut, disadur Korankita.id dari hulu.example.com, Rabu.", ("hulu.example.com",)),
        ("Mengutip Reuters, harga naik.", ("Reuters",)),
        ("Ia mengutip ayat itu.", ()),
        ("Seperti dilansir The Hilir Times pada Senin.", ("The Hilir Times",)),
    ],
)
def test_cited_sources_are_named(text: str, names: tuple[str, ...]) -> None:
    """They lead to the report that others retold."""
    assert names == cited.sources(text, [])


def test_sources_in_credits_count_and_the_own_outlet_does_not() -> None:
    """The line "Sumber: X" is taken out of the text but stays known."""
    assert ("Antara",) == cited.sources("", [credit("Sumber: Antara")])
    assert () == cited.sources("Dikutip dari Korankita, warga pulang.", [], "korankita.com")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Warga yang tinggal di kota itu sudah pulang dengan perahu.", "id"),
        ("The people of the town went home in the evening with the boats.", "en"),
        ("12 34 56", ""),
    ],
)
def test_the_language_is_guessed_by_small_words(text: str, code: str) -> None:
    """A wrong guess is worse than none."""
    assert code == language.guess(text)


def test_hosts_are_told_without_their_mirrors() -> None:
    """www., m. and amp. are the same outlet; a broken address has none."""
    assert "korankita.com" == outlets.host("https://www.m.Korankita.com/a")
    assert "" == outlets.host("http://[broken")
    assert "" == outlets.path("http://[broken")


@pytest.mark.parametrize(
    ("credit_text", "left"),
    [
        ("Editor: Sari Dewi Taman ini gratis bagi warga.", "Taman ini gratis bagi warga."),
        ("Penulis: Budi Hilir | Editor: Sari Dewi Taman ini gratis bagi warga.", "Taman ini gratis bagi warga."),
        ("Editor: Sari Taman ini gratis bagi warga.", "Taman ini gratis bagi warga."),
    ],
)
def test_a_name_ends_where_a_sentence_begins(credit_text: str, left: str) -> None:
    """A scrape glues the credit to the next paragraph; neither the sentence nor the name may suffer."""
    begins = people.prose(credit_text)
    assert left == credit_text[begins:]


@pytest.mark.parametrize(
    "whole",
    [
        "Editor: Ani Sungai",
        "Penulis: Ani Sungai adalah pengamat air di kota itu",
        "Penulis : Ahmad bin Abdul Hilir",
        "Penulis: Ani Hilir dan Budi Hulu",
        "Editor: Ani Sungai, pengamat air di kota itu",
    ],
)
def test_a_credit_that_is_nothing_else_stays_whole(whole: str) -> None:
    """Particles of names and what tells who the writer is are no sentence of the report."""
    assert people.prose(whole) is None


def test_a_source_is_told_once_in_its_longest_form() -> None:
    """A paper named in full and then by its last word is one source, and so is its host."""
    text = (
        "Dikutip dari Northmoor Gazette, air naik. Seperti dilaporkan Gazette, warga pulang. "
        "Dilansir Koran Hulu, hujan turun. Mengutip koranhulu.com, hujan reda."
    )
    assert ("Northmoor Gazette", "Koran Hulu") == cited.sources(text, ())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hal itu dikutip dariKoranhilir.com pagi ini.", ("Koranhilir.com",)),
        ("Hal itu dikutip darikoranhilir.com pagi ini.", ("koranhilir.com",)),
        ("Hal itu dikutip Senin 3 Agustus 2020.", ()),
        ("Hal itu dikutip dari Undang-Undang Pengairan.", ()),
    ],
)
def test_a_glued_preposition_a_day_and_a_law_are_no_source(text: str, names: tuple[str, ...]) -> None:
    """Scrapes lose blanks, and what is cited is not always whom the report comes from."""
    assert names == cited.sources(text, [])


def test_roles_and_outlets_are_no_part_of_a_name() -> None:
    """Whom someone writes for, and from where, stands beside the name."""
    assert ("Ani Hilir", "Budi Hulu") == people.names("KoranKita.com Ani Hilir, Kontributor Hilir, Budi Hulu")
    glued = Removed(Kind.CREDIT, "Penulis: Ani HEditor: Budi Hulu", "credit", 0, 31)
    assert (("Ani H",), ("Budi Hulu",)) == (people.read([glued]).authors, people.read([glued]).editors)


@pytest.mark.parametrize(
    ("title", "section"),
    [
        ("News", True),
        ("Gaya Hidup", True),
        ("Oto Tek", True),
        ("Mudik", False),
        ("Ekonomi Hilir Pulih", False),
        ("", False),
    ],
)
def test_a_sections_name_is_no_headline(title: str, section: bool) -> None:
    """A scrape of a listing gives the section as title; two such titles would look alike."""
    assert section == outlets.is_section(title)
