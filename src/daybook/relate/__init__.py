"""Which events belong together, how strongly and why: pure, from values to values.

    documents -> readings -> index -> pools (per event the best candidates) -> lists (folded, with room, with reasons)

`read_documents` reads documents by themselves, many at a time in as many processes as there are; `relate_all` relates all
that was read in a new generation; `relate_new` adds and removes some, until `Generation.is_due` asks for a new one;
`list_related` makes the lists, with reasons, of all events or of those that changed; `relate_text` finds what is related to
any text. `Knowledge` is what is known of a language beforehand. `to_arrays`, `from_arrays` and `changes_between` are for keeping relations. `train_model` teaches a ranker an archive's own stories, `train_relevance` what is shown, by graded pairs;
`teach_embedding` an embedding.

Names are loaded when they are first used: `RelateSettings` and `RANKERS` are read at every start, and must not load numpy.
"""

from typing import TYPE_CHECKING

from daybook.lazy_loading import lazy_names

if TYPE_CHECKING:
    from daybook.relate.document import Document
    from daybook.relate.embedding import (
        Embedding,
        EmbeddingProvenance,
        read_embedding,
        read_shipped_embedding,
        write_embedding,
    )
    from daybook.relate.embedding_course import Lesson, teach_embedding
    from daybook.relate.feature_names import FEATURES, OF_PAIRS
    from daybook.relate.generation import Generation
    from daybook.relate.happenings import read_happenings
    from daybook.relate.knowledge import Knowledge, read_shipped_knowledge
    from daybook.relate.knowledge_mark import KnowledgeMark, shipped_mark
    from daybook.relate.lists import Relations, list_related, relate_all, relate_text
    from daybook.relate.quality import is_kept_out
    from daybook.relate.rankers import RANKERS
    from daybook.relate.reading import Reading, read_documents
    from daybook.relate.relation_arrays import changes_between, from_arrays, to_arrays, with_changes
    from daybook.relate.settings import RelateSettings
    from daybook.relate.trained_model import LearnedModel, Provenance, read_model, read_shipped_model, write_model
    from daybook.relate.training import Graded, hide_kept_out, train_model, train_relevance
    from daybook.relate.update import Listed, compact, relate_new

__getattr__ = lazy_names(
    __name__,
    {
        "read_happenings": "happenings",
        "Embedding": "embedding",
        "EmbeddingProvenance": "embedding",
        "read_embedding": "embedding",
        "read_shipped_embedding": "embedding",
        "write_embedding": "embedding",
        "Lesson": "embedding_course",
        "teach_embedding": "embedding_course",
        "FEATURES": "feature_names",
        "OF_PAIRS": "feature_names",
        "hide_kept_out": "training",
        "is_kept_out": "quality",
        "Document": "document",
        "Generation": "generation",
        "Graded": "training",
        "Knowledge": "knowledge",
        "KnowledgeMark": "knowledge_mark",
        "LearnedModel": "trained_model",
        "Listed": "update",
        "Provenance": "trained_model",
        "RANKERS": "rankers",
        "Reading": "reading",
        "RelateSettings": "settings",
        "Relations": "lists",
        "changes_between": "relation_arrays",
        "compact": "update",
        "from_arrays": "relation_arrays",
        "list_related": "lists",
        "read_documents": "reading",
        "read_model": "trained_model",
        "read_shipped_knowledge": "knowledge",
        "read_shipped_model": "trained_model",
        "relate_all": "lists",
        "relate_new": "update",
        "relate_text": "lists",
        "shipped_mark": "knowledge_mark",
        "to_arrays": "relation_arrays",
        "with_changes": "relation_arrays",
        "train_model": "training",
        "train_relevance": "training",
        "write_model": "trained_model",
    },
)

__all__ = [
    "FEATURES",
    "OF_PAIRS",
    "RANKERS",
    "Document",
    "Embedding",
    "EmbeddingProvenance",
    "Generation",
    "Graded",
    "Knowledge",
    "KnowledgeMark",
    "LearnedModel",
    "Lesson",
    "Listed",
    "Provenance",
    "Reading",
    "RelateSettings",
    "Relations",
    "changes_between",
    "compact",
    "from_arrays",
    "hide_kept_out",
    "is_kept_out",
    "list_related",
    "read_documents",
    "read_embedding",
    "read_happenings",
    "read_model",
    "read_shipped_embedding",
    "read_shipped_knowledge",
    "read_shipped_model",
    "relate_all",
    "relate_new",
    "relate_text",
    "shipped_mark",
    "teach_embedding",
    "to_arrays",
    "train_model",
    "train_relevance",
    "with_changes",
    "write_embedding",
    "write_model",
]
