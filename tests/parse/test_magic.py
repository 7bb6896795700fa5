"""Words of MediaWiki's own, and what else has a fixed meaning for it; each expectation is what MediaWiki 1.39 shows."""

from __future__ import annotations

import pytest

from daybook.model import LineKind, ParsedDay, RawPage
from daybook.parse import ParseSettings, parse_page

TITLE = "Portal:Current events/2026 March 5"


def parse(wikitext: str, dialect: str = "en") -> ParsedDay:
    settings = ParseSettings(dialect=dialect)
    title = TITLE if dialect == "en" else settings.titles.title(parse("").date)
    return parse_page(RawPage(title, wikitext), settings)


def text(wikitext: str, dialect: str = "en") -> str:
    """Return what the first event of a page says."""
    return parse(wikitext, dialect).events[0].headline.plain


@pytest.mark.parametrize(
    ("wikitext", "shown"),
    [
        ("{{PAGENAME}} is read", "Current events/2026 March 5 is read"),
        ("{{FULLPAGENAME}} is read", "Portal:Current events/2026 March 5 is read"),
        ("The {{NAMESPACE}} is read", "The Portal is read"),
        ("{{pagename}} is read", "is read"),  # a template of that name, which no table knows
        ("A __NOTOC__ b __notoc__ c", "A b c"),
        ("A __OTHER__ b", "A __OTHER__ b"),
        ("A {{anchorencode:b c}} d", "A b_c d"),
        ("A {{formatnum:1,234|R}} b", "A 1234 b"),
        ("A {{#titleparts:b/c/d|1|2}} e", "A c e"),
        ("A {{#titleparts:b/c|x}} e", "A x e"),  # an error on the wiki: the best text of what is not known
        ("A {{#tag:nowiki|''b''}} c", "A ''b'' c"),
        ("A {{{1|{{{2|b}}}}}} c", "A b c"),
        ("A {{<nowiki/>Nowrap|b}} c", "A {{Nowrap|b}} c"),
        ("A [[::Kiel]] b", "A [[::Kiel]] b"),
        ("A <blockquote>b</blockquote>c", "A b c"),
        ("A</div>b", "Ab"),
        ("A <div>b</div>c", "A b c"),
    ],
)
def test_a_line_shows_what_the_wiki_shows(wikitext: str, shown: str) -> None:
    assert text(f"* {wikitext}") == shown


def test_german_and_japanese_words_of_the_wiki_are_known() -> None:
    assert text("* Die Seite {{SEITENNAME}}.", "de").startswith("Die Seite ")
    assert (
        text("* Es gibt __ABSCHNITTE_NICHT_BEARBEITEN__ {{#wechsle:b|a=1|#standard=zwei}} {{GROSS:c}}.", "de")
        == "Es gibt zwei C."
    )
    assert text("* 橋__目次非表示__が{{#もし:x|開通|}}した。", "ja") == "橋が開通した。"


def test_special_pages_are_no_subject_of_an_event() -> None:
    (event,) = parse("* The [[Special:Search/a|search]] of [[Kiel]] ends").events

    assert event.links == ("Kiel",)


def test_a_reference_within_a_reference_gives_its_source_too() -> None:
    (event,) = parse(
        "* A ferry sinks{{#tag:ref|Note <ref>http://e.org/a</ref> http://e.org/b <ref name=c />}} today"
    ).events

    assert event.headline.plain == "A ferry sinks today"
    assert [source.url for source in event.sources] == ["http://e.org/a", "http://e.org/b"]


def test_a_poem_ends_the_line_and_keeps_its_own() -> None:
    """The wiki shows it below the bullet, and what follows it as a paragraph; lines keep their numbers."""
    day = parse("* A ferry sinks <poem>\none\ntwo</poem> now.\n* The port closes.")

    assert [(event.headline.plain, event.line) for event in day.events] == [
        ("A ferry sinks", 1),
        ("The port closes.", 4),
    ]
    assert [note.text.plain for note in day.events[0].notes] == ["one two", "now."]
    assert day.lines == (LineKind.EVENT, LineKind.CONTINUATION, LineKind.CONTINUATION, LineKind.EVENT)


def test_words_after_a_list_in_a_bullet_are_the_bullets() -> None:
    day = parse("* <ul><li>A ferry sinks.</li></ul> Kiel")

    assert [(event.headline.plain, event.topics[0].text.plain) for event in day.events] == [("A ferry sinks.", "Kiel")]


def test_a_backslash_ends_a_bare_address_and_not_one_in_brackets() -> None:
    (event,) = parse("* A ferry sinks. http://e.org/a\\ [http://e.org/b\\]").events

    assert [source.url for source in event.sources] == ["http://e.org/a", "http://e.org/b\\"]
