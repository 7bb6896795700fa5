"""The stages together: from pages to a site, in every way that pages come."""

from __future__ import annotations

import bz2
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.archive.histories import write_version_2
from tests.mediawiki import LocalWiki
from tests.news_host import news_host

from daybook.archive import ArchiveReader, add_revisions, fingerprint, open_for_reading, open_for_writing
from daybook.config import Settings, load_settings
from daybook.enrich.settings import SourceReadingSettings
from daybook.errors import ArchiveMissing, RelateError, SettingsError, SourceError
from daybook.model import Selection, SourceFacts, SubjectKind
from daybook.parse import parse_page
from daybook.pipeline.building import build_site, build_spec
from daybook.pipeline.enriching import read_sources
from daybook.pipeline.fetching import FetchOptions, fetch_days
from daybook.pipeline.intake import import_paths
from daybook.pipeline.parsed_days import parse_paths
from daybook.pipeline.parsing import ParserPool
from daybook.pipeline.queries import export_events, list_problems
from daybook.pipeline.relating import relate_events, train_ranker
from daybook.pipeline.relations_file import path_of
from daybook.progress import Progress, finish
from daybook.source.items import PageHistory, SourceItem
from daybook.source.local import read_path
from daybook.source.mediawiki import Clock

SAMPLE = Path(__file__).parents[1] / "sample"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings whose archive and site stand in a folder of their own."""
    return load_settings(None, [f"files.archive={tmp_path}/archive.sqlite", f"files.site={tmp_path}/site"])


def take(settings: Settings, *paths: Path) -> None:
    finish(import_paths(paths, settings, NOW))


def texts(settings: Settings, day: date) -> list[str]:
    return [line["text"] for line in export_events(settings.files.archive, day, day)]


def write_days(folder: Path, days: Sequence[tuple[str, str]]) -> Path:
    folder.mkdir(exist_ok=True)
    for day, wikitext in days:
        (folder / f"{day}.wikitext").write_text(wikitext, "utf-8")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and ".daybook" not in file.parts)
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def test_work_tells_how_far_it_is(settings: Settings) -> None:
    steps = list(import_paths([SAMPLE / "days"], settings, NOW))

    assert {type(step) for step in steps} == {Progress}
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].done == steps[-1].total


def test_pages_given_one_by_one_are_one_task(settings: Settings) -> None:
    """Else `daybook import days/*.wikitext` draws a bar for each file."""
    days = sorted((SAMPLE / "days").glob("*.wikitext"))
    steps = list(import_paths(days, settings, NOW))

    assert {step.task for step in steps} == {"reading pages"}
    assert [(step.done, step.total) for step in steps] == [(each, len(days)) for each in range(1, len(days) + 1)]


def test_parsing_in_other_processes_changes_nothing(settings: Settings) -> None:
    def parsed(processes: int) -> list[object]:
        with ParserPool(settings.parse, processes=processes) as parser:
            return list(parser.parse(read_path(SAMPLE, settings.wiki.titles)))

    assert parsed(2) == parsed(0)


def test_only_the_latest_revision_is_printed_of_the_longest_history(settings: Settings, tmp_path: Path) -> None:
    """However many pieces it comes in, and though nothing but its numbers, of which one is missing, tells which is latest."""
    numbers = [*range(1, 600), None, *range(600, 1_100)]
    revisions = "".join(
        f"<revision>{f'<id>{number}</id>' if number else ''}<text>* Ferry {number} sinks.</text></revision>"
        for number in numbers
    )
    export = tmp_path / "export.xml"
    export.write_text(
        '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/"><page>'
        f"<title>Portal:Current events/2004 August 14</title>{revisions}</page></mediawiki>",
        "utf-8",
    )
    lines: list[dict[str, object]] = []

    assert finish(parse_paths([export], settings, emit=lines.append)) == 1
    assert [line["revision"] for line in lines] == [1_099]


def test_an_error_of_the_source_comes_after_all_that_came_before_it(settings: Settings) -> None:
    def source(sound: Sequence[SourceItem]) -> Iterator[SourceItem]:
        yield from sound
        raise SourceError("the export ends too early")

    sound = [
        found for found in read_path(SAMPLE / "days", settings.wiki.titles) if isinstance(found.content, PageHistory)
    ]
    with ParserPool(settings.parse, processes=1) as parser:
        parsed = parser.parse(source(sound))
        seen = [next(parsed)[0] for _ in sound]

        assert seen == sound
        with pytest.raises(SourceError):
            next(parsed)


def test_the_order_of_import_does_not_matter_to_the_addresses(tmp_path: Path) -> None:
    def addresses(name: str, paths: Sequence[Path]) -> set[str]:
        chosen = load_settings(None, [f"files.archive={tmp_path}/{name}.sqlite"])
        take(chosen, *paths)
        return {line["address"] for line in export_events(chosen.files.archive)}

    parts = [SAMPLE / "days", SAMPLE / "months"]

    assert addresses("one", parts) == addresses("two", parts[::-1])


def test_a_month_page_gives_the_days_that_have_no_page_of_their_own(settings: Settings, tmp_path: Path) -> None:
    folder = write_days(tmp_path / "pages", [("2003-08-14", "*The day's own page.\n")])
    (folder / "Portal_Current_events_August_2003.wikitext").write_text(
        "== August 14, 2003 ==\n*The month's page.\n== August 15, 2003 ==\n*Only in the month's page.\n", "utf-8"
    )

    take(settings, folder)

    assert texts(settings, date(2003, 8, 14)) == ["The day's own page."]
    assert texts(settings, date(2003, 8, 15)) == ["Only in the month's page."]


def test_importing_everything_twice_leaves_the_same_archive(settings: Settings) -> None:
    take(settings, SAMPLE, SAMPLE / "revisions.xml")
    before = fingerprint(settings.files.archive)

    take(settings, SAMPLE, SAMPLE / "revisions.xml")

    assert fingerprint(settings.files.archive) == before


def test_a_source_that_cannot_be_read_makes_no_archive(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "bad.xml.bz2").write_bytes(bz2.compress(b"<html></html>"))

    with pytest.raises(SourceError):
        take(settings, tmp_path / "bad.xml.bz2")

    assert not settings.files.archive.exists()


def test_a_build_needs_an_archive_and_makes_none(settings: Settings) -> None:
    with pytest.raises(ArchiveMissing):
        finish(build_site(settings, NOW))

    assert not settings.files.archive.exists()


def test_relating_what_changed_gives_what_relating_all_gives(settings: Settings, tmp_path: Path) -> None:
    take(settings, SAMPLE / "days")
    finish(relate_events(settings, NOW))
    take(
        settings,
        write_days(
            tmp_path / "new",
            [("2004-12-30", "*The [[2004 Indian Ocean earthquake]] has killed thousands on [[Sumatra]].\n")],
        ),
    )
    finish(relate_events(settings, NOW))

    with open_for_reading(settings.files.archive) as connection:
        reader = ArchiveReader(connection)
        ids = reader.select(Selection())
        stored = reader.related(ids)
        (new,) = reader.select(Selection(date(2004, 12, 30), date(2004, 12, 30)))
    assert set(stored) == set(ids)
    assert stored[new].items != ()


def test_a_small_archive_has_the_same_lists_day_by_day_and_all_at_once(settings: Settings) -> None:
    """What the first days taught about rarity would else stand for all that came later."""
    for day in sorted((SAMPLE / "days").iterdir())[26:38]:
        take(settings, day)
        finish(relate_events(settings, NOW))

    assert finish(relate_events(settings, NOW, whole=True)) == 0


def test_relating_twice_does_nothing_the_second_time(settings: Settings) -> None:
    take(settings, SAMPLE / "days")
    first = finish(relate_events(settings, NOW))
    steps = list(relate_events(settings, NOW))

    assert first > 0
    assert steps == []


def test_training_needs_stories_to_learn_from(settings: Settings) -> None:
    take(settings, SAMPLE / "months")

    with pytest.raises(RelateError, match="too little to learn from"):
        finish(train_ranker(settings, NOW))


@pytest.mark.parametrize("kind", ["cut off", "nonsense", "other numbers", "objects"])
def test_relations_that_somebody_else_put_there_are_not_taken(settings: Settings, kind: str) -> None:
    """The file is made anew, and nothing in it is followed out of its arrays, or run."""
    take(settings, SAMPLE / "months")
    finish(relate_events(settings, NOW))
    file = path_of(settings.files.archive)
    content = file.read_bytes()
    bodies = {
        "cut off": content[:-100],
        "nonsense": b"nonsense",
        "other numbers": content[: len(content) // 2] + b"\x7f" * (len(content) - len(content) // 2),
        "objects": content.replace(b'"kind":"<i4"', b'"kind":"|O8"'),
    }
    file.write_bytes(bodies[kind])

    assert finish(relate_events(settings, NOW)) == 0
    assert file.read_bytes() == content


def test_cited_sources_are_read_once_and_stand_with_their_events(settings: Settings, tmp_path: Path) -> None:
    """Newest day first; what did not answer waits for another day, and a robots.txt is heeded."""
    with news_host() as host:
        host.put("/robots.txt", b"User-agent: *\nDisallow: /private\n")
        ferry = host.put("/ferry", b'<title>Ferry overturns</title><meta name="date" content="2024-05-03">')
        lines = [f"*A ferry sinks. [{ferry} (Example)]", f"*A vote is held. [{host.put('/private')} (Example)]"]
        lines += [f"*A race is held. [{host.put('/race', b'', 503)} (Example)] [{ferry} (Example)]"]
        take(settings, write_days(tmp_path / "days", [("2024-05-03", "\n".join(lines[:2])), ("2024-05-04", lines[2])]))
        polite = replace(settings, sources=SourceReadingSettings(private=True, pause=0.0))
        span = (date(2024, 5, 1), date(2024, 5, 31))

        first, second = (finish(read_sources(span, polite, NOW)) for _ in range(2))

        asked = [path for path, _ in host.asked]
    assert (first.asked, first.learnt, second.asked) == (3, 1, 0)
    assert asked == ["/robots.txt", "/race", "/ferry"]
    facts = SourceFacts("Ferry overturns", published=date(2024, 5, 3))
    with open_for_reading(settings.files.archive) as connection:
        reader = ArchiveReader(connection)
        events = reader.events(reader.select(Selection())).values()
    assert [event.facts for event in sorted(events, key=lambda event: event.id) if event.facts] == [
        (facts,),
        (None, facts),
    ]


def test_sources_are_not_read_without_a_contact(settings: Settings) -> None:
    with pytest.raises(SettingsError, match=r"wiki\.contact"):
        finish(read_sources((date(2024, 5, 1), date(2024, 5, 31)), settings, NOW))


def test_a_build_brings_an_archive_of_an_earlier_version_up_to_date(settings: Settings) -> None:
    """The archive as it was stands beside it."""
    write_version_2(settings.files.archive)

    assert finish(build_site(settings, NOW)).pages > 0
    assert settings.files.archive.with_name(f"{settings.files.archive.name}.version-2").exists()


def test_a_time_that_nobody_knows_is_null_in_every_format(settings: Settings, tmp_path: Path) -> None:
    """Files of wikitext do not say when they were saved: not at midnight."""
    take(settings, write_days(tmp_path / "pages", [("2024-05-04", "*A ferry runs aground.\n")]))
    finish(build_site(settings, NOW))
    site = tree(settings.files.site)
    page = json.loads(site["news/2024/05/4/a-ferry-runs-aground.json"])
    (line,) = export_events(settings.files.archive)

    assert (page["first_listed"], page["last_changed"], page["origin"]["saved"]) == (None, None, None)
    assert (line["first_listed"], line["last_changed"], line["saved"]) == (None, None, None)
    assert b"2024-05-05" not in b"".join(
        content for name, content in site.items() if "a-ferry" in name or name.startswith("news/2024/05/4.")
    )
    assert b"<published>" not in site["feeds/news.atom"]
    assert b"<pubDate>" not in site["feeds/news.rss"]
    assert b"date_published" not in site["feeds/news.json"]
    assert b"<lastmod>2024-05-05" not in b"".join(site[name] for name in site if name.startswith("sitemap"))


def test_a_site_that_moves_keeps_the_ids_of_its_feeds(settings: Settings) -> None:
    """Those of the first build with an address of its own; a tag that the publisher sets wins."""

    def ids(address: str = settings.site.address, tag: str = "") -> list[str]:
        finish(build_site(replace(settings, site=replace(settings.site, address=address, tag=tag)), NOW))
        feed = json.loads((settings.files.site / "feeds/news.json").read_bytes())
        return [item["id"] for item in feed["items"]]

    take(settings, SAMPLE / "months")
    assert ids()[0].startswith("tag:127.0.0.1,2026:")
    first = ids(address="https://one.example/")
    assert first[0].startswith("tag:one.example,2026:")

    assert ids(address="https://two.example/news/") == first
    assert ids(address="https://two.example/", tag="three.example,2024")[0].startswith("tag:three.example,2024:")
    assert ids(address="https://four.example/") == first


def test_a_build_after_no_change_touches_nothing(settings: Settings) -> None:
    take(settings, SAMPLE / "months")
    finish(build_site(settings, NOW))
    before = {file: file.stat().st_mtime_ns for file in settings.files.site.rglob("*.html")}

    report = finish(build_site(settings, NOW))

    assert (report.created, report.replaced, report.removed) == (0, 0, 0)
    assert {file: file.stat().st_mtime_ns for file in settings.files.site.rglob("*.html")} == before


def test_builds_go_on_after_days_side_by_side_changed_and_an_event_moved(settings: Settings, tmp_path: Path) -> None:
    """The event that stood on both days is one in the end: the archive forgets a number, the related lists must too."""
    ferry = "*A ferry with nobody aboard runs aground near [[Kilmore]]. [https://example.org/ferry (Example)]\n"
    choir, comet = "*The choir of [[Kilmore]] wins a prize.\n", "*A [[comet]] is seen from three towns.\n"
    take(settings, write_days(tmp_path / "pages", [("2024-05-04", ferry + choir), ("2024-05-05", comet + ferry)]))
    finish(build_site(settings, NOW))

    take(settings, write_days(tmp_path / "pages", [("2024-05-04", choir), ("2024-05-05", comet * 2 + ferry)]))
    finish(build_site(settings, NOW))

    whole = replace(settings, files=replace(settings.files, site=tmp_path / "whole"))
    finish(build_site(whole, NOW))
    slug = "a-ferry-with-nobody-aboard-runs-aground-near-kilmore"
    former = (settings.files.site / f"news/2024/05/4/{slug}.html").read_text("utf-8")
    assert f'/news/2024/05/5/{slug}.html">' in former
    assert tree(settings.files.site) == tree(whole.files.site)


def test_a_build_as_of_a_moment_knows_nothing_later(settings: Settings) -> None:
    take(settings, SAMPLE / "revisions.xml")
    with open_for_reading(settings.files.archive) as connection:
        reader = ArchiveReader(connection)
        first = min(day.revision.saved for day in reader.days())
        all_days = len(reader.days())

    finish(build_site(settings, NOW, as_of=first))

    days = list(settings.files.site.glob("news/*/*/*/index.html"))
    assert 0 < len(days) < all_days


def test_a_build_as_of_a_moment_is_the_site_that_was_built_then(settings: Settings, tmp_path: Path) -> None:
    """To the byte, where each revision was read when it was saved and none was late."""
    then = replace(settings, files=replace(settings.files, archive=tmp_path / "then.sqlite", site=tmp_path / "then"))
    histories = (found.content for found in read_path(SAMPLE / "revisions.xml", settings.wiki.titles))
    known = [(raw.timestamp, raw) for each in histories if isinstance(each, PageHistory) for raw in each.revisions]
    revisions = sorted((saved, raw.title, raw) for saved, raw in known if saved is not None)
    moment = revisions[len(revisions) * 2 // 3][0]
    for chosen, last in ((settings, datetime.max.replace(tzinfo=UTC)), (then, moment)):
        with open_for_writing(chosen.files.archive, now=NOW) as archive:
            for saved, _, raw in revisions:
                if saved <= last:
                    add_revisions(archive, [(raw, parse_page(raw))], saved)

    finish(build_site(then, moment))
    finish(build_site(settings, NOW, as_of=moment))

    assert tree(settings.files.site) == tree(then.files.site)


@pytest.mark.mediawiki
def test_from_a_real_wiki_to_a_site(local_wiki: LocalWiki, settings: Settings) -> None:
    """Fetch, edit, fetch again: only what changed is read, the event keeps its address, its article is asked about."""
    titles = settings.wiki.titles
    day, other = date(2011, 7, 1), date(2011, 7, 2)
    title = titles.title(day)
    source = "[http://news.example.org/pipeline (Example News)]"
    local_wiki.save("Pipeline town", "#REDIRECT [[Pipeline city]]")
    local_wiki.save(title, f"*Two ships meet off [[Pipeline town]]. {source}")
    local_wiki.save(titles.month_title(2011, 7), "==July 2, 2011==\n*Told by the month's page alone.\n")
    wiki = load_settings(
        None,
        [
            f"files.archive={settings.files.archive}",
            f"files.site={settings.files.site}",
            f"wiki.api={local_wiki.api}",
            "wiki.pause=0",
        ],
    )
    options = FetchOptions(clock=Clock(sleep=lambda _seconds, _why: None))

    first = finish(fetch_days((day, other), wiki, NOW, options))
    local_wiki.save(title, f"*Three ships meet off [[Pipeline town]]. {source}")
    second = finish(fetch_days((day, other), wiki, NOW, options))
    finish(build_site(wiki, NOW))

    assert (first.added, second.added, second.changed) == (2, 0, 1)
    assert first.absent == ()  # the page of its month has it
    assert texts(wiki, day) == ["Three ships meet off Pipeline town."]
    assert texts(wiki, other) == ["Told by the month's page alone."]
    page = wiki.files.site / "news/2011/07/1/two-ships-meet-off-pipeline-town.html"
    assert "Three ships meet off" in page.read_text("utf-8")
    with open_for_reading(wiki.files.archive) as connection:
        contexts = ArchiveReader(connection).subjects(SubjectKind.CONTEXT).values()
    assert [context.name for context in contexts] == ["Pipeline city"]


def test_one_hostile_page_cannot_fill_a_disk(settings: Settings, tmp_path: Path) -> None:
    """A page of 300 kB, all of it links of one event, gives at most 150 times its size, and says what was left out."""
    links = " ".join(f"[[Article {number}]]" for number in range(15_000))
    folder = write_days(
        tmp_path / "pages", [("2026-03-05", f"* A ferry sinks near {links}. [http://e.org/a (Example)]")]
    )
    take(settings, folder)
    finish(build_site(settings, NOW))

    size = sum(file.stat().st_size for file in settings.files.site.rglob("*") if file.is_file())
    (line,) = export_events(settings.files.archive, date(2026, 3, 5), date(2026, 3, 5))

    assert size < 150 * (folder / "2026-03-05.wikitext").stat().st_size
    assert len(line["links"]) == 300
    assert [found.problem.code for found in list_problems(settings.files.archive)] == ["event-too-large"]


def test_outlets_of_one_house_become_one_with_the_next_build_and_their_old_pages_lead_there(settings: Settings) -> None:
    folder = settings.files.archive.parent / "days"
    sources = "[https://herald.example/1 (The Herald)] [https://herald-news.example/2 (Herald News)]"
    write_days(folder, [("2024-05-04", f";Sports\n*A regatta is held on the loch. {sources}\n")])
    take(settings, folder)
    finish(build_site(settings, NOW))
    page = settings.files.site / "source/herald-news.example.html"
    assert "A regatta is held" in page.read_text("utf-8")

    houses = replace(settings, site=replace(settings.site, outlets=("herald.example herald-news.example",)))
    finish(build_site(houses, NOW))
    assert 'http-equiv="refresh"' in page.read_text("utf-8")
    assert "url=/source/herald.example.html" in page.read_text("utf-8")
    event = json.loads(next((settings.files.site / "news/2024/05/4").glob("a-regatta*.json")).read_text("utf-8"))
    assert [source["outlet"]["address"] for source in event["sources"]] == ["/source/herald.example"] * 2
    house = json.loads((settings.files.site / "source/herald.example.json").read_text("utf-8"))
    assert house["hosts"] == ["herald-news.example"]


def test_images_are_drawn_where_pillow_is_installed_unless_they_are_not_wanted(settings: Settings) -> None:
    pytest.importorskip("PIL", reason="Pillow is not installed")
    take(settings, SAMPLE / "days")

    by_default = build_spec(settings)
    assert by_default.settings.images
    assert by_default.make_pictures is not None
    without = build_spec(replace(settings, site=replace(settings.site, images=False)))
    assert without.make_pictures is None
