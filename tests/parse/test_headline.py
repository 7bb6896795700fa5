"""Headlines: what of a line is stored, and what goes with its sources."""

from __future__ import annotations

import pytest

from daybook.model import Event, RawPage, Span
from daybook.parse import parse_page


def read(wikitext: str) -> Event:
    """Return the one event of a bullet."""
    (event,) = parse_page(RawPage("Portal:Current events/2004 August 14", f"* {wikitext}")).events
    return event


@pytest.mark.parametrize(
    ("wikitext", "spans"),
    [
        ("[[Kiel]] votes", (Span("Kiel", "Kiel"), Span(" votes"))),
        ("At [[kiel#Port|the ''old'' port]]", (Span("At "), Span("the ", "Kiel#Port"), Span("old", "Kiel#Port", italic=True), Span(" port", "Kiel#Port"))),
        ("H<sub>2</sub>O", (Span("H"), Span("2", subscript=True), Span("O"))),
        ("10<sup>6</sup> and ''x''", (Span("10"), Span("6", superscript=True), Span(" and "), Span("x", italic=True))),
        ("<s>ten</s> '''nine'''", (Span("ten", strike=True), Span(" "), Span("nine", bold=True))),
        ("'''''both'''''", (Span("both", italic=True, bold=True),)),
        ("<b>a <b>b</b> c</b> d", (Span("a b c", bold=True), Span(" d"))),
        ("A ''b [https://e.org/a (C''D)] e", (Span("A "), Span("b ", italic=True), Span("e"))),
        ("A ''b [https://e.org/a ''(C)''] e''", (Span("A "), Span("b e", italic=True))),
        ("</b>a <sub>b </sub>", (Span("a "), Span("b", subscript=True))),
        ("A <sup>''[[x]]''</sup> ", (Span("A "), Span("x", "X", italic=True, superscript=True))),
        ("He read [https://e.org/a a long report] aloud", (Span("He read "), Span("a long report", url="https://e.org/a"), Span(" aloud"))),
    ],
)  # fmt: skip
def test_links_and_styles_of_a_headline_are_stored(wikitext: str, spans: tuple[Span, ...]) -> None:
    """Each run of words with its link and its styles, no more and no fewer; spaces at the end go."""
    assert read(wikitext).headline.spans == spans


@pytest.mark.parametrize(
    ("wikitext", "headline"),
    [
        ("[https://e.org/a (A)].", ""),
        ("[https://e.org/a (A)]", ""),
        ("A dam breaks. [https://e.org/a (A)].", "A dam breaks."),
        ("A dam breaks [https://e.org/a (A)].", "A dam breaks."),
        ("A dam breaks! [https://e.org/a (A)].", "A dam breaks!"),
        ("A dam breaks ([https://e.org/a A]).", "A dam breaks."),
        ("A dam (in Kiel [https://e.org/a (A)])", "A dam (in Kiel)"),
        ("A dam [in Kiel [https://e.org/a (A)] ]", "A dam [in Kiel]"),
        ("A dam breaks [https://e.org/a (A)], [https://e.org/b (B)] and [https://e.org/c (C)]", "A dam breaks"),
        ("A dam breaks [https://e.org/a (A)], and a road floods. [https://e.org/b (B)]", "A dam breaks, and a road floods."),
        ("A dam breaks. [https://e.org/a (A)] It rains. [https://e.org/b (B)]", "A dam breaks. It rains."),
        ("A dam breaks. Source: [https://e.org/a A]", "A dam breaks."),
        ("A dam breaks. Read more: [https://e.org/a A].", "A dam breaks."),
        ("See http://. now", "See http://. now"),
        ("Go to https://, or not.", "Go to https://, or not."),
        ("A dam breaks – [https://e.org/a (A)]", "A dam breaks"),
    ],
)  # fmt: skip
def test_what_stood_there_only_for_a_source_goes_with_it(wikitext: str, headline: str) -> None:
    """Punctuation and brackets; the sentence keeps its own, and one full stop."""
    assert read(wikitext).headline.plain == headline


@pytest.mark.parametrize(
    ("wikitext", "label"),
    [
        ("[[Storm X]]: Two boats sink.", ("Storm X", "Storm X")),
        ("[[Storm X|''Storm'' X]] – Two boats sink.", ("Storm X", "Storm X")),
        ("Sports: A team wins.", ("Sports", None)),
        ("Sports - A team wins.", ("Sports", None)),
        ("Nonsense: A team wins.", None),
        ("[[Storm X]] sinks two boats: one is found.", None),
        ("[[Storm X]]:two boats sink.", None),
        ("A [[boat]]: it sinks.", None),
    ],
)
def test_a_label_is_a_link_or_a_known_heading_before_a_colon_or_dash(
    wikitext: str, label: tuple[str, str | None] | None
) -> None:
    event = read(wikitext)

    assert (event.label and (event.label.name, event.label.title)) == label


@pytest.mark.parametrize(
    ("wikitext", "sources"),
    [
        ("A. [https://e.org/a (A)] (in Persian)", [("A", "Persian")]),
        ("A. [https://e.org/a (A)] [https://e.org/b (B)] (in Persian)", [("A", None), ("B", "Persian")]),
        ("A. [https://e.org/a (A)] (in Dutch) [https://e.org/b (B)] (Welsh)", [("A", "Dutch"), ("B", "Welsh")]),
        ("A. (Example: https://e.org/a )", [("Example", None)]),
        ("A. [https://e.org/a (A in Dutch)] (in Persian)", [("A in Dutch", "Dutch")]),
        ("A (in Persian) song wins. [https://e.org/a (A)]", [("A", None)]),
    ],
)
def test_notes_beside_a_source_are_its_own(wikitext: str, sources: list[tuple[str, str | None]]) -> None:
    """A language goes to the source before it, a name to the one after it."""
    assert [(source.label, source.language) for source in read(wikitext).sources] == sources


@pytest.mark.parametrize(
    ("length", "is_link"),
    [(255, True), (256, False)],
)
def test_a_title_has_at_most_255_bytes(length: int, *, is_link: bool) -> None:
    """MediaWiki's own bound; a section does not count."""
    assert bool(read(f"A [[{'x' * length}#Section|link]].").links) is is_link
    assert bool(read(f"A [[{'é' * (length // 2)}{'x' * (length % 2)}|link]].").links) is is_link
