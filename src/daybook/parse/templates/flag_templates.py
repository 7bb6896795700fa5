"""Templates of flags: the country, team or competitor that each one names, as news of sport and politics use them.

The flag itself is an image and gives no text. Codes are those of the Olympic committees and of ISO 3166-1 (three letters),
with a few shorter ones that editors use.
"""

from __future__ import annotations

from functools import lru_cache

from daybook.parse.dialect import Dialect
from daybook.parse.templates.arguments import Arguments, Text, wikilink


@lru_cache(maxsize=16)
def _countries(dialect: Dialect) -> dict[str, tuple[str, str]]:
    """Return the article and the label of each country, by code."""
    return {
        code: (title, label or title)
        for name, codes in dialect.countries.items()
        for title, _, label in [name.partition(">")]
        for code in codes
    }


def country_link(code: str, dialect: Dialect) -> str:
    """Return a link to the country that a code or name stands for."""
    title, label = _country(code, dialect)
    return wikilink(title, label)


def is_country_code(name: str, dialect: Dialect) -> bool:
    """Say whether a template's name is a country's code: such a template shows flag and name."""
    return name in _countries(dialect)


def flag_texts(dialect: Dialect) -> dict[str, Text]:
    """Return the templates of delegations and teams, by name."""
    texts: dict[str, Text] = {"flag" + suffix: _delegation(games) for suffix, games in dialect.games.items()}
    return texts | {name: _team(team) for name, team in dialect.teams.items()}


def _country(code: str, dialect: Dialect) -> tuple[str, str]:
    return _countries(dialect).get(code.casefold(), (code, code))


def country(given: Arguments, dialect: Dialect) -> str:
    """Return a link to a country, under the name that was given for it."""
    title, label = _country(given.get(1), dialect)
    return wikilink(title, given.any_of("name") or label)


def _delegation(games: str) -> Text:
    def text(given: Arguments, dialect: Dialect) -> str:
        _, label = _country(given.get(1), dialect)
        which = f"{given.get(2)} {games}" if given.get(2) else games
        return wikilink(dialect.phrases["delegation"].format(country=label, games=which), label)

    return text


def country_name(given: Arguments, dialect: Dialect) -> str:
    """Return the name of a country."""
    return _country(given.get(1), dialect)[1]


def competitor(given: Arguments, _dialect: Dialect) -> str:
    """Return a competitor with the country's code in parentheses, or with its name where there is no code."""
    code = given.get(2)
    return f"{given.get(1)} ({code})" if code else given.get(1)


def _team(team: str) -> Text:
    def text(given: Arguments, dialect: Dialect) -> str:
        _, label = _country(given.get(1), dialect)
        return wikilink(f"{label} {team}", label)

    return text
