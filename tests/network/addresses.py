"""Addresses that no source may lead to, in every notation that a system understands."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

NOT_PUBLIC_4 = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
    "169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.8", "192.0.0.9", "192.0.0.10",
    "192.0.0.170", "192.0.0.171", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.88.99.2",
    "192.168.0.1", "192.168.255.255", "192.175.48.6", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
)  # fmt: skip
"""First or last addresses of the blocks of IANA's registry, and those in them that are well known."""

NOT_PUBLIC_6 = (
    "::", "::1", "100::1", "100:0:0:1::1", "64:ff9b:1::1", "64:ff9b:1:ffff::808:808", "2001::1", "2001:1::1", "2001:1::2",
    "2001:2::1", "2001:3::1", "2001:4:112::1", "2001:10::1", "2001:20::1", "2001:30::1", "2001:db8::1", "2002::1",
    "2620:4f:8000::1", "3ffe::1", "3fff::1", "3fff:fff::1", "4000::1", "5f00::1", "8000::1", "fc00::1", "fd00:ec2::254",
    "fdff::1", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1", "feff::1", "ff02::1", "ff0e::1", "1::1",
    "0:0:0:0:0:ffff:0:1",
)  # fmt: skip

PUBLIC = (
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "93.184.216.34", "100.63.255.255", "100.128.0.0", "126.255.255.255",
    "128.0.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.88.98.1", "192.167.255.255", "198.17.255.255",
    "198.20.0.0", "223.255.255.255", "2600::1", "2606:4700::1111", "2a00:1450:4001::1", "2001:200::1", "2001:4860:4860::8888",
    "2003::1", "3ffd::1", "2620:4f:8001::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2600::5efe:808:808",
)  # fmt: skip


def with_ipv4_inside(number: str) -> Iterator[str]:
    """Yield the IPv6 addresses in which an IPv4 address can hide."""
    value = int(IPv4Address(number))
    high, low = value >> 16, value & 0xFFFF
    yield f"::ffff:{number}"  # mapped
    yield f"::{number}"  # compatible
    yield f"::ffff:0:{number}"  # translated
    yield f"64:ff9b::{number}"  # NAT64
    yield f"64:ff9b:1::{number}"  # NAT64 of a network of its own
    yield f"2002:{high:x}:{low:x}::1"  # 6to4
    yield str(IPv6Address((0x20010000 << 96) | (value ^ 0xFFFFFFFF)))  # Teredo, its client's address
    yield f"2600::5efe:{high:x}:{low:x}"  # ISATAP
    yield f"2600::200:5efe:{high:x}:{low:x}"  # ISATAP, said to be unique


def notations(number: str) -> Iterator[str]:
    """Yield the ways in which the C library lets an IPv4 address be written in place of a name."""
    first, second, third, fourth = (int(part) for part in number.split("."))
    value = int(IPv4Address(number))
    yield number
    yield str(value)
    yield hex(value)
    yield f"0{value:o}"
    yield f"{first}.{value & 0xFFFFFF}"
    yield f"{first}.{second}.{value & 0xFFFF}"
    yield f"0{first:o}.0{second:o}.0{third:o}.0{fourth:o}"
    yield f"0x{first:x}.0x{second:x}.0x{third:x}.0x{fourth:x}"
    yield "".join(chr(0xFF10 + int(sign)) if sign.isdigit() else "\u3002" for sign in number)  # full width


def forbidden() -> list[str]:
    """Return every form of address that must not be asked."""
    hidden = [form for number in NOT_PUBLIC_4 for form in with_ipv4_inside(number)]
    return [*NOT_PUBLIC_4, *NOT_PUBLIC_6, *hidden]
