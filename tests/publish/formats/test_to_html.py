"""The HTML pages: what they say, that nothing in them can hurt, that they are the same wherever they are made."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from lxml import html
from tests.publish.render import sample_pages

from daybook.errors import PublishError
from daybook.model import ReasonKind
from daybook.model.encoding import changed, tag_of
from daybook.publish.formats.to_html import HtmlRenderer, style_file
from daybook.publish.kinds import LOOKS
from daybook.publish.pages import records
from daybook.publish.render.html_views import CLIPPED, LONG_LIST
from daybook.publish.render.theme import Theme, ThemeSettings, read_theme
from daybook.publish.settings import SiteSettings

SITE = SiteSettings(title="The Chronicle", address="https://news.example/")
KINDS = sorted(tag_of(look.record) for look in LOOKS)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></script><h1>out</h1>",
    "{{ 7 * 7 }}{% raw %}",
    "[[event.related]]",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "]]>--><!--",
    "&lt;b&gt; &amp;nbsp;",
    "a" * 400,
)


@pytest.fixture(scope="module")
def renderer() -> HtmlRenderer:
    """Make a renderer with the shipped theme, in English."""
    return HtmlRenderer(SITE, read_theme())


def test_what_sites_of_one_wording_share_shows_in_no_page() -> None:
    """Templates are compiled once for all of them: a page is the same, whichever site came before."""
    theme, page = read_theme(), sample_pages.pages()["front"]
    sites = [
        replace(SITE, title=title, address=address, language=language)
        for title, address, language in (
            ("The Courier", "https://courier.example/", "en"),
            ("The Courier", "https://courier.example/daily/", "en"),
            ("Kurier", "https://courier.example/daily/", "de"),
        )
    ]

    def rendered(site: SiteSettings) -> bytes:
        return HtmlRenderer(site, theme, ready=False).render(page)

    first = [rendered(site) for site in sites]

    assert [rendered(site) for site in reversed(sites)] == first[::-1]
    assert [title in page.decode() for title in ("The Courier", "Kurier") for page in first] == [1, 1, 0, 0, 0, 1]
    assert len({page.decode().replace("Courier", "Kurier") for page in first}) == 3


def tree(content: bytes) -> html.HtmlElement:
    """Parse a page."""
    return html.document_fromstring(content.decode())


def text_of(element: html.HtmlElement) -> str:
    """Return an element's text on one line."""
    return re.sub(r"\s+", " ", element.text_content()).strip()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_has_what_all_pages_have(renderer: HtmlRenderer, kind: str) -> None:
    """Language, one main part, one first heading, a skip link that leads to it, its address, its other formats."""
    page = sample_pages.pages()[kind]

    found = tree(renderer.render(page))

    assert found.get("lang") == "en"
    assert found.get("dir") == "ltr"
    assert len(found.xpath("//main")) == len(found.xpath("//h1")) == 1
    assert found.xpath("//a[@class='skip']/@href") == ["#content"]
    assert found.xpath("//main/@id") == ["content"]
    assert found.xpath("//head/link[@rel='alternate']/@href")[:3] == [link.address for link in page.formats[1:]]
    if kind != "not-found":
        assert found.xpath("//link[@rel='canonical']/@href") == [page.url]


def test_every_page_record_is_registered() -> None:
    """A record that no look shows would have no template, no schema and no Markdown."""
    defined = {each for each in vars(records).values() if isinstance(each, type) and issubclass(each, records.Page)}

    assert {look.record for look in LOOKS} == defined - {records.Page}


@pytest.mark.parametrize("kind", KINDS)
def test_ids_are_unique_and_labels_lead_somewhere(renderer: HtmlRenderer, kind: str) -> None:
    """What a label, a chart or a button points at is on the page, once."""
    found = tree(renderer.render(sample_pages.pages()[kind]))
    ids = found.xpath("//@id")

    assert len(ids) == len(set(ids))
    pointed = found.xpath("//@aria-labelledby | //@data-copies | //label/@for")
    assert {name for value in pointed for name in value.split()} <= set(ids)


@pytest.mark.parametrize("kind", KINDS)
def test_pages_load_nothing_from_other_hosts_and_run_nothing_inline(renderer: HtmlRenderer, kind: str) -> None:
    """Everything loaded is on the site; no handlers or styles stand in attributes."""
    found = tree(renderer.render(sample_pages.pages()[kind]))

    loaded = found.xpath(
        "//script/@src | //img/@src | //link[@rel='stylesheet' or @rel='icon' or @rel='manifest']/@href"
    )
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
    assert found.xpath("//@*[starts-with(name(), 'on')] | //@style | //iframe | //object") == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_policy_names_the_style_and_the_script_that_stand_in_the_page(renderer: HtmlRenderer, kind: str) -> None:
    """A browser that obeys the content security policy still shows the page as it is meant."""
    found = tree(renderer.render(sample_pages.pages()[kind]))
    policy = found.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")

    inline = [*found.xpath("//style/text()"), *found.xpath("//script[not(@src) and not(@type)]/text()")]
    assert len(inline) == 2
    for content in inline:
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(renderer: HtmlRenderer, text: str) -> None:
    """Whatever stands in a record's text is shown as it is, and makes no element, attribute or script."""
    base = sample_pages.event_page()
    plain = tree(renderer.render(base))
    page = msgspec.structs.replace(
        base,
        title=text,
        description=text,
        lead=text,
        citation=text,
        sources=tuple(msgspec.structs.replace(source, label=text, agency=text) for source in base.sources),
        topics=(records.TopicLink(text, "/topic/x"),),
        contexts=tuple(msgspec.structs.replace(chip, name=text) for chip in base.contexts),
        related=tuple(
            msgspec.structs.replace(
                item, headline=text, reasons=(records.ReasonText(ReasonKind.CONTEXTS, (text, text), 2),), folded=()
            )
            for item in base.related
        ),
    )

    found = tree(renderer.render(page))

    assert text_of(found.xpath("//*[@id='citation']")[0]) == re.sub(r"\s+", " ", text)
    assert len(found.xpath("//script")) == len(plain.xpath("//script"))
    assert found.xpath("//img | //@onerror | //@onmouseover | //a[starts-with(@href, 'javascript')]") == []
    assert len(found.xpath("//h1")) == 1
    data = json.loads(found.xpath("string(//script[@type='application/ld+json'])"))
    assert data["@graph"][0]["mentions"][0]["name"] == text


def test_related_events_stand_before_at_the_same_time_and_after(renderer: HtmlRenderer) -> None:
    """Each with its reason in words."""
    found = tree(renderer.render(sample_pages.event_page()))

    (section,) = found.xpath("//div[contains(@class, 'kindred')]")
    assert [text_of(heading) for heading in section.xpath("./h3")] == ["Before", "Same time", "After"]
    assert [len(group.xpath("./li")) for group in section.xpath("./ul")] == [4, 2, 4]
    assert text_of(section.xpath(".//*[@class='why']")[1]) == (
        "In common: Meridia, Ilse Brandt, Public transport and 1 more; Same story: 2024 Meridia tram dispute"
    )


def test_stories_with_the_same_neighbours_are_told_once(renderer: HtmlRenderer) -> None:
    """A story and its only sub-story would show the same passage twice; a story of one event shows none."""
    before, after = sample_pages.event_link(2), sample_pages.event_link(4)
    steps = (
        records.StoryStep(sample_pages.topic(0), before, after),
        records.StoryStep(sample_pages.topic(1, 1), before, after),
        records.StoryStep(sample_pages.topic(2, 1)),
    )

    found = tree(renderer.render(sample_pages.event_page(stories=steps)))

    (passage,) = found.xpath("//section[contains(@class, 'passage')]")
    assert text_of(passage.xpath("./h2")[0]) == "In the story Tarn bridge collapse, 2024 Meridia tram dispute"


def test_an_event_tells_how_its_figures_went(renderer: HtmlRenderer) -> None:
    """Under its headline, in the order in which editors wrote them."""
    found = tree(renderer.render(sample_pages.event_page()))

    (course,) = found.xpath("//article//p[@class='course']/strong")
    assert text_of(course) == "12 → 15 → 31 people are missing"


def test_the_title_of_an_event_is_its_first_sentence_and_the_rest_is_text(renderer: HtmlRenderer) -> None:
    """Links and styles that the cut goes through end before it, and begin again after it."""
    markup = 'The dam breaks in <a href="/context/north.html">the <i>north</i></a>. <b>Two <a href="/x.html">bridges &amp; more</a></b> are gone.'
    page = sample_pages.event_page(headline=records.Prose("as the markup has it", markup))

    found = tree(renderer.render(page))

    (title,), (rest,) = found.xpath("//h1"), found.xpath("//p[@class='rest']")
    assert text_of(title) == "The dam breaks in the north."
    assert title.xpath("./a/i/text()") == ["north"]
    assert text_of(rest) == "Two bridges & more are gone."
    assert rest.xpath("./b/a/@href") == ["/x.html"]


def test_what_the_headline_links_to_is_not_linked_again_beside_it(renderer: HtmlRenderer) -> None:
    """Only what it names without a link stands as a list of its own."""
    chips = (records.ContextChip("North", "/context/north"), records.ContextChip("South", "/context/south"))
    prose = records.Prose("The north floods.", 'The <a href="/context/north.html">north</a> floods.')

    found = tree(renderer.render(sample_pages.event_page(headline=prose, contexts=chips)))

    assert found.xpath("//a[@href='/context/north.html']/text()") == ["north"]
    assert found.xpath("//ul[@class='chips']//a/@href") == ["/context/south.html"]


def test_an_event_says_where_it_stands_in_its_story(renderer: HtmlRenderer) -> None:
    """Three before and three after, its number, and the ends of the story where they are farther away."""
    link = sample_pages.event_link
    step = records.StoryStep(
        sample_pages.topic(0),
        link(3),
        link(5),
        (link(1), link(2)),
        (link(6), link(7)),
        8,
        20,
        link(0),
        link(8),
        "/feeds/topic/x.atom",
    )

    found = tree(renderer.render(sample_pages.event_page(stories=(step,), related=())))

    (passage,) = found.xpath("//section[contains(@class, 'passage')]")
    assert text_of(passage.xpath("./h2/span")[0]) == "8 of 20"
    shown = [link(number).address for number in (0, 1, 2, 3, 5, 6, 7, 8)]
    assert passage.xpath("./ol/li/a/@href") == [f"{address}.html" for address in shown]
    assert [text_of(each) for each in passage.xpath("./ol/li/span[@class='label']")] == [
        "First",
        "This event",
        "Latest",
    ]
    assert passage.xpath("./p/a[@class='follow']/@href") == ["/feeds/topic/x.atom"]


def test_what_of_a_story_is_among_the_related_events_stands_there_alone(renderer: HtmlRenderer) -> None:
    """There, reasons say why they are related; nothing is on a page twice."""
    link = sample_pages.event_link
    page = sample_pages.event_page()
    listed = tuple(msgspec.structs.replace(page.related[0], address=link(number).address) for number in (0, 6))
    page = sample_pages.event_page(
        stories=(
            records.StoryStep(
                sample_pages.topic(0), link(3), link(5), (link(1), link(2)), (link(6), link(7)), 8, 20, link(0), link(8)
            ),
        ),
        related=listed,
    )

    found = tree(renderer.render(page))

    shown = [f"{link(number).address}.html" for number in (1, 2, 3, 5, 7, 8)]
    assert found.xpath("//section[contains(@class, 'passage')]/ol/li/a/@href") == shown
    assert found.xpath("//div[@aria-labelledby='related']//a[@class='event']/@href") == [
        f"{each.address}.html" for each in listed
    ]


def test_an_event_says_what_it_first_said(renderer: HtmlRenderer) -> None:
    """Where its wording was another, without a click, beside the way to all versions."""
    page = sample_pages.event_page(first_said="A bridge is <closed>.")

    found = tree(renderer.render(page))

    (said,) = found.xpath("//div[@class='since']//q")
    assert text_of(said) == "A bridge is <closed>."
    assert found.xpath("//div[@class='since']//a/@href") == [f"{page.history}.html"]


def test_a_withdrawn_event_says_so(renderer: HtmlRenderer) -> None:
    """Its page stays, marked."""
    found = tree(renderer.render(sample_pages.event_page(status="withdrawn")))

    assert "Withdrawn." in text_of(found.xpath("//*[@class='notice']")[0])


def test_a_year_is_a_calendar_that_leads_to_its_days(renderer: HtmlRenderer) -> None:
    """Twelve months; each day with events is a link that says how many."""
    page = sample_pages.year_page()

    found = tree(renderer.render(page))

    assert len(found.xpath("//table[@class='calendar']")) == 12
    shown = found.xpath("//table[@class='calendar']//td/a/@href")
    assert shown == [f"{day.address}.html" for month in page.months for day in month.days]
    assert text_of(found.xpath("//td/a[@href='/news/2024/01/2/index.html']")[0]).startswith("2, ")


def test_a_story_has_its_chart_its_months_and_what_is_within(renderer: HtmlRenderer) -> None:
    """The chart has a title, a description and a table; the sections are months, newest first."""
    found = tree(renderer.render(sample_pages.subject_page()))

    assert len(found.xpath("//figure//*[name()='svg'][@role='img']/*[name()='title']")) == 1
    assert len(found.xpath("//details//table[@class='figures']//tbody/tr")) == 7
    assert [text_of(head) for head in found.xpath("//section[@class='stretch']/h3")][:2] == [
        "March 2024",
        "February 2024",
    ]
    sight, whole = found.xpath("//section[contains(@class, 'tree')]//ul")
    assert (len(sight.xpath("./li")), len(whole.xpath("./li"))) == (2, 5)
    assert whole.xpath("./li[1]//*[name()='rect']/@width") == ["1%"]


def test_events_far_apart_stand_under_years_and_each_month_keeps_its_anchor(renderer: HtmlRenderer) -> None:
    """Else every event has a heading of its own; a chart of what the list shows at a glance is left out."""
    page = sample_pages.subject_page()
    items = [changed(item, date=date(2024 - n // 2, 6 - 3 * (n % 2), 1)) for n, item in enumerate(page.events[:4])]
    few = changed(page, events=tuple(items), total=4)

    found = tree(renderer.render(few))

    assert [text_of(head) for head in found.xpath("//section[@class='stretch']/h3")] == ["2024", "2023"]
    anchors = found.xpath("//section[@class='stretch']//li/@id")
    assert anchors == ["m2024-06", "m2024-03", "m2023-06", "m2023-03"]
    assert found.xpath("//figure") == []


def test_what_is_within_a_story_stands_before_its_events_on_a_phone(renderer: HtmlRenderer) -> None:
    """In the order of the page: how it went, what is within, the events, what else is named; and ways both through time."""
    page = sample_pages.subject_page()

    found = tree(renderer.render(page))

    parts = [each.get("class") or each.tag for each in found.xpath("//div[contains(@class, 'subject-page')]/*")]
    assert parts == ["within", "article", "sidebar"]
    assert found.xpath("//p[@class='ways']/a/@href") == [f"{page.chronicle}.html"]
    assert found.xpath("//p[contains(@class, 'older')]/a/@href") == ["/topic/tarn-bridge-collapse/2023.html"]
    turns = [text_of(each) for each in found.xpath("//section[contains(@class, 'turns')]//li/span")]
    assert turns[1] == "A day with 7 events · 3 Feb 2023"
    assert turns[3] == "A figure that grew: 12 → 31 people are missing"


def test_a_chronicle_goes_forwards_and_says_what_was_not_read(renderer: HtmlRenderer) -> None:
    """Months in order, a stretch without any day between them as one; each leads to all its events."""
    found = tree(renderer.render(sample_pages.chronicle_page()))

    assert [text_of(head) for head in found.xpath("//section[@class='stretch']/h2")] == [
        "January 2023 110 events",
        "February 2023 – March 2023",
        "April 2023 110 events",
        "March 2024 110 events",
    ]
    assert len(found.xpath("//p[contains(@class, 'unread')]")) == 1
    assert [text_of(link) for link in found.xpath("//p[contains(@class, 'more')]/a")] == ["all 110 events"] * 3


def test_months_of_a_year_that_were_not_read_stand_in_one_line(renderer: HtmlRenderer) -> None:
    page = sample_pages.year_page()
    (month,) = page.months[:1]
    months = tuple(msgspec.structs.replace(month, month=name) for name in ("2024-03", "2024-04", "2024-07"))

    found = tree(renderer.render(msgspec.structs.replace(page, year=2024, months=months)))

    heads = [text_of(head).partition(f" {month.events}")[0] for head in found.xpath("//div[@class='year']/section/h2")]
    assert heads[:5] == ["January – February", "March", "April", "May – June", "July"]


def test_weeks_are_named_by_their_days(renderer: HtmlRenderer) -> None:
    page = sample_pages.pages()["digest-index"]
    assert isinstance(page, records.DigestIndexPage)
    weeks = tuple(msgspec.structs.replace(page.weeks[0], week=week, events=7) for week in ("2026-W01", "2025-W52"))

    found = tree(renderer.render(msgspec.structs.replace(page, weeks=weeks)))

    chips = [text_of(link) for link in found.xpath("//ul[@class='chips']//a")]
    assert chips == ["29 Dec – 4 Jan 7 events", "22 Dec – 28 Dec 7 events"]


def test_a_list_that_has_all_needs_no_letters_and_no_second_list(renderer: HtmlRenderer) -> None:
    page = sample_pages.pages()["index"]
    assert isinstance(page, records.IndexPage)

    short, long = (
        tree(renderer.render(msgspec.structs.replace(page, total=total)))
        for total in (len(page.most), len(page.most) + 1)
    )

    lists = [len(found.xpath("//main//nav | //main//ul[@class='index']")) for found in (short, long)]
    assert lists == [1, 3]
    assert "A to Z" not in text_of(short.xpath("//main")[0])


def test_the_way_to_an_event_is_its_date_and_not_told_again_as_data(renderer: HtmlRenderer) -> None:
    """Of most of a site's pages, 360 bytes; all other pages below the front page tell it."""
    pages = sample_pages.pages()
    described = {
        kind: [
            thing["@type"]
            for text in tree(renderer.render(pages[kind])).xpath("//script[@type='application/ld+json']/text()")
            for thing in json.loads(text)["@graph"]
        ]
        for kind in ("event", "country", "letter")
    }

    assert described["event"] == ["NewsArticle"]
    assert [kinds[-1] for kind, kinds in described.items() if kind != "event"] == ["BreadcrumbList"] * 2


@pytest.mark.parametrize(("usual", "told"), [(0.0, "none in the month before"), (0.6, "usually 0.6")])
def test_a_story_that_moved_says_what_is_usual_in_words(renderer: HtmlRenderer, usual: float, told: str) -> None:
    page = sample_pages.pages()["front"]
    assert isinstance(page, records.FrontPage)
    moved = tuple(msgspec.structs.replace(story, usual=usual) for story in page.moved[:1])

    found = tree(renderer.render(msgspec.structs.replace(page, moved=moved)))

    (line,) = found.xpath("//section[@class='moved']//li/p[@class='meta']")
    assert text_of(line).endswith(told)


def test_a_long_list_is_set_close(renderer: HtmlRenderer) -> None:
    """Above a length it names no sources and cuts headlines: the page stays light, and each event's own page has all."""
    long = tree(renderer.render(sample_pages.subject_page(events=LONG_LIST + 1)))
    short = tree(renderer.render(sample_pages.subject_page(events=LONG_LIST)))

    assert long.xpath("//section[@class='stretch']//*[@class='src']") == []
    assert max(len(text_of(link)) for link in long.xpath("//section[@class='stretch']//a")) <= CLIPPED
    assert short.xpath("//section[@class='stretch']//*[@class='src']") != []


def test_a_date_is_seen_once_in_a_list_and_told_with_each_event(renderer: HtmlRenderer) -> None:
    """A column of the same date says nothing to eyes; who listens needs it."""
    page = sample_pages.subject_page()
    same = tuple(msgspec.structs.replace(item, date=page.events[0].date) for item in page.events[:3])

    found = tree(renderer.render(msgspec.structs.replace(page, events=same)))

    times = found.xpath("//ul[contains(@class, 'dated')]/li/time")
    assert [time.get("class") for time in times] == [None, "unseen", "unseen"]
    assert len({text_of(time) for time in times}) == 1


def test_the_reading_mode_of_browsers_finds_the_event(renderer: HtmlRenderer) -> None:
    """Readability, which they use, weighs paragraphs and sections: what stands beside an event may have none."""
    found = tree(renderer.render(sample_pages.event_page()))

    (article,) = found.xpath("//main//article")
    assert article.get("class") == "h-entry"
    assert len(article.xpath(".//h1")) == 1
    assert found.xpath("//aside//*[self::p[not(contains(@class, 'small'))] or self::section or self::pre]") == []


def test_an_event_without_story_and_relations_leads_on(renderer: HtmlRenderer) -> None:
    """To what stood beside it on its day, its category, its topics and the day."""
    page = sample_pages.event_page()

    found = tree(renderer.render(msgspec.structs.replace(page, related=(), stories=())))

    (section,) = found.xpath("//section[h2/@id='on']")
    places = set(section.xpath(".//a/@href"))
    assert page.category is not None
    wanted = (page.category.address, page.breadcrumbs[-1].address, *(topic.address for topic in page.topics))
    assert places >= {f"{place}.html" for place in wanted}
    assert tree(renderer.render(page)).xpath("//section[h2/@id='on']") == []


def test_no_rule_of_one_part_of_the_style_undoes_another_kind_of_page() -> None:
    """All parts in one file give the pages that each part gives alone: no selector stands in two of them but in `base`."""
    parts: dict[str, set[str]] = {}
    for name, text in read_theme().texts("style/").items():
        plain = re.sub(r"/\*.*?\*/|@media[^{]*\{", "", text, flags=re.DOTALL)
        for selectors in re.findall(r"([^{}]+)\{[^{}]*\}", plain):
            for selector in selectors.split(","):
                parts.setdefault(selector.strip(), set()).add(name)

    shared = {selector for selector, names in parts.items() if len(names - {"base.css", "print.css"}) > 1}

    assert shared - {":root", ".index"} == set()


def test_a_history_draws_each_change_in_place(renderer: HtmlRenderer) -> None:
    """What was taken out and what was put in are marked as such, for eyes and for machines."""
    found = tree(renderer.render(sample_pages.history_page()))

    first = found.xpath("//ol[contains(@class, 'versions')]/li")[0]
    assert text_of(first.xpath(".//del")[0]) == "15"
    assert text_of(first.xpath(".//ins")[0]) == "18"
    assert text_of(found.xpath("//figure/*[name()='svg']/*[name()='desc']")[0]) == "3 → 6 → 9 → 12"


def test_words_and_dates_are_german_where_the_publisher_wants_it() -> None:
    """One catalogue a language; the texts of the wiki are marked as being in theirs."""
    renderer = HtmlRenderer(SITE, read_theme(), ThemeSettings(words="de"))

    found = tree(renderer.render(sample_pages.event_page()))

    assert found.get("lang") == "de"
    assert text_of(found.xpath("//h2[@id='sources']")[0]) == "Quellen"
    assert "Samstag, 9. März 2024" in text_of(found.xpath("//main")[0])
    assert found.xpath("//h1/@lang") == ["en"]


def test_a_publishers_file_wins_over_the_shipped_one(tmp_path: Path) -> None:
    """One template of a theme folder replaces one of ours; the rest stays."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/not-found.html").write_text(
        '{% extends "base.html" %}{% block main %}<h1>Nothing at {{ page.address }}</h1>{% endblock %}'
    )
    (tmp_path / "static").mkdir()
    (tmp_path / "static/logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    theme = read_theme(tmp_path)

    found = tree(HtmlRenderer(SITE, theme).render(sample_pages.pages()["not-found"]))

    assert text_of(found.xpath("//h1")[0]) == "Nothing at /404"
    assert [path for path in theme.published() if "logo" in path] == [theme.static_path("logo.svg")]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% block main %}", "a template is faulty"),
        ("[[no.such.words]]", "missing interface text: `no.such.words`, in the template `about.html`"),
        ('{% extends "nowhere.html" %}', "a template is faulty"),
        ("{{ page.no_such_field }}", "a template is faulty"),
    ],
)
def test_a_faulty_template_is_told_of_by_name(template: str, message: str) -> None:
    """A publisher's mistake ends in one line that says which file."""
    theme = read_theme()
    broken = Theme({**theme.files, "pages/about.html": template.encode()})

    with pytest.raises(PublishError, match=re.escape(message)):
        HtmlRenderer(SITE, broken).render(sample_pages.pages()["about"])


@pytest.mark.parametrize(("style", "large"), [("linked", False), ("auto", True)])
def test_a_style_in_one_file_is_published_and_linked(style: Literal["linked", "auto"], large: bool) -> None:
    """On request, and of itself where the site is large."""
    renderer = HtmlRenderer(SITE, read_theme(), ThemeSettings(style=style), large=large)

    found = tree(renderer.render(sample_pages.event_page()))

    (path,) = style_file(read_theme())
    assert found.xpath("//link[@rel='stylesheet']/@href") == [path]
    assert found.xpath("//style") == []


@pytest.mark.parametrize(("style", "large"), [("within", True), ("auto", False)])
def test_a_style_within_pages_is_not_linked(style: Literal["within", "auto"], large: bool) -> None:
    renderer = HtmlRenderer(SITE, read_theme(), ThemeSettings(style=style), large=large)

    found = tree(renderer.render(sample_pages.event_page()))

    assert found.xpath("//link[@rel='stylesheet']/@href") == []
    assert len(found.xpath("//style")) == 1


def test_pages_of_a_site_in_a_folder_stay_within_it() -> None:
    """Every link of the frame leads below the folder that the site is published under."""
    site = SiteSettings(title="C", address="https://news.example/archive/")
    page = msgspec.structs.replace(sample_pages.pages()["not-found"], formats=())

    found = tree(HtmlRenderer(site, read_theme()).render(page))

    local = [path for path in found.xpath("//@href | //@src") if path.startswith("/")]
    assert local
    assert all(path.startswith("/archive/") for path in local)


def test_the_same_pages_give_the_same_bytes_in_any_process() -> None:
    """Neither the hash seed, nor the time zone, nor the locale is in them."""
    program = (
        "import hashlib; from tests.publish.render import sample_pages; from daybook.publish.render.theme import read_theme\n"
        "from daybook.publish.formats.to_html import HtmlRenderer; from daybook.publish.settings import SiteSettings\n"
        "r = HtmlRenderer(SiteSettings(), read_theme()); d = hashlib.sha256()\n"
        "for page in sample_pages.pages().values(): d.update(r.render(page))\n"
        "print(d.hexdigest())"
    )
    worlds = (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "C"},
    )

    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, **world, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for world in worlds
    }

    assert len(digests) == 1


def test_the_style_names_no_left_and_no_right() -> None:
    """A right-to-left language turns the page round: only what follows the direction of writing may be said."""
    style = "\n".join(read_theme().texts("style/").values())

    sided = re.findall(r"[\w-]*(?:left|right)[\w-]*\s*:|:\s*(?:left|right)\b|float", style)
    four = re.findall(r"(?:padding|margin): ([^\s;]+ ([^\s;]+) [^\s;]+ ([^\s;]+));", style)

    assert sided == []
    assert [values for values, end, start in four if end != start] == []


def test_counts_beside_days_and_months_say_what_they_count(renderer: HtmlRenderer) -> None:
    """Else a number after a date reads like its year."""
    pages = sample_pages.pages()
    heads = [
        text_of(head)
        for kind in ("month", "year")
        for head in tree(renderer.render(pages[kind])).xpath("//*[self::h2 or self::h3][span[@class='n']]")
    ]

    assert heads
    assert [head for head in heads if not head.endswith((" event", " events"))] == []
