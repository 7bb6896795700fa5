"""Whatever a wiki sends, the outcome is pages, reasons, or one `FetchError`."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples
from tests.network.hostile import ENDLESS
from tests.source.scripted_server import http, scripted_server

from daybook.enrich.wiki import ask_about
from daybook.errors import FetchError
from daybook.source.fetch import fetch_pages
from daybook.source.items import Cause, NotRead, PageHistory, SourceItem
from daybook.source.mediawiki import Clock, WikiClient
from daybook.source.settings import WikiSettings

DAY = "Portal:Current events/2004 August 14"
NO_WAIT = Clock(sleep=lambda _seconds, _why: None)
NUMBERS = (0, -1, 2**63 - 1, 2**63, 2**64, 10**400)
TIMES = (
    "", "yesterday", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
    "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2004-08-14T10:00:00Z", "\x00", "9" * 400,
)  # fmt: skip


@pytest.mark.parametrize("way", sorted(ENDLESS))
def test_a_wiki_whose_answer_never_ends_is_given_up(way: str) -> None:
    """Each byte comes in time; only a deadline for the whole answer ends these."""
    with scripted_server(ENDLESS[way]) as server:
        wiki = WikiSettings(api=server.address, longest_answer=0.3, timeout=300.0, retries=0)
        with WikiClient(wiki, NO_WAIT) as client, pytest.raises(FetchError, match=r"took too long|not valid HTTP"):
            list(client.query({}))


def fetched(*answers: Any) -> list[SourceItem]:
    """Fetch one page from a wiki that answers so."""
    with scripted_server(*map(http, answers)) as server:
        settings = WikiSettings(api=server.address, retries=0)
        with WikiClient(settings, NO_WAIT) as client:
            return list(fetch_pages(client, [DAY], {}))


def info(number: int = 7) -> dict[str, Any]:
    return {"query": {"pages": [{"title": DAY, "lastrevid": number, "length": 3}]}}


def text(number: int = 7, time: str = "2004-08-14T10:00:00Z") -> dict[str, Any]:
    slots = {"main": {"contentmodel": "wikitext", "content": "* A"}}
    revision = {"revid": number, "timestamp": time, "user": "Ed", "slots": slots}
    return {"query": {"pages": [{"title": DAY, "revisions": [revision]}]}}


@pytest.mark.parametrize("number", [0, -1, 2**63, 2**64, 10**400])
def test_a_number_that_no_revision_has_is_a_reason(number: int) -> None:
    (listed, _) = fetched(info(number))
    (read, _) = fetched(info(), text(number))

    assert isinstance(listed.content, NotRead)
    assert isinstance(read.content, NotRead)
    assert listed.content.cause is read.content.cause is Cause.BAD_NUMBER


@pytest.mark.parametrize("time", TIMES[2:7])
def test_a_time_at_which_nobody_saved_a_page_is_a_reason(time: str) -> None:
    (read, _) = fetched(info(), text(time=time))

    assert read.content == NotRead(DAY, Cause.BAD_TIME, 7, detail=time)


@pytest.mark.parametrize("time", ["", "yesterday"])
def test_a_time_that_is_none_is_unknown(time: str) -> None:
    (read, _) = fetched(info(), text(time=time))

    assert isinstance(read.content, PageHistory)
    assert read.content.revisions[0].timestamp is None


SCALARS = st.sampled_from([None, True, *NUMBERS[:5], 1.5, *TIMES, DAY, "main", "wikitext", "* A", "#REDIRECT [[X]]"])
NAMES = st.sampled_from(
    ["query", "pages", "title", "lastrevid", "length", "revisions", "revid", "timestamp", "slots", "main", "content",
     "contentmodel", "missing", "invalid", "redirect", "redirects", "from", "to", "continue", "error", "code", "info",
     "normalized", "coordinates", "lat", "lon", "pageprops"]
)  # fmt: skip
ANSWERS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=25
)
PAGES = st.fixed_dictionaries(
    {"title": st.just(DAY)},
    optional={"lastrevid": SCALARS, "length": SCALARS, "missing": SCALARS, "revisions": ANSWERS, "redirect": SCALARS},
)
WHOLE = st.one_of(
    ANSWERS,
    PAGES.map(lambda page: {"query": {"pages": [page]}}),
    st.sampled_from([info(), text()]),
)


@examples(80)
@given(answers=st.lists(WHOLE, min_size=1, max_size=4), history=st.booleans())
def test_whatever_a_wiki_answers_it_is_pages_or_reasons_or_one_error(answers: list[Any], history: bool) -> None:
    failure = ""
    items: list[SourceItem] = []
    with (
        scripted_server(*[http({"batchcomplete": True} if answer is None else answer) for answer in answers]) as server,
        WikiClient(WikiSettings(api=server.address, retries=0), NO_WAIT) as client,
    ):
        try:
            items += fetch_pages(client, [DAY], {}, history=history)
            list(ask_about(client, ["Ferry"]))
        except FetchError as error:
            failure = error.message

    assert items or failure
    assert failure.isprintable()
    for item in items:
        if isinstance(item.content, PageHistory):
            assert all(raw.revision is not None and 0 < raw.revision < 2**63 for raw in item.content.revisions)
