"""`daybook digest`."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.output import telling_of_full_output
from daybook.cli.values import now
from daybook.errors import DaybookError
from daybook.pipeline.mail import make_digest, send_message

_WEEK = re.compile(r"(\d{4})-W(\d{2})")


class _Week(click.ParamType[date]):
    name = "week"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        found = _WEEK.fullmatch(value)
        try:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else date.fromisoformat(value)
        except ValueError:
            self.fail(f"not a week such as 2024-W10, nor a day such as 2024-03-04: {value}", param, ctx)


@daybook_command("digest")
@click.option("--week", type=_Week(), help="Week such as 2024-W10, or a day of it.  [default: the last whole one]")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; default: the terminal.")
@click.option("--send", is_flag=True, help="Hand it to the mail server of [mail] instead.")
def command(session: Session, week: date | None, output: Path | None, send: bool) -> None:
    r"""Write the digest of a week as an e-mail, or send it.

    The stories that moved, with their events, then what changed and what was withdrawn; text and HTML in one message, without
    pictures. The site has the same under /digest/.

    \b
    Examples:
      daybook digest --output week.eml
      daybook digest --week 2024-W10 --send
    """
    message = make_digest(session.settings, week, now())
    if send:
        send_message(message, session.settings.mail)
        session.console.say(f"sent to {', '.join(session.settings.mail.recipients)}")
    elif output is not None:
        try:
            output.write_bytes(message)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise DaybookError(f"cannot write: `{output}`: {reason}", hint="name another file with --output") from error
    else:
        with telling_of_full_output():
            sys.stdout.buffer.write(message)
