"""`daybook related`."""

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.output import print_records
from daybook.cli.report import print_related
from daybook.pipeline.relating import related_to_address, related_to_text


@daybook_command("related")
@click.argument("address", required=False)
@click.option("--text", help="Any sentence or article text, instead of an address.")
@click.option("--explain", is_flag=True, help="Show the parts that each score is made of.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one related event a line.")
def command(session: Session, address: str | None, text: str | None, explain: bool, as_json: bool) -> None:
    r"""Show the events related to an event or to any text, and why.

    The best comes first. ADDRESS is the address of an event's page, whole or from /news/ on.

    \b
    Examples:
      daybook related /news/2004/12/26/a-slug
      daybook related --text "Heavy rain closes the port of Durban" --explain
      daybook related /news/2004/12/26/a-slug --json | jq .address
    """
    if (address is None) == (text is None):
        raise click.UsageError("give either ADDRESS or --text")
    if text is not None and not text.strip():
        raise click.UsageError("--text is empty: give a sentence or two")
    if text is not None:
        lines = session.console.follow(related_to_text(text, session.settings))
    else:
        lines = related_to_address(address or "", session.settings)
    if not lines:
        session.console.say("no related events")
    if as_json:
        print_records(lines)
    else:
        print_related(lines, explain=explain)
