"""Whatever stands on a page: nothing raises, and every line is accounted for."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from daybook.model import LineKind, ParsedDay, RawPage
from daybook.parse import ParseSettings, day_record, parse_page

TITLE = "Portal:Current events/2004 August 14"

PIECES = st.sampled_from(
    [
        "*", "**", "#", ":", ";", "\n", "\n\n", " ", "'", "''", "'''", "'''''", "[[", "]]", "[", "]", "|", "{{", "}}", "{{{",
        "{|", "|}", "<!--", "-->", "<ref>", "</ref>", "<ref name=a />", "<nowiki>", "</nowiki>", "<b>", "</i>", "<br>", "&amp;",
        "&#x41;", "[http://e.org/a ", "http://e.org/b", "(Example)", "A ferry sinks.", "[[Kiel]]", "[[A|b]]s", "[[File:x.jpg|",
        "{{convert|5|km}}", "{{nowrap|", "{{Current events|content=", "== ", "----", "é", "\u200b", "\u202e", "\x01", "\ue05b", "\r\n",
    ]
)  # fmt: skip
WIKITEXT = st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join)


def parse(wikitext: str) -> ParsedDay:
    """Parse a page of one made-up day."""
    return parse_page(RawPage(TITLE, wikitext))


@given(WIKITEXT)
@examples(150)
def test_every_line_of_any_page_has_one_kind(wikitext: str) -> None:
    """No wikitext raises; lines that are not blank end as something, blank ones as blank."""
    day = parse(wikitext)
    lines = wikitext.split("\n")

    assert len(day.lines) == len(lines)
    assert all((kind is LineKind.BLANK) == (not line.strip()) for kind, line in zip(day.lines, lines, strict=True))


@given(WIKITEXT)
@examples(150)
def test_events_and_problems_point_into_the_page(wikitext: str) -> None:
    """Places are lines of the page, texts are tidy, addresses are web addresses."""
    day = parse(wikitext)
    last = len(day.lines)

    assert all(1 <= event.line <= last and event.depth >= 1 for event in day.events)
    assert all(0 <= problem.line <= last and len(problem.text) <= 200 for problem in day.problems)
    for event in day.events:
        spans = event.headline.spans
        assert all(span.text for span in spans)
        assert event.headline.plain == event.headline.plain.strip()
        assert all(
            source.url.lower().startswith(("http://", "https://", "ftp://", "ftps://")) for source in event.sources
        )
        assert not any(mark in event.headline.plain for mark in "\x01\x02\x03\x04")


SIGNS = st.sampled_from(
    [
        "*",
        "**",
        "***",
        "* ",
        "#",
        "*#",
        "##",
        "*:",
        "**:",
        ":",
        "::",
        ":*",
        ";",
        "*;",
        "* : ",
        "",
        " ",
        " *",
        "<li>",
        "- ",
    ]
)
CONTENTS = st.sampled_from(
    [
        "{}", "{} sinks off the coast.", "[[{}]]", "[[{}]]:", "[[A|{}]], [[B]]", "'''{}'''", "{}. [http://e.org/a (X)]",
        "[http://e.org/{} (X)]", "{{{{nowrap|{} km}}}} of road", "{{{{unknown|{}}}}}", "<small>{}</small>", "{} <!-- c -->",
    ]
)  # fmt: skip


@given(st.lists(st.tuples(SIGNS, CONTENTS), min_size=1, max_size=8))
@examples(150)
def test_the_words_of_every_line_are_somewhere(lines: list[tuple[str, str]]) -> None:
    """Whatever stands under what: a line's words are an event's, a topic's, a note's or a problem's."""
    words = [f"word{number}" for number in range(len(lines))]
    record = day_record(
        parse("\n".join(signs + content.format(word) for word, (signs, content) in zip(words, lines, strict=True)))
    )
    told = json.dumps(record)

    assert [word for word in words if word not in told] == []


@given(WIKITEXT)
def test_a_problem_line_always_has_a_problem(wikitext: str) -> None:
    """What was not understood is reported, line by line."""
    day = parse(wikitext)
    reported = {problem.line for problem in day.problems}

    assert all(number in reported for number, kind in enumerate(day.lines, 1) if kind is LineKind.PROBLEM)


HOSTILE = [
    "[[", "{{", "''", "'''x", "[http://e.org/a ", "(", "<b>", "<!--", "&amp;", "{{a|", "}}", "[[a|", "[http://e.org/a x] ",
    "<ref>", "<nowiki>", "{{{", "|}\n", "{|\n", "* {{x|\n", " ", "http://e.org/ ", "[[File:a|[[b]]",
    "<ref name=a>http://e.org/a (X)</ref>", "-->\n", ";a:b\n", "* a [http://e.org/a [x\n", "{{Current events|", "a'''b ''c",
    "([http://e.org/a b],", "(BBC: [http://e.org/a])", "[http://e.org/a\nb] ", "Source: [http://e.org/a] ", "(in Persian) ", "<li>", "[[a|b\n", "{{c|\n* x\n", "<li>a</li>", "a.** b ", "{{#switch:a|b=", "{{Current events|content=a|b ", "{{zzz|a}} ", "a [http://e.org/a b] ", "[[Category:x]] ",
    "{{Current events|content=\n", "{{Current events|\n* a\n", "mailto:a ", "[tel:a b", "{{nowrap|\n", "{{cn}}", "{{convert|1|ft|", "<h3>a", "'''Sports'''*", "[[a|]]",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_pages_are_read_to_their_end(piece: str) -> None:
    """Whatever is repeated, nothing raises and each line is something (`benchmarks/parse.py --hostile` measures the time)."""
    wikitext = "* " + piece * (12_000 // len(piece))
    day = parse(wikitext)
    lines = wikitext.split("\n")

    assert len(day.lines) == len(lines)
    assert all((kind is LineKind.BLANK) == (not line.strip()) for kind, line in zip(day.lines, lines, strict=True))


@pytest.mark.parametrize("opening", ["{{nowrap|", "{{USS|", "<small>", "[[a|"])
def test_deep_nests_are_read(opening: str) -> None:
    """Nests deeper than any editor's neither raise nor grow."""
    closing = {"{": "}}", "<": "</small>", "[": "]]"}[opening[0]]
    day = parse("* " + opening * 2_000 + "x" + closing * 2_000)

    assert len(day.lines) == 1


def test_deep_lists_are_read() -> None:
    """A line at level 400 stands under 399 others."""
    day = parse("\n".join("*" * depth + "a" for depth in range(1, 401)))

    assert [event.depth for event in day.events] == [400]
    assert len(day.events[0].topics) == 399


def test_a_page_that_is_no_day_page_is_refused() -> None:
    """The date of a day comes from its title, so the title must be one."""
    with pytest.raises(ValueError, match="not the title of a day page"):
        parse_page(RawPage("Ferry", "* A ferry sinks."))


def test_another_wiki_names_its_pages_in_its_own_words() -> None:
    """Prefix, months and frames are settings."""
    words = ParseSettings(prefix="Portal:Chronik", months=tuple("ABCDEFGHIJKL"), frames=("Tag",))
    day = parse_page(RawPage("Portal:Chronik/2005 C 3", "{{Tag|content=\n* Eine Fähre sinkt.\n}}"), words)

    assert day.date == date(2005, 3, 3)
    assert [event.headline.plain for event in day.events] == ["Eine Fähre sinkt."]


def test_a_redirect_has_no_events() -> None:
    """A moved page is not a day on which nothing happened: it is reported."""
    day = parse("#REDIRECT [[Portal:Current events/2004 August 15]]")

    assert day.events == ()
    assert [problem.code for problem in day.problems] == ["redirect-page"]


def test_text_outside_a_list_is_a_problem_and_not_lost() -> None:
    """A paragraph that belongs to no bullet is reported with its place and words."""
    day = parse("'''Sports'''\n\nA team wins.\n* A team loses.")

    assert day.lines[2] is LineKind.PROBLEM
    assert [(problem.code, problem.line, problem.text) for problem in day.problems] == [
        ("text-outside-list", 3, "A team wins.")
    ]


def test_line_kinds_tell_what_became_of_each_line() -> None:
    """Templates and comments over several lines are continuations or noise, and lines after them keep their numbers."""
    day = parse(
        "{{Current events|year=2004|month=08|day=14|content=\n<!-- All news\nitems -->\n;Sports\n*[[Cup]]\n"
        "**A {{nowrap|10\nkm}} race.\n*: So long.\n\n**Another.\n}}"
    )

    assert [str(kind) for kind in day.lines] == [
        "noise", "noise", "noise", "heading", "topic", "event", "continuation", "continuation", "blank", "event", "noise",
    ]  # fmt: skip
    assert [event.line for event in day.events] == [6, 10]


def test_an_event_with_bullets_under_it_is_no_story_of_theirs() -> None:
    """Its words stay above them, as on the page, but name no topic; a name with a source still does."""
    day = parse(
        "*[[Storm X]] [https://e.org/s (S)]\n"
        "**A strong wave floods the old harbour of [[Kiel]]. [https://e.org/a (A)]\n***Rescue begins. [https://e.org/b (B)]"
    )
    rescue = day.events[-1]

    assert [line.text.plain for line in rescue.topics] == [
        "Storm X",
        "A strong wave floods the old harbour of Kiel.",
    ]
    assert [[topic.name for topic in line.topics] for line in rescue.topics] == [["Storm X"], []]


def test_a_record_has_the_form_that_scrapers_want() -> None:
    """Plain values: text, category, topics, links and sources of each event."""
    record = day_record(
        parse(";Sport\n*[[Cup]]\n**[[Team A]] wins in [[Kiel]]. [https://e.org/a (AP via ''Example'')]")
    )

    assert record["date"] == "2004-08-14"
    assert record["events"] == [
        {
            "text": "Team A wins in Kiel.",
            "headline": "Team A wins in Kiel.",
            "category": "Sport",
            "folded_category": "Sports",
            "topics": ["Cup"],
            "links": ["Team A", "Kiel"],
            "sources": [
                {"url": "https://e.org/a", "label": "AP via Example", "outlet": "Example", "agency": "AP"},
            ],
            "topic_links": ["Cup"],
            "line": 3,
            "depth": 2,
        }
    ]
    assert record["problems"] == []


@pytest.mark.parametrize(
    ("wikitext", "code", "line"),
    [
        ("* A ferry sinks.\n* A bridge opens.** A road is closed.", "bullet-inside-line", 2),
        (
            "{{Current events|year=2004|content=\n* A [[ferry|ship]] sinks. [https://e.org/a (A | B)]\n}}",
            "pipe-in-content",
            2,
        ),
        (
            "{{Current events|year=2004|content=\n* {{nowrap|A {{small|ferry}}}} [[B|b]] | sinks.\n}}",
            "pipe-in-content",
            2,
        ),
        ("* A roof falls. {{cite book|title=Roofs}}", "reference-without-address", 1),
        ("* A roof falls {{#time:j F}}.", "unknown-template", 1),
        ("* A ferry sinks.\n* A roof falls.<ref>[https://e.org/a (A)]", "unclosed-tag", 2),
        ("* A ferry sinks.\n<!-- x\n-->\n<!--\n* A roof falls.", "unclosed-comment", 4),
        ("*[[Storm X]] [https://e.org/a (A)]\n**Ten die.", "source-on-topic", 1),
        ("*[[Storm X]]\n*: see below\n**Ten die.", "note-on-topic", 2),
        ("* A roof falls.\n*[[Storm X]]\n**[https://e.org/a (A)]\n**[[Kiel]]", "topic-without-events", 4),
        ("{{Current events|year=2004|\n* A roof falls.\n}}", "content-without-name", 1),
        ("* [[File:Roof.jpg|thumb|A roof]]\n* A roof falls.", "bullet-without-text", 1),
        (
            "* A ferry sinks. [https://e.org/a (A)]\n* A roof falls.\n* A tree falls. [https://e.org/b (B)]",
            "event-without-source",
            2,
        ),
        (
            "* A ferry sinks. [https://e.org/a (A)]\n* [[A roof falls.\n* A tree falls. [https://e.org/b (B)]",
            "unclosed-link",
            2,
        ),
        ("'''Sports'''* A team wins.", "bullet-inside-line", 1),
        ("'''Sports'''\nA team wins the cup. [https://e.org/a (A)]", "forgotten-bullet", 2),
    ],
)
def test_what_an_editor_may_mend_is_told_with_its_line(wikitext: str, code: str, line: int) -> None:
    """Nothing of it is lost, and nothing of it goes by in silence."""
    assert [(problem.code, problem.line) for problem in parse(wikitext).problems] == [(code, line)]


def test_a_label_keeps_the_article_it_links_to_apart_from_what_the_event_is_about() -> None:
    """The wiki shows both as links, so the record lists both; the outlet is no context of the event."""
    (event,) = parse("* [[Kiel]] votes. [https://e.org/a (''[[Example Times|Times]]'')]").events
    (record,) = day_record(parse("* [[Kiel]] votes. [https://e.org/a (''[[Example Times|Times]]'')]"))["events"]

    assert (event.links, event.sources[0].outlet, event.sources[0].article) == (("Kiel",), "Times", "Example Times")
    assert record["links"] == ["Kiel", "Example Times"]


def test_a_link_that_is_a_word_names_no_outlet() -> None:
    """Its label is part of the sentence, or a word that any article could have."""
    day = parse("* He says in [https://e.org/a a report] so. [https://e.org/b (link)] [https://e.org/c (Full story)]")

    assert [(source.label, source.outlet) for source in day.events[0].sources] == [
        ("a report", None),
        ("link", None),
        ("Full story", None),
    ]


def test_a_record_tells_what_only_the_wiki_shows() -> None:
    """Complaints of editors, codes of other wikis and forgotten braces are in the text that the wiki shows, not in the headline."""
    (record,) = day_record(
        parse(
            "* {{ill|Jane Roe|fr}} wins{{cn}} {{nowrap|3 to 2. [https://e.org/a (Example{{dead link}})] {{subscription required}}"
        )
    )["events"]

    assert record["headline"] == "Jane Roe wins 3 to 2."
    assert record["text"] == "Jane Roe [fr] wins[citation needed] {{nowrap|3 to 2. (subscription required)"
    assert record["sources"] == [{"url": "https://e.org/a", "label": "Example", "outlet": "Example"}]


@pytest.mark.parametrize(
    "line",
    [
        "* [http://e.org/a" + "'a" * 100_000,
        "* [[a|" + "[b" * 100_000,
        "* [[a|" + "]b " * 100_000,
        "* [[a|b" + "[c]" * 100_000 + "]",
        "<b>" * 100_000 + "x",
        "'''a'''" + "<i>" * 100_000 + "x",
        "''a" + "''<i>" * 100_000 + "x",
        "| a=b" + "=c" * 100_000,
        "| " + "a=b " * 100_000 + "!",
        "| " + 'a="b' * 100_000,
        ";" + "a " * 100_000 + "[http://e.org/a (A)]",
        ";" + "[[a]]" * 100_000 + "[http://e.org/a (A)]",
        ";" + "[[a" * 100_000 + ": b [http://e.org/a (A)]",
    ],
    ids=lambda line: line[:20],
)
def test_a_line_that_never_ends_what_it_begins_is_read_once(line: str) -> None:
    """Patterns go back over nothing that they have read: else these lines would take minutes, or years."""
    assert len(parse(line).lines) == 1


def test_every_promised_python_reads_a_title_with_a_colon_and_parentheses() -> None:
    """Debian 12's own Python read neither the title nor the label while the pattern of links had a possessive group."""
    (event,) = parse("* A cinema shows [[2001: A Space Odyssey (film)|the film]].").events

    assert (event.headline.plain, event.links) == ("A cinema shows the film.", ("2001: A Space Odyssey (film)",))


def test_lines_inside_a_frame_that_is_not_configured_keep_their_numbers_and_kinds() -> None:
    """So does what follows a template whose list begins on its own line, or after a list of HTML."""
    day = parse(
        "{{Another frame|year=2026|\n|content=\n\n<!-- All news\nitems -->\n'''Sports'''\n* [[Cup]]\n** {{odd|\nA b}} wins.\n}}\n"
        "Early {{box|* A dam breaks.}}\n* A<ul><li>One</li><li>Two</li></ul>\n* Last."
    )

    assert [(event.line, event.headline.plain) for event in day.events] == [
        (8, "A b wins."), (11, "A dam breaks."), (12, "One"), (12, "Two"), (13, "Last."),
    ]  # fmt: skip
    assert [str(kind) for kind in day.lines] == [
        "noise", "noise", "blank", "noise", "noise", "heading", "topic", "event", "continuation", "noise", "problem", "topic",
        "event",
    ]  # fmt: skip


def test_nothing_that_nowiki_protects_leaks_out_of_the_parser() -> None:
    """Not into headlines, headings, labels, outlets, notes, topics nor problems."""
    signs = "<nowiki>[x] & '' {{y}} <!-- z --></nowiki>"
    day = parse(
        f"'''Odd {signs}'''\n* {signs}:\n** A {signs} wins. [https://e.org/a ({signs} via {signs})]\n**: Note {signs}\n"
        f"Outside {signs}\n\nAlone {signs}\n* {{{{unknown|{signs}}}}} [[A|{signs}]] {{{{never {signs}"
    )

    assert len(day.events) == 2
    assert re.search("[\ue000-\uf8ff\x00-\x08]", json.dumps(day_record(day), ensure_ascii=False)) is None


def test_templates_inside_templates_are_read_a_hundred_deep() -> None:
    """As deep as the wiki reads them; below that their braces are text."""
    (event,) = parse("* A " + "{{nowrap|" * 70 + "long road" + "}}" * 70 + " opens.").events
    deeper = parse("* A " + "{{nowrap|" * 102 + "long road" + "}}" * 102 + " opens.")

    assert event.headline.plain == "A long road opens."
    assert deeper.events[0].headline.plain == "A {{nowrap|{{nowrap|long road}}}} opens."
    assert [problem.code for problem in deeper.problems] == ["unknown-template"]


@pytest.mark.parametrize("template", ["{{slink|", "{{sortname|", "{{quote|a|", "{{zh|c="])
def test_a_nest_of_templates_that_repeat_their_argument_stays_small(template: str) -> None:
    """Two to the hundredth power is what it would come to without a bound."""
    day = parse("* A " + template * 100 + "x" + "}}" * 100)

    assert sum(len(event.headline.plain) for event in day.events) < 100_000
