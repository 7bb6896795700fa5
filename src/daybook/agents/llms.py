"""`/llms.txt`: what a language model that comes to a site should know of it, in ten lines (https://llmstxt.org)."""

from __future__ import annotations

from daybook.agents.tools import TOOLS
from daybook.http_api import BASE
from daybook.publish.addresses import Root
from daybook.publish.cleaning import clean
from daybook.publish.settings import SiteSettings

LLMS = "/llms.txt"


def llms_txt(settings: SiteSettings) -> bytes:
    """Return the file: the same for a site that is built and one that is served live."""
    root = Root.of(settings.address)
    api = root.absolute(BASE)
    licence = "CC BY-SA 4.0, before 29 June 2023 CC BY-SA 3.0" if settings.licence != "none" else "see each page"
    return "\n".join(
        (
            f"# {clean(settings.title)}",
            f"> {clean(settings.description)}",
            "- Every page is also Markdown, JSON and XML: put `.md`, `.json` or `.xml` in the place of `.html`.",
            (f"- A day is [/news/YYYY/MM/D/index.md]({root.absolute('/today.md')}); an event keeps its address for ever, "
            "and `.history.md` has its versions."),
            (f"- [Schema of pages]({root.absolute('/schema/page-1.schema.json')}), [feeds]({root.absolute('/feeds/index.opml')}), "
            f"[sitemap]({root.absolute('/sitemap.xml')})."),
            f"- API without a key, where this site is served live: [OpenAPI]({api}/openapi.json), [for people]({api}/docs).",
            f"- [Search]({api}/events.md?q=earthquake): `q`, `since`, `until`, `category`, `topic`, `context`, `outlet`; `next` goes on.",
            "- `as_of=2024-05-01T12:00Z` answers with what was known at that moment and nothing later.",
            f"- Agents connect to {root.absolute('/mcp')} (MCP, streamable HTTP): {', '.join(TOOLS)}.",
            f"- Licence of the texts: {licence}. Name the editors of {clean(settings.wiki_name)} and this site; cite the event's address.",
        )
    ).encode() + b"\n"  # fmt: skip
