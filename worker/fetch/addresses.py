"""Which addresses belong to the public internet.

The table is written out and does not lean on `ipaddress.is_global`: on Python 3.11 that says True for
multicast (224.0.0.0/4), NAT64 (64:ff9b::/96), 6to4 (2002::/16), site-local (fec0::/10) and
IPv4-compatible (::a.b.c.d) addresses, all of which may lead back inside.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

# IANA IPv4 Special-Purpose Address Registry (RFC 6890 and later), with multicast (RFC 5771) and one that is in no
# registry.
_IPV4: Final = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "an address of this very machine"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "an address inside a provider's network"),
        ("127.0.0.0/8", "an address of this very machine"),
        # Azure's WireServer: out of Microsoft's public space, and yet answered by the host of each virtual machine.
        ("168.63.129.16/32", "the address of a cloud's own services"),
        ("169.254.0.0/16", "a link-local address"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "an address for documentation"),
        ("192.88.99.0/24", "a reserved address"),
        ("192.168.0.0/16", "a private address"),
        ("198.18.0.0/15", "an address for benchmarks"),
        ("198.51.100.0/24", "an address for documentation"),
        ("203.0.113.0/24", "an address for documentation"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
    )
)

_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
"""The only IPv6 space that IANA has given out as global unicast."""

# IANA IPv6 Special-Purpose Address Registry: what lies inside 2000::/3 and is yet not public.
_IPV6: Final = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("2001::/23", "a reserved address"),
        ("2001:db8::/32", "an address for documentation"),
        ("3fff::/20", "an address for documentation"),
    )
)

# The same registry, outside 2000::/3, so that a person reads what the address is.
_IPV6_NAMED: Final = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("::/128", "an address of this very machine"),
        ("::1/128", "an address of this very machine"),
        ("fc00::/7", "a private address"),
        ("fe80::/10", "a link-local address"),
        ("fec0::/10", "a private address"),
        ("ff00::/8", "a multicast address"),
    )
)

_NAT64: Final = IPv6Network("64:ff9b::/96")
_TEREDO: Final = IPv6Network("2001::/32")
_6TO4: Final = IPv6Network("2002::/16")


def why_forbidden(address: str) -> str:
    """Say why an address is not to be connected to.

    Args:
        address: an IPv4 or IPv6 address in text, as the resolver gave it.

    Returns:
        What the address is ("a private address"); "" when it is public. An IPv6 address that carries an
        IPv4 one (mapped, NAT64, 6to4, Teredo, ISATAP) is judged by every IPv4 address inside.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return "no address at all"
    return _ipv4(parsed) if isinstance(parsed, IPv4Address) else _ipv6(parsed)


def _ipv4(address: IPv4Address) -> str:
    return next((what for network, what in _IPV4 if address in network), "")


def _ipv6(address: IPv6Address) -> str:
    if address.scope_id:
        return "a link-local address"
    inside = _carried(address)
    if inside:
        return next((what for one in inside if (what := _ipv4(one))), "")
    if address not in _GLOBAL_UNICAST:
        return next((what for network, what in _IPV6_NAMED if address in network), "a reserved address")
    return next((what for network, what in _IPV6 if address in network), "") or _isatap(address)


def _isatap(address: IPv6Address) -> str:
    """What the IPv4 address of an ISATAP interface (RFC 5214, 6.1) is: a global prefix before a private address."""
    upper = int(address) >> 32 & 0xFFFF_FFFF
    is_isatap = upper & ~0x0200_0000 == 0x0000_5EFE  # noqa: PLR2004 - the mark of RFC 5214; one bit says "unique"
    return _ipv4(IPv4Address(int(address) & 0xFFFF_FFFF)) if is_isatap else ""


def _carried(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that packets to an IPv6 address may end up at."""
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFF_FFFF),)
    if address in _6TO4 and address.sixtofour:
        return (address.sixtofour,)
    if address in _TEREDO and address.teredo:
        return address.teredo
    return ()
