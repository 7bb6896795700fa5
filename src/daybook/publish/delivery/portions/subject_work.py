"""Work on subjects: the pages of all of one, or of some of its years and months, and its feeds."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from daybook.model import Subject, SubjectKind
from daybook.publish.addresses import ChroniclePlace, SubjectPlace, path
from daybook.publish.delivery.families.event_files import event_paths
from daybook.publish.delivery.families.feeds import (
    subject_feed_files,
    subject_year_feed_files,
    subject_year_feed_paths,
)
from daybook.publish.delivery.folder.build_state import GroupFiles
from daybook.publish.delivery.portions.worker import Worker
from daybook.publish.kinds import place_group
from daybook.publish.pages.pictures import ENDING as PICTURE_ENDING
from daybook.publish.pages.pictures import has_picture
from daybook.publish.pages.site import Site
from daybook.publish.pages.subject import Span, has_chronicle, place_of, spans
from daybook.publish.render.to_sitemap import sitemap_time

SUBJECTS_AT_ONCE = 200
"""Subjects asked for together: most have a handful of events, which make no query of their own worth while."""


@dataclass(frozen=True, slots=True)
class SubjectSpans:
    """A subject to make pages of: the spans to make, None for all of them."""

    kind: SubjectKind
    slug: str
    spans: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True)
class SubjectWork:
    """The pages and feeds of subjects."""

    subjects: tuple[SubjectSpans, ...]

    @classmethod
    def joined(cls, works: Sequence[Self]) -> Self:
        """Return one work that does all that these do."""
        return cls(tuple(subject for work in works for subject in work.subjects))

    def files(self, worker: Worker) -> Iterator[GroupFiles]:
        """Make the files, many subjects of a kind at a time."""
        for kind in SubjectKind:
            wanted = [subject for subject in self.subjects if subject.kind is kind]
            for start in range(0, len(wanted), SUBJECTS_AT_ONCE):
                yield from _files_of_subjects(worker, kind, wanted[start : start + SUBJECTS_AT_ONCE])


def subject_paths(site: Site, subject: Subject) -> dict[Span, tuple[str, ...]]:
    """Return the paths of each span of a subject, in all formats of the site."""
    forms, limit = site.retold_formats, site.settings.list_events
    paths = {span: tuple(path(place_of(subject, span), form) for form in forms) for span in spans(subject, limit)}
    paths[Span()] += event_paths(site, place_of(subject, Span()))
    for year, feeds in subject_year_feed_paths(site, subject).items():
        paths[_span_with_feed(paths, year)] += feeds
    if has_chronicle(subject):
        paths[Span()] += tuple(path(ChroniclePlace(subject.slug), form) for form in forms)
    return paths


def _files_of_subjects(worker: Worker, kind: SubjectKind, wanted: Sequence[SubjectSpans]) -> Iterator[GroupFiles]:
    known = worker.builder.library.subjects(kind, list(dict.fromkeys(each.slug for each in wanted)))
    limit = worker.spec.settings.list_events
    tasks: list[tuple[Subject, Sequence[Span]]] = []
    for each in wanted:
        subject = known.get(each.slug)
        if subject is not None:
            tasks.append((subject, spans(subject, limit) if each.spans is None else each.spans))
    updated: dict[str, str] = {}
    for page in worker.builder.subject_spans(tasks):
        worker.put_page(page)
        updated[page.address] = sitemap_time(page.updated)
    for subject, chosen in tasks:
        _make_year_feeds(worker, subject, chosen)
        if Span() in chosen:  # who makes the main page names all files, also those of years that others make or made
            yield _group(worker, subject, updated)


def _span_with_feed(among: Container[Span], year: int) -> Span:
    """Return the span with whose page the feed of a year is made: the year's, else the whole."""
    return Span(year) if Span(year) in among else Span()


def _make_year_feeds(worker: Worker, subject: Subject, chosen: Sequence[Span]) -> None:
    among = spans(subject, worker.spec.settings.list_events)
    for year in subject_year_feed_paths(worker.builder.site, subject):
        if _span_with_feed(among, year) in chosen:
            for path_, content in subject_year_feed_files(worker.builder, subject, year).items():
                worker.put(path_, content)


def _group(worker: Worker, subject: Subject, updated: Mapping[str, str]) -> GroupFiles:
    """Name all files of a subject, made now or before, and make its feeds."""
    site = worker.builder.site
    main = SubjectPlace(subject.kind, subject.slug)
    paths = [each for listed in subject_paths(site, subject).values() for each in listed]
    if has_picture(site, subject) and worker.has_pictures:
        paths.append(main.stem + PICTURE_ENDING)
    feeds = subject_feed_files(worker.builder, subject)
    for feed, content in feeds.items():
        worker.put(feed, content)
    paths.extend(feeds)
    moved = []
    for alias in subject.aliases:
        former = SubjectPlace(subject.kind, alias)
        paths.extend(path(former, form) for form in site.retold_formats)
        moved.append((site.address(former), site.address(main)))
    in_sitemap = ((main.stem, updated.get(site.address(main), "")),) if feeds else ()
    return GroupFiles(place_group(main), tuple(paths), in_sitemap, tuple(moved))
