"""What articles are about, and where: asked of a wiki and its Wikibase over HTTP, kept, and told of events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.archive.histories import event, revision, store
from tests.knowing_wiki import KnowingWiki, entity, item, knowing_wiki, statement

from daybook.archive import ArchiveReader, check_archive, open_for_reading, open_for_writing
from daybook.enrich.items import ask_items, kind_of
from daybook.errors import FetchError
from daybook.model import ArticleKind, Location, Selection, WikidataItem
from daybook.pipeline.enriching import enrich_days
from daybook.progress import finish
from daybook.source.mediawiki import WikiClient
from daybook.source.settings import WikiSettings

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
SPAN = (date(2024, 1, 1), date(2024, 12, 31))


def page(item_id: str, **more: object) -> dict[str, object]:
    return {"pageprops": {"wikibase_item": item_id}, **more}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "test.daybook"
    fair = event("A fair is held in Kilmore.", links=["Kilmore"])
    store(
        path,
        revision(
            1, 9, fair, event("Ann Arden opens a bridge.", links=["Ann Arden"]), event("Rain.", links=["Nowhere"])
        ),
    )
    return path


def enrich(path: Path, wiki: KnowingWiki, now: datetime = NOW) -> int:
    settings = WikiSettings(api=wiki.address, items=wiki.address, pause=0.0)
    with (
        WikiClient(settings) as client,
        WikiClient(replace(settings, api=settings.items_api)) as items,
        open_for_writing(path, now=now) as archive,
    ):
        return finish(enrich_days(client, items, archive, SPAN, now))


def locations(path: Path) -> list[Location | None]:
    with open_for_reading(path) as connection:
        reader = ArchiveReader(connection)
        return [reader.events([each])[each].location for each in reader.select(Selection(*SPAN))]


def tell(wiki: KnowingWiki) -> None:
    wiki.pages = {"Kilmore": page("Q10"), "Ann Arden": page("Q11", description="engineer")}
    wiki.entities = {
        "Q10": entity(("Q100",), countries=("Q27",), point=(53.5, -7.25)),
        "Q11": entity(("Q5",)),
        "Q27": entity(("Q6256",), code="IE"),
        "Q100": entity(above=("Q101",)),
        "Q101": entity(above=("Q486972",)),
    }


def test_an_event_is_where_its_linked_place_is_by_wikidata(path: Path) -> None:
    assert locations(path) == [None, None, None]
    with knowing_wiki() as wiki:
        tell(wiki)
        learnt = enrich(path, wiki)

    assert learnt == 2
    assert locations(path) == [Location("ie", "Kilmore", 53.5, -7.25), None, None]
    assert check_archive(path) == []


def test_what_was_asked_is_asked_again_after_ninety_days_only(path: Path) -> None:
    """A missing article too, and the classes above, which are known then."""
    with knowing_wiki() as wiki:
        tell(wiki)
        enrich(path, wiki)
        first = list(wiki.asked)
        wiki.asked.clear()
        enrich(path, wiki, NOW + timedelta(days=89))
        soon = list(wiki.asked)
        enrich(path, wiki, NOW + timedelta(days=91))

    assert first == [
        ("Ann Arden", "Kilmore", "Nowhere"),
        ("Q11", "Q10"),
        ("Q100", "Q27"),
        ("Q101",),
    ]
    assert soon == []
    assert wiki.asked[0] == ("Ann Arden", "Kilmore", "Nowhere")


def test_the_pages_of_events_that_are_somewhere_else_now_are_due(path: Path) -> None:
    with open_for_reading(path) as connection:
        before = ArchiveReader(connection).generation()
    with knowing_wiki() as wiki:
        tell(wiki)
        enrich(path, wiki)

    with open_for_reading(path) as connection:
        stale = ArchiveReader(connection).stale(before)
    assert stale.events == (1,)
    assert len(stale.days) == 1


def test_the_nearest_known_class_decides_and_two_kinds_equally_near_decide_nothing() -> None:
    known = {
        "Q100": WikidataItem("Q100", parents=("Q101", "Q102")),
        "Q101": WikidataItem("Q101", parents=("Q515",)),
        "Q102": WikidataItem("Q102", parents=("Q43229",)),
        "Q103": WikidataItem("Q103", parents=("Q103",)),
    }

    assert kind_of(("Q5",), known) == (ArticleKind.PERSON, frozenset())
    assert kind_of(("Q101",), known) == (ArticleKind.PLACE, frozenset())
    assert kind_of(("Q100",), known) == (None, frozenset())
    assert kind_of(("Q103",), known) == (None, frozenset())
    assert kind_of(("Q104",), known) == (None, frozenset({"Q104"}))


def test_ended_and_deprecated_statements_do_not_count_and_preferred_ones_come_first() -> None:
    with knowing_wiki() as wiki:
        claims = {
            "P31": [statement(item("Q1"), "deprecated"), statement(item("Q2"), P582=[]), statement(item("Q3"))],
            "P17": [statement(item("Q4")), statement(item("Q5"), "preferred")],
            "P625": [statement({"latitude": 1, "longitude": 2, "globe": "http://www.wikidata.org/entity/Q405"})],
        }
        wiki.entities = {"Q9": {"claims": claims}}
        with WikiClient(WikiSettings(api=wiki.address)) as client:
            ((found,),) = ask_items(client, ["Q9", "Q8", "nonsense", "Q9"])

    assert found == WikidataItem("Q9", ("Q3",), (), ("Q5",))
    assert wiki.asked == [("Q9", "Q8")]


@pytest.mark.parametrize(
    "claims",
    [
        None,
        [],
        {"P31": 5},
        {"P31": [5]},
        {"P31": [{"mainsnak": []}]},
        {"P625": [statement("x")]},
        {"P297": [statement(7)]},
    ],
)
def test_claims_of_any_other_form_tell_nothing(claims: object) -> None:
    with knowing_wiki() as wiki:
        wiki.entities = {"Q9": {"claims": claims}}
        with WikiClient(WikiSettings(api=wiki.address)) as client:
            assert list(ask_items(client, ["Q9"])) == [(WikidataItem("Q9"),)]


def test_an_answer_without_entities_is_an_error() -> None:
    with knowing_wiki() as wiki, WikiClient(WikiSettings(api=wiki.address)) as client:
        wiki.fails = True
        with pytest.raises(FetchError, match="items"):
            list(ask_items(client, ["Q9"]))


def test_only_wikimedias_wikis_are_asked_about_at_wikidata_by_themselves() -> None:
    assert WikiSettings().items_api == "https://www.wikidata.org/w/api.php"
    assert WikiSettings(api="https://wiki.example/api.php").items_api == ""
    assert WikiSettings(items="none").items_api == ""
    assert (
        WikiSettings(api="https://wiki.example/api.php", items="https://base.example/api.php").items_api
        == "https://base.example/api.php"
    )
