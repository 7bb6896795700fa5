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
from daybook.errors import DaybookError, reason_of
from daybook.pipeline.mail import DigestFormat, Length, make_digest, send_message

LAST = "last"
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


class _Span(click.ParamType["date | str"]):
    """A day of a span, or the word for the last one that is over."""

    def __init__(self, length: Length, example: str) -> None:
        self.name = length.value
        self._length = length
        self._example = example

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date | str:
        if value == LAST:
            return value
        try:
            if self._length is Length.WEEK and (found := _WEEK.fullmatch(value)):
                return date.fromisocalendar(int(found[1]), int(found[2]), 1)
            if self._length is Length.MONTH and (found := _MONTH.fullmatch(value)):
                return date(int(found[1]), int(found[2]), 1)
            return date.fromisoformat(value)
        except ValueError:
            kinds = "a day" if self._length is Length.DAY else f"a {self.name} such as {self._example}, nor a day"
            self.fail(f"not {kinds} such as 2024-03-04, nor `{LAST}`: {value}", param, ctx)


@daybook_command("digest")
@click.option("--week", type=_Span(Length.WEEK, "2024-W10"), help="Week such as 2024-W10.  [default: last]")
@click.option("--day", type=_Span(Length.DAY, ""), help="Day such as 2024-03-04, instead of a week.")
@click.option("--month", type=_Span(Length.MONTH, "2024-03"), help="Month such as 2024-03, instead of a week.")
@click.option(
    "--format", "form", type=click.Choice([each.value for each in DigestFormat]), default="email", show_default=True,
    help="An e-mail, or a book (EPUB 3).",
)  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; default: the terminal.")
@click.option("--send", is_flag=True, help="Hand the e-mail to the mail server of [mail] instead.")
def command(
    session: Session,
    week: date | str | None,
    day: date | str | None,
    month: date | str | None,
    form: str,
    output: Path | None,
    send: bool,
) -> None:
    r"""Write the digest of a day, a week or a month as an e-mail or a book, or send it.

    The stories that moved, with their events, then what changed and what was withdrawn; text and HTML in one message, without
    pictures. A book has every day with all its events besides. `last` is the last day, week or month that is over. The site
    has the weeks under /digest/.

    \b
    Examples:
      daybook digest --output week.eml
      daybook digest --week 2024-W10 --send
      daybook digest --day last --send
      daybook digest --month 2024-03 --format epub --output march.epub
    """
    given = [(length, value) for length, value in zip(Length, (day, week, month), strict=True) if value is not None]
    if len(given) > 1:
        raise click.UsageError("choose one of --day, --week and --month")
    if send and form == DigestFormat.EPUB:
        raise click.UsageError("--send sends an e-mail; write a book with --output")
    length, value = given[0] if given else (Length.WEEK, LAST)
    content = make_digest(
        session.settings,
        value if isinstance(value, date) else None,
        now(),
        length=length,
        form=DigestFormat(form),
    )
    if send:
        send_message(content, session.settings.mail)
        session.console.say(f"sent to {', '.join(session.settings.mail.recipients)}")
    elif output is not None:
        try:
            output.write_bytes(content)
        except OSError as error:
            reason = reason_of(error)
            raise DaybookError(f"cannot write: `{output}`: {reason}", hint="name another file with --output") from error
    else:
        with telling_of_full_output():
            sys.stdout.buffer.write(content)
