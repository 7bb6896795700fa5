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
    from daybook.relate.index.generation import Generation
    from daybook.relate.knowledge.embedding import (
        Embedding,
        EmbeddingProvenance,
        read_embedding,
        read_shipped_embedding,
        write_embedding,
    )
    from daybook.relate.knowledge.feature_names import FEATURES, OF_PAIRS
    from daybook.relate.knowledge.knowledge_mark import KnowledgeMark, shipped_mark
    from daybook.relate.knowledge.language_knowledge import Knowledge, read_shipped_knowledge
    from daybook.relate.knowledge.trained_model import (
        LearnedModel,
        Provenance,
        read_model,
        read_shipped_model,
        write_model,
    )
    from daybook.relate.lists.related_lists import Relations, list_related, relate_all, relate_text
    from daybook.relate.lists.relation_arrays import changes_between, from_arrays, to_arrays, with_changes
    from daybook.relate.lists.updates import Listed, compact, relate_new
    from daybook.relate.ranking.registry import RANKERS
    from daybook.relate.settings import RelateSettings
    from daybook.relate.terms.document import Document
    from daybook.relate.terms.happenings import read_happenings
    from daybook.relate.terms.reading import Reading, read_documents
    from daybook.relate.training.embedding_course import Lesson, teach_embedding
    from daybook.relate.training.quality import is_kept_out
    from daybook.relate.training.ranker_training import Graded, hide_kept_out, train_model, train_relevance

__getattr__ = lazy_names(
    __name__,
    {
        "read_happenings": "terms.happenings",
        "Embedding": "knowledge.embedding",
        "EmbeddingProvenance": "knowledge.embedding",
        "read_embedding": "knowledge.embedding",
        "read_shipped_embedding": "knowledge.embedding",
        "write_embedding": "knowledge.embedding",
        "Lesson": "training.embedding_course",
        "teach_embedding": "training.embedding_course",
        "FEATURES": "knowledge.feature_names",
        "OF_PAIRS": "knowledge.feature_names",
        "hide_kept_out": "training.ranker_training",
        "is_kept_out": "training.quality",
        "Document": "terms.document",
        "Generation": "index.generation",
        "Graded": "training.ranker_training",
        "Knowledge": "knowledge.language_knowledge",
        "KnowledgeMark": "knowledge.knowledge_mark",
        "LearnedModel": "knowledge.trained_model",
        "Listed": "lists.updates",
        "Provenance": "knowledge.trained_model",
        "RANKERS": "ranking.registry",
        "Reading": "terms.reading",
        "RelateSettings": "settings",
        "Relations": "lists.related_lists",
        "changes_between": "lists.relation_arrays",
        "compact": "lists.updates",
        "from_arrays": "lists.relation_arrays",
        "list_related": "lists.related_lists",
        "read_documents": "terms.reading",
        "read_model": "knowledge.trained_model",
        "read_shipped_knowledge": "knowledge.language_knowledge",
        "read_shipped_model": "knowledge.trained_model",
        "relate_all": "lists.related_lists",
        "relate_new": "lists.updates",
        "relate_text": "lists.related_lists",
        "shipped_mark": "knowledge.knowledge_mark",
        "to_arrays": "lists.relation_arrays",
        "with_changes": "lists.relation_arrays",
        "train_model": "training.ranker_training",
        "train_relevance": "training.ranker_training",
        "write_model": "knowledge.trained_model",
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
