"""What an archive answers, whole: `answers.txt` holds questions to a reader, one a line, each with all that is answered.

A week of pages is read in steps: events are added, reworded, moved, withdrawn, joined and taken to another day; articles are renamed,
described and located; sources are asked and looked at. `python -m tests.archive.test_answers` writes what is answered now;
its difference is to be read before it is committed.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from tests.archive.histories import LATER
from tests.recordings import Recording

from daybook import archive as daybook_archive
from daybook.archive import (
    ArchiveReader,
    ChangeQuestion,
    ContextFacts,
    SourceAnswer,
    SourceLook,
    WritableArchive,
    add_context_facts,
    add_items,
    add_missing_articles,
    add_redirects,
    add_revisions,
    add_source_answers,
    add_source_states,
    archive_status,
    articles_to_ask,
    confirm_unchanged,
    copy_as_of,
    join_outlets,
    keep_attribute,
    open_for_reading,
    open_for_writing,
    pack_related,
    relocate,
    report_missing,
    save_related,
    show_since,
    source_figures,
    sources_to_ask,
    sources_to_look_at,
)
from daybook.ask import Query, Sort
from daybook.model import (
    ArchivedCopy,
    ArticleKind,
    ChangeKind,
    RawPage,
    Reason,
    ReasonKind,
    Redirect,
    Related,
    RelatedList,
    RichText,
    Selection,
    SourceFacts,
    SourceHealth,
    SourceState,
    Status,
    SubjectKind,
    WikidataItem,
)
from daybook.parse import parse_page

ANSWERS = Recording(Path(__file__).with_name("answers.txt"))

FERRY = "* [[Ferry accident]]\n** A ferry sinks off [[Kilmore]]"
CITED = "[https://news.example/ferry (Example)]"
CHOIR = (
    "* A choir sings in [[Lisbon]]. [https://other.example/choir (AP via Other)] [https://news.example/choir (Example)]"
)
STRIKE = "* Bakers go on strike for more pay in [[Oslo]]. [https://other.example/strike (Other)]"
VOTE = ";Politics\n* [[Election in Norway|Election]]: Voters in Norway elect a new parliament today."

PAGES: tuple[tuple[tuple[int, float | None, int | None, str], ...], ...] = (
    ((4, 9, 1, f";Disasters\n{FERRY}, two drown. {CITED}\n{CHOIR}"),),
    ((4, 12, 2, f";Disasters\n{FERRY}, nine drown. {CITED}\n{CHOIR}\n{STRIKE}"), (5, 10, 3, f"{VOTE}\n{STRIKE}")),
    ((4, 15, 4, f";Disasters\n{FERRY}, nine drown. {CITED}\n** Divers search for the ferry of Kilmore. {CITED}\n{STRIKE}"),),
    ((6, None, None, "* A page that nobody dated tells of a comet over [[Kilmore]]."),),
    ((5, 20, 5, f"{VOTE}\n;Disasters\n{FERRY}, eleven drown. {CITED}"),),
    ((4, 30, 6, f";Disasters\n{FERRY}, eleven drown, and two boats search. {CITED}\n{STRIKE}\n* Text {{{{unknown|x}}}} here."),),
    ((7, 9, 7, "* [[Ferry accident]]\n** The ferry is raised near [[Kilmore]]. [http://www.news.example/ferry/ (Example)]"),),
    ((7, 10, 8, ""),),
    ((8, 9, 9, f"{CHOIR}\n* A choir sings in [[Porto]]."), (8, 11, 10, f"{CHOIR}\n* A choir sings, again, in [[Porto]] (Portugal) and [[Kilmore (town)]].")),
    *(((10, 9 + number, 20 + number, text),) for number, text in enumerate((
        "* A dam breaks near [[Suva]], 3 flee. [https://news.example/dam (Example)]\n* A bridge opens.\n* A bridge opens.",
        "* A dam breaks near [[Suva]], 30 flee. [https://news.example/dam (Example)]\n* A bridge opens.\n* A bridge opens.",
        "* A dam breaks near [[Suva]], 30 flee. [https://news.example/dam (Example)] [https://other.example/dam (Other)]\n* A bridge opens.",
        "* A dam breaks near [[Suva]], 30 flee. [https://other.example/dam (Other)]\n* A bridge opens.",
        ";Disasters\n* A dam breaks near [[Suva]], 30 flee. [https://other.example/dam (Other)]\n* A bridge opens.",
        ";Disasters\n* [[Flood]]\n** A dam breaks near [[Suva]], 30 flee. [https://other.example/dam (Other)]\n* A bridge opens.",
        ";Disasters\n* A bridge opens.\n* [[Flood]]\n** A dam breaks near [[Suva]], 30 flee. [https://other.example/dam (Other)]",
        ";Disasters\n* A bridge opens.",
        "* A bridge opens.\n* A dam breaks near [[Suva]] in Fiji, 30 flee. [https://other.example/dam (Other)]\n* A bridge opens in Suva.",
        "* A dam near [[Suva]] in Fiji broke and thirty people had to flee, two bridges opened. [https://other.example/dam (Other)]",
    ))),
    ((11, 9, 40, "* [[Flood]]\n** A dam breaks near [[Suva]] in Fiji, 30 flee. [https://other.example/dam (Other)]"), (10, 30, 41, "* Nothing else.")),
    ((11, 12, 42, "* [[Flood]]\n** A dam breaks near [[Suva]] in Fiji, 35 flee. [https://other.example/dam (Other)]\n* Rain."), (11, 11, 43, "* Rain.")),
)  # fmt: skip
"""What is written in each step: day of May 2024, hours after its beginning, number, text."""

WHALE = "whale swims into the harbour of [[Oslo]] and stays there all day. [https://news.example/whale (Example)]"
LATE_PAGES: tuple[tuple[tuple[int, float | None, int | None, str], ...], ...] = (
    ((12, 9, 50, f"* A {WHALE}"), (13, 9, 51, f"* Big {WHALE}\n* Snow falls in [[Oslo]].\n* Snow falls in [[Oslo]].")),
    ((12, 20, 52, "* Nothing happens."),),
    (
        (
            16,
            9,
            53,
            "* A bear walks through the old town of [[Lisbon]] at night. [https://news.example/bear (Example)]\n* Rain.",
        ),
    ),
    (
        (16, 10, 54, "* Rain."),
        (
            15,
            11,
            55,
            "* A bear walks through the old town of [[Lisbon]] at night. [https://news.example/bear (Example)]",
        ),
    ),
)
"""What is written after lists were kept, as `PAGES`: the second write finds that two events of the first are one; in the last an event goes to the day before."""

FACTS = SourceFacts("Ferry sinks", "Two drowned when a ferry sank.", date(2024, 5, 4), "en")


def page(day: int, hours: float | None, number: int | None, text: str) -> RawPage:
    """Make a revision of a day's page."""
    saved = None if hours is None else dt.datetime(2024, 5, day, tzinfo=UTC) + timedelta(hours=hours)
    return RawPage(f"Portal:Current events/2024 May {day}", text, number, saved, "ada" if number == 2 else None)


def _write_pages(
    archive: WritableArchive, steps: tuple[tuple[tuple[int, float | None, int | None, str], ...], ...], name: str
) -> Iterator[tuple[str, object]]:
    for number, pages in enumerate(steps):
        raw = [page(*each) for each in pages]
        read_at = (LATER if name == "late" else dt.datetime(2024, 5, 9, tzinfo=UTC)) + timedelta(hours=number)
        yield (
            f"{name} {number}",
            add_revisions(archive, [(each, parse_page(each)) for each in raw], read_at, parser="p"),
        )


def write(archive: WritableArchive) -> Iterator[tuple[str, object]]:
    """Take all steps; yield the name and the result of each."""
    yield from _write_pages(archive, PAGES, "revisions")
    again = [page(*each) for each in PAGES[0]]
    yield "the same again", add_revisions(archive, [(each, parse_page(each)) for each in again], LATER)
    yield "confirmed", confirm_unchanged(archive, [page(7, None, None, "").title, "Portal:Nowhere"], LATER)
    report_missing(archive, [date(2024, 5, 6), date(2024, 5, 20)], LATER)
    yield "missing", ()
    redirects = [Redirect("Kilmore", "Kilmore (town)"), Redirect("Porto", "Oporto"), Redirect("Nowhere", "Else")]
    yield "redirects", add_redirects(archive, redirects)
    facts = [
        ContextFacts("Lisbon", "Capital of Portugal", "Q597", 38.7, -9.1, ArticleKind.PLACE, "pt"),
        ContextFacts("Kilmore (town)", "Town", "Q1", None, None, ArticleKind.PLACE, "ie"),
        ContextFacts("Oslo", None, "Q585", 59.9, 10.7),
        ContextFacts("Unheard of", "Nothing"),
    ]
    yield "facts", add_context_facts(archive, facts, LATER)
    yield "the same facts", add_context_facts(archive, facts, LATER)
    add_missing_articles(archive, ["Oporto"], LATER)
    yield "no articles", ()
    answers = [
        SourceAnswer("https://news.example/ferry", (1,), FACTS),
        SourceAnswer("https://other.example/choir", (2,), None, "no answer"),
        SourceAnswer("https://other.example/strike", (3,), None, "gone", for_good=True),
    ]
    yield "source answers", add_source_answers(archive, answers, LATER)
    copy = ArchivedCopy("https://archive.example/ferry", LATER)
    looks = [
        SourceLook("https://news.example/ferry", (1,), SourceState(SourceHealth.GONE, LATER, LATER, (LATER,), None, copy, LATER), LATER + timedelta(days=9)),
        SourceLook("https://other.example/choir", (2,), SourceState(SourceHealth.MOVED, LATER, LATER, (), "https://other.example/b"), LATER),
    ]  # fmt: skip
    yield "source looks", add_source_states(archive, looks)
    reasons = (Reason(ReasonKind.STORY, ("Ferry accident",)),)
    lists = [(1, (4, 2)), (2, (1,)), (3, ())]
    packed = [
        pack_related(event, RelatedList("test", tuple(Related(each, 1.0 / each, (), reasons) for each in others)))
        for event, others in lists
    ]
    yield "lists", save_related(archive, packed)
    yield "outlets", join_outlets(archive)
    late = _write_pages(archive, LATE_PAGES, "late")
    yield next(late)
    whales = ArchiveReader(archive.connection).select(Selection(date(2024, 5, 12), date(2024, 5, 13)))[:2]
    packed = [
        pack_related(
            event, RelatedList("test", tuple(Related(each, 1.0, (), reasons) for each in others if each != event))
        )
        for event, others in (
            (1, (3, whales[1])),
            (3, tuple(whales)),
            (9, (1,)),
            *((each, (1, *whales)) for each in whales),
        )
    ]
    yield "late lists", save_related(archive, packed)
    yield from late
    yield "relocated", relocate(archive, [1, 3, 4])
    items = [WikidataItem("Q1", parents=("Q2", "Q3"), country_code="no"), WikidataItem("Q4")]
    add_items(archive, items, LATER)
    keep_attribute(archive, "wiki", "one")
    keep_attribute(archive, "wiki", "two")
    yield "kept", ()


@contextmanager
def answering() -> Iterator[dict[str, Any]]:
    """Write an archive; give what questions may name: the reader, those of moments, what steps came to."""
    steps: dict[str, object] = {}
    stale: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "test.daybook"
        with open_for_writing(path, now=LATER) as archive:
            before = 0
            for name, result in write(archive):
                reader = ArchiveReader(archive.connection)
                steps[name], stale[name] = result, reader.stale(before)
                before = reader.generation()
        with open_for_reading(path) as connection, ExitStack() as stack:
            reader = ArchiveReader(connection)

            def opened(file: Path) -> ArchiveReader:
                return ArchiveReader(stack.enter_context(open_for_reading(file)))

            def since(first: date) -> ArchiveReader:
                later = stack.enter_context(open_for_reading(path))
                show_since(later, first)
                return ArchiveReader(later)

            def copy(moment: dt.datetime) -> Path:
                copied = Path(folder) / f"{moment:%d%H}.daybook"
                if not copied.exists():
                    copy_as_of(path, copied, moment)
                return copied

            ids = reader.select(Selection(withdrawn=True))
            names = {
                "step": steps.get,
                "stale": stale.get,
                "reader": reader,
                "ids": ids,
                "at": lambda day, hours: reader.at(dt.datetime(2024, 5, day, tzinfo=UTC) + timedelta(hours=hours)),
                "day": lambda day: date(2024, 5, day),
                "since": since,
                "opened": opened,
                "copy": copy,
                "hour": lambda day, hours: dt.datetime(2024, 5, day, tzinfo=UTC) + timedelta(hours=hours),
                "connection": connection,
                "path": path,
                "LATER": LATER,
                "timedelta": timedelta,
                "date": date,
                "archive": daybook_archive,
                "status": archive_status,
                "check": daybook_archive.check_archive,
                "articles_to_ask": articles_to_ask,
                "sources_to_ask": sources_to_ask,
                "sources_to_look_at": sources_to_look_at,
                "source_figures": source_figures,
                **{each.__name__: each for each in (Query, Selection, Sort, SubjectKind, Status, ChangeKind, ChangeQuestion)},
            }  # fmt: skip
            yield names
            reader.close()


def told(value: object) -> str:
    """Write a value in short: of a record what is not as by default, of a text its words."""
    match value:
        case RichText():
            return repr(value.plain)
        case Enum():
            return str(value.value)
        case dt.datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%S")
        case date():
            return value.isoformat()
        case np.ndarray():
            return told(value.tolist())
        case float():
            return f"{value:.4g}"
        case Mapping():
            return "{" + ", ".join(f"{told(key)}: {told(each)}" for key, each in value.items()) + "}"
        case set() | frozenset():
            return "{" + ", ".join(sorted(map(told, value))) + "}"
        case str() | bytes() | int() | None:
            return repr(value)
        case Sequence() | Iterator():
            return "[" + ", ".join(map(told, value)) + "]"
    assert is_dataclass(value), value
    shown = ((each, getattr(value, each.name)) for each in fields(value))
    return (
        type(value).__name__
        + "("
        + " ".join(f"{each.name}={told(one)}" for each, one in shown if each.default is MISSING or one != each.default)
        + ")"
    )


def _answer(question: str, names: dict[str, Any]) -> str:
    try:
        return re.sub(r"0x[0-9a-f]+", "0x", told(eval(question, dict(names)))).replace("\n", "\\n")
    except ValueError as error:
        return f"{type(error).__name__}: {error}"


def test_questions_are_answered_as_before() -> None:
    with answering() as names:
        now = ANSWERS.now(lambda question: _answer(question, names))

    assert now == ANSWERS.lines()


if __name__ == "__main__":
    with answering() as given:
        ANSWERS.write(lambda question: _answer(question, given))
