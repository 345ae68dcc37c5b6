from __future__ import annotations

import pytest

from worker.fetch.budget import politeness
from worker.fetch.content import media_type
from worker.fetch.robots import product


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Saring/0.1 (news clustering; set SARING_USER_AGENT to name yourself)", "Saring"),
        ("Saring", "Saring"),
        ("Mozilla/5.0 (compatible; Warta-Bot/2.0; +https://contoh.example/bot)", "Warta-Bot"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla"),
        ("123", "*"),
    ],
)
def test_product(user_agent: str, name: str) -> None:
    """robots.txt is read for our name, and not for words of the comment behind it."""
    assert name == product(user_agent)


@pytest.mark.parametrize(
    ("delay", "expected"),
    [(None, (2.0, 3)), (0, (2.0, 3)), (-1, (2.0, 3)), (0.1, (2.0, 1)), (10, (0.1, 1)), (86_400, (1 / 60, 1))],
)
def test_politeness(delay: float | None, expected: tuple[float, int]) -> None:
    """The slower of the site's wish and the operator's setting counts, up to a minute."""
    assert expected == politeness(2.0, 3, delay)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", ("", "")),
        ("text/html", ("text/html", "")),
        ("Text/HTML; Charset=UTF-8", ("text/html", "UTF-8")),
        ('text/html;charset="utf-8"', ("text/html", "utf-8")),
        ("text/html; boundary=x; charset='latin1'", ("text/html", "latin1")),
        ("text/html, text/html; charset=utf-8", ("text/html", "utf-8")),
        ("text/html; charset=", ("text/html", "")),
        (";;;", ("", "")),
    ],
)
def test_media_type(header: str, expected: tuple[str, str]) -> None:
    """Content-Type is read however servers write it."""
    assert expected == media_type(header)
