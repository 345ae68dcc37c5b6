import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from worker.web.language.catalogue import LANGUAGES
from worker.web.language.choice import chosen, preferred
from worker.web.render import Pages


def _asked(query: str = "", cookie: str = "", languages: str = "", scheme: str = "http") -> Request:
    headers = [(b"cookie", cookie.encode()), (b"accept-language", languages.encode())]
    return Request(
        {
            "type": "http",
            "method": "GET",
            "scheme": scheme,
            "server": ("127.0.0.1", 8000),
            "path": "/clusters",
            "query_string": query.encode(),
            "headers": headers,
        }
    )


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("id", "id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7"),
        ("en", "en-GB,en;q=0.9,id;q=0.4"),
        ("id", "fr,in;q=0.5,en;q=0.2"),
        ("id", "ms-MY"),
        ("en", "fr-FR,fr"),
        ("en", ""),
        ("en", "id;q=0, en;q=x"),
    ],
)
def test_the_browser_s_languages_are_weighed(language: str, header: str) -> None:
    """The best liked of ours wins; English is for those who ask for neither."""
    assert language == preferred(header)


@given(st.text(max_size=200))
def test_any_header_comes_to_a_language(header: str) -> None:
    """What a browser sends is not ours to trust."""
    assert preferred(header) in LANGUAGES


@pytest.mark.parametrize(
    ("shown", "request_"),
    [
        (("id", "wib"), _asked("lang=id", "saring_lang=en", "en")),
        (("id", "wit"), _asked("", "saring_lang=id; saring_zone=wit", "en")),
        (("en", "utc"), _asked("zone=utc", "", "en")),
        (("id", "wib"), _asked("lang=xx&zone=mars", "saring_lang=<b>; saring_zone=0", "id")),
    ],
)
def test_the_address_wins_over_the_cookie_and_that_over_the_browser(shown: tuple[str, str], request_: Request) -> None:
    """A link in another language works for everybody; what is unknown counts as not said."""
    reader, _ = chosen(request_)

    assert shown == (reader.language, reader.zone)


def test_only_what_was_asked_for_is_kept() -> None:
    """Reading sets no cookie; choosing does, and only for what was chosen."""
    assert {} == chosen(_asked("", "saring_lang=id"))[1]
    assert {"saring_lang": "id"} == chosen(_asked("lang=id&zone=mars"))[1]


@pytest.mark.parametrize(("secure", "scheme"), [(True, "https"), (False, "http")])
def test_the_cookie_is_kept_from_scripts_and_from_other_sites(secure: bool, scheme: str) -> None:
    """The choice is no secret, and yet nobody's business."""
    cookie = Pages().response("check.html", request=_asked("lang=id", scheme=scheme), **EMPTY).headers["set-cookie"]

    assert {"HttpOnly", "SameSite=lax"} <= set(cookie.split("; "))
    assert secure == ("Secure" in cookie.split("; "))


def test_caches_are_told_what_a_page_depends_on() -> None:
    """One reader's language is not served to the next."""
    headers = Pages().response("check.html", request=_asked(languages="id"), **EMPTY).headers

    assert ("id", "Accept-Language, Cookie") == (headers["content-language"], headers["vary"])


EMPTY = {"found": None, "typed": {"url": "", "title": "", "text": ""}, "fault": ""}
