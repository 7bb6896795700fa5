"""Every kind of page, each as one record. To add one: its record here, a maker of pages, a template in the theme.

`kind.py` says what such a record holds, `registry.py` has them all.
"""

from daybook.publish.kinds.kind import Changes, Look, PageKind
from daybook.publish.kinds.page_names import PageNames
from daybook.publish.kinds.registry import (
    KINDS,
    LOOKS,
    interface_name,
    kind_of,
    look_of,
    page_at,
    parse,
    parse_stem,
    place_group,
)

__all__ = [
    "KINDS",
    "LOOKS",
    "Changes",
    "Look",
    "PageKind",
    "PageNames",
    "interface_name",
    "kind_of",
    "look_of",
    "page_at",
    "parse",
    "parse_stem",
    "place_group",
]
