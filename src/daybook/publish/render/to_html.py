"""Pages as HTML: one template a kind, filled from the page's record.

Here stands what each kind shows beyond its record (charts, groups, calendars), never how it looks: that is the theme's.
Everything that is the same on all pages is made once, in `HtmlRenderer`. Reads no file and knows no archive.
"""

from __future__ import annotations

import base64
import hashlib
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import groupby
from typing import Any, get_args

from daybook.errors import PublishError
from daybook.model import SubjectKind
from daybook.publish.addresses import (
    INDEXES,
    DayPlace,
    Format,
    FrontPlace,
    IndexPlace,
    MonthPlace,
    OnThisDayPlace,
    Place,
    Root,
    SinglePlace,
    SiteFile,
    parse_stem,
    path,
)
from daybook.publish.pages import records
from daybook.publish.pages.english_text import shorten
from daybook.publish.render import charts, linked_data
from daybook.publish.render.branding import logo_name, picture_size
from daybook.publish.render.locale_text import DATE_STYLES, LocaleText, remembered
from daybook.publish.render.templates import Markup, Templates
from daybook.publish.render.theme import Theme, ThemeSettings
from daybook.publish.search.build import SEARCH_FOLDER
from daybook.publish.settings import SiteSettings

PARTS: Mapping[str, tuple[str, ...]] = {
    "event": ("event",),
    "history": ("history", "chart"),
    "day": ("day",),
    "front": ("day", "box", "front"),
    "month": ("day", "calendar", "box"),
    "year": ("calendar", "box"),
    "on-this-day": ("day",),
    "on-this-day-index": ("calendar",),
    "subject": ("subject", "chart", "box"),
    "index": ("subject", "box"),
    "changes": ("history",),
    "about": ("prose", "box"),
    "not-found": (),
    "search": ("search",),
    "random": ("box",),
    "redirect": (),
    "opinion": ("prose",),
    "opinion-index": ("prose",),
}
"""The parts of the style, after `base`, that a kind of page carries; `print` and `keys` follow in all."""

LONG_LIST = 200
"""Events of a list from which on it is set close: without sources, headlines cut to `CLIPPED` characters. Each event's own page
and the other formats have all.

The largest months of an archive of 115,000 events, with up to 633 events of a category, went so from 72 kB compressed to 50.
`make site-quality SITE=folder` measures the largest page of each kind.
"""
CLIPPED = 150

View = dict[str, Any]
"""What a template gets beside `page`."""


class HtmlRenderer:
    """Renders the page records of one site with one theme. All its work but `render` is done when it is made."""

    def __init__(
        self, site: SiteSettings, theme: Theme, look: ThemeSettings | None = None, *, opinion: bool = False
    ) -> None:
        """Compile the theme's templates; `PublishError` where they or the words are faulty.

        `opinion` says that the publisher has articles, and their section a place in the menu.
        """
        self._opinion = opinion
        self._look = look or ThemeSettings()
        self._root = Root.of(site.address)
        self._title, self._language = site.title, site.language
        self._timeless = self._root.relative("/on-this-day/")
        self._singles = {self._root.relative(f"/{place.value}") for place in SinglePlace}
        self._text = words_of(theme, self._look.words, site.language)
        styles = {
            kind: _minify("\n".join(theme.text(f"style/{part}.css") for part in ("base", *parts, "print")))
            for kind, parts in PARTS.items()
        }
        self.style = _minify("\n".join(text for _, text in sorted(theme.texts("style/").items(), key=_style_order)))
        self.style_path = f"/static/style-{hashlib.sha256(self.style.encode()).hexdigest()[:10]}.css"
        scheme = theme.text("scheme.js").strip()
        self._constants = {
            "site.title": site.title,
            "site.locale": str(self._text.locale).replace("_", "-"),
            "site.tagline": site.description,
            "site.host": self._root.host,
            "site.language": self._text.language,
            "site.text": Markup(f' lang="{site.language}"' if site.language != self._text.language else ""),
            "site.direction": self._text.direction,
            "script.scheme": Markup(scheme),
            "style.path": self._root.relative(self.style_path),
            "search.folder": self._root.relative(SEARCH_FOLDER),
        } | self._addresses()
        templates = Templates(theme.texts("pages/"), self._constant(theme), self._filters())
        self._logo = _logo(theme, self._look, self._root)
        self._pages: dict[str, Callable[[Any], str]] = {
            kind: self._page(templates.renderer(f"{kind}.html"), styles[kind], scheme) for kind in PARTS
        }

    def render(self, page: records.Page) -> bytes:
        """Return the page's HTML, in UTF-8."""
        return self._pages[str(page.__struct_config__.tag)](page).encode()

    def published(self) -> dict[str, bytes]:
        """Return the files that the pages need beside the theme's own, by path."""
        return {self.style_path: self.style.encode()} if self._look.linked_style else {}

    def _addresses(self) -> dict[str, str]:
        """Return the constants for the addresses of the site's fixed pages and files."""
        places: dict[str, Place] = {
            "front": FrontPlace(),
            "about": SinglePlace.ABOUT,
            "search": SinglePlace.SEARCH,
            "changes": SinglePlace.CHANGES,
            "opinion": SinglePlace.OPINION,
            "today": SinglePlace.TODAY,
            "random": SinglePlace.RANDOM,
            "on_this_day": SinglePlace.ON_THIS_DAY,
            **{INDEXES[kind]: IndexPlace(kind) for kind in SubjectKind},
        }
        pages = {f"to.{name}": self._root.relative(path(place, Format.HTML)) for name, place in places.items()}
        return pages | {f"file.{file.name.lower()}": self._root.relative(file.value) for file in SiteFile}

    def _constant(self, theme: Theme) -> Callable[[str], str]:
        """Return what looks up the `[[keys]]` of templates: constants, files of the theme, words."""

        def constant(key: str) -> str:
            if key.startswith("static:"):
                return self._root.relative(theme.static_path(key.removeprefix("static:")))
            return self._constants[key] if key in self._constants else self._text.word(key)

        return constant

    def _filters(self) -> dict[str, Callable[..., str]]:
        """Return what templates format values with."""
        text = self._text
        return {
            **{style: remembered(partial(text.date, style=style)) for style in DATE_STYLES},
            "moment": text.time,
            "num": text.number,
            "counted": lambda number, key: text.count(key, number),
            "filled": lambda value, key, name="name": text.fill(key, **{name: value}),
            "filled_two": lambda value, key, name, other, other_name: text.fill(
                key, **{name: value, other_name: other}
            ),
            "word": lambda key, prefix="": text.word(prefix + key),
            "iso": lambda moment: f"{moment.isoformat()[:19]}Z",
            "pages": Markup,
            "clipped": partial(shorten, length=CLIPPED),
            "named": self._name,
        }

    def _name(self, address: str, name: str) -> str:
        """Return what a page of the site is called in the interface's language: times and fixed pages not by their `name`."""
        if address.endswith("/index") or address.startswith(self._timeless) or address in self._singles:
            return self._place_name(address) or name
        return name

    @lru_cache(20_000)  # noqa: B019 - a renderer lives as long as its site is built
    def _place_name(self, address: str) -> str:
        """Return the name of a time or a fixed page; empty for any other page."""
        place = parse_stem(address.removeprefix(self._root.folder))
        match place:
            case DayPlace(day):
                return self._text.date(day, "long")
            case MonthPlace(year, month):
                return self._text.date(date(year, month, 1), "month")
            case OnThisDayPlace(month, day_number):
                return self._text.date(date(2000, month, day_number), "day")
            case IndexPlace(kind):
                return self._text.word(f"index.{kind.value}")
            case SinglePlace() if place is not SinglePlace.ABOUT:
                return self._text.word(f"single.{place.name.lower()}")
            case _:
                return ""

    def _page(self, template: Callable[..., str], style: str, scheme: str) -> Callable[[Any], str]:
        """Return what renders one kind of page."""
        policy = Markup(_policy("" if self._look.linked_style else style, scheme))
        shared = {
            "style": None if self._look.linked_style else Markup(style),
            "policy": policy,
            "image": self._look.image or None,
            "has_opinion": self._opinion,
            "logo": self._logo,
        }
        views, data = self._views(), linked_data.for_page(self._title, self._language, self._root)

        def render(page: records.Page) -> str:
            return template(
                page=page,
                name=self._name(page.address, page.title),
                data=Markup(data(page)),
                **views[type(page)](page),
                **shared,
            )

        return render

    def _views(self) -> dict[type, Callable[[Any], View]]:
        """Return what makes the view of each kind of page."""
        views = Views(self._text)
        made: dict[type, Callable[[Any], View]] = {
            records.EventPage: views.event,
            records.HistoryPage: views.history,
            records.MonthPage: views.month,
            records.YearPage: views.year,
            records.OnThisDayPage: views.on_this_day,
            records.OnThisDayIndexPage: views.on_this_day_index,
            records.SubjectPage: views.subject,
            records.RandomPage: views.random,
        }
        return {kind: made.get(kind, views.nothing) for kind in get_args(records.AnyPage)}


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A square of a calendar: `number` of the day, its page and events where it has any, and its weight from 0."""

    number: int
    address: str | None = None
    events: int = 0
    weight: int = 0


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """A month as a calendar: weeks of seven squares, None outside the month."""

    name: str
    address: str | None
    events: int
    weeks: tuple[tuple[CalendarDay | None, ...], ...]


class Views:
    """What pages show beyond their records, in one language."""

    def __init__(self, text: LocaleText) -> None:
        self._text = text

    def nothing(self, page: records.Page) -> View:  # noqa: ARG002 - as the others
        """Return nothing: the record says all."""
        return {}

    def event(self, page: records.EventPage) -> View:
        """Split related events by time, with their reasons in words."""
        split: dict[str, list[tuple[records.RelatedItem, str]]] = {"before": [], "same": [], "after": []}
        for item in page.related:
            split.setdefault(item.when, []).append((item, self._reasons(item.reasons)))
        return {
            "related": [(when, items) for when, items in split.items() if items],
            "passages": _passages([step for step in page.stories if step.before or step.after]),
            "size": "long" if len(page.headline.text) > 240 else "",
        }

    def _reasons(self, reasons: Iterable[records.ReasonText]) -> str:
        """Put reasons into words."""
        text, told = self._text, []
        for reason in reasons:
            values = ", ".join(reason.values)
            if reason.more:
                values = text.fill("reason.more", values=values, n=text.number(reason.more))
            told.append(text.fill(f"reason.{reason.kind}", values=values))
        return "; ".join(told)

    def history(self, page: records.HistoryPage) -> View:
        """Draw the figures' courses."""
        return {
            "courses": [
                Markup(charts.draw_course(figure.values, figure.words, f"course-{number}", self._text))
                for number, figure in enumerate(page.figures)
            ]
        }

    def month(self, page: records.MonthPage) -> View:
        """Lay the month out as a calendar."""
        year, month = (int(part) for part in page.month.split("-"))
        days = {day.date: (day.address, day.events) for day in page.days}
        weights = charts.day_weights({day: events for day, (_, events) in days.items()})
        return {"calendar": self._calendar(year, month, None, days, weights), "weekdays": self._weekdays()}

    def year(self, page: records.YearPage) -> View:
        """Lay the year out as twelve calendars."""
        days = {day.date: (day.address, day.events) for month in page.months for day in month.days}
        weights = charts.day_weights({day: events for day, (_, events) in days.items()})
        addresses = {int(month.month[5:]): month.address for month in page.months}
        return {
            "months": [self._calendar(page.year, month, addresses.get(month), days, weights) for month in range(1, 13)],
            "weekdays": self._weekdays(),
        }

    def on_this_day(self, page: records.OnThisDayPage) -> View:
        """Name the date, in any year."""
        month, day = (int(part) for part in page.date.split("-"))
        return {"day": self._text.date(date(2000, month, day), "day")}

    def on_this_day_index(self, page: records.OnThisDayIndexPage) -> View:
        """Lay all dates out as twelve calendars of a leap year, without weekdays."""
        days = {date(2000, int(item.date[:2]), int(item.date[3:])): (item.address, item.events) for item in page.dates}
        weights = charts.day_weights({day: events for day, (_, events) in days.items()})
        return {"months": [self._calendar(2000, month, None, days, weights, weekdays=False) for month in range(1, 13)]}

    def subject(self, page: records.SubjectPage) -> View:
        """Draw events over time; set events in sections by month; nest the stories within."""
        months = [(int(item.month[:4]), int(item.month[5:]), item.events) for item in page.months]
        sections = [
            (self._text.date(day, "month"), f"m{day:%Y-%m}", list(events))
            for day, events in groupby(page.events, lambda item: item.date.replace(day=1))
        ]
        return {
            "chart": Markup(charts.draw_timeline(months, page.name, "time", self._text)),
            "sections": sections,
            "bare": len(page.events) > LONG_LIST,
            "parts": [(self._part_name(part.name), part) for part in page.parts],
            "span_name": self._part_name(page.span) if page.span else "",
            "inner": {page.address, *(story.address for story in page.stories)},
            "label": self._text.word(f"subject.{page.subject.value}"),
        }

    def random(self, page: records.RandomPage) -> View:
        """Group months by year, each with its name."""
        names = self._text.months()
        named = [(month.month[:4], (names[int(month.month[5:]) - 1], month)) for month in page.months]
        return {
            "years": [(year, [month for _, month in of_year]) for year, of_year in groupby(named, lambda pair: pair[0])]
        }

    def _part_name(self, name: str) -> str:
        """Name a part of a subject: "2004", "August 2004"."""
        return self._text.date(date(int(name[:4]), int(name[5:]), 1), "month") if len(name) > 4 else name

    def _weekdays(self) -> list[tuple[str, str]]:
        return list(zip(self._text.weekdays(), self._text.weekdays("short"), strict=True))

    def _calendar(
        self,
        year: int,
        month: int,
        address: str | None,
        days: Mapping[date, tuple[str, int]],
        weights: Mapping[date, int],
        *,
        weekdays: bool = True,
    ) -> CalendarMonth:
        """Lay out one month; without `weekdays` it starts at the first square."""
        first, length = monthrange(year, month)
        squares: list[CalendarDay | None] = [None] * ((first - self._text.first_weekday) % 7 if weekdays else 0)
        for number in range(1, length + 1):
            day = date(year, month, number)
            found, events = days.get(day, (None, 0))
            squares.append(CalendarDay(number, found, events, weights.get(day, 0)))
        squares += [None] * (-len(squares) % 7)
        return CalendarMonth(
            self._text.months()[month - 1],
            address,
            sum(square.events for square in squares if square),
            tuple(tuple(squares[start : start + 7]) for start in range(0, len(squares), 7)),
        )


def _passages(steps: Sequence[records.StoryStep]) -> list[tuple[list[records.TopicLink], records.StoryStep]]:
    """Put stories together whose neighbouring events are the same, as those of a story and its only sub-story are."""
    passages: list[tuple[list[records.TopicLink], records.StoryStep]] = []
    for step in steps:
        if step.before is None and step.after is None:
            continue
        for topics, other in passages:
            if (other.before, other.after) == (step.before, step.after):
                topics.append(step.topic)
                break
        else:
            passages.append(([step.topic], step))
    return passages


def words_of(theme: Theme, words: str, language: str) -> LocaleText:
    """Return the words of the interface: in the language asked for, else in the site's, else in English."""
    catalogues = theme.texts("words/")
    for tag in (words, language):
        for name in (tag, tag.partition("-")[0]):
            if f"{name}.toml" in catalogues:
                return LocaleText(tag, catalogues[f"{name}.toml"], catalogues["en.toml"])
    if words:
        raise PublishError(
            f"the theme has no words in the language: `{words}`", hint="add words/LANGUAGE.toml to a theme folder"
        )
    return LocaleText("en", catalogues["en.toml"], catalogues["en.toml"])


@dataclass(frozen=True, slots=True)
class Logo:
    """The publisher's logo: its address, and its size in pixels, so that nothing moves when it arrives."""

    address: str
    width: int
    height: int


LOGO_HEIGHT = 28
"""Pixels of a logo's height: that of the title beside it."""


def _logo(theme: Theme, look: ThemeSettings, root: Root) -> Logo | None:
    if look.logo is None:
        return None
    name = logo_name(look.logo)
    width, height = picture_size(theme.files[f"static/{name}"]) or (1, 1)
    return Logo(root.relative(theme.static_path(name)), round(width * LOGO_HEIGHT / height), LOGO_HEIGHT)


def _policy(style: str, scheme: str) -> str:
    """Return the content security policy of a page: its own style and script by digest, everything else from the site."""
    styles = f"'{_digest(style)}'" if style else "'self'"
    return (
        f"default-src 'self'; script-src 'self' '{_digest(scheme)}'; style-src {styles}; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SPACE = re.compile(r"\s+")
_CSS_JOINTS = re.compile(r" ?([{};,>]) ?|(?<=[\w)]): (?=\S)")


def _minify(style: str) -> str:
    """Take comments and layout out of a stylesheet. It must not hold `;`, `,` or `>` with spaces inside quotes."""
    spaced = _CSS_SPACE.sub(" ", _CSS_COMMENT.sub("", style)).strip()
    return _CSS_JOINTS.sub(lambda found: found[1] or ":", spaced).replace(";}", "}")


def _style_order(entry: tuple[str, str]) -> tuple[int, str]:
    """Sort the parts of the style: `base` first, `print` last."""
    return ({"base.css": 0, "print.css": 2}.get(entry[0], 1), entry[0])
