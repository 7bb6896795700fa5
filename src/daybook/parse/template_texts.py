"""Which template stands for which text: the tables of `template_words` put to use, and those that take more than a table.

Modelled on what the English Wikipedia's templates show to a reader (their documentation pages), as far as news uses
them. Each function returns wikitext, which is read like the rest of the line; None means that the template is unknown.
"""

from __future__ import annotations

import re

from daybook.parse.arguments import Arguments, Text
from daybook.parse.arguments import wikilink as _link
from daybook.parse.convert import convert
from daybook.parse.flags import country_link, flag_texts, is_country_code
from daybook.parse.parser_functions import parser_function
from daybook.parse.preprocess import SHOWN_ONLY
from daybook.parse.template_numbers import (
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
from daybook.parse.template_words import (
    CITATIONS,
    COMPLAINTS,
    CURRENCIES,
    FIRST,
    FIXED,
    HURDLES,
    LANGUAGES,
    NOTHING,
    SECOND,
    SHIPS,
)

_CHINESE = {
    "c": "Chinese:", "s": "simplified Chinese:", "t": "traditional Chinese:", "p": "pinyin:", "hp": "pinyin:",
    "w": "Wade–Giles:", "j": "Jyutping:", "poj": "Pe̍h-ōe-jī:", "l": "lit.",
}  # fmt: skip


def text_of(name: str, arguments: Arguments) -> str | None:
    """Return the wikitext that a template shows; None for a template that no table knows."""
    key = name.lower()
    if key.startswith(("subst:", "safesubst:", "template:", "msg:")):
        name = name.partition(":")[2].strip()
        key = name.lower()
    known = _TEXTS.get(key)
    if known is not None:
        return known(arguments)
    if ":" in key:
        return parser_function(name, arguments)
    if is_citation(key):
        return _citation(arguments)
    if key.startswith("lang-"):
        return _in_language(key[5:], arguments.get(1))
    if key.endswith(" icon") and key[:-5] in LANGUAGES:
        return _language_note(Arguments([key[:-5]]))
    if key.startswith(("pp-", "flagicon", "use ", "cite needed")):
        return ""
    if is_country_code(key) and not arguments.get(1):
        return country_link(key)
    return None


def is_known(name: str) -> bool:
    """Say whether a table knows a template by its name."""
    return " ".join(name.replace("_", " ").split()).lower() in _TEXTS


def is_citation(name: str) -> bool:
    """Say whether a template, by its name in lower case, describes a cited article."""
    return name.startswith(("cite ", "cite-", "citation/")) or name in CITATIONS


def _interlanguage(arguments: Arguments) -> str:
    """Return a link to an article, which this wiki may not have; the code of the one that has it is only shown."""
    title, language = arguments.get(1), arguments.get(2)
    label = arguments.any_of("lt", "display")
    if title in LANGUAGES and language:  # the order of arguments that the template once had
        title, language, label = language, title, label or arguments.get(3)
    return _link(title, label) + (_shown_only(f"&nbsp;&#91;{language}&#93;") if language in LANGUAGES else "")


def italic_if_latin(text: str) -> str:
    """Return a foreign text as the wiki styles it: in italics, by tags that apostrophes around it leave alone, if in Latin letters."""
    first = next((character for character in text if character.isalpha()), "")
    return f"<i>{text}</i>" if first and first < "\u0250" else text


def _in_language(code: str, text: str) -> str:
    name = LANGUAGES.get(code.partition("-")[0].lower())
    shown = italic_if_latin(text)
    return f"[[{name} language|{name}]]: {shown}" if name else shown


def _transliteration(arguments: Arguments) -> str:
    return italic_if_latin(arguments.get(3) or arguments.get(2) or arguments.get(1))


def _nihongo(arguments: Arguments) -> str:
    inside = ", ".join(part for part in (arguments.get(2), arguments.get(3)) if part)
    return f"{arguments.get(1)} ({inside})" if arguments.get(1) and inside else arguments.get(1) or inside


def _chinese(arguments: Arguments) -> str:
    """Return a note on a Chinese name; scripts are named, not linked to, as no event is about them."""
    parts = [f"{label} {arguments.any_of(key)}" for key, label in _CHINESE.items() if arguments.any_of(key)]
    return "; ".join(parts) or arguments.get(1)


def _language_note(arguments: Arguments) -> str:
    names = [LANGUAGES.get(value.strip().lower(), value.strip()) for value in arguments.values if value.strip()]
    return f"<small>(in {' and '.join(names)})</small>" if names else ""


def _magnitude(arguments: Arguments) -> str:
    scale = arguments.get(1) or "w"
    return f"M<sub>{scale}</sub>" + (f"&nbsp;{arguments.get(2)}" if arguments.get(2) else "")


def _ship(prefix: str) -> Text:
    def text(arguments: Arguments) -> str:
        name, hull = arguments.get(1), arguments.get(2)
        title = f"{prefix} {name}" + (f" ({hull})" if hull else "")
        style = arguments.get(3)
        shown = {"3": hull, "6": f"''{name}''", "2": f"{prefix} ''{name}''"}.get(style, "")
        return _link(title, shown or f"{prefix} ''{name}''" + (f" ({hull})" if hull and style != "2" else ""))

    return text


def _any_ship(arguments: Arguments) -> str:
    country_or_prefix, name, identity = arguments.get(1), arguments.get(2), arguments.get(3)
    prefix = country_or_prefix if country_or_prefix.isupper() else ""
    ending = f" ({identity})" if identity else ""
    title = f"{prefix or country_or_prefix} {name}".strip() + ending
    return _link(title, f"{prefix} ''{name}''".strip() + ("" if arguments.get(4) == "2" else ending))


def _ship_class(arguments: Arguments) -> str:
    kind = f" {arguments.get(2)}" if arguments.get(2) else ""
    title = f"{arguments.get(1)}-class{kind}"
    return _link(title, f"''{arguments.get(1)}''-class{kind}")


def _currency(sign: str) -> Text:
    def text(arguments: Arguments) -> str:
        scale = {"m": " million", "b": " billion", "t": " trillion", "c": " crore", "l": " lakh"}.get(
            arguments.get(2).lower(), ""
        )
        return f"{sign}{arguments.get(1)}{scale}"

    return text


def _any_currency(arguments: Arguments) -> str:
    code = arguments.get(2) or arguments.any_of("type", "c") or "$"
    return f"{CURRENCIES.get(code.lower(), code + ' ')}{arguments.any_of('amount') or arguments.get(1)}"


def _convert(arguments: Arguments) -> str:
    return convert(arguments.values, arguments.named)


def _short_convert(arguments: Arguments) -> str:
    return convert(arguments.values, {"abbr": "on", **arguments.named})


def _citation(arguments: Arguments) -> str | None:
    """Return a citation as a reference to its address; None for one that has no address."""
    url = arguments.any_of("url", "chapter-url", "archive-url", "archiveurl")
    if not url and arguments.named.get("doi"):
        url = f"https://doi.org/{arguments.any_of('doi')}"
    if not url and arguments.named.get("number") and arguments.named.get("user"):
        url = f"https://twitter.com/{arguments.any_of('user')}/status/{arguments.any_of('number')}"
    outlet = arguments.any_of("work", "website", "newspaper", "magazine", "journal", "publisher", "periodical")
    agency = arguments.any_of("agency")
    label = f"{agency} via {outlet}" if agency and outlet else outlet or agency or arguments.any_of("title")
    label = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", label).replace("[", "").replace("]", "")
    language = arguments.any_of("language")
    note = f" in {LANGUAGES.get(language.lower(), language.capitalize())}" if language and language[:2] != "en" else ""
    return f" [{url.split()[0]} ({label}{note})]" if url.strip() else None


def _link_template(arguments: Arguments) -> str:
    return f"&#123;&#123;{arguments.get(1)}&#125;&#125;"


def _joined(arguments: Arguments) -> str:
    return ", ".join(value.strip() for value in arguments.values if value.strip())


def _sic(arguments: Arguments) -> str:
    note = "" if arguments.any_of("hide") else "[sic]"
    return " ".join(part for part in (arguments.get(1), note) if part)


def _address(arguments: Arguments) -> str:
    address = arguments.get(1)
    address = address if "//" in address else f"http://{address}"
    return f"[{address} {arguments.get(2) or arguments.get(1)}]" if arguments.get(1) else ""


def _plain_address(arguments: Arguments) -> str:
    return _address(
        Arguments([arguments.get(1) or arguments.any_of("url"), arguments.get(2) or arguments.any_of("name")])
    )


def _video(arguments: Arguments) -> str:
    """Return a film's page as a source."""
    video = arguments.get(1) or arguments.any_of("id")
    title = arguments.get(2) or arguments.any_of("title") or "YouTube"
    return (
        f" [https://www.youtube.com/watch?v={video} ({title})]{_shown_only(' on YouTube')}"
        if re.fullmatch(r"[\w-]+", video)
        else title
    )


def _linked(arguments: Arguments) -> str:
    return _link(arguments.get(1), arguments.get(2))


def _official(arguments: Arguments) -> str:
    address = arguments.get(1) or arguments.any_of("url")
    return _address(Arguments([address, arguments.any_of("name") or "Official website"]))


def _archived(arguments: Arguments) -> str:
    """Return the copy of an article that an archive keeps, as a source of its own."""
    address = arguments.any_of("url") or arguments.get(1)
    date = arguments.any_of("date")
    keeper = "Wayback Machine" if "web.archive.org" in address else "archive.today" if "archive." in address else ""
    note = f" {date}{', ' if date and date[-4:].isdigit() and ',' in date else ' '}at the {keeper}" if keeper else ""
    return f" [{address} (Archived)]{_shown_only(note) if note else ''}" if "//" in address else ""


def _chemical(arguments: Arguments) -> str:
    """Return a formula with its numbers below the line."""
    return re.sub(r"(?<=[A-Za-z)\]])(\d+)", r"<sub>\1</sub>", "".join(value.strip() for value in arguments.values))


def _quotation(arguments: Arguments) -> str:
    words = arguments.get(1) or arguments.any_of("text", "quote", "1")
    author = arguments.get(2) or arguments.any_of("author", "sign", "by")
    return f"{words} — {author}" if author else words


def _listed(arguments: Arguments) -> str:
    """Return the items of a list that a template makes, on one line as a headline needs them."""
    return "; ".join(value.strip() for value in arguments.values if value.strip())


def _without_bullets(arguments: Arguments) -> str:
    """Return a list between a template's braces as one line; a list of events, which cite sources, stays one."""
    if "[http" in arguments.first():
        return arguments.first()
    items = [item.strip(" *") for item in re.split(r"[\n\x01]", arguments.first())]
    return "; ".join(item for item in items if item)


def _wrapped(before: str, after: str = "", position: int = 1) -> Text:
    return lambda arguments: f"{before}{arguments.get(position)}{after}"


def _shown_only(text: str) -> str:
    """Return what the wiki shows, and no headline needs."""
    return f"{SHOWN_ONLY}{text}{SHOWN_ONLY}"


def _fixed(text: str) -> Text:
    return lambda _arguments: text


def _tables() -> dict[str, Text]:
    texts: dict[str, Text] = {}
    for name in NOTHING.split("|"):
        texts[name] = _fixed("")
    for complaint, names in COMPLAINTS.items():
        for name in names.split("|"):
            texts[name] = _fixed(_shown_only(f"&#91;{complaint}&#93;"))
    for hurdle, names in HURDLES.items():
        for name in names.split("|"):
            texts[name] = _fixed(_shown_only(f"({hurdle})"))
    for name in FIRST.split("|"):
        texts[name] = lambda arguments: arguments.first()
    for name in SECOND.split("|"):
        texts[name] = lambda arguments: arguments.get(2) or arguments.get(1)
    for name, text in FIXED.items():
        texts[name] = _fixed(text)
    for name, sign in CURRENCIES.items():
        texts[name] = _currency(sign)
    for prefix in SHIPS.split("|"):
        texts[prefix.lower()] = _ship(prefix)
    for name in ("ill", "interlanguage link", "illm", "link-interwiki", "interlanguage link multi", "iw2", "ilm"):
        texts[name] = _interlanguage
    texts.update(flag_texts())
    texts.update(
        {
            "convert": _convert, "cvt": _short_convert, "conv": _convert, "frac": fraction, "fraction": fraction,
            "sfrac": fraction, "circa": circa, "c.": circa, "ca.": circa, "floruit": _wrapped("fl. "),
            "fl.": _wrapped("fl. "), "m": _magnitude, "mw": _wrapped("M<sub>w</sub> "), "lang": lambda a: italic_if_latin(a.get(2)),
            "transl": _transliteration, "transliteration": _transliteration, "tlit": _transliteration,
            "langx": lambda a: _in_language(a.get(1), a.get(2)), "nihongo": _nihongo, "nihongo3": _nihongo, "zh": _chinese,
            "zh-full": _chinese, "korean": _joined, "in lang": _language_note, "link language": _language_note,
            "ship": _any_ship, "sclass": _ship_class, "sclass-": _ship_class, "sclass2": _ship_class,
            "sclass2-": _ship_class, "currency": _any_currency, "inrconvert": _currency("₹"), "inr convert": _currency("₹"),
            "abbrlink": lambda a: _link(a.get(2) or a.get(1), a.get(1)), "sup": _wrapped("<sup>", "</sup>"),
            "sub": _wrapped("<sub>", "</sub>"), "su": _joined, "tl": _link_template, "tlx": _link_template, "gaps": lambda a: " ".join(
                value.strip() for value in a.values
            ), "val": quantity, "nts": _wrapped(""), "age": age, "age in years": age, "as of": as_of, "start date": date_in_words, "end date": date_in_words, "film date": date_in_words, "birth date": date_in_words, "bda": date_in_words, "dob": date_in_words, "date": _wrapped(""),
            "dts": _wrapped(""), "subst": _wrapped(""), "url": _address, "official website": _official, "official url": _official, "official": _official,
            "webarchive": _archived, "wayback": _archived, "sic": _sic, "em": _wrapped("<em>", "</em>"), "strong": _wrapped("<b>", "</b>"),
            "lcpl": _wrapped(""), "section link": lambda a: f"[[{a.get(1)}#{a.get(2)}|{a.get(1)} § {a.get(2)}]]",
            "slink": lambda a: f"[[{a.get(1)}#{a.get(2)}|{a.get(1)} § {a.get(2)}]]", "wikt": _wrapped(""),
            "respell": lambda a: "-".join(a.values), "ipa": _wrapped(""), "ipac-en": _fixed(""), "isbn": _wrapped("ISBN "),
            "bold": _wrapped("<b>", "</b>"), "b": _wrapped("<b>", "</b>"), "italic": _wrapped("<i>", "</i>"), "i": _wrapped("<i>", "</i>"),
            "s": _wrapped("<s>", "</s>"), "del": _wrapped("<s>", "</s>"), "ct": _wrapped(""), "sortname": lambda a: _link(
                f"{a.get(1)} {a.get(2)}".strip()
            ), "unbulleted list": _listed, "ubl": _listed, "ublist": _listed, "hlist": _listed, "bulleted list": _listed, "ordered list": _listed,
            "collapsible list": _listed, "enum": _joined, "plainlist": _without_bullets, "flatlist": _without_bullets, "cslist": _joined,
            "comma separated entries": _joined, "ordinal": ordinal, "ordinal to word": ordinal, "e": power_of_ten, "10^": power_of_ten,
            "×10^": power_of_ten, "x10^": power_of_ten, "chem": _chemical, "chem2": _chemical, "death date and age": death,
            "death date": date_in_words, "dda": death, "birth date and age": date_in_words, "birth-date and age": _wrapped(""), "start date and age": date_in_words,
            "percentage": percentage, "percent": _wrapped("", "%"), "pct": _wrapped("", "%"), "degc": _wrapped("", "°C"), "°c": _wrapped("", "°C"), "né": _wrapped("né "),
            "née": _wrapped("née "), "nee": _wrapped("née "), "b.": _wrapped("b. "), "d.": _wrapped("d. "), "born": _wrapped("born "),
            "r.": reign, "reign": reign, "quote": _quotation, "blockquote": _quotation, "cquote": _quotation, "doi": _wrapped("doi:"),
            "brackets": _wrapped("[", "]"), "sqbr": _wrapped("[", "]"), "\"": _wrapped("\"", "\""),
            "red link": _linked, "redlink": _linked, "iw": _interlanguage, "link": _linked, "nwl": _linked, "wl": _linked, "plain link": _address,
            "plainlink": _plain_address, "youtube": _video, "nihongo foot": _wrapped(""), "tweet": _citation, "archive url": _archived,
            "jclass": _ship_class, "smallsup": _wrapped("<sup>", "</sup>"),
            "nat fs": _wrapped(""), "annotated link": lambda a: _link(a.get(1)), "linktext": lambda a: "".join(a.values),
            "usc": _wrapped(""), "angle bracket": _wrapped("⟨", "⟩"), "as": _wrapped(""), "pl": _wrapped("[[", "]]"),
            "l": _wrapped("[[", "]]"), "la": _wrapped("[[", "]]"), "nospam": lambda a: f"{a.get(1)}@{a.get(2)}", "cardinal": _wrapped(""),
            "height": lambda a: convert([a.any_of("m"), "m"]) if a.any_of("m") else convert([a.any_of("ft"), "ft"]),
        }
    )  # fmt: skip
    return texts


_TEXTS = _tables()
