from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.fetch.addresses import why_forbidden

FORBIDDEN = [
    "0.0.0.0",  # noqa: S104 - nothing is bound, it is looked at
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "::ffff:168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:8.8.8.8",
    "64:ff9b::10.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::8.8.8.8",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::",
    "2002:a9fe:a9fe::",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "2606:4700::5efe:10.0.0.1",
    "2606:4700::200:5efe:169.254.169.254",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "",
    "tidak",
    "1.2.3",
]

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.1",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.1",
    "168.63.129.15",
    "168.63.129.17",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2404:6800:4003:c00::65",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
    "2606:4700::5efe:8.8.8.8",
    "2606:4700::300:5efe:10.0.0.1",
]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_forbidden(address: str) -> None:
    """What is not global unicast is named and refused, on the edges of each range too."""
    assert why_forbidden(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    """The addresses next to each forbidden range, and IPv6 forms that carry a public address, pass."""
    assert "" == why_forbidden(address)


def test_teredo_is_judged_by_server_and_client() -> None:
    """A Teredo address passes only when both IPv4 addresses inside do; the client's is stored inverted."""

    def teredo(server: str, client: str) -> str:
        inverted = int(IPv4Address(client)) ^ 0xFFFF_FFFF
        return str(IPv6Address((0x2001_0000 << 96) | (int(IPv4Address(server)) << 64) | inverted))

    assert "" == why_forbidden(teredo("8.8.8.8", "9.9.9.9"))
    assert "a private address" == why_forbidden(teredo("8.8.8.8", "10.0.0.1"))
    assert "a private address" == why_forbidden(teredo("10.0.0.1", "8.8.8.8"))


@given(st.ip_addresses())
def test_never_looser_than_the_standard_library(address: IPv4Address | IPv6Address) -> None:
    """What `ipaddress` holds for private, reserved or local is refused here too, carried addresses aside."""
    local = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    if local and not (isinstance(address, IPv6Address) and (address.ipv4_mapped or address.teredo)):
        assert why_forbidden(str(address))


@given(st.ip_addresses(v=4))
def test_wrapping_changes_no_verdict(inner: IPv4Address) -> None:
    """Mapped, NAT64 and 6to4 forms of an IPv4 address are judged as the address itself."""
    value = int(inner)
    wrapped = [(0xFFFF << 32) | value, (0x64_FF9B << 96) | value, (0x2002 << 112) | (value << 80)]
    for form in wrapped:
        assert bool(why_forbidden(str(inner))) == bool(why_forbidden(str(ip_address(form.to_bytes(16, "big")))))
