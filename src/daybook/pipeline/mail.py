"""The digest of a week as an e-mail: made from the archive, written to a file or handed to a mail server."""

from __future__ import annotations

import os
import smtplib
import ssl
from datetime import date, datetime

from daybook.config import Settings
from daybook.errors import DaybookError, SettingsError
from daybook.pipeline.building import build_spec
from daybook.publish.addresses import DigestPlace
from daybook.publish.cleaning import clean
from daybook.publish.mail_settings import MailSettings
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.digest import digest_page, whole_weeks
from daybook.publish.render.to_email import to_email

TIMEOUT = 30.0
"""Seconds without a byte after which a mail server is given up."""


def make_digest(settings: Settings, day: date | None, now: datetime) -> bytes:
    """Return the digest of the week of a day as an e-mail; of the last whole week that the archive has where no day is given.

    Raises:
        DaybookError: the archive has no event of that week.
    """
    spec = build_spec(settings)
    with spec.open_library() as library:
        builder = Builder(library, spec.site())
        place = DigestPlace.of(day) if day else next(iter(whole_weeks(builder.calendar)[-1:]), None)
        page = digest_page(builder.cache, builder.calendar, place) if place else None
    if page is None:
        week = f"week {place.week} of {place.year}" if place else "a whole week"
        raise DaybookError(f"the archive has no event of {week}", hint="fetch its days, or choose another with --week")
    mail = settings.mail
    return to_email(
        page,
        builder.site.root,
        builder.site.url,
        sender=mail.sender or "daybook@localhost",
        recipients=mail.recipients,
        site=clean(settings.site.title),
        sent=now,
    )


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
            server.sendmail(mail.sender, list(mail.recipients), message)
    except (OSError, smtplib.SMTPException) as error:
        reason = str(getattr(error, "strerror", None) or error).lower()
        raise DaybookError(f"not sent: `{mail.server}`: {reason}", hint="check the [mail] settings") from error


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
