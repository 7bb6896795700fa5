"""Which template stands for which text: the tables, and the few that take more than a table.

Modelled on what the English Wikipedia's templates show to a reader (their documentation pages), as far as news uses
them. Each function returns wikitext, which is read like the rest of the line; None means that the template is unknown.
"""

from __future__ import annotations

import re

from daybook.model.titles import ENGLISH_MONTHS
from daybook.parse.arguments import Arguments, Text
from daybook.parse.arguments import wikilink as _link
from daybook.parse.convert import convert
from daybook.parse.flags import country_link, flag_texts, is_country_code
from daybook.parse.parser_functions import grouped, parser_function

_FIRST = (
    "nowrap nobr nobreak no wrap|nowrap|nobold|noitalic|noitalics|normal|small|smaller|smalldiv|big|larger|large|abbr|"
    "abbreviation|tooltip|tt|hover title|script|angbr|center|align|plainlist|flatlist|quote|blockquote|cquote|ubl|"
    "mono|code|kbd|samp|var|visible anchor|anchored|vanchor|sc|smallcaps|smallcaps2|caps|nobr|allcaps|strike|"
    "u|underline|ins|first word|not a typo|proper name|as written|typo|sic inline|pslink|nihongo2|noflip|resize0|"
    "columns-list|div col|hatnote|block indent|in5|spoken|nastaliq|nq|script/arabic|script/hebrew|big2|no italic|hlist"
)
_SECOND = (
    "lang|rtl-lang|script/cyrl|color|font color|fontcolor|colour|resize|font|wikt-lang|wt|"
    "text|font size|clarify span|highlight round|bg|background color|citation needed span|tooltip2"
)
_NOTHING = (
    "citation needed|cn|fact|dead link|deadlink|dl|better source|better source needed|bsn|who|when|where|which|why|"
    "by whom|clarify|clarification needed|vague|update inline|update after|failed verification|verify source|"
    "unreliable source?|according to whom|dubious|disputed inline|specify|full citation needed|page needed|pn|"
    "subscription required|subscription|paywall|registration required|registration|closed access|open access|"
    "free access|limited access|clear|-|clr|toc|toc right|toc left|notoc|reflist|references|notelist|anchor|flagicon|"
    "flag icon|flagdeco|flag deco|country flag|coord|portal|portal bar|main|see also|further|details|shortcut|"
    "pp|pp-protected|pp-semi|pp-move|pp-pc|pp-vandalism|pp-semi-protected|cbignore|use dmy dates|"
    "use mdy dates|efn|refn|sfn|rp|r|void|null|dummy|hide|defaultsort|displaytitle|noprint|sup citation|current|"
    "current events navigation|current events sidebar|pagemove|short description|italic title|spoken link|"
    "yesno|gold1|silver2|bronze3|gold medal|silver medal|bronze medal|image|tone inline|neologism inline|"
    "under construction|in use|inuse|merge|cleanup|editnotice|talk header|peacock inline|sources|cite check|contradict-inline|"
    "nbsp after|zwsp|zwj|zwnj|shy|wbr|lrm|rlm|rcat|portal:current events/header|portal:current events/footer"
)
_FIXED = {
    "!": "|", "pipe": "|", "=": "=", "(": "{", ")": "}", "((": "&#123;&#123;", "))": "&#125;&#125;", "!!": "||",
    "'": "&#39;", "'s": "&#39;s", "-'": "&#39;", "'-": "&#39;", "' \"": "&#39;\"", "\" '": "\"&#39;", "\"'": "\"&#39;", "'\"": "&#39;\"",
    "`": "&#39;", "okina": "ʻ", "vs": "vs.", "vs.": "vs.", "v.": "v.", "versus": "vs.", "break": "<br>", "br": "<br>", "crlf": "<br>", "*": "•",
    "ndash": "–", "en dash": "–", "mdash": "—", "em dash": "—", "spnd": " – ", "snd": " – ", "spaced ndash": " – ",
    "dash": " – ", "spaced en dash": " – ", "spaced en dash space": " – ", "snds": " – ", "nbsp": " ", "space": " ", "spaces": " ",
    "thinsp": " ", "thin space": " ", "hair space": " ", "hsp": " ", "pad": " ", "dot": " · ", "·": " · ",
    "middot": " · ", "bull": " • ", "•": " • ", "bullet": " • ", "minus": "−", "times": "×", "x": "×", "deg": "°",
    "degree": "°", "permil": "‰", "euro": "€", "pound sign": "£", "euro sign": "€", "ellipsis": "...", "...": "...",
    "asterisk": "*", "sharp": "♯", "flat": "♭", "number sign": "#", "no.": "No.", "sect": "§",
    "check": "✓", "tick": "✓", "cross": "✗", "ordinal suffix": "",
    "lb": "[", "rb": "]", "bracket": "[", "!(": "[", ")!": "]", "left parenthesis": "(", "right parenthesis": ")",
}  # fmt: skip

_CURRENCIES = {
    "€": "€", "eur": "€", "euro": "€", "£": "£", "gbp": "£", "pound": "£", "pound sterling": "£", "$": "$", "us$": "US$",
    "usd": "US$", "usdollar": "US$", "a$": "A$", "aud": "A$", "au$": "A$", "c$": "C$", "cad": "C$", "ca$": "C$",
    "nz$": "NZ$", "nzd": "NZ$", "hk$": "HK$", "hkd": "HK$", "s$": "S$", "sgd": "S$", "nt$": "NT$", "twd": "NT$",
    "¥": "¥", "jpy": "¥", "jpy¥": "¥", "yen": "¥", "cny": "CN¥", "cn¥": "CN¥", "rmb": "CN¥", "yuan": "CN¥", "inr": "₹",
    "₹": "₹", "indian rupee": "₹", "rupee": "₹", "pkr": "₨", "pkrs": "₨", "philippine peso": "₱", "php": "₱",
    "philippines peso": "₱", "₱": "₱", "krw": "₩", "₩": "₩", "south korean won": "₩", "ils": "₪", "nis": "₪", "₪": "₪",
    "rub": "₽", "₽": "₽", "uah": "₴", "₴": "₴", "try": "₺", "₺": "₺", "brl": "R$", "r$": "R$", "mxn": "Mex$", "zar": "R",
    "chf": "CHF ", "sek": "SEK ", "nok": "NOK ", "dkk": "DKK ", "ngn": "₦", "₦": "₦", "vnd": "₫", "₫": "₫", "thb": "฿",
    "฿": "฿", "idr": "Rp", "myr": "RM", "bdt": "৳", "kzt": "₸", "pln": "zł", "bitcoin": "₿", "btc": "₿",
}  # fmt: skip

_SHIPS = (
    "USS|HMS|HMAS|HMCS|HMNZS|HMT|SS|MV|MS|MT|RMS|RRS|RV|INS|USNS|USCGC|USAV|RFA|BRP|ROKS|JS|JDS|PNS|KRI|ARA|ARM|ARC|"
    "BAP|BNS|CCGS|HDMS|HNoMS|HSwMS|HNLMS|HTMS|KD|LÉ|ORP|RSS|SAS|SLNS|SMS|TCG|USAT|VOC ship|GTS|FV|MY|PS|ST|TSS|RSV|MSC"
)

_LANGUAGES = {
    "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan",
    "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fil": "Filipino", "fr": "French", "ga": "Irish",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "ko": "Korean",
    "ku": "Kurdish", "la": "Latin", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "mn": "Mongolian",
    "ms": "Malay", "my": "Burmese", "ne": "Nepali", "nl": "Dutch", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish",
    "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "si": "Sinhala", "sk": "Slovak",
    "sl": "Slovene", "so": "Somali", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "te": "Telugu", "tg": "Tajik", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "uz": "Uzbek", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


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
    if key.endswith(" icon") and key[:-5] in _LANGUAGES:
        return _language_note(Arguments([key[:-5]]))
    if key.startswith(("pp-", "flagicon", "use ", "cite needed")):
        return ""
    if is_country_code(key) and not arguments.get(1):
        return country_link(key)
    return None


def is_citation(name: str) -> bool:
    """Say whether a template, by its name in lower case, describes a cited article."""
    return name.startswith(("cite ", "citation/")) or name in ("citation", "cite")


def _interlanguage(arguments: Arguments) -> str:
    return _link(arguments.get(1), arguments.any_of("lt", "display"))


def italic_if_latin(text: str) -> str:
    """Return a foreign text as the wiki styles it: in italics, by tags that apostrophes around it leave alone, if in Latin letters."""
    first = next((character for character in text if character.isalpha()), "")
    return f"<i>{text}</i>" if first and first < "\u0250" else text


def _in_language(code: str, text: str) -> str:
    name = _LANGUAGES.get(code.partition("-")[0].lower())
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
    names = [_LANGUAGES.get(value.strip().lower(), value.strip()) for value in arguments.values if value.strip()]
    return f"<small>(in {' and '.join(names)})</small>" if names else ""


def _fraction(arguments: Arguments) -> str:
    values = [value.strip() for value in arguments.values if value.strip()]
    if len(values) >= 3:
        return f"{values[0]} {values[1]}⁄{values[2]}"
    return f"{values[0]}⁄{values[1]}" if len(values) == 2 else f"1⁄{values[0]}" if values else ""


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
    return f"{_CURRENCIES.get(code.lower(), code + ' ')}{arguments.any_of('amount') or arguments.get(1)}"


def _convert(arguments: Arguments) -> str:
    shown = "flip" if arguments.any_of("order") == "flip" else {
        "output only": "output only", "out": "output only", "input only": "input only", "number": "output number only",
        "output number only": "output number only",
    }.get(arguments.any_of("disp"), "both")  # fmt: skip
    return convert(
        arguments.values,
        abbreviated=arguments.any_of("abbr") or "out",
        adjective=arguments.any_of("adj") in ("on", "mid"),
        shown=shown,
    )


def _short_convert(arguments: Arguments) -> str:
    arguments.named.setdefault("abbr", "on")
    return _convert(arguments)


def _circa(arguments: Arguments) -> str:
    return "c. " + "–".join(value.strip() for value in arguments.values[:2] if value.strip())


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
    note = f" in {_LANGUAGES.get(language.lower(), language.capitalize())}" if language and language[:2] != "en" else ""
    return f" [{url.split()[0]} ({label}{note})]" if url.strip() else None


def _link_template(arguments: Arguments) -> str:
    return f"&#123;&#123;{arguments.get(1)}&#125;&#125;"


def _joined(arguments: Arguments) -> str:
    return ", ".join(value.strip() for value in arguments.values if value.strip())


def _value(arguments: Arguments) -> str:
    unit = arguments.any_of("u", "ul")
    return grouped(arguments.get(1)) + (f" {unit}" if unit else "")


def _number(text: str) -> int:
    """Return a year, month or day; 0 for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 0


def _date(arguments: Arguments) -> str:
    """Return a date in words: "May 3, 2010", or "3 May 2010" where the template asks for the day first."""
    year, month, day = (_number(arguments.get(number)) for number in (1, 2, 3))
    if not 1 <= month <= 12:
        return arguments.get(1)
    name = ENGLISH_MONTHS[month - 1]
    if not day:
        return f"{name} {year}"
    return f"{day} {name} {year}" if arguments.any_of("df") else f"{name} {day}, {year}"


def _age(arguments: Arguments) -> str | None:
    """Return the years between two dates; an age of today cannot be told from the page."""
    numbers = [_number(value.strip()) for value in arguments.values]
    if len(numbers) != 6 or 0 in numbers:
        return None
    return str(numbers[3] - numbers[0] - (numbers[4:] < numbers[1:3]))


def _sic(arguments: Arguments) -> str:
    note = "" if arguments.any_of("hide") else "[sic]"
    return " ".join(part for part in (arguments.get(1), note) if part)


def _address(arguments: Arguments) -> str:
    address = arguments.get(1)
    address = address if "//" in address else f"http://{address}"
    return f"[{address} {arguments.get(2) or arguments.get(1)}]" if arguments.get(1) else ""


def _official(arguments: Arguments) -> str:
    address = arguments.get(1) or arguments.any_of("url")
    return _address(Arguments([address, arguments.any_of("name") or "Official website"]))


def _archived(arguments: Arguments) -> str:
    """Return the copy of an article that an archive keeps, as a source of its own."""
    address = arguments.any_of("url") or arguments.get(1)
    return f" [{address} (Archived)]" if "//" in address else ""


def _as_of(arguments: Arguments) -> str:
    alternative = arguments.any_of("alt")
    dated = " ".join(reversed([value.strip() for value in arguments.values[:3] if value.strip()]))
    return alternative or f"{'as' if arguments.any_of('lc') else 'As'} of {dated}"


def _wrapped(before: str, after: str = "", number: int = 1) -> Text:
    return lambda arguments: f"{before}{arguments.get(number)}{after}"


def _fixed(text: str) -> Text:
    return lambda _arguments: text


def _tables() -> dict[str, Text]:
    texts: dict[str, Text] = {}
    for name in _NOTHING.split("|"):
        texts[name] = _fixed("")
    for name in _FIRST.split("|"):
        texts[name] = lambda arguments: arguments.first()
    for name in _SECOND.split("|"):
        texts[name] = lambda arguments: arguments.get(2) or arguments.get(1)
    for name, text in _FIXED.items():
        texts[name] = _fixed(text)
    for name, sign in _CURRENCIES.items():
        texts[name] = _currency(sign)
    for prefix in _SHIPS.split("|"):
        texts[prefix.lower()] = _ship(prefix)
    for name in ("ill", "interlanguage link", "illm", "link-interwiki", "interlanguage link multi", "iw2", "ilm"):
        texts[name] = _interlanguage
    texts.update(flag_texts())
    texts.update(
        {
            "convert": _convert, "cvt": _short_convert, "conv": _convert, "frac": _fraction, "fraction": _fraction,
            "sfrac": _fraction, "circa": _circa, "c.": _circa, "ca.": _circa, "floruit": _wrapped("fl. "),
            "fl.": _wrapped("fl. "), "m": _magnitude, "mw": _wrapped("M<sub>w</sub> "), "lang": lambda a: italic_if_latin(a.get(2)),
            "transl": _transliteration, "transliteration": _transliteration, "tlit": _transliteration,
            "langx": lambda a: _in_language(a.get(1), a.get(2)), "nihongo": _nihongo, "nihongo3": _nihongo, "zh": _chinese,
            "zh-full": _chinese, "korean": _joined, "in lang": _language_note, "link language": _language_note,
            "ship": _any_ship, "sclass": _ship_class, "sclass-": _ship_class, "sclass2": _ship_class,
            "sclass2-": _ship_class, "currency": _any_currency, "inrconvert": _currency("₹"), "inr convert": _currency("₹"),
            "abbrlink": lambda a: _link(a.get(2) or a.get(1), a.get(1)), "sup": _wrapped("<sup>", "</sup>"),
            "sub": _wrapped("<sub>", "</sub>"), "su": _joined, "tl": _link_template, "tlx": _link_template, "gaps": lambda a: " ".join(
                value.strip() for value in a.values
            ), "val": _value, "nts": _wrapped(""), "age": _age, "age in years": _age, "as of": _as_of, "start date": _date, "end date": _date, "film date": _date, "birth date": _date, "bda": _date, "dob": _date, "date": _wrapped(""),
            "dts": _wrapped(""), "subst": _wrapped(""), "url": _address, "official website": _official, "official url": _official, "official": _official,
            "webarchive": _archived, "wayback": _archived, "sic": _sic, "em": _wrapped("<em>", "</em>"), "strong": _wrapped("<b>", "</b>"),
            "lcpl": _wrapped(""), "section link": lambda a: f"[[{a.get(1)}#{a.get(2)}|{a.get(1)} § {a.get(2)}]]",
            "slink": lambda a: f"[[{a.get(1)}#{a.get(2)}|{a.get(1)} § {a.get(2)}]]", "wikt": _wrapped("", number=1),
            "respell": lambda a: "-".join(a.values), "ipa": _wrapped(""), "ipac-en": _fixed(""), "isbn": _wrapped("ISBN "),
            "bold": _wrapped("<b>", "</b>"), "b": _wrapped("<b>", "</b>"), "italic": _wrapped("<i>", "</i>"), "i": _wrapped("<i>", "</i>"),
            "s": _wrapped("<s>", "</s>"), "del": _wrapped("<s>", "</s>"), "ct": _wrapped(""), "sortname": lambda a: _link(
                f"{a.get(1)} {a.get(2)}".strip()
            ), "unbulleted list": _joined, "cslist": _joined, "comma separated entries": _joined, "ordinal": _wrapped(""),
            "nat fs": _wrapped(""), "annotated link": lambda a: _link(a.get(1)), "linktext": lambda a: "".join(a.values),
            "usc": _wrapped(""), "angle bracket": _wrapped("⟨", "⟩"), "as": _wrapped(""), "pl": _wrapped("[[", "]]"),
            "l": _wrapped("[[", "]]"), "la": _wrapped("[[", "]]"), "nospam": lambda a: f"{a.get(1)}@{a.get(2)}", "cardinal": _wrapped(""),
            "height": lambda a: convert([a.any_of("m"), "m"]) if a.any_of("m") else convert([a.any_of("ft"), "ft"]),
        }
    )  # fmt: skip
    return texts


_TEXTS = _tables()
