"""An archive read again: what today's parser finds in its raw pages, under the ids and addresses that it gave out.

The pages are first imported into a second archive, as if none of them had been read before. That decides which event is which;
each of its events then takes the id of the known event that stood on the same lines of the same revisions. All revisions of a day
are read alike, so that what the parser reads otherwise is no change of any editor: no version, and no entry of a feed.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from daybook.archive.encoding.listing import Listing
from daybook.archive.encoding.stored_time import days_around
from daybook.archive.identity.features import features_of
from daybook.archive.identity.join_table import joins_of, replace_joins
from daybook.archive.identity.joins import Join
from daybook.archive.identity.matching import Known, match
from daybook.archive.writing.day_session import Day, DaySession
from daybook.archive.writing.intake import IntakeWrite
from daybook.archive.writing.join_assignment import JoinExplainer
from daybook.archive.writing.writable_archive import WritableArchive, transaction
from daybook.model import Event


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading again came to: days, events new to the archive, events no longer found, events that read otherwise.

    `moved` are the events that are somewhere else by today's rules.
    """

    days: int = 0
    added: int = 0
    gone: int = 0
    changed: int = 0
    moved: int = 0


def take_over(
    archive: WritableArchive, fresh: sqlite3.Connection, day_keys: Iterable[int], parser: str, now: datetime
) -> tuple[set[int], Reread]:
    """Take some days, and the days joined to them, from an archive into which their raw pages were imported afresh.

    Returns the keys of these days and what came of it, in one transaction: each looks once through what the whole archive holds.
    """
    done: set[int] = set()
    gone = 0
    with transaction(archive) as connection:
        write = IntakeWrite(archive, connection, now, parser)
        for key in day_keys:
            if key not in done:
                days, lost = _take_over(write, DaySession(fresh), key)
                done |= days
                gone += lost
        intake = write.finish()
        return done, Reread(len(done), intake.added, gone, intake.changed)


def _take_over(write: IntakeWrite, again: DaySession, day_key: int) -> tuple[set[int], int]:
    """Take a day and those joined to it; return their keys, and how many events are no longer found."""
    days = _joined_days(write.session, again, day_key)
    known = {event for day in days.values() for event in day.owners()}
    joins = joins_of(write.connection, known)
    ids = _Renaming(write, days, {key: again.day(key) for key in days}).ids()
    gone = sorted(known - set(ids.values()))
    before = {key: list(day.listings) for key, day in days.items()}
    for key, day in days.items():
        day.listings = [_renamed(old, new, ids) for old, new in zip(day.listings, again.day(key).listings, strict=True)]
        day.parser = write.parser
        _give_addresses(day)
    for event in gone:
        _lead_on(write, days, before, event)
    _explain_joins(write, days, joins)
    write.derive(set(days))
    return set(days), len(gone)


def _explain_joins(write: IntakeWrite, days: Mapping[int, Day], before: Sequence[Join]) -> None:
    """Find anew since when events that stand on two days are known to be one; ids that they had before are used again."""
    known = {(join.date, join.event): join.earlier for join in before}
    known |= {(days_around(join.date)[-1], join.event): join.later for join in before}
    assigner = write.assigner
    explainer = JoinExplainer(days.__getitem__, assigner.features_of, assigner.next_event, known)
    joins = explainer.explain(days)
    assigner.next_event = explainer.last_id
    replace_joins(write.connection, before, joins)
    used = {part for join in joins for part in (join.earlier, join.later)}
    for part in sorted({part for join in before for part in (join.earlier, join.later)} - used):
        if all(part not in day.owners() for day in days.values()):
            write.derivation.entries.drop(part)


def _joined_days(session: DaySession, again: DaySession, day_key: int) -> dict[int, Day]:
    """Return a day and those that share events with it, as it was read or as it is read now."""
    days: dict[int, Day] = {}
    waiting = {day_key}
    while waiting:
        key = waiting.pop()
        days[key] = session.day(key)
        for side in (session, again):
            for event in side.day(key).owners():
                waiting |= side.dates_of(event) - days.keys()
    return days


@dataclass(slots=True)
class _Renaming:
    """Finds the id of each event that was found afresh."""

    write: IntakeWrite
    days: Mapping[int, Day]
    again: Mapping[int, Day]

    def ids(self) -> dict[int, int]:
        """Return the id in the archive for each id of the fresh one."""
        ids = self._by_lines()
        fresh, known = self._last_wordings(self.again), self._last_wordings(self.days)
        left = [event for event in fresh if event not in ids]
        unused = [event for event in known if event not in ids.values()]
        if left and unused:
            # Where the parser begins events on other lines than before, they are known by what they say.
            matched = match(
                [Known(event, (features_of(known[event]),), 0) for event in unused],
                [features_of(fresh[event]) for event in left],
            )
            ids |= {left[index]: event for index, event in matched.items()}
        for event in left:
            if event not in ids:
                self.write.assigner.next_event += 1
                ids[event] = self.write.assigner.next_event
        return ids

    def _by_lines(self) -> dict[int, int]:
        """Pair the events that stand on the same line in most revisions: the text of a revision is the same."""
        common: Counter[tuple[int, int]] = Counter()
        for key, day in self.days.items():
            for old, new in zip(day.listings, self.again[key].listings, strict=True):
                at_line = dict(zip(reversed(old.lines), reversed(old.events), strict=True))
                for event, line in zip(new.events, new.lines, strict=True):
                    if line in at_line:
                        common[event, at_line[line]] += 1
        ids: dict[int, int] = {}
        taken: set[int] = set()
        for (event, known), _ in sorted(common.items(), key=lambda pair: (-pair[1], pair[0][1], pair[0][0])):
            if event not in ids and known not in taken:
                ids[event] = known
                taken.add(known)
        return ids

    def _last_wordings(self, days: Mapping[int, Day]) -> dict[int, Event]:
        return {
            event: wording
            for key in sorted(days)
            for listing in days[key].listings
            for event, wording in zip(listing.events, listing.wordings, strict=True)
        }


def _renamed(old: Listing, new: Listing, ids: Mapping[int, int]) -> Listing:
    """Return what was found afresh in a revision, as a listing of the archive."""
    # What a month page says outside its days was reported at line 0; the rest of that page is no longer at hand.
    outside = tuple(each for each in old.problems if each.line == 0)
    problems = (*outside, *(each for each in new.problems if each.line))
    events = [ids[event] for event in new.events]
    return Listing(
        old.revision, old.page, old.wiki_revision, old.saved, old.read, events, new.wordings, new.lines, problems, old.timed
    )  # fmt: skip


def _give_addresses(day: Day) -> None:
    """Give each event of a day an address on it, in the order in which the day's revisions listed them."""
    owners = set(day.addresses.values())
    for listing in day.listings:
        for event, wording in zip(listing.events, listing.wordings, strict=True):
            if event not in owners:
                owners.add(event)
                day.give_address(event, wording)


def _lead_on(write: IntakeWrite, days: Mapping[int, Day], before: Mapping[int, list[Listing]], event: int) -> None:
    """Let the addresses of an event that is no longer found lead to the one that stands where it stood."""
    row = write.session.rows[event]
    day = days[row.date]
    stood = [at for at, listing in enumerate(before[row.date]) if event in listing.events]
    places = [*reversed(stood), *range(len(day.listings) - 1, -1, -1)]
    listing = next((day.listings[at] for at in places if day.listings[at].events), None)
    if listing is None:
        # Nothing at all is left on its day: it stays as it was last read, for its address was given for ever.
        last = day.listings[stood[-1]] if stood else day.listings[-1]
        last.events, last.wordings, last.lines = [event], [row.wording], [row.line]
        return
    above = [at for at, line in enumerate(listing.lines) if line <= row.line]
    heir = listing.events[above[-1] if above else 0]
    for each in days.values():
        for slug, owner in each.addresses.items():
            if owner == event:
                each.addresses[slug] = heir
    write.joins.dropped.append((event, heir))
