"""What tells the knowledge that ships with one Daybook from that of another, without taking any of it in."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib import resources

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
        digest = hashlib.sha256()
        with folder.joinpath("shipped_embedding.npz").open("rb") as file, zipfile.ZipFile(file) as arrays:
            for name in ("text", "vectors", "ordinary"):
                digest.update(_numbers(arrays.read(f"{name}.npy")))
        embedding = digest.hexdigest()
        relevance = hashlib.sha256(folder.joinpath("shipped_relevance.json").read_bytes()).hexdigest()
    model = hashlib.sha256(folder.joinpath("shipped_model.json").read_bytes()).hexdigest()
    return KnowledgeMark(model, embedding, gazetteer_language(language) or "", relevance)


def _numbers(array: bytes) -> memoryview:
    """Return the bytes of an array's numbers, without the head that numpy's format gives it.

    That is six bytes of magic, two of version and two that say how long the rest of the head is
    (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). Every build asks: numpy would take longer to load
    than all of this takes.
    """
    return memoryview(array)[10 + int.from_bytes(array[8:10], "little") :]
