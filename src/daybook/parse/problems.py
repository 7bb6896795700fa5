"""The problems that the parser reports: one table of codes, how much each one loses, and what an editor can do."""

from __future__ import annotations

import re

from daybook.model.problem import Problem, Severity
from daybook.parse.preprocess import JOIN, REFERENCE_CLOSE, REFERENCE_OPEN, SHOWN_ONLY, SPLIT, reveal

LONGEST = 200
_MARKS = re.compile(rf"[{JOIN}{SHOWN_ONLY}{SPLIT}]|{REFERENCE_OPEN}\d+{REFERENCE_CLOSE}")
"""What the parser itself puts into a text."""

KINDS = {
    "redirect-page": (Severity.INFO, "the page is a redirect: its events are elsewhere"),
    "text-outside-list": (Severity.ERROR, "begin the line with `*`, or remove it"),
    "forgotten-bullet": (Severity.INFO, "begin the line with `*`, or join it to the line above"),
    "bullet-inside-line": (Severity.INFO, "begin a new line before the `*`"),
    "pipe-in-content": (Severity.WARNING, "write `{{!}}` instead of `|`: the wiki hides the rest of the day"),
    "content-without-name": (
        Severity.WARNING,
        "close the template, or write `|content=` before the list: the wiki hides the day",
    ),
    "space-before-bullet": (Severity.INFO, "remove the space before the bullet"),
    "topic-without-events": (Severity.INFO, "add the event it was meant for, or remove the topic"),
    "note-on-topic": (Severity.INFO, "give the line under the topic a bullet of its own, or remove it"),
    "source-on-topic": (Severity.INFO, "move the source to the event it supports"),
    "event-without-source": (Severity.INFO, "add the source that reports it"),
    "bullet-without-text": (Severity.INFO, "write the event, or remove the bullet: a picture or a category tells none"),
    "unknown-heading": (Severity.INFO, "use one of the usual headings"),
    "text-after-heading": (Severity.WARNING, "move the text after the colon to a bullet of its own"),
    "unknown-template": (Severity.WARNING, "replace the template with its text"),
    "unclosed-template": (Severity.WARNING, "close the template with `}}`"),
    "unclosed-source": (Severity.WARNING, "close the link with `]`"),
    "unclosed-link": (Severity.WARNING, "close the link with `]]`"),
    "unclosed-tag": (Severity.WARNING, "close the tag"),
    "bullet-in-reference": (
        Severity.WARNING,
        "close the reference before the bullet: the wiki shows the bullet as a footnote",
    ),
    "unclosed-comment": (Severity.ERROR, "close the comment with `-->`: everything after it is hidden"),
    "unknown-tag": (Severity.INFO, "remove the tag, or write `&lt;` for a plain `<`"),
    "reference-without-address": (Severity.WARNING, "give the reference a web address"),
    "line-of-no-day": (Severity.INFO, "the line belongs to none of the days on the month page"),
    "event-too-large": (
        Severity.WARNING,
        "split the bullet: it has too much text, or too many links or sources",
    ),
    "too-many-events": (Severity.ERROR, "move bullets to the pages of their days: a page may have 1,000 events"),
    "table": (Severity.WARNING, "write the events of the table as a list"),
}


def problem(code: str, line: int, text: str) -> Problem:
    """Make a problem of a known code; `line` counts from 1, 0 is the page."""
    severity, hint = KINDS[code]
    return Problem(code, severity, line, reveal(_MARKS.sub("", text))[:LONGEST], hint)
