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
