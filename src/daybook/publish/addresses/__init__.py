"""Every address of a site, built and parsed: no other package knows how a path is put together.

An address is known three ways: as a `Place` (what it stands for), as a *stem* (its path without a format's ending, such
as `/news/2004/08/14/index`) and as a *path* (`/news/2004/08/14/index.json`). All three are relative to the site; `Root`
adds the folder and the host that a site is published under. Which places have pages is for `publish/kinds/` to say.
"""

from daybook.publish.addresses.event_files import event_format_of, event_formats, event_path
from daybook.publish.addresses.feeds import (
    ARCHIVED_FEEDS,
    CHANGES_FEED,
    DAILY_FEED,
    DIGEST_FEED,
    NEWS_FEED,
    OPINION_FEED,
    QUALITY_FEED,
    FeedPlace,
    feed_path,
    parse_feed,
)
from daybook.publish.addresses.formats import EventFormat, FeedFormat, Format
from daybook.publish.addresses.places import (
    ABOUT,
    CHANGES,
    DATA,
    DIGEST,
    FRONT,
    INDEXES,
    LONGEST,
    NOT_FOUND,
    ON_THIS_DAY,
    OPINION,
    PLACES,
    QUALITY,
    RANDOM,
    SEARCH,
    TODAY,
    ChangesMonthPlace,
    ChroniclePlace,
    CountryPlace,
    DayPlace,
    DigestPlace,
    EventPlace,
    HistoryPlace,
    IndexPlace,
    LetterPlace,
    MonthPlace,
    OnThisDayPlace,
    OpinionPlace,
    Place,
    QualityMonthPlace,
    SinglePlace,
    SubjectPlace,
    YearPlace,
)
from daybook.publish.addresses.root import Root
from daybook.publish.addresses.site_files import (
    API_FOLDER,
    DATA_FOLDER,
    SITEMAPS_FOLDER,
    STATIC_FOLDER,
    SiteFile,
    sitemap_path,
)
from daybook.publish.addresses.wiki_title import edit_address, quote_title


def path(place: Place, form: Format) -> str:
    """Return the path of a page in a format."""
    return f"{place.stem}.{form}"


__all__ = [
    "ABOUT",
    "API_FOLDER",
    "ARCHIVED_FEEDS",
    "CHANGES",
    "CHANGES_FEED",
    "DAILY_FEED",
    "DATA",
    "DATA_FOLDER",
    "DIGEST",
    "DIGEST_FEED",
    "FRONT",
    "INDEXES",
    "LONGEST",
    "NEWS_FEED",
    "NOT_FOUND",
    "ON_THIS_DAY",
    "OPINION",
    "OPINION_FEED",
    "PLACES",
    "QUALITY",
    "QUALITY_FEED",
    "RANDOM",
    "SEARCH",
    "SITEMAPS_FOLDER",
    "STATIC_FOLDER",
    "TODAY",
    "ChangesMonthPlace",
    "ChroniclePlace",
    "CountryPlace",
    "DayPlace",
    "DigestPlace",
    "EventFormat",
    "EventPlace",
    "FeedFormat",
    "FeedPlace",
    "Format",
    "HistoryPlace",
    "IndexPlace",
    "LetterPlace",
    "MonthPlace",
    "OnThisDayPlace",
    "OpinionPlace",
    "Place",
    "QualityMonthPlace",
    "Root",
    "SinglePlace",
    "SiteFile",
    "SubjectPlace",
    "YearPlace",
    "edit_address",
    "event_format_of",
    "event_formats",
    "event_path",
    "feed_path",
    "parse_feed",
    "path",
    "quote_title",
    "sitemap_path",
]
