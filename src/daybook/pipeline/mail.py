"""The digest of a day, a week or a month as an e-mail or a book: made from the archive, written or handed to a mail server."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from daybook.config import Settings
from daybook.errors import DaybookError, SettingsError
from daybook.pipeline.building import build_spec
from daybook.publish.addresses import DigestPlace
from daybook.publish.cleaning import clean
from daybook.publish.delivery.families.books import make_book
from daybook.publish.mail_settings import MailSettings
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.calendar import Calendar
from daybook.publish.pages.digest import Digest, DigestSpan, day_span, digest_of, month_span, week_span, whole_weeks
from daybook.publish.pages.site import Site
from daybook.publish.render.to_email import to_email

LONGEST_ANSWER = 200
"""Characters of a mail server's answer that are shown."""

TIMEOUT = 30.0
"""Seconds without a byte after which a mail server is given up."""


class Length(StrEnum):
    """What a digest is of."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class DigestFormat(StrEnum):
    """What a digest is written as."""

    EMAIL = "email"
    EPUB = "epub"


def make_digest(
    settings: Settings,
    day: date | None,
    now: datetime,
    *,
    length: Length = Length.WEEK,
    form: DigestFormat = DigestFormat.EMAIL,
) -> bytes:
    """Return the digest of the day, week or month of a day; of the last whole one that the archive has where no day is given.

    Raises:
        DaybookError: the archive has no event of it.
    """
    spec = build_spec(settings)
    with spec.open_library() as library:
        builder = Builder(library, spec.site())
        site = builder.site
        day = day or _last_whole(builder.calendar, length, now.date())
        span = _span(site, length, day) if day else None
        made: Digest | bytes | None = None
        if span is not None:
            is_book = form is DigestFormat.EPUB
            made = make_book(builder, span) if is_book else digest_of(builder.cache, builder.calendar, span)
        if made is None:
            what = span.title.replace("Week", "week") if span else f"a whole {length}"
            hint = f"fetch its days, or choose another with --{length}"
            raise DaybookError(f"the archive has no event of {what}", hint=hint)
        if isinstance(made, bytes):
            return made
    mail = settings.mail
    return to_email(
        made,
        site.root,
        site.url,
        site.text,
        sender=mail.sender or "daybook@localhost",
        recipients=mail.recipients,
        site=clean(settings.site.title),
        sent=now,
    )


def _span(site: Site, length: Length, day: date) -> DigestSpan:
    if length is Length.DAY:
        return day_span(site, day)
    return month_span(site, day.year, day.month) if length is Length.MONTH else week_span(site, DigestPlace.of(day))


def _last_whole(calendar: Calendar, length: Length, today: date) -> date | None:
    """Return a day of the last day, week or month that is over and has events."""
    with_events = [day for day, record in calendar.days.items() if record.events]
    if length is Length.DAY:
        return max((day for day in with_events if day < today), default=None)
    if length is Length.WEEK:
        return next((place.first for place in whole_weeks(calendar)[-1:]), None)
    newest = max(calendar.days, default=today)
    return max((day for day in with_events if (day.year, day.month) < (newest.year, newest.month)), default=None)


def send_message(message: bytes, mail: MailSettings) -> None:
    """Hand a message to the mail server of the settings.

    Raises:
        SettingsError: server, sender or recipients are not set.
        DaybookError: the server does not take it.
    """
    lacking = [name for name in ("server", "sender", "recipients") if not getattr(mail, name)]
    if lacking:
        names = ", ".join(f"`mail.{name}`" for name in lacking)
        raise SettingsError((f"sending mail requires {names}",), hint="write it into `daybook.toml`")
    try:
        with _connected(mail) as server:
            if mail.user:
                server.login(mail.user, os.environ.get(mail.password_variable, ""))
            refused = server.sendmail(mail.sender, list(mail.recipients), message)
    except (OSError, smtplib.SMTPException) as error:
        raise DaybookError(f"not sent: `{mail.server}`: {_reason(error)}", hint="check the [mail] settings") from error
    if refused:
        hint = "the other recipients have it: send it again to these alone, or remove them from `mail.recipients`"
        raise DaybookError(f"not sent to all: `{mail.server}`: {_refusals(refused)}", hint=hint)


def _reason(error: OSError | smtplib.SMTPException) -> str:
    """Say in a line why nothing was sent: in the words of the server, where it has any."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return _refusals(error.recipients)
        case smtplib.SMTPResponseException():
            return _answer(error.smtp_code, error.smtp_error)
        case _:
            return str(getattr(error, "strerror", None) or error).lower()


def _refusals(refused: Mapping[str, tuple[int, bytes]]) -> str:
    return "; ".join(f"`{address}`: {_answer(*answer)}" for address, answer in refused.items())


def _answer(code: int, words: bytes | str) -> str:
    """Return what a server answered as one line of text that a terminal can show."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    line = clean(" ".join(text.split()))[:LONGEST_ANSWER]
    return f"{code} {line}" if code > 0 else line


def _connected(mail: MailSettings) -> smtplib.SMTP:
    trust = ssl.create_default_context()
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.server, mail.port, timeout=TIMEOUT, context=trust)
    server = smtplib.SMTP(mail.server, mail.port, timeout=TIMEOUT)
    if mail.security == "starttls":
        try:
            server.starttls(context=trust)
        except BaseException:
            server.close()
            raise
    return server
