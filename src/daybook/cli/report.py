"""What commands say when they are done: sentences of a result, and problems as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from daybook.archive import VERSION, earlier_version, kept_copy
from daybook.cli.console import Console, printable
from daybook.cli.not_read import say_not_read
from daybook.cli.output import print_line
from daybook.cli.wording import counted
from daybook.errors import ArchiveError
from daybook.model import Status
from daybook.pipeline.lines import found_line
from daybook.pipeline.parser_mark import count_days_of_other_parsers
from daybook.publish import addresses

if TYPE_CHECKING:  # each command loads the stage whose result it reports, and no other's
    from daybook.ask import Answer
    from daybook.config import Settings
    from daybook.pipeline.checking_sources import HealthReport
    from daybook.pipeline.enriching import SourceReport, SourcesNotRead
    from daybook.pipeline.intake import IntakeReport
    from daybook.pipeline.lines import Line
    from daybook.pipeline.queries import FoundProblem, SearchResult
    from daybook.publish.delivery.build import BuildReport
    from daybook.publish.delivery.estimate import Estimate


def say_upgrade(console: Console, archive: Path) -> None:
    """Say that the archive is about to be brought up to this version, where it is an earlier one."""
    version = earlier_version(archive)
    if version is not None:
        copy = kept_copy(archive, version)
        console.say(f"upgrading {archive} from version {version} to {VERSION}; keeping it as it is in {copy}")


def say_other_parsers(console: Console, settings: Settings) -> None:
    """Say that some days of the archive were read by another parser, or one with other settings, where that is so."""
    with suppress(ArchiveError):  # what is wrong with the archive was said
        days = count_days_of_other_parsers(settings)
        if days:
            days_read = f"{counted(days, 'day')} parsed by an earlier version or with other settings"
            console.say(f"{days_read} (hint: run `daybook reparse`)")


def say_intake(console: Console, report: IntakeReport) -> None:
    """Say what an import or a fetch brought, and what could not be read."""
    say_not_read(console, report.troubles)
    if report.more_troubles:
        console.say(f"not read: {report.more_troubles:,} more")
    if report.absent:
        days = "1 day has" if len(report.absent) == 1 else f"{len(report.absent):,} days have"
        console.say(f"{days} no page on the wiki (first: {report.absent[0]})")
    requests = f" with {counted(report.requests, 'request')}" if report.requests else ""
    skipped = f"; {report.skipped:,} skipped" if report.skipped else ""
    console.say(
        f"read {counted(report.pages, 'page')}{requests}, {counted(report.revisions, 'new revision')}:"
        f" {counted(report.added, 'event')} added, {report.changed:,} changed; {counted(report.problems, 'problem')}{skipped}"
    )


def say_sources(console: Console, report: SourceReport, *, verbose: bool) -> None:
    """Say what reading cited sources brought: for those that were not read the reason, and with `verbose` the hosts."""
    failed = sum(each.sources for each in report.not_read)
    console.say(
        f"asked {counted(report.asked, 'source')}: {report.asked - failed:,} read ({report.learnt:,} with new facts),"
        f" {failed:,} not read; {report.settled:,} not due"
    )
    by_reason: dict[str, list[SourcesNotRead]] = {}
    for each in report.not_read:
        by_reason.setdefault(each.why, []).append(each)
    for why, hosts in sorted(by_reason.items(), key=lambda item: (-sum(each.sources for each in item[1]), item[0])):
        console.say(f"  {sum(each.sources for each in hosts):,} not read: {why}")
        if verbose:
            for each in sorted(hosts, key=lambda each: (-each.sources, each.host)):
                console.say(f"    {each.host or 'no host'} ({each.sources:,})")


def say_health(console: Console, report: HealthReport) -> None:
    """Say what looking at sources brought."""
    known = ", ".join(f"{number:,} {health}" for health, number in report.health)
    console.say(
        f"looked at {counted(report.looked, 'source')}{f': {known}' if known else ''}; {report.settled:,} not due;"
        f" {counted(report.copies, 'archived copy', 'archived copies')} found"
    )
    if report.unavailable:
        console.say(
            f"warning: the web archive does not answer: {report.unavailable} (hint: run the command again later)"
        )


def say_build(console: Console, report: BuildReport, site: Path) -> None:
    """Say what a build did."""
    for path in report.foreign:
        console.say(f"left alone: {path}: not made by a build (hint: move it away and build again)")
    if not (report.pages or report.removed or report.foreign):
        console.say(f"{site}: up to date")
        return
    console.say(
        f"{site}: {counted(report.pages, 'page')} made; files: {report.created:,} new, {report.replaced:,} replaced,"
        f" {report.unchanged:,} unchanged, {report.removed:,} removed; {report.size / 1e6:,.1f} MB"
    )
    if report.notified:
        console.say(f"notified the hub of {counted(report.notified, 'feed')}")
    if report.hub_failure:
        console.say(f"warning: the hub does not answer: {report.hub_failure} (hint: see whether `site.hub` is right)")


def print_estimate(estimate: Estimate) -> None:
    """Print what a whole build would write: in all, by kind, by folder of the site, by ending; tabs between the columns."""
    rows = [("all", estimate.files, estimate.size)]
    rows += [(part.name, part.files, part.size) for part in estimate.kinds]
    rows += [(f"/{part.name}", part.files, part.size) for part in estimate.folders]
    rows += [(f"*{part.name}", part.files, part.size) for part in estimate.endings]
    print_line("\t".join(("part", "files", "MB")))
    for name, files, size in rows:
        print_line(f"{name}\t{files:,}\t{size / 1e6:,.1f}")


def print_problems(problems: Iterable[FoundProblem]) -> int:
    """Print a line a problem, with tabs between its parts, and return how many there were."""
    count = 0
    for found in problems:
        count += 1
        problem = found.problem
        place = f"line {problem.line}" if problem.line else "page"
        parts = (
            f"{found.date}",
            place,
            problem.severity.value,
            problem.code,
            problem.text,
            problem.hint,
            found.edit or "",
        )
        print_line("\t".join(" ".join(printable(part).split()) for part in parts))
    return count


def print_answer(result: SearchResult, *, as_of: datetime | None) -> None:
    """Print an answer for people: what was made of the question, stories and the like that match, then the events."""
    answer = result.answer
    for line in _told(answer, as_of):
        print_line(printable(line))
    if answer.day:
        print_line(f"day: {addresses.path(addresses.DayPlace(answer.day), addresses.Format.HTML)}")
    for subject in answer.subjects:
        print_line(printable(f"{subject.kind.value}: {subject.name} ({_count(subject.events)})"))
    for number, found in enumerate(result.events, start=1):
        event = found.event
        marks = [event.status.value] if event.status is Status.WITHDRAWN else []
        marks += [f"without {', '.join(found.hit.missing)}"] if found.hit.missing else []
        mark = f" ({'; '.join(marks)})" if marks else ""
        print_line(printable(f"{number}. {event.date}  {event.event.headline.plain}{mark}"))
        print_line(f"   {found_line(found.hit, event)['address']}")
    if answer.next:
        print_line(f"more: --next {answer.next}")


def _count(events: int) -> str:
    return f"{events:,} event{'' if events == 1 else 's'}"


def _told(answer: Answer, as_of: datetime | None) -> Iterator[str]:
    if as_of is not None:
        yield f"as of {as_of.strftime('%Y-%m-%d %H:%M:%S')} UTC"
    if answer.corrected:
        yield f"nothing found as typed; showing: {answer.corrected}"
    if answer.suggestion:
        yield f"did you mean: {answer.suggestion}"
    if answer.unknown:
        yield f"in no event: {', '.join(answer.unknown)}"
    if answer.ignored:
        yield f"too common to count: {', '.join(answer.ignored)}"
    if answer.partial and answer.total:
        yield "no event has all words; these have most of them"
    yield _count(answer.total) if answer.total else "no events found"


def print_related(lines: Sequence[Line], *, explain: bool) -> None:
    """Print related events for people: number, date, headline, address, reasons; with `explain` the parts of the score."""
    for number, line in enumerate(lines, start=1):
        print_line(printable(f"{number}. {line['date']}  {line['text']}"))
        print_line(f"   {line['address']}")
        for reason in line["reasons"]:
            more = f" and {reason['more']} more" if reason["more"] else ""
            print_line(printable(f"   {reason['kind']}: {', '.join(reason['values'])}{more}"))
        if explain:
            parts = " + ".join(f"{name} {value:.3f}" for name, value in line["parts"].items())
            print_line(f"   score {line['score']:.3f} = {parts}")
