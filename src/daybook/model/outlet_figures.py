"""What is known of an outlet beside its events: whether its sources answer, and which agencies' texts went through whom."""

from __future__ import annotations

from dataclasses import dataclass

from daybook.model.source_state import SourceHealth


@dataclass(frozen=True, slots=True)
class AgencyCount:
    """A news agency and a number of events; `slug` is the outlet of its own pages, None where the archive has none."""

    name: str
    slug: str | None
    events: int


@dataclass(frozen=True, slots=True)
class OutletCount:
    """An outlet and a number of events."""

    slug: str
    events: int


@dataclass(frozen=True, slots=True)
class OutletFigures:
    """`health` counts its sources that were looked at. `carried` are the agencies whose texts it carried.

    Where it is an agency, `through` are other outlets that carried its texts: those are the agency's, too.
    """

    health: tuple[tuple[SourceHealth, int], ...] = ()
    carried: tuple[AgencyCount, ...] = ()
    through: tuple[OutletCount, ...] = ()
