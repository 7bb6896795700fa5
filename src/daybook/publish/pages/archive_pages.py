"""Pages about the archive as a whole: front page, lists of subjects, changes, about, and what a missing page says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from html import escape

from daybook.model import ArchivedEvent, Change, RankedSubject, Selection, SubjectKind, SubjectRanking
from daybook.publish.addresses import (
    ABOUT,
    CHANGES,
    FRONT,
    NOT_FOUND,
    RANDOM,
    SEARCH,
    TODAY,
    DayPlace,
    Format,
    HistoryPlace,
    IndexPlace,
    MonthPlace,
    SiteFile,
    SubjectPlace,
    YearPlace,
)
from daybook.publish.cleaning import clean
from daybook.publish.markdown_text import escape_line, escape_markdown
from daybook.publish.pages import descriptions
from daybook.publish.pages.alphabet import letter_tallies
from daybook.publish.pages.calendar import Calendar, last_saved
from daybook.publish.pages.changes_months import month_tallies
from daybook.publish.pages.day import day_contents, day_link
from daybook.publish.pages.event import has_history
from daybook.publish.pages.event_cache import EventCache, SiteCache
from daybook.publish.pages.history import version_items
from daybook.publish.pages.material_changes import material_changes
from daybook.publish.pages.moved import MOVED_DAYS, moved_stories
from daybook.publish.pages.opinion import site_prose
from daybook.publish.pages.pictures import image_of
from daybook.publish.pages.records import (
    AboutPage,
    ChangeItem,
    ChangesPage,
    EventLink,
    Figures,
    FileLink,
    FrontPage,
    IndexPage,
    MonthWeight,
    MovedStory,
    NotFoundPage,
    Prose,
    RandomPage,
    RedirectPage,
    SearchPage,
    SubjectItem,
    Tally,
    VersionItem,
)
from daybook.publish.pages.site import LICENCE_4, NO_LICENCE, Site
from daybook.publish.pages.subject import INDEX_NAMES, index_words
from daybook.publish.pages.subject_name import subject_name
from daybook.publish.pages.top_subjects import most

STORIES_DAYS = 30
"""Days up to the newest over which the front page counts which stories moved."""

FILES = (
    (descriptions.FEED_LISTS, SiteFile.OPML, None),
    (descriptions.JSON_SCHEMA, SiteFile.JSON_SCHEMA, Format.JSON),
    (descriptions.XML_SCHEMA, SiteFile.XML_SCHEMA, Format.XML),
    (descriptions.SITE_MAP, SiteFile.SITEMAP_INDEX, None),
)
"""Files for programs, each with the format that it belongs to."""


def front_page(cache: SiteCache, calendar: Calendar) -> FrontPage:
    """Return the front page."""
    site = cache.site
    days = calendar.latest(site.settings.front_days)
    stories: Counter[tuple[str, str]] = Counter()
    categories: Counter[tuple[str, str]] = Counter()
    moved: tuple[MovedStory, ...] = ()
    if days:
        since = days[0] - timedelta(days=STORIES_DAYS - 1)
        month = list(cache.each(cache.library.select(Selection(since - timedelta(days=MOVED_DAYS), days[0]))))
        # Events of any age count if they changed now: the front page tells what moved, not only what is new.
        lately = list(dict.fromkeys(change.event for change in material_changes(cache, MOVED_DAYS)))
        moved = moved_stories(month, cache.each(lately), days[0], calendar.days)
        for summary in month:
            if summary.item.date < since:
                continue
            # By address: an event under a story and its part, both leading to one page, counts once for it.
            stories.update({topic.address: (topic.name, topic.address) for topic in summary.item.topics}.values())
            if summary.item.category:
                categories[summary.item.category.name, summary.item.category.address] += 1
    address = site.address(FRONT)
    return FrontPage(
        address=address,
        url=site.url(address),
        title=site.home.name,
        description=clean(site.settings.description),
        updated=last_saved(calendar.days[day] for day in days),
        formats=site.formats(address),
        previous=day_link(site, days[-1]) if days else None,
        image=image_of(site, address, site.home.name),
        feeds=site.site_feeds(),
        moved=moved,
        moved_days=MOVED_DAYS,
        read=max((record.read for record in calendar.days.values()), default=None),
        days=tuple(day_contents(cache, [calendar.days[day] for day in days])),
        stories=most(stories),
        stories_days=STORIES_DAYS,
        categories=most(categories),
        years=tuple(
            Tally(
                f"{year}",
                site.address(YearPlace(year)),
                sum(record.events for month in months for record in calendar.months[month]),
            )
            for year, months in reversed(calendar.years.items())
        ),
    )


def index_page(site: Site, kind: SubjectKind, ranking: SubjectRanking, letters: Mapping[str, int]) -> IndexPage:
    """Return the list of a kind's subjects; `letters` are the pages from A to Z, each with its number of names."""
    name = INDEX_NAMES[kind]
    address = site.address(IndexPlace(kind))
    return IndexPage(
        address=address,
        url=site.url(address),
        title=name,
        description=site.text.say(
            descriptions.INDEX, name=site.text.say(index_words(kind)), site=site.home.name, n=f"{ranking.total}"
        ),
        formats=site.formats(address),
        breadcrumbs=(site.home,),
        feeds=site.site_feeds(),
        subject=kind,
        total=ranking.total,
        letters=letter_tallies(site, kind, letters),
        most=tuple(_subject_item(site, subject) for subject in ranking.most),
        latest=tuple(_subject_item(site, subject) for subject in ranking.latest),
    )


def changes_page(cache: SiteCache, calendar: Calendar) -> ChangesPage:
    """Return the material changes of the last days before the newest one."""
    site = cache.site
    address = site.address(CHANGES)
    listed = material_changes(cache)
    items = change_items(cache, listed)
    return ChangesPage(
        address=address,
        url=site.url(address),
        title="Changes",
        description=site.text.say(descriptions.LATEST_CHANGES),
        updated=items[0].origin.saved if items else None,
        formats=site.formats(address),
        breadcrumbs=(site.home,),
        feeds=site.site_feeds(),
        since=items[-1].origin.saved if items else None,
        changes=tuple(items),
        days=site.settings.changes_days,
        months=month_tallies(site, calendar),
    )


def change_items(cache: EventCache, changes: Sequence[Change]) -> list[ChangeItem]:
    """Return changes for a record, compared with the version before each."""
    ids = list(dict.fromkeys(change.event for change in changes))
    events = cache.library.events(ids)
    cache.keep(events)
    summaries = cache.summaries(ids)
    versions = cache.library.versions(ids) if ids else {}
    compared = {number: version_items(cache, event, versions.get(number, ())) for number, event in events.items()}
    return [
        _change_item(cache, change, events[change.event], compared[change.event], summaries[change.event].link)
        for change in changes
        if change.event in events and change.number <= len(compared[change.event])
    ]


def _change_item(
    cache: EventCache, change: Change, event: ArchivedEvent, versions: Sequence[VersionItem], link: EventLink
) -> ChangeItem:
    item = versions[change.number - 1]
    return ChangeItem(
        event=link,
        number=change.number,
        kinds=change.version.kinds,
        origin=item.origin,
        history=cache.site.address(HistoryPlace(event.date, event.slug)) if has_history(event) else None,
        words=item.words,
        sources_added=item.sources_added,
        sources_removed=item.sources_removed,
    )


def about_page(site: Site, calendar: Calendar, counts: Mapping[SubjectKind, int]) -> AboutPage:
    """Return the page about the site and its archive; `counts` are those of its subjects that have events."""
    settings = site.settings
    address = site.address(ABOUT)
    dates = list(calendar.days)
    return AboutPage(
        address=address,
        url=site.url(address),
        title=site.text.say(descriptions.ABOUT, site=site.home.name),
        description=clean(settings.description),
        formats=site.formats(address),
        breadcrumbs=(site.home,),
        feeds=site.site_feeds(),
        text=site_prose(site, site.texts.about) if site.texts.about else about_text(site),
        figures=Figures(
            days=len(dates),
            events=sum(record.events for record in calendar.days.values()),
            contexts=counts.get(SubjectKind.CONTEXT, 0),
            topics=counts.get(SubjectKind.TOPIC, 0),
            categories=counts.get(SubjectKind.CATEGORY, 0),
            outlets=counts.get(SubjectKind.OUTLET, 0),
            first=dates[0] if dates else None,
            last=dates[-1] if dates else None,
        ),
        licence=NO_LICENCE if settings.licence == "none" else LICENCE_4,
        files=tuple(
            FileLink(site.text.say(name), site.root.relative(file.value))
            for name, file, form in FILES
            if form is None or form in site.page_formats
        ),
    )


def about_text(site: Site) -> Prose:
    """Return the text of a site whose publisher wrote none.

    It changes with no build, but its page does, by what that counts: so its HTML is written here, as reading its Markdown would.
    """
    title, wiki, formats = site.home.name, clean(site.settings.wiki_name), _formats_in_words(site)
    say = partial(site.text.say, descriptions.ABOUT_TEXT, formats=formats)
    text = say(title=escape_line(title), wiki=escape_markdown(wiki))
    shown = say(title=_escaped(title), wiki=_escaped(wiki))
    return Prose(text.strip(), "".join(f"<p>{paragraph}</p>\n" for paragraph in shown.strip().split("\n\n")))


def _escaped(text: str) -> str:
    return escape(text.strip(), quote=False).replace('"', "&quot;")


def _formats_in_words(site: Site) -> str:
    """Say in which other formats pages come, with a space behind; nothing where there are none."""
    names = [form.label for form in site.page_formats[1:]]
    if not names:
        return ""
    is_all = site.retold_formats == site.page_formats
    sentence = descriptions.PAGES_COME_AS if is_all else descriptions.DAYS_COME_AS
    return f"{site.text.say(sentence, formats=site.text.list(names))} "


def not_found_page(site: Site) -> NotFoundPage:
    """Return what a server says where there is no page."""
    address = site.address(NOT_FOUND)
    return NotFoundPage(
        address=address,
        url=site.url(address),
        title="No such page",
        description=site.text.say(descriptions.NOT_FOUND),
        formats=site.formats(address),
        breadcrumbs=(site.home,),
    )


def today_page(site: Site, calendar: Calendar) -> RedirectPage | None:
    """Return the page that leads to the archive's latest day; None while it holds none."""
    latest = calendar.latest(1)
    if not latest:
        return None
    target = site.address(DayPlace(latest[0]))
    return RedirectPage(
        address=site.address(TODAY),
        url=site.url(target),
        title="Today",
        location=target,
        lasting=False,
    )


def random_page(site: Site, calendar: Calendar) -> RandomPage:
    """Return the page that leads to an event by chance; its list of months is for whoever would rather choose."""
    address = site.address(RANDOM)
    return RandomPage(
        address=address,
        url=site.url(address),
        title="Random",
        description=site.text.say(descriptions.RANDOM, site=site.home.name),
        formats=site.formats(address, retells=True),
        breadcrumbs=(site.home,),
        feeds=site.site_feeds(),
        months=tuple(
            MonthWeight(
                site.address(MonthPlace(year, month)), f"{year:04}-{month:02}", sum(record.events for record in records)
            )
            for (year, month), records in reversed(calendar.months.items())
        ),
    )


def search_page(site: Site) -> SearchPage:
    """Return the page to search from."""
    address = site.address(SEARCH)
    return SearchPage(
        address=address,
        url=site.url(address),
        title="Search",
        description=site.text.say(descriptions.SEARCH, site=site.home.name),
        formats=site.formats(address),
        breadcrumbs=(site.home,),
        feeds=site.site_feeds(),
    )


def _subject_item(site: Site, subject: RankedSubject) -> SubjectItem:
    return SubjectItem(
        name=subject_name(subject.name, subject.slug),
        address=site.address(SubjectPlace(subject.kind, subject.slug)),
        events=subject.count,
        first=subject.first,
        last=subject.last,
        about=clean(subject.description).strip() or None if subject.description else None,
    )
