"""A day page: finds the list of the day's events in any layout, and accounts for every line.

Puts the parser's parts together; knows which line ends as what.
"""

from __future__ import annotations

import re

from daybook.model.day import Category, Event, LineKind, Note, ParsedDay, RawPage
from daybook.model.problem import Problem
from daybook.model.redirects import redirect_target
from daybook.model.text import RichText
from daybook.parse.lines.inline import read_line
from daybook.parse.lines.line_reading import Line
from daybook.parse.pages.boilerplate import is_boilerplate, is_navigation, is_table_markup, says_nothing, split_cell
from daybook.parse.pages.bullets import Bullet, BulletTree, read_events, tells_an_event
from daybook.parse.pages.categories import fold_heading, is_known_heading
from daybook.parse.pages.frames import close_frames, take_off_frames
from daybook.parse.pages.headings import bold_of, is_date, is_italic, split_glued, title_of
from daybook.parse.pages.html_lists import html_lists_to_bullets
from daybook.parse.pages.limits import keep_within_limits
from daybook.parse.preprocess import JOIN, SPLIT, prepare, reveal
from daybook.parse.problems import problem
from daybook.parse.settings import ParseSettings
from daybook.parse.templates.expansion import expand_templates
from daybook.parse.templates.page_names import name_page

_BROKEN_LABEL = re.compile(
    r"\[\[[^\[\]{}<>|\n]+\|[^\[\]\n]*\n[^\[\]]*\]\]"
    r"|\[(?i:https?:)?//[^\[\]\n]*\n(?![*#:;=\s])[^\[\]\n]{1,200}\]"
)
"""A link whose label goes on over a line break: inside a wiki link it is none; outside, the editor meant none."""
_PLAIN_START = re.compile(rf"\n{JOIN}*[^*#:;='<{{|}}\n_{JOIN}-]")
"""A line that goes on with the one above: on most pages there is none, and no broken label to look for."""
_OTHER_BULLET = re.compile(r"\s*+(?:([•●▪‣◦∙·])|[–—-](?=\s))")
"""A sign that an editor took for a bullet; dashes begin other lines, too."""
_SECOND_BULLET = re.compile(r"(?:[.)\]>]\s*\*{1,7}|\s\*{2,7})\s*(?=[\w\[{'\"])")
_BEFORE_COLON = re.compile(r"((?:[^:\[\]]++|\[\[[^\[\]\n]*+\]\])*):")
_SENTENCE = re.compile(r"\S+(?:\s+\S+){3,}.*", re.DOTALL)


def parse_page(page: RawPage, settings: ParseSettings | None = None) -> ParsedDay:
    """Read a day page: events in page order, problems, and the kind of each line.

    Raises `ValueError` when the title is no day page's; no wikitext raises anything. Time is linear in its length.
    Lines are those that line feeds make, so a page that ends in one has an empty last line.
    """
    settings = settings or ParseSettings()
    day = settings.titles.day(page.title)
    if day is None:
        raise ValueError(f"not the title of a day page: `{page.title}`")
    reader = _Reader(page, settings)
    if "#" in page.wikitext[:200] and redirect_target(page.wikitext, settings.redirect_words) is not None:
        reader.read_redirect()
    else:
        reader.read()
    events = reader.events_within_limits()
    return ParsedDay(day, page.title, events, tuple(sorted(reader.problems, key=_position)), tuple(reader.kinds))


def _position(issue: Problem) -> tuple[int, str]:
    return issue.line, issue.code


class _Reader:
    """Goes through one page, line by line."""

    def __init__(self, page: RawPage, settings: ParseSettings) -> None:
        self._dialect = settings.words
        self._frames = settings.frame_names
        self._months = settings.titles.months
        self._title = page.title
        self._lines = page.wikitext.split("\n")
        self._wikitext = page.wikitext
        self.kinds: list[LineKind] = [LineKind.BLANK] * len(self._lines)
        self.problems: list[Problem] = []
        self._tree = BulletTree()
        self._category: Category | None = None
        self._references: list[str] = []
        self._last: Bullet | None = None
        self._tables = 0
        self._table_end: int | None = None
        self._longest_line = 0

    def read_redirect(self) -> None:
        """Account for a page that only leads elsewhere."""
        self.problems.append(problem("redirect-page", 1, self._lines[0]))
        for index, line in enumerate(self._lines):
            self.kinds[index] = LineKind.NOISE if line.strip() else LineKind.BLANK

    def read(self) -> None:
        """Read the page's lines into bullets."""
        # The wiki's own order: comments and tags, then templates, then lines. Frames come off before other templates are read,
        # since a bar or an unclosed template in their content would hide all of it, as on the wiki.
        prepared = prepare(self._wikitext, self._dialect)
        prepared.text = name_page(prepared.text, self._title, self._dialect)
        self._references = prepared.references
        for line, mark in prepared.unclosed:
            self.problems.append(problem("unclosed-comment" if mark == "<!--" else "unclosed-tag", line, mark))
        self.problems += [problem("bullet-in-reference", line, text) for line, text in prepared.hidden_bullets]
        unframed = take_off_frames(prepared.text, self._frames, self._dialect)
        text = unframed.text
        self._report("content-without-name", list(unframed.nameless), text)
        if unframed.cut is not None:
            self._report("pipe-in-content", [unframed.cut], text)
        if "{{" in text:
            expanded = expand_templates(text, self._dialect, open_frames=unframed.open_frames)
            text = expanded.text
            self._report("unknown-template", expanded.unknown, text)
            self._report("reference-without-address", expanded.citations, text)
            self._report("unclosed-template", expanded.unclosed, text)
        # Only now: a template may end inside a label, and its text may bring the line break.
        if _PLAIN_START.search(text) is not None and _BROKEN_LABEL.search(text) is not None:
            text = _BROKEN_LABEL.sub(lambda match: match[0].replace("\n", JOIN + " "), text)
        text = close_frames(text, unframed.open_frames)
        self._references = [
            expand_templates(item, self._dialect, in_reference=True).text if "{{" in item else item
            for item in self._references
        ]
        self._read_lines(text)

    def _read_lines(self, text: str) -> None:
        lines = html_lists_to_bullets(text).split("\n")
        self._longest_line = max(map(len, (*lines, *self._references)))
        next_index = 0
        for whole in lines:
            if whole.startswith(SPLIT):
                next_index = self._read_split_line(whole[1:], next_index)
                continue
            line, first, span = whole, next_index, 0
            if JOIN in line:
                span = line.count(JOIN)
                line = line.lstrip(JOIN)
                hidden = span - line.count(JOIN)
                for index in range(first, first + hidden):
                    self._set(index, LineKind.NOISE)
                first += hidden
                span -= hidden
            kind = self._read_line(line, first + 1)
            self._set(first, kind)
            next_index = first + 1
            if span:
                follows = LineKind.NOISE if kind in (LineKind.NOISE, LineKind.BLANK) else LineKind.CONTINUATION
                for index in range(next_index, next_index + span):
                    self._set(index, follows)
                next_index += span

    def _read_split_line(self, line: str, next_index: int) -> int:
        """Read what stands on the line before, and yet is a line of its own; return the index of the next line."""
        if not line:
            self._tree.end_list()
        kind = self._read_line(line.replace(JOIN, ""), next_index)
        if self.kinds[next_index - 1] in (LineKind.BLANK, LineKind.NOISE):
            self._set(next_index - 1, kind)
        for index in range(next_index, next_index + line.count(JOIN)):
            self._set(index, LineKind.CONTINUATION)
        return next_index + line.count(JOIN)

    def _set(self, index: int, kind: LineKind) -> None:
        """Give a line its kind; a line with nothing on it stays blank, and one with something does not."""
        if index >= len(self._lines):
            return
        if not self._lines[index].strip():
            kind = LineKind.BLANK
        elif kind is LineKind.BLANK:
            kind = LineKind.NOISE
        self.kinds[index] = kind

    def _read_line(self, line: str, line_number: int) -> LineKind:
        if line.startswith(("*", "#", ":", ";")):
            return self._read_list_line(line, line_number)
        if not line or line.isspace():
            self._last = None
            return LineKind.BLANK
        if (sign := _OTHER_BULLET.match(line)) is not None and (sign[1] or "[http" in line):
            self.problems.append(problem("forgotten-bullet", line_number, line))
            return self._read_list_line("*" + line[sign.end() :], line_number)
        if line.startswith((" ", "\t", "\u00a0")) and line.lstrip()[:1] in ("*", "#"):
            self.problems.append(problem("space-before-bullet", line_number, line))
            return self._read_list_line(line.lstrip(), line_number)
        return self._read_other_line(line, line_number)

    def _read_list_line(self, line: str, line_number: int) -> LineKind:
        text = line.lstrip("*#:;")
        signs = line[: len(line) - len(text)]
        if self._tables:
            return LineKind.NOISE
        # Colons and semicolons have three uses: a heading or dated term (`;Heading`), a note indented under a bullet (`*:`), and a slip for a
        # bullet (`:*`). Tried in this order, as a term's line would also pass for an indented one.
        if ":" in signs or ";" in signs:
            if signs.strip(";") == "" or (signs[-1] == ";" and signs[0] in ":;"):
                return self._read_term(text, line_number)
            if signs[0] == ";" and is_known_heading(text, self._dialect):
                return self._read_term(text, line_number)
            if signs[-1] in ":;":
                return self._read_indented(signs, text, line_number)
            signs = signs.replace(":", "*").replace(";", "*")
        # "* : words": a note if there is a bullet for it and it cites nothing, else a bullet with a stray colon.
        if ": " in text and text[:1].isspace() and text.lstrip()[:2] == ": ":
            if "[http" not in text and self._tree.owner(len(signs)) is not None:
                return self._read_indented(signs + ":", text.lstrip()[2:], line_number)
            text = text.lstrip()[2:]
        if "*" in text and (second := _SECOND_BULLET.search(text)) is not None:
            self.problems.append(problem("bullet-inside-line", line_number, text[second.start() :].strip()))
        content = self._read_inline(text, line_number)
        bullet = self._tree.add(signs, line_number, content, self._category, space_before=text[:1].isspace())
        self._last = bullet
        # The bullet stays in the tree all the same: what stands under it has its depth from it.
        if not content.sources and says_nothing(content.text, self._dialect):
            if bullet.is_empty and text.lstrip().startswith("[["):
                self.problems.append(problem("bullet-without-text", line_number, text.strip()))
            bullet.content = _EMPTY
            return LineKind.NOISE
        return LineKind.EVENT

    def _read_term(self, text: str, line_number: int) -> LineKind:
        if "*" in text and (parts := split_glued(";" + text, self._dialect)) is not None:
            return self._read_glued(parts, line_number)
        content = self._read_inline(text, line_number)
        if content.sources and (term := self._read_told_term(text, content, line_number)) is not None:
            return term
        heading = rest = ""
        for span in content.text.spans:
            before, colon, after = span.text.partition(":") if span.link is None else (span.text, "", "")
            heading, rest = (heading, rest + span.text) if rest else (heading + before, colon + after)
        if not heading and content.sources:
            self.problems.append(problem("text-outside-list", line_number, text.strip()))
            return LineKind.PROBLEM
        if not heading:
            return LineKind.NOISE
        if rest.strip(": "):
            self.problems.append(problem("text-after-heading", line_number, rest.strip(": ")))
        self._set_heading(heading, line_number)
        return LineKind.HEADING

    def _read_told_term(self, text: str, content: Line, line_number: int) -> LineKind | None:
        """Read a term that cites a source: an event in a heading's place, or after a heading's colon; None for a heading."""
        match = _BEFORE_COLON.match(text)
        if match is not None and is_known_heading(self._read_inline(match[1], line_number).text.plain, self._dialect):
            self._set_heading(self._read_inline(match[1], line_number).text.plain, line_number)
            text = text[match.end() :]
            content = self._read_inline(text, line_number)
        elif _SENTENCE.fullmatch(content.text.plain) is None:
            return None
        return self._add_forgotten(text, content, line_number)

    def _add_forgotten(self, text: str, content: Line, line_number: int) -> LineKind:
        """Add a sentence with a source whose bullet was forgotten. It ends the list: nothing says what it stands under."""
        self.problems.append(problem("forgotten-bullet", line_number, text.strip()))
        self._tree.end_list()
        self._last = self._tree.add("*", line_number, content, self._category, space_before=text[:1].isspace())
        return LineKind.EVENT

    def _set_heading(self, heading: str, line_number: int) -> None:
        self._tree.end_list()
        self._last = None
        category, known = fold_heading(reveal(heading[:200]), self._dialect)
        if not category.name or (not known and is_date(heading, self._dialect, self._months)):
            return
        self._category = category
        if not known:
            self.problems.append(problem("unknown-heading", line_number, heading))

    def _read_indented(self, signs: str, text: str, line_number: int) -> LineKind:
        """Read a paragraph under a bullet (`*:`), or an indented line that follows one."""
        content = self._read_inline(text, line_number)
        if not content.sources and (not content.text.spans or (self._last is None and self._is_idle(content.text))):
            return LineKind.NOISE
        owner = self._tree.owner(len(signs) - 1) if len(signs) > 1 else self._tree.owner(99) if self._last else None
        if owner is None and content.sources and _SENTENCE.fullmatch(content.text.plain):
            kind = self._add_forgotten(text, content, line_number)
            self._last = None  # the next indented line is another such sentence, not a note on this one
            return kind
        if owner is None:
            self.problems.append(problem("text-outside-list", line_number, text.strip()))
            return LineKind.PROBLEM
        owner.add_note(Note(content.text, content.sources), line_number)
        return LineKind.CONTINUATION

    def _read_other_line(self, line: str, line_number: int) -> LineKind:
        """Read a line that is no list item: a heading, boilerplate, or text whose bullet was forgotten."""
        stripped = line.strip()
        if stripped.startswith("{|") or self._tables:
            return self._read_table_line(stripped, line_number)
        if (kind := self._read_heading(line, line_number)) is not None:
            return kind
        # Whatever it is, it parts the next line from the bullet above, unless it turns out to go on with that bullet.
        last, self._last = self._last, None
        if is_boilerplate(line, self._dialect) or is_table_markup(line):
            return LineKind.NOISE
        cell = split_cell(line)  # of a table that is the page's layout, or of none
        line = line if cell is None else cell
        content = self._read_inline(line, line_number)
        if cell is not None and not content.sources and _SENTENCE.fullmatch(content.text.plain) is None:
            return LineKind.NOISE
        if not content.sources and self._is_idle(content.text):
            return LineKind.NOISE
        if last is None or last.is_empty:
            # With a source and a sentence's length it can only be an event; anything else may be a remark of the editors.
            if content.sources and _SENTENCE.fullmatch(content.text.plain):
                return self._add_forgotten(line, content, line_number)
            self.problems.append(problem("text-outside-list", line_number, stripped))
            return LineKind.PROBLEM
        # Straight after a bullet the wiki shows it as a paragraph under that bullet.
        self._last = last
        self.problems.append(problem("forgotten-bullet", line_number, stripped))
        last.add_note(Note(content.text, content.sources), line_number)
        return LineKind.CONTINUATION

    def _is_idle(self, text: RichText) -> bool:
        """Say whether a text outside the list tells nothing: boilerplate, navigation, the day's own date."""
        return (
            says_nothing(text, self._dialect)
            or is_navigation(text, self._dialect)
            or is_date(text.plain, self._dialect, self._months)
        )

    def _read_heading(self, line: str, line_number: int) -> LineKind | None:
        """Read a line that is a heading, or begins with one; None for any other."""
        if (title := title_of(line)) is not None:
            self._set_heading(self._read_inline(title, line_number).text.plain, line_number)
            return LineKind.HEADING
        if (bold := bold_of(line, self._dialect)) is not None:
            heading = self._read_inline(bold, line_number).text.plain.strip(" :'")
            if (
                heading
                and not heading.endswith(".")
                and (is_known_heading(heading, self._dialect) or not is_italic(line))
            ):
                self._set_heading(heading, line_number)
                return LineKind.HEADING
        parts = split_glued(line, self._dialect)
        return None if parts is None else self._read_glued(parts, line_number)

    def _read_glued(self, parts: tuple[str, str], line_number: int) -> LineKind:
        """Read a heading and the bullet that follows it on its line."""
        self._set_heading(parts[0], line_number)
        self.problems.append(problem("bullet-inside-line", line_number, parts[1]))
        return self._read_list_line(parts[1], line_number)

    def _read_table_line(self, stripped: str, line_number: int) -> LineKind:
        """Read a line of a table, or one that begins a table: none of them tells an event, unless all of the page is in tables."""
        if self._tables:
            self._tables += 1 if stripped.startswith("{|") else -1 if stripped.startswith("|}") else 0
        elif line_number < self._last_table_end():
            self._tables = 1
            self.problems.append(problem("table", line_number, stripped))
        return LineKind.NOISE

    def _last_table_end(self) -> int:
        """Return the number of the last line that ends a table; 0 where none hides a line.

        A table that nothing ends hides none, and neither do tables that are the page's layout, with all its lists in them.
        """
        if self._table_end is None:
            self._table_end = depth = 0
            outside = inside = False
            for line_number, line in enumerate(self._lines, 1):
                start = line.lstrip()[:2]
                depth = depth + 1 if start == "{|" else max(0, depth - 1) if start == "|}" else depth
                if line[:1] in ("*", "#") and line.strip(" *#"):
                    outside, inside = outside or not depth, inside or depth > 0
                if start == "|}":
                    self._table_end = line_number
            if inside and not outside:
                self._table_end = 0
        return self._table_end

    def _read_inline(self, text: str, line_number: int) -> Line:
        content = read_line(text, self._references, self._dialect)
        if content.faults:
            self.problems += [problem(code, line_number, written) for code, written in content.faults]
        return content

    def _report(self, code: str, reports: list[tuple[int, str]], text: str) -> None:
        """Report what templates left at offsets of a text, by line."""
        line, position = 1, 0
        for offset, what in reports:
            line += text.count("\n", position, offset) + text.count(JOIN, position, offset)
            line -= text.count("\n" + SPLIT, position, offset)
            position = offset
            self.problems.append(problem(code, line, what.replace(JOIN, " ").partition("\n")[0]))

    def events(self) -> tuple[Event, ...]:
        """Return the events of all bullets, and correct the kinds of the lines that turned out to be topics."""
        events: list[Event] = []
        telling: set[int] = set()
        for bullet in self._tree.bullets:
            if found := read_events(bullet, self._dialect):
                events += found
                telling.add(bullet.line)
        # From the last to the first, so that a topic hears of events at any depth before its own turn comes.
        for bullet in reversed(self._tree.bullets):
            if bullet.above and bullet.line in telling:
                telling.add(bullet.above[-1].line)
            if bullet.is_topic or bullet.is_empty:
                self._account_for_topic(bullet, has_events=bullet.line in telling)
        return tuple(events)

    def events_within_limits(self) -> tuple[Event, ...]:
        """Return the events cut to what one page may cost; the lines of those left out become problems."""
        events, problems, left_out = keep_within_limits(self.events(), self._longest_line)
        self.problems += problems
        for line in left_out:
            self._set(line - 1, LineKind.PROBLEM)
        self._report_unsourced(events)
        return events

    def _report_unsourced(self, events: tuple[Event, ...]) -> None:
        """Report events that cite nothing, on a page where most cite a source: until 2004 hardly any did.

        Where the line has another problem, such as an unclosed link, that one says why.
        """
        unsourced = [event for event in events if not event.sources and not any(note.sources for note in event.notes)]
        if 2 * len(unsourced) < len(events):
            known = {each.line for each in self.problems}
            self.problems += [
                problem("event-without-source", event.line, event.headline.plain)
                for event in unsourced
                if event.line not in known
            ]

    def _account_for_topic(self, bullet: Bullet, *, has_events: bool) -> None:
        """Give the line of a bullet that tells no event its kind, and report what of it no event has."""
        self._set(bullet.line - 1, LineKind.TOPIC if bullet.is_topic else LineKind.NOISE)
        if bullet.is_topic and not has_events:
            self.problems.append(problem("topic-without-events", bullet.line, bullet.content.text.plain))
        for source in bullet.content.sources:
            self.problems.append(problem("source-on-topic", bullet.line, source.url))
        for note, line in zip(bullet.notes, bullet.note_lines, strict=True):
            if not tells_an_event(note):
                self.problems.append(problem("note-on-topic", line, note.text.plain))


_EMPTY = Line(RichText())
