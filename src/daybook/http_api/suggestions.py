"""What somebody who types may be looking for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from daybook.http_api.events import expect_moment, named_records
from daybook.http_api.records import SuggestionsAnswer
from daybook.http_api.session import ApiSession


def suggest(session: ApiSession, values: Mapping[str, Any]) -> SuggestionsAnswer:
    """Return stories, contexts, categories and outlets whose names begin so."""
    expect_moment(session, values["as_of"])
    found = session.reader.suggest(values["q"], values["size"], values["as_of"])
    return SuggestionsAnswer(named_records(session, found))
