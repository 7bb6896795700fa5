"""Stories, contexts, categories and outlets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from daybook.http_api.cursors import read_cursor, write_cursor
from daybook.http_api.event_records import PLURALS, SUBJECT_WORDS
from daybook.http_api.events import MOST_OF_MOMENT, expect_moment
from daybook.http_api.problems import not_found, too_much
from daybook.http_api.records import MonthRecord, SubjectAnswer, SubjectRecord, SubjectsAnswer
from daybook.http_api.session import ApiSession
from daybook.model import Subject, SubjectKind
from daybook.publish.addresses import SubjectPlace
from daybook.publish.cleaning import clean
from daybook.publish.pages.subject_name import subject_name


def list_subjects(session: ApiSession, kind: SubjectKind, values: Mapping[str, Any]) -> SubjectsAnswer:
    """Return a page of the subjects of a kind, in order of their slugs: an order that no edit changes.

    As of a moment: those that had events then, with these.
    """
    moment = values["as_of"]
    expect_moment(session, moment)
    if moment is not None and values["size"] > MOST_OF_MOMENT:
        raise too_much("size", f"must be at most {MOST_OF_MOMENT} with `as_of`, not {values['size']}")
    reader = session.at(moment)
    name = PLURALS[kind]
    after = read_cursor(name, values, (str,))
    size = values["size"]
    slugs = reader.slugs(kind, after[0] if after else "", size + 1)
    found = reader.subjects(kind, slugs[:size])
    following = write_cursor(name, values, (slugs[size - 1],)) if len(slugs) > size else None
    return SubjectsAnswer(
        following, None, tuple(subject_record(session, found[slug]) for slug in slugs[:size] if slug in found)
    )


def get_subject(session: ApiSession, kind: SubjectKind, slug: str, moment: datetime | None) -> SubjectAnswer:
    """Return a subject, by its slug or one of a subject that was merged into it; raise `Refused` for none."""
    expect_moment(session, moment)
    subject = session.at(moment).subjects(kind, [slug]).get(slug)
    if subject is None:
        when = f" at {moment:%Y-%m-%dT%H:%MZ}" if moment else ""
        raise not_found(f"no such {SUBJECT_WORDS[kind]}{when}: `{slug}`")
    months = tuple(MonthRecord(f"{year:04}-{month:02}", events) for year, month, events in subject.months)
    events_url = session.url(f"/{PLURALS[kind]}/{subject.slug}/events")
    return SubjectAnswer(subject_record(session, subject), months, events_url, moment)


def known_slug(session: ApiSession, kind: SubjectKind, slug: str, moment: datetime | None) -> str:
    """Return the slug of a subject that is there, or was at a moment; raise `Refused` for none."""
    expect_moment(session, moment)
    if not (session.reader.has_subject(kind, slug) if moment is None else session.at(moment).subjects(kind, [slug])):
        when = f" at {moment:%Y-%m-%dT%H:%MZ}" if moment else ""
        raise not_found(f"no such {SUBJECT_WORDS[kind]}{when}: `{slug}`")
    return slug


def subject_record(session: ApiSession, subject: Subject) -> SubjectRecord:
    """Return a subject."""
    return SubjectRecord(
        SUBJECT_WORDS[subject.kind],
        subject.slug,
        subject_name(subject.name, subject.slug),
        session.site.url(session.site.address(SubjectPlace(subject.kind, subject.slug))),
        subject.count,
        subject.first,
        subject.last,
        clean(subject.title) if subject.title else None,
        clean(subject.description) if subject.description else None,
        subject.wikidata,
        subject.latitude,
        subject.longitude,
        subject.aliases,
    )
