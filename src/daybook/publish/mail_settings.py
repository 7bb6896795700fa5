"""The section of `daybook.toml` on mail: which server takes the digest, from whom, to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from daybook.model.setting import at_least, setting

Security = Literal["tls", "starttls", "none"]


def _plain(text: str) -> str | None:
    return None if "\n" not in text and "\r" not in text else "one line"


def _plain_each(texts: tuple[str, ...]) -> str | None:
    return next((fault for text in texts if (fault := _plain(text))), None)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How `daybook digest --send` hands its message on."""

    server: str = setting("", help="Mail server (SMTP) that takes the digest; empty: none.")
    port: int = setting(465, help="Its port: 465 for tls, 587 for starttls, 25 for none.", rule=at_least(1))
    security: Security = setting(
        "tls", help="How the connection is secured: tls, starttls, or none for a server on this machine."
    )
    user: str = setting("", help="Name to log in with; empty: no login.")
    password_variable: str = setting(
        "DAYBOOK_MAIL_PASSWORD", help="Environment variable that holds the password; no file does."
    )
    sender: str = setting("", help="Address that the digest comes from.", rule=_plain)
    recipients: tuple[str, ...] = setting((), help="Addresses that it goes to.", rule=_plain_each)
