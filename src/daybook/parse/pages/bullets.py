"""The tree of bullets: which line stands under which, which name topics and which tell events.

Follows MediaWiki's list rules (`BlockLevelPass`): a line's bullets are compared with those of the line before, sign by
sign. Two rules are ours, for readers' sake: an empty line does not part deeper bullets from the topic above them, and a
colon among the signs counts as a bullet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from daybook.model.day import Category, Event, Note, Topic, TopicLine
from daybook.model.text import RichText, Span
from daybook.parse.dialect import Dialect
from daybook.parse.lines.line_reading import Line
from daybook.parse.pages.categories import is_known_heading

_LABEL_END = re.compile(r"\s*(?::|\s[–—-])\s")
_PLAIN_LABEL = re.compile(r"([^:.\[\]]{3,40}?)(?::\s|\s[–—-]\s)")
_LONG_SENTENCE = re.compile(r"(?:\S+\s+){2,}\S+[.!?][\"'”’)\]]*")
_SENTENCE = re.compile(r"\w.*\s.*\w[\"'”’)]*[.!?]", re.DOTALL)

LONG_TEXT = 40
"""Characters of text, beside a source, that make a bullet with bullets under it an event of its own, whatever it ends
with. The longest names of topics have fewer words than that but often more letters, so without a source none is an event."""


@lru_cache(maxsize=16)
def _joints(dialect: Dialect) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what may stand between the links of topics, and what parts topics in a text."""
    conjunction, disjunction = re.escape(dialect.words.conjunction), re.escape(dialect.words.disjunction)
    return (
        re.compile(rf"(?:[\s,;:/&+·•|.–—、-]|\b{conjunction}\b|\b{disjunction}\b)*", re.IGNORECASE),
        re.compile(rf"\s*[,;/]\s+(?:{conjunction}\s+)?|\s+{conjunction}\s+|\s+/\s+"),
    )


@dataclass(slots=True)
class Bullet:
    """One line of a list. `above` are the bullets over it, outermost first; `note_lines` says where each of its `notes` stands."""

    line: int
    depth: int
    content: Line
    category: Category | None
    above: tuple[Bullet, ...]
    space_before: bool
    has_bullets: bool = False
    notes: list[Note] = field(default_factory=list)
    note_lines: list[int] = field(default_factory=list)
    is_topic: bool = False
    topic_line: TopicLine | None = None
    path: tuple[TopicLine, ...] | None = None

    def add_note(self, note: Note, line: int) -> None:
        """Add a paragraph that stands on a line."""
        self.notes.append(note)
        self.note_lines.append(line)

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be seen of it."""
        return not self.content.text.spans and not self.content.sources


class BulletTree:
    """Takes the bullets of a page in order, and knows which of them each one stands under."""

    def __init__(self) -> None:
        self.bullets: list[Bullet] = []
        self._signs = ""
        self._open: list[Bullet | None] = []

    def end_list(self) -> None:
        """Note that a heading or the like ends all lists."""
        self._signs = ""
        self._open = []

    def add(self, signs: str, line: int, content: Line, category: Category | None, *, space_before: bool) -> Bullet:
        """Add a bullet; `signs` are the characters it begins with."""
        depth = len(signs)
        # The last sign belongs to the bullet itself; those before it say under which open bullets it stands.
        common = 0
        if depth > 1:
            before = self._signs
            if before.startswith(signs[:-1]):
                common = depth - 1
            else:
                while common < min(depth - 1, len(before)) and signs[common] == before[common]:
                    common += 1
        over = [open_bullet for open_bullet in self._open[:common] if open_bullet is not None]
        if over:
            over[-1].has_bullets = True
        # Levels that were skipped ("***" under "*") are open, but nothing stands at them.
        bullet = Bullet(line, depth, content, category, tuple(over), space_before)
        self._open[common:] = [*[None] * (depth - 1 - common), bullet]
        self._signs = signs
        self.bullets.append(bullet)
        return bullet

    def owner(self, depth: int) -> Bullet | None:
        """Return the open bullet that an indented line of this depth belongs to."""
        return next((bullet for bullet in reversed(self._open[:depth]) if bullet is not None), None)


def is_topic_only(bullet: Bullet, dialect: Dialect) -> bool:
    """Say whether a bullet names topics and tells nothing: it has others under it, or nothing but links."""
    content = bullet.content
    if bullet.has_bullets:
        if not content.sources:
            return True
        plain = content.text.plain
        return len(plain) <= LONG_TEXT and (_SENTENCE.fullmatch(plain) is None or is_only_links(content.text, dialect))
    return not content.sources and is_only_links(content.text, dialect) and ": " not in content.text.plain


def is_only_links(text: RichText, dialect: Dialect) -> bool:
    """Say whether a text consists of links, with nothing but commas and the like around them."""
    has_link = False
    between: re.Pattern[str] | None = None
    for span in text.spans:
        if span.link is not None:
            has_link = True
            continue
        between = between or _joints(dialect)[0]
        if between.fullmatch(span.text) is None:
            return False
    return has_link


def tells_an_event(note: Note) -> bool:
    """Say whether an indented line under a topic is an event of its own: a sentence, or words with a source."""
    return bool(note.sources) or _LONG_SENTENCE.fullmatch(note.text.plain) is not None


def read_events(bullet: Bullet, dialect: Dialect) -> list[Event]:
    """Return the events that a bullet tells: itself, or the indented lines under a topic or an empty one; none for a bare topic.

    Bullets are to be asked in page order: what stands above must be known.
    """
    path = _path(bullet, dialect)
    bullet.is_topic = not bullet.is_empty and is_topic_only(bullet, dialect)
    if bullet.is_topic or bullet.is_empty:
        if not bullet.notes:
            return []
        below = (*path, topic_line(bullet, dialect)) if bullet.is_topic else path
        return [
            Event(
                note.text,
                bullet.category,
                below,
                _label(note.text, dialect),
                note.sources,
                line,
                bullet.depth + 1,
            )
            for note, line in zip(bullet.notes, bullet.note_lines, strict=True)
            if tells_an_event(note)
        ]
    content = bullet.content
    return [
        Event(
            content.text,
            bullet.category,
            path,
            _label(content.text, dialect),
            content.sources,
            bullet.line,
            bullet.depth,
            bullet.space_before,
            tuple(bullet.notes),
            content.visible,
        )
    ]


def topic_line(bullet: Bullet, dialect: Dialect) -> TopicLine:
    """Return a bullet as what it is to those under it: its text without a colon at the end, and the topics it names.

    An event names none, though others stand under it: its sentence is no story.
    """
    if bullet.topic_line is None:
        text = _without_colon(bullet.content.text)
        bullet.topic_line = TopicLine(text, _topics(text, dialect) if bullet.is_topic else ())
    return bullet.topic_line


def _path(bullet: Bullet, dialect: Dialect) -> tuple[TopicLine, ...]:
    if bullet.path is None:
        if not bullet.above:
            bullet.path = ()
        else:
            parent = bullet.above[-1]
            own = (topic_line(parent, dialect),) if parent.content.text.spans else ()
            bullet.path = _path(parent, dialect) + own
    return bullet.path


def _without_colon(text: RichText) -> RichText:
    if not text.spans or text.spans[-1].text[-1] != ":":
        return text
    spans = list(text.spans)
    while spans:
        last = spans.pop()
        kept = last.text.rstrip(": ")
        if kept:
            changed = Span(
                kept, last.link, last.url, last.italic, last.bold, last.subscript, last.superscript, last.strike
            )
            return RichText((*spans, changed))
    return RichText()


def _topics(text: RichText, dialect: Dialect) -> tuple[Topic, ...]:
    """Name the topics of a line: each link, where there is little else; else the parts between commas, links kept whole."""
    if is_only_links(text, dialect):
        return tuple(_merged_links(text))
    if not any(span.link for span in text.spans):
        return (Topic(text.plain),) if text.spans else ()
    _, separator = _joints(dialect)
    parts: list[list[Span]] = [[]]
    for span in text.spans:
        if span.link is not None:
            parts[-1].append(span)
            continue
        for index, piece in enumerate(separator.split(span.text)):
            if index:
                parts.append([])
            if piece:
                parts[-1].append(Span(piece))
    if any(_is_one_link(part) for part in parts) and len(parts) > 1:
        return tuple(topic for part in parts if (topic := _topic(part)) is not None)
    topic = _topic(list(text.spans))
    return (topic,) if topic is not None else ()


def _merged_links(text: RichText) -> list[Topic]:
    """One topic for each link, though its label may be in several styles."""
    topics: list[Topic] = []
    before: str | None = None
    for span in text.spans:
        if span.link is not None and span.link == before:
            topics[-1] = Topic(topics[-1].name + span.text, span.link)
        elif span.link is not None:
            topics.append(Topic(span.text, span.link))
        before = span.link
    return topics


def _is_one_link(spans: list[Span]) -> bool:
    links = {span.link for span in spans if span.text.strip()}
    return len(links) == 1 and None not in links


def _topic(spans: list[Span]) -> Topic | None:
    name = "".join(span.text for span in spans).strip(" ,;")
    return Topic(name, spans[0].link if _is_one_link(spans) else None) if name else None


def _label(text: RichText, dialect: Dialect) -> Topic | None:
    """Return the topic named inside a headline before a colon or a dash: a link, or a word that is a known heading."""
    spans = text.spans
    if len(spans) < 2 and (not spans or spans[0].link):
        return None
    first = spans[0]
    if first.link is None:
        match = _PLAIN_LABEL.match(first.text)
        return Topic(match[1].strip()) if match and is_known_heading(match[1], dialect) else None
    name = first.text
    index = 1
    while index < len(spans) and spans[index].link == first.link:
        name += spans[index].text
        index += 1
    if index < len(spans) and spans[index].link is None and _LABEL_END.match(spans[index].text):
        return Topic(name, first.link)
    return None
