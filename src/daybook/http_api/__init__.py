"""The archive as an HTTP API, without a server: a request record in, an answer record out. Pure but for the archive it reads.

    request -> operation, values (parameters.py, request.py) -> answer record (operations.py and what it names) -> bytes (formats.py)

`operations.OPERATIONS` is the one table of what can be asked: requests are read and refused by it, and the OpenAPI description, the
readable page, `llms.txt`, the agents' tools and the tests are made from it. Knows no socket, no thread and no cache.
"""

from daybook.http_api.answer import (
    answer_request,
    answer_search_feed,
    explain_method,
    open_stream,
    refuse,
)
from daybook.http_api.changes import ChangeStream
from daybook.http_api.feeds import SEARCH_FEEDS
from daybook.http_api.problems import Refused
from daybook.http_api.reply import ApiReply
from daybook.http_api.request import ApiRequest
from daybook.http_api.session import BASE, ApiSession

__all__ = [
    "BASE",
    "SEARCH_FEEDS",
    "ApiReply",
    "ApiRequest",
    "ApiSession",
    "ChangeStream",
    "Refused",
    "answer_request",
    "answer_search_feed",
    "explain_method",
    "open_stream",
    "refuse",
]
