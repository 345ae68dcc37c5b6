"""Pages made trees: as trafilatura makes them, and a copy of one element that leaves the page alone."""

from __future__ import annotations

import pytest
import trafilatura
from lxml import etree

from worker.clean import parsing

PAGES = [
    "<html><head><title>Air surut</title></head><body><p>Warga pulang.</p><form><input name=a></form></body></html>",
    "<!DOCTYPE html SYSTEM 'about:legacy-compat'>\n<html><body><p>Warga<p>pulang.</body></html>",
    "<?xml version='1.0' encoding='utf-8'?><html><body><p>Warga pulang.</p><p>Air surut.</p></body></html>",
    "<html/><body><p>Warga pulang.</p><!-- lama --><p>Air\x00 surut.</p>",
    "<p>Warga pulang.</p><p>Air surut.</p>",
    "<p>Warga pulang.</p>",
    "Warga pulang.",
    "<html><body>\ud800<p>Warga pulang.</p></body></html>",
    "<html></html>",
    "<",
    "<!-- lama -->",
]


@pytest.mark.parametrize("html", PAGES)
def test_a_tree_is_what_trafilatura_would_make_of_the_page(html: str) -> None:
    """The parser is our own for speed alone; what it makes of a page, faults and all, is to be the same."""
    theirs, ours = trafilatura.load_html(html), parsing.parse(html)
    assert (theirs is None) == (ours is None)
    if ours is not None:
        assert etree.tostring(theirs) == etree.tostring(ours)


def test_an_element_alone_leaves_its_page_as_it_is() -> None:
    """The container is cut down in a copy: links, captions and by-lines are still read from the page."""
    page = parsing.parse("<html><body><nav>Beranda</nav><article><p>Air <b>surut</b>.</p></article> sisa</body></html>")
    assert page is not None
    before = etree.tostring(page)
    copied = parsing.alone(page.find(".//article"))

    assert b"<html><body><article><p>Air <b>surut</b>.</p></article></body></html>" == etree.tostring(copied)
    copied.find(".//b").drop_tree()
    assert before == etree.tostring(page)
