"""What one revision of a day page may cost: bounds on its events, and on the text, links, sources and topics of each.

Every link becomes a line on a subject's page, in every format, so a page of one megabyte could otherwise fill a disk. The
bounds are about ten times what the fullest of 8,587 real day pages has (61 events; 193 articles on a page; an event with
30 links, 12 sources, 7 topics, 1,221 characters). What goes beyond them is reported; the wikitext itself is kept, so a
later reading with other bounds loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from daybook.model.day import Event, Note, Source, Topic, TopicLine
from daybook.model.problem import Problem
from daybook.model.text import RichText, Span
from daybook.parse.problems import problem

EVENTS_OF_PAGE = 1_000
SUBJECTS_OF_PAGE = 2_000
"""Different articles and stories that the events of a page may lead to together."""
SOURCES_OF_PAGE = 1_000
CHARACTERS_OF_EVENT = 12_000
"""Of its headline and notes; of the bullets above it, which it shows as well, a quarter of that."""
LINKS_OF_EVENT = 300
SOURCES_OF_EVENT = 120
LEVELS_OF_EVENT = 400
TOPICS_OF_EVENT = 60
NOTES_OF_EVENT = 100
LONGEST_ADDRESS = 4_000
"""Characters of the longest source address kept: browsers and servers refuse longer ones."""
LONGEST_LABEL = 1_000
"""Characters of the longest name of a topic, outlet or label."""


def keep_within_limits(
    events: Sequence[Event], longest_line: int
) -> tuple[tuple[Event, ...], tuple[Problem, ...], frozenset[int]]:
    """Return the events of a page cut to the bounds, what was cut as problems, and the lines of events left out.

    `longest_line` is the length of the longest line that they were read from, templates and references written out.
    """
    if longest_line <= LONGEST_LABEL and _are_few(events):
        return tuple(events), (), frozenset()
    limits = _Limits()
    kept: list[Event] = []
    left_out: list[int] = []
    for event in events:
        if len(kept) < EVENTS_OF_PAGE:
            kept.append(limits.keep(event))
        else:
            left_out.append(event.line)
    if left_out:
        text = f"{len(kept) + len(left_out):,} events, {EVENTS_OF_PAGE:,} kept"
        limits.problems.append(problem("too-many-events", left_out[0], text))
    return tuple(kept), tuple(limits.problems), frozenset(left_out)


@dataclass(slots=True)
class _Limits:
    """What the events of a page have used up so far."""

    problems: list[Problem] = field(default_factory=list)
    _subjects: set[str] = field(default_factory=set)
    _sources: int = 0
    _cut: dict[str, int] = field(default_factory=dict)

    def keep(self, event: Event) -> Event:
        """Return an event within the bounds: the very one given where nothing had to go."""
        self._cut = {}
        used: set[str] = set()
        # Topics first: they name the story. Then the headline, whose links matter more than those of the notes.
        topics = self._topic_lines(event.topics)
        headline = self._text(event.headline, used, CHARACTERS_OF_EVENT)
        sources = self._kept_sources(event.sources)
        notes = self._notes(event.notes, used, CHARACTERS_OF_EVENT - len(headline.plain)) if event.notes else ()
        visible = event.visible and self._shorten(event.visible, CHARACTERS_OF_EVENT)
        label = self._topic(event.label) if event.label else None
        if not self._cut:
            return event
        cut = ", ".join(f"{count:,} {what if count > 1 else what[:-1]}" for what, count in self._cut.items())
        self.problems.append(problem("event-too-large", event.line, f"not kept: {cut}"))
        return replace(
            event, headline=headline, topics=topics, label=label, sources=sources, notes=notes, visible=visible
        )

    def _topic_lines(self, lines: tuple[TopicLine, ...]) -> tuple[TopicLine, ...]:
        room, characters = TOPICS_OF_EVENT, CHARACTERS_OF_EVENT // 4
        kept = []
        for line in lines[:LEVELS_OF_EVENT]:
            named = [topic for topic in line.topics if self._has_room(topic.title or topic.name, "topics")]
            self._count("topics", len(named) - room)
            topics = tuple(self._topic(topic) for topic in named[:room])
            room -= len(topics)
            text = self._text(line.text, None, characters)
            characters -= len(text.plain)
            kept.append(TopicLine(text, topics))
        self._count("levels", len(lines) - LEVELS_OF_EVENT)
        return tuple(kept)

    def _topic(self, topic: Topic) -> Topic:
        return Topic(self._shorten(topic.name, LONGEST_LABEL), topic.title)

    def _notes(self, notes: tuple[Note, ...], used: set[str], room: int) -> tuple[Note, ...]:
        kept = []
        for note in notes[:NOTES_OF_EVENT]:
            text = self._text(note.text, used, room)
            room -= len(text.plain)
            kept.append(Note(text, self._kept_sources(note.sources)))
        self._count("notes", len(notes) - NOTES_OF_EVENT)
        return tuple(kept)

    def _text(self, text: RichText, used: set[str] | None, room: int) -> RichText:
        """Cut a text to `room` characters, and its links to those there is room for, if the links `used` so far are given."""
        spans: list[Span] = []
        for span in text.spans:
            if room <= 0:
                self._count("characters", len(span.text))
                continue
            kept = span if len(span.text) <= room else replace(span, text=self._shorten(span.text, room))
            room -= len(span.text)
            if used is not None and span.link and not self._may_link(span.link.partition("#")[0], used):
                kept = replace(kept, link=None)
            spans.append(kept)
        return RichText(tuple(spans))

    def _may_link(self, title: str, used: set[str]) -> bool:
        if title in used or not title:
            return True
        if len(used) >= LINKS_OF_EVENT:
            self._count("links", 1)
            return False
        if not self._has_room(title, "links"):
            return False
        used.add(title)
        return True

    def _has_room(self, subject: str, what: str) -> bool:
        if subject not in self._subjects and len(self._subjects) >= SUBJECTS_OF_PAGE:
            self._count(what, 1)
            return False
        self._subjects.add(subject)
        return True

    def _kept_sources(self, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        kept: list[Source] = []
        for source in sources:
            if len(kept) >= SOURCES_OF_EVENT or self._sources >= SOURCES_OF_PAGE or len(source.url) > LONGEST_ADDRESS:
                self._count("sources", 1)
                continue
            self._sources += 1
            kept.append(self._source(source))
        return tuple(kept)

    def _source(self, source: Source) -> Source:
        names = (source.label, source.outlet or "", source.agency or "", source.language or "", source.article or "")
        if max(map(len, names)) <= LONGEST_LABEL:
            return source
        short = [self._shorten(name, LONGEST_LABEL) for name in names]
        return Source(source.url, short[0], *(name or None for name in short[1:]))

    def _shorten(self, text: str, room: int) -> str:
        self._count("characters", len(text) - room)
        return text[:room]

    def _count(self, what: str, excess: int) -> None:
        if excess > 0:
            self._cut[what] = self._cut.get(what, 0) + excess


def _are_few(events: Sequence[Event]) -> bool:
    """Say at little cost whether nothing can have to go where no line is longer than a label may be.

    That is so for nearly every real page. No text, label or address is longer than the line that it was read from, so
    only what is counted is looked at.
    """
    spans = sources = 0
    line: TopicLine | None = None
    for event in events:
        spans_of_event, sources_of_event = len(event.headline.spans), len(event.sources)
        spans += spans_of_event + len(event.topics)
        sources += sources_of_event
        if event.notes or spans_of_event > LINKS_OF_EVENT or sources_of_event > SOURCES_OF_EVENT:
            return False
        if event.topics and event.topics[-1] is not line:
            line = event.topics[-1]
            topics = characters = 0
            for above in event.topics:
                topics += len(above.topics)
                characters += sum([len(span.text) for span in above.text.spans])
            spans += topics
            if topics > TOPICS_OF_EVENT or len(event.topics) > LEVELS_OF_EVENT or characters > CHARACTERS_OF_EVENT // 4:
                return False
    return len(events) <= EVENTS_OF_PAGE and spans <= SUBJECTS_OF_PAGE and sources <= SOURCES_OF_PAGE
