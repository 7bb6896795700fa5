"""What changed in the archive: page by page, newest first, and as a stream in order of arrival."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from daybook.archive import ChangeKey, ChangeQuestion, KnownChange
from daybook.ask import CursorError
from daybook.http_api.cursors import AHEAD, bad_cursor, expect_not_ahead, read_cursor, write_cursor
from daybook.http_api.event_records import event_link
from daybook.http_api.events import MOST_OF_MOMENT, expect_moment, read_kinds
from daybook.http_api.problems import too_much
from daybook.http_api.records import ChangeRecord, ChangesAnswer
from daybook.http_api.session import ApiSession
from daybook.model.encoding import to_json, unset
from daybook.publish.interchange.event_records import licence_of, revision_record

MOST_AT_ONCE = 500
"""Changes that a stream sends at once; what comes after them comes with the next change of the archive, or is read page by page."""

_PLACE = re.compile(r"([0-9]{1,15})-([0-9]{1,15})-([0-9]{1,15})")


def list_changes(session: ApiSession, values: Mapping[str, Any]) -> ChangesAnswer:
    """Return a page of changes, newest first; a walk goes on in the state of the archive that it began in."""
    expect_moment(session, values["as_of"])
    if values["as_of"] is not None and values["size"] > MOST_OF_MOMENT:
        raise too_much("size", f"must be at most {MOST_OF_MOMENT} with `as_of`, not {values['size']}")
    key = read_cursor("changes", values, (int, int, int, int))
    generation, after = (key[0], key[1:]) if key else (session.reader.generation(), None)
    expect_not_ahead(generation, session.reader.generation())
    question = ChangeQuestion(values["since"], read_kinds(values["kind"]), values["as_of"])
    try:
        changes, following = session.reader.latest_changes(question, generation, after, values["size"])
        total = session.reader.count_changes(question, generation) if values["count"] else unset
    except CursorError as error:
        raise bad_cursor(str(error)) from error
    cursor = write_cursor("changes", values, (generation, *following)) if following else None
    return ChangesAnswer(cursor, None, change_records(session, changes, values["as_of"]), total)


def change_records(
    session: ApiSession, changes: Sequence[KnownChange], moment: datetime | None = None
) -> tuple[ChangeRecord, ...]:
    """Return changes with the events that they changed, as these are now, or were at a moment."""
    ids = [change.event for change in changes]
    events = session.reader.headlines(ids) if moment is None else session.at(moment).events(ids)
    return tuple(
        ChangeRecord(
            write_place(change.place),
            tuple(kind.value.replace(" ", "-") for kind in change.kinds),
            change.status.value,
            event_link(session, events[change.event], change.event),
            change.date,
            revision_record(session.site, change.page, change.revision) if change.revision and change.page else None,
            _known(change),
            licence_of(session.site, change.revision) if change.revision else None,
        )
        for change in changes
        if change.event in events
    )


def _known(change: KnownChange) -> datetime | None:
    return change.known if change.revision is None or change.revision.timed else None


class ChangeStream:
    """Follows the archive for one client: gives what came since the last time, as Server-Sent Events.

    https://html.spec.whatwg.org/multipage/server-sent-events.html. Begins after the event that the client had last, else with what
    is new from now on.
    """

    def __init__(self, last_event_id: str = "") -> None:
        self._after = read_place(last_event_id)
        self._begun = False

    def piece(self, session: ApiSession) -> bytes:
        """Return what to send now that the archive is in this state."""
        begun, self._begun = self._begun, True
        if self._after is None:
            self._after = session.reader.last_place()
            return b"retry: 5000\n\n" if not begun else b""
        if 0 < self._after[0] - session.reader.generation() <= AHEAD:
            return (
                b"" if begun else b"retry: 5000\n\n"
            )  # another process, or machine, has read more: this one will soon
        try:
            changes = session.reader.later_changes(self._after, MOST_AT_ONCE)
        except CursorError:
            # Of another archive, or so long ago that what came since can no longer be told apart.
            self._after = session.reader.last_place()
            return _event(write_place(self._after), "reset", b'{"detail":"read /changes for what came before"}')
        parts = [] if begun else [b"retry: 5000\n\n"]
        parts += [_event(each.id, "change", to_json(each)) for each in change_records(session, changes)]
        if len(changes) == MOST_AT_ONCE:
            self._after = session.reader.last_place()
            parts.append(_event(write_place(self._after), "reset", b'{"detail":"read /changes for what came between"}'))
        elif changes:
            self._after = changes[-1].place
        return b"".join(parts)


def _event(identifier: str, name: str, data: bytes) -> bytes:
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (identifier.encode(), name.encode(), data)


def write_place(place: ChangeKey) -> str:
    """Return a place in the order of arrival as text."""
    return "-".join(map(str, place))


def read_place(text: str) -> ChangeKey | None:
    """Return the place that a text stands for; None for any other text."""
    matched = _PLACE.fullmatch(text.strip())
    return (int(matched[1]), int(matched[2]), int(matched[3])) if matched else None
