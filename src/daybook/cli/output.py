"""Data on standard output: JSON, a line a record, keys in the order they have."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any


def print_records(records: Iterable[dict[str, Any]]) -> int:
    """Write each record as one line of JSON and return how many there were."""
    count = 0
    for record in records:
        print_record(record)
        count += 1
    sys.stdout.flush()
    return count


def print_record(record: dict[str, Any]) -> None:
    """Write one record as a line of JSON, in UTF-8 whatever the locale."""
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
