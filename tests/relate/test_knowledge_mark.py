"""What ships is told apart by the same marks as what is taken in."""

from __future__ import annotations

import hashlib

import pytest

from daybook.relate import read_shipped_knowledge, shipped_mark, write_model


@pytest.mark.parametrize("language", ["en", "en-GB", "de", "zz"])
def test_the_mark_of_what_ships_is_that_of_what_is_read(language: str) -> None:
    mark, read = shipped_mark(language), read_shipped_knowledge(language)

    assert read.model is not None
    assert mark.model == hashlib.sha256(write_model(read.model)).hexdigest()
    assert mark.embedding == (read.embedding.digest if read.embedding else "")
    assert mark.gazetteer == (read.gazetteer.language if read.gazetteer else "")
    assert mark.relevance == (hashlib.sha256(write_model(read.relevance)).hexdigest() if read.relevance else "")
