"""What the API answers, whole: `answers.txt` holds requests, one a line, each with status, type, headers and content.

The archive is the sample. Content of more than a few lines is named by its digest, behind its beginning. `python -m tests.http_api.test_answers`
writes what is answered now; its difference is to be read before it is committed.
"""

from __future__ import annotations

import tempfile
from hashlib import blake2b
from pathlib import Path

from tests.http_api.asking import ask, whole
from tests.http_api.conftest import make_archive, session_of
from tests.recordings import Recording

from daybook import __version__
from daybook.http_api import SEARCH_FEEDS, ApiSession, answer_search_feed

ANSWERS = Recording(Path(__file__).with_name("answers.txt"))
SHOWN = 700
"""Characters of content that are written as they are."""


def answered(session: ApiSession, case: str) -> str:
    """Return the answer to a request: an address, and an Accept behind a bar."""
    address, _, accept = case.partition(" | ")
    path, _, query = address.partition("?")
    reply = answer_search_feed(path, query, session) if path in SEARCH_FEEDS else ask(session, address, accept)
    content = whole(session, reply).decode().replace(f"(Daybook {__version__})", "(Daybook VERSION)")
    text = content if len(content) <= SHOWN else f"{content[:SHOWN]}... {_digest(content)} of {len(content)}"
    headers = [f"{name}: {value}" for name, value in reply.headers]
    return " | ".join([str(reply.status), reply.media_type, *headers, text]).replace("\r", "\\r").replace("\n", "\\n")


def _digest(content: str) -> str:
    return blake2b(content.encode(), digest_size=8).hexdigest()


def test_the_api_answers_as_before(session: ApiSession) -> None:
    now = ANSWERS.now(lambda case: answered(session, case))

    assert now == ANSWERS.lines()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        settings = make_archive(Path(made))
        with session_of(settings.files.archive, settings.site) as opened:
            ANSWERS.write(lambda case: answered(opened, case))
