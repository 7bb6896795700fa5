"""Whether an archive holds together: the file, its counts and its invariants."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

from daybook.archive.encoding.checksum import find_faults
from daybook.archive.encoding.event_subjects import SUBJECTS
from daybook.archive.encoding.listing import listed_ids, listed_revisions
from daybook.archive.encoding.text_compression import digest
from daybook.archive.encoding.wording import decode_event, wording_key
from daybook.archive.facts.cited_sources import FACTS
from daybook.archive.facts.source_state_codec import decode_state
from daybook.archive.file.opening import open_for_reading
from daybook.archive.upkeep.rebuild import rebuild
from daybook.archive.writing.day_session import ADDRESSES, PROBLEMS, DaySession
from daybook.archive.writing.related_lists import RELATED, targets_of, unpack_targets
from daybook.archive.writing.revisions import read_all
from daybook.errors import ArchiveDamaged

FAULTS_SHOWN = 20
"""Most faults of one kind that are listed one by one; a thousand alike help nobody."""

_NONE_EXPECTED = (
    (
        "event without its own address: {} (day {}, slug `{}`)",
        (
            "SELECT id, event.date, event.slug FROM event LEFT JOIN address "
            "ON address.date = event.date AND address.slug = event.slug AND address.event = id WHERE address.event IS NULL"
        ),
    ),
    (
        "day {} counts {} events and has {}",
        (
            "SELECT day.date, day.events, count(id) FROM day LEFT JOIN event ON event.date = day.date AND state > 0 "
            "GROUP BY day.date HAVING day.events <> count(id)"
        ),
    ),
    (
        "day {} counts {} withdrawn events and has {}",
        (
            "SELECT day.date, day.withdrawn, count(id) FROM day LEFT JOIN event ON event.date = day.date AND state = 0 "
            "GROUP BY day.date HAVING day.withdrawn <> count(id)"
        ),
    ),
    (
        "subject {} counts {} events in {} and has {}",
        (
            "WITH counted AS MATERIALIZED (SELECT subject, date / 100 AS month, count(*) AS events FROM member "
            "WHERE state > 0 GROUP BY subject, month) "
            "SELECT subject, tally.events, month, coalesce(counted.events, 0) FROM tally "
            "LEFT JOIN counted USING (subject, month) WHERE tally.events <> coalesce(counted.events, 0)"
        ),
    ),
    (
        "member of a subject that is no event: {}",
        "SELECT DISTINCT member.event FROM member LEFT JOIN event ON event.id = member.event WHERE event.id IS NULL",
    ),
    (
        "location of an event that does not exist: {}",
        "SELECT event FROM location LEFT JOIN event ON event.id = location.event WHERE event.id IS NULL",
    ),
    (
        "the counter of events stands at {}, an event has number {}",
        (
            "SELECT value, (SELECT max(id) FROM event) FROM counter WHERE name = 'event' AND value < "
            "(SELECT max(id) FROM event)"
        ),
    ),
    (
        "the counter of events stands at {}, an event had number {} before it was joined",
        (
            "SELECT value, (SELECT max(max(earlier, later)) FROM joined) FROM counter WHERE name = 'event' AND value < "
            "(SELECT max(max(earlier, later)) FROM joined)"
        ),
    ),
    (
        "the generation stands at {}, a change has {}",
        (
            "WITH newest (g) AS (SELECT max(g) FROM (SELECT max(generation) AS g FROM event UNION ALL SELECT max(generation) "
            "FROM day UNION ALL SELECT max(generation) FROM tally UNION ALL SELECT max(generation) FROM related)) "
            "SELECT value, g FROM counter, newest WHERE name = 'generation' AND value < g"
        ),
    ),
)


def check_archive(path: Path, *, deep: bool = True) -> list[str]:
    """Return what is wrong with an archive, a sentence each; an empty list is a sound archive.

    With `deep`, writes a second archive to a temporary folder to see whether all that is derived would be derived the
    same again, which takes about as long as importing did; without, looks at the file, its counts, addresses and texts.
    Raises what `open_for_reading` raises where the file cannot be opened at all.
    """
    try:
        with open_for_reading(path, verified=True) as connection:
            faults = _check_file(connection)
            if not faults:
                _read_records(connection)
                faults = [*_check_rows(connection), *_check_revisions(connection), *_check_related(connection)]
            if deep and not faults:
                faults = _check_derived(connection)
        return faults
    except ArchiveDamaged as error:
        return [str(error)]


def fingerprint(path: Path) -> str:
    """Return a digest (hexadecimal) of all that an archive tells: equal for two archives in the same state.

    The file's layout, its compression, the times of reading and the generations that led there do not count.
    """
    with open_for_reading(path) as connection:
        digested = blake2b(digest_size=20)
        for line in (*_describe_known(connection), *_describe_related(connection)):
            digested.update(line.encode("utf-8", "surrogatepass") + b"\n")
        return digested.hexdigest()


def _check_file(connection: sqlite3.Connection) -> list[str]:
    faults = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    faults = faults or find_faults(connection, whole=True)
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        faults.append(f"row {row} of table {table} points to a row that table {parent} does not have")
    return faults[:FAULTS_SHOWN]


def _read_records(connection: sqlite3.Connection) -> None:
    """Read every stored record; one that cannot be read ends the check as damage."""
    for wording, subjects in connection.execute("SELECT wording, subjects FROM event"):
        decode_event(wording)
        SUBJECTS.decode(subjects)
    for (problems,) in connection.execute("SELECT problems FROM day"):
        if problems:
            PROBLEMS.decode(problems)
    for (facts,) in connection.execute("SELECT facts FROM cited WHERE facts IS NOT NULL"):
        FACTS.decode(facts)
    for address, state in connection.execute("SELECT address, state FROM source_state"):
        decode_state(address, state)


def _check_rows(connection: sqlite3.Connection) -> Iterator[str]:
    for sentence, query in _NONE_EXPECTED:
        for row in connection.execute(query).fetchmany(FAULTS_SHOWN):
            yield sentence.format(*row)
    for event, former in connection.execute("SELECT id, former FROM event WHERE former IS NOT NULL"):
        for date, slug in ADDRESSES.decode(former):
            row = connection.execute("SELECT event FROM address WHERE date = ? AND slug = ?", (date, slug)).fetchone()
            if row != (event,):
                yield f"the earlier address of event {event} does not lead to it: day {date}, slug `{slug}`"


def _check_revisions(connection: sqlite3.Connection) -> Iterator[str]:
    expected = dict(connection.execute("SELECT id, digest FROM revision"))
    for revision, raw in read_all(connection):
        if digest(raw.wikitext) != expected[revision]:
            yield f"the stored text of revision {revision} of `{raw.title}` is not the one that was read"
    listed: list[int] = []
    for (history,) in connection.execute("SELECT history FROM day"):
        listed += listed_revisions(history)
    if len(listed) != len(set(listed)):
        yield "a revision stands in the histories of two days"
    for revision in sorted(set(listed) ^ expected.keys())[:FAULTS_SHOWN]:
        yield f"revision {revision} is stored without its listing, or listed without being stored"
    ids = {event for (event,) in connection.execute("SELECT id FROM event")}
    for day_key, history in connection.execute("SELECT date, history FROM day"):
        for event in sorted(listed_ids(history) - ids):
            yield f"day {day_key} lists event {event}, which does not exist"


def _check_related(connection: sqlite3.Connection) -> Iterator[str]:
    for event, stored, targets in connection.execute(
        "SELECT related.event, list, targets FROM related LEFT JOIN related_target USING (event)"
    ):
        if targets is None or unpack_targets(targets) != targets_of(RELATED.decode(stored)):
            yield f"the related events of event {event} are not indexed"


def _check_derived(connection: sqlite3.Connection) -> list[str]:
    """Derive everything again beside the archive and compare."""
    with tempfile.TemporaryDirectory(prefix="daybook-check-") as folder:
        again = Path(folder) / "again.daybook"
        rebuild(connection, again, None)
        with open_for_reading(again) as derived:
            pairs = zip(_describe_known(connection), _describe_known(derived), strict=False)
            faults = [f"derived again it would be different: {here}" for here, there in pairs if here != there]
    return faults[:FAULTS_SHOWN]


def _describe_known(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line of text for everything that an archive tells, but for related lists, in one order."""
    execute = connection.execute
    yield from _lines(
        "revision", execute("SELECT id, page, number, saved, timed, editor, hex(digest) FROM revision ORDER BY id")
    )
    yield from _lines("page", execute("SELECT id, title, date FROM page ORDER BY id"))
    yield from _lines("address", execute("SELECT date, slug, event FROM address ORDER BY date, slug"))
    yield from _lines(
        "subject",
        execute(
            "SELECT id, kind, slug, name, title, target, description, wikidata, latitude, longitude FROM subject ORDER BY id"
        ),
    )
    yield from _lines("key", execute("SELECT kind, name, subject FROM subject_key ORDER BY kind, name"))
    yield from _lines("joined", execute("SELECT date, earlier, later, since, event FROM joined ORDER BY date, earlier"))
    yield from _lines("redirect", execute("SELECT title, given, target FROM redirect ORDER BY title"))
    for address, why, facts in execute("SELECT address, why, facts FROM cited ORDER BY address"):
        yield f"cited {address} {why} {FACTS.decode(facts) if facts is not None else None}"
    for address, state in execute("SELECT address, state FROM source_state ORDER BY address"):
        yield f"source {address} {decode_state(address, state)}"
    yield from _lines(
        "member",
        execute("SELECT subject, date, position, event, state FROM member ORDER BY subject, date, position, event"),
    )
    yield from _lines(
        "entry",
        execute(
            "SELECT event, start, until, lapsed, date, state, saved, kinds, size FROM entry WHERE gone IS NULL "
            "ORDER BY event, start, saved, until, kinds"
        ),
    )
    yield from _lines("article", execute("SELECT title, found, item, kind, country FROM article ORDER BY title"))
    yield from _lines("item", execute("SELECT id, parents, code FROM item ORDER BY id"))
    yield from _lines(
        "location", execute("SELECT event, country, name, latitude, longitude FROM location ORDER BY event")
    )
    yield from _lines(
        "tally", execute("SELECT subject, month, events FROM tally WHERE events > 0 ORDER BY subject, month")
    )
    for row in execute(
        "SELECT id, date, slug, line, position, state, first_listed, last_changed, timed, changes, revision, former, "
        "subjects, wording FROM event ORDER BY id"
    ):
        yield f"event {row[:11]} {ADDRESSES.decode(row[11]) if row[11] else ()} {SUBJECTS.decode(row[12])} {decode_event(row[13])}"
    for row in execute(
        "SELECT date, revision, revisions, events, added, changed, withdrawn, pending, missing IS NULL, problems "
        "FROM day ORDER BY date"
    ):
        yield f"day {row[:9]} {PROBLEMS.decode(row[9]) if row[9] else ()}"
        for listing in DaySession(connection).day(row[0]).listings:
            wordings = [wording_key(wording).hex() for wording in listing.wordings]
            yield f"listing {listing.revision} {listing.events} {listing.lines} {listing.problems} {wordings}"


def _describe_related(connection: sqlite3.Connection) -> Iterator[str]:
    for event, stored in connection.execute("SELECT event, list FROM related ORDER BY event"):
        yield f"related {event} {RELATED.decode(stored)}"


def _lines(name: str, rows: Iterable[tuple[str | int | float | None, ...]]) -> Iterator[str]:
    for row in rows:
        yield f"{name} {json.dumps(row, ensure_ascii=False)}"
