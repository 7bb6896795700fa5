"""Pages as Markdown, in the anatomy of the site that Daybook continues: its blank lines, headings and date labels are kept.

A page of an event has nothing but what those pages had, save a mark where the event was withdrawn and a link to its
versions where it has changed. No template: a page is a few lines, and there are many pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from daybook.model import Status
from daybook.publish.pages import records as r
from daybook.publish.pages.english_text import long_date
from daybook.publish.render.markdown_text import escape_line, escape_markdown, link_target


class MarkdownRenderer:
    """Writes pages as Markdown (CommonMark) in UTF-8."""

    def render(self, page: r.AnyPage) -> bytes:
        """Return a page as Markdown."""
        lines = ["", _formats(page.formats), ""] if page.formats else [""]
        lines.extend(_BODIES[type(page)](page))
        return "\n".join([*lines, ""]).encode()


def _formats(formats: Sequence[r.FormatLink]) -> str:
    links = "".join(f"[{form.name}]({form.address})  " for form in formats if not form.address.endswith(".md"))
    return f"Formats: {links}"


def _link(name: str, address: str) -> str:
    return f"[{escape_markdown(name)}]({address}.md)"


def _day_label(day: date) -> str:
    """Label a day as the seed site did: the day of the month without a leading zero."""
    return f"{day.year:04}-{day.month:02}-{day.day}"


def _source(source: r.SourceLink) -> str:
    label = escape_markdown(source.label)
    return f"[{label}]({link_target(source.url)})" if source.url else label


def _event(page: r.EventPage) -> Iterator[str]:
    yield f"### [{_day_label(page.date)}]({page.breadcrumbs[-1].address}.md)"
    yield ""
    if page.status is Status.WITHDRAWN:
        yield "**Withdrawn:** the editors no longer list this event."
        yield ""
    if page.kicker:
        yield f"##### {escape_markdown(page.kicker)}"
    yield f"# {escape_markdown(page.headline.text)}"
    yield from ("", "", escape_line(page.lead) if page.lead else "", "")
    for note in page.notes:
        sources = "".join(f" ({_source(source)})" for source in note.sources)
        yield from (f"{escape_line(note.text.text)}{sources}", "")
    if page.sources:
        yield f"### Source{'s' if len(page.sources) > 1 else ''}:"
        yield ""
        for number, source in enumerate(page.sources, 1):
            yield f"{number}. {_source(source)}{f', {source.published}' if source.published else ''}"
        yield ""
    if page.related:
        yield "### Related:"
        yield ""
        for number, item in enumerate(page.related, 1):
            yield f"{number}. {_link(item.headline, item.address)}{_context(item)}"
    if page.opinion:
        yield ""
        yield "### Opinion:"
        yield ""
        yield from (f"- {_link(article.title, article.address)}" for article in page.opinion)
    if page.history:
        yield ""
        yield f"[History]({page.history}.md)"


def _context(item: r.RelatedItem) -> str:
    if item.contexts:
        return f" _Context: {', '.join(escape_markdown(title) for title in item.contexts)}_"
    if item.reasons:
        first = item.reasons[0]
        return f" _{first.kind.capitalize()}: {', '.join(escape_markdown(value) for value in first.values)}_"
    return ""


def _heading(page: r.Page) -> Iterator[str]:
    if page.breadcrumbs:
        yield " / ".join(_link(link.name, link.address) for link in page.breadcrumbs)
        yield ""
    yield f"# {escape_markdown(page.title)}"
    yield ""


def _neighbours(page: r.Page) -> Iterator[str]:
    links = [
        f"{word}: {_link(link.name, link.address)}"
        for word, link in (("Previous", page.previous), ("Next", page.next))
        if link
    ]
    if links:
        yield ""
        yield "  ".join(links)


def _item(item: r.EventItem, *, dated: bool = False) -> str:
    when = f"{_day_label(item.date)} " if dated else ""
    sources = "".join(f" ({_source(source)})" for source in item.sources)
    return f"- {when}{_link(item.headline.text, item.address)}{sources}"


def _day_content(content: r.DayContent, level: str) -> Iterator[str]:
    for section in content.sections:
        if section.category:
            yield f"{level} {_link(section.category.name, section.category.address)}"
            yield ""
        for group in section.groups:
            if group.topics:
                yield f"{level}# {' / '.join(_link(topic.name, topic.address) for topic in group.topics)}"
                yield ""
            yield from (_item(item) for item in group.events)
            yield ""


def _origin(origin: r.Origin) -> str:
    page = (
        f"[{escape_markdown(origin.page)}]({link_target(origin.url)})" if origin.url else escape_markdown(origin.page)
    )
    revision = ""
    if origin.revision is not None:
        number = f"revision {origin.revision}"
        revision = f", [{number}]({link_target(origin.revision_url)})" if origin.revision_url else f", {number}"
    licence = f", [{origin.licence.name}]({origin.licence.url})" if origin.licence.name else ""
    return f"From {page}{revision}{licence}"


def _day(page: r.DayPage) -> Iterator[str]:
    yield from _heading(page)
    yield from _day_content(page.day, "##")
    yield f"Added {page.day.added}, changed {page.day.changed}, withdrawn {page.day.withdrawn} since the first reading."
    yield ""
    yield _origin(page.day.origin)
    if page.problems:
        yield ""
        yield "## Not understood"
        yield ""
        for problem in page.problems:
            yield f"- line {problem.line}: {escape_markdown(problem.text)} ({escape_markdown(problem.hint)})"
    yield from _neighbours(page)


def _front(page: r.FrontPage) -> Iterator[str]:
    yield from _heading(page)
    for content in page.days:
        yield f"## [{_day_label(content.date)}]({content.address}.md)"
        yield ""
        yield from _day_content(content, "###")
    yield from _tallies(f"Stories of the last {page.stories_days} days", page.stories)
    yield from _tallies("Categories", page.categories)
    yield from _tallies("Years", page.years)


def _tallies(title: str, tallies: Iterable[r.Tally]) -> Iterator[str]:
    listed = [f"- {_link(tally.name, tally.address)} ({tally.events})" for tally in tallies]
    if listed:
        yield f"## {title}"
        yield ""
        yield from listed
        yield ""


def _top_subjects(top_subjects: r.TopSubjects) -> Iterator[str]:
    yield from _tallies("Contexts", top_subjects.contexts)
    yield from _tallies("Stories", top_subjects.topics)
    yield from _tallies("Categories", top_subjects.categories)
    yield from _tallies("Sources", top_subjects.outlets)


def _month(page: r.MonthPage) -> Iterator[str]:
    yield from _heading(page)
    for day in page.days:
        yield f"## [{_day_label(day.date)}]({day.address}.md) ({day.events})"
        yield ""
        yield from (_item(item) for item in day.highlights)
        yield ""
    yield from _top_subjects(page.top_subjects)
    yield from _neighbours(page)


def _year(page: r.YearPage) -> Iterator[str]:
    yield from _heading(page)
    for month in page.months:
        days = " ".join(f"[{day.date.day}]({day.address}.md)" for day in month.days)
        yield f"- [{month.month}]({month.address}.md) ({month.events}): {days}"
    yield ""
    yield from _top_subjects(page.top_subjects)
    yield from _neighbours(page)


def _on_this_day(page: r.OnThisDayPage) -> Iterator[str]:
    yield from _heading(page)
    for year in page.years:
        yield f"## [{year.year}]({year.address}.md) ({year.events})"
        yield ""
        yield from (_item(item) for item in year.highlights)
        yield ""
    yield from _neighbours(page)


def _on_this_day_index(page: r.OnThisDayIndexPage) -> Iterator[str]:
    yield from _heading(page)
    yield from (f"- [{when.date}]({when.address}.md) ({when.events})" for when in page.dates)


def _subject(page: r.SubjectPage) -> Iterator[str]:
    yield from _heading(page)
    if page.about:
        yield escape_line(page.about)
        yield ""
    if page.wiki:
        yield f"[{escape_markdown(page.article or page.name)}]({link_target(page.wiki)})"
        yield ""
    yield f"{page.total} event{'' if page.total == 1 else 's'}, {long_date(page.first)} to {long_date(page.last)}"
    yield ""
    yield from (_item(item, dated=True) for item in page.events)
    yield ""
    if page.parts:
        yield "## All events"
        yield ""
        for part in page.parts:
            yield (
                f"- [{part.name}]({part.address}.md) ({part.events})"
                if part.address
                else f"- {part.name} ({part.events})"
            )
        yield ""
    if page.stories:
        yield "## Stories within"
        yield ""
        for story in page.stories:
            yield f"{'  ' * (story.depth - 1)}- {_link(story.name, story.address)} ({story.events})"
        yield ""
    yield from _top_subjects(page.top_subjects)
    yield from _neighbours(page)


def _index(page: r.IndexPage) -> Iterator[str]:
    yield from _heading(page)
    for title, subjects in (("Most events", page.most), ("Latest", page.latest)):
        yield f"## {title}"
        yield ""
        for subject in subjects:
            about = f": {escape_markdown(subject.about)}" if subject.about else ""
            yield f"- {_link(subject.name, subject.address)} ({subject.events}){about}"
        yield ""


def _words(parts: Sequence[r.DiffPart]) -> str:
    marks = {"same": "{}", "removed": "~~{}~~", "added": "**{}**"}
    return "".join(_marked(marks[part.change], part.text) for part in parts)


def _marked(mark: str, text: str) -> str:
    """Put a mark around text, its outer spaces outside: `** word**` would not be understood."""
    inner = text.strip()
    if not inner:
        return text
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return lead + mark.format(escape_markdown(inner)) + trail


def _differences(item: r.VersionItem | r.ChangeItem) -> Iterator[str]:
    if item.words:
        yield f"  - {_words(item.words)}"
    yield from (f"  - source added: {_source(source)}" for source in item.sources_added)
    yield from (f"  - source removed: {_source(source)}" for source in item.sources_removed)


def _history(page: r.HistoryPage) -> Iterator[str]:
    yield from _heading(page)
    yield f"{_day_label(page.event.date)} {_link(page.event.headline, page.event.address)}"
    yield ""
    if page.status is Status.WITHDRAWN:
        yield "**Withdrawn:** the editors no longer list this event."
        yield ""
    for course in page.figures:
        yield f"- {escape_markdown(course.words)}: {', '.join(course.values)}"
    if page.figures:
        yield ""
    for version in page.versions:
        kinds = ", ".join(kind.value for kind in version.kinds)
        yield f"- {version.number}. {version.origin.saved:%Y-%m-%d %H:%M} UTC: {kinds}. {_origin(version.origin)}"
        if version.headline and not version.words:
            yield f"  - {escape_markdown(version.headline.text)}"
        yield from _differences(version)


def _changes(page: r.ChangesPage) -> Iterator[str]:
    yield from _heading(page)
    for change in page.changes:
        kinds = ", ".join(kind.value for kind in change.kinds)
        link = _link(change.event.headline, change.event.address)
        yield f"- {change.origin.saved:%Y-%m-%d %H:%M} UTC: {kinds}. {link}"
        yield from _differences(change)


def _about(page: r.AboutPage) -> Iterator[str]:
    yield from _heading(page)
    yield page.text.text
    yield ""
    figures = page.figures
    yield f"- Days: {figures.days}"
    yield f"- Events: {figures.events}"
    yield f"- Contexts: {figures.contexts}"
    yield f"- Stories: {figures.topics}"
    yield f"- Sources: {figures.outlets}"
    yield ""
    yield from (f"- [{escape_markdown(file.name)}]({file.address})" for file in page.files)
    if page.licence.name:
        yield ""
        yield f"[{page.licence.name}]({page.licence.url})"


def _plain(page: r.NotFoundPage | r.SearchPage) -> Iterator[str]:
    yield from _heading(page)
    yield escape_line(page.description)


def _random(page: r.RandomPage) -> Iterator[str]:
    yield from _heading(page)
    yield from (f"- [{month.month}]({month.address}.md) ({month.events})" for month in page.months)


def _opinion(page: r.OpinionPage) -> Iterator[str]:
    yield from _heading(page)
    revised = f", revised {_day_label(page.revised)}" if page.revised else ""
    by = f"{escape_markdown(page.author)}, " if page.author else ""
    yield escape_line(f"{by}{_day_label(page.date)}{revised}")
    yield ""
    yield page.text.text
    if page.events:
        yield ""
        yield "### Events:"
        yield ""
        yield from (_item(item, dated=True) for item in page.events)
    yield from _neighbours(page)


def _opinion_index(page: r.OpinionIndexPage) -> Iterator[str]:
    yield from _heading(page)
    for item in page.articles:
        by = f", {escape_markdown(item.author)}" if item.author else ""
        summary = f": {escape_markdown(item.summary)}" if item.summary else ""
        yield f"- {_day_label(item.date)} {_link(item.title, item.address)}{by}{summary}"


def _redirect(page: r.RedirectPage) -> Iterator[str]:
    yield f"{'Moved to' if page.lasting else 'Now at'} [{page.location}]({page.location}.md)"


_BODIES: dict[type, Callable[[Any], Iterator[str]]] = {
    r.EventPage: _event,
    r.HistoryPage: _history,
    r.DayPage: _day,
    r.FrontPage: _front,
    r.MonthPage: _month,
    r.YearPage: _year,
    r.OnThisDayPage: _on_this_day,
    r.OnThisDayIndexPage: _on_this_day_index,
    r.SubjectPage: _subject,
    r.IndexPage: _index,
    r.ChangesPage: _changes,
    r.AboutPage: _about,
    r.NotFoundPage: _plain,
    r.SearchPage: _plain,
    r.RandomPage: _random,
    r.RedirectPage: _redirect,
    r.OpinionPage: _opinion,
    r.OpinionIndexPage: _opinion_index,
}
