"""What commands say of pages, revisions and files that could not be read."""

from __future__ import annotations

from collections.abc import Iterable

from daybook.cli.console import Console
from daybook.source.items import NotRead


def say_not_read(console: Console, troubles: Iterable[NotRead]) -> None:
    """Say of each page, revision or file that could not be read why, and what to do about it."""
    for trouble in troubles:
        where = f" (revision {trouble.revision})" if trouble.revision else ""
        detail = f": {trouble.detail}" if trouble.detail else ""
        hint = f" (hint: {trouble.hint})" if trouble.hint else ""
        console.say(f"not read: {trouble.name}{where}: {trouble.cause}{detail}{hint}")
