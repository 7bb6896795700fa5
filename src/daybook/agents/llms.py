"""`/llms.txt`: what a language model that comes to a site should know of it, in ten lines (https://llmstxt.org)."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.agents.tool_names import TOOL_NAMES
from daybook.publish.addresses import API_FOLDER, Root
from daybook.publish.cleaning import clean
from daybook.publish.settings import SiteSettings

LLMS = "/llms.txt"


_ENDINGS = {"md": "Markdown", "json": "JSON", "xml": "XML"}
"""The formats beside HTML, that for language models first."""


def _formats(settings: SiteSettings) -> Iterator[str]:
    """Say in which formats pages come beside HTML, and what stands where."""
    root = Root.of(settings.address)
    chosen = [form for form in _ENDINGS if form in settings.formats]
    is_days_only = settings.data_pages == "days" and "html" in settings.formats
    of_days = chosen[0] if chosen else "html"
    of_events = "html" if is_days_only else of_days
    if chosen:
        names = _listed([_ENDINGS[form] for form in chosen], "and")
        endings = _listed([f"`.{form}`" for form in chosen], "or")
        yield f"- Every {'day' if is_days_only else 'page'} is also {names}: put {endings} in the place of `.html`."
    yield (
        f"- A day is [/news/YYYY/MM/D/index.{of_days}]({root.absolute(f'/today.{of_days}')}); an event keeps its address for "
        f"ever, and `.history.{of_events}` has its versions."
    )
    schema = f"[Schema of pages]({root.absolute('/schema/page-1.schema.json')}), " if "json" in chosen else ""
    yield f"- {schema}[feeds]({root.absolute('/feeds/index.opml')}), [sitemap]({root.absolute('/sitemap.xml')})."


def _listed(words: list[str], last: str) -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if words[1:] else words[0]


def llms_txt(settings: SiteSettings) -> bytes:
    """Return the file: the same for a site that is built and one that is served live."""
    root = Root.of(settings.address)
    api = root.absolute(API_FOLDER)
    licence = "CC BY-SA 4.0, before 29 June 2023 CC BY-SA 3.0" if settings.licence != "none" else "see each page"
    return "\n".join(
        (
            f"# {clean(settings.title)}",
            f"> {clean(settings.description)}",
            *_formats(settings),
            f"- API without a key, where this site is served live: [OpenAPI]({api}/openapi.json), [for people]({api}/docs).",
            f"- [Search]({api}/events.md?q=earthquake): `q`, `since`, `until`, `category`, `topic`, `context`, `outlet`; `next` goes on.",
            "- `as_of=2024-05-01T12:00Z` answers with what was known at that moment and nothing later.",
            f"- Agents connect to {root.absolute('/mcp')} (MCP, streamable HTTP): {', '.join(TOOL_NAMES)}.",
            f"- Licence of the texts: {licence}. Name the editors of {clean(settings.wiki_name)} and this site; cite the event's address.",
        )
    ).encode() + b"\n"  # fmt: skip
