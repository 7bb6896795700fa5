"""What became of each event of a day, read off its revisions: which it changed, which it lost, which came back. Pure.

Takes listings (whose events already have their identity) and gives timelines: the steps of each event in time. A removal
counts only once it is confirmed, and a revision that lost most events at once removes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from daybook.archive.encoding.listing import Listing
from daybook.archive.encoding.stored_time import to_time
from daybook.archive.encoding.wording import is_same_wording
from daybook.archive.identity.change_kinds import change_kinds
from daybook.model import ChangeKind, Event, Problem, Revision, Severity, Version

CONFIRMED_AFTER = 3600
"""Seconds for which a removal must have stood to count without a second reading: an hour, as readers were promised."""

MASS = 3
"""Fewest events lost at once that can be vandalism: on a day of two or three, losing two is everyday editing."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change of one event on one day's page: its wording from then on, or None where it was removed.

    `known` is when an archive that read each revision as it was saved knew of it, in seconds: for a removal, when it was
    confirmed.
    """

    date: date
    listing: Listing
    wording: Event | None
    known: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A revision with which events `came` to a day for the first time, were `lost`, or came `back`.

    What is lost counts as lost at once, confirmed or not, unless most of the page went with it.
    """

    listing: Listing
    came: tuple[int, ...]
    lost: frozenset[int]
    back: frozenset[int]


@dataclass(slots=True)
class DayTimeline:
    """The revisions of one day, followed to their end.

    `steps` are each event's changes in time, `turns` the revisions that brought or lost events. `present` are the events that
    stand on the page now, in its order, those `pending` (missing from the newest revision, but not yet for long enough) and
    those kept after a mass removal included.
    """

    date: date
    listings: Sequence[Listing]
    steps: dict[int, list[Step]] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    present: dict[int, Event] = field(default_factory=dict)
    pending: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EventHistory:
    """One event's whole history: its versions, the day where it stands or last stood, and whether it still does."""

    versions: tuple[Version, ...]
    revisions: tuple[int, ...]
    date: date
    wording: Event
    listed: bool


def build_timeline(day: date, listings: Sequence[Listing], checked: int) -> DayTimeline:
    """Follow a day's revisions, ordered by `Listing.order`; `checked` is when anybody last looked, in seconds."""
    follower = DayFollower(DayTimeline(day, listings))
    for listing in listings:
        follower.follow(listing)
    timeline = follower.timeline
    if listings:
        _settle_last(timeline, follower.lost, listings[-1], checked)
    if follower.suspicious:
        timeline.problems.append(follower.suspicious)
    return timeline


@dataclass(slots=True)
class DayFollower:
    """Follows a day revision by revision; each costs as much as it lists, however many came before.

    `lost` are events that the newest revision lacks, with the listing that lost them: still in `timeline.present`, for a
    removal counts only once it is confirmed.
    """

    timeline: DayTimeline
    lost: dict[int, Listing] = field(default_factory=dict)
    suspicious: Problem | None = None
    _wordings: dict[int, Event] = field(default_factory=dict)
    _confirmed: int = 0
    _absent: frozenset[int] = frozenset()

    def follow(self, listing: Listing) -> None:
        """Go on with the next revision."""
        timeline = self.timeline
        came = tuple([event for event in dict.fromkeys(listing.events) if event not in timeline.steps])
        here = dict(zip(listing.events, listing.wordings, strict=True))
        # A removal counts from when it could be known: when it had stood long enough, or when the next revision confirmed it, whichever
        # came first. So an archive that is built at any moment tells the same of the moments before.
        known = min(listing.saved, self._confirmed)
        self._confirmed = listing.saved + CONFIRMED_AFTER
        for event, since in list(self.lost.items()):
            if listing.saved - since.saved >= CONFIRMED_AFTER:
                _remove(timeline, self.lost, event, known)
        gone = [event for event in timeline.present if event not in here]
        newly_gone = sum(event not in self.lost for event in gone)
        self.suspicious = _suspect(newly_gone, len(timeline.present), listing)
        # Where most of a day is suddenly gone, somebody blanked the page: nothing counts as lost by such a revision, and what it does
        # have is no longer missing.
        if self.suspicious:
            self.lost = {event: since for event, since in self.lost.items() if event not in here}
        else:
            for event in [event for event in gone if event in self.lost]:
                _remove(timeline, self.lost, event, known)
            gone = [event for event in gone if event in timeline.present]
            self.lost = dict.fromkeys(gone, listing)
        for event, wording in here.items():
            # A step where its words changed, or where it comes back: most revisions touch one event of thirty.
            if event not in timeline.present or not is_same_wording(self._wordings[event], wording):
                timeline.steps.setdefault(event, []).append(Step(timeline.date, listing, wording, listing.saved))
                self._wordings[event] = wording
        timeline.present = here | {event: timeline.present[event] for event in gone if event in timeline.present}
        before, self._absent = self._absent, _absent(timeline, self.lost)
        if came or self._absent != before:
            timeline.turns.append(Turn(listing, came, self._absent - before, before - self._absent))


def _absent(timeline: DayTimeline, lost: Mapping[int, Listing]) -> frozenset[int]:
    """Return the events of a day that its page, as far as it is trusted, does not have at this point."""
    if len(timeline.present) == len(timeline.steps):
        return frozenset(lost)
    return frozenset(timeline.steps.keys() - timeline.present.keys() | lost.keys())


def _settle_last(timeline: DayTimeline, lost: dict[int, Listing], last: Listing, checked: int) -> None:
    """Remove what the newest revision lost, if it stood for an hour or was read twice; else leave it pending."""
    if checked > last.read or checked - last.saved >= CONFIRMED_AFTER:
        for event in list(lost):
            _remove(timeline, lost, event, min(checked, last.saved + CONFIRMED_AFTER))
    timeline.pending = set(lost)


def _remove(timeline: DayTimeline, lost: dict[int, Listing], event: int, known: int) -> None:
    timeline.steps[event].append(Step(timeline.date, lost.pop(event), None, known))
    del timeline.present[event]


def _suspect(gone: int, present: int, listing: Listing) -> Problem | None:
    if gone and not listing.events:
        return Problem(
            "blanked-page", Severity.ERROR, 0, f"all {gone} events are missing",
            "restore the page, if this is vandalism or a mistaken redirect; no event was withdrawn",
        )  # fmt: skip
    if gone >= MASS and 2 * gone > present:
        return Problem(
            "mass-removal", Severity.ERROR, 0, f"{gone} of {present} events are missing",
            "restore them, if this is vandalism or a slip; no event was withdrawn",
        )  # fmt: skip
    return None


def build_history(steps: Iterable[Step], titles: Mapping[int, str]) -> EventHistory:
    """Join the steps of one event on one or several days; `titles` are those of the pages, by number."""
    listed: dict[date, Event] = {}
    versions: list[Version] = []
    revisions: list[int] = []
    current: date | None = None
    wording: Event | None = None

    def record(step: Step, kinds: tuple[ChangeKind, ...], event: Event | None) -> None:
        listing = step.listing
        revision = Revision(listing.wiki_revision, to_time(listing.saved), listing.timed)
        versions.append(Version(revision, titles[listing.page], current or step.date, kinds, event))
        revisions.append(step.listing.revision)

    for step in sorted(steps, key=lambda step: (*step.listing.order, step.wording is None)):
        if step.wording is None:
            listed.pop(step.date, None)
            if not listed:
                record(step, (ChangeKind.REMOVED,), None)
            elif step.date == current:
                current, wording_there = next(iter(listed.items()))
                record(step, _kinds(wording, wording_there, moved=True), wording_there)
                wording = wording_there
            continue
        moved = step.date not in listed and current is not None and step.date != current
        restored = not listed and current is not None
        listed[step.date] = step.wording
        if current is not None and step.date != current and not moved:
            continue
        before, current, wording = wording, step.date, step.wording
        record(step, _kinds(before, wording, moved=moved, restored=restored), wording)
    assert current is not None
    assert wording is not None
    return EventHistory(tuple(versions), tuple(revisions), current, wording, bool(listed))


def _kinds(
    before: Event | None, after: Event, *, moved: bool = False, restored: bool = False
) -> tuple[ChangeKind, ...]:
    if before is None:
        return (ChangeKind.ADDED,)
    kinds = change_kinds(before, after)
    marks = ((ChangeKind.MOVED,) if moved else ()) + ((ChangeKind.RESTORED,) if restored else ())
    return kinds + marks
