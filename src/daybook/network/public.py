"""Which IP addresses belong to the public network.

The table is ours, so that the answer does not depend on the Python that runs: `ipaddress` of 3.11.2 and of 3.13 disagree
about a dozen blocks, and none of them looks into NAT64. It follows IANA's special-purpose registries as of 2026-11-28:

- https://www.iana.org/assignments/iana-ipv4-special-registry
- https://www.iana.org/assignments/iana-ipv6-special-registry
- https://www.iana.org/assignments/ipv6-address-space (only 2000::/3 is allocated as global unicast)

Blocks that the registries call reachable but that hold no web site (anycast relays, AS112) are left out as well: whoever
cites a source there means something else. `ipaddress` only reads the notation.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address

_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network, RFC 791
            "10.0.0.0/8",  # private use, RFC 1918
            "100.64.0.0/10",  # shared by a carrier's customers, RFC 6598
            "127.0.0.0/8",  # loopback, RFC 1122
            "169.254.0.0/16",  # link-local, and the metadata of clouds, RFC 3927
            "172.16.0.0/12",  # private use, RFC 1918
            "192.0.0.0/24",  # protocol assignments, DS-Lite, RFC 6890
            "192.0.2.0/24",  # documentation, RFC 5737
            "192.31.196.0/24",  # AS112, RFC 7535
            "192.52.193.0/24",  # multicast tunnels, RFC 7450
            "192.88.99.0/24",  # relays of 6to4, RFC 7526
            "192.168.0.0/16",  # private use, RFC 1918
            "192.175.48.0/24",  # AS112, RFC 7534
            "198.18.0.0/15",  # benchmarks, RFC 2544
            "198.51.100.0/24",  # documentation, RFC 5737
            "203.0.113.0/24",  # documentation, RFC 5737
            "224.0.0.0/4",  # multicast, RFC 5771
            "240.0.0.0/4",  # reserved, and limited broadcast, RFC 1112
        ),
    )
)

_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that IANA has given out for hosts. Outside of it: loopback, IPv4 in its old clothes (::/96, ::ffff:0:0:0/96), discard
(100::/64), local NAT64 (64:ff9b:1::/48), segment routing (5f00::/16), unique local (fc00::/7), link-local (fe80::/10),
site-local (fec0::/10), multicast (ff00::/8), and whatever is not allocated yet."""

_NOT_PUBLIC_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID, DRIP, RFC 2928
            "2001:db8::/32",  # documentation, RFC 3849
            "2002::/16",  # 6to4, RFC 3056: leads to the IPv4 address inside, through a relay of anybody's
            "2620:4f:8000::/48",  # AS112, RFC 7534
            "3ffe::/16",  # the 6bone, returned, RFC 3701
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)

_HOLDING_IPV4 = (
    IPv6Network("::ffff:0:0/96"),  # IPv4-mapped, RFC 4291: the system connects by IPv4
    IPv6Network("64:ff9b::/96"),  # NAT64, RFC 6052: how a network without IPv4 reaches every IPv4 host
)
_ISATAP = (0x00005EFE, 0x02005EFE)
"""The middle of an interface's name that holds an IPv4 address in its last four bytes (RFC 5214, 6.1)."""


def is_public(number: str) -> bool:
    """Say whether an IP address is one of the public network; an IPv4 address inside an IPv6 address is judged as well.

    What is no address, or has a zone (`fe80::1%eth0`), is not public.
    """
    try:
        address = ip_address(number)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return _is_public_4(address)
    if address.scope_id is not None:
        return False
    value = int(address)
    if any(address in block for block in _HOLDING_IPV4):
        return _is_public_4(IPv4Address(value & 0xFFFFFFFF))
    if address not in _GLOBAL_UNICAST or any(address in block for block in _NOT_PUBLIC_6):
        return False
    holds_ipv4 = (value >> 32) & 0xFFFFFFFF in _ISATAP
    return not holds_ipv4 or _is_public_4(IPv4Address(value & 0xFFFFFFFF))


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in block for block in _NOT_PUBLIC_4)
