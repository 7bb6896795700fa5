"""Templates are compiled once for all sites of a wording, and anew where words differ."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from daybook.publish.render.templates import Markup, Templates

SOURCES = {"page.html": "<p>[[title]]: {{ 'seen'|word }} {{ count }}</p>"}


def made(title: str, word: str, wording: str) -> str:
    """Render the page of a site."""
    templates = Templates(SOURCES, {"title": title}.__getitem__, {"word": lambda key: f"{word} {key}"}, wording)
    return templates.renderer("page.html")(count=3)


def test_other_words_make_another_page_of_the_same_template() -> None:
    """Also those that Jinja works out while it compiles."""
    assert made("News", "was", "one") == "<p>News: was seen 3</p>"
    assert made("News", "wurde", "other") == "<p>News: wurde seen 3</p>"
    assert made("Nachrichten", "was", "one") == "<p>Nachrichten: was seen 3</p>"
    assert made("News", "was", "one") == "<p>News: was seen 3</p>"


def test_a_template_is_compiled_once_for_a_wording() -> None:
    """What Jinja works out while it compiles is not asked for again."""
    asked: list[str] = []

    def word(key: str) -> str:
        asked.append(key)
        return key

    for _ in range(3):
        Templates(SOURCES, {"title": "Once"}.__getitem__, {"word": word}, "once").renderer("page.html")

    assert asked == ["seen"]


@given(st.one_of(st.text("ab<>&\"'é"), st.integers(), st.builds(Markup, st.text("a<b>"))))
def test_what_is_printed_is_escaped_as_markupsafe_escapes_it(value: object) -> None:
    templates = Templates({"page.html": "{{ value }}"}, str, {}, "printed")

    assert templates.renderer("page.html")(value=value) == str(escape(value))


def test_what_a_macro_gave_is_not_escaped_again() -> None:
    source = "{% macro bold(text) %}<b>{{ text }}</b>{% endmacro %}{{ bold('a & b') }}{{ bold(text) }}"

    assert Templates({"page.html": source}, str, {}, "macros").renderer("page.html")(text="<i>") == (
        "<b>a &amp; b</b><b>&lt;i&gt;</b>"
    )
