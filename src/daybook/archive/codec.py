"""Events, listings and lists as bytes: small, exact, quick to read back.

Fields that have their default are left out and the rest is compressed with a dictionary of what such records have in
common: a median event takes a quarter of its plain JSON. Holds the formats; knows no table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar

import msgspec
import zstandard

from daybook.archive.damage import Unreadable
from daybook.model import Event, Problem, RelatedList, RichText, Source, SourceFacts, Topic
from daybook.model.text import link_titles

T = TypeVar("T")

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | int | bool"

LEVEL = 3
"""zstd's level: higher ones win 2 % on events of this size and cost twice the time (`python -m benchmarks.intake` prints both)."""

_DICTIONARY = zstandard.ZstdCompressionDict(
    b"strike\xc3superscript\xc3subscript\xc3bold\xc3agency\xa7Reuters\xa3AFP\xa2AP\xa8language\xa7Spanish\xa6French\xa6German"
    b"\xa5event\xa5score\xa5parts\x92\x82\xa4name\xa8contexts\xa5value\xcb?\xa6folded\x90\xa6ranker\xa5items\x9a\x86\xa8contexts"
    b"\x93\xadUnited States\xa7reasons\x91\x82\xa4kind\xa8contexts\xa6values\x94\x83\xa4kind\xa5story\xa5words\xa4more\x01"
    b"https://www.theguardian.com/world/https://www.nytimes.com/2020/world/europe/asia/africa/americas/middle-east/"
    b"https://www.reuters.com/world/us/https://www.bbc.co.uk/news/world-https://www.bbc.com/news/articles/"
    b"https://apnews.com/article/https://www.aljazeera.com/news/2020/1/https://edition.cnn.com/2020/01/us/politics/"
    b"https://www.washingtonpost.com/https://news.yahoo.com/http://news.bbc.co.uk/2/hi/http://www.cnn.com/.html/index.html"
    b"\xa6outletThe New York TimesThe GuardianThe Washington PostAl JazeeraBBC NewsCNNReutersAssociated PressThe Times of "
    b"IndiaFrance 24Deutsche WelleABC NewsNBC NewsCBS NewsSky NewsXinhuaThe HinduDawnThe Independent"
    b"\x82\xa4name\xaaBusiness and economyDisasters and accidentsHealth and environmentInternational relationsLaw and crime"
    b"Politics and electionsScience and technologySportsArts and cultureArmed conflicts and attacks\xa7heading"
    b" are killed and others are injured after in the capital of the government of announces that he will be the president of "
    b"the United States Prime Minister of the United Kingdom European Union United Nations Security Council Supreme Court "
    b"police officers soldiers people die when a earthquake magnitude at least \xa6italic\xc3\x82\xa4text\xa4link"
    b"\xa5depth\x02\xa5label\x82\xa4name\xa5title\xacspace_before\xc3\xa5depth\x03\xa6topics\x92\x82\xa4text\x81\xa5spans\x91\x82"
    b"\xa4text\xa4link\xa6topics\x91\x82\xa4name\xa5title\xa8category\x82\xa4name\xa7heading\xa7sources\x91\x83\xa3url\xd9"
    b"https://www.\xa5label\xa6outlet\x86\xa8headline\x81\xa5spans\x99\x82\xa4text\xa4link\x81\xa4text",
    dict_type=zstandard.DICT_TYPE_RAWCONTENT,
)
_DICTIONARY.precompute_compress(LEVEL)
_PARAMETERS = zstandard.ZstdCompressionParameters.from_level(
    LEVEL, write_content_size=True, write_checksum=False, write_dict_id=False
)
_compressor = zstandard.ZstdCompressor(dict_data=_DICTIONARY, compression_params=_PARAMETERS)
_decompressor = zstandard.ZstdDecompressor(dict_data=_DICTIONARY)
_encoder = msgspec.msgpack.Encoder()
_read_event = msgspec.msgpack.Decoder(Event).decode
_read_related = msgspec.msgpack.Decoder(RelatedList).decode
_read_facts = msgspec.msgpack.Decoder(SourceFacts).decode
_read_problems = msgspec.msgpack.Decoder(tuple[Problem, ...]).decode
_read_addresses = msgspec.msgpack.Decoder(tuple[tuple[int, str], ...]).decode


class Listing(msgspec.Struct, array_like=True):
    """The events of one revision in page order: for each its id, its wording and its first line.

    `revision` is the archive's number of it, `wiki_revision` the wiki's; times are seconds since 1970 in UTC. Where the source
    did not say when it was saved, `timed` is False; that is kept with the revision, not with the listing.
    """

    revision: int
    page: int
    wiki_revision: int | None
    saved: int
    read: int
    events: list[int]
    wordings: list[Event]
    lines: list[int]
    problems: tuple[Problem, ...]
    timed: bool = True

    @property
    def order(self) -> tuple[int, int, int]:
        """When it was saved, and for revisions of the same second which came first."""
        return (self.saved, self.wiki_revision or 0, self.revision)


class _OutlinedSpan(msgspec.Struct, gc=False):
    text: str
    link: str | None = None


class _OutlinedText(msgspec.Struct, gc=False):
    spans: tuple[_OutlinedSpan, ...] = ()


class _OutlinedSource(msgspec.Struct, gc=False):
    url: str


class _OutlinedEvent(msgspec.Struct, gc=False):
    headline: _OutlinedText
    sources: tuple[_OutlinedSource, ...] = ()


class EventSubjects(msgspec.Struct, array_like=True, frozen=True):
    """The subjects of an event by id: contexts, stories with their level, category (0 for none), outlets by source."""

    contexts: tuple[int, ...]
    stories: tuple[tuple[int, int], ...]
    category: int
    outlets: tuple[int, ...]

    @property
    def ids(self) -> frozenset[int]:
        """All of them, each once."""
        stories = [story for story, _ in self.stories]
        return frozenset((*self.contexts, *stories, *self.outlets, *((self.category,) if self.category else ())))


class _StoredListing(msgspec.Struct, array_like=True):
    revision: int
    page: int
    wiki_revision: int | None
    saved: int
    read: int
    events: list[int]
    wordings: list[int]
    lines: list[int]
    problems: tuple[Problem, ...]


class _StoredHistory(msgspec.Struct, array_like=True):
    listings: list[_StoredListing]
    wordings: list[Event | None]


class _WrittenHistory(msgspec.Struct, array_like=True):
    listings: list[_StoredListing]
    wordings: list[Plain]


_read_outline = msgspec.msgpack.Decoder(_OutlinedEvent).decode
_read_history = msgspec.msgpack.Decoder(_StoredHistory).decode
_read_subjects = msgspec.msgpack.Decoder(EventSubjects).decode


def wording_key(event: Event) -> bytes:
    """Return bytes that are equal for two events whose difference readers cannot see.

    Left out are place and bullet, and lines above that name no topic: those are events, and their words their own.
    """
    topics = tuple(line for line in event.topics if line.topics)
    return _encoder.encode(_plain_wording(event if topics == event.topics else replace(event, topics=topics)))


def encode_event(event: Event) -> bytes:
    """Encode an event without its line, which `event.line` columns and listings keep beside it."""
    return _compressor.compress(_encoder.encode(_plain_event(event)))


def decode_event(stored: bytes, line: int = 0) -> Event:
    """Decode what `encode_event` made, and give it its line."""
    event = _unpack(_read_event, stored)
    if line:
        # Nobody else has the record yet; making a second one would take as long as decoding it.
        object.__setattr__(event, "line", line)
    return event


def decode_outline(stored: bytes) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Decode the plain headline, the titles it links to and the sources' addresses of what `encode_event` made."""
    event = _unpack(_read_outline, stored)
    spans = event.headline.spans
    text = "".join([span.text for span in spans])
    return text, link_titles([span.link for span in spans]), tuple([source.url for source in event.sources])


def encode_history(listings: Iterable[Listing], current: Mapping[int, Event]) -> bytes:
    """Encode the listings of a day; of wordings that are the `current` ones of their event only the fact is kept."""
    references: dict[int, int] = {id(wording): 0 for wording in current.values()}
    wordings: list[Plain] = []
    stored = []
    for listing in listings:
        row = []
        for event, wording in zip(listing.events, listing.wordings, strict=True):
            if current.get(event) is wording:
                row.append(0)
                continue
            reference = references.get(id(wording), 0)
            if not reference:
                wordings.append(_plain_event(wording))
                reference = references[id(wording)] = len(wordings)
            row.append(reference)
        stored.append(
            _StoredListing(
                listing.revision, listing.page, listing.wiki_revision, listing.saved, listing.read,
                listing.events, row, listing.lines, listing.problems,
            )
        )  # fmt: skip
    return _compressor.compress(_encoder.encode(_WrittenHistory(stored, wordings)))


def decode_history(stored: bytes, current: Mapping[int, Event]) -> list[Listing]:
    """Decode what `encode_history` made, given the current wordings of the day's events."""
    history = _unpack(_read_history, stored)
    return [
        Listing(
            each.revision, each.page, each.wiki_revision, each.saved, each.read, each.events,
            [
                _present(history.wordings[reference - 1]) if reference else current[event]
                for event, reference in zip(each.events, each.wordings, strict=True)
            ],
            each.lines, each.problems,
        )
        for each in history.listings
    ]  # fmt: skip


def listed_ids(stored: bytes) -> set[int]:
    """Return the ids of all events that a stored history lists."""
    history = _unpack(_read_history, stored)
    return {event for listing in history.listings for event in listing.events}


def listed_revisions(stored: bytes) -> list[int]:
    """Return the revisions of a stored history, by the archive's numbers."""
    return [listing.revision for listing in _unpack(_read_history, stored).listings]


def encode_related(related: RelatedList) -> bytes:
    """Encode a related list."""
    return _compressor.compress(_encoder.encode(related))


def decode_related(stored: bytes) -> RelatedList:
    """Decode what `encode_related` made."""
    return _unpack(_read_related, stored)


def encode_problems(problems: tuple[Problem, ...]) -> bytes:
    """Encode problems."""
    return _compressor.compress(_encoder.encode(problems)) if problems else b""


def decode_problems(stored: bytes) -> tuple[Problem, ...]:
    """Decode what `encode_problems` made."""
    return _unpack(_read_problems, stored) if stored else ()


def encode_facts(facts: SourceFacts) -> bytes:
    """Encode what a source told of itself."""
    return _compressor.compress(_encoder.encode(facts))


def decode_facts(stored: bytes) -> SourceFacts:
    """Decode what `encode_facts` made."""
    return _unpack(_read_facts, stored)


def encode_subjects(subjects: EventSubjects) -> bytes:
    """Encode an event's subjects."""
    return _encoder.encode(subjects)


def decode_subjects(stored: bytes) -> EventSubjects:
    """Decode what `encode_subjects` made."""
    return _read(_read_subjects, stored)


def encode_addresses(addresses: Sequence[tuple[int, str]]) -> bytes | None:
    """Encode addresses, each a date and a slug; None for none."""
    return _encoder.encode(addresses) if addresses else None


def decode_addresses(stored: bytes | None) -> tuple[tuple[int, str], ...]:
    """Decode what `encode_addresses` made."""
    return _read(_read_addresses, stored) if stored else ()


def _unpack(read: Callable[[bytes], T], stored: bytes) -> T:
    try:
        return read(_decompressor.decompress(stored))
    except (zstandard.ZstdError, msgspec.MsgspecError, ValueError, TypeError) as error:
        raise Unreadable(f"a stored record cannot be read, {error}") from error


def _read(read: Callable[[bytes], T], stored: bytes) -> T:
    try:
        return read(stored)
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise Unreadable(f"a stored record cannot be read, {error}") from error


def _present(wording: Event | None) -> Event:
    assert wording is not None
    return wording


def _plain_event(event: Event) -> dict[str, Plain]:
    plain = _plain_wording(event)
    if event.category is not None:
        plain["category"] = {"name": event.category.name, "heading": event.category.heading}
    if event.depth != 1:
        plain["depth"] = event.depth
    if event.space_before:
        plain["space_before"] = True
    return plain


def _plain_wording(event: Event) -> dict[str, Plain]:
    plain: dict[str, Plain] = {"headline": _plain_text(event.headline)}
    if event.category is not None:
        plain["category"] = event.category.name
    if event.topics:
        plain["topics"] = [
            {"text": _plain_text(line.text), "topics": [_plain_topic(topic) for topic in line.topics]}
            for line in event.topics
        ]
    if event.label is not None:
        plain["label"] = _plain_topic(event.label)
    if event.sources:
        plain["sources"] = [_plain_source(source) for source in event.sources]
    if event.notes:
        plain["notes"] = [
            {"text": _plain_text(note.text), "sources": [_plain_source(source) for source in note.sources]}
            for note in event.notes
        ]
    if event.visible is not None:
        plain["visible"] = event.visible
    return plain


def _plain_text(text: RichText) -> dict[str, Plain]:
    spans: list[Plain] = []
    for span in text.spans:
        plain: dict[str, Plain] = {"text": span.text}
        if span.link is not None:
            plain["link"] = span.link
        elif span.url is not None:
            plain["url"] = span.url
        if span.italic or span.bold or span.subscript or span.superscript or span.strike:
            styles = ("italic", "bold", "subscript", "superscript", "strike")
            plain.update({style: True for style in styles if getattr(span, style)})
        spans.append(plain)
    return {"spans": spans}


def _plain_topic(topic: Topic) -> dict[str, Plain]:
    return {"name": topic.name} if topic.title is None else {"name": topic.name, "title": topic.title}


def _plain_source(source: Source) -> dict[str, Plain]:
    plain: dict[str, Plain] = {"url": source.url}
    if source.label:
        plain["label"] = source.label
    if source.outlet is not None:
        plain["outlet"] = source.outlet
    if source.agency is not None:
        plain["agency"] = source.agency
    if source.language is not None:
        plain["language"] = source.language
    if source.article is not None:
        plain["article"] = source.article
    return plain
