from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from worker.cli import output, show
from worker.cli.output import LEAST, plain, table
from worker.model.article import Kind, Removed

PLACES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4)


def drawn(shown: object, width: int) -> list[str]:
    """What a terminal of this width shows, line by line."""
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(shown)
    return capture.get().splitlines()


def test_controls_of_a_terminal_do_not_pass() -> None:
    """A title must not colour, clear or turn the terminal; line breaks and tabs of a text stay."""
    assert "�[31mJudul� �" == plain("\x1b[31mJudul\x07 \u202e")
    assert "a\n\tb" == plain("a\n\tb")


@given(st.text())
def test_a_plain_text_stays_plain_and_as_long(text: str) -> None:
    """Cleaning twice changes nothing more, and moves no place in the text."""
    assert plain(text) == plain(plain(text))
    assert len(text) == len(plain(text))


def test_a_narrow_terminal_cuts_titles_and_never_numbers() -> None:
    """The id is what people type next; the title gives way, whatever is in it."""
    rows = [(1234567, "2025-09-17 08:05+07", "Judul [Gambas:Video] " * 20)]
    for width in (40, 60, 80, 200):
        shown = table(("ID", "Latest", "Title"), rows, numbers="ID", bends="Title", width=width)
        _, _, row = drawn(shown, width)
        assert row.startswith("1234567  2025-09-17 08:05+07  Judul")
        assert (True, width) == (row.endswith("…"), len(row))


@given(st.lists(st.integers(0, 400), max_size=6), st.integers(0, 300))
def test_columns_share_what_there_is(wanted: list[int], room: int) -> None:
    """No column gets more than it wants, none less than the least, and together they keep to the room."""
    shares = output._shares(wanted, room)  # noqa: SLF001 - the law is about this function
    assert all(LEAST <= got <= max(LEAST, want) for got, want in zip(shares, wanted, strict=True))
    assert sum(shares) <= max(room, LEAST * len(wanted))


def test_wide_characters_keep_the_columns() -> None:
    """A character that takes two cells must not shift what stands behind it."""
    shown = table(("Title", "ID"), [("新聞", 1), ("kota", 2)], numbers="ID")
    wide, narrow = drawn(shown, 80)[2:]
    assert narrow.replace("kota", "").replace("2", "1") == wide.replace("新聞", "")


def test_moments_name_their_offset() -> None:
    """A time without its zone would mislead between WIB, WITA and UTC."""
    assert ["2025-09-16 10:15+07", "2025-09-16 03:15Z", ""] == [
        show.moment("2025-09-16T10:15:00+07:00"),
        show.moment("2025-09-16T03:15:00+00:00"),
        show.moment(None),
    ]


def test_what_goes_is_marked_with_its_rule() -> None:
    """The raw text stays whole and in order, and each stretch that goes bears kind and rule."""
    raw = "Warga senang.\nBaca juga: Pasar malam\nSelesai."
    removed = (Removed(Kind.READALSO, "Baca juga: Pasar malam", "common.readalso.label", 14, 36),)
    expected = "Warga senang.\n[-Baca juga: Pasar malam-] «readalso common.readalso.label»\nSelesai."
    assert expected == show.struck(raw, removed, colours=False).plain


@given(st.text(alphabet="abc \n", max_size=40), PLACES)
def test_marking_loses_nothing(raw: str, places: list[tuple[int, int]]) -> None:
    """Whatever goes, and even where stretches overlap, the raw text can be read out of what is shown."""
    cuts = [sorted(min(place, len(raw)) for place in pair) for pair in places]
    removed = [Removed(Kind.PROMO, raw[start:end], "r", start, end) for start, end in cuts if raw[start:end].strip()]
    shown = show.struck(raw, removed, colours=True).plain
    assert raw == shown.replace(" «promo r»", "")
