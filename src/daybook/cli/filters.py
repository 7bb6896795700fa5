"""Filter options, the same for every command that selects events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypedDict

import click

from daybook.ask import Query, read_question
from daybook.cli.values import DAY, MOMENT, Number, expect_span
from daybook.model import ChangeKind, Status

_KINDS = {kind.value.replace(" ", "-"): kind for kind in ChangeKind}


class Filters(TypedDict):
    """The values of `filter_options`."""

    since: date | None
    until: date | None
    category: tuple[str, ...]
    topic: tuple[str, ...]
    context: tuple[str, ...]
    outlet: tuple[str, ...]
    agency: tuple[str, ...]
    wikidata: tuple[str, ...]
    country: tuple[str, ...]
    near: tuple[float, float, float] | None
    within: tuple[float, float, float, float] | None
    status: str | None
    changed_since: datetime | None
    change: tuple[str, ...]
    as_of: datetime | None


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command, which then takes the values of `Filters`."""
    options = (
        click.option("--since", type=DAY, help="First day."),
        click.option("--until", type=DAY, help="Last day."),
        click.option("--category", multiple=True, metavar="SLUG", help="Category, as its page's address has it."),
        click.option("--topic", multiple=True, metavar="SLUG", help="Story."),
        click.option("--context", multiple=True, metavar="SLUG", help="Article that the events link to."),
        click.option("--outlet", multiple=True, metavar="HOST", help="Outlet cited, such as reuters.com."),
        click.option("--agency", multiple=True, metavar="NAME", help="Agency that a source came from."),
        click.option("--wikidata", multiple=True, metavar="ID", help="Wikidata id of a story or article, such as Q42."),
        click.option(
            "--country", multiple=True, metavar="CODE", help="Country where they were, such as FR; not with --as-of."
        ),
        click.option(
            "--near",
            type=(Number(-90, 90), Number(-180, 180), Number(0, 20_100)),
            metavar="LAT LON KM",
            help="Events within so many kilometres of a point; not with --as-of.",
        ),
        click.option(
            "--within",
            type=(
                Number(-180, 180),
                Number(-90, 90),
                Number(-180, 180),
                Number(-90, 90),
            ),
            metavar="WEST SOUTH EAST NORTH",
            help="Events within a box, in degrees; not with --as-of.",
        ),
        click.option(
            "--status",
            type=click.Choice([*(status.value for status in Status), "any"]),
            help="Listed or withdrawn events.",
        ),
        click.option("--changed-since", type=MOMENT, help="Events with a change saved then or later."),
        click.option("--change", multiple=True, type=click.Choice(list(_KINDS)), help="Kind of that change."),
        click.option("--as-of", type=MOMENT, help="Ask the archive as it stood at this moment (UTC)."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def make_query(question: str, filters: Filters, *, status: Status | None) -> Query:
    """Return the query of a question and the values of the options; `status` is that of a command without the option.

    Each option may be repeated: an event has to have one of the values given. An outlet may be written with its "www".
    """
    expect_span(filters["since"], filters["until"])
    if filters["as_of"] and (filters["country"] or filters["near"] or filters["within"]):
        raise click.UsageError("where events were is known of the present only: leave out --as-of, or the place")
    asked = filters["status"]
    narrowed = Query(
        since=filters["since"],
        until=filters["until"],
        categories=filters["category"],
        topics=filters["topic"],
        contexts=filters["context"],
        outlets=tuple(host.lower().removeprefix("www.") for host in filters["outlet"]),
        agencies=filters["agency"],
        wikidata=filters["wikidata"],
        countries=tuple(code.lower() for code in filters["country"]),
        near=filters["near"],
        within=filters["within"],
        status=status if asked is None else None if asked == "any" else Status(asked),
        changed_since=filters["changed_since"],
        kinds=tuple(_KINDS[kind] for kind in filters["change"]),
        as_of=filters["as_of"],
    )
    return read_question(question, narrowed)
