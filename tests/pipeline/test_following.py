"""Following a real MediaWiki, through a stream of the form of Wikimedia's or through its recent changes."""

from __future__ import annotations

import itertools
import subprocess
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.mediawiki import LocalWiki
from tests.news_host import news_host
from tests.stream_server import CANARY, StreamServer, change, stream_server

from daybook.archive import ArchiveReader, open_for_reading, source_states
from daybook.config import Settings, load_settings
from daybook.errors import SettingsError
from daybook.model import SourceHealth
from daybook.pipeline.follow_state import FollowState, read_follow_state
from daybook.pipeline.following import Followed, follow_wiki

pytestmark = pytest.mark.mediawiki


class Wiki:
    """A title prefix of its own on the wiki that tests share, and the stream that tells of its edits."""

    def __init__(self, wiki: LocalWiki, stream: StreamServer, folder: Path, name: str) -> None:
        self.stream = stream
        self._wiki = wiki
        self._prefix = f"Portal:{name}"
        self.day = datetime.now(UTC).date()  # the tests' own: midnight may come between two steps of theirs
        self.title = f"{self._prefix}/{self.day:%Y %B} {self.day.day}"
        self.numbers: list[int] = []
        self.assignments = [
            f"files.archive={folder}/archive.sqlite", f"files.site={folder}/site", f"wiki.api={wiki.api}", "wiki.pause=0",
            f"wiki.title_prefix={self._prefix}", f"follow.stream={stream.address}", "follow.pause=0.1",
        ]  # fmt: skip

    def settings(self, *more: str) -> Settings:
        return load_settings(None, [*self.assignments, *more])

    def save(self, text: str, *, is_told: bool = True) -> None:
        """Save a revision of today's page, and let the stream tell of it."""
        number = self._wiki.save(self.title, text)
        self.numbers.append(number)
        if is_told:
            self.stream.publish(CANARY, change("Oslo", domain="xx.example.org"), change(self.title, revision=number))


@pytest.fixture
def wiki(local_wiki: LocalWiki, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Wiki]:
    with stream_server() as stream:
        yield Wiki(local_wiki, stream, tmp_path, request.node.name.replace("_", " ").capitalize())


def follow(settings: Settings) -> Generator[Followed, None, None]:
    return follow_wiki(settings, lambda: datetime.now(UTC), build=False, articles=False)


def until(steps: Iterator[Followed], holds: Callable[[], bool]) -> list[str]:
    """Go on until something holds; return what was told meanwhile."""
    told: list[str] = []
    while not holds():
        told.append(next(steps).message)
    return told


def numbers(settings: Settings) -> list[int]:
    """Return the numbers of all revisions that the archive has, in the order of their arrival."""
    with open_for_reading(settings.files.archive) as connection:
        return [raw.revision or 0 for raw in ArchiveReader(connection).raw_pages()]


def test_edits_told_by_the_stream_are_taken_one_after_another(wiki: Wiki) -> None:
    wiki.save("* A bridge opens.", is_told=False)
    settings = wiki.settings()
    with closing(follow(settings)) as steps:
        first = next(steps)
        wiki.save("* A bridge opens in Oslo.")
        second = until(steps, lambda: len(numbers(settings)) == 2)
        wiki.save("* A bridge opens in Oslo.\n* A ferry sinks.")
        until(steps, lambda: len(numbers(settings)) == 3)

    assert first.message == "caught up"
    assert second == [f"{wiki.title}: 0 events added, 1 changed"]
    assert numbers(settings) == wiki.numbers


def test_edits_told_by_recent_changes_are_taken(wiki: Wiki) -> None:
    wiki.save("* A bridge opens.", is_told=False)
    settings = wiki.settings("follow.stream=")
    with closing(follow(settings)) as steps:
        next(steps)
        wiki.save("* A bridge opens in Oslo.", is_told=False)
        until(steps, lambda: len(numbers(settings)) == 2)

    assert numbers(settings) == wiki.numbers


def test_the_site_shows_an_edit(wiki: Wiki) -> None:
    wiki.save("* A bridge opens.", is_told=False)
    settings = wiki.settings()
    with closing(follow_wiki(settings, lambda: datetime.now(UTC), articles=False)) as steps:
        next(steps)
        wiki.save("* A bridge opens in Oslo.")
        next(steps)

    page = settings.files.site / f"news/{wiki.day:%Y/%m}/{wiki.day.day}/index.html"
    assert "A bridge opens in Oslo." in page.read_text("utf-8")


def test_what_was_edited_while_nobody_followed_is_caught_up(wiki: Wiki) -> None:
    """All revisions come, also those that a later one replaced."""
    wiki.save("* A bridge opens.", is_told=False)
    settings = wiki.settings()
    with closing(follow(settings)) as steps:
        next(steps)
    wiki.save("* A bridge opens in Oslo.", is_told=False)
    wiki.save("* A bridge opens in Bergen.", is_told=False)
    with closing(follow(settings)) as steps:
        next(steps)

    assert numbers(settings) == wiki.numbers


def test_a_stream_that_breaks_off_again_and_again_loses_and_doubles_nothing(wiki: Wiki) -> None:
    wiki.save("* A bridge opens.", is_told=False)
    settings = wiki.settings()
    with closing(follow(settings)) as steps:
        next(steps)
        for number in range(5):
            wiki.stream.drop()
            wiki.save(f"* A bridge opens, says report {number}.")
            wiki.stream.drop()
            until(steps, lambda: len(numbers(settings)) == len(wiki.numbers))

    assert numbers(settings) == wiki.numbers
    assert len(wiki.stream.asked) > 5


def test_a_process_that_is_killed_goes_on_where_it_was(wiki: Wiki, program: Path) -> None:
    wiki.save("* A bridge opens.", is_told=False)
    settings = wiki.settings()
    command: list[str | Path] = [program, "follow", "--no-build", "--no-articles"]
    for assignment in wiki.assignments:
        command += ["--set", assignment]
    for number in range(3):
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            assert "caught up" in process.stderr.readline()
            wiki.save(f"* A bridge opens, says report {number}.")
            if number == 1:
                assert "1 changed" in process.stderr.readline()
            process.kill()
            process.stderr.read()  # until all of it is dead
    with closing(follow(settings)) as steps:
        next(steps)

    assert numbers(settings) == wiki.numbers


def test_a_stream_that_is_gone_is_noticed_and_told(wiki: Wiki) -> None:
    wiki.save("* A bridge opens.", is_told=False)
    settings = wiki.settings()
    with closing(follow(settings)) as steps:
        next(steps)
        wiki.stream.close()
        told = next(steps).message
        state = read_follow_state(settings.files.archive)

    assert "trying again" in told
    assert state is not None
    assert state.trouble(datetime.now(UTC))
    assert read_follow_state(settings.files.archive) is None  # it ended as it was meant to


def test_a_state_tells_of_silence_by_itself() -> None:
    """A process that hangs or was killed writes nothing more: its last note must be enough."""
    started = datetime(2026, 11, 28, tzinfo=UTC)
    state = FollowState(1, started, started, silence=60.0, heard=started)

    assert state.trouble(started + timedelta(seconds=100)) == ""
    assert state.trouble(started + timedelta(seconds=300)) == "nothing heard from the wiki for 300 seconds"


def test_sources_are_looked_at_in_the_background_and_no_edit_waits_for_a_host(wiki: Wiki) -> None:
    """The host does not answer before the edit is taken."""
    with news_host() as host:
        host.gate = threading.Event()
        source = host.put("/bridge")
        wiki.save(f"* A bridge opens. [{source} (Courier)]", is_told=False)
        settings = wiki.settings(
            "follow.check_days=7",
            "wiki.contact=me@example.org",
            "sources.private=true",
            "sources.copies=",
            "sources.pause=0",
        )
        with closing(follow(settings)) as steps:
            next(steps)
            edits = itertools.count(1)

            def edit() -> None:
                wiki.save(f"* A bridge opens in town {next(edits)}. [{source} (Courier)]")
                next(steps)

            while not host.asked:
                edit()
            edit()
            before = health(settings, source)
            host.gate.set()
            while health(settings, source) is None:
                edit()
            state = read_follow_state(settings.files.archive)

    assert before is None
    assert numbers(settings) == wiki.numbers
    assert health(settings, source) is SourceHealth.ALIVE
    assert state is not None
    assert state.sources == 1
    assert len({path for path, _ in host.asked}) == 2  # its robots.txt, and itself


def test_looking_at_sources_requires_a_contact(wiki: Wiki) -> None:
    settings = wiki.settings("follow.check_days=7")

    with pytest.raises(SettingsError, match="contact"), closing(follow(settings)) as steps:
        next(steps)


def health(settings: Settings, source: str) -> SourceHealth | None:
    """Return what the archive knows of a source."""
    with open_for_reading(settings.files.archive) as connection:
        state = source_states(connection, [source]).get(source)
    return state.health if state else None
