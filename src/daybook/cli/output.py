"""Data on standard output: lines of text, or JSON, a line a record, keys in the order they have."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from daybook.errors import DaybookError, reason_of


def print_records(records: Iterable[dict[str, Any]]) -> int:
    """Write each record as one line of JSON and return how many there were."""
    count = 0
    for record in records:
        print_record(record)
        count += 1
    return count


def print_record(record: dict[str, Any]) -> None:
    """Write one record as a line of JSON, in UTF-8 whatever the locale."""
    line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    with telling_of_full_output():
        sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")


def print_line(text: str) -> None:
    """Write a line of text."""
    with telling_of_full_output():
        sys.stdout.write(text + "\n")


@contextmanager
def telling_of_full_output() -> Iterator[None]:
    """Say that it was standard output that could not be written; a reader that has gone is no error, and not ours to tell."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = reason_of(error)
        raise DaybookError(
            f"cannot write to standard output: {reason}", hint="free some space, or write elsewhere"
        ) from error
