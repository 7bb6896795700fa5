"""Related lists: documents out of the archive, related, and the lists kept in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from daybook.archive import ArchiveReader, WritableArchive, open_for_reading, open_for_writing, save_related
from daybook.config import Settings
from daybook.model import ArchivedEvent, RelatedList, Selection, Status
from daybook.model.titles import normal_title
from daybook.pipeline.asking import find_event, pieces
from daybook.pipeline.lines import Line, related_line
from daybook.pipeline.parsing import processors
from daybook.pipeline.relations_file import Kept, read_kept, write_kept
from daybook.progress import Progress, Steps
from daybook.relate import Document, Relations, list_related, relate_all, relate_new, relate_text

STEP = 500
"""Lists made between two signs of progress."""


def relate_events(settings: Settings, now: datetime, *, whole: bool = False) -> Steps[int]:
    """Bring the related lists of the archive up to date, and return how many changed; all anew with `whole`."""
    with open_for_writing(settings.files.archive, now=now) as archive:
        return (yield from relate_archive(archive, settings, whole=whole))


def relate_archive(archive: WritableArchive, settings: Settings, *, whole: bool = False) -> Steps[int]:
    """Do the same for an archive that is held already."""
    reader = ArchiveReader(archive.connection)
    kept = None if whole else read_kept(settings.files.archive, settings.relate)
    if kept is not None and kept.generation == reader.generation():
        return 0
    if kept is None or kept.relations.index.generation.is_due(len(reader.select(Selection()))):
        relations, digests, changed = yield from _relate_all(archive, reader, settings)
    else:
        relations, digests, changed = yield from _relate_changed(archive, reader, kept)
    kept = Kept(ArchiveReader(archive.connection).generation(), digests, relations)
    write_kept(settings.files.archive, settings.relate, kept)
    return changed


_Related = tuple[Relations, dict[int, bytes], int]
"""Relations, the digest of each document they were made of, and how many lists changed."""


def _relate_all(archive: WritableArchive, reader: ArchiveReader, settings: Settings) -> Steps[_Related]:
    documents = yield from _read_documents(reader)
    yield Progress("relating", 0, len(documents), "events")
    relations = relate_all(documents, settings.relate, processes=processors())
    changed = yield from _save(archive, list_related(relations), len(documents), whole=True)
    return relations, {document.id: _digest(document) for document in documents}, changed


def _relate_changed(archive: WritableArchive, reader: ArchiveReader, kept: Kept) -> Steps[_Related]:
    digests = dict(kept.digests)
    redirects = reader.redirects()
    touched = reader.stale(kept.generation).events
    added: list[Document] = []
    removed: list[int] = []
    for piece in pieces(touched):
        events = reader.events(piece)
        for number in piece:
            event = events.get(number)
            if event is None or event.status is not Status.LISTED:
                if digests.pop(number, None) is not None:
                    removed.append(number)
                continue
            document = make_document(event, redirects)
            if digests.get(number) != _digest(document):
                digests[number] = _digest(document)
                added.append(document)
    if not added and not removed:
        return kept.relations, digests, 0
    relations, reached = relate_new(kept.relations, added, removed)
    changed = yield from _save(archive, list_related(relations, reached), len(reached))
    return relations, digests, changed


def _save(
    archive: WritableArchive, made: Iterable[tuple[int, RelatedList]], total: int, *, whole: bool = False
) -> Steps[int]:
    lists: list[tuple[int, RelatedList]] = []
    for event in made:
        lists.append(event)
        if len(lists) % STEP == 0 or len(lists) == total:
            yield Progress("relating", len(lists), total, "events")
    return save_related(archive, lists, whole=whole)


def _digest(document: Document) -> bytes:
    return hashlib.blake2b(repr(document).encode(), digest_size=8).digest()


def related_to_address(address: str, settings: Settings) -> list[Line]:
    """Return the related events that the archive keeps for the event at an address, best first.

    Raises:
        DaybookError: it is no address of an event, or no event has or had it.
    """
    with open_for_reading(settings.files.archive) as connection:
        reader = ArchiveReader(connection)
        event = find_event(reader, address, settings.site.address)
        return _lines(reader, reader.related([event]).get(event))


def related_to_text(text: str, settings: Settings) -> Steps[list[Line]]:
    """Return the events related to any text, best first."""
    with open_for_reading(settings.files.archive) as connection:
        reader = ArchiveReader(connection)
        kept = read_kept(settings.files.archive, settings.relate)
        if kept is not None and kept.generation == reader.generation():
            return _lines(reader, relate_text(kept.relations, text))
        documents = yield from _read_documents(reader)
        return _lines(reader, relate_text(relate_all(documents, settings.relate), text))


def _lines(reader: ArchiveReader, related: RelatedList | None) -> list[Line]:
    items = related.items if related else ()
    events = reader.events([item.event for item in items])
    return [related_line(item, events[item.event]) for item in items]


def _read_documents(reader: ArchiveReader) -> Steps[list[Document]]:
    """Read what relating needs of every listed event."""
    redirects = reader.redirects()
    ids = reader.select(Selection())
    documents: list[Document] = []
    for piece in pieces(ids):
        events = reader.events(piece)
        documents += (make_document(events[number], redirects) for number in piece)
        yield Progress("reading events", len(documents), len(ids), "events")
    return documents


def make_document(event: ArchivedEvent, redirects: Mapping[str, str]) -> Document:
    """Return what relating needs to know of an event."""
    links = event.event.links
    return Document(
        id=event.id,
        date=event.date,
        position=event.position,
        text=event.event.headline.plain,
        links=links,
        contexts=tuple(_follow(title, redirects) for title in links),
        stories=event.stories,
        sources=tuple(source.url for source in event.event.sources),
    )


def _follow(title: str, redirects: Mapping[str, str]) -> str:
    canonical = normal_title(title)
    return redirects.get(canonical, canonical)
