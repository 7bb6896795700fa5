"""Related lists: documents out of the archive, related, and the lists kept in it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
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
from daybook.pipeline.related_state import EMBEDDING, MODEL, relations_mark
from daybook.pipeline.relations_file import Kept, read_kept, write_kept
from daybook.progress import Progress, Steps
from daybook.relate import (
    OF_PAIRS,
    RANKERS,
    Document,
    Embedding,
    Knowledge,
    KnowledgeMark,
    Lesson,
    Listed,
    Provenance,
    Reading,
    Relations,
    hide_kept_out,
    is_kept_out,
    list_related,
    read_documents,
    read_embedding,
    read_model,
    read_shipped_knowledge,
    relate_all,
    relate_new,
    relate_text,
    teach_embedding,
    train_model,
    write_embedding,
    write_model,
)
from daybook.workers import leaving_cycles_alone, map_blocks


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
        about = f"{settings.files.archive.name}, {now:%Y-%m-%d}"
        known = read_shipped_knowledge(settings.site.language)
        if known.embedding is None:
            about_texts = (about, settings.site.language)
            known = replace(known, embedding=(yield from _teach_embedding(archive, documents, about_texts, known)))
        yield Progress("training", 0, len(documents), "events")
        model = train_model(documents, corpus=about, knowledge=known, processes=processors())
        save_attachment(archive, MODEL, write_model(model))
        yield Progress("training", len(documents), len(documents), "events")
        return model.provenance


def _teach_embedding(
    archive: WritableArchive, documents: Sequence[Document], about: tuple[str, str], known: Knowledge
) -> Steps[Embedding]:
    """Teach an archive in a language without a shipped embedding its own, and keep it in the archive."""
    judges = list(hide_kept_out(documents))  # they measure the ranker that looks at this embedding
    lesson = Lesson(documents, judges, OF_PAIRS, about, known, leave_out=is_kept_out, processes=processors())
    embedding = yield from teach_embedding(lesson)
    save_attachment(archive, EMBEDDING, write_embedding(embedding))
    return embedding


def relate_archive(archive: WritableArchive, settings: Settings, *, whole: bool = False) -> Steps[int]:
    """Do the same for an archive that is held already."""
    reader = ArchiveReader(archive.connection)
    knowledge = _knowledge(archive.connection, settings)
    mark = _mark(settings, knowledge)
    found = None if whole else read_kept(settings.files.archive, settings.relate, knowledge, mark)
    if found is not None and found.kept.generation > reader.generation():
        found = None  # the archive was put back to an earlier state
    kept = found.kept if found else None
    if kept is not None and kept.generation == reader.generation():
        return 0
    positions = np.array(reader.positions(), np.int64).reshape(-1, 2)
    if kept is None or kept.relations.index.generation.is_due(len(positions)):
        relations, found = (yield from _relate_all(reader, settings, knowledge)), None
        changed = yield from _save_all(archive, relations)
    else:
        reworded = set(reader.reworded(kept.generation)).intersection(positions[:, 0].tolist())
        added = read_documents(_documents(reader, sorted(reworded)))
        listed = Listed(positions[:, 0], positions[:, 1].astype(np.int32))
        relations, reached = relate_new(kept.relations, added, listed)
        changed = save_related(archive, (pack_related(*each) for each in list_related(relations, reached)))
    write_kept(settings.files.archive, mark, Kept(ArchiveReader(archive.connection).generation(), relations), found)
    return changed


def _relate_all(reader: ArchiveReader, settings: Settings, knowledge: Knowledge) -> Steps[Relations]:
    """Relate all listed events, in as many processes as there are processors."""
    ids = reader.select(Selection())
    read: list[Reading] = []
    state = (settings.files.archive, reader.redirects())
    for reading in map_blocks(_read_piece, state, list(pieces(ids)), processors()):
        read.append(reading)
        yield Progress("reading events", sum(len(each.meta) for each in read), len(ids), "events")
    yield Progress("relating", 0, len(ids), "events")
    return relate_all(read, settings.relate, knowledge, processes=processors())


def _read_piece(state: tuple[Path, Mapping[str, str]], ids: Sequence[int]) -> Reading:
    archive, redirects = state
    with open_for_reading(archive, verified=True) as connection, leaving_cycles_alone():
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
    with leaving_cycles_alone():
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
        knowledge = _knowledge(connection, settings)
        found = read_kept(settings.files.archive, settings.relate, knowledge, _mark(settings, knowledge))
        if found is not None and found.kept.generation == reader.generation():
            return _lines(reader, relate_text(found.kept.relations, text))
        relations = yield from _relate_all(reader, settings, knowledge)
        return _lines(reader, relate_text(relations, text))


def _knowledge(connection: sqlite3.Connection, settings: Settings) -> Knowledge:
    """Return what is known of the archive's language: what it was taught itself, else what is shipped."""
    if not RANKERS[settings.relate.ranker].needs_model:
        return Knowledge()
    shipped = read_shipped_knowledge(settings.site.language)
    model, embedding = read_attachment(connection, MODEL), read_attachment(connection, EMBEDDING)
    return replace(
        shipped,
        model=shipped.model if model is None else read_model(model),
        embedding=shipped.embedding if embedding is None else read_embedding(embedding),
    )


def _mark(settings: Settings, knowledge: Knowledge) -> str:
    model, embedding, gazetteer = knowledge.model, knowledge.embedding, knowledge.gazetteer
    mark = KnowledgeMark(
        hashlib.sha256(write_model(model)).hexdigest() if model else "",
        embedding.digest if embedding else "",
        gazetteer.language if gazetteer else "",
        hashlib.sha256(write_model(knowledge.relevance)).hexdigest() if knowledge.relevance else "",
    )
    return relations_mark(settings.relate, mark)


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
