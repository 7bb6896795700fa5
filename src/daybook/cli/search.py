"""`daybook search`."""

from dataclasses import replace
from typing import Unpack

import click

from daybook.ask import CursorError, Sort
from daybook.cli.command import Session, daybook_command
from daybook.cli.filters import Filters, filter_options, make_query
from daybook.cli.output import print_record, print_records
from daybook.cli.report import print_answer
from daybook.model import Status
from daybook.pipeline.lines import answer_line, found_line
from daybook.pipeline.queries import search_archive


@daybook_command("search")
@click.argument("question", nargs=-1)
@filter_options
@click.option(
    "--sort",
    type=click.Choice([sort.value for sort in Sort]),
    help="Order.  [default: relevance with words, else newest]",
)
@click.option("--size", type=click.IntRange(1, 500), default=10, show_default=True, help="Events to print.")
@click.option("--next", "cursor", metavar="CURSOR", help="Print the events after those of an earlier answer.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines: an event a line, then one about the answer.")
def command(
    session: Session,
    question: tuple[str, ...],
    sort: str | None,
    size: int,
    cursor: str | None,
    as_json: bool,
    **filters: Unpack[Filters],
) -> int:
    r"""Find events by words and filters, now or as of a past moment.

    Words match other forms, short forms and near meanings; "phrases" match as they stand, -words exclude, and a date such
    as 15 August 2021 matches its day. Options may be repeated: an event needs one of the values. Exit code 1: nothing found.

    \b
    Examples:
      daybook search kabul taliban
      daybook search earthquake --category disasters-and-accidents --since 2021-01-01
      daybook search 'collapse -mine' --as-of 2021-06-25T12:00 --json
    """
    query = make_query(" ".join(question), filters, status=Status.LISTED)
    query = replace(query, sort=Sort(sort) if sort else None, size=size, cursor=cursor)
    try:
        result = search_archive(session.settings.files.archive, query)
    except CursorError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        print_records(found_line(found.hit, found.event) for found in result.events)
        print_record(answer_line(result.answer))
    else:
        print_answer(result, as_of=query.as_of)
    return 0 if result.events else 1
