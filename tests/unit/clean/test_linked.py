"""The model of where a linked title ends: fitted from whole articles, sure of itself, and careful."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from worker.clean import linked, linkfit, titles

TITLES = [
    f"{who} {does} {what} di {where}"
    for who in ("Ani", "Budi", "Warga")
    for does in ("Bangun", "Jual")
    for what in ("Perahu", "Tanggul")
    for where in ("Hilir", "Hulu")
]
OPENINGS = [
    f"{first} {who} sudah lama tinggal di kota itu bersama keluarga dan tetangga."
    for first in ("Menurut", "Selain", "Namun")
    for who in ("warga", "petugas", "mereka")
] * 40


def test_a_model_fitted_on_few_articles_finds_the_seam() -> None:
    """The fit alone must carry the decision, not the shipped table."""
    fitted = linked.model(linkfit.fit(TITLES * 10, OPENINGS))
    text = "Ani Jual Tanggul di Hulu Selain warga sudah lama tinggal di kota itu"
    assert "Ani Jual Tanggul di Hulu" == text[: linked.end(text, 0, len(text), fitted).at]


def test_the_chances_of_all_ends_add_up_to_one() -> None:
    """They are probabilities, so that a cost can be weighed with them."""
    text = "Wali Kota Janjikan Tanggul Baru Menurut dia, air datang dari hulu"
    words = linked.tokens(text, 0, len(text))
    chances = linked.likelihoods(words, linked.shipped(), line_end=-0.7)
    assert abs(1 - sum(chances)) < 1e-9
    assert len(words) == len(chances)


def test_a_dearer_loss_keeps_more_words() -> None:
    """When words lost cost more, no title may be cut longer."""
    text = "Hutan Kota Senayan Dibuka Ani Hilir datang bersama Budi pada Senin"
    ends = [linked.end(text, 0, len(text), lost_cost=cost).at for cost in (0.5, 2, 20, 500)]
    assert sorted(ends, reverse=True) == ends


def test_glued_words_are_split_at_the_seam_only() -> None:
    """A seam is no camel-cased name, and an acronym keeps together."""
    assert ["Medan", "Dengan", "demikian"] == [one.text for one in linked.tokens("MedanDengan demikian", 0, 20)]
    assert ["PKB", "Dalam"] == [one.text for one in linked.tokens("PKBDalam", 0, 8)]
    assert ["Harian", '"Kami'] == [one.text for one in linked.tokens('Harian"Kami', 0, 11)]
    assert ["YouTube", "TikTok"] == [one.text for one in linked.tokens("YouTube TikTok", 0, 14)]


@given(
    st.lists(st.sampled_from(["Kota", "MedanDengan", 'Harian"Kami', "\u201cAir", "-", "YouTube", " ", "a"])),
    st.integers(1, 9),
)
def test_fewer_words_are_the_first_ones(words: list[str], most: int) -> None:
    """Who looks at the first words only sees the same words, and a whole text's bare words are those of all."""
    text = " ".join(words)
    every = linked.tokens(text, 0, len(text))

    assert every[:most] == linked.tokens(text, 0, len(text), most)
    assert [bare for one in every if (bare := linked.word(one.text))] == titles.bare_words(text)


def test_a_headline_is_told_from_a_sentence() -> None:
    """The line after a bare label goes only when it reads as a headline."""
    assert linked.is_title_line("Wali Kota Hilir Janjikan Tanggul Baru")
    assert not linked.is_title_line("Wali kota menjanjikan tanggul baru kepada warga.")
    assert not linked.is_title_line("Air")


def test_articles_are_split_into_headlines_and_paragraphs() -> None:
    """Labels on lines of their own are headlines too; flattened texts teach nothing."""
    paragraph = "Petugas masih berjaga di pintu air karena hujan diperkirakan turun lagi malam ini juga."
    text = "\n".join([paragraph] * 6 + ["Baca juga: Tanggul Baru Dibangun"])
    titles, openings = linkfit.pairs([{"title": "Air Surut", "text": text}, {"title": "", "text": paragraph}])
    assert ["Air Surut", "Tanggul Baru Dibangun"] == titles
    assert [paragraph] * 5 == openings
