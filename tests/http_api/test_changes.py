"""What changed: page by page, and as a stream that loses nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.archive.histories import LATER, event, revision, writing
from tests.http_api.asking import all_events, ask, body
from tests.http_api.conftest import session_of

from daybook.archive import add_revisions, reindex
from daybook.http_api import ApiSession, ChangeStream
from daybook.http_api import changes as changes_module
from daybook.publish.settings import SiteSettings

FERRY = event("A ferry sinks and two people die off the coast of the island.")
WORSE = event("A ferry sinks and five people die off the coast of the island.")
CHESS = event("The chess cup ends after nine long rounds in the old town hall.")


def add(path: Path, number: int, hours: float, *events: Any) -> None:
    with writing(path) as archive:
        add_revisions(archive, [revision(number, hours, *events)], LATER)


def read(stream: ChangeStream, path: Path) -> list[tuple[str, dict[str, Any], str]]:
    """Return the events of a stream's next piece: name, data, id."""
    with session_of(path, SiteSettings(), LATER) as session:
        text = stream.piece(session).decode()
    found = []
    for block in filter(None, text.split("\n\n")):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        if "event" in fields:
            found.append((fields["event"], json.loads(fields["data"]), fields["id"]))
    return found


def test_changes_tell_what_kind_by_which_revision(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    add(path, 1, 1, FERRY, CHESS)
    add(path, 2, 2, WORSE, CHESS)
    add(path, 3, 3, WORSE)
    with session_of(path, SiteSettings(), LATER) as session:
        told = body(session, "/changes?count=true")
        figures = body(session, "/changes?kind=figure")["changes"]
        later = body(session, f"/changes?since={told['changes'][0]['revision']['saved']}")["changes"]
        before = body(session, "/changes?as_of=2024-05-04T01:30Z")["changes"]

    assert [(each["kinds"], each["revision"]["number"], each["status"]) for each in told["changes"]] == [
        (["removed"], 3, "withdrawn"),
        (["figure"], 2, "listed"),
        (["added"], 1, "listed"),
        (["added"], 1, "listed"),
    ]
    assert told["total"] == 4
    assert [each["kinds"] for each in figures] == [["figure"]]
    assert [each["kinds"] for each in later] == [["removed"]]
    assert len(before) == 2


def test_every_version_of_every_event_is_a_change(session: ApiSession) -> None:
    expected = sum(
        len({version.revision.saved for version in session.reader.versions([event.id])[event.id]})
        for event in all_events(session)
    )

    assert body(session, "/changes?size=1&count=true")["total"] == expected


def test_a_stream_tells_what_comes_and_nothing_before(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    add(path, 1, 1, FERRY, CHESS)
    stream = ChangeStream()

    assert read(stream, path) == []
    add(path, 2, 2, WORSE, CHESS)
    (change,) = read(stream, path)
    assert (change[0], change[1]["kinds"], change[1]["id"]) == ("change", ["figure"], change[2])
    assert read(stream, path) == []


def test_a_client_that_comes_back_gets_what_it_missed_and_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    add(path, 1, 1, FERRY, CHESS)
    stream = ChangeStream()
    read(stream, path)
    add(path, 2, 2, WORSE, CHESS)
    (seen,) = read(stream, path)
    add(path, 3, 3, WORSE)
    add(path, 4, 4, WORSE, event("A new bridge opens."), event("A new tunnel opens."))

    missed = read(ChangeStream(seen[2]), path)
    again = read(ChangeStream(missed[0][2]), path)

    assert [each[1]["kinds"] for each in missed] == [["removed"], ["added"], ["added"]]
    assert again == missed[1:]


def test_a_place_of_another_archive_or_of_long_ago_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    add(path, 1, 1, FERRY)
    assert [each[0] for each in read(ChangeStream("99999-1-1"), path)] == ["reset"]
    with writing(path) as archive:
        reindex(archive.connection)

    assert [each[0] for each in read(ChangeStream("0-0-0"), path)] == ["reset"]
    for junk in ("", "a", "1-2", "-1-2-3", "1-2-3-4", "9" * 400, "1-2-٣"):
        assert read(ChangeStream(junk), path) == []


def test_more_than_a_stream_sends_at_once_is_left_to_the_listing(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    add(path, 1, 1, FERRY)
    with session_of(path, SiteSettings(), LATER) as session:
        before = changes_module.write_place(session.reader.last_place())
    many = [event(f"Event number {place} of a long day.") for place in range(changes_module.MOST_AT_ONCE + 5)]
    add(path, 2, 2, FERRY, *many)

    stream = ChangeStream(before)
    told = read(stream, path)

    assert [each[0] for each in told].count("change") == changes_module.MOST_AT_ONCE
    assert told[-1][0] == "reset"
    assert read(stream, path) == []


def test_a_server_that_is_behind_another_one_tells_nothing_twice(tmp_path: Path) -> None:
    """A client of one process comes back to another one, or to a machine with a copy, that has read less so far."""
    ahead, behind = tmp_path / "ahead.sqlite", tmp_path / "behind.sqlite"
    for path in (ahead, behind):
        add(path, 1, 1, FERRY, CHESS)
    stream = ChangeStream()
    read(stream, ahead)
    add(ahead, 2, 2, WORSE, CHESS)
    (seen,) = read(stream, ahead)

    again = ChangeStream(seen[2])
    assert read(again, behind) == []
    add(behind, 2, 2, WORSE, CHESS)
    assert read(again, behind) == []
    add(behind, 3, 3, WORSE)
    assert [each[1]["kinds"] for each in read(again, behind)] == [["removed"]]


def test_a_cursor_of_a_state_that_a_server_has_not_read_yet_is_to_be_asked_again(tmp_path: Path) -> None:
    ahead, behind = tmp_path / "ahead.sqlite", tmp_path / "behind.sqlite"
    add(behind, 1, 1, FERRY, CHESS)
    add(ahead, 1, 1, FERRY, CHESS)
    add(ahead, 2, 2, WORSE, CHESS)
    for path in ("/events?size=1", "/changes?size=1", "/events?size=1&facet=year"):
        with session_of(ahead, SiteSettings(), LATER) as session:
            cursor = body(session, path)["next"]
        with session_of(behind, SiteSettings(), LATER) as session:
            reply = ask(session, f"{path}&next={cursor}")
        assert (reply.status, dict(reply.headers)["Retry-After"]) == (503, "2")
        problem = json.loads(reply.content)
        assert (problem["parameter"], problem["type"].rpartition("#")[2]) == ("next", "behind")
