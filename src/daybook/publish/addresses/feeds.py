"""Addresses of feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from daybook.model import SubjectKind
from daybook.publish.addresses.formats import FeedFormat
from daybook.publish.addresses.places import HOST, LONGEST, SUBJECT_KINDS


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """A feed of the site as a whole (`name` alone, such as `news`), or of a subject (`kind`, and its slug as the name)."""

    name: str
    kind: SubjectKind | None = None

    @property
    def stem(self) -> str:
        """The path of the feed without a format's ending."""
        return f"/feeds/{self.kind.value}/{self.name}" if self.kind else f"/feeds/{self.name}"


NEWS_FEED = FeedPlace("news")
CHANGES_FEED = FeedPlace("changes")
OPINION_FEED = FeedPlace("opinion")
DIGEST_FEED = FeedPlace("digest")
QUALITY_FEED = FeedPlace("quality")

_SHAPE = re.compile(
    rf"/feeds/(?:(?P<kind>{SUBJECT_KINDS})/(?P<slug>{HOST})|(?P<site>[a-z]+))\.(?P<form>{'|'.join(FeedFormat)})"
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
    kind = SubjectKind(matched["kind"]) if matched["kind"] else None
    return FeedPlace(matched["slug"] or matched["site"], kind), _FORMATS[matched["form"]]
