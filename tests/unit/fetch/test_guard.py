from __future__ import annotations

import threading
from typing import Any

import pytest
from support.lines import PUBLIC, PUBLIC6, Names, Wire

from worker.fetch.client import Fetcher
from worker.fetch.failure import FetchFailed
from worker.fetch.guard import AddressGuard
from worker.fetch.limits import FetchLimits
from worker.model.verdict import FetchOutcome


def fetch(url: str, names: Names, **guard: Any) -> tuple[FetchOutcome, str, list[tuple[str, int]]]:
    """Fetch over no network: the outcome, the reason, and where a connection would have gone."""
    wire = Wire()
    fetcher = Fetcher(guard=AddressGuard(resolver=names, **guard), obey_robots=False, connector=wire)
    page = fetcher.fetch(url)
    return page.outcome, page.reason, wire.reached


def test_a_public_name() -> None:
    """A public name is connected to at the address that was judged, by one look-up."""
    names = Names(contoh_example=[[PUBLIC]])
    outcome, _, reached = fetch("http://contoh.example/a", names)
    assert (FetchOutcome.UNREACHABLE, [(PUBLIC, 80)]) == (outcome, reached)
    assert ["contoh.example"] == names.asked


def test_every_address_is_tried() -> None:
    """All public answers are tried, each once."""
    _, _, reached = fetch("https://contoh.example/", Names(contoh_example=[[PUBLIC6, PUBLIC, PUBLIC]]))
    assert [(PUBLIC6, 443), (PUBLIC, 443)] == reached


def test_a_name_that_answers_private() -> None:
    """A name that leads inside is refused, and the reason says where it leads."""
    outcome, reason, reached = fetch("http://contoh.example/", Names(contoh_example=[["10.0.0.1"]]))
    assert (FetchOutcome.FORBIDDEN_ADDRESS, []) == (outcome, reached)
    assert "contoh.example leads to 10.0.0.1, a private address; only public addresses are fetched." == reason


@pytest.mark.parametrize("answers", [[PUBLIC, "10.0.0.1"], ["::1", PUBLIC], [PUBLIC, PUBLIC6, "fe80::1%eth0"]])
def test_a_name_that_answers_both(answers: list[str]) -> None:
    """One address inside spoils the name, wherever it stands."""
    outcome, _, reached = fetch("http://contoh.example/", Names(contoh_example=[answers]))
    assert (FetchOutcome.FORBIDDEN_ADDRESS, []) == (outcome, reached)


def test_answers_that_change() -> None:
    """A name that is public when judged and private a moment later is never connected to inside."""
    names = Names(contoh_example=[[PUBLIC], ["127.0.0.1"]])
    first = fetch("http://contoh.example/", names)
    second = fetch("http://contoh.example/", names)
    assert (FetchOutcome.UNREACHABLE, [(PUBLIC, 80)]) == (first[0], first[2])
    assert (FetchOutcome.FORBIDDEN_ADDRESS, []) == (second[0], second[2])
    assert 2 == len(names.asked)


def test_a_name_that_does_not_resolve() -> None:
    """A name that nobody knows is no such host, and may be tried again."""
    outcome, reason, reached = fetch("http://tidak-ada.example/", Names())
    assert (FetchOutcome.NO_SUCH_HOST, []) == (outcome, reached)
    assert "The host name tidak-ada.example does not exist or does not resolve." == reason


def test_a_name_without_addresses() -> None:
    """A resolver that answers with nothing is no such host."""
    assert FetchOutcome.NO_SUCH_HOST == fetch("http://contoh.example/", Names(contoh_example=[[]]))[0]


def test_a_resolver_that_hangs() -> None:
    """Resolving has a time limit, which getaddrinfo itself does not have."""
    release = threading.Event()

    def hangs(_host: str, _port: int, **_options: int) -> list[Any]:
        release.wait(10)
        return []

    fetcher = Fetcher(FetchLimits(connect_seconds=0.05), guard=AddressGuard(resolver=hangs), obey_robots=False)
    page = fetcher.fetch("http://contoh.example/")
    release.set()
    assert (FetchOutcome.TIMEOUT, "The name contoh.example was not resolved in time.") == (page.outcome, page.reason)


def test_a_bug_in_a_resolver_is_not_hidden() -> None:
    """What is no failure of the network is raised."""

    def broken(_host: str, _port: int, **_options: int) -> list[Any]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        AddressGuard(resolver=broken).places("contoh.example", 80, 5)


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("127.0.0.1:8080", "http://127.0.0.1:8080/a"),
        ("[::1]:8080", "http://[::1]:8080/a"),
        ("[0:0:0:0:0:0:0:1]:8080", "http://[::1]:8080/a"),
        ("Dalam.Example:80", "http://dalam.example/a"),
        ("dalam.example:443", "https://dalam.example/a"),
    ],
)
def test_what_the_operator_allows(allowed: str, url: str) -> None:
    """A host and port that the operator names is connected to, private or not."""
    names = Names(dalam_example=[["10.0.0.1"]])
    names.answers |= {"127.0.0.1": [["127.0.0.1"]], "::1": [["::1"]]}
    outcome, _, reached = fetch(url, names, allow_hosts=[allowed])
    assert FetchOutcome.UNREACHABLE == outcome
    assert 1 == len(reached)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8081/", "http://127.0.0.1/", "http://localhost:8080/", "http://127.0.0.2:8080/"],
)
def test_what_the_operator_does_not_allow(url: str) -> None:
    """An allowed pair opens neither another port, nor another name or address of the same machine."""
    names = Names(localhost=[["127.0.0.1"]])
    names.answers |= {"127.0.0.1": [["127.0.0.1"]], "127.0.0.2": [["127.0.0.2"]]}
    outcome, _, reached = fetch(url, names, allow_hosts=["127.0.0.1:8080"])
    assert (FetchOutcome.FORBIDDEN_ADDRESS, []) == (outcome, reached)


def test_connect_to_leads_elsewhere() -> None:
    """A rule leads one host and port to another place, without asking for the first's address."""
    names = Names()
    names.answers |= {"127.0.0.1": [["127.0.0.1"]], "::1": [["::1"]]}
    rules = ["contoh.example:443=127.0.0.1:9443", "lain.example:80=[::1]:9080"]
    assert [("127.0.0.1", 9443)] == fetch("https://contoh.example/", names, connect_to=rules)[2]
    assert [("::1", 9080)] == fetch("http://lain.example/", names, connect_to=rules)[2]
    assert ["127.0.0.1", "::1"] == names.asked


@pytest.mark.parametrize(
    "entry", ["", "contoh.example", "contoh.example:", "contoh.example:0", "contoh.example:99999", "a@b:80", "a:80/x"]
)
def test_malformed_entries(entry: str) -> None:
    """A malformed entry is an error that quotes it, and not an entry that never matches."""
    with pytest.raises(ValueError, match="host:port"):
        AddressGuard(allow_hosts=[entry])
    with pytest.raises(ValueError, match="host:port"):
        AddressGuard(connect_to=[f"{entry}=127.0.0.1:80"])


def test_a_rule_without_a_target() -> None:
    """A connect_to rule without an equals sign is malformed."""
    with pytest.raises(ValueError, match="host:port=address:port"):
        AddressGuard(connect_to=["contoh.example:80"])


def test_another_port() -> None:
    """Ports other than the web's are refused before anything is looked up, with the way out."""
    names = Names(contoh_example=[[PUBLIC]])
    with pytest.raises(FetchFailed, match=r"Port 22 .* allow contoh\.example:22 to make an exception"):
        AddressGuard(resolver=names).places("contoh.example", 22, 5)
    assert [] == names.asked
