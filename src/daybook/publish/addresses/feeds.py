"""Addresses of feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from daybook.model import SubjectKind
from daybook.publish.addresses.formats import FeedFormat
from daybook.publish.addresses.places import HOST, LONGEST, SUBJECT_KINDS


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """A feed of the site as a whole (`name` alone, such as `news`), or of a subject (`kind`, and its slug as the name).

    With a `month` (year, month), the part of a feed of the site that has the events of that month, for good, or with a `year` the
    part of a subject's feed that has those of that year (RFC 5005, section 4); a year with many has several, counted by `part` from
    its first day on.
    """

    name: str
    kind: SubjectKind | None = None
    month: tuple[int, int] | None = None
    year: int | None = None
    part: int = 1

    @property
    def stem(self) -> str:
        """The path of the feed without a format's ending."""
        if self.month is not None:
            return f"/feeds/{self.name}/{self.month[0]:04}/{self.month[1]:02}"
        year = "" if self.year is None else f"/{self.year:04}"
        part = "" if self.part == 1 else f"/{self.part}"
        return f"/feeds/{self.kind.value}/{self.name}{year}{part}" if self.kind else f"/feeds/{self.name}"


NEWS_FEED = FeedPlace("news")
CHANGES_FEED = FeedPlace("changes")
OPINION_FEED = FeedPlace("opinion")
DIGEST_FEED = FeedPlace("digest")
DAILY_FEED = FeedPlace("daily")
ARCHIVED_FEEDS = (NEWS_FEED, DIGEST_FEED)
"""The feeds that have parts of months, where the publisher asks for them."""
QUALITY_FEED = FeedPlace("quality")

_SHAPE = re.compile(
    rf"/feeds/(?:(?P<kind>{SUBJECT_KINDS})/(?P<slug>{HOST})(?:/(?P<of>[0-9]{{4}})(?:/(?P<part>[2-9]|[1-9][0-9]{{1,3}}))?)?|(?P<archive>news|digest)/(?P<year>[0-9]{{4}})/(?P<month>0[1-9]|1[0-2])|(?P<site>[a-z]+))\.(?P<form>{'|'.join(FeedFormat)})"
)
_FORMATS = {form.value: form for form in FeedFormat}


def feed_path(feed: FeedPlace, form: FeedFormat) -> str:
    """Return the path of a feed in a format."""
    return f"{feed.stem}.{form}"


def parse_feed(path: str) -> tuple[FeedPlace, FeedFormat] | None:
    """Return what a feed's path stands for; None for anything that is not exactly the path of a possible feed."""
    matched = _SHAPE.fullmatch(path) if len(path) <= LONGEST else None
    if not matched:
        return None
    if matched["archive"]:
        month = int(matched["year"]), int(matched["month"])
        return FeedPlace(matched["archive"], None, month), _FORMATS[matched["form"]]
    kind = SubjectKind(matched["kind"]) if matched["kind"] else None
    year = int(matched["of"]) if matched["of"] else None
    part = int(matched["part"] or 1)
    return FeedPlace(matched["slug"] or matched["site"], kind, None, year, part), _FORMATS[matched["form"]]
