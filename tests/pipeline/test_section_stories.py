"""A story that is a section of an article is called so in words, never by an anchor, wherever it is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from tests.http_api.asking import body

from daybook.archive import ArchiveReader, open_for_reading
from daybook.ask import Query
from daybook.config import load_settings
from daybook.http_api import ApiSession
from daybook.model import SubjectKind
from daybook.pipeline.building import build_site
from daybook.pipeline.intake import import_paths
from daybook.progress import finish
from daybook.publish.pages.event_cache import EventCache
from daybook.publish.pages.search_results import SearchForm, search_results
from daybook.publish.pages.site import Site

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = ";Politics\n*[[Tarn election#Response|Response to the Tarn election]]\n**A crowd gathers in [[Tarn]].\n**A choir sings.\n"


def test_a_story_that_is_a_section_is_called_so_in_words_everywhere(tmp_path: Path) -> None:
    (tmp_path / "2024-05-04.wikitext").write_text(DAY)
    given = ("site.images=false", "site.feed_minimum=1")
    settings = load_settings(None, [f"files.archive={tmp_path}/a.sqlite", f"files.site={tmp_path}/site", *given])
    finish(import_paths([tmp_path / "2024-05-04.wikitext"], settings, NOW))
    finish(build_site(settings, NOW))

    with open_for_reading(settings.files.archive) as connection:
        reader = ArchiveReader(connection)
        cache = EventCache(reader, Site(settings.site))
        session = ApiSession(reader, cache, NOW)
        (story,) = reader.subjects(SubjectKind.TOPIC).values()
        named = [
            body(session, "/stories")["subjects"][0]["name"],
            body(session, "/suggest?q=tarn+elec")["suggestions"][0]["name"],
            body(session, "/events?q=tarn+election")["question"]["subjects"][0]["name"],
        ]
        answer = reader.search(Query(words=("tarn", "election")))
        found = search_results(cache, SearchForm(q="tarn election"), answer, {}, ())

    assert story.name == "Tarn election#Response"
    assert named == ["Tarn election: Response"] * 3
    assert named[0] in [link.name for link in found.subjects]
    files = [path for path in settings.files.site.rglob("*") if path.suffix in {".html", ".opml", ".atom", ".txt"}]
    assert len(files) > 10
    assert [path.name for path in files if "election#Response" in path.read_text("utf-8")] == []
    assert "Tarn election: Response" in (settings.files.site / "feeds/index.opml").read_text("utf-8")
    assert json.loads((settings.files.site / f"topic/{story.slug}.json").read_bytes())["name"] == named[0]
