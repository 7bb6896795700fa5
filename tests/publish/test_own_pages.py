"""A site with the publisher's own articles, with preview images, and its pages that lead on: built, built again, live."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree, html
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event
from tests.publish.sites import SETTINGS, build_spec_for, files_of, shipped_theme

from daybook.model import EventAddress, RichText, Span, Stale, Story, SubjectKind
from daybook.publish.addresses import EventPlace, Format
from daybook.publish.delivery.build import BuildOptions, BuildReport, build_site
from daybook.publish.delivery.build_spec import BuildSpec
from daybook.publish.delivery.live import LiveSite
from daybook.publish.formats.to_html import HtmlRenderer
from daybook.publish.pages.archive_pages import about_text
from daybook.publish.pages.opinion import missing_events
from daybook.publish.pages.site import Site
from daybook.publish.publisher_markdown import markdown_to_prose
from daybook.publish.publisher_texts import Article, PublisherTexts
from daybook.publish.render.interface_words import words_of
from daybook.publish.settings import SiteSettings

FIRST = date(2024, 5, 1)
TEXT = """# Why

It *rose*: see [the day](/news/2024/05/1/index.html), [a study](https://study.example/?a=1&b=2), <b>this</b>,
[nothing](javascript:alert(1)) and ![a map](https://maps.example/x.png).

| town | metres |
| --- | ---: |
| Aldern | 3 |
"""
ARTICLE = Article(
    date(2024, 5, 3),
    "floods",
    "Floods & <dams>",
    TEXT,
    "Ada",
    "What rose.",
    date(2024, 5, 4),
    (EventPlace(FIRST, "day-0-of-the-flood"), EventPlace(date(2024, 4, 30), "an-earlier-address")),
)
OLDER = Article(date(2024, 5, 2), "dams", "Dams", "Text")


def library(days: int = 3) -> MemoryLibrary:
    """Return an archive of one event a day; the second was at another address before."""
    story = Story("Floods of 2024", "floods-of-2024")
    events = [
        make_event(
            number + 1,
            FIRST + timedelta(days=number),
            RichText((Span(f"Day {number} of the flood"),)),
            slug=f"day-{number}-of-the-flood",
            stories=(story,),
        )
        for number in range(days)
    ]
    events[1] = replace(events[1], former=(EventAddress(date(2024, 4, 30), "an-earlier-address"),))
    return MemoryLibrary(events, number=days)


def spec(archive: MemoryLibrary, settings: SiteSettings = SETTINGS, *articles: Article) -> BuildSpec:
    html_of = partial(HtmlRenderer, settings, shipped_theme(), opinion=bool(articles))
    return replace(build_spec_for(archive, settings), make_html=html_of, texts=PublisherTexts(articles=articles))


def pictured(archive: MemoryLibrary, days: int, stories: int = 1) -> BuildSpec:
    """Return a spec with preview images of the last days, and of stories with so many events."""
    to_png = pytest.importorskip("daybook.publish.render.to_png", reason="Pillow is not installed")
    settings = replace(SETTINGS, images=True, image_days=days, image_stories=stories)
    return replace(
        spec(archive, settings),
        make_pictures=partial(to_png.PictureRenderer, "Daybook", words_of(shipped_theme(), "", "en")),
    )


def tree(content: bytes) -> Any:
    """Return a page as a tree: lxml's types tell too little of what an XPath gives."""
    return html.fromstring(content)


def build(how: BuildSpec, folder: Path) -> BuildReport:
    *_, report = build_site(how, folder, BuildOptions(processes=1))
    assert isinstance(report, BuildReport)
    return report


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Build a site with two articles."""
    folder = tmp_path_factory.mktemp("site")
    build(spec(library(), SETTINGS, ARTICLE, OLDER), folder)
    return files_of(folder)


def test_articles_and_their_list_come_in_all_formats(files: dict[str, bytes]) -> None:
    for form in Format:
        for stem in ("/opinion/2024/05/3/floods", "/opinion/2024/05/2/dams", "/opinion/index", "/random", "/today"):
            assert f"{stem}.{form.value}" in files
    record = json.loads(files["/opinion/2024/05/3/floods.json"])
    assert (record["kind"], record["author"], record["date"]) == ("opinion", "Ada", "2024-05-03")
    assert etree.fromstring(files["/opinion/2024/05/3/floods.xml"]).get("revised") == "2024-05-04"
    assert "# Floods & \\<dams\\>" in files["/opinion/2024/05/3/floods.md"].decode()
    listed = json.loads(files["/opinion/index.json"])["articles"]
    assert [item["title"] for item in listed] == ["Floods & <dams>", "Dams"]


def test_the_text_of_an_article_loads_and_runs_nothing(files: dict[str, bytes]) -> None:
    page = tree(files["/opinion/2024/05/3/floods.html"])
    (article,) = page.xpath("//div[@class='prose']/div[@class='prose']")

    assert article.xpath(".//img | .//script | .//b | .//@style") == []
    assert article.xpath(".//a/@href") == [
        "/daybook/news/2024/05/1/index.html",
        "https://study.example/?a=1&b=2",
        "https://maps.example/x.png",
    ]
    assert article.xpath(".//a[starts-with(@href, 'https')]/@rel") == ["external", "external"]
    assert article.xpath(".//td[@class='end']/text()") == ["3"]
    assert len(page.xpath("//h1")) == 1
    assert article.xpath(".//h2/text()") == ["Why"]


def test_events_and_the_menu_lead_to_articles(files: dict[str, bytes]) -> None:
    """An event is found by a former address too."""
    for number in (0, 1):
        page = tree(files[f"/news/2024/05/{number + 1}/day-{number}-of-the-flood.html"])
        assert page.xpath("//section[@aria-labelledby='opinion']//a/@href") == [
            "/daybook/opinion/2024/05/3/floods.html"
        ]
        assert "/daybook/opinion/index.html" in page.xpath("//header//a/@href")
    other = tree(files["/news/2024/05/3/day-2-of-the-flood.html"])
    assert other.xpath("//section[@aria-labelledby='opinion']") == []
    spoken_of = json.loads(files["/opinion/2024/05/3/floods.json"])["events"]
    assert [item["date"] for item in spoken_of] == ["2024-05-01", "2024-05-02"]


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_the_feed_has_whole_articles(files: dict[str, bytes], form: str) -> None:
    feed = feedparser.parse(files[f"/feeds/opinion.{form}"])

    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["Floods & <dams>", "Dams"]
    assert feed.entries[0].link == "https://news.example/daybook/opinion/2024/05/3/floods.html"
    assert "https://news.example/daybook/news/2024/05/1/index.html" in str(feed.entries[0])


def test_the_json_feed_names_the_author(files: dict[str, bytes]) -> None:
    first = json.loads(files["/feeds/opinion.json"])["items"][0]

    assert first["authors"] == [{"name": "Ada"}]
    assert (first["date_published"], first["date_modified"]) == ("2024-05-03T00:00:00Z", "2024-05-04T00:00:00Z")


def test_articles_are_on_the_map_of_the_site_and_pages_that_lead_on_are_not(files: dict[str, bytes]) -> None:
    listed = files["/sitemaps/pages.xml"].decode()

    assert "/daybook/opinion/2024/05/3/floods.html</loc><lastmod>2024-05-04T00:00:00Z" in listed
    assert "/opinion/index.html" in listed
    assert "/today.html" not in listed
    assert b"/today" not in files["/_redirects"]


def test_a_site_without_articles_has_no_trace_of_the_section(tmp_path: Path) -> None:
    build(spec(library(), SETTINGS, ARTICLE), tmp_path)
    build(spec(library()), tmp_path)
    files = files_of(tmp_path)

    assert [path for path in files if "opinion" in path] == []
    assert b"opinion" not in files["/index.html"].lower()


def test_today_leads_to_the_latest_day_without_a_script(files: dict[str, bytes]) -> None:
    page = tree(files["/today.html"])

    assert page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=/daybook/news/2024/05/3/index.html"]
    assert page.xpath("//main//a/@href") == ["/daybook/news/2024/05/3/index.html"]


def test_random_lists_all_months_for_whoever_has_no_script(files: dict[str, bytes]) -> None:
    page = tree(files["/random.html"])

    assert page.xpath("//main//a[@data-events]/@href") == ["/daybook/news/2024/05/index.html"]
    assert page.xpath("//main//a/@data-events") == ["3"]


def test_an_event_that_the_archive_does_not_hold_is_told() -> None:
    article = replace(ARTICLE, events=(*ARTICLE.events, EventPlace(FIRST, "never")))

    assert missing_events(library(), [article]) == (
        "`opinion/2024-05-03-floods.md`: no such event in the archive: `/news/2024/05/1/never`",
    )


def test_images_stand_beside_their_pages_and_pages_name_them(tmp_path: Path) -> None:
    build(pictured(library(), days=2), tmp_path)
    files = files_of(tmp_path)

    assert sorted(path for path in files if path.endswith(".png") and "icon" not in path) == [
        "/index.png",
        "/news/2024/05/2/day-1-of-the-flood.png",
        "/news/2024/05/3/day-2-of-the-flood.png",
        "/topic/floods-of-2024.png",
    ]
    page = tree(files["/news/2024/05/3/day-2-of-the-flood.html"])
    told = {
        name: page.xpath(f"string(//meta[@property='og:image{name}']/@content)") for name in ("", ":width", ":height")
    }
    assert told[""] == "https://news.example/daybook/news/2024/05/3/day-2-of-the-flood.png"
    assert (told[":width"], told[":height"]) == ("1200", "630")
    assert page.xpath("//meta[@property='og:image:alt']/@content") == ["Day 2 of the flood"]
    assert (
        b'og:image" content="https://news.example/daybook/index.png"'
        in files["/news/2024/05/1/day-0-of-the-flood.html"]
    )


def test_images_move_on_with_the_archive_as_if_all_were_built_anew(tmp_path: Path) -> None:
    build(pictured(library(3), days=2), tmp_path / "grown")
    later = library(4)
    later.changed_since = Stale(
        events=(3, 4),
        days=(date(2024, 5, 4),),
        subjects=((SubjectKind.TOPIC, "floods-of-2024", 2024),),
        changed=(4,),
    )
    report = build(pictured(later, days=2), tmp_path / "grown")
    build(pictured(later, days=2), tmp_path / "anew")

    assert not report.whole
    grown, anew = files_of(tmp_path / "grown"), files_of(tmp_path / "anew")
    assert sorted(grown) == sorted(anew)
    assert "/news/2024/05/2/day-1-of-the-flood.png" not in grown
    assert [path for path in anew if grown[path] != anew[path]] == []


def test_a_live_site_has_the_same_images_and_articles(tmp_path: Path) -> None:
    how = replace(pictured(library(), days=2), texts=PublisherTexts(articles=(ARTICLE,)))
    build(how, tmp_path)
    files = files_of(tmp_path)
    with how.open_library() as archive:
        live = LiveSite(archive, how)

        for path in (
            "/index.png",
            "/topic/floods-of-2024.png",
            "/news/2024/05/3/day-2-of-the-flood.png",
            "/opinion/2024/05/3/floods.html",
            "/feeds/opinion.atom",
            "/random.html",
        ):
            assert live.at(path) == files[path], path
        assert live.at("/news/2024/05/1/day-0-of-the-flood.png") is None
        assert live.at("/about.png") is None


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("![x](data:image/png;base64,AA)", "<p>x</p>\n"),
        (
            "![](//evil.example/x.png)",
            '<p><a href="//evil.example/x.png" rel="external">//evil.example/x.png</a></p>\n',
        ),
        ("![y](/static/y.png)", '<p><img src="/f/static/y.png" alt="y" /></p>\n'),
        ("[a](//evil.example)", '<p><a href="//evil.example" rel="external">a</a></p>\n'),
        ("## Two\n\n### Three", "<h2>Two</h2>\n<h3>Three</h3>\n"),
        ("# One\n\n## Two", "<h2>One</h2>\n<h3>Two</h3>\n"),
        ("a&#12;b \x0c", "<p>a\nb</p>\n"),
        ("", ""),
    ],
)
def test_a_publishers_markdown_is_mended_for_pages(markdown: str, expected: str) -> None:
    assert markdown_to_prose(markdown, "/f").html == expected


@pytest.mark.parametrize(
    "title", ["News", "# 1. *Daily* <b>News</b> & more", "1) [a](b) ~~c~~ | d", '- &amp; "x" #', "a\\b `c` _d_"]
)
def test_the_shipped_text_is_shown_as_its_markdown_reads(title: str) -> None:
    text = about_text(Site(SiteSettings(title=title, wiki_name=f"the {title} wiki")))

    assert text.html == markdown_to_prose(text.text).html


@pytest.mark.parametrize(("least", "expected"), [(6, True), (7, False)])
def test_a_story_has_an_image_from_some_events_on(tmp_path: Path, least: int, expected: bool) -> None:
    """Its page names it where it is drawn, live as well, and nowhere else."""
    archive = library(6)
    (story,) = archive.subjects(SubjectKind.TOPIC).values()
    how = pictured(archive, 1, least)
    build(how, tmp_path)
    built, image = files_of(tmp_path), f"/topic/{story.slug}.png"

    assert (image in built) == expected
    assert (image.encode() in built[f"/topic/{story.slug}.html"]) == expected
    assert LiveSite(archive, how).at(image) == built.get(image)
