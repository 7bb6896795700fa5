"""Related lists: documents out of the archive, related, and the lists kept in it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from daybook.archive import (
    ArchiveReader,
    WritableArchive,
    open_for_reading,
    open_for_writing,
    read_attachment,
    save_attachment,
    save_related,
)
from daybook.config import Settings
from daybook.model import ArchivedEvent, RelatedList, Selection
from daybook.model.titles import normal_title
from daybook.pipeline.asking import find_event, pieces
from daybook.pipeline.lines import Line, related_line
from daybook.pipeline.parsing import processors
from daybook.pipeline.relations_file import Kept, read_kept, write_kept
from daybook.progress import Progress, Steps
from daybook.relate import (
    Document,
    LearnedModel,
    Provenance,
    RankerName,
    Relations,
    list_related,
    read_model,
    read_shipped_model,
    relate_all,
    relate_new,
    relate_text,
    train_model,
    write_model,
)

MODEL = "ranker.json"
"""The name under which an archive keeps the ranker that was trained on it."""

STEP = 500
"""Lists made between two signs of progress."""


def relate_events(settings: Settings, now: datetime, *, whole: bool = False) -> Steps[int]:
    """Bring the related lists of the archive up to date, and return how many changed; all anew with `whole`."""
    with open_for_writing(settings.files.archive, now=now) as archive:
        return (yield from relate_archive(archive, settings, whole=whole))


def train_ranker(settings: Settings, now: datetime) -> Steps[Provenance]:
    """Teach the trained ranker this archive's own stories and keep it in the archive; return how well it did.

    Raises:
        RelateError: LightGBM is not installed, or there are too few stories to learn from.
    """
    with open_for_writing(settings.files.archive, now=now) as archive:
        documents = yield from _read_documents(ArchiveReader(archive.connection))
        yield Progress("training", 0, len(documents), "events")
        model = train_model(documents, corpus=f"{settings.files.archive.name}, {now:%Y-%m-%d}", processes=processors())
        save_attachment(archive, MODEL, write_model(model))
        yield Progress("training", len(documents), len(documents), "events")
        return model.provenance


def relate_archive(archive: WritableArchive, settings: Settings, *, whole: bool = False) -> Steps[int]:
    """Do the same for an archive that is held already."""
    reader = ArchiveReader(archive.connection)
    model = _model(archive.connection, settings)
    mark = _mark(settings, model)
    kept = None if whole else read_kept(settings.files.archive, mark)
    if kept is not None and kept.generation == reader.generation():
        return 0
    if kept is None or kept.relations.index.generation.is_due(len(reader.select(Selection()))):
        relations, digests, changed = yield from _relate_all(archive, reader, settings, model)
    else:
        relations, digests, changed = yield from _relate_changed(archive, reader, kept)
    kept = Kept(ArchiveReader(archive.connection).generation(), digests, relations)
    write_kept(settings.files.archive, mark, kept)
    return changed


_Related = tuple[Relations, dict[int, bytes], int]
"""Relations, the digest of each document they were made of, and how many lists changed."""


def _relate_all(
    archive: WritableArchive, reader: ArchiveReader, settings: Settings, model: LearnedModel | None
) -> Steps[_Related]:
    documents = yield from _read_documents(reader)
    yield Progress("relating", 0, len(documents), "events")
    relations = relate_all(documents, settings.relate, model, processes=processors())
    changed = yield from _save(archive, list_related(relations, processes=processors()), len(documents), whole=True)
    return relations, {document.id: _digest(document) for document in documents}, changed


def _relate_changed(archive: WritableArchive, reader: ArchiveReader, kept: Kept) -> Steps[_Related]:
    digests = dict(kept.digests)
    redirects = reader.redirects()
    listed = set(reader.select(Selection()))
    # Withdrawn, or found to be another event: of those that were joined the archive has no trace but this absence.
    removed = [number for number in digests if number not in listed]
    for number in removed:
        del digests[number]
    added: list[Document] = []
    for piece in pieces([number for number in reader.stale(kept.generation).events if number in listed]):
        events = reader.events(piece)
        for number in piece:
            document = make_document(events[number], redirects)
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
        model = _model(connection, settings)
        kept = read_kept(settings.files.archive, _mark(settings, model))
        if kept is not None and kept.generation == reader.generation():
            return _lines(reader, relate_text(kept.relations, text))
        documents = yield from _read_documents(reader)
        return _lines(reader, relate_text(relate_all(documents, settings.relate, model), text))


def _model(connection: sqlite3.Connection, settings: Settings) -> LearnedModel | None:
    """Return the model of the trained ranker: the archive's own, else the shipped one; None where none is wanted."""
    if settings.relate.ranker is not RankerName.TRAINED:
        return None
    own = read_attachment(connection, MODEL)
    return read_model(own) if own is not None else read_shipped_model()


def _mark(settings: Settings, model: LearnedModel | None) -> str:
    """Return what relations depend on besides the archive's events."""
    made = hashlib.sha256(write_model(model)).hexdigest() if model else ""
    return f"{settings.relate!r} {made}"


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
