"""A day, a week or a month in short as an e-mail: text and HTML that need no picture, no script and no style of anybody's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from itertools import chain

from daybook.publish.addresses import Root
from daybook.publish.pages.digest import Digest, beside_stories, days_of, title_of, under_headings
from daybook.publish.pages.reader_text import ReaderText

Url = Callable[[str], str]
"""Returns the whole address of a page of the site."""

_BODY = "font-family: Georgia, serif; font-size: 17px; line-height: 1.5; max-width: 40em; margin: 0 auto; padding: 1em"


def to_email(
    digest: Digest,
    root: Root,
    url: Url,
    text: ReaderText,
    *,
    sender: str,
    recipients: tuple[str, ...],
    site: str,
    sent: datetime,
) -> bytes:
    """Return the message (RFC 5322, multipart/alternative) with links to the published site; equal for equal arguments."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    if recipients:
        message["To"] = ", ".join(recipients)
    message["Subject"] = f"{site}: {days_of(digest.span, text)}"
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = (
        f"<digest-{digest.span.name}-{int(sent.timestamp())}@{root.host.partition('://')[2].partition(':')[0]}>"
    )
    message.set_content("\n".join(_text(digest, url, text)), charset="utf-8", cte="quoted-printable")
    message.add_alternative(
        "".join(_html(digest, url, site, text)), subtype="html", charset="utf-8", cte="quoted-printable"
    )
    message.set_boundary(f"digest-{digest.span.name}")
    return message.as_bytes()


def _text(digest: Digest, url: Url, text: ReaderText) -> list[str]:
    lines = [title_of(digest.span, text), days_of(digest.span, text), digest.span.url, ""]
    for story in digest.stories:
        lines += [story.story.name, "-" * min(len(story.story.name), 72)]
        for heading, items in under_headings(story):
            lines += ["", f"{heading.name}:"] if heading is not None else []
            for item in items:
                lines += [f"* {text.date(item.date)}: {item.headline.text}", f"  {url(item.address)}"]
        lines.append("")
    for part, events in beside_stories(digest):
        title = text.say(part)
        lines += [
            title,
            "-" * len(title),
            *chain.from_iterable((f"* {e.headline}", f"  {url(e.address)}") for e in events),
            "",
        ]
    return lines


def _html(digest: Digest, url: Url, site: str, text: ReaderText) -> list[str]:
    parts = [
        f'<!DOCTYPE html><html lang="{text.language}" dir="{text.direction}"><head><meta charset="utf-8"><title>{escape(title_of(digest.span, text))}</title></head><body style="{_BODY}">',
        f'<h1><a href="{escape(digest.span.url)}">{escape(site)}</a></h1>',
        f"<p>{escape(days_of(digest.span, text))}</p>",
    ]
    for story in digest.stories:
        parts.append(f'<h2><a href="{escape(url(story.story.address))}">{escape(story.story.name)}</a></h2>')
        for heading, items in under_headings(story):
            if heading is not None:
                parts.append(f'<h3><a href="{escape(url(heading.address))}">{escape(heading.name)}</a></h3>')
            lines = [
                f'<li>{text.date(item.date)}: <a href="{escape(url(item.address))}">{escape(item.headline.text)}</a></li>'
                for item in items
            ]
            parts.append(f"<ul>{''.join(lines)}</ul>")
    for title, events in beside_stories(digest):
        parts.append(f"<h2>{escape(text.say(title))}</h2><ul>")
        parts += [f'<li><a href="{escape(url(e.address))}">{escape(e.headline)}</a></li>' for e in events]
        parts.append("</ul>")
    parts.append("</body></html>\n")
    return parts
