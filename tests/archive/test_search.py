"""Asking an archive: what is found, by what, in which order, as of when."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.archive.histories import (
    DAY,
    LATER,
    NEXT,
    Pair,
    copied,
    event,
    reading,
    revision,
    store,
    write_wrongly,
    writing,
)

from daybook.archive import ArchiveReader, EntryCache, add_redirects, check_archive, open_for_reading, reindex
from daybook.archive.facts.article_facts import ContextFacts, add_context_facts
from daybook.archive.writing.search_entries import KEPT
from daybook.archive.writing.word_index import expect_fts5
from daybook.ask import Answer, CursorError, Query, Sort, read_question
from daybook.errors import ArchiveError
from daybook.model import ChangeKind, Event, Redirect, Source, Status, SubjectKind, Topic


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.daybook"


def headlines(path: Path, question: str | Query, within: Query | None = None) -> list[str]:
    """Return the headlines of an answer, best first."""
    query = question if isinstance(question, Query) else read_question(question, within)
    with reading(path) as reader:
        hits = reader.search(query).hits
        events = reader.at(query.as_of).events([hit.event for hit in hits])
        return [events[hit.event].event.headline.plain for hit in hits]


def ask(path: Path, question: str, within: Query | None = None) -> Answer:
    with reading(path) as reader:
        return reader.search(read_question(question, within))


def hours(count: float) -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) + timedelta(hours=count)


NEWS = (
    event(
        "A ferry sinks off Aldmoor and two people die.",
        "https://harbour.example/1",
        links=["Aldmoor"],
        topics=["Loss of the Wren"],
    ),
    event(
        "The ferry's owner says that it was banned from sailing.", topics=["Loss of the Wren"], category="Law and crime"
    ),
    event("The Security Council of Brell votes on COVID-19 rules.", links=["Brell"], category="Health"),
    event("Erdal Çelik wins the chess cup of Łąkowo.", category="Sports"),
    event("Chinese divers find a wreck near Aldmoor.", links=["Aldmoor"]),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "test.daybook"
    store(path, revision(1, 1, *NEWS), revision(2, 1, "A mine collapses in Brell.", "The cup is stolen.", day=NEXT))
    return path


@pytest.fixture
def news(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path)


@pytest.mark.parametrize(
    "question",
    [
        "aldmoor ferry",
        "ferries sink",
        "ferry sank",
        "boat sinks",
        "loss of the wren",
        "ferry death",
        "fery sinks",
        "ferry 4 May 2024",
        "2024-05-04 ferry",
        '"ferry sinks"',
        "sinking ferry -owner",
    ],
)
def test_an_event_is_found_by_forms_guises_near_words_names_dates_and_slips(news: Path, question: str) -> None:
    assert headlines(news, question)[0] == NEWS[0].headline.plain


@pytest.mark.parametrize("question", ["COVID19", "covid 19", "COVID-19", "coronavirus", "security council"])
def test_joined_and_split_words_are_the_same(news: Path, question: str) -> None:
    assert headlines(news, question) == [NEWS[2].headline.plain]


def test_accents_and_letters_of_other_alphabets_may_be_left_out(news: Path) -> None:
    assert headlines(news, "celik lakowo") == [NEWS[3].headline.plain]


def test_a_country_and_its_people_count_as_each_other(news: Path) -> None:
    assert headlines(news, "china divers")[0] == NEWS[4].headline.plain


def test_a_name_is_found_by_its_initials(path: Path) -> None:
    store(path, revision(1, 1, "The Harbour Safety Board of Aldmoor reports.", "The safety of boards is tested."))

    assert headlines(path, "HSB") == ["The Harbour Safety Board of Aldmoor reports."]


def test_an_event_is_found_by_the_article_that_its_label_leads_to(path: Path) -> None:
    """Also where no word of the article's title stands on the page; a label that leads nowhere does no harm."""
    games, fire = Topic("Athletics", "Quadrennial contest of Oakhythe"), Topic("Fire")
    store(path, revision(1, 1, event("A record falls.", label=games), event("A barn burns.", label=fire)))

    assert headlines(path, "quadrennial contest") == ["A record falls."]


def test_events_that_lack_a_word_follow_and_say_so(news: Path) -> None:
    answer = ask(news, "ferry owner jailed")

    assert answer.partial
    assert answer.hits[0].missing == ("jailed",)


def test_a_word_that_no_event_has_is_told(news: Path) -> None:
    answer = ask(news, "ferry qwertzuiop")

    assert answer.unknown == ("qwertzuiop",)
    assert answer.hits


def test_words_that_say_nothing_are_told_and_count_where_there_are_no_others(news: Path) -> None:
    assert ask(news, "the ferry").ignored == ("the",)
    assert ask(news, "the").ignored == ()
    assert ask(news, "the").hits


def test_a_mended_spelling_is_told(news: Path) -> None:
    answer = ask(news, "secruity council")

    assert answer.corrected == "security council"
    assert answer.hits


def test_a_typed_day_is_told(news: Path) -> None:
    answer = ask(news, "5 May 2024")

    assert answer.day == NEXT
    assert answer.total == 2


def test_a_question_for_a_day_that_nothing_happened_on_finds_nothing(news: Path) -> None:
    assert ask(news, "1 January 1999").hits == ()


def test_stories_and_contexts_that_match_are_told(news: Path) -> None:
    subjects = ask(news, "wren").subjects

    assert [(each.kind, each.name, each.events) for each in subjects] == [(SubjectKind.TOPIC, "Loss of the Wren", 2)]


def test_subjects_are_suggested_while_their_names_are_typed(news: Path) -> None:
    """By any word, the last one as a beginning; most events first; as of a moment, those that had any."""
    with reading(news) as reader:
        assert [each.text for each in reader.suggest("wr")] == ["Loss of the Wren"]
        assert [each.text for each in reader.suggest("losses of wren")] == ["Loss of the Wren"]
        assert [(each.kind, each.slug, each.events) for each in reader.suggest("ald")] == [
            (SubjectKind.CONTEXT, "aldmoor", 2)
        ]
        assert reader.suggest("") == reader.suggest("qwertz") == reader.suggest('"*') == []
        assert reader.suggest("wr", as_of=hours(0.5)) == []


def test_the_host_of_an_outlet_finds_what_cites_it(news: Path) -> None:
    assert headlines(news, "harbour.example") == [NEWS[0].headline.plain]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (Query(), 7),
        (Query(since=NEXT), 2),
        (Query(until=DAY), 5),
        (Query(categories=("health",)), 1),
        (Query(categories=("health", "law-and-crime")), 2),
        (Query(topics=("loss-of-the-wren",)), 2),
        (Query(contexts=("aldmoor",)), 2),
        (Query(contexts=("aldmoor",), topics=("loss-of-the-wren",)), 1),
        (Query(outlets=("harbour.example",)), 1),
        (Query(contexts=("nowhere",)), 0),
        (Query(status=Status.WITHDRAWN), 0),
        (Query(status=None), 7),
        (Query(phrases=("the cup",)), 1),
        (Query(without=("ferry",)), 5),
    ],
)
def test_each_filter_narrows(news: Path, query: Query, count: int) -> None:
    with reading(news) as reader:
        answer = reader.search(query)

    assert answer.total == len(answer.hits) == count


def test_agencies_and_wikidata_ids_are_filters_too(path: Path) -> None:
    cited = replace(NEWS[0], sources=(Source("https://a.example/1", "AP via Example", "Example", "Associated Press"),))
    store(path, revision(1, 1, cited, NEWS[1]))
    with writing(path) as archive:
        add_context_facts(archive, [ContextFacts("Aldmoor", wikidata="Q42")], LATER)

    assert headlines(path, Query(agencies=("associated press",))) == [NEWS[0].headline.plain]
    assert headlines(path, Query(wikidata=("Q42", "Q43"))) == [NEWS[0].headline.plain]
    assert headlines(path, Query(wikidata=("Q43",))) == []


def test_events_are_found_by_when_and_how_they_changed(path: Path) -> None:
    one, other = "Two boats are lost at sea.", "A bridge opens."
    store(path, revision(1, 1, one, other), revision(2, 5, "Three boats are lost at sea.", other))

    assert headlines(path, Query(changed_since=hours(4))) == ["Three boats are lost at sea."]
    assert headlines(path, Query(changed_since=hours(4), kinds=(ChangeKind.FIGURE,))) == [
        "Three boats are lost at sea."
    ]
    assert headlines(path, Query(changed_since=hours(4), kinds=(ChangeKind.CATEGORY,))) == []
    assert headlines(path, Query(sort=Sort.CHANGED))[0] == "Three boats are lost at sea."


def test_a_merged_article_is_found_by_either_title(news: Path) -> None:
    with writing(news) as archive:
        add_redirects(archive, [Redirect("Aldmoor", "Port of Aldmoor")])

    assert len(headlines(news, Query(contexts=("aldmoor",)))) == 2
    assert ask(news, "port of aldmoor").subjects[0].events == 2


@pytest.mark.parametrize(
    "question", ["Aldmoor", "loss of the wren", "aldmor ferry", "Security Council", "harbour.example"]
)
def test_an_answer_is_the_same_whether_the_index_was_read_beforehand(news: Path, question: str) -> None:
    with writing(news) as connection:
        add_redirects(connection, [Redirect("Aldmoor", "Port of Aldmoor")])
    query = read_question(question)

    with open_for_reading(news) as connection:
        cold, warm = ArchiveReader(connection, EntryCache()), ArchiveReader(connection, EntryCache())
        warm.warm()
        briefs = [reader.briefs(range(1, 9)) for reader in (cold, warm)]

        assert warm.search(query) == cold.search(query)
        assert briefs[0] == briefs[1]


def test_orders(news: Path) -> None:
    newest, oldest = headlines(news, Query(sort=Sort.NEWEST)), headlines(news, Query(sort=Sort.OLDEST))

    assert newest == oldest[::-1]
    assert oldest[0] == NEWS[0].headline.plain


MANY = [f"Boat {number} of {number % 7} arrives in port {number % 3}." for number in range(40)]


def walk(path: Path, query: Query, meanwhile: Sequence[Pair] = ()) -> list[int]:
    """Return the ids of all events of an answer, page by page; after each page another of the revisions is stored."""
    found: list[int] = []
    edits = list(meanwhile)
    while True:
        with reading(path) as reader:
            answer = reader.search(query)
        found += [hit.event for hit in answer.hits]
        if answer.next is None:
            return found
        query = replace(query, cursor=answer.next)
        if edits:
            store(path, edits.pop(0))


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("question", ["", "boat port 2"])
def test_a_walk_neither_misses_nor_repeats_an_event_while_edits_land(path: Path, sort: Sort, question: str) -> None:
    """Events are reworded, withdrawn, added, and moved to another day meanwhile."""
    store(path, revision(1, 1, *MANY))
    query = read_question(question, Query(sort=sort, size=7))
    with reading(path) as reader:
        whole = [hit.event for hit in reader.search(replace(query, size=500)).hits]

    edits = [
        revision(2, 30, *[f"{text} Late." for text in MANY[10:]], "Boat 99 of 2 arrives in port 2."),
        revision(3, 31, *MANY[:5], day=NEXT),
        revision(4, 32, *MANY[20:]),
    ]

    assert walk(path, query, edits) == whole
    assert len(set(whole)) == len(whole) > 7


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "e30", "ünsinn", "=" * 9])
def test_what_is_no_cursor_is_refused(news: Path, cursor: str) -> None:
    with reading(news) as reader, pytest.raises(CursorError, match="not a cursor"):
        reader.search(Query(cursor=cursor or "?"))


def test_a_cursor_belongs_to_its_question(news: Path) -> None:
    with reading(news) as reader:
        after = reader.search(Query(size=2)).next
        with pytest.raises(CursorError, match="another query"):
            reader.search(Query(size=2, cursor=after, since=NEXT))


def test_a_cursor_is_too_old_once_the_index_was_rebuilt(news: Path) -> None:
    with reading(news) as reader:
        after = reader.search(Query(size=2)).next
    store(news, revision(9, 50, "Something else happens."))
    with writing(news) as archive:
        reindex(archive.connection)

    with reading(news) as reader, pytest.raises(CursorError, match="too old"):
        reader.search(Query(size=2, cursor=after))


def test_a_walk_can_go_on_for_a_thousand_changes_and_what_no_walk_needs_is_forgotten(news: Path) -> None:
    def go_to(generation: int) -> None:
        write_wrongly(news, f"UPDATE counter SET value = {generation} WHERE name = 'generation'")

    def gone() -> int:
        with open_for_reading(news) as connection:
            return int(connection.execute("SELECT count(*) FROM entry WHERE gone NOT NULL").fetchone()[0])

    with reading(news) as reader:
        begun, after = reader.generation(), reader.search(Query(size=2)).next
    for generation, is_known in ((begun + KEPT, True), (begun + KEPT + 1, False)):
        go_to(generation)
        with reading(news) as reader:
            if is_known:
                assert reader.search(Query(size=2, cursor=after)).hits
            else:
                with pytest.raises(CursorError, match="too old"):
                    reader.search(Query(size=2, cursor=after))
    store(news, revision(3, 5, *NEWS[:-1], "Divers of China find a wreck near Aldmoor."))
    with reading(news) as reader:
        changed = reader.generation()
    assert gone() == 1
    go_to(changed + KEPT - 2)
    store(news, revision(4, 6, *NEWS[:-1], "Divers of China find a wreck near Aldmoor.", "Rain."))
    assert gone() == 1
    store(news, revision(5, 7, *NEWS[:-1], "Divers of China find a wreck near Aldmoor.", "Rain.", "Snow."))
    assert gone() == 0
    assert check_archive(news) == []


def test_the_past_does_not_know_what_came_later(path: Path) -> None:
    """Neither wordings nor their words, nor events, nor withdrawals."""
    first, second = "Two miners are missing in Brell.", "Seven miners are rescued in Brell."
    store(
        path,
        revision(1, 1, first),
        revision(2, 10, second, "A bridge opens."),
        revision(3, 20, second),
        read_at=LATER,
    )

    def known(question: str, at: float) -> list[str]:
        return headlines(path, question, Query(as_of=hours(at)))

    assert known("miners", 0.5) == []
    assert known("miners", 1) == known("missing", 9) == [first]
    assert known("rescued", 9) == []
    assert known("rescued", 10) == [second]
    assert known("bridge", 20.9) == ["A bridge opens."]
    assert known("bridge", 21) == []
    assert headlines(path, "bridge", Query(as_of=hours(22), status=None)) == ["A bridge opens."]


def test_a_rebuilt_index_answers_the_same(news: Path) -> None:
    before = ask(news, "ferry aldmoor sinks")
    with writing(news) as archive:
        reindex(archive.connection)

    assert ask(news, "ferry aldmoor sinks") == before
    assert check_archive(news) == []


def test_an_archive_of_an_earlier_version_is_indexed_when_it_is_opened(news: Path) -> None:
    write_wrongly(news, "UPDATE counter SET value = 0 WHERE name = 'index'")

    with reading(news) as reader, pytest.raises(ArchiveError, match="search index is missing"):
        reader.search(Query())
    with writing(news):
        pass
    assert headlines(news, "ferry sinks")[0] == NEWS[0].headline.plain


def test_a_sqlite_without_fts5_is_told(news: Path) -> None:
    class Bare(sqlite3.Connection):
        """A connection of a SQLite that has no modules."""

        def execute(self, sql: str, *_: object) -> sqlite3.Cursor:
            return super().execute("SELECT 'rtree' AS name" if "module_list" in sql else sql)

    connection = sqlite3.connect(":memory:", factory=Bare)
    try:
        with pytest.raises(ArchiveError, match="has no FTS5"):
            expect_fts5(connection)
    finally:
        connection.close()
    with open_for_reading(news) as real:
        expect_fts5(real)


def wording(text: str, *topics: Topic) -> Event:
    return event(text, topics=topics)


def test_exact_phrases_come_before_scattered_words(path: Path) -> None:
    store(
        path, revision(1, 1, "The fall of the bridge delays trains to Kelm.", "Kelm falls.", "A bridge falls in Kelm.")
    )

    assert headlines(path, "kelm falls")[0] == "Kelm falls."


def test_a_rare_word_says_more_than_a_common_one(path: Path) -> None:
    common = [f"The council of town {number} meets." for number in range(20)]
    store(path, revision(1, 1, *common, "A comet is seen.", day=date(2024, 5, 4)))

    assert headlines(path, "council comet")[0] == "A comet is seen."


def test_the_spelling_of_the_first_few_words_is_mended(path: Path) -> None:
    """Each costs a look through all words of the index: a question of nothing but slips must not cost a second."""
    right = ["harbour", "lantern", "meadow", "quarry", "saffron", "timber", "violin", "walnut", "zeppelin"]
    store(
        path,
        [
            revision(1, 1, event(f"The {word} of the town."), day=date(2024, 5, place))
            for place, word in enumerate(right, 1)
        ],
    )

    answer = ask(path, " ".join(f"{word[:3]}x{word[4:]}" for word in right))

    assert answer.corrected is not None
    assert answer.corrected.split() == [*right[:8], "zepxelin"]
    assert answer.unknown == ("zepxelin",)


def test_a_thing_itself_comes_before_what_came_after_unless_that_is_asked_for(path: Path) -> None:
    sinks, tried = (
        "The ferry Wren sinks off Brell with all who were on board.",
        "A trial: the ferry Wren sinks off Brell.",
    )
    store(path, revision(1, 1, event(tried), event(sinks)))

    assert headlines(path, "ferry wren sinks") == [sinks, tried]
    assert headlines(path, "ferry wren trial")[0] == tried
