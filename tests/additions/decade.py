"""Decades: their years, each with its number of events. An example that tests add to a copy of the package."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from daybook.publish.addresses import Place, YearPlace
from daybook.publish.pages.calendar import Calendar, last_saved
from daybook.publish.pages.event_cache import SiteCache
from daybook.publish.pages.records import Page, Tally


@dataclass(frozen=True, slots=True)
class DecadePlace(Place):
    """Ten years, from the first on."""

    SHAPE = re.compile(r"/decade/(?P<first>[0-9]{3}0)")
    first: int

    @property
    def stem(self) -> str:
        """The path of the page without a format's ending."""
        return f"/decade/{self.first:04}"

    @classmethod
    def read(cls, parts: Mapping[str, str | None]) -> Self:
        """Make a place of the named groups of its shape."""
        return cls(int(parts["first"] or 0))


class DecadePage(Page, frozen=True, kw_only=True, tag="decade"):
    """Ten years."""

    kind = "decade"
    years: tuple[Tally, ...] = ()


def decade_places(calendar: Calendar) -> list[DecadePlace]:
    """Return the decades that the archive has days of."""
    return [DecadePlace(first) for first in dict.fromkeys(year // 10 * 10 for year in calendar.years)]


def decade_saved(calendar: Calendar, first: int) -> datetime | None:
    """Return when a page of the decade was last saved."""
    return last_saved([record for year in range(first, first + 10) for record in calendar.of_year(year)])


def decade_page(cache: SiteCache, calendar: Calendar, first: int) -> DecadePage | None:
    """Return the page of a decade; None where the archive has no day of it."""
    site = cache.site
    years = [year for year in calendar.years if year // 10 * 10 == first]
    if not years:
        return None
    address = site.address(DecadePlace(first))
    return DecadePage(
        address=address,
        url=site.url(address),
        title=f"{first}s",
        updated=decade_saved(calendar, first),
        formats=site.formats(address, retells=True),
        breadcrumbs=(site.home,),
        years=tuple(
            Tally(f"{year}", site.address(YearPlace(year)), sum(record.events for record in calendar.of_year(year)))
            for year in years
        ),
    )
