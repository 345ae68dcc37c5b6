from http import HTTPStatus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.web.language.reader import ticks
from worker.web.problems import Problem
from worker.web.render import Pages, letter, query, web


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " https://a.example", "//a.example", ""])
def test_only_web_addresses_become_links(url: str) -> None:
    """A page may call anything its canonical address, but a browser follows only http and https from here."""
    assert not web(url)
    assert "https://a.example" == web("https://a.example")


def test_letters_go_on_after_z() -> None:
    """Every version has a letter of its own."""
    letters = [letter(place) for place in range(60)]

    assert ["A", "Z", "A2"] == [letters[at] for at in (0, 25, 26)]
    assert 60 == len(set(letters))


def test_an_address_holds_only_filters_that_say_something() -> None:
    """Empty filters would make two addresses of one list."""
    assert "/clusters?min_size=2" == query("/clusters", min_size=2, cursor="", state=None)
    assert "/clusters" == query("/clusters")


@settings(deadline=None)
@given(text=st.text(alphabet="<>&\"'` ab"))
def test_text_between_backticks_is_escaped_too(text: str) -> None:
    """A docstring's text is no HTML, inside the backticks and outside."""
    left = str(ticks(text)).replace("<code>", "").replace("</code>", "")

    assert not set("<>\"'") & set(left)


def test_templates_escape() -> None:
    """Escaping is on without a template having to ask for it."""
    problem = Problem(title="<script>", status=404, code="not_found", detail='<b>"x"</b>')
    page = Pages().response("problem.html", status=HTTPStatus.NOT_FOUND, problem=problem)

    assert b"<script" not in bytes(page.body)
    assert 404 == page.status_code
