"""Every link of the sample site leads somewhere, in every format."""

from __future__ import annotations

from pathlib import Path

from benchmarks.links import Broken, broken_links


def test_no_link_of_the_sample_sites_is_broken(golden_sites: tuple[Path, str]) -> None:
    """Pages, feeds, sitemaps, lists of feeds: whatever names an address of the site, in every language of the sample."""
    folder, _ = golden_sites
    found = {folder.name: broken_links(folder / "site")[:2] for folder in sorted(folder.iterdir())}

    assert {name: broken for name, (broken, _) in found.items()} == {"english": [], "german": [], "japanese": []}
    assert found["english"][1] > 15_000


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    """In each format, with and without ending, and to a place within a page."""
    pages = {
        "index.json": '{"url":"https://a.example/n/index.html","next":{"address":"/n/gone"}}',
        "index.html": '<a href="/n/index.html#here" id="here"></a><a href="/n/lost.html"></a><a href="#away"></a>',
        "index.md": "[a](/n/index.md) [b](/n/no.md)",
        "index.xml": '<day address="/n/index"><next address="/n/none"/></day>',
        "label.xml": "<source>/WORLD/page</source>",
        "feed.atom": "<id>https://a.example/n/nil.html</id>",
    }
    for name, text in pages.items():
        (tmp_path / name).write_text(text)

    broken, _, looked_at, _ = broken_links(tmp_path)

    assert looked_at == len(pages)
    assert set(broken) == {
        Broken("index.json", "/n/gone"),
        Broken("index.html", "/n/lost.html"),
        Broken("index.html", "#away"),
        Broken("index.md", "/n/no.md"),
        Broken("index.xml", "/n/none"),
        Broken("feed.atom", "/n/nil.html"),
    }
