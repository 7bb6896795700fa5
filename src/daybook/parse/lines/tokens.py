"""The tokens of a line: where markup begins that changes what the words around it mean.

Tells them apart and names their parts; what becomes of each is for `inline` and the readers it calls.
"""

from __future__ import annotations

import re

from daybook.parse.lines.addresses import FREE_OTHER_ADDRESS, FREE_URL, OTHER_ADDRESS, URL
from daybook.parse.preprocess import REFERENCE_CLOSE, REFERENCE_OPEN, SHOWN_ONLY

_SPACE = r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"

# Of three brackets in a row the wiki takes the last two for a link; of four the first two may still begin one.
_LINK_START = r"(?:(?<!\[)|(?<=(?<!\[)\[\[))\[\["
_NOT_AN_ADDRESS = r"(?!\s*(?i:https?:|ftps?:|//|mailto:))"
# Single brackets may stand in a label, double ones may not: they begin or end the link itself.
_LABEL = r"[^\[\]]*+(?:(?:\[(?!\[)|\](?!\]))[^\[\]]*+)*"

TOKEN = re.compile(
    rf"{_LINK_START}{_NOT_AN_ADDRESS}(?P<target>[^\[\]{{}}<>|\n]+)(?:\|(?P<label>{_LABEL}))?\]\](?P<bracket>\]?)(?P<link>[a-z]*)"
    rf"|\[(?P<address>{URL}){_SPACE}*(?P<external>[^\[\]\n]*)\]"
    rf"|\[(?P<open_external>{URL})"
    r"|(?P<apostrophes>''+)"
    r"|<(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:[\s/][^<>]*)?(?P<tag>/?)>"
    rf"|(?P<bare>{FREE_URL})"
    rf"|{REFERENCE_OPEN}(?P<reference>\d+){REFERENCE_CLOSE}"
    rf"|\[{OTHER_ADDRESS}{_SPACE}*(?P<other_external>[^\[\]\n]*)\]"
    rf"|(?P<other_bare>{FREE_OTHER_ADDRESS})"
    rf"|{SHOWN_ONLY}(?P<shown_only>[^{SHOWN_ONLY}\n]*){SHOWN_ONLY}"
    r"|(?P<placeholder><<[A-Z ]+>>)",
)
"""One token; `lastgroup` tells its kind, since the group that closes last is named for it.

link: `target`, `label`, one `bracket` too many, the trail. external: `address`, label without brackets. open_external: the
address of a link with brackets in its label, or without an end. tag: `slash`, `name`. reference: its number. other_external
and other_bare: addresses that are no page of the web (`mailto:`). shown_only: what only the wiki shows. placeholder: of 2005.
"""

MARKUP = re.compile(rf"[\[<\x02{SHOWN_ONLY}&]|''|://|mailto:")
"""Found in every line that holds a token or an entity."""

APOSTROPHES = re.compile(r"''+")
LABEL_MARKUP = re.compile(
    rf"''+|<[^<>]*>|{SHOWN_ONLY}[^{SHOWN_ONLY}\n]*{SHOWN_ONLY}|{REFERENCE_OPEN}[^{REFERENCE_CLOSE}\n]*{REFERENCE_CLOSE}"
)
"""What shows no words in the label of a source."""
