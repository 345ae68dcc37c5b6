import pytest
from starlette.datastructures import Headers

from worker.web.guard import names_of, same_origin


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"origin": "http://127.0.0.1:8000"}, True),
        ({"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"origin": "http://127.0.0.1:8001"}, False),
        ({"origin": "http://127.0.0.1"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "http://127.0.0.1:8000.evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://[oops"}, False),
        ({"origin": "http://127.0.0.1:8000", "sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
    ],
)
def test_only_our_own_pages_and_programs_may_change_things(headers: dict[str, str], ours: bool) -> None:
    """A browser says which page a request comes from; a program says nothing."""
    assert ours is same_origin(Headers({"host": "127.0.0.1:8000"} | headers))


def test_a_default_port_is_the_same_written_or_not() -> None:
    """Behind a proxy that ends TLS, `https://saring.example` and Host `saring.example:443` are one place."""
    assert same_origin(Headers({"host": "saring.example:443", "origin": "https://saring.example"}))
    assert same_origin(Headers({"host": "saring.example", "origin": "https://saring.example"}))


@pytest.mark.parametrize("bound", ["127.0.0.1", "localhost", "::1", "127.0.0.9"])
def test_loopback_answers_to_loopback_names_only(bound: str) -> None:
    """A name that a stranger pointed at 127.0.0.1 must not be answered."""
    assert {"localhost", "127.0.0.1", "::1", bound} == names_of(bound)


@pytest.mark.parametrize("bound", ["0.0.0.0", "192.0.2.7", "saring.example", "::"])  # noqa: S104 - nothing is bound
def test_other_addresses_answer_to_any_name(bound: str) -> None:
    """The public names of a service are not known here."""
    assert names_of(bound) is None
