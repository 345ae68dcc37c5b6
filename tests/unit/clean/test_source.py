"""Texts told in the characters that were handed in: the rules see through entities, and nothing is rewritten."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.clean import Cleaner, RuleBook
from worker.clean.source import prepare, source

BOOK = RuleBook.load(None)
DECODING, AS_GIVEN = Cleaner(BOOK), Cleaner(BOOK, decode=False)
PIECES = st.sampled_from(
    [
        "Warga pulang ke rumah.",
        "&nbsp;",
        "&amp;nbsp;",
        "&quot;Air surut,&quot; katanya.",
        "Baca&nbsp;juga: Sungai Surut Usai Hujan Reda",
        "HILIR, KORANKITA.com -",
        "(abc/def)",
        "&#8203;",
        "&notit;",
        "\u200b",
        "\u00a0",
        "\r\n",
        "\n",
        "\r",
        "&",
        "&amp;",
        " ",
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=25).map("".join), st.text(alphabet="&;#x39quotamp \r\n\u200b\u00a0Ab.", max_size=80)
)
BODY = (
    "Warga bantaran sungai mulai kembali ke rumah masing-masing setelah air surut pada Senin sore. "
    "Petugas masih berjaga di pintu air karena hujan diperkirakan turun lagi malam ini."
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_what_is_left_stands_in_what_was_given(text: str) -> None:
    """Every word is literally there and in order, and each removal is a slice of what was handed in."""
    got = AS_GIVEN.text(text)
    assert text == got.raw_text or (got.raw_text == prepare(text) == text)
    at = 0
    for word in got.text.split():
        found = text.find(word, at)
        assert found >= 0
        at = found + len(word)
    last = 0
    for one in got.removed:
        assert last <= one.start < one.end
        assert one.text == text[one.start : one.end]
        last = one.end


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_the_two_forms_cover_each_other(text: str) -> None:
    """Stretch for stretch nothing of what was given falls between two characters of what the rules read."""
    told = source(text, decode=False)
    places = [told.place(at) for at in range(len(told.raw) + 1)]
    assert sorted(places) == places
    assert (0, len(text)) == (places[0], places[-1]) or not told.raw


@pytest.mark.parametrize(
    "raw",
    [
        f"{BODY}&nbsp;Baca&nbsp;juga:&nbsp;Sungai&nbsp;Surut&nbsp;Usai&nbsp;Hujan&nbsp;Reda\n{BODY}",
        f"{BODY} &quot;Air surut,&quot; kata Ani. (abc/def)",
        f"{BODY} Simak Video &quot;Sungai Meluap di Kota&quot; [Gambas:Video Kita]",
        f"{BODY} Ikuti berita Koran &amp;amp; Radio Hilir di Google&nbsp;News, klik di sini.",
        f"HILIR,&nbsp;KORANKITA.com&nbsp;-&nbsp;{BODY}",
    ],
)
def test_rules_see_through_entities(raw: str) -> None:
    """The same stretches go, whichever way the text is told; only their spelling differs."""
    plain, given_ = DECODING.text(raw), AS_GIVEN.text(raw)
    assert plain.removed
    assert [(one.rule, one.text.split()) for one in plain.removed] == [
        (one.rule, html.unescape(html.unescape(one.text)).split()) for one in given_.removed
    ]
    assert plain.text.split() == html.unescape(given_.text).split()
    assert (plain.dateline, plain.title) == (given_.dateline, given_.title)


def test_entities_of_the_report_stay_as_they_are() -> None:
    """A quotation mark that was handed in as an entity is handed out as one."""
    got = AS_GIVEN.text(f"{BODY} &quot;Air surut,&quot; kata Ani.&nbsp;")
    assert got.text.endswith(" &quot;Air surut,&quot; kata Ani.&nbsp;")
