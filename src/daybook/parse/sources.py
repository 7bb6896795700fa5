"""What the label of a cited article says: the outlet, the agency behind it, and the language.

Reads labels only; addresses are `addresses`' part.
"""

from __future__ import annotations

import re
from functools import lru_cache

from daybook.model.day import Source

_AGENCIES = frozenset(
    name.casefold()
    for name in (
        "AA", "AAP", "AFP", "Agence France-Presse", "Agencia EFE", "Anadolu", "Anadolu Agency", "ANI", "ANSA", "AP",
        "AP News", "APA", "Associated Press", "The Associated Press", "Australian Associated Press", "Bernama",
        "Bloomberg", "Canadian Press", "The Canadian Press", "CP", "DPA", "Deutsche Presse-Agentur", "EFE", "IANS",
        "Interfax", "IRNA", "ITAR-TASS", "Kyodo", "Kyodo News", "PA", "PA Media", "Press Association", "PTI",
        "Press Trust of India", "Reuters", "RIA Novosti", "SANA", "TASS", "UPI", "United Press International",
        "Xinhua", "Xinhua News Agency", "Yonhap", "Yonhap News Agency",
    )
)  # fmt: skip
_LANGUAGES = (
    "Afrikaans|Albanian|Amharic|Arabic|Armenian|Azerbaijani|Basque|Belarusian|Bengali|Bosnian|Bulgarian|Burmese|"
    "Cantonese|Catalan|Chinese|Croatian|Czech|Danish|Dari|Dutch|English|Estonian|Farsi|Filipino|Finnish|Flemish|French|"
    "Galician|Georgian|German|Greek|Gujarati|Hausa|Hebrew|Hindi|Hungarian|Icelandic|Indonesian|Irish|Italian|Japanese|"
    "Kannada|Kazakh|Khmer|Korean|Kurdish|Kyrgyz|Lao|Latin|Latvian|Lithuanian|Macedonian|Malay|Malayalam|Maltese|"
    "Mandarin|Marathi|Mongolian|Montenegrin|Nepali|Norwegian|Pashto|Persian|Polish|Portuguese|Punjabi|Romanian|Russian|"
    "Serbian|Sinhala|Slovak|Slovene|Slovenian|Somali|Spanish|Swahili|Swedish|Tagalog|Tajik|Tamil|Telugu|Thai|Tibetan|"
    "Turkish|Turkmen|Ukrainian|Urdu|Uyghur|Uzbek|Vietnamese|Welsh|Yoruba"
)
LANGUAGE_NOTE = re.compile(rf"[(\[]\s*(?:in\s+)?({_LANGUAGES})(?:\s+language)?\s*[)\]]")
"""A note that stands beside a source: "(in Persian)"."""

_LANGUAGE_IN_LABEL = re.compile(rf"[\s,(\[–-]+in ({_LANGUAGES})\s*[)\]]?$|[(\[]({_LANGUAGES})[)\]]$")
_VIA = re.compile(r"^(.{2,}?)[\s,/(]+via\s+(.{2,})$", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"\s*[/|]\s*|\s+[–—-]\s+|,\s+")


_NO_OUTLET = frozenset(
    [
        "link",
        "here",
        "source",
        "sources",
        "article",
        "story",
        "more",
        "details",
        "report",
        "full",
        "archived",
        "archive",
        "video",
        "audio",
        "photo",
        "photos",
        "image",
        "text",
        "pdf",
        "transcript",
        "map",
        "website",
        "web",
        "site",
        "official",
        "press",
        "release",
    ]
)
"""Words that a label may consist of and be no outlet's name."""


def names_no_outlet(label: str) -> bool:
    """Say whether a label is one that any article could have: "link", "full story", "1"."""
    return all(word in _NO_OUTLET or not word.isalpha() for word in _WORDS.findall(label.casefold()))


@lru_cache(maxsize=16384)
def read_label(label: str) -> tuple[str, str | None, str | None, str | None]:
    """Return a label without the parentheses around it, the outlet, the agency and the language that it names."""
    label = _without_parentheses(" ".join(label.split()))
    if not label:
        return "", None, None, None
    named, language = label, None
    if match := _LANGUAGE_IN_LABEL.search(label):
        language = match[1] or match[2]
        named = label[: match.start()].strip()
    if match := _VIA.match(named):
        return label, match[2].strip(" )"), match[1].strip(), language
    parts = _PARTS.split(named)
    if len(parts) == 2 and all(parts):
        first, second = parts
        if first.casefold() in _AGENCIES:
            return label, second, first, language
        if second.casefold() in _AGENCIES:
            return label, first, second, language
    return label, None if names_no_outlet(named) else named, None, language


def make_source(url: str, label: str, language: str | None = None) -> Source:
    """Make a source of an address and its visible label."""
    text, outlet, agency, own_language = read_label(label)
    return Source(url, text, outlet, agency, own_language or language)


def _without_parentheses(label: str) -> str:
    """Take off the parentheses around a whole label, either of which editors may have forgotten."""
    label = label.strip(" ,;")
    if label.startswith("(") and label.find(")") in (-1, len(label) - 1):
        label = label[1:]
    if label.endswith(")") and "(" not in label:
        label = label[:-1]
    elif label.startswith("(") and label.endswith(")"):
        label = label[1:-1]
    return label.strip(" ,;")
