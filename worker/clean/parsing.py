"""HTML made a tree, after a look at whether that is safe."""

from __future__ import annotations

import copy
import re

from lxml.etree import ElementDefaultClassLookup, LxmlError
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HTMLParser, HtmlProcessingInstruction, fromstring
from trafilatura.utils import fromstring_bytes, is_dubious_html, repair_faulty_html

# The page with the most tags in a sample of 28 has 10,211; at 100,000 paragraphs trafilatura takes 8.7 s.
MOST_TAGS = 60_000
# libxml2 compares the attributes of an element with one another: 10,000 take 1 s, 40,000 take 91 s.
MOST_ATTRIBUTES = 500
# An attribute takes some 500 bytes in memory; a million of them, in tags of 499 each, took 540 MiB.
MOST_IN_ALL = 200_000
SHORTEST_ATTRIBUTE = 2
# How often a page's characters may be part of what looks like a tag; in 71 pages, 29 of them real, they are 0.81 times
# on average at most, and no tag has more than 127 attributes.
MOST_READINGS = 8
# As trafilatura's own, without lxml's classes for forms, which nobody fills in here: choosing one asks a function of
# Python for each element that is touched, 0.2 ms of a small page's 2.6.
_PARSER = HTMLParser(collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True)
_PARSER.set_element_class_lookup(
    ElementDefaultClassLookup(element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity)
)
# trafilatura looks for the tag "html" in so many characters.
_BEGINNING = 50
# A tree without that tag and with fewer branches is a text with a tag in it.
_FEWEST = 2


def parse(html: str) -> HtmlElement | None:
    """Parse a page as `trafilatura.load_html` does; None when it holds no HTML.

    Args:
        html: the page, decoded.

    Returns:
        The tree, scripts still in it.
    """
    beginning = html[:_BEGINNING].lower()
    repaired = repair_faulty_html(html, beginning)
    found = None
    try:
        found = fromstring(repaired, parser=_PARSER)
    except ValueError:  # it declares an encoding, or holds half of a surrogate pair
        found = fromstring_bytes(repaired)
    except LxmlError:
        pass
    else:
        found = found if len(found) else fromstring_bytes(repaired)
    return None if found is None or (len(found) < _FEWEST and is_dubious_html(beginning)) else found


def alone(element: HtmlElement) -> HtmlElement:
    """A copy of an element, as a page of its own."""
    page = _PARSER.makeelement("html")
    body = _PARSER.makeelement("body")
    page.append(body)
    copied = copy.deepcopy(element)
    copied.tail = None
    body.append(copied)
    return page


def tags(html: str) -> int:
    """How many tags a page has, counted before it is parsed."""
    return html.count("<")


_VALUE = r"""[\t\n\f\r ]*+=(?:[\t\n\f\r ]*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >"'][^\t\n\f\r >]*+))?+"""
_ATTRIBUTE = rf"[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+(?:{_VALUE})?+"
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
# A tag as the HTML standard reads it (13.2.5.32 to 13.2.5.40), wherever one may begin, inside of others too.
_TAG = re.compile(
    rf"<(?=[A-Za-z](?P<rest>[^\t\n\f\r />]*+"
    rf"(?P<held>(?:{_ATTRIBUTE}){{0,{MOST_ATTRIBUTES}}}+)(?P<surplus>{_ATTRIBUTE})?))"
)


def is_crowded(html: str) -> bool:
    """Whether a tag has more than `MOST_ATTRIBUTES` attributes, or all have more than `MOST_IN_ALL`.

    Told before the page is parsed. It is looked for from each place where a tag may begin: where comments, scripts and
    quotes end is left open, since a page could lie about that. A page that has to be read over and over for it counts
    as crowded.
    """
    left, attributes = MOST_READINGS * len(html), 0
    may_be_many = len(html) > MOST_IN_ALL * SHORTEST_ATTRIBUTE
    for tag in _TAG.finditer(html):
        begin, end = tag.span("rest")
        left -= end - begin + 1
        if may_be_many:
            attributes += sum(1 for _ in _ONE_ATTRIBUTE.finditer(tag["held"]))
        if tag["surplus"] or left < 0 or attributes > MOST_IN_ALL:
            return True
    return False
