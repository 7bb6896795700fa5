"""Whether the related lists of an archive are up to date: asked by every build, and so without loading what makes them."""

from __future__ import annotations

from daybook.archive import ArchiveReader, is_up_to_date, open_for_reading, read_attachment
from daybook.config import Settings
from daybook.pipeline.relations_file import kept_generation
from daybook.relate import RANKERS, KnowledgeMark, RelateSettings, shipped_mark

MODEL = "ranker.json"
"""The name under which an archive keeps the ranker that was trained on it."""

EMBEDDING = "embedding.npz"
"""The name under which an archive keeps the embedding that it taught."""


def are_related(settings: Settings) -> bool:
    """Say whether the lists of all events are up to date; False, too, where only making them would tell.

    That is so where the archive has a ranker or an embedding of its own, which have to be read first, or was written by an
    earlier Daybook.
    """
    if not is_up_to_date(settings.files.archive):
        return False
    with open_for_reading(settings.files.archive, verified=True) as connection:
        mark = KnowledgeMark()
        if RANKERS[settings.relate.ranker].needs_model:
            if any(read_attachment(connection, name) is not None for name in (MODEL, EMBEDDING)):
                return False
            mark = shipped_mark(settings.site.language)
        made_by = relations_mark(settings.relate, mark)
        return kept_generation(settings.files.archive, made_by) == ArchiveReader(connection).generation()


def relations_mark(settings: RelateSettings, knowledge: KnowledgeMark) -> str:
    """Return what relations depend on besides the archive's events."""
    return f"{settings!r} {knowledge.model} {knowledge.embedding} {knowledge.gazetteer} {knowledge.relevance}"
