"""The archive of changes by month, and the revision that an event's page names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event

from daybook.model import ArchivedEvent, ChangeKind, Revision, RichText, Span, Status, Version
from daybook.publish.addresses import CHANGES, ChangesMonthPlace
from daybook.publish.kinds import page_at
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.records import ChangesMonthPage, ChangesPage, EventPage
from daybook.publish.pages.site import Site
from daybook.publish.settings import SiteSettings

SAVED = datetime(2024, 5, 1, 12, tzinfo=UTC)
WIKI = SiteSettings(wiki_index="https://wiki.example/w/index.php")


def revision(number: int) -> Revision:
    return Revision(number, SAVED + timedelta(hours=number))


def changed(
    number: int, day: date, *steps: tuple[ChangeKind, str | None], **more: object
) -> tuple[ArchivedEvent, tuple[Version, ...]]:
    """Return an event and its versions: each step is a kind of change and the wording from then on."""
    event = make_event(number, day, RichText((Span(next(text for _, text in reversed(steps) if text) or ""),)))
    versions = tuple(
        Version(
            revision(place),
            event.page,
            day,
            (kind,),
            replace(event.event, headline=RichText((Span(text),))) if text else None,
        )
        for place, (kind, text) in enumerate(steps, 1)
    )
    event = replace(event, changes=len(steps) - 1, revision=versions[-1].revision)
    return replace(event, **more), versions  # type: ignore[arg-type]


def builder(*told: tuple[ArchivedEvent, tuple[Version, ...]]) -> Builder:
    library = MemoryLibrary([event for event, _ in told], histories={event.id: versions for event, versions in told})
    return Builder(library, Site(WIKI))


MAY = (
    changed(1, date(2024, 5, 1), (ChangeKind.ADDED, "Two drown."), (ChangeKind.FIGURE, "Nine drown.")),
    changed(2, date(2024, 5, 2), (ChangeKind.ADDED, "A choir sung."), (ChangeKind.WORDING, "A choir sings.")),
    changed(3, date(2024, 5, 3), (ChangeKind.ADDED, "A fair opens.")),
    changed(4, date(2024, 5, 3), (ChangeKind.ADDED, "A rumour."), (ChangeKind.REMOVED, None), status=Status.WITHDRAWN),
)
JUNE = (changed(5, date(2024, 6, 1), (ChangeKind.ADDED, "A bridge closes.")),)


def test_a_month_lists_what_changed_in_substance_then_what_was_reworded() -> None:
    page = page_at(builder(*MAY, *JUNE), ChangesMonthPlace(2024, 5))

    assert isinstance(page, ChangesMonthPage)
    told = [(item.event.headline, item.kinds, [course.values for course in item.figures]) for item in page.material]
    assert told == [
        ("Nine drown.", (ChangeKind.FIGURE,), []),
        ("A rumour.", (ChangeKind.REMOVED,), []),
    ]
    assert [link.headline for link in page.reworded] == ["A choir sings."]


def test_a_month_without_changes_has_no_such_page() -> None:
    assert page_at(builder(*MAY, *JUNE), ChangesMonthPlace(2024, 6)) is None
    assert page_at(builder(*MAY, *JUNE), ChangesMonthPlace(2023, 6)) is None


def test_the_page_of_changes_leads_to_every_month_that_has_any() -> None:
    page = page_at(builder(*MAY, *JUNE), CHANGES)

    assert isinstance(page, ChangesPage)
    assert [(month.name, month.address, month.events) for month in page.months] == [("2024-05", "/changes/2024/05", 3)]


def test_the_origin_of_a_withdrawn_event_is_the_last_revision_that_held_it() -> None:
    """Not the one that removed it: whoever follows the link finds the words there."""
    event, versions = changed(
        1, date(2024, 5, 1), (ChangeKind.ADDED, "A."), (ChangeKind.WORDING, "B."), (ChangeKind.REMOVED, None)
    )
    page = builder((replace(event, status=Status.WITHDRAWN), versions)).event_page(event.date, event.slug)

    assert isinstance(page, EventPage)
    assert (page.origin.revision, page.changes) == (2, 2)


def test_the_origin_of_an_event_that_was_taken_off_another_day_is_the_page_of_its_own() -> None:
    """It stood on both days; the revision that made it this day's alone is of the other page, and lacks it."""
    event, versions = changed(1, date(2024, 5, 2), (ChangeKind.ADDED, "A."), (ChangeKind.MOVED, "A."))
    elsewhere = "Portal:Current events/2024 May 1"
    moved = replace(event, page=elsewhere)
    beside, only = changed(2, date(2024, 5, 2), (ChangeKind.ADDED, "B."))
    beside = replace(beside, last_changed=event.last_changed + timedelta(days=1), revision=revision(7))

    page = builder((moved, (versions[0], replace(versions[1], page=elsewhere))), (beside, only)).event_page(
        event.date, event.slug
    )

    assert isinstance(page, EventPage)
    assert (page.origin.page, page.origin.revision) == (beside.page, 7)
