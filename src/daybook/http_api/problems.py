"""Why a request is refused, as `application/problem+json` has it (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from daybook.http_api.records import ProblemRecord


class Refused(Exception):
    """A request that is refused: its status, the kind of problem, what is wrong in words, and the parameter that is at fault."""

    def __init__(self, status: HTTPStatus, kind: str, detail: str, parameter: str | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.parameter = parameter

    def record(self, types: str) -> ProblemRecord:
        """Return the problem; `types` is the address that kinds of problems are sections of."""
        title = PROBLEMS[self.kind]
        return ProblemRecord(f"{types}#{self.kind}", title, self.status.value, self.detail, self.parameter)


PROBLEMS = {
    "unknown-parameter": "There is no such parameter here",
    "bad-value": "A parameter has a wrong value",
    "too-much": "More is asked for than one answer may hold",
    "bad-cursor": "The cursor cannot be used",
    "not-found": "There is no such thing",
    "not-acceptable": "There is no such format",
    "method": "Only reading is possible",
    "busy": "Too many at this moment",
    "behind": "This server has not yet read that state of the archive",
    "unreadable": "The archive cannot be read at this moment",
}
"""The kinds of problems, each with its title."""


def bad_value(parameter: str, detail: str) -> Refused:
    """Return the refusal of a value."""
    return Refused(HTTPStatus.BAD_REQUEST, "bad-value", f"`{parameter}` {detail}", parameter)


def too_much(parameter: str, detail: str) -> Refused:
    """Return the refusal of a value that asks for more than is given at once."""
    return Refused(HTTPStatus.BAD_REQUEST, "too-much", f"`{parameter}` {detail}", parameter)


def not_found(detail: str) -> Refused:
    """Return the refusal of what is not there."""
    return Refused(HTTPStatus.NOT_FOUND, "not-found", detail)
