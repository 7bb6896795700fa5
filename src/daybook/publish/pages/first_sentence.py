"""Where the first sentence of a headline ends. Rather none too early: what looks like an abbreviation ends no sentence.

Editors write one bullet an event, often of several sentences; a page's title is the first. Knows no language beyond the
abbreviations that news in Latin letters uses: another script has full stops of its own.
"""

from __future__ import annotations

import re

SHORTEST = 25
"""Characters below which a sentence is no title: `No.` or `St. Kitts` at its start is more likely than a sentence."""

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[¿¡]*[^\W_a-zß-ÿ])|[。！？]+[」』”）]*(?=\S)")
_WORD_BEFORE = re.compile(r"[\w.&-]+$")
_ABBREVIATIONS = frozenset(
    [
        "adm",
        "al",
        "approx",
        "apt",
        "art",
        "asst",
        "assoc",
        "ave",
        "bldg",
        "blvd",
        "brig",
        "bros",
        "ca",
        "capt",
        "cf",
        "cmdr",
        "co",
        "col",
        "corp",
        "cpl",
        "dept",
        "dr",
        "ed",
        "eds",
        "est",
        "etc",
        "fig",
        "fr",
        "ft",
        "gen",
        "gov",
        "govt",
        "hon",
        "hrs",
        "inc",
        "intl",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "jr",
        "lt",
        "ltd",
        "maj",
        "max",
        "messrs",
        "min",
        "mr",
        "mrs",
        "ms",
        "msgr",
        "mt",
        "mts",
        "no",
        "nos",
        "nr",
        "op",
        "orig",
        "pfc",
        "ph",
        "pl",
        "pres",
        "prof",
        "pt",
        "pvt",
        "rd",
        "rep",
        "rev",
        "sec",
        "sen",
        "sens",
        "reps",
        "sgt",
        "sq",
        "sr",
        "st",
        "ste",
        "supt",
        "usa",
        "univ",
        "vol",
        "vs",
        "bzw",
        "ggf",
        "hl",
        "nr",
        "str",
        "usw",
        "vgl",
    ]
)
"""What a full stop follows within a sentence, in small letters."""


def first_sentence_end(text: str) -> int:
    """Return how many characters of a text its first sentence has; all of them where it has but one."""
    for found in _END.finditer(text, SHORTEST):
        if found[0].startswith(".") and _is_abbreviated(text[: found.start()]):
            continue
        return found.end()
    return len(text)


def _is_abbreviated(text: str) -> bool:
    word = _WORD_BEFORE.search(text)
    if word is None:
        return False
    last = word[0].rpartition("-")[2].strip(".")
    return (len(last) == 1 and last.isalpha()) or ("." in last) or last.casefold() in _ABBREVIATIONS
