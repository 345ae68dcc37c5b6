"""Whatever a server sends, the fetcher comes back with an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    from collections.abc import Callable

STATUS = st.one_of(
    st.sampled_from(
        [b"HTTP/1.1 200 OK", b"HTTP/1.0 200", b"HTTP/1.1 302 Found", b"HTTP/1.1 429 x", b"HTTP/9.9 200 OK"]
    ),
    st.integers(-5, 1000).map(lambda code: b"HTTP/1.1 %d x" % code),
    st.binary(max_size=20),
)
HEADER = st.one_of(
    st.sampled_from(
        [
            b"Content-Type: text/html",
            b"Content-Type: text/html; charset=\xff",
            b"Content-Type: \0;;,",
            b"Content-Length: 5",
            b"Content-Length: -5",
            b"Content-Length: 99999999999999999999",
            b"Transfer-Encoding: chunked",
            b"Transfer-Encoding: gzip, chunked",
            b"Content-Encoding: gzip",
            b"Content-Encoding: br",
            b"Content-Encoding: deflate, gzip, br, gzip, br, gzip, br",
            b"Location: http://[",
            b"Location: \xc3\xa9://x",
            b"Location: http://127.0.0.1/",
            b"Location: ?b",
            b"Retry-After: \xff",
            b" lanjutan",
            b": kosong",
        ]
    ),
    st.binary(max_size=30),
)
ANSWER = st.builds(
    lambda status, headers, body: b"\r\n".join([status, *headers, b"", body]),
    STATUS,
    st.lists(HEADER, max_size=5),
    st.one_of(
        st.binary(max_size=60),
        st.sampled_from([b"5\r\n<html\r\n0\r\n\r\n", b"-1\r\n", b"\x1f\x8b\x08\0\0", b"ffffffffff\r\n"]),
    ),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=ANSWER)
@example(answer=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n<html>\r\n")
@example(answer=b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n")
def test_any_answer(site: Any, fetch_from: Callable[..., Any], answer: bytes) -> None:
    """Any bytes whatever in place of an answer end in one of our outcomes, with a sentence when it is not a page."""
    site.does("/a", answer)
    site.does("/a?b", answer)
    page = fetch_from(site, fetch_seconds=2, read_seconds=1).fetch(site.url("/a"))
    assert isinstance(page.outcome, FetchOutcome)
    assert (page.outcome is FetchOutcome.OK) == (page.reason == "")
    assert page.reason == "" or page.reason.endswith(".")
