"""Ways to write a URL that leads inside, each with what stops it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE, PRIVATE, LOCAL = "an address of this very machine", "a private address", "a link-local address"
RESERVED, MULTICAST, CARRIER = "a reserved address", "a multicast address", "an address inside a provider's network"
DOCUMENTS, CLOUD = "an address for documentation", "the address of a cloud's own services"
PLAIN, NO_HOST, NO_NAME, NO_PORT = "in its plain form", "is no host", "is no host name", "is no port"
SCHEME, BEGIN, USER, SLASH = "Only http and https", "does not begin with http", "user name or password", "backslash"
CONTROL, NAMELESS, SIX, ZONE = "control character", "names no host", "is no IPv6 address", "names a network interface"
PORTS = "only 80 and 443"

INSIDE4 = {
    "0.0.0.0": HERE,  # noqa: S104 - nothing is bound
    "0.255.0.1": HERE,
    "10.0.0.1": PRIVATE,
    "10.255.255.255": PRIVATE,
    "100.64.0.1": CARRIER,
    "100.127.255.255": CARRIER,
    "127.0.0.1": HERE,
    "127.255.255.254": HERE,
    "169.254.0.1": LOCAL,
    "172.16.0.1": PRIVATE,
    "172.31.255.255": PRIVATE,
    "192.0.0.1": RESERVED,
    "192.0.2.1": DOCUMENTS,
    "192.88.99.1": RESERVED,
    "192.168.0.1": PRIVATE,
    "192.168.255.255": PRIVATE,
    "198.18.0.1": "an address for benchmarks",
    "198.51.100.1": DOCUMENTS,
    "203.0.113.1": DOCUMENTS,
    "224.0.0.1": MULTICAST,
    "239.255.255.250": MULTICAST,
    "240.0.0.1": RESERVED,
    "255.255.255.255": RESERVED,
}
INSIDE6 = {
    "::": HERE,
    "::1": HERE,
    "0:0:0:0:0:0:0:1": HERE,
    "100::1": RESERVED,
    "2001:2::1": RESERVED,
    "2001:10::1": RESERVED,
    "2001:20::1": RESERVED,
    "2001:db8::1": DOCUMENTS,
    "3fff::1": DOCUMENTS,
    "4000::1": RESERVED,
    "5f00::1": RESERVED,
    "fc00::1": PRIVATE,
    "fdff:ffff::1": PRIVATE,
    "fe80::1": LOCAL,
    "febf::1": LOCAL,
    "fec0::1": PRIVATE,
    "ff01::1": MULTICAST,
    "ff02::1": MULTICAST,
    "ff0e::1": MULTICAST,
}
METADATA = {
    "169.254.169.254": LOCAL,  # AWS, Google, Azure, DigitalOcean, Oracle, OpenStack, Hetzner
    "169.254.170.2": LOCAL,  # AWS, containers
    "169.254.170.23": LOCAL,  # AWS, EKS pods
    "169.254.169.123": LOCAL,  # AWS, time
    "169.254.0.23": LOCAL,  # Tencent
    "168.63.129.16": CLOUD,  # Azure, WireServer
    "100.100.100.200": CARRIER,  # Alibaba
    "192.0.0.192": RESERVED,  # Oracle, classic
    "fd00:ec2::254": PRIVATE,  # AWS
    "fd00:ec2::23": PRIVATE,  # AWS, EKS pods
    "fd20:ce::254": PRIVATE,  # Google
    "fd00:c1::a9fe:a9fe": PRIVATE,  # Oracle
    "fd00:42::42": PRIVATE,  # Scaleway
}
NAMES = {
    "localhost": "127.0.0.1",
    "localhost.localdomain": "127.0.0.1",
    "ip6-localhost": "::1",
    "metadata": "169.254.169.254",
    "metadata.google.internal": "169.254.169.254",
    "metadata.goog": "169.254.169.254",
    "instance-data.ec2.internal": "169.254.169.254",
    "metadata.packet.example": "192.168.0.1",
    "127.0.0.1.nip.example": "127.0.0.1",
    "7f000001.rbndr.example": "127.0.0.1",
    "0x7f000001.sslip.example": "127.0.0.1",
    "xn--caf-dma.internal": "10.20.30.40",
    "nat64.example": "64:ff9b::a9fe:a9fe",
    "kubernetes.default.svc": "10.96.0.1",
    "host.docker.internal": "172.17.0.1",
    "_redis._tcp.internal": "10.0.0.9",
}
TARGETS = ("127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "172.16.5.6", "100.100.100.200")
"""Addresses that are written in every way."""

CONFUSING = [
    ("http://contoh.example@127.0.0.1/", USER),
    ("http://127.0.0.1@contoh.example/", USER),
    ("http://orang:rahasia@contoh.example/", USER),
    ("http://orang:rahasia@127.0.0.1:80/", USER),
    ("http://@127.0.0.1/", USER),
    ("http://:@127.0.0.1/", USER),
    ("http://contoh.example%40127.0.0.1/", NO_NAME),
    ("http://a@b@127.0.0.1/", USER),
    ("http://contoh.example:80@127.0.0.1/", USER),
    ("http://contoh.example\\@127.0.0.1/", USER),
    ("http://127.0.0.1\\.contoh.example/", SLASH),
    ("http://contoh.example\\.127.0.0.1/", SLASH),
    ("http://127.0.0.1\\contoh.example/", SLASH),
    ("http:\\\\127.0.0.1/", NAMELESS),
    ("http:/\\127.0.0.1/", NAMELESS),
    ("http://\\127.0.0.1/", NAMELESS),
    ("http:///127.0.0.1/", NAMELESS),
    ("http:////127.0.0.1/", NAMELESS),
    ("http:127.0.0.1/", BEGIN),
    ("http:/127.0.0.1/", NAMELESS),
    ("http//127.0.0.1/", BEGIN),
    ("//127.0.0.1/", BEGIN),
    ("127.0.0.1/", BEGIN),
    ("http://127.0.0.1%00.contoh.example/", NO_NAME),
    ("http://127.0.0.1%0d%0a.contoh.example/", NO_NAME),
    ("http://127.0.0.1%2f.contoh.example/", NO_NAME),
    ("http://127.0.0.1%23.contoh.example/", NO_NAME),
    ("http://%6c%6f%63%61%6c%68%6f%73%74/", NO_NAME),
    ("http://127%2e0%2e0%2e1/", NO_NAME),
    ("http://127.0.0.1\t.contoh.example/", CONTROL),
    ("http://127.0.0.1\n/", CONTROL),
    ("http://127.0\n.0.1/", CONTROL),
    ("ht\ntp://127.0.0.1/", CONTROL),
    ("http:/\t/127.0.0.1/", CONTROL),
    ("http://127.0.0.1\x00/", CONTROL),
    ("http://127.0.0.1\x7f/", CONTROL),
    ("http://127.0.0.1\u2028/", CONTROL),
    ("http://contoh.example/\r\nHost: 127.0.0.1", CONTROL),
    ("http://contoh.example/ HTTP/1.1\r\nHost: dalam", CONTROL),
    ("http://127.0.0.1 .contoh.example/", NO_NAME),
    ("http://contoh.example 127.0.0.1/", NO_NAME),
    ("http://127.0.0.1\u3000/", NO_NAME),
    ("http://contoh.example\u2100127.0.0.1/", NO_NAME),
    ("http://contoh.example\uff0f127.0.0.1/", NO_NAME),
    ("http://127.0.0.1\uff20contoh.example/", NO_NAME),
    ("http://127.0.0.1\uff1a80/", NO_NAME),
    ("http://127.0.0.1../", NO_NAME),
    ("http://.127.0.0.1/", NO_NAME),
    ("http://127..0.1/", NO_NAME),
    ("http://-127.0.0.1/", NO_NAME),
    ("http://127.0.0.1,contoh.example/", NO_NAME),
    ("http://127.0.0.1;contoh.example/", NO_NAME),
    ("http://127.0.0.1$contoh.example/", NO_NAME),
    ("http://{127.0.0.1}/", NO_NAME),
    ("http://[127.0.0.1]/", SIX),
    ("http://[::1/", NO_HOST),
    ("http://::1/", NAMELESS),
    ("http://[::1].contoh.example/", NO_HOST),
    ("http://[::1]contoh.example/", NO_HOST),
    ("http://[::1]@contoh.example/", USER),
    ("http://[]/", SIX),
    ("http://[:]/", SIX),
    ("http://[::ffff:0x7f.0.0.1]/", SIX),
    ("http://[::ffff:127.1]/", SIX),
    ("http://[0:0:0:0:0:0:0:0:1]/", SIX),
    ("http://[::1%25lo]/", ZONE),
    ("http://[fe80::1%25eth0]/", ZONE),
    ("http://[fe80::1%eth0]/", ZONE),
    ("http://[fe80::1%2]/", ZONE),
    ("http://[2606:4700:4700::1111%25eth0]/", ZONE),
    ("http://[v1.127.0.0.1]/", SIX),
    ("http://", NAMELESS),
    ("http:///", NAMELESS),
    ("http://?x=127.0.0.1", NAMELESS),
    ("http://#127.0.0.1", NAMELESS),
    ("http://:80/", NAMELESS),
]
MALFORMED = [
    ("", "The URL is empty."),
    ("   ", "The URL is empty."),
    ("bukan alamat", BEGIN),
    ("contoh.example/berita", BEGIN),
    ("//contoh.example/", BEGIN),
    ("https://?x=1", NAMELESS),
    ("http://0/", PLAIN),
    ("http://0x/", PLAIN),
    ("http://127.0.0.256/", PLAIN),
    ("http://127.0.0.0x1/", PLAIN),
    ("http://\u2460\u2461\u2466.0.0.1/", HERE),
    ("http://%31%32%37.0.0.1/", NO_NAME),
    ("http://contoh.example\u2100/", NO_NAME),
    ("http://contoh .example/", NO_NAME),
    ("http://-contoh.example/", NO_NAME),
    ("http://contoh..example/", NO_NAME),
    ("http://.contoh.example/", NO_NAME),
    (f"http://{'a' * 64}.example/", NO_NAME),
    (f"http://{'a.' * 130}example/", NO_NAME),
    (f"http://contoh.example/{'a' * 5000}", "longer than 4,096"),
]
SCHEMES = [
    (f"{scheme}127.0.0.1/", SCHEME)
    for scheme in (
        "ftp://", "sftp://", "gopher://", "dict://", "ldap://", "ldaps://", "tftp://", "smb://", "ws://", "wss://",
        "redis://", "jar:http://", "view-source:http://", "feed:http://", "unix://", "netdoc://", "php://",
        "expect://", "phar://", "ssh2://", "telnet://", "imap://", "smtp://", "rtsp://", "httpss://", "h2c://",
    )
] + [
    ("file:///etc/passwd", SCHEME),
    ("file://localhost/etc/passwd", SCHEME),
    ("FiLe:///etc/passwd", SCHEME),
    ("file:/etc/passwd", SCHEME),
    ("javascript:alert(1)", BEGIN),
    ("data:text/html,halo", BEGIN),
    ("mailto:orang@contoh.example", BEGIN),
    ("about:blank", BEGIN),
]  # fmt: skip
PORT_TRICKS = [
    *((f"http://contoh.example:{port}/", PORTS) for port in (1, 21, 22, 23, 25, 53, 110, 111, 389, 445, 1433, 2375)),
    *((f"https://contoh.example:{port}/", PORTS) for port in (2379, 3306, 5432, 5555, 6379, 8000, 8080, 8443, 9200)),
    *((f"http://127.0.0.1:{port}/", PORTS) for port in (5555, 6379, 8000, 10250, 11211, 27017, 65535)),
    *((f"http://contoh.example:{port}/", NO_PORT) for port in ("0", "65536", "-80", "+80", "80a", "0x50", "8 0")),
    *((f"http://contoh.example:{port}/", NO_PORT) for port in ("000000080", "\uff18\uff10", "80:80", "1e2", "80%20")),
]


def spellings(address: str) -> Iterator[str]:
    """An IPv4 address in forms that inet_aton or a browser reads and Saring does not."""
    whole = int(IPv4Address(address))
    a, b, c, d = (int(part) for part in address.split("."))
    yield from (str(whole), hex(whole), hex(whole).upper(), f"0{whole:o}", f"0x{whole:010x}", f"{whole}.")
    yield from (f"{a}.{whole & 0xFFFFFF}", f"{a}.{b}.{whole & 0xFFFF}", f"{a}.0x{whole & 0xFFFFFF:x}")
    yield from (f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}", f"0{a:o}.0{b:o}.0{c:o}.0{d:o}", f"0x{a:x}.{b}.{c}.0{d:o}")
    yield from (f"{a:04d}.{b}.{c}.{d}", f"{a}.{b}.{c}.{d:03d}" if d < 100 else f"{a}.{b}.{c}.0{d}")
    yield from (f"{a + 256}.{b}.{c}.{d}", f"{address}.0", f"{address}.{d}", f"{address}.0x", f"{address}.00")


def disguises(address: str) -> Iterator[str]:
    """An IPv4 address in characters that a host name is folded from."""
    digits = address.maketrans("0123456789", "".join(map(chr, range(0xFF10, 0xFF1A))))
    bold = address.maketrans("0123456789", "".join(map(chr, range(0x1D7CE, 0x1D7D8))))
    raised = address.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    lowered = address.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    yield from (address.translate(table) for table in (digits, bold, raised, lowered))
    yield from (address.replace(".", dot) for dot in "\u3002\uff0e\uff61\u2024")
    yield from (
        f"{address}.",
        f"{address}\u3002",
        address.replace(".", "\u00ad.", 1),
        f"{address[:-1]}\u200b{address[-1]}",
    )
    yield f"\u2060{address}"


def wrappings(address: str) -> Iterator[tuple[str, bool]]:
    """An IPv4 address inside IPv6 forms, and whether the form is judged by it."""
    value = int(IPv4Address(address))
    inverted = value ^ 0xFFFF_FFFF
    for number, judged in (
        (0xFFFF << 32 | value, True),  # mapped
        (0x64_FF9B << 96 | value, True),  # NAT64
        (0x2002 << 112 | value << 80 | 1, True),  # 6to4
        (0x2001 << 112 | value << 64 | (0x0808_0808 ^ 0xFFFF_FFFF), True),  # Teredo, its server
        (0x2001 << 112 | 0x0808_0808 << 64 | inverted, True),  # Teredo, its client
        (0x2606_4700 << 96 | 0x5EFE << 32 | value, True),  # ISATAP
        (value, False),  # compatible
        (0xFFFF << 48 | value, False),  # translated (SIIT)
        (0x64_FF9B_0001 << 80 | value, False),  # NAT64 with a prefix of the network's own
    ):
        yield str(IPv6Address(number)), judged
    yield f"::ffff:{address}", True
    yield f"64:ff9b::{address}", True


def every() -> Iterator[tuple[str, str]]:
    """All tricks: a URL, and a part of the sentence that it is refused with."""
    for address, what in {**INSIDE4, **INSIDE6, **METADATA}.items():
        host = f"[{address}]" if ":" in address else address
        yield f"http://{host}/", what
        yield f"https://{host}:80/", what
    for name, address in NAMES.items():
        yield f"http://{name}/latest/meta-data/", f"{name} leads to {address}"
        yield f"https://{name.upper()}./", f"{name} leads to {address}"
    for address in TARGETS:
        what = (INSIDE4 | METADATA).get(address, PRIVATE)
        yield from ((f"http://{form}/", PLAIN) for form in spellings(address))
        yield from ((f"http://{form}/", what) for form in disguises(address))
        yield from ((f"http://[{form}]/", what if judged else RESERVED) for form, judged in wrappings(address))
    yield from (*CONFUSING, *MALFORMED, *SCHEMES, *PORT_TRICKS)
