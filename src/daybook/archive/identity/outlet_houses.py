"""Which hosts are one outlet: the houses that ship with Daybook, and those that a publisher adds.

Knows hosts only; `daybook.archive.upkeep.outlet_joins` lets an archive's outlets follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_DEVICE = re.compile(r"(?:m|amp|mobile)\.(?=[^.]+\.[^.])")
"""What stands before the host of pages made for one sort of device."""


@dataclass(frozen=True, slots=True)
class OutletHouses:
    """The house of each domain that has one: the house's own host, which may be a domain of another house in turn."""

    domains: Mapping[str, str]

    def house_of(self, host: str) -> str:
        """Return the host whose outlet a host belongs to: its own where it belongs to nobody's.

        Of two domains that a host lies below, the longer one decides.
        """
        # This ends: the line said last of those on the way made its house a house of its own.
        while (house := self._next(host)) != host:
            host = house
        return host

    def with_lines(self, lines: Iterable[str]) -> OutletHouses:
        """Return these houses and others, a line each as `read_houses` has them; what is said twice holds as said last."""
        return OutletHouses({**self.domains, **dict(_pairs(lines))})

    def _next(self, host: str) -> str:
        labels = host.split(".")
        for start in range(len(labels) - 1):
            house = self.domains.get(".".join(labels[start:]))
            if house is not None:
                return house
        return _DEVICE.sub("", host, count=1) if _DEVICE.match(host) else host


def read_houses(lines: Iterable[str]) -> OutletHouses:
    """Return the houses of lines: the house's own host, then its other domains, between spaces; `#` begins a comment."""
    return OutletHouses(dict(_pairs(lines)))


@cache
def shipped_houses() -> OutletHouses:
    """Return the houses that ship with Daybook."""
    return read_houses(files(__package__).joinpath("outlet_houses.txt").read_text(encoding="utf-8").splitlines())


def _pairs(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        hosts = [host.removeprefix("www.") for host in line.partition("#")[0].lower().split()]
        yield from ((host, hosts[0]) for host in hosts)
