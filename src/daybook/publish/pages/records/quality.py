"""What editors of the wiki can mend: all of it counted, and month by month."""

from __future__ import annotations

from datetime import date

from daybook.model import Severity
from daybook.model.encoding import Record
from daybook.publish.pages.records.parts import Address, EventLink, Month, Origin, Page, Url


class ProblemCount(Record, frozen=True):
    """A kind of problem: its code, how much each loses, what an editor can do, how many there are on how many days."""

    code: str
    severity: Severity
    hint: str
    count: int
    days: int


class RepeatedProblem(Record, frozen=True):
    """The same text not understood on many days: one rule of a bot, or one template, mends them all."""

    code: str
    text: str
    count: int
    first: date
    last: date


class MonthToMend(Record, frozen=True):
    """A month and how many problems its days have; `month` is YYYY-MM."""

    address: Address
    month: Month
    count: int


class DayToMend(Record, frozen=True):
    """A day whose page one edit would mend most: `lost` adds up its problems by severity (error 20, warning 5, info 1)."""

    address: Address
    date: date
    count: int
    lost: int
    codes: tuple[str, ...] = ()
    edit_url: Url | None = None


class ProblemToMend(Record, frozen=True):
    """A problem of a day page. `line` counts in its wikitext, 0 is the page; `edit_url` opens the edit box of its section.

    Of an `event` that was understood, `other` tells the same; `copy_url` is a copy of its source that is gone.
    """

    code: str
    severity: Severity
    text: str
    hint: str
    line: int = 0
    edit_url: Url | None = None
    event: EventLink | None = None
    other: EventLink | None = None
    copy_url: Url | None = None


class DayProblems(Record, frozen=True):
    """A day and its problems, by line."""

    address: Address
    date: date
    origin: Origin
    problems: tuple[ProblemToMend, ...] = ()


class QualityPage(Page, frozen=True, kw_only=True, tag="quality"):
    """What was not understood on day pages, counted: by kind, by month, what repeats, and where to begin.

    `checked` counts the days read, `days` those with a problem. `lately` are events of the last two weeks that are told twice, or
    whose sources are gone; those of all days stand on the pages of their months.
    """

    kind = "quality"
    checked: int
    days: int
    problems: int
    kinds: tuple[ProblemCount, ...] = ()
    first: tuple[DayToMend, ...] = ()
    lately: tuple[DayProblems, ...] = ()
    repeated: tuple[RepeatedProblem, ...] = ()
    months: tuple[MonthToMend, ...] = ()


class QualityMonthPage(Page, frozen=True, kw_only=True, tag="quality-month"):
    """The problems of a month, day by day."""

    kind = "quality-month"
    month: Month
    problems: int
    days: tuple[DayProblems, ...] = ()
