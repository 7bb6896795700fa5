"""Problems of day pages as one HTML page that stands alone: for the wiki's editors, by mail or on a desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from itertools import groupby
from typing import Protocol

from daybook.model import Problem
from daybook.publish.cleaning import clean
from daybook.publish.pages.english_text import long_date

_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Problems of day pages</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
li { margin-block: .5rem; overflow-wrap: anywhere; }
</style>
</head>
<body>
"""


class Found(Protocol):
    """A problem with its day and where it can be mended."""

    @property
    def date(self) -> date:
        """The day of the page."""

    @property
    def problem(self) -> Problem:
        """What was not understood."""

    @property
    def edit(self) -> str | None:
        """The address of the edit box, where it is known."""


def problem_report(found: Sequence[Found]) -> bytes:
    """Return the page (UTF-8); `found` is in the order of days."""
    return "".join(_lines(found)).encode("utf-8", "replace")


def _lines(found: Sequence[Found]) -> Iterator[str]:
    yield _HEAD
    count = "1 problem" if len(found) == 1 else f"{len(found):,} problems"
    yield f"<h1>Problems of day pages</h1>\n<p>{count}.</p>\n"
    for day, items in groupby(found, key=lambda each: each.date):
        yield f"<h2>{long_date(day)}</h2>\n<ul>\n"
        yield from map(_item, items)
        yield "</ul>\n"
    yield "</body>\n</html>\n"


def _item(each: Found) -> str:
    problem = each.problem
    place = f"line {problem.line}" if problem.line else "page"
    edit = f' <a href="{escape(each.edit)}">edit</a>' if each.edit else ""
    text, hint = escape(clean(problem.text)), escape(clean(problem.hint))
    return f"<li>{problem.severity}, {place}: <code>{text}</code>{edit}<br>{escape(problem.code)}: {hint}</li>\n"
