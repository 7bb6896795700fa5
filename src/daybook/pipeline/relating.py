"""Related lists: documents out of the archive, related, and the lists kept in it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from daybook.archive import (
    ArchiveReader,
    PackedList,
    WritableArchive,
    open_for_reading,
    open_for_writing,
    pack_related,
    read_attachment,
    save_attachment,
    save_related,
)
from daybook.config import Settings
from daybook.model import Outline, RelatedList, Selection
from daybook.model.titles import normal_title
from daybook.pipeline.lines import Line, related_line
from daybook.pipeline.parsing import processors
from daybook.pipeline.queries import find_event, pieces
from daybook.pipeline.relations_file import Kept, read_kept, write_kept
from daybook.progress import Progress, Steps
from daybook.relate import (
    RANKERS,
    Document,
    LearnedModel,
    Listed,
    Provenance,
    Reading,
    Relations,
    list_related,
    read_documents,
    read_model,
    read_shipped_model,
    relate_all,
    relate_new,
    relate_text,
    train_model,
    write_model,
)
from daybook.workers import map_blocks

MODEL = "ranker.json"
"""The name under which an archive keeps the ranker that was trained on it."""


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
        reader = ArchiveReader(archive.connection)
        documents = list(_documents(reader, reader.select(Selection())))
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
    kept = None if whole else read_kept(settings.files.archive, settings.relate, model, mark)
    if kept is not None and kept.generation == reader.generation():
        return 0
    positions = np.array(reader.positions(), np.int64).reshape(-1, 2)
    if kept is None or kept.relations.index.generation.is_due(len(positions)):
        relations = yield from _relate_all(reader, settings, model)
        changed = yield from _save_all(archive, relations)
    else:
        reworded = set(reader.reworded(kept.generation)).intersection(positions[:, 0].tolist())
        added = read_documents(_documents(reader, sorted(reworded)))
        listed = Listed(positions[:, 0], positions[:, 1].astype(np.int32))
        relations, reached = relate_new(kept.relations, added, listed)
        changed = save_related(archive, (pack_related(*each) for each in list_related(relations, reached)))
    write_kept(settings.files.archive, mark, Kept(ArchiveReader(archive.connection).generation(), relations))
    return changed


def _relate_all(reader: ArchiveReader, settings: Settings, model: LearnedModel | None) -> Steps[Relations]:
    """Relate all listed events, in as many processes as there are processors."""
    ids = reader.select(Selection())
    read: list[Reading] = []
    state = (settings.files.archive, reader.redirects())
    for reading in map_blocks(_read_piece, state, list(pieces(ids)), processors()):
        read.append(reading)
        yield Progress("reading events", sum(len(each.meta) for each in read), len(ids), "events")
    yield Progress("relating", 0, len(ids), "events")
    return relate_all(read, settings.relate, model, processes=processors())


def _read_piece(state: tuple[Path, Mapping[str, str]], ids: Sequence[int]) -> Reading:
    archive, redirects = state
    with open_for_reading(archive, verified=True) as connection:
        reader = ArchiveReader(connection)
        return read_documents(make_document(outline, redirects) for outline in reader.outlines(ids))


def _save_all(archive: WritableArchive, relations: Relations) -> Steps[int]:
    """Make the lists of all events, in as many processes as there are processors, and keep them."""
    ids = relations.index.ids.tolist()
    made: list[PackedList] = []
    for packed in map_blocks(_list_piece, relations, list(pieces(ids)), processors()):
        made += packed
        yield Progress("relating", len(made), len(ids), "events")
    return save_related(archive, made, whole=True)


def _list_piece(relations: Relations, ids: Sequence[int]) -> list[PackedList]:
    return [pack_related(*each) for each in list_related(relations, ids)]


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
        kept = read_kept(settings.files.archive, settings.relate, model, _mark(settings, model))
        if kept is not None and kept.generation == reader.generation():
            return _lines(reader, relate_text(kept.relations, text))
        relations = yield from _relate_all(reader, settings, model)
        return _lines(reader, relate_text(relations, text))


def _model(connection: sqlite3.Connection, settings: Settings) -> LearnedModel | None:
    """Return the model of the trained ranker: the archive's own, else the shipped one; None where none is wanted."""
    if not RANKERS[settings.relate.ranker].needs_model:
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


def _documents(reader: ArchiveReader, ids: Sequence[int]) -> Iterator[Document]:
    """Yield what relating needs of events."""
    redirects = reader.redirects()
    for piece in pieces(ids):
        for outline in reader.outlines(piece):
            yield make_document(outline, redirects)


def make_document(outline: Outline, redirects: Mapping[str, str]) -> Document:
    """Return what relating needs to know of an event."""
    return Document(
        id=outline.id,
        date=outline.date,
        position=outline.position,
        text=outline.text,
        links=outline.links,
        contexts=tuple([_follow(title, redirects) for title in outline.links]),
        stories=outline.stories,
        sources=outline.sources,
    )


def _follow(title: str, redirects: Mapping[str, str]) -> str:
    canonical = normal_title(title)
    return redirects.get(canonical, canonical)
