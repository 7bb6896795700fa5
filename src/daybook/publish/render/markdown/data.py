"""The page about the site's tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daybook.publish.markdown_text import escape_line, escape_markdown
from daybook.publish.pages import records as r
from daybook.publish.render.markdown.parts import heading


def data_body(page: r.DataPage) -> Iterator[str]:
    """Yield the page about the site's tables."""
    yield from heading(page)
    yield escape_line(page.description)
    yield ""
    yield f"- Generation: {page.generation}"
    if page.moment:
        yield f"- Revisions saved until: {page.moment:%Y-%m-%dT%H:%M:%SZ}"
    yield f"- Bytes in all: {page.size}"
    if page.licence.name:
        yield f"- Licence: [{page.licence.name}]({page.licence.url})"
        yield f"- To name: {escape_markdown(page.attribution)}"
    for recipe in page.recipes:
        yield from ("", f"## {recipe.tool}", "", "```", *recipe.lines, "```")
    for table in page.tables:
        yield from ("", f"## {table.name}", "", f"{escape_markdown(table.text)} Rows: {table.rows}.", "")
        yield from _files(table.files)
        yield from ("", "| column | type | |", "| --- | --- | --- |")
        yield from (
            f"| {escape_markdown(column.name)} | {column.type} | {escape_markdown(column.text)} |"
            for column in table.columns
        )
    if page.databases:
        yield from ("", "## All tables in one file", "", *_files(page.databases))
    if page.parts:
        yield from ("", "## Events by year and month", "", *_files(page.parts))
    yield from ("", "## Descriptions", "")
    yield from (f"- [{escape_markdown(file.name)}]({file.address})" for file in page.descriptions)


def _files(files: Iterable[r.DataFile]) -> Iterator[str]:
    for file in files:
        yield f"- [{escape_markdown(file.name)}]({file.address}): {file.size} bytes, {file.rows} rows, SHA-256 {file.sha256}"
