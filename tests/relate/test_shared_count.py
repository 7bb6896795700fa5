"""The seeds' rule: most shared links first, then the newest; links as written but for case."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest

from daybook.model.slug import headline_slug
from daybook.relate import Document, RelateSettings, list_related, read_documents, relate_all

SETTINGS = RelateSettings(ranker="shared-count")
CORPUS = Path(os.environ.get("DAYBOOK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
SEEDS = CORPUS.parent / "seeds"


def document(number: int, day: str, links: dict[str, str]) -> Document:
    """Make a document whose links have these canonical titles."""
    return Document(number, date.fromisoformat(day), 0, "Something happens.", tuple(links), tuple(links.values()))


def test_more_shared_links_win_then_the_newer_date() -> None:
    """Two shared links come before one; among equals the newest is first, however far away."""
    documents = [
        document(1, "2003-05-01", {"Osterby": "Osterby", "Ferry": "Ferry", "Harbour": "Harbour"}),
        document(2, "2003-05-02", {"Ferry": "Ferry"}),
        document(3, "2019-01-01", {"Ferry": "Ferry"}),
        document(4, "2001-01-01", {"Harbour": "Harbour", "Ferry": "Ferry"}),
        document(5, "2003-05-01", {"Elsewhere": "Elsewhere"}),
    ]

    lists = dict(list_related(relate_all([read_documents(documents)], SETTINGS)))

    assert [related.event for related in lists[1].items] == [4, 3, 2]
    assert lists[1].items[0].contexts == ("Ferry", "Harbour")
    assert lists[5].items == ()


def test_links_match_as_written_and_print_with_redirects_followed() -> None:
    """Case does not matter; two spellings that redirect to one article do not match, and both print as the article."""
    documents = [
        document(1, "2003-05-01", {"Iron Guild": "Iron Guild", "Kaspar Voll": "Caspar Voll"}),
        document(2, "2003-05-02", {"Iron guild": "Iron Guild", "Caspar Voll": "Caspar Voll"}),
        document(3, "2003-05-03", {"Kaspar Voll": "Caspar Voll"}),
    ]

    lists = dict(list_related(relate_all([read_documents(documents)], SETTINGS)))

    assert [(related.event, related.contexts) for related in lists[1].items] == [
        (3, ("Caspar Voll",)),
        (2, ("Iron Guild",)),
    ]


@pytest.mark.corpus
def test_the_seeds_ten_days_give_the_golden_lists() -> None:
    """The golden pages' related events, in order, with their contexts, as the seed site printed them."""
    if not SEEDS.is_dir():
        pytest.skip("the seeds beside the project are absent")
    redirects = {}
    for path in sorted((SEEDS / "articles").glob("*.wikitext")):
        target = re.match(r"#REDIRECT \[\[(.+?)\]\]", path.read_text("utf-8"))
        redirects[path.stem] = target[1] if target else path.stem
    documents: list[Document] = []
    slugs = {}
    for path in sorted((SEEDS / "wikitext").glob("*.wikitext")):
        day = date.fromisoformat(path.stem)
        bullets = [line[1:] for line in path.read_text("utf-8").splitlines() if line.startswith("*")]
        for position, bullet in enumerate(bullets):
            headline = re.sub(r"\[http\S+ [^\]]*\]", "", bullet)
            links = [link[:1].upper() + link[1:] for link in re.findall(r"\[\[([^\]|]+)", headline)]
            links = list(dict.fromkeys(links))
            text = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", headline).strip()
            contexts = tuple(redirects.get(link, link) for link in links)
            documents.append(Document(len(documents), day, position, text, tuple(links), contexts))
            slugs[len(documents) - 1] = headline_slug(text, space_before=headline.startswith(" "))

    lists = dict(list_related(relate_all([read_documents(documents)], SETTINGS)))

    for golden in sorted((SEEDS / "golden").glob("*.txt")):
        page = golden.read_text("utf-8")
        expected = re.findall(r"\(/news/\d+/\d+/\d+/(\S+?)\.md\) _Context: (.*?)_\n?", page)
        heading = re.search(r"^#  (.{60})", page, re.MULTILINE)
        assert heading
        query = next(number for number, doc in enumerate(documents) if doc.text.startswith(heading[1][:50].strip()))
        shown = [(slugs[related.event], ", ".join(related.contexts)) for related in lists[query].items]
        assert expected
        assert shown[: len(expected)] == expected
