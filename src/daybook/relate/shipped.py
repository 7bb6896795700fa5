"""What tells the knowledge that ships with one Daybook from that of another, without taking any of it in."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from daybook.gazetteer import gazetteer_language

SHIPPED_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class KnowledgeMark:
    """Digests of model, embedding and relevance, and the language of the gazetteer; empty what there is none of."""

    model: str = ""
    embedding: str = ""
    gazetteer: str = ""
    relevance: str = ""


@cache
def shipped_mark(language: str) -> KnowledgeMark:
    """Return the mark of `read_shipped_knowledge(language)`."""
    folder = resources.files("daybook.relate")
    embedding = relevance = ""
    if language.partition("-")[0].casefold() == SHIPPED_LANGUAGE:
        with np.load(io.BytesIO(folder.joinpath("shipped_embedding.npz").read_bytes()), allow_pickle=False) as arrays:
            embedding = hashlib.sha256(arrays["text"].tobytes() + arrays["vectors"].tobytes()).hexdigest()
        relevance = hashlib.sha256(folder.joinpath("shipped_relevance.json").read_bytes()).hexdigest()
    model = hashlib.sha256(folder.joinpath("shipped_model.json").read_bytes()).hexdigest()
    return KnowledgeMark(model, embedding, gazetteer_language(language) or "", relevance)
