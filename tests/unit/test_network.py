"""Whose address a request has, whatever its headers claim."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from server.network import PRIVATE, Network, client_address, prefix_of

READER = "203.0.113.9"
PROXY: tuple[Network, ...] = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def sender(peer: str | None, *claims: str, trusted: tuple[Network, ...] = PROXY) -> str | None:
    return client_address(peer, claims, trusted=trusted)


def test_nobody_is_believed_who_is_not_trusted() -> None:
    assert sender(READER, "198.51.100.7") == READER
    assert sender("10.0.0.1", "198.51.100.7", trusted=()) == "10.0.0.1"


@pytest.mark.parametrize(
    ("claims", "address"),
    [
        ([READER], READER),
        ([f"198.51.100.7, {READER}"], READER),
        (["198.51.100.7", READER], READER),
        ([f"198.51.100.7, {READER}, 10.0.0.3"], READER),
        ([f"10.0.0.9, {READER}"], READER),
        (["10.0.0.9, 10.0.0.8"], "10.0.0.9"),
        ([], "10.0.0.1"),
        ([""], "10.0.0.1"),
    ],
    ids=["one", "two", "two headers", "two proxies", "a client's lie", "inside", "none", "empty"],
)
def test_a_chain_is_read_from_the_right_while_proxies_are_trusted(claims: list[str], address: str) -> None:
    assert sender("10.0.0.1", *claims) == address


@pytest.mark.parametrize("claim", ["unknown", "_hidden", "x", "999.1.1.1", "::g", "[", "٢٠٣.0.113.9", "\x00"])
def test_what_cannot_be_read_is_believed_no_further(claim: str) -> None:
    assert sender("10.0.0.1", f"198.51.100.7, {claim}") == "10.0.0.1"
    assert sender("10.0.0.1", f"198.51.100.7, {claim}, 10.0.0.3") == "10.0.0.3"


@pytest.mark.parametrize(
    "written", ["203.0.113.9:4711", ' "203.0.113.9" ', "::ffff:203.0.113.9", "[::ffff:203.0.113.9]:80"]
)
def test_one_address_is_read_however_it_is_written(written: str) -> None:
    assert sender("10.0.0.1", written) == READER
    assert sender("::ffff:10.0.0.1", written) == READER


@pytest.mark.parametrize("peer", [None, "", "testclient", "/run/galley.sock"])
def test_a_peer_without_an_address_has_none_and_is_not_believed(peer: str | None) -> None:
    assert sender(peer, READER) is None


def test_private_networks_hold_no_address_of_the_internet() -> None:
    assert sender("172.18.0.4", READER, trusted=PRIVATE) == READER
    assert sender(READER, "198.51.100.7", trusted=PRIVATE) == READER


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("64:ff9b::203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("2001:db8:1:ffff::", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("unknown", None),
        ("", None),
    ],
)
def test_a_prefix_is_24_bits_of_ipv4_and_48_of_ipv6(address: str, prefix: str | None) -> None:
    assert prefix_of(address) == prefix
