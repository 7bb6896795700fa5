"""One revision has a bounded cost: what goes beyond the bounds is reported, and everything else stays as it is."""

from daybook.model import LineKind, ParsedDay, RawPage, Severity
from daybook.parse import limits, parse_page

TITLE = "Portal:Current events/2026 March 5"


def _parse(wikitext: str) -> ParsedDay:
    return parse_page(RawPage(TITLE, wikitext))


def _problems(day: ParsedDay) -> list[tuple[str, int, str]]:
    return [(found.code, found.line, found.text) for found in day.problems]


def test_an_event_keeps_its_first_links_and_all_its_words() -> None:
    links = " ".join(f"[[Article {number}]]" for number in range(limits.LINKS_OF_EVENT + 7))

    day = _parse(f"* A ferry sinks near {links}. [http://e.org/a (Example)]")

    (event,) = day.events
    assert event.links == tuple(f"Article {number}" for number in range(limits.LINKS_OF_EVENT))
    assert event.headline.plain.endswith(f"Article {limits.LINKS_OF_EVENT + 6}.")
    assert _problems(day) == [("event-too-large", 1, "not kept: 7 links")]
    assert day.problems[0].severity is Severity.WARNING


def test_an_event_at_the_bound_is_whole() -> None:
    links = " ".join(f"[[Article {number}]]" for number in range(limits.LINKS_OF_EVENT))

    day = _parse(f"* A ferry sinks near {links}. [http://e.org/a (Example)]")

    assert len(day.events[0].links) == limits.LINKS_OF_EVENT
    assert day.problems == ()


def test_the_articles_of_a_whole_page_are_bounded() -> None:
    lines = [
        "* People meet: " + " ".join(f"[[Article {line}-{number}]]" for number in range(100)) + "."
        for line in range(30)
    ]

    day = _parse("\n".join(lines))

    assert len({title for event in day.events for title in event.links}) == limits.SUBJECTS_OF_PAGE
    assert [line for code, line, _ in _problems(day)] == list(range(21, 31))
    assert all(len(event.headline.plain) > 500 for event in day.events)


def test_the_articles_of_many_short_lines_are_bounded_too() -> None:
    """Where no line is long, what a page holds is counted at less cost: the count must not miss any."""
    short = [f"* [[A{number}]] meets [[B{number}]] and [[C{number}]]." for number in range(900)]
    topics = [f"* [[T{number}]], [[U{number}]], [[V{number}]]\n** It rains." for number in range(900)]

    for lines in (short, topics):
        day = _parse("\n".join(lines))

        subjects = {title for event in day.events for title in event.links}
        subjects |= {topic.title or "" for event in day.events for line in event.topics for topic in line.topics}
        assert len(subjects) == limits.SUBJECTS_OF_PAGE
        assert {code for code, _, _ in _problems(day)} == {"event-too-large"}


def test_an_article_that_the_page_has_already_costs_nothing_more() -> None:
    many = "* People meet: " + " ".join(f"[[Article {number}]]" for number in range(250)) + "."

    day = _parse("\n".join([many] * 40))

    assert all(len(event.links) == 250 for event in day.events)
    assert day.problems == ()


def test_events_beyond_the_bound_are_reported_and_their_lines_are_problems() -> None:
    day = _parse("\n".join(f"* Ferry number {number} sinks." for number in range(limits.EVENTS_OF_PAGE + 2)))

    assert len(day.events) == limits.EVENTS_OF_PAGE
    assert _problems(day) == [("too-many-events", limits.EVENTS_OF_PAGE + 1, "1,002 events, 1,000 kept")]
    assert day.lines[-3:] == (LineKind.EVENT, LineKind.PROBLEM, LineKind.PROBLEM)


def test_text_sources_topics_and_notes_are_bounded() -> None:
    sources = " ".join(f"[http://e.org/{number} (Example)]" for number in range(limits.SOURCES_OF_EVENT + 3))
    topics = ", ".join(f"[[Storm {number}]]" for number in range(limits.TOPICS_OF_EVENT + 5))
    notes = "\n".join(f"**: Note {number}." for number in range(limits.NOTES_OF_EVENT + 2))

    day = _parse(f"* {topics}\n** {'word ' * 3000}ends. {sources}\n{notes}")

    (event,) = day.events
    assert len(event.headline.plain) == limits.CHARACTERS_OF_EVENT
    assert len(event.sources) == limits.SOURCES_OF_EVENT
    assert sum(len(line.topics) for line in event.topics) == limits.TOPICS_OF_EVENT
    assert len(event.notes) == limits.NOTES_OF_EVENT
    assert [code for code, _, _ in _problems(day)] == ["event-too-large"]
    assert "5 topics" in day.problems[0].text
    assert "3 sources" in day.problems[0].text
    assert "2 notes" in day.problems[0].text


def test_headline_and_notes_share_the_room_for_words() -> None:
    day = _parse(f"* A ferry {'w' * (limits.CHARACTERS_OF_EVENT - 100)}.\n*: {'v' * 300}")

    (event,) = day.events
    assert len(event.headline.plain) + sum(len(note.text.plain) for note in event.notes) == limits.CHARACTERS_OF_EVENT


def test_an_address_that_no_browser_takes_is_no_source() -> None:
    day = _parse(f"* A ferry sinks near [[Example|the coast]]. [http://e.org/{'a' * 5000} (Example)]")

    (event,) = day.events
    assert event.headline.plain == "A ferry sinks near the coast."
    assert event.sources == ()
    assert _problems(day) == [("event-too-large", 1, "not kept: 1 source")]


def test_long_names_are_cut() -> None:
    day = _parse(f"* A ferry sinks at sea. [http://e.org/a (''{'Example ' * 400}'')]")

    (event,) = day.events
    assert len(event.sources[0].label) == limits.LONGEST_LABEL
    assert [code for code, _, _ in _problems(day)] == ["event-too-large"]
