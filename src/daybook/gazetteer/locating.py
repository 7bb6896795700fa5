"""Where an event was, by what it says: the most precise that is certain, else its country, else nothing.

    locate(event, {"Kilmore": ArticlePlace(ArticleKind.PLACE, "ie", 53.6, -7.1)}, "en")

The rules, in this order; `docs/concepts/places.md` tells them to readers, `python -m benchmarks.locations` measures them:

1. A story above the event, or its label, whose article is an event with coordinates (an earthquake, a crash): it was there.
2. What the text says by a word for where ("in", "near", and what may stand between that and the name), or after a comma ("Kilmore, Ireland").
   If all of that is in one country, it is that country, and its first city, or linked place, that is so named is the point. Not where
   the sentence tells of an act ("approves") and names another country: then "in" may say what the act is about.
3. A text that says nowhere but names one country alone, by its own name or as an adjective, is about that country, unless it tells of
   what goes abroad ("French troops"), of a country acting upon others, or of people of that country at a match.
4. A story above it whose name says one country, by the same rules, the innermost first.

Wherever two rules, or text and story, contradict each other, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daybook.gazetteer.mentions import Mention, Name, Sort, find_mentions
from daybook.gazetteer.wording import Wording, read_wording
from daybook.gazetteer.world import country_at
from daybook.model import ArticleKind, ArticlePlace, Event, Location, RichText, Topic

_LOOK_BACK = 120
"""Signs before a name that are looked at for a word that says where."""

LONGEST = 2_000
"""Signs of a text that are read: no first sentence that tells of a place is longer."""

_SUBJECT = 25
"""Signs of a sentence that hold who does what it tells, or begin to."""

_MENTIONS = 40
"""Names of one sentence that are looked at: with more it is a list, and in no one place."""

_WORD = re.compile(r"[\w.'’-]+|[^\w\s]")
_SENTENCE = re.compile(r"(?:[a-z]{4}|\d[\d%)]|[a-z]{3}[”\"’')])\.\s+(?=[^\W\d_a-z]|[“\"'])")
_BREAK = re.compile(r"[.;:!?](?=\s)|[—–]")

Articles = Mapping[str, ArticlePlace]
"""What is known of articles, by the titles that the event links to."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says of where: places that something is said to be at, and countries that it only names."""

    at: tuple[Mention, ...]
    named: tuple[Mention, ...]


def locate(event: Event, articles: Articles, language: str) -> Location | None:
    """Return where an event was, None where that is not certain. Bad input is data: nothing is raised."""
    wording = read_wording(language)
    if wording is None:
        return None
    stories = [event.label] if event.label else []
    stories += [topic for line in reversed(event.topics) for topic in reversed(line.topics)]
    for story in stories:
        if (point := _by_article(story, articles)) is not None:
            return point
    said, text = _first_saying(event.headline, articles, language, wording)
    above = _above(stories, articles, language, wording)
    category = event.category.name if event.category else ""
    own = _decide(said, text, wording, is_by_people=category in wording.by_people)
    if own is not None and not said.at and not event.headline.plain.startswith(text):
        own = (
            own if above is not None and above.country == own.country else None
        )  # a later sentence tells circumstances
    named = {mention.name.country for mention in said.named}
    if own is not None:
        if above is None or above.country == own.country:
            return own
        if above.country in named:  # "Brazil reports a variant first found in South Africa", in a story of Brazil's
            first = _first_named(said, text)
            return above if first and first.sort is not Sort.ADJECTIVE and first.country == above.country else None
        return own if said.at else None
    if said.at or above is None or _is_of_a_body(text[:_SUBJECT], wording) or _is_at_sea(text, wording):
        return None
    if len(named) > 1:  # a story of one, and a sentence of several: it happened in the one that it begins with
        first = _first_named(said, text)
        return above if first and first.country == above.country else None
    return above if not named or above.country in named else None


def _first_named(said: _Said, text: str) -> Name | None:
    """Return the country that a sentence begins with: who does, or tells, what is told."""
    first = min(said.named, key=lambda mention: mention.start)
    before = text[: first.start].lower().strip(" \"'“‘")
    return first.name if before in ("", "the") else None


def _is_of_a_body(text: str, wording: Wording) -> bool:
    return any(body in text for body in wording.bodies)


def _is_at_sea(text: str, wording: Wording) -> bool:
    return any(sea in text for sea in wording.seas)


def _by_article(story: Topic, articles: Articles) -> Location | None:
    known = articles.get(story.title) if story.title else None
    if known is None or known.kind is not ArticleKind.EVENT or known.latitude is None or known.longitude is None:
        return None
    country = known.country or country_at(known.latitude, known.longitude)
    return Location(country, story.title, known.latitude, known.longitude)


def _first_saying(rich: RichText, articles: Articles, language: str, wording: Wording) -> tuple[_Said, str]:
    """Return what the first sentence that names any place says of it, and that sentence: what comes later are circumstances."""
    whole = rich.plain[:LONGEST]
    mentions = _with_articles(rich, find_mentions(whole, language), articles)
    start = 0
    for end in [*(stop.end() for stop in _SENTENCE.finditer(whole)), len(whole)]:
        its = [
            Mention(each.start - start, each.end - start, each.name) for each in mentions if start <= each.start < end
        ]
        said = _sort(whole[start:end], its, wording)
        if said.at or said.named:
            return said, whole[start:end]
        start = end
    return _Said((), ()), whole


def _sort(text: str, mentions: Sequence[Mention], wording: Wording) -> _Said:
    """Sort what a text names into where something is said to be, and what is only named."""
    at: list[Mention] = []
    named: list[Mention] = []
    if len(mentions) > _MENTIONS:
        return _Said((), ())
    for number, mention in enumerate(mentions):
        following = mentions[number + 1] if number + 1 < len(mentions) else None
        holder = _holder(text, mention, following)
        if holder is not None and holder.name.country != mention.name.country:
            continue  # "Birmingham, Alabama": another place of that name, and the next mention says where
        if mention.name.sort is not Sort.ADJECTIVE and _is_where(text, mention, mentions, wording):
            at.append(mention)
        elif mention.name.sort is Sort.ADJECTIVE or _stands_alone(text, mention, wording):
            named.append(mention)
    return _Said(tuple(at), tuple(named))


def _with_articles(rich: RichText, mentions: Sequence[Mention], articles: Articles) -> list[Mention]:
    """Return what is named, with linked articles of places in the stead of the names that their labels hold."""
    linked: list[Mention] = []
    titles: list[tuple[int, int]] = []
    start = 0
    for span in rich.spans:
        if start >= LONGEST:
            break
        end = start + len(span.text)
        if span.italic:
            titles.append((start, end))  # of a work, a newspaper, a ship
        known = articles.get(span.link.partition("#")[0]) if span.link and articles else None
        inside = [each for each in mentions if start <= each.start and each.end <= end] if known else []
        is_country = any(
            each.name.sort in (Sort.COUNTRY, Sort.ADJECTIVE) and each.end - each.start >= len(span.text.strip()) - 4
            for each in inside
        )
        if known is not None and known.latitude is not None and known.longitude is not None and not is_country:
            country = known.country or (
                inside[0].name.country if inside else country_at(known.latitude, known.longitude)
            )
            if country and known.kind in (None, ArticleKind.PLACE, ArticleKind.EVENT):
                name = Name(span.text.strip(), Sort.CITY, country, known.latitude, known.longitude)
                linked.append(Mention(start, end, name))
        start = end
    if titles:
        mentions = [each for each in mentions if not any(low <= each.start < high for low, high in titles)]
    if not linked:
        return list(mentions)
    apart = [each for each in mentions if not any(link.start < each.end and each.start < link.end for link in linked)]
    return sorted([*apart, *linked], key=lambda each: each.start)


def _holder(text: str, mention: Mention, following: Mention | None) -> Mention | None:
    """Return the region or country after a comma that says where a place is: "Kabul, Afghanistan"."""
    if (
        following is None
        or following.name.sort not in (Sort.REGION, Sort.COUNTRY)
        or mention.name.sort is not Sort.CITY
    ):
        return None
    if text[following.end : following.end + 2] in ("'s", "’s"):  # "in Mogadishu, Turkey's largest base abroad"
        return None
    return following if text[mention.end : following.start] in (", ", " in ", ", in ") else None


def _is_where(text: str, mention: Mention, mentions: Sequence[Mention], wording: Wording) -> bool:
    """Say whether a word for where leads to a name, with nothing else between; or a place before a comma does."""
    if _goes_on(text, mention, wording) and mention.name.sort is not Sort.REGION:
        return False
    start = max(0, mention.start - _LOOK_BACK)
    before = text[start : mention.start]
    near = [each for each in mentions if each.end > start and each.start < mention.start]
    is_led = False  # by what is of places alone: "coast of", "northern"
    for word in reversed(list(_WORD.finditer(before))):
        written, at, end = word.group(), start + word.start(), start + word.end()
        if written.lower() in wording.prepositions:
            return is_led or written.lower() not in wording.upon or not _is_state(mention.name)
        if written == "," and text[mention.end : mention.end + 2] in ("'s", "’s"):
            return False
        if written == "," and not any(each.end == at and _is_state(each.name) for each in near):
            name = before[: word.start()].rpartition(" ")[2]  # else it is a list: "Russia, Belarus"
            return name[:1].isupper() and name.isalpha()
        is_named = any(each.start <= at and end <= each.end + 2 for each in near)
        if written not in wording.between and not is_named:
            return False
        is_led = is_led or not (is_named or written in wording.joining)
    return False


def _is_state(name: Name) -> bool:
    return name.sort in (Sort.COUNTRY, Sort.ADJECTIVE)


def _goes_on(text: str, mention: Mention, wording: Wording) -> bool:
    """Say whether a name is the beginning of a longer one that is none of it: "London Breed", "Jordan Peterson"."""
    name = mention.name
    if name.sort is Sort.ADJECTIVE or (name.sort is Sort.COUNTRY and name.text not in wording.given_names):
        return False
    return re.match(r"[ -][^\W\d_a-z][\w'’-]*", text[mention.end : mention.end + 80]) is not None


def _stands_alone(text: str, mention: Mention, wording: Wording) -> bool:
    """Say whether a name is not a part of a longer one, on either side."""
    if _goes_on(text, mention, wording):
        return False
    text = text[max(0, mention.start - 80) : mention.start]
    word = re.search(r"([\w'’.-]+) $", text)
    if word is None or not word.group(1)[:1].isupper() or word.group(1) in wording.between:
        return True
    is_start = word.start() == 0 or _BREAK.search(text[max(0, word.start() - 2) : word.start()]) is not None
    return is_start and word.group(1).lower() in ("the", "in", "at")


def _decide(said: _Said, text: str, wording: Wording, *, is_by_people: bool) -> Location | None:
    at = {mention.name.country for mention in said.at}
    named = {mention.name.country for mention in said.named}
    words = set(re.findall(r"[\w-]+", text))
    if any(body in text for body in wording.deliberating) or (not at and _is_at_sea(text, wording)):
        return None
    if len(at) == 1:
        return None if named - at and not words.isdisjoint(wording.acts) else _at(said.at)
    if at or len(named) != 1 or is_by_people:
        return None
    if not words.isdisjoint(wording.elsewhere) or _is_of_a_body(text, wording):
        return None
    if all(mention.name.sort is Sort.ADJECTIVE for mention in said.named) and _go_abroad(said.named, text, wording):
        return None
    (country,) = named
    return Location(country)


def _go_abroad(mentions: Sequence[Mention], text: str, wording: Wording) -> bool:
    """Say whether an adjective is of what goes abroad: one of the two words after it is."""
    for mention in mentions:
        words = re.findall(r"[\w-]+", text[mention.end : mention.end + 60])[:3]
        if any(word.lower() in wording.abroad for word in words) or text[mention.end : mention.end + 1] == "-":
            return True
    return False


def _at(mentions: Sequence[Mention]) -> Location:
    """Return the first point among places of one country, else the country; a region's name, where one is given."""
    for mention in mentions:
        if mention.name.latitude is not None:
            name = mention.name
            return Location(name.country, name.text, name.latitude, name.longitude)
    named = next((mention.name.text for mention in mentions if mention.name.sort is Sort.REGION), None)
    return Location(mentions[0].name.country, named)


def _above(stories: Sequence[Topic], articles: Articles, language: str, wording: Wording) -> Location | None:
    """Return the country that the name of a story says, the innermost that says any."""
    del articles
    for story in stories:
        mentions = find_mentions(story.name[:LONGEST], language)
        at = [
            mention
            for mention in mentions
            if mention.name.sort is not Sort.ADJECTIVE
            and (_is_where(story.name, mention, mentions, wording) or _follows(story.name, mention, wording))
        ]
        if len({mention.name.country for mention in at}) == 1:
            return _at(at)
        is_by_people = bool(mentions) and all(each.name.sort is Sort.ADJECTIVE for each in mentions)
        if is_by_people and _go_abroad(mentions, story.name, wording):
            continue  # "Palestinian political violence" says by whom
        countries = {mention.name.country for mention in mentions if not _goes_on(story.name, mention, wording)}
        if at or len(countries) > 1:
            return None
        if countries:
            first = mentions[0]
            is_city = first.name.sort is Sort.CITY and not _goes_on(story.name, first, wording)
            return _at([first]) if is_city else Location(next(iter(countries)))
    return None


def _follows(text: str, mention: Mention, wording: Wording) -> bool:
    before = text[: mention.start].lower().removesuffix("the ").rstrip()
    return any(before.endswith(words) for words in wording.of_place)
