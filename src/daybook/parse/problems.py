"""The problems that the parser reports: one table of codes, how much each one loses, and what an editor can do."""

from __future__ import annotations

import re

from daybook.model.problem import Problem, Severity
from daybook.parse.preprocess import JOIN, REFERENCE_CLOSE, REFERENCE_OPEN, SHOWN_ONLY, SPLIT, reveal

LONGEST = 200
_MARKS = re.compile(rf"[{JOIN}{SHOWN_ONLY}{SPLIT}]|{REFERENCE_OPEN}\d+{REFERENCE_CLOSE}")
"""What the parser itself puts into a text."""

_KINDS = {
    "redirect-page": (Severity.INFO, "the page is a redirect: its events stand elsewhere"),
    "text-outside-list": (Severity.ERROR, "begin the line with `*`, or remove it"),
    "forgotten-bullet": (Severity.INFO, "begin the line with `*`, or join it to the line above"),
    "bullet-inside-line": (Severity.INFO, "begin a new line before the `*`"),
    "pipe-in-content": (Severity.WARNING, "write `{{!}}` for the `|`: the wiki shows nothing of the day after it"),
    "content-without-name": (
        Severity.WARNING,
        "close the template, or write `|content=` before the list: the wiki shows nothing of the day",
    ),
    "space-before-bullet": (Severity.INFO, "remove the space before the bullet"),
    "topic-without-events": (Severity.INFO, "remove the topic, or add the event that it was for"),
    "note-on-topic": (Severity.INFO, "give the line under the topic a bullet of its own, or remove it"),
    "source-on-topic": (Severity.INFO, "move the source to the events that it tells of"),
    "unknown-heading": (Severity.INFO, "use one of the usual headings"),
    "text-after-heading": (Severity.WARNING, "give the text after the heading's colon a line and a bullet"),
    "unknown-template": (Severity.WARNING, "write the template's text instead"),
    "unclosed-template": (Severity.WARNING, "close the template with `}}`"),
    "unclosed-source": (Severity.WARNING, "close the link with `]`"),
    "unclosed-link": (Severity.WARNING, "close the link with `]]`"),
    "unclosed-tag": (Severity.WARNING, "close the tag"),
    "bullet-in-reference": (
        Severity.WARNING,
        "close the reference before the bullet: the wiki shows the bullet among its notes",
    ),
    "unclosed-comment": (Severity.ERROR, "close the comment with `-->`: all after it is hidden"),
    "unknown-tag": (Severity.INFO, "remove the tag, or write `&lt;` for a plain `<`"),
    "reference-without-address": (Severity.WARNING, "give the reference a web address"),
    "line-of-no-day": (Severity.INFO, "the line stands on the month's page, under none of its days"),
    "event-too-large": (
        Severity.WARNING,
        "split the bullet: it has more text, links or sources than an event may have",
    ),
    "too-many-events": (Severity.ERROR, "move bullets to the pages of their days: a page may have 1,000 events"),
    "table": (Severity.WARNING, "write the events of the table as a list"),
}


def problem(code: str, line: int, text: str) -> Problem:
    """Make a problem of a known code; `line` counts from 1, 0 is the page."""
    severity, hint = _KINDS[code]
    return Problem(code, severity, line, reveal(_MARKS.sub("", text))[:LONGEST], hint)
