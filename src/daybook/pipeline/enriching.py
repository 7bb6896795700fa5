"""What the wiki knows of the articles that events link to: redirects, descriptions, ids, places; asked once, kept."""

from __future__ import annotations

from datetime import date

from daybook.archive import ArchiveReader, ContextFacts, WritableArchive, add_context_facts, add_redirects
from daybook.enrich.wiki import Article, ask_about
from daybook.model import Redirect, Selection, SubjectKind
from daybook.progress import Progress, Steps
from daybook.source.mediawiki import WikiClient

TITLES_AT_ONCE = 50
"""Titles in one question: what a wiki allows visitors, and what is kept together."""


def enrich_days(client: WikiClient, archive: WritableArchive, span: tuple[date, date]) -> Steps[int]:
    """Ask about the articles of a span of days that nothing is known of yet; return how many were learnt about."""
    unknown = _unknown(ArchiveReader(archive.connection), span)
    learnt = 0
    for start in range(0, len(unknown), TITLES_AT_ONCE):
        asked = unknown[start : start + TITLES_AT_ONCE]
        for told in ask_about(client, asked, per_request=TITLES_AT_ONCE):
            add_redirects(archive, [item for item in told if isinstance(item, Redirect)])
            articles = [item for item in told if isinstance(item, Article) and item.exists]
            learnt += add_context_facts(archive, map(_facts, articles))
        yield Progress("asking about articles", start + len(asked), len(unknown), "articles")
    return learnt


def _unknown(reader: ArchiveReader, span: tuple[date, date]) -> list[str]:
    """Return the titles of contexts of these days that have neither a description nor an id, sorted."""
    events = reader.events(reader.select(Selection(*span))).values()
    contexts = {context.slug: context.title for event in events for context in event.contexts}
    known = reader.subjects(SubjectKind.CONTEXT, sorted(contexts))
    return sorted(
        title
        for slug, title in contexts.items()
        if slug not in known or (known[slug].description is None and known[slug].wikidata is None)
    )


def _facts(article: Article) -> ContextFacts:
    return ContextFacts(article.title, article.description, article.wikidata, article.latitude, article.longitude)
