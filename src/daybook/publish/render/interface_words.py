"""Which language the interface speaks: one that the theme has words in."""

from __future__ import annotations

from daybook.errors import PublishError
from daybook.publish.render.locale_text import LocaleText
from daybook.publish.render.theme import Theme


def words_of(theme: Theme, words: str, language: str) -> LocaleText:
    """Return the words of the interface: in the language asked for, else in the site's, else in English."""
    catalogues = theme.texts("words/")
    for tag in (words, language):
        for name in (tag, tag.partition("-")[0]):
            if f"{name}.toml" in catalogues:
                return LocaleText(tag, catalogues[f"{name}.toml"], catalogues["en.toml"])
    if words:
        raise PublishError(
            f"the theme has no words in the language: `{words}`", hint="add words/LANGUAGE.toml to a theme folder"
        )
    return LocaleText("en", catalogues["en.toml"], catalogues["en.toml"])
