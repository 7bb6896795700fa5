"""The versions of an event, what changed between two of them, and its related events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from daybook.http_api.cursors import read_cursor, write_cursor
from daybook.http_api.event_records import event_link, related_records, version_record, wanted_of
from daybook.http_api.events import expect_moment, find_event
from daybook.http_api.problems import not_found
from daybook.http_api.records import DiffAnswer, DiffPartRecord, RelatedAnswer, VersionAnswer, VersionsAnswer
from daybook.http_api.session import ApiSession
from daybook.model import Version
from daybook.publish.interchange.records import VersionRecord
from daybook.publish.pages.word_diff import word_diff


def list_versions(session: ApiSession, values: Mapping[str, Any]) -> VersionsAnswer:
    """Return a page of an event's versions, oldest first."""
    expect_moment(session, values["as_of"])
    after = read_cursor("versions", values, (int,))
    event = find_event(session, values["id"], values["as_of"])
    versions = _versions(session, event.id, values["as_of"])
    start = max(after[0], 0) if after else 0
    end = start + values["size"]
    records = tuple(
        version_record(session, number, version) for number, version in enumerate(versions[start:end], start=start + 1)
    )
    following = write_cursor("versions", values, (end,)) if end < len(versions) else None
    return VersionsAnswer(following, None, event_link(session, event, event.id), records)


def get_version(session: ApiSession, values: Mapping[str, Any]) -> VersionAnswer:
    """Return one version."""
    event = find_event(session, values["id"])
    versions = _versions(session, event.id, None)
    return VersionAnswer(event_link(session, event, event.id), _version(session, versions, values["n"]))


def compare(session: ApiSession, values: Mapping[str, Any]) -> DiffAnswer:
    """Return what changed between two versions; the earlier may also be the later one."""
    event = find_event(session, values["id"])
    versions = _versions(session, event.id, None)
    before = _version(session, versions, values["from"])
    after = _version(session, versions, values["to"])
    old = {source.url: None for source in before.sources if source.url}
    new = {source.url: None for source in after.sources if source.url}
    return DiffAnswer(
        event_link(session, event, event.id),
        before,
        after,
        tuple(
            DiffPartRecord(part.change, part.text) for part in word_diff(before.headline or "", after.headline or "")
        ),
        tuple(url for url in new if url not in old),
        tuple(url for url in old if url not in new),
    )


def list_related(session: ApiSession, values: Mapping[str, Any]) -> RelatedAnswer:
    """Return the related events of an event, best first."""
    event = find_event(session, values["id"])
    related = session.reader.related([event.id]).get(event.id)
    if related is None:
        return RelatedAnswer(event_link(session, event, event.id), None, ())
    known = session.reader.headlines(wanted_of([related]))
    records = related_records(session, related, known, explain=values["explain"])
    return RelatedAnswer(event_link(session, event, event.id), related.ranker, records)


def _versions(session: ApiSession, event: int, moment: datetime | None) -> Sequence[Version]:
    return session.at(moment).versions([event]).get(event, ())


def _version(session: ApiSession, versions: Sequence[Version], number: int) -> VersionRecord:
    if not 1 <= number <= len(versions):
        raise not_found(f"no such version: `{number}`; there are {len(versions)}")
    return version_record(session, number, versions[number - 1])
