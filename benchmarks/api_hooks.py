"""What `schemathesis` must know of the API beyond its description: which requests that fit it are refused all the same, and why.

Loaded by it (`SCHEMATHESIS_HOOKS`). Each rule is one that JSON Schema cannot say of a single parameter: it hangs on the time, on
another parameter, or on an answer before.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import schemathesis

from daybook.http_api.parameters import Moment

FEW = 100
"""Events of an answer with `as_of`, or with histories or related events."""


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Say whether the description alone decides what becomes of a request."""
    del context
    query = case.query or {}
    refused = (_has_cursor, _is_to_come, _ends_before, _is_upside_down, _asks_much)
    return not any(is_refused(query) for is_refused in refused)


def _has_cursor(query: Any) -> bool:
    """Say whether there is a cursor: it must be one that an answer gave, to the same question."""
    return "next" in query and isinstance(query["next"], str) and 0 < len(query["next"]) <= 4000


def _is_to_come(query: Any) -> bool:
    """Say whether a moment is to come, about which nobody can ask; or a 29 February, which some years have not."""
    for name in ("as_of", "since", "until", "changed_since"):
        value = query.get(name)
        if isinstance(value, str) and "-02-29" in value:
            return True
    try:
        return isinstance(query.get("as_of"), str) and Moment().read(query["as_of"]) > datetime.now(UTC)
    except ValueError:
        return False


def _ends_before(query: Any) -> bool:
    """Say whether a span of days ends before it begins."""
    return str(query.get("since", "")) > str(query.get("until", "3"))


def _is_upside_down(query: Any) -> bool:
    """Say whether the south of a box is north of its north."""
    try:
        _, south, _, north = map(float, str(query.get("within", "0,0,0,0")).split(","))
    except ValueError:
        return False
    return south > north


def _asks_much(query: Any) -> bool:
    """Say whether more is asked than is told at once: of many events what takes long, related events or places of the past, 33 words."""
    extra = str(query.get("extra", ""))
    is_many = str(query.get("size", 1)).isdigit() and int(query.get("size", 1)) > FEW
    is_slow = "as_of" in query or "versions" in extra or "related" in extra
    return (
        (is_many and is_slow)
        or ("as_of" in query and ("related" in extra or "facts" in extra))
        or ("as_of" in query and any(name in query for name in ("country", "near", "within")))
        or len(str(query.get("q", "")).split()) > 32
    )
