"""The registry: every look and every kind of page, and what is found in it. Adds nothing of its own."""

from __future__ import annotations

from collections.abc import Mapping

from daybook.model import SubjectKind
from daybook.publish.addresses import (
    ABOUT,
    CHANGES,
    DATA,
    DIGEST,
    FRONT,
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
    Format,
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
from daybook.publish.kinds import stale
from daybook.publish.kinds.kind import Look, PageKind, calendar_group, single
from daybook.publish.pages import (
    alphabet,
    archive_pages,
    changes_months,
    digest,
    opinion,
    periods,
    places,
    quality,
    records,
)
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.calendar import last_saved
from daybook.publish.pages.data import data_page
from daybook.publish.pages.day import day_pages
from daybook.publish.pages.reader_text import WEEK, ReaderText
from daybook.publish.pages.records import Page
from daybook.publish.pages.subject import index_words
from daybook.publish.render import linked_data
from daybook.publish.render.html_views import Views
from daybook.publish.render.markdown import archive as archive_markdown
from daybook.publish.render.markdown import data as data_markdown
from daybook.publish.render.markdown import digest as digest_markdown
from daybook.publish.render.markdown import event as event_markdown
from daybook.publish.render.markdown import opinion as opinion_markdown
from daybook.publish.render.markdown import places as places_markdown
from daybook.publish.render.markdown import quality as quality_markdown
from daybook.publish.render.markdown import subject as subject_markdown
from daybook.publish.render.markdown import time as time_markdown

_EVENT = Look(
    record=records.EventPage,
    styles=("event",),
    view=Views.event,
    markdown=event_markdown.event_body,
    linked_data=linked_data.event_data,
    retells=True,
)
_HISTORY = Look(
    record=records.HistoryPage,
    styles=("history", "chart"),
    view=Views.history,
    markdown=event_markdown.history_body,
    listed=False,
    retells=True,
)
_DAY = Look(
    record=records.DayPage,
    styles=("day", "map"),
    view=Views.day,
    markdown=time_markdown.day_body,
    linked_data=linked_data.collection_data,
)
_FRONT = Look(
    record=records.FrontPage,
    styles=("day", "box", "front"),
    view=Views.front,
    markdown=time_markdown.front_body,
    linked_data=linked_data.front_data,
)
_MONTH = Look(
    record=records.MonthPage,
    styles=("day", "calendar", "box", "map"),
    view=Views.month,
    markdown=time_markdown.month_body,
    linked_data=linked_data.collection_data,
    retells=True,
)
_YEAR = Look(
    record=records.YearPage,
    styles=("day", "calendar", "box", "map"),
    view=Views.year,
    markdown=time_markdown.year_body,
    linked_data=linked_data.collection_data,
    retells=True,
)
_DATE = Look(
    record=records.OnThisDayPage,
    styles=("day",),
    view=Views.on_this_day,
    markdown=time_markdown.on_this_day_body,
    retells=True,
)
_DATES = Look(
    record=records.OnThisDayIndexPage,
    styles=("calendar",),
    view=Views.on_this_day_index,
    markdown=time_markdown.on_this_day_index_body,
)
_SUBJECT = Look(
    record=records.SubjectPage,
    styles=("subject", "chart", "box", "map"),
    view=Views.subject,
    markdown=subject_markdown.subject_body,
    linked_data=linked_data.collection_data,
    retells=True,
)
_CHRONICLE = Look(
    record=records.ChroniclePage,
    styles=("subject", "chart", "box"),
    view=Views.chronicle,
    markdown=subject_markdown.chronicle_body,
    linked_data=linked_data.collection_data,
    listed=False,
    retells=True,
)
_INDEX = Look(record=records.IndexPage, styles=("subject", "box"), markdown=subject_markdown.index_body)
_LETTER = Look(
    record=records.LetterPage,
    styles=("subject", "box"),
    view=Views.letter,
    markdown=subject_markdown.letter_body,
    retells=True,
)
_CHANGES = Look(
    record=records.ChangesPage, styles=("history",), view=Views.changes, markdown=archive_markdown.changes_body
)
_CHANGES_MONTH = Look(
    record=records.ChangesMonthPage, styles=("history",), markdown=archive_markdown.changes_month_body
)
_ABOUT = Look(record=records.AboutPage, styles=("prose", "box"), markdown=archive_markdown.about_body)
_DATA = Look(
    record=records.DataPage,
    styles=("data",),
    view=Views.data,
    markdown=data_markdown.data_body,
    linked_data=linked_data.dataset_data,
)
_NOT_FOUND = Look(record=records.NotFoundPage, listed=False)
_SEARCH = Look(record=records.SearchPage, styles=("search",), view=Views.search)
_RANDOM = Look(
    record=records.RandomPage, styles=("box",), view=Views.random, markdown=archive_markdown.random_body, retells=True
)
_REDIRECT = Look(record=records.RedirectPage, markdown=archive_markdown.redirect_body, listed=False)
_OPINION = Look(
    record=records.OpinionPage,
    styles=("prose",),
    markdown=opinion_markdown.opinion_body,
    linked_data=linked_data.opinion_data,
)
_OPINIONS = Look(record=records.OpinionIndexPage, styles=("prose",), markdown=opinion_markdown.opinion_index_body)
_DIGEST = Look(
    record=records.DigestPage,
    styles=("day", "box"),
    view=Views.digest,
    markdown=digest_markdown.digest_body,
    linked_data=linked_data.collection_data,
    retells=True,
)
_DIGESTS = Look(
    record=records.DigestIndexPage,
    styles=("box",),
    view=Views.digest_index,
    markdown=digest_markdown.digest_index_body,
)
_PLACES = Look(
    record=records.PlacesPage, styles=("map", "subject"), view=Views.places, markdown=places_markdown.places_body
)
_COUNTRY = Look(
    record=records.CountryPage,
    styles=("map", "chart", "subject"),
    view=Views.country,
    markdown=places_markdown.country_body,
    linked_data=linked_data.collection_data,
)
_QUALITY = Look(
    record=records.QualityPage, styles=("quality",), view=Views.quality, markdown=quality_markdown.quality_body
)
_QUALITY_MONTH = Look(
    record=records.QualityMonthPage,
    styles=("quality",),
    view=Views.quality_month,
    markdown=quality_markdown.quality_month_body,
)


def _single_name(text: ReaderText, place: SinglePlace) -> str:
    """Return what the interface calls a page that there is one of."""
    return text.say(f"single.{place.name}")


KINDS: tuple[PageKind, ...] = (
    PageKind(
        place=EventPlace,
        look=_EVENT,
        make=lambda builder, place: builder.event_page(place.date, place.slug),
        group=lambda place: f"day/{place.date.isoformat()}",
    ),
    PageKind(
        place=HistoryPlace,
        look=_HISTORY,
        make=lambda builder, place: builder.history_page(place.date, place.slug),
        group=lambda place: f"day/{place.date.isoformat()}",
    ),
    PageKind(
        place=SubjectPlace,
        look=_SUBJECT,
        make=Builder.subject_page,
        group=lambda place: f"subject/{place.kind.value}/{place.slug}",
    ),
    PageKind(
        place=ChroniclePlace,
        look=_CHRONICLE,
        make=lambda builder, place: builder.chronicle_page(place.slug),
        group=lambda place: f"subject/{SubjectKind.TOPIC.value}/{place.slug}",
    ),
    PageKind(
        place=DayPlace,
        look=_DAY,
        make=lambda builder, place: next(iter(day_pages(builder.cache, builder.calendar, [place.date])), None),
        group=lambda place: f"day/{place.date.isoformat()}",
        stale=stale.days_beside,
        interface_name=lambda text, place: text.date(place.date),
    ),
    PageKind(
        place=MonthPlace,
        look=_MONTH,
        make=lambda builder, place: periods.month_page(builder.cache, builder.calendar, place.year, place.month),
        group=calendar_group,
        places=lambda builder: [MonthPlace(*month) for month in builder.calendar.months],
        stale=stale.months,
        when=lambda builder, place: builder.calendar.months[place.year, place.month][-1].date,
        weight=50,
        interface_name=lambda text, place: text.month(place.year, place.month),
        updated=lambda builder, place: last_saved(builder.calendar.months[place.year, place.month]),
    ),
    PageKind(
        place=YearPlace,
        look=_YEAR,
        make=lambda builder, place: periods.year_page(builder.cache, builder.calendar, place.year),
        group=calendar_group,
        places=lambda builder: [YearPlace(year) for year in builder.calendar.years],
        stale=stale.years,
        when=lambda builder, place: builder.calendar.months[builder.calendar.years[place.year][-1]][-1].date,
        weight=500,
        updated=lambda builder, place: last_saved(builder.calendar.of_year(place.year)),
    ),
    PageKind(
        place=OnThisDayPlace,
        look=_DATE,
        make=lambda builder, place: periods.on_this_day_page(builder.cache, builder.calendar, place.month, place.day),
        group=calendar_group,
        places=lambda builder: [OnThisDayPlace(*when) for when in builder.calendar.dates],
        stale=stale.dates,
        weight=66,
        interface_name=lambda text, place: text.day_of_year(place.month, place.day),
        updated=lambda builder, place: last_saved(builder.calendar.on_date(place.month, place.day)),
    ),
    single(
        FRONT,
        _FRONT,
        lambda builder: archive_pages.front_page(builder.cache, builder.calendar),
        updated=lambda builder, _: last_saved(
            builder.calendar.days[day] for day in builder.calendar.latest(builder.site.settings.front_days)
        ),
    ),
    single(
        CHANGES,
        _CHANGES,
        lambda builder: archive_pages.changes_page(builder.cache, builder.calendar),
        interface_name=_single_name,
    ),
    single(
        ABOUT,
        _ABOUT,
        lambda builder: archive_pages.about_page(
            builder.site, builder.calendar, {kind: builder.ranking(kind).total for kind in SubjectKind}
        ),
    ),
    PageKind(
        place=DATA,
        look=_DATA,
        make=lambda builder, _: data_page(builder.site),
        places=lambda builder: (DATA,) if builder.site.data else (),
        stale=lambda _, __: (DATA,),
        interface_name=_single_name,
    ),
    single(
        NOT_FOUND, _NOT_FOUND, lambda builder: archive_pages.not_found_page(builder.site), interface_name=_single_name
    ),
    single(SEARCH, _SEARCH, lambda builder: archive_pages.search_page(builder.site), interface_name=_single_name),
    single(
        ON_THIS_DAY,
        _DATES,
        lambda builder: periods.on_this_day_index_page(builder.site, builder.calendar),
        interface_name=_single_name,
    ),
    single(OPINION, _OPINIONS, lambda builder: opinion.opinion_index_page(builder.site), interface_name=_single_name),
    single(
        TODAY,
        _REDIRECT,
        lambda builder: archive_pages.today_page(builder.site, builder.calendar),
        interface_name=_single_name,
    ),
    single(
        RANDOM,
        _RANDOM,
        lambda builder: archive_pages.random_page(builder.site, builder.calendar),
        interface_name=_single_name,
    ),
    PageKind(
        place=IndexPlace,
        look=_INDEX,
        make=lambda builder, place: archive_pages.index_page(
            builder.site, place.kind, builder.ranking(place.kind), builder.letters(place.kind)
        ),
        places=lambda _: [IndexPlace(kind) for kind in SubjectKind],
        stale=stale.indexes,
        updated=lambda _, __: None,
        interface_name=lambda text, place: text.say(index_words(place.kind)),
    ),
    PageKind(
        place=DigestPlace,
        look=_DIGEST,
        make=lambda builder, place: digest.digest_page(builder.cache, builder.calendar, place),
        group=calendar_group,
        places=lambda builder: builder.calendar.weeks,
        stale=stale.weeks,
        when=lambda _, place: place.first,
        weight=150,
        updated=lambda builder, place: digest.digest_updated(builder.calendar, place),
        interface_name=lambda text, place: text.say(WEEK, week=text.number(place.week), year=f"{place.year}"),
    ),
    single(
        DIGEST,
        _DIGESTS,
        lambda builder: digest.digest_index_page(builder.site, builder.calendar),
        interface_name=_single_name,
    ),
    PageKind(
        place=CountryPlace,
        look=_COUNTRY,
        make=places.country_page,
        places=places.country_places,
        stale=stale.countries,
        updated=lambda _, __: None,
        weight=25,
        interface_name=lambda text, place: text.country(place.country),
    ),
    single(
        PLACES,
        _PLACES,
        places.places_page,
        interface_name=_single_name,
    ),
    single(
        QUALITY,
        _QUALITY,
        lambda builder: quality.quality_page(builder.cache, builder.calendar),
        interface_name=_single_name,
    ),
    PageKind(
        place=ChangesMonthPlace,
        look=_CHANGES_MONTH,
        make=lambda builder, place: changes_months.changes_month_page(
            builder.cache, builder.calendar, place.year, place.month
        ),
        group=calendar_group,
        places=lambda builder: [ChangesMonthPlace(*month) for month in changes_months.changed_months(builder.calendar)],
        stale=stale.changed_months,
        updated=lambda builder, place: last_saved(builder.calendar.months[place.year, place.month]),
        when=lambda builder, place: builder.calendar.months[place.year, place.month][-1].date,
        interface_name=lambda text, place: text.month(place.year, place.month),
    ),
    PageKind(
        place=QualityMonthPlace,
        look=_QUALITY_MONTH,
        make=lambda builder, place: quality.quality_month_page(
            builder.cache, builder.calendar, place.year, place.month
        ),
        places=lambda builder: [QualityMonthPlace(*month) for month in builder.calendar.months],
        stale=stale.quality_months,
        updated=lambda _, __: None,
        weight=20,
        interface_name=lambda text, place: text.month(place.year, place.month),
    ),
    PageKind(
        place=LetterPlace,
        look=_LETTER,
        make=lambda builder, place: alphabet.letter_page(builder.library, builder.site, place),
        places=lambda builder: [LetterPlace(kind, prefix) for kind in SubjectKind for prefix in builder.letters(kind)],
        stale=stale.letters,
        updated=lambda _, __: None,
    ),
    PageKind(
        place=OpinionPlace,
        look=_OPINION,
        make=lambda builder, place: opinion.opinion_page(builder.cache, place),
        places=lambda builder: opinion.opinion_places(builder.site),
        stale=lambda builder, _: opinion.opinion_places(builder.site),
        updated=lambda builder, place: opinion.opinion_updated(builder.site, place),
    ),
)
"""Every kind of page, those most often asked for first. No place is of two kinds."""

LOOKS: tuple[Look, ...] = tuple(dict.fromkeys((*(kind.look for kind in KINDS), _REDIRECT)))
"""Every record with its look, in the order in which the published schemas have them."""

_BY_CLASS: Mapping[type[Place], PageKind] = {
    kind.place: kind for kind in KINDS if not isinstance(kind.place, SinglePlace)
}
_SINGLES: Mapping[str, PageKind] = {kind.place.stem: kind for kind in KINDS if isinstance(kind.place, SinglePlace)}
_FORMATS: Mapping[str, Format] = {form.value: form for form in Format}
_LOOKS: Mapping[type[Page], Look] = {look.record: look for look in LOOKS}


def kind_of(place: Place) -> PageKind:
    """Return the kind of the page at a place."""
    return _SINGLES[place.stem] if isinstance(place, SinglePlace) else _BY_CLASS[type(place)]


def look_of(page: Page) -> Look:
    """Return how a page is shown."""
    return _LOOKS[type(page)]


def page_at(builder: Builder, place: Place) -> Page | None:
    """Return the page at a place, a redirect where it moved; None where there is none."""
    return kind_of(place).make(builder, place)


def place_group(place: Place) -> str:
    """Return the group of files that the page at a place is kept in."""
    return kind_of(place).group(place)


def parse_stem(stem: str) -> Place | None:
    """Return what a stem stands for; None for anything that is not exactly the stem of a possible page."""
    kind = _SINGLES.get(stem)
    if kind is not None and isinstance(kind.place, SinglePlace):
        return kind.place
    for shape in _BY_CLASS:
        place = shape.parse(stem)
        if place is not None:
            return place
    return None


def parse(path: str) -> tuple[Place, Format] | None:
    """Return what a page's path stands for; None for anything that is not exactly the path of a possible page."""
    stem, _, ending = path.rpartition(".")
    form = _FORMATS.get(ending)
    if form is None or len(path) > LONGEST:
        return None
    place = parse_stem(stem)
    return (place, form) if place is not None and form in kind_of(place).look.formats else None


def interface_name(text: ReaderText, stem: str) -> str:
    """Return what the page at a stem is called in the reader's language; empty where that is its title."""
    place = parse_stem(stem)
    name = kind_of(place).interface_name if place is not None else None
    return name(text, place) if name is not None else ""
