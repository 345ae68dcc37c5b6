from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.fetch.charset import decode, known

TEXT = "Bupati bilang, “panen raya dimulai” \u2013 kata warga Nagari Café."
RUSSIAN = "Жители посёлка собрали урожай раньше срока, сообщил глава района. " * 8
JAPANESE = "村の人々は例年より早く稲を収穫したと、地区の長が語った。" * 8


def page(text: str, meta: str = "") -> str:
    """A page around a text, with a label or without."""
    label = f"<meta charset={meta}>" if meta else ""
    return f"<html><head><title>x</title>{label}</head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("body", "header", "charset"),
    [
        (page(TEXT).encode(), "utf-8", "utf-8"),
        (page(TEXT).encode(), "", "utf-8"),
        (page(TEXT).encode(), "iso-8859-1", "utf-8"),
        (page(TEXT, "iso-8859-1").encode(), "windows-1252", "utf-8"),
        (page(TEXT).encode("cp1252"), "windows-1252", "cp1252"),
        (page(TEXT).encode("cp1252"), "ISO-8859-1", "cp1252"),
        (page(TEXT).encode("cp1252"), '"latin1"', "cp1252"),
        (page(TEXT, "windows-1252").encode("cp1252"), "", "cp1252"),
        (page(TEXT, "windows-1252").encode("cp1252"), "utf-8", "cp1252"),
        (page(TEXT, "utf-8").encode("cp1252"), "utf-8", "cp1252"),
        (page(TEXT).encode("cp1252"), "tidak-ada", "cp1252"),
        (page(TEXT).encode("cp1252"), "base64", "cp1252"),
        (page(TEXT).encode("utf-16"), "", "utf-16-le"),
        (page(TEXT).encode("utf-16-be"), "utf-16be", "utf-16-be"),
        (page(TEXT).encode(), "utf-16", "utf-8"),
        (b"\xef\xbb\xbf" + page(TEXT).encode(), "utf-16", "utf-8"),
        (page(RUSSIAN).encode("cp1251"), "windows-1251", "cp1251"),
        (page(RUSSIAN, "windows-1251").encode("cp1251"), "", "cp1251"),
        (page(RUSSIAN).encode("cp1251"), "", "cp1251"),
        (page(JAPANESE, "shift_jis").encode("shift_jis"), "", "shift_jis"),
        (page(JAPANESE, "shift_jis").encode("shift_jis"), "utf-8", "shift_jis"),
    ],
)
def test_labels(body: bytes, header: str, charset: str) -> None:
    """Mark, header, meta, detection, in this order; a label that does not fit is passed over."""
    text, used = decode(body, header)
    assert charset == used
    assert any(whole in text for whole in (TEXT, RUSSIAN, JAPANESE))


def test_xml_declaration() -> None:
    """The declaration of an XHTML page counts like its meta."""
    body = f'<?xml version="1.0" encoding="windows-1251"?>{page(RUSSIAN)}'.encode("cp1251")
    assert "cp1251" == decode(body)[1]


def test_a_few_broken_bytes_do_not_change_the_charset() -> None:
    """One character that a content system cut in two leaves the rest of the page as UTF-8."""
    body = page(TEXT * 20).encode() + b"\xe2\x80"
    text, charset = decode(body, "windows-1252")
    assert "utf-8" == charset
    assert TEXT in text
    assert text.endswith("\ufffd")


def test_meta_in_another_order() -> None:
    """The old form of the label is read as well as the new one."""
    body = b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">' + RUSSIAN.encode("cp1251")
    assert "cp1251" == decode(body)[1]


@pytest.mark.parametrize(
    "label", ["", "base64", "rot13", "idna", "unicode_escape", "raw_unicode_escape", "utf-7", "\0", "a b"]
)
def test_labels_that_are_none(label: str) -> None:
    """Codecs that are no charset of a page are not let in by a label."""
    assert "" == known(label)


@given(
    st.binary(max_size=300), st.sampled_from(["", "utf-8", "utf-16", "utf-32", "gb18030", "idna", "shift_jis", "hz"])
)
def test_never_raises(body: bytes, header: str) -> None:
    """Any bytes under any label become text, with a charset that Python knows."""
    text, charset = decode(body, header)
    assert isinstance(text, str)
    assert charset == known(charset)


@given(st.text(min_size=1))
def test_utf8_comes_back(text: str) -> None:
    """What was written in UTF-8 is read as it was written, but for a byte order mark."""
    encodable = text.encode("utf-8", "ignore")
    assert encodable.decode().removeprefix("\ufeff") == decode(encodable, "iso-8859-1")[0]
