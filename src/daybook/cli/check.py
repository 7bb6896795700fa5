"""`daybook check`."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from daybook.archive import check_archive
from daybook.cli.command import Session, daybook_command
from daybook.cli.not_read import say_not_read
from daybook.cli.output import print_line
from daybook.cli.report import print_problems, say_other_parsers
from daybook.cli.values import DAY, PAGE_PATH, expect_span
from daybook.cli.wording import counted
from daybook.errors import DaybookError, reason_of
from daybook.pipeline.parsed_days import parse_days
from daybook.pipeline.queries import FoundProblem, list_problems, problems_of
from daybook.pipeline.reparsing import find_misread_days
from daybook.publish.render.problem_report import problem_report
from daybook.source.items import NotRead


@daybook_command("check")
@click.argument("paths", nargs=-1, type=PAGE_PATH, metavar="[FILE|FOLDER|DUMP...]")
@click.option("--since", type=DAY, help="First day.")
@click.option("--until", type=DAY, help="Last day.")
@click.option("--limit", default=0, show_default=True, help="Number of problems to accept; more end with exit code 1.")
@click.option("--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write them to this page, too.")
@click.option(
    "--archive", "whole_file", is_flag=True, help="Verify the archive file, its counts and its rules instead."
)
@click.option("--deep", is_flag=True, help="As --archive, and derive everything again to compare; slow.")
def command(
    session: Session,
    paths: tuple[Path, ...],
    since: date | None,
    until: date | None,
    limit: int,
    page: Path | None,
    whole_file: bool,
    deep: bool,
) -> int:
    r"""Print what was not understood on day pages, and how to fix it.

    One line for each problem, oldest day first: day, line of the page, severity, code, text, hint and the address of the
    wiki's edit box, separated by tabs. Reads the archive, or the files given, as `daybook parse` does. Ends with exit code 1
    when there are more than --limit. With --html, also writes them to a page whose links lead to the edit boxes.

    With --archive, verifies that the archive file is sound: its counts, addresses and texts; with --deep, also that
    everything in it still follows from the pages it keeps. Any fault ends with exit code 1.

    \b
    Examples:
      daybook check --since 2024-05-01
      daybook check 2024-05-01.wikitext
      daybook check --html problems.html
      daybook check --limit 100 > problems.txt
      daybook check --archive
      daybook check --deep
    """
    archive = session.settings.files.archive
    expect_span(since, until)
    if paths and (whole_file or deep):
        raise click.UsageError("--archive takes no files; name another archive with --set files.archive=FILE")
    if whole_file or deep:
        faults = check_archive(archive, deep=deep)
        # Reading every page again takes minutes, and what follows from a damaged file says nothing.
        if deep and not faults:
            faults = session.console.follow(find_misread_days(session.settings))
        print_line("\n".join(faults) if faults else f"sound: {archive}")
        say_other_parsers(session.console, session.settings)
        return 1 if faults else 0
    index = session.settings.site.wiki_index
    found = list(
        _problems_of_files(session, paths, index, since, until)
        if paths
        else list_problems(archive, index, since, until)
    )
    if page is not None:
        _write(page, problem_report(found))
    count = print_problems(found)
    session.console.say(f"{counted(count, 'problem')}, limit {limit:,}")
    return 1 if count > limit else 0


def _write(page: Path, content: bytes) -> None:
    try:
        page.write_bytes(content)
    except OSError as error:
        reason = reason_of(error)
        raise DaybookError(f"cannot write: `{page}`: {reason}", hint="name another file with --html") from error


def _problems_of_files(
    session: Session, paths: Sequence[Path], index: str, since: date | None, until: date | None
) -> list[FoundProblem]:
    problems: list[FoundProblem] = []
    troubles: list[NotRead] = []
    session.console.follow(
        parse_days(
            paths,
            session.settings,
            emit=lambda raw, day: problems.extend(
                problems_of(day.date, raw.title, day.problems, raw.wikitext, index)
                if (since or date.min) <= day.date <= (until or date.max)
                else ()
            ),
            miss=troubles.append,
        )
    )
    say_not_read(session.console, troubles)
    return sorted(problems, key=lambda each: each.date)
