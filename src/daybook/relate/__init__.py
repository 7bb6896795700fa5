"""Which events belong together, how strongly and why: pure, from values to values.

    documents -> readings -> index -> pools (per event the best candidates) -> lists (folded, with room, with reasons)

`read_documents` reads documents by themselves, many at a time in as many processes as there are; `relate_all` relates all
that was read in a new generation; `relate_new` adds and removes some, until `Generation.is_due` asks for a new one;
`list_related` makes the lists, with reasons, of all events or of those that changed; `relate_text` finds what is related to
any text. `to_arrays` and `from_arrays` are for keeping relations. `train_model` teaches a ranker an archive's own stories.
"""

from daybook.relate.arrays import from_arrays, to_arrays
from daybook.relate.document import Document
from daybook.relate.generation import Generation
from daybook.relate.learned import LearnedModel, Provenance, read_model, read_shipped_model, write_model
from daybook.relate.lists import Relations, list_related, relate_all, relate_text
from daybook.relate.reading import Reading, read_documents
from daybook.relate.settings import RankerName, RelateSettings
from daybook.relate.training import train_model
from daybook.relate.update import Listed, relate_new

__all__ = [
    "Document",
    "Generation",
    "LearnedModel",
    "Listed",
    "Provenance",
    "RankerName",
    "Reading",
    "RelateSettings",
    "Relations",
    "from_arrays",
    "list_related",
    "read_documents",
    "read_model",
    "read_shipped_model",
    "relate_all",
    "relate_new",
    "relate_text",
    "to_arrays",
    "train_model",
    "write_model",
]
