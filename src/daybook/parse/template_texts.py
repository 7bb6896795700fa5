"""Which template stands for which text: the tables, and the few that take more than a table.

Modelled on what the English Wikipedia's templates show to a reader (their documentation pages), as far as news uses
them. Each function returns wikitext, which is read like the rest of the line; None means that the template is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from daybook.parse.convert import convert


@dataclass(slots=True)
class Arguments:
    """What a template was given: unnamed values in order, as written, and named ones, stripped, keys in lower case."""

    values: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)

    def get(self, number: int) -> str:
        """Return an unnamed value, from 1, stripped; empty where there is none."""
        return self.values[number - 1].strip() if 0 < number <= len(self.values) else ""

    def first(self) -> str:
        """Return the first unnamed value as written."""
        return self.values[0] if self.values else ""

    def any_of(self, *keys: str) -> str:
        """Return the first of the named values that is not empty."""
        return next((self.named[key] for key in keys if self.named.get(key)), "")

    def place(self, number: int, value: str) -> None:
        """Set an unnamed value that was given by its number; far numbers are not an argument of any use."""
        if 0 < number <= len(self.values) + 5:
            self.values.extend([""] * (number - len(self.values)))
            self.values[number - 1] = value


Text = Callable[[Arguments], str]

_FIRST = (
    "nowrap nobr nobreak no wrap|nowrap|nobold|noitalic|noitalics|normal|small|smaller|smalldiv|big|larger|large|abbr|"
    "abbreviation|tooltip|tt|hover title|script|angbr|center|align|plainlist|flatlist|quote|blockquote|cquote|ubl|em|"
    "strong|mono|code|kbd|samp|var|visible anchor|anchored|vanchor|sc|smallcaps|smallcaps2|caps|nobr|allcaps|strike|"
    "u|underline|ins|first word|not a typo|proper name|as written|typo|sic inline|pslink|nihongo2|noflip|resize0|"
    "columns-list|div col|hatnote|block indent|in5|spoken|nastaliq|nq|script/arabic|script/hebrew|big2|no italic|hlist"
)
_SECOND = (
    "lang|transl|transliteration|rtl-lang|script/cyrl|color|font color|fontcolor|colour|resize|font|wikt-lang|wt|"
    "text|font size|clarify span|highlight round|bg|background color|citation needed span|tooltip2"
)
_NOTHING = (
    "citation needed|cn|fact|dead link|deadlink|dl|better source|better source needed|bsn|who|when|where|which|why|"
    "by whom|clarify|clarification needed|vague|update inline|update after|failed verification|verify source|"
    "unreliable source?|according to whom|dubious|disputed inline|specify|full citation needed|page needed|pn|"
    "subscription required|subscription|paywall|registration required|registration|closed access|open access|"
    "free access|limited access|clear|-|clr|br|toc|toc right|toc left|notoc|reflist|references|notelist|anchor|flagicon|"
    "flag icon|flagdeco|flag deco|country flag|coord|portal|portal bar|main|see also|further|details|shortcut|"
    "pp|pp-protected|pp-semi|pp-move|pp-pc|pp-vandalism|pp-semi-protected|webarchive|wayback|cbignore|use dmy dates|"
    "use mdy dates|efn|refn|sfn|rp|r|void|null|dummy|hide|defaultsort|displaytitle|noprint|sup citation|current|"
    "current events navigation|current events sidebar|pagemove|short description|italic title|spoken link|"
    "yesno|gold1|silver2|bronze3|gold medal|silver medal|bronze medal|image|tone inline|neologism inline|"
    "under construction|in use|inuse|merge|cleanup|editnotice|talk header|peacock inline|sources|cite check|contradict-inline|"
    "nbsp after|zwsp|zwj|zwnj|shy|wbr|lrm|rlm|rcat|portal:current events/header|portal:current events/footer"
)
_FIXED = {
    "!": "|", "pipe": "|", "=": "=", "(": "{", ")": "}", "((": "&#123;&#123;", "))": "&#125;&#125;", "!!": "||",
    "'": "&#39;", "'s": "'s", "-'": "'", "' \"": "'\"", "\" '": "\"'", "\"'": "\"'", "'\"": "'\"", "*": "•",
    "ndash": "–", "en dash": "–", "mdash": "—", "em dash": "—", "spnd": " – ", "snd": " – ", "spaced ndash": " – ",
    "dash": " – ", "spaced en dash": " – ", "spaced en dash space": " – ", "snds": " – ", "nbsp": " ", "space": " ", "spaces": " ",
    "thinsp": " ", "thin space": " ", "hair space": " ", "hsp": " ", "pad": " ", "dot": " · ", "·": " · ",
    "middot": " · ", "bull": " • ", "•": " • ", "bullet": " • ", "minus": "−", "times": "×", "x": "×", "deg": "°",
    "degree": "°", "permil": "‰", "euro": "€", "pound sign": "£", "euro sign": "€", "ellipsis": "...", "...": "...",
    "sic": "[sic]", "asterisk": "*", "sharp": "♯", "flat": "♭", "number sign": "#", "no.": "No.", "sect": "§",
    "as of now": "", "check": "✓", "tick": "✓", "cross": "✗", "ordinal suffix": "", "ayd": "", "ref": "",
    "lb": "[", "rb": "]", "bracket": "[", "!(": "[", ")!": "]", "left parenthesis": "(", "right parenthesis": ")",
    "pagename": "", "currentyear": "", "currentmonthname": "", "currentday": "",
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

_COUNTRIES = {
    "afg": "Afghanistan", "arg": "Argentina", "aus": "Australia", "aut": "Austria", "bel": "Belgium", "bra": "Brazil",
    "can": "Canada", "chi": "Chile", "chn": "China", "col": "Colombia", "cro": "Croatia", "cub": "Cuba",
    "cze": "Czech Republic", "den": "Denmark", "deu": "Germany", "egy": "Egypt", "esp": "Spain", "eth": "Ethiopia",
    "fin": "Finland", "fra": "France", "gbr": "United Kingdom", "ger": "Germany", "gre": "Greece", "hun": "Hungary",
    "ind": "India", "ina": "Indonesia", "irl": "Ireland", "irn": "Iran", "irq": "Iraq", "isr": "Israel", "ita": "Italy",
    "jam": "Jamaica", "jpn": "Japan", "ken": "Kenya", "kor": "South Korea", "mex": "Mexico", "mar": "Morocco",
    "ned": "Netherlands", "nga": "Nigeria", "nor": "Norway", "nzl": "New Zealand", "pak": "Pakistan", "per": "Peru",
    "phi": "Philippines", "pol": "Poland", "por": "Portugal", "qat": "Qatar", "rou": "Romania", "rsa": "South Africa",
    "rus": "Russia", "sau": "Saudi Arabia", "ser": "Serbia", "sui": "Switzerland", "svk": "Slovakia", "swe": "Sweden",
    "syr": "Syria", "tur": "Turkey", "uae": "United Arab Emirates", "uk": "United Kingdom", "ukr": "Ukraine",
    "uru": "Uruguay", "usa": "United States", "us": "United States", "ven": "Venezuela", "vie": "Vietnam",
    "eng": "England", "sco": "Scotland", "wal": "Wales", "eu": "European Union", "prc": "China", "roc": "Taiwan",
}  # fmt: skip


def text_of(name: str, arguments: Arguments) -> str | None:
    """Return the wikitext that a template shows; None for a template that no table knows."""
    key = name.lower()
    if key.startswith(("subst:", "safesubst:", "template:", "msg:")):
        key = key.partition(":")[2].strip()
    known = _TEXTS.get(key)
    if known is not None:
        return known(arguments)
    if ":" in key:
        return _parser_function(name, arguments)
    if key.startswith(("cite ", "citation/")) or key in ("citation", "cite"):
        return _citation(arguments)
    if key.startswith("lang-"):
        return _in_language(key[5:], arguments.get(1))
    if key.startswith(("pp-", "flagicon", "use ", "cite needed")):
        return ""
    if key in _COUNTRIES and not arguments.get(1):
        return f"[[{_COUNTRIES[key]}]]"
    return None


def _parser_function(name: str, arguments: Arguments) -> str | None:
    function, _, value = name.partition(":")
    function, value = function.strip().lower(), value.strip()
    simple: dict[str, Callable[[str], str]] = {
        "lc": str.lower,
        "uc": str.upper,
        "ucfirst": lambda text: text[:1].upper() + text[1:],
        "lcfirst": lambda text: text[:1].lower() + text[1:],
        "formatnum": lambda text: re.sub(r"(?<![\d.])\d{4,}", lambda found: f"{int(found[0]):,}", text),
        "urlencode": str,
        "#expr": str,
        "int": str,
    }
    if function in simple:
        return simple[function](value)
    if function in ("defaultsort", "displaytitle", "#tag", "#invoke", "portal", "fullurl"):
        return ""
    if function == "#if":
        return arguments.get(1) if value else arguments.get(2)
    if function == "#ifexist":
        return arguments.get(1)
    return None


def _link(title: str, label: str = "") -> str:
    title = title.strip()
    return f"[[{title}|{label}]]" if label and label != title else f"[[{title}]]" if title else label


def _interlanguage(arguments: Arguments) -> str:
    return _link(arguments.get(1), arguments.any_of("lt", "display"))


def _in_language(code: str, text: str) -> str:
    name = _LANGUAGES.get(code.partition("-")[0].lower())
    return f"[[{name} language|{name}]]: ''{text}''" if name else f"''{text}''"


def _nihongo(arguments: Arguments) -> str:
    inside = ", ".join(part for part in (arguments.get(2), arguments.get(3)) if part)
    return f"{arguments.get(1)} ({inside})" if arguments.get(1) and inside else arguments.get(1) or inside


def _chinese(arguments: Arguments) -> str:
    """Return the text of a note on a Chinese name; the labels of scripts are left to the article."""
    parts = [arguments.any_of(key) for key in ("c", "s", "t", "p", "l")]
    parts = [part for part in dict.fromkeys(parts) if part] or [arguments.get(1)]
    return "; ".join(parts)


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
    title = " ".join(part for part in (prefix or country_or_prefix, name) if part) + (
        f" ({identity})" if identity else ""
    )
    return _link(title, f"{prefix} ''{name}''".strip())


def _ship_class(arguments: Arguments) -> str:
    kind = f" {arguments.get(2)}" if arguments.get(2) else ""
    title = f"{arguments.get(1)}-class{kind}"
    return _link(title, f"''{arguments.get(1)}''-class{kind}")


def _flag(arguments: Arguments) -> str:
    value = arguments.get(1)
    return _link(_COUNTRIES.get(value.lower(), value), arguments.any_of("name"))


def _unlinked_flag(arguments: Arguments) -> str:
    return _COUNTRIES.get(arguments.get(1).lower(), arguments.get(1))


def _currency(sign: str) -> Text:
    def text(arguments: Arguments) -> str:
        scale = {"m": " million", "b": " billion", "t": " trillion"}.get(arguments.get(2).lower(), "")
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


def _citation(arguments: Arguments) -> str:
    """Return a citation as a reference to its address; one without an address shows nothing in the sentence."""
    url = arguments.any_of("url", "chapter-url", "archive-url", "archiveurl")
    url = url or (f"https://doi.org/{arguments.any_of('doi')}" if arguments.named.get("doi") else "")
    outlet = arguments.any_of("work", "website", "newspaper", "magazine", "journal", "publisher", "periodical")
    agency = arguments.any_of("agency")
    label = f"{agency} via {outlet}" if agency and outlet else outlet or agency or arguments.any_of("title")
    label = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", label).replace("[", "").replace("]", "")
    language = arguments.any_of("language")
    note = f" in {_LANGUAGES.get(language.lower(), language.capitalize())}" if language and language[:2] != "en" else ""
    return f" [{url.split()[0]} ({label}{note})]" if url.strip() else ""


def _link_template(arguments: Arguments) -> str:
    return f"&#123;&#123;{arguments.get(1)}&#125;&#125;"


def _joined(arguments: Arguments) -> str:
    return ", ".join(value.strip() for value in arguments.values if value.strip())


def _value(arguments: Arguments) -> str:
    unit = arguments.any_of("u", "ul")
    return arguments.get(1) + (f" {unit}" if unit else "")


def _age(arguments: Arguments) -> str:
    parts = [value.strip() for value in arguments.values if value.strip().isdigit()]
    return "-".join(parts[:3])


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
    texts.update(
        {
            "convert": _convert, "cvt": _short_convert, "conv": _convert, "frac": _fraction, "fraction": _fraction,
            "sfrac": _fraction, "circa": _circa, "c.": _circa, "ca.": _circa, "floruit": _wrapped("fl. "),
            "fl.": _wrapped("fl. "), "m": _magnitude, "mw": _wrapped("M<sub>w</sub> "), "lang": lambda a: f"''{a.get(2)}''",
            "langx": lambda a: _in_language(a.get(1), a.get(2)), "nihongo": _nihongo, "nihongo3": _nihongo, "zh": _chinese,
            "zh-full": _chinese, "korean": _joined, "in lang": _language_note, "link language": _language_note,
            "flag": _flag, "flagcountry": _flag, "flaglink": _flag, "fb": _flag, "flagu": _unlinked_flag,
            "flag country": _flag, "country": _flag, "ship": _any_ship, "sclass": _ship_class, "sclass-": _ship_class,
            "sclass2": _ship_class, "sclass2-": _ship_class, "currency": _any_currency, "inrconvert": _currency("₹"),
            "abbrlink": lambda a: _link(a.get(2) or a.get(1), a.get(1)), "sup": _wrapped("<sup>", "</sup>"),
            "sub": _wrapped("<sub>", "</sub>"), "su": _joined, "tl": _link_template, "tlx": _link_template, "gaps": lambda a: " ".join(
                value.strip() for value in a.values
            ), "val": _value, "nts": _wrapped(""), "age": _fixed(""), "as of": _as_of, "start date": _age, "date": _wrapped(""),
            "dts": _wrapped(""), "subst": _wrapped(""), "url": lambda a: a.get(2) or a.get(1), "official website": _fixed(""),
            "lcpl": _wrapped(""), "section link": lambda a: f"[[{a.get(1)}#{a.get(2)}|{a.get(1)} § {a.get(2)}]]",
            "slink": lambda a: f"[[{a.get(1)}#{a.get(2)}|{a.get(1)} § {a.get(2)}]]", "wikt": _wrapped("", number=1),
            "respell": lambda a: "-".join(a.values), "ipa": _wrapped(""), "ipac-en": _fixed(""), "isbn": _wrapped("ISBN "),
            "bold": _wrapped("'''", "'''"), "b": _wrapped("'''", "'''"), "italic": _wrapped("''", "''"), "i": _wrapped("''", "''"),
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
