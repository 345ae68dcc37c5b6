from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Any

import pytest

from worker.fetch.client import Fetcher
from worker.fetch.guard import AddressGuard
from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    from worker.fetch.guard import Place

PUBLIC = "93.184.215.14"

INSIDE = {
    "localhost": "127.0.0.1",
    "localhost.localdomain": "127.0.0.1",
    "db.internal": "10.20.30.40",
    "metadata.google.internal": "169.254.169.254",
    "127.0.0.1.nip.example": "127.0.0.1",
    "xn--caf-dma.internal": "192.168.1.20",
    "ip6-localhost": "::1",
    "nat64.example": "64:ff9b::a9fe:a9fe",
}

BAD = FetchOutcome.BAD_URL
NOT_PUBLIC = FetchOutcome.FORBIDDEN_ADDRESS

FORBIDDEN = [
    # this machine, in every way of writing it
    ("http://127.0.0.1/", NOT_PUBLIC),
    ("http://127.0.0.1:80/", NOT_PUBLIC),
    ("https://127.0.0.1/", NOT_PUBLIC),
    ("http://127.1.2.3/", NOT_PUBLIC),
    ("http://0.0.0.0/", NOT_PUBLIC),
    ("http://2130706433/", BAD),
    ("http://0x7f000001/", BAD),
    ("http://0x7F.0.0.1/", BAD),
    ("http://0177.0.0.1/", BAD),
    ("http://017700000001/", BAD),
    ("http://127.1/", BAD),
    ("http://127.0.1/", BAD),
    ("http://127.0.0.01/", BAD),
    ("http://127.0.0.0x1/", BAD),
    ("http://0/", BAD),
    ("http://0x/", BAD),
    ("http://127.0.0.256/", BAD),
    ("http://1.2.3.4.5/", BAD),
    ("http://127.0.0.1./", NOT_PUBLIC),
    ("http://127。0。0。1/", NOT_PUBLIC),
    ("http://\uff11\uff12\uff17.0.0.1/", NOT_PUBLIC),
    ("http://①②⑦.0.0.1/", NOT_PUBLIC),
    ("http://%31%32%37.0.0.1/", BAD),
    ("http://127.0.0.1%00.contoh.example/", BAD),
    ("http://localhost/", NOT_PUBLIC),
    ("http://LOCALHOST./", NOT_PUBLIC),
    ("http://localhost.localdomain/", NOT_PUBLIC),
    ("http://127.0.0.1.nip.example/", NOT_PUBLIC),
    # IPv6
    ("http://[::1]/", NOT_PUBLIC),
    ("http://[::]/", NOT_PUBLIC),
    ("http://[0:0:0:0:0:0:0:1]/", NOT_PUBLIC),
    ("http://[::ffff:127.0.0.1]/", NOT_PUBLIC),
    ("http://[::ffff:7f00:1]/", NOT_PUBLIC),
    ("http://[::127.0.0.1]/", NOT_PUBLIC),
    ("http://[64:ff9b::7f00:1]/", NOT_PUBLIC),
    ("http://[64:ff9b::10.1.2.3]/", NOT_PUBLIC),
    ("http://[2002:7f00:1::]/", NOT_PUBLIC),
    ("http://[2001:0:7f00:1::]/", NOT_PUBLIC),
    ("http://[fe80::1]/", NOT_PUBLIC),
    ("http://[fe80::1%25eth0]/", BAD),
    ("http://[fe80::1%eth0]/", BAD),
    ("http://[fd00:ec2::254]/", NOT_PUBLIC),
    ("http://[fec0::1]/", NOT_PUBLIC),
    ("http://[ff02::1]/", NOT_PUBLIC),
    ("http://[2001:db8::1]/", NOT_PUBLIC),
    ("http://ip6-localhost/", NOT_PUBLIC),
    ("http://nat64.example/", NOT_PUBLIC),
    ("http://[::1/", BAD),
    ("http://::1/", BAD),
    ("http://[127.0.0.1]/", BAD),
    ("http://[::1].contoh.example/", BAD),
    # networks inside
    ("http://10.0.0.1/", NOT_PUBLIC),
    ("http://172.31.0.1/", NOT_PUBLIC),
    ("http://192.168.0.1/", NOT_PUBLIC),
    ("http://100.64.0.1/", NOT_PUBLIC),
    ("http://198.18.0.1/", NOT_PUBLIC),
    ("http://224.0.0.1/", NOT_PUBLIC),
    ("http://255.255.255.255/", NOT_PUBLIC),
    ("http://db.internal/", NOT_PUBLIC),
    ("http://café.internal/", NOT_PUBLIC),
    # metadata services
    ("http://169.254.169.254/latest/meta-data/", NOT_PUBLIC),
    ("http://metadata.google.internal/", NOT_PUBLIC),
    ("http://2852039166/", BAD),
    ("http://0xa9fea9fe/", BAD),
    ("http://100.100.100.200/", NOT_PUBLIC),
    # user names and look-alikes of separators
    ("http://contoh.example@127.0.0.1/", BAD),
    ("http://orang:rahasia@contoh.example/", BAD),
    ("http://@contoh.example/", BAD),
    ("http://contoh.example\\@127.0.0.1/", BAD),
    ("http://127.0.0.1\\.contoh.example/", BAD),
    ("http:\\\\127.0.0.1/", BAD),
    ("http:/\\127.0.0.1/", BAD),
    ("http:///127.0.0.1/", BAD),
    ("http:127.0.0.1/", BAD),
    ("http:/127.0.0.1/", BAD),
    ("http://contoh.example℀/", BAD),
    ("http://contoh.example\t/", BAD),
    ("http://contoh.\nexample/", BAD),
    ("http://contoh.example/a\r\nHost: lain.example", BAD),
    ("http://contoh .example/", BAD),
    # schemes
    ("file:///etc/passwd", BAD),
    ("ftp://contoh.example/", BAD),
    ("gopher://127.0.0.1:70/_", BAD),
    ("dict://127.0.0.1:11211/", BAD),
    ("javascript:alert(1)", BAD),
    ("data:text/html,halo", BAD),
    ("jar:http://contoh.example!/", BAD),
    ("//contoh.example/", BAD),
    ("contoh.example/berita", BAD),
    ("", BAD),
    ("   ", BAD),
    ("bukan alamat", BAD),
    ("http://", BAD),
    ("http:///", BAD),
    ("https://?x=1", BAD),
    # ports
    ("http://contoh.example:22/", NOT_PUBLIC),
    ("http://contoh.example:6379/", NOT_PUBLIC),
    ("http://contoh.example:8080/", NOT_PUBLIC),
    ("http://contoh.example:0/", BAD),
    ("http://contoh.example:65536/", BAD),
    ("http://contoh.example:-80/", BAD),
    ("http://contoh.example:\uff18\uff10/", BAD),
    ("http://contoh.example:80:80/", BAD),
    ("http://contoh.example:80a/", BAD),
    # hosts that are none
    ("http://-contoh.example/", BAD),
    ("http://contoh..example/", BAD),
    ("http://.contoh.example/", BAD),
    (f"http://{'a' * 64}.example/", BAD),
    (f"http://{'a.' * 130}example/", BAD),
    (f"http://contoh.example/{'a' * 5000}", BAD),
]

ORDINARY = [
    ("http://contoh.example", "/"),
    ("http://contoh.example/", "/"),
    ("https://contoh.example/berita/2024/01/02/judul-berita", "/berita/2024/01/02/judul-berita"),
    ("https://www.contoh.example/read/123456/judul?page=all", "/read/123456/judul?page=all"),
    ("HTTPS://WWW.CONTOH.EXAMPLE/Berita", "/Berita"),
    ("http://contoh.example:80/a", "/a"),
    ("https://contoh.example:443/a", "/a"),
    ("https://contoh.example:/a", "/a"),
    ("https://contoh.example./a", "/a"),
    ("https://contoh.example/a#bagian", "/a"),
    ("https://contoh.example?id=7", "/?id=7"),
    ("https://contoh.example/a?b=c&d=e", "/a?b=c&d=e"),
    ("https://contoh.example/a?surat=budi@contoh.example", "/a?surat=budi@contoh.example"),
    ("https://contoh.example/a?kembali=http://127.0.0.1/", "/a?kembali=http://127.0.0.1/"),
    ("https://contoh.example/harga naik", "/harga%20naik"),
    ("https://contoh.example/harga%20naik", "/harga%20naik"),
    ("https://contoh.example/%7Ebudi/", "/~budi/"),
    ("https://contoh.example/café", "/caf%C3%A9"),
    ("https://contoh.example/a/../b/./c", "/b/c"),
    ("https://contoh.example/100%", "/100%25"),
    ("https://contoh.example/a//b", "/a//b"),
    ("https://contoh.example/@budi/cerita", "/@budi/cerita"),
    ("https://sub_domain.contoh.example/a", "/a"),
    ("https://café.example/a", "/a"),
    ("https://xn--caf-dma.example/a", "/a"),
    ("  https://contoh.example/a\n", "/a"),
    ("https://93.184.215.14/a", "/a"),
    ("https://[2606:4700:4700::1111]/a", "/a"),
    ("https://3news.example/a", "/a"),
    ("https://0x7f.example/a", "/a"),
]


def resolve(host: str, port: int, **_options: int) -> list[Any]:
    """Know the names inside, and answer for all others with a public address."""
    try:
        address = str(ipaddress.ip_address(host))
    except ValueError:
        address = INSIDE.get(host, PUBLIC)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return [(family, socket.SOCK_STREAM, 6, "", (address, port))]


class Line:
    """One end is read by the test in place of a server; nothing goes over the network."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self.ends: list[socket.socket] = []

    def __call__(self, place: Place, _seconds: float) -> socket.socket:
        """Hand out one end of a pair whose other end says nothing."""
        self.places.append(place)
        here, there = socket.socketpair()
        there.shutdown(socket.SHUT_WR)
        self.ends.append(there)
        return here


@pytest.mark.parametrize(("url", "outcome"), FORBIDDEN)
def test_forbidden(url: str, outcome: FetchOutcome) -> None:
    """A URL that leads inside, or that programs could read in two ways, is refused and nothing is connected to."""
    line = Line()
    page = Fetcher(guard=AddressGuard(resolver=resolve), obey_robots=False, connector=line).fetch(url)
    assert outcome == page.outcome
    assert page.reason.endswith(".")
    assert [] == line.places


@pytest.mark.parametrize(("url", "target"), ORDINARY)
def test_ordinary(url: str, target: str) -> None:
    """A URL as sites and people write it is asked for, at a public address, with a clean request line."""
    line = Line()
    plain = url.strip().replace("https:", "http:").replace("HTTPS:", "http:").replace(":443", "")
    page = Fetcher(guard=AddressGuard(resolver=resolve), obey_robots=False, connector=line).fetch(plain)
    (end,) = line.ends
    request = end.recv(65536).decode("ascii")
    end.close()
    assert FetchOutcome.UNREACHABLE == page.outcome
    assert request.startswith(f"GET {target} HTTP/1.1\r\n")
    assert line.places[0].port == 80
    secure = Line()
    Fetcher(guard=AddressGuard(resolver=resolve), obey_robots=False, connector=secure).fetch(url)
    secure.ends[0].close()
    assert 1 == len(secure.places)
