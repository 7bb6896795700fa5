"""The page about the site's tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daybook.publish.markdown_text import escape_line, escape_markdown
from daybook.publish.pages import records as r
from daybook.publish.pages.reader_text import ReaderText, column_words, table_words
from daybook.publish.render.markdown.parts import heading


def data_body(page: r.DataPage, text: ReaderText) -> Iterator[str]:
    """Yield the page about the site's tables."""
    yield from heading(page)
    yield escape_line(page.description)
    yield ""
    yield f"- {text.say('markdown.generation', n=f'{page.generation}')}"
    if page.moment:
        yield f"- {text.say('data.made', moment=f'{page.moment:%Y-%m-%dT%H:%M:%SZ}')}"
    yield f"- {text.say('data.total', size=text.say('markdown.bytes', n=text.number(page.size)))}"
    if page.licence.name:
        yield f"- {text.say('origin.licence')} [{page.licence.name}]({page.licence.url})"
        yield f"- {text.say('data.named')}: {escape_markdown(page.attribution)}"
    for recipe in page.recipes:
        yield from ("", f"## {recipe.tool}", "", "```", *recipe.lines, "```")
    for table in page.tables:
        about = escape_markdown(text.say_or(table_words(table.name), table.text))
        yield from ("", f"## {table.name}", "", f"{about} ({text.count('rows', table.rows)})", "")
        yield from _files(table.files, text)
        heads = (text.say(f"data.{key}") for key in ("column", "holds", "meaning"))
        yield from ("", f"| {' | '.join(heads)} |", "| --- | --- | --- |")
        for column in table.columns:
            meaning = text.say_or(column_words(table.name, column.name), column.text)
            yield f"| {escape_markdown(column.name)} | {column.type} | {escape_markdown(meaning)} |"
    if page.databases:
        yield from ("", f"## {text.say('data.whole')}", "", *_files(page.databases, text))
    if page.parts:
        yield from ("", f"## {text.say('data.parts')}", "", *_files(page.parts, text))
    yield from ("", f"## {text.say('data.descriptions')}", "")
    yield from (f"- [{escape_markdown(file.name)}]({file.address})" for file in page.descriptions)


def _files(files: Iterable[r.DataFile], text: ReaderText) -> Iterator[str]:
    for file in files:
        size = text.say("markdown.bytes", n=text.number(file.size))
        yield f"- [{escape_markdown(file.name)}]({file.address}): {size}, {text.count('rows', file.rows)}, SHA-256 {file.sha256}"
