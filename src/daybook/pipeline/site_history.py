"""A site that is its own history: what a build changed, committed to a git repository in the site's folder, with why.

The message names the revisions of the wiki's pages and the events that they added, changed or withdrew since the commit
before, which says in its last line what state of the archive it was made from. Nothing is pushed: where to is the publisher's
to say, in git.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from daybook.archive import ArchiveReader, open_for_reading
from daybook.config import Settings
from daybook.errors import PublishError
from daybook.model import ArchivedEvent, Status, Version
from daybook.pipeline.queries import pieces
from daybook.publish.addresses import EventPlace, Root
from daybook.publish.delivery.folder.finished_site import built_generation
from daybook.publish.delivery.folder.site_writer import OWN_FOLDER

GENERATION = "Daybook-Generation"
"""The trailer of a commit's message that says what state of the archive the site was made from."""

TOLD = 200
"""Events named in a message, at most: a first import brings a hundred thousand."""

_DIGITS = 18
"""Digits of the largest generation that an archive can have."""

_VARIABLES = re.compile("GIT_(?!AUTHOR_|COMMITTER_|SSH)")
"""Git's own variables that would lead a command to another repository; who commits may come from the environment."""


def commit_site(settings: Settings) -> str | None:
    """Commit the site's folder as the build left it; return the first line of the message, None where nothing had changed.

    The folder becomes a repository at the first time; Daybook's own folder in it is left out.

    Raises:
        PublishError: git is not installed, or refuses.
    """
    folder = settings.files.site
    if not (folder / ".git").exists():
        _git(folder, "init", "--quiet", "--initial-branch=main")
    _leave_out(folder)
    _git(folder, "add", "--all", ".")
    if not _run(folder, "diff", "--cached", "--quiet").returncode:
        return None
    last = _last_generation(folder)
    with open_for_reading(settings.files.archive, verified=True) as connection:
        reader = ArchiveReader(connection)
        subject, body = commit_message(reader, last)
        generation = built_generation(folder) or reader.generation()
    lines = [subject, "", *body, *([""] if body else []), f"{GENERATION}: {generation}", ""]
    text = "\n".join(lines)
    _git(folder, *_author(folder, settings), "commit", "--quiet", "--cleanup=verbatim", "--file=-", given=text)
    return subject


def commit_message(reader: ArchiveReader, since: int | None) -> tuple[str, list[str]]:
    """Return the first line and the body that say what came into an archive since a generation; None: since it began."""
    if since is None or since > reader.generation():
        days = reader.days()
        events = sum(record.events for record in days)
        return f"Site of {_counted(events, 'event')} on {_counted(len(days), 'day')}", []
    ids = reader.reworded(since)
    if not ids:
        days_read = reader.stale(since).days
        if days_read:
            return f"{_counted(len(days_read), 'day')} read again, no event changed", []
        return "The same events, with other settings, theme, related events or version of Daybook", []
    counts = {"added": 0, "changed": 0, "withdrawn": 0}
    lines_of: dict[tuple[date, str], list[str]] = {}
    for event, last in _with_last_version(reader, ids):
        what = "withdrawn" if event.status is Status.WITHDRAWN else "changed" if event.changes else "added"
        counts[what] += 1
        if sum(counts.values()) <= TOLD:
            lines_of.setdefault((event.date, _revision(last)), []).append(f"  {_line(what, event, last)}")
    body = [line for (_, revision), lines in sorted(lines_of.items()) for line in (revision, *lines)]
    more = sum(counts.values()) - TOLD
    if more > 0:
        body.append(f"and {_counted(more, 'more event')}")
    listed = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    return f"Events: {listed}", body


def _with_last_version(reader: ArchiveReader, ids: Sequence[int]) -> Iterator[tuple[ArchivedEvent, Version]]:
    for piece in pieces(ids):
        events, versions = reader.events(piece), reader.versions(piece)
        for number in piece:
            if number in events and versions.get(number):
                yield events[number], versions[number][-1]


def _line(what: str, event: ArchivedEvent, last: Version) -> str:
    kinds = f" ({', '.join(last.kinds)})" if what == "changed" and last.kinds else ""
    return f"{what}{kinds}: {EventPlace(event.date, event.slug).stem}"


def _revision(version: Version) -> str:
    """Name the revision that a version came with, on one line whatever its page is called."""
    number = f", revision {version.revision.number}" if version.revision.number is not None else ""
    saved = f", {version.revision.known_saved:%Y-%m-%d %H:%M} UTC" if version.revision.known_saved else ""
    return f"{' '.join(version.page.split())}{number}{saved}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _last_generation(folder: Path) -> int | None:
    """Return what the last commit says that it was made from; None where there is none of ours."""
    if not _git(folder, "rev-list", "--all", "--max-count=1"):
        return None
    said = _git(folder, "log", "-1", f"--format=%(trailers:key={GENERATION},valueonly)").strip()
    return int(said) if said.isdecimal() and len(said) <= _DIGITS else None


def _leave_out(folder: Path) -> None:
    """Have git pass over Daybook's own folder, without a file of the site that says so."""
    excluded = Path(_git(folder, "rev-parse", "--git-path", "info/exclude").strip())
    path = excluded if excluded.is_absolute() else folder / excluded
    line = f"/{OWN_FOLDER}/\n"
    try:
        present = path.read_text() if path.exists() else ""
        if line not in present:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{present}{line}")
    except (OSError, ValueError) as error:
        raise PublishError(f"the site's git repository cannot be written: `{path}`") from error


def _author(folder: Path, settings: Settings) -> list[str]:
    """Name the site as who commits, where git knows nobody better."""
    if _git(folder, "config", "--default=", "user.email").strip() or "GIT_COMMITTER_EMAIL" in os.environ:
        return []
    host = Root.of(settings.site.address).host.partition("://")[2].partition(":")[0]
    name = settings.site.author or settings.site.title
    return ["-c", f"user.name={' '.join(name.split())}", "-c", f"user.email=daybook@{host}"]


def _git(folder: Path, *arguments: str, given: str = "") -> str:
    """Run a command of git in the site's own repository; return what it printed, or raise `PublishError`."""
    done = _run(folder, *arguments, given=given)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        command = next(word for word in arguments if word[0] != "-" and "=" not in word)
        raise PublishError(f"`git {command}` failed: {said[-1] if said else 'it gave no reason'}")
    return done.stdout.decode("utf-8", "replace")


def _run(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if not _VARIABLES.match(name)}
    environment |= {"LC_ALL": "C", "GIT_CEILING_DIRECTORIES": str(folder.absolute().parent)}
    try:
        return subprocess.run(  # noqa: S603 - the arguments are ours, and none of them is run by a shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - whichever git the publisher has
            input=given.encode("utf-8", "replace"),
            capture_output=True,
            check=False,
            env=environment,
        )
    except OSError as error:
        raise PublishError("git cannot be run", hint="install git, or build without --git") from error
