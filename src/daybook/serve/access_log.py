"""A line for each response, in the combined log format that Apache's `mod_log_config` describes and every tool reads."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, MutableMapping
from datetime import datetime
from typing import Any, TextIO

from daybook.errors import reason_of

_log = logging.getLogger(__name__)

LONGEST = 500
"""Characters of what a client sent that are written of each field."""

_UNSAFE = re.compile(r'[^\x20-\x7e]|["\\]')


class AccessLog:
    """Writes to a stream, which processes may share: a line is one write. A failure to write is reported once, until it can again."""

    def __init__(self, stream: TextIO, now: Callable[[], datetime]) -> None:
        self._stream = stream
        self._now = now
        self._second = 0
        self._moment = ""
        self._is_failing = False

    def note(self, scope: MutableMapping[str, Any], status: int, size: int, seconds: float) -> None:  # noqa: ARG002
        """Write the line of a response."""
        second = int(time.monotonic())
        if second != self._second:  # the same for all of a second: making it takes longer than the rest of the line
            self._second, self._moment = second, self._now().strftime("%d/%b/%Y:%H:%M:%S %z")
        headers = dict(scope["headers"])
        query = scope["query_string"]
        target = scope["raw_path"] + (b"?" + query if query else b"")
        host = scope["client"][0] if scope["client"] else "-"
        line = (
            f'{host} - - [{self._moment}] "{_safe(scope["method"])} {_safe(target)} HTTP/{scope["http_version"]}" '
            f'{status} {size or "-"} "{_safe(headers.get(b"referer"))}" "{_safe(headers.get(b"user-agent"))}"\n'
        )
        try:
            self._stream.write(line)
            self._stream.flush()
        except OSError as error:  # a full disk, a pipe that nobody reads: answers matter more than their log
            if not self._is_failing:
                _log.error("cannot write the access log: %s", reason_of(error))
            self._is_failing = True
        else:
            self._is_failing = False


def _safe(given: bytes | str | None) -> str:
    """Return what a client sent so that it can neither end its field nor its line."""
    if not given:
        return "-"
    text = given.decode("latin-1") if isinstance(given, bytes) else given
    return _UNSAFE.sub(lambda found: f"\\x{ord(found[0]):02x}", text[:LONGEST])
