from http import HTTPStatus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.web.problems import Problem
from worker.web.render import Pages, figure, letter, query, share, ticks, web, when


@pytest.mark.parametrize(
    ("shown", "value"),
    [("0 %", 0.0), ("under 1 %", 0.001), ("50 %", 0.5), ("over 99 %", 0.9999), ("100 %", 1.0)],
)
def test_a_share_is_never_rounded_to_certainty(shown: str, value: float) -> None:
    """Nought and a hundred per cent are said only where they are meant."""
    assert shown == share(value)


@pytest.mark.parametrize(
    ("shown", "name", "value"),
    [("17", "shared_log", 2.8903717578961645), ("yes", "dates_apart", 1.0), ("no", "same_outlet", 0.0)],
)
def test_a_figure_is_shown_in_its_own_unit(shown: str, name: str, value: float) -> None:
    """A logarithm is shown as the count that it came from, and a yes or no as a word."""
    assert shown == figure(value, name)


@pytest.mark.parametrize(
    ("shown", "iso"),
    [
        ("16 Sep 2025, 10:15 +07:00", "2025-09-16T10:15:00+07:00"),
        ("16 Sep 2025, 03:15 UTC", "2025-09-16T03:15:00+00:00"),
        ("16 Sep 2025, 03:15", "2025-09-16T03:15:00"),
        ("time unknown", None),
    ],
)
def test_times_keep_their_offset(shown: str, iso: str | None) -> None:
    """A reader sees the hour that the outlet printed, and of which zone it is."""
    assert shown == when(iso)


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
    problem = Problem(title="<script>", status=404, detail='<b>"x"</b>')
    page = Pages().response("problem.html", status=HTTPStatus.NOT_FOUND, problem=problem)

    assert b"<script" not in bytes(page.body)
    assert 404 == page.status_code
