"""Which events belong together, how strongly and why: pure, from values to values.

`relate_all` relates all documents in a new generation; `relate_new` adds and removes some, until `Generation.is_due` asks
for a new one; `list_related` makes the lists, with reasons, of all events or of those that changed; `relate_text` finds
what is related to any text. `train_model` teaches a ranker an archive's own stories.
"""

from daybook.relate.document import Document
from daybook.relate.generation import Generation
from daybook.relate.learned import LearnedModel, Provenance, read_model, read_shipped_model, write_model
from daybook.relate.lists import Relations, list_related, relate_all, relate_text
from daybook.relate.settings import RankerName, RelateSettings
from daybook.relate.training import train_model
from daybook.relate.update import relate_new

__all__ = [
    "Document",
    "Generation",
    "LearnedModel",
    "Provenance",
    "RankerName",
    "RelateSettings",
    "Relations",
    "list_related",
    "read_model",
    "read_shipped_model",
    "relate_all",
    "relate_new",
    "relate_text",
    "train_model",
    "write_model",
]
