"""Which template stands for which text: the tables of a dialect put to use, and the rules of those that take more than a table.

Modelled on what the English Wikipedia's templates show to a reader (their documentation pages), as far as news uses
them. Each function returns wikitext, which is read like the rest of the line; None means that the template is unknown.
"""

from __future__ import annotations

import re
from functools import lru_cache

from daybook.parse.dialect import Dialect
from daybook.parse.preprocess import SHOWN_ONLY
from daybook.parse.templates.arguments import Arguments, Text
from daybook.parse.templates.arguments import wikilink as _link
from daybook.parse.templates.convert import convert
from daybook.parse.templates.flag_templates import (
    competitor,
    country,
    country_link,
    country_name,
    flag_texts,
    is_country_code,
)
from daybook.parse.templates.parser_functions import parser_function
from daybook.parse.templates.template_numbers import (
    age,
    as_of,
    circa,
    date_in_words,
    death,
    fraction,
    ordinal,
    percentage,
    power_of_ten,
    quantity,
    reign,
)


def text_of(name: str, arguments: Arguments, dialect: Dialect) -> str | None:
    """Return the wikitext that a template shows; None for a template that no table knows."""
    key = name.lower()
    if key.startswith(("subst:", "safesubst:", "template:", "msg:")):
        name = name.partition(":")[2].strip()
        key = name.lower()
    known = _texts(dialect).get(key)
    if known is not None:
        return known(arguments, dialect)
    if ":" in key:
        return parser_function(name, arguments, dialect)
    if is_citation(key, dialect):
        return _citation(arguments, dialect)
    named = _text_by_form(key, arguments, dialect)
    if named is None and is_country_code(key, dialect) and not arguments.get(1):
        return country_link(key, dialect)
    return named


def _text_by_form(key: str, arguments: Arguments, dialect: Dialect) -> str | None:
    """Return the text of a template whose name holds a language's code, or begins as those do that show nothing."""
    before, after = dialect.templates.language_prefix, dialect.templates.language_suffix
    if before and key.startswith(before):
        return _in_language(key.removeprefix(before), arguments.get(1), dialect)
    if after and key.endswith(after) and key.removesuffix(after) in dialect.languages:
        return _language_note(Arguments([key.removesuffix(after)]), dialect)
    return "" if key.startswith(dialect.templates.silent_prefixes) else None


def is_known(name: str, dialect: Dialect) -> bool:
    """Say whether a table knows a template by its name."""
    return " ".join(name.replace("_", " ").split()).lower() in _texts(dialect)


def is_citation(name: str, dialect: Dialect) -> bool:
    """Say whether a template, by its name in lower case, describes a cited article."""
    return name.startswith(dialect.citations.prefixes) or name in dialect.citations.names


def _interlanguage(arguments: Arguments, dialect: Dialect) -> str:
    """Return a link to an article, which this wiki may not have; the code of the one that has it is only shown."""
    title, language = arguments.get(1), arguments.get(2)
    label = arguments.any_of("lt", "display")
    if title in dialect.languages and language:  # the order of arguments that the template once had
        title, language, label = language, title, label or arguments.get(3)
    return _link(title, label) + (_shown_only(f"&nbsp;&#91;{language}&#93;") if language in dialect.languages else "")


def italic_if_latin(text: str) -> str:
    """Return a foreign text as the wiki styles it: in italics, by tags that apostrophes around it leave alone, if in Latin letters."""
    first = next((character for character in text if character.isalpha()), "")
    return f"<i>{text}</i>" if first and first < "\u0250" else text


def _in_language(code: str, text: str, dialect: Dialect) -> str:
    name = dialect.languages.get(code.partition("-")[0].lower())
    shown = italic_if_latin(text)
    article = dialect.phrases["language_article"].format(language=name)
    return f"[[{article}|{name}]]: {shown}" if name else shown


def _transliteration(arguments: Arguments, _dialect: Dialect) -> str:
    return italic_if_latin(arguments.get(3) or arguments.get(2) or arguments.get(1))


def _name_with_script(arguments: Arguments, _dialect: Dialect) -> str:
    inside = ", ".join(part for part in (arguments.get(2), arguments.get(3)) if part)
    return f"{arguments.get(1)} ({inside})" if arguments.get(1) and inside else arguments.get(1) or inside


def _chinese(arguments: Arguments, dialect: Dialect) -> str:
    """Return a note on a Chinese name; scripts are named, not linked to, as no event is about them."""
    parts = [f"{label} {arguments.any_of(key)}" for key, label in dialect.scripts.items() if arguments.any_of(key)]
    return "; ".join(parts) or arguments.get(1)


def _language_note(arguments: Arguments, dialect: Dialect) -> str:
    names = [dialect.languages.get(value.strip().lower(), value.strip()) for value in arguments.values if value.strip()]
    languages = f" {dialect.words.conjunction} ".join(names)
    return f"<small>{dialect.phrases['language_note'].format(languages=languages)}</small>" if names else ""


def _magnitude(arguments: Arguments, _dialect: Dialect) -> str:
    scale = arguments.get(1) or "w"
    return f"M<sub>{scale}</sub>" + (f"&nbsp;{arguments.get(2)}" if arguments.get(2) else "")


def _ship(prefix: str) -> Text:
    def text(arguments: Arguments, _dialect: Dialect) -> str:
        name, hull = arguments.get(1), arguments.get(2)
        title = f"{prefix} {name}" + (f" ({hull})" if hull else "")
        style = arguments.get(3)
        shown = {"3": hull, "6": f"''{name}''", "2": f"{prefix} ''{name}''"}.get(style, "")
        return _link(title, shown or f"{prefix} ''{name}''" + (f" ({hull})" if hull and style != "2" else ""))

    return text


def _any_ship(arguments: Arguments, _dialect: Dialect) -> str:
    country_or_prefix, name, identity = arguments.get(1), arguments.get(2), arguments.get(3)
    prefix = country_or_prefix if country_or_prefix.isupper() else ""
    ending = f" ({identity})" if identity else ""
    title = f"{prefix or country_or_prefix} {name}".strip() + ending
    return _link(title, f"{prefix} ''{name}''".strip() + ("" if arguments.get(4) == "2" else ending))


def _ship_class(arguments: Arguments, dialect: Dialect) -> str:
    kind = f" {arguments.get(2)}" if arguments.get(2) else ""
    form = dialect.phrases["class"]
    title = form.format(name=arguments.get(1)) + kind
    return _link(title, form.format(name=f"''{arguments.get(1)}''") + kind)


def _currency(sign: str) -> Text:
    def text(arguments: Arguments, dialect: Dialect) -> str:
        scale = dialect.templates.scales.get(arguments.get(2).lower(), "")
        return f"{sign}{arguments.get(1)}{scale}"

    return text


def _any_currency(arguments: Arguments, dialect: Dialect) -> str:
    code = arguments.get(2) or arguments.any_of("type", "c") or "$"
    return (
        f"{dialect.templates.currencies.get(code.lower(), code + ' ')}{arguments.any_of('amount') or arguments.get(1)}"
    )


def _convert(arguments: Arguments, dialect: Dialect) -> str:
    return convert(arguments.values, arguments.named, dialect)


def _short_convert(arguments: Arguments, dialect: Dialect) -> str:
    return convert(arguments.values, {"abbr": "on", **arguments.named}, dialect)


def _citation(arguments: Arguments, dialect: Dialect) -> str | None:
    """Return a citation as a reference to its address; None for one that has no address."""
    names = dialect.citations
    url = arguments.any_of(*names.addresses)
    if not url and arguments.named.get("doi"):
        url = f"https://doi.org/{arguments.any_of('doi')}"
    if not url and arguments.named.get("number") and arguments.named.get("user"):
        url = f"https://twitter.com/{arguments.any_of('user')}/status/{arguments.any_of('number')}"
    outlet = arguments.any_of(*names.outlets)
    agency = arguments.any_of(*names.agencies)
    label = f"{agency} {dialect.words.via} {outlet}" if agency and outlet else outlet or agency
    label = label or arguments.any_of(*names.titles)
    label = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", label).replace("[", "").replace("]", "")
    note = _language_of(arguments, dialect)
    return f" [{url.split()[0]} ({label}{note})]" if url.strip() else None


def foreign_citation(arguments: Arguments, dialect: Dialect) -> str | None:
    """Return a template that no table knows as a source, if it has an address; its label is the title that it gives."""
    names = dialect.citations
    url = arguments.any_of(*names.addresses, *names.foreign_addresses).strip()
    if _WEB_ADDRESS.match(url) is None:
        return None
    label = arguments.any_of(*names.titles, *names.foreign_titles, *names.outlets)
    label = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", label).replace("[", "").replace("]", "")
    return f" [{url.split()[0]} ({label})]" if label else f" {url.split()[0]} "


def _template_name(arguments: Arguments, _dialect: Dialect) -> str:
    return f"&#123;&#123;{arguments.get(1)}&#125;&#125;"


def _joined(arguments: Arguments, _dialect: Dialect) -> str:
    return ", ".join(value.strip() for value in arguments.values if value.strip())


def _sic(arguments: Arguments, dialect: Dialect) -> str:
    note = "" if arguments.any_of("hide") else dialect.phrases["sic"]
    return " ".join(part for part in (arguments.get(1), note) if part)


def _address(arguments: Arguments, _dialect: Dialect) -> str:
    address = arguments.get(1)
    address = address if "//" in address else f"http://{address}"
    return f"[{address} {arguments.get(2) or arguments.get(1)}]" if arguments.get(1) else ""


def _plain_address(arguments: Arguments, dialect: Dialect) -> str:
    address = arguments.get(1) or arguments.any_of("url")
    return _address(Arguments([address, arguments.get(2) or arguments.any_of("name")]), dialect)


def _video(arguments: Arguments, dialect: Dialect) -> str:
    """Return a film's page as a source."""
    video = arguments.get(1) or arguments.any_of("id")
    title = arguments.get(2) or arguments.any_of("title") or "YouTube"
    return (
        f" [https://www.youtube.com/watch?v={video} ({title})]{_shown_only(dialect.phrases['on_video_site'])}"
        if re.fullmatch(r"[\w-]+", video)
        else title
    )


def _linked(arguments: Arguments, _dialect: Dialect) -> str:
    return _link(arguments.get(1), arguments.get(2))


def _official(arguments: Arguments, dialect: Dialect) -> str:
    address = arguments.get(1) or arguments.any_of("url")
    return _address(Arguments([address, arguments.any_of("name") or dialect.phrases["official_website"]]), dialect)


def _archived(arguments: Arguments, dialect: Dialect) -> str:
    """Return the copy of an article that an archive keeps, as a source of its own."""
    address = arguments.any_of("url") or arguments.get(1)
    date = arguments.any_of("date")
    keeper = "Wayback Machine" if "web.archive.org" in address else "archive.today" if "archive." in address else ""
    form = "archived_at_year" if date and date[-4:].isdigit() and "," in date else "archived_at"
    note = _shown_only(dialect.phrases[form].format(date=date, keeper=keeper)) if keeper else ""
    return f" [{address} ({dialect.phrases['archived']})]{note}" if "//" in address else ""


def _chemical(arguments: Arguments, _dialect: Dialect) -> str:
    """Return a formula with its numbers below the line."""
    return re.sub(r"(?<=[A-Za-z)\]])(\d+)", r"<sub>\1</sub>", "".join(value.strip() for value in arguments.values))


def _quotation(arguments: Arguments, _dialect: Dialect) -> str:
    words = arguments.get(1) or arguments.any_of("text", "quote", "1")
    author = arguments.get(2) or arguments.any_of("author", "sign", "by")
    return f"{words} — {author}" if author else words


def _listed(arguments: Arguments, _dialect: Dialect) -> str:
    """Return the items of a list that a template makes, on one line as a headline needs them."""
    return "; ".join(value.strip() for value in arguments.values if value.strip())


def _without_bullets(arguments: Arguments, _dialect: Dialect) -> str:
    """Return a list between a template's braces as one line; a list of events, which cite sources, stays one."""
    if "[http" in arguments.first():
        return arguments.first()
    items = [item.strip(" *") for item in re.split(r"[\n\x01]", arguments.first())]
    return "; ".join(item for item in items if item)


def _shown_only(text: str) -> str:
    """Return what the wiki shows, and no headline needs."""
    return f"{SHOWN_ONLY}{text}{SHOWN_ONLY}"


def _language_of(arguments: Arguments, dialect: Dialect) -> str:
    """Return the note of a citation's language, where it is not the wiki's own."""
    language = arguments.any_of(*dialect.citations.languages)
    if not language or language[:2] == dialect.code[:2]:
        return ""
    return " " + dialect.phrases["in_language"].format(
        language=dialect.languages.get(language.lower(), language.capitalize())
    )


def _height(arguments: Arguments, dialect: Dialect) -> str:
    unit = "m" if arguments.any_of("m") else "ft"
    return convert([arguments.any_of(unit), unit], {}, dialect)


def _fixed(text: str) -> Text:
    return lambda _arguments, _dialect: text


def _pattern(pattern: str) -> Text:
    """Return the rule of a pattern that names unnamed arguments by their numbers: "{1}"."""

    def text(arguments: Arguments, _dialect: Dialect) -> str:
        return _ARGUMENT.sub(lambda match: arguments.get(int(match[1])), pattern)

    return text


_WEB_ADDRESS = re.compile(r"(?:https?:)?//[^\s/]", re.IGNORECASE)
_ARGUMENT = re.compile(r"\{([1-9])\}")

_RULES: dict[str, Text] = {
    "address": _address,
    "age": age,
    "archived": _archived,
    "as_of": as_of,
    "chemical": _chemical,
    "chinese": _chinese,
    "circa": circa,
    "citation": _citation,
    "comma_list": _joined,
    "competitor": competitor,
    "concatenated": lambda arguments, _dialect: "".join(arguments.values),
    "convert": _convert,
    "convert_short": _short_convert,
    "country": country,
    "country_name": country_name,
    "currency": _any_currency,
    "date": date_in_words,
    "death": death,
    "fraction": fraction,
    "height": _height,
    "hyphenated": lambda arguments, _dialect: "-".join(arguments.values),
    "in_language": lambda arguments, dialect: _in_language(arguments.get(1), arguments.get(2), dialect),
    "interlanguage": _interlanguage,
    "italic_if_latin": lambda arguments, _dialect: italic_if_latin(arguments.get(2)),
    "label_first": lambda arguments, _dialect: _link(arguments.get(2) or arguments.get(1), arguments.get(1)),
    "language_note": _language_note,
    "linked": _linked,
    "linked_name": lambda arguments, _dialect: _link(f"{arguments.get(1)} {arguments.get(2)}".strip()),
    "linked_title": lambda arguments, _dialect: _link(arguments.get(1)),
    "list": _listed,
    "magnitude": _magnitude,
    "name_with_script": _name_with_script,
    "official": _official,
    "ordinal": ordinal,
    "percentage": percentage,
    "plain_address": _plain_address,
    "power_of_ten": power_of_ten,
    "quantity": quantity,
    "quotation": _quotation,
    "reign": reign,
    "ship": _any_ship,
    "ship_class": _ship_class,
    "sic": _sic,
    "spaced": lambda arguments, _dialect: " ".join(value.strip() for value in arguments.values),
    "template_name": _template_name,
    "transliteration": _transliteration,
    "video": _video,
    "without_bullets": _without_bullets,
}
"""The rules that a dialect gives names of templates to."""


@lru_cache(maxsize=16)
def _texts(dialect: Dialect) -> dict[str, Text]:
    """Return the rule of every template that a dialect knows; where it names one twice, the more telling rule wins."""
    words = dialect.templates
    texts: dict[str, Text] = dict.fromkeys(words.nothing, _fixed(""))
    for shown, form in ((words.complaints, "&#91;{}&#93;"), (words.hurdles, "({})")):
        for complaint, names in shown.items():
            texts.update(dict.fromkeys(names, _fixed(_shown_only(form.format(complaint)))))
    texts.update(dict.fromkeys(words.first, lambda arguments, _dialect: arguments.first()))
    texts.update(dict.fromkeys(words.second, lambda arguments, _dialect: arguments.get(2) or arguments.get(1)))
    texts.update({name: _fixed(text) for name, text in words.fixed.items()})
    texts.update({name: _currency(sign) for name, sign in words.currencies.items()})
    texts.update({prefix.lower(): _ship(prefix) for prefix in words.ships})
    texts.update(flag_texts(dialect))
    texts.update({name: _pattern(pattern) for name, pattern in words.patterns.items()})
    for rule, names in words.rules.items():
        texts.update(dict.fromkeys(names, _RULES[rule]))
    return texts
