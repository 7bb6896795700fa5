"""`daybook digest`: a message that any mail program reads, written or handed to a mail server on loopback."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.mail_server import mail_server

from daybook.config import load_settings
from daybook.pipeline.intake import import_paths
from daybook.progress import finish

ROOT = Path(__file__).parents[2]
FIXED = ("--set", "site.address=https://news.example/daybook/")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Import the sample's days; return a folder to be copied."""
    folder = tmp_path_factory.mktemp("imported")
    settings = load_settings(None, [f"files.archive={folder}/archive.sqlite"])
    finish(import_paths([ROOT / "sample/days"], settings, datetime(2026, 11, 1, tzinfo=UTC)))
    return folder


@pytest.fixture
def sample(daybook: Run, imported: Path, tmp_path: Path) -> Run:
    """Give the command on an archive of the sample's days."""
    shutil.copytree(imported, tmp_path, dirs_exist_ok=True)
    return daybook


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_digest_has_its_stories_as_text_and_as_html_with_whole_addresses(sample: Run, tmp_path: Path) -> None:
    done = sample("digest", "--week", "2004-12-28", "--output", "week.eml", *FIXED)

    assert done.returncode == 0, done.stderr
    message = read((tmp_path / "week.eml").read_bytes())
    assert message["Subject"] == "Daybook: 27 December 2004 to 2 January 2005"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    for kind in ("plain", "html"):
        assert "https://news.example/daybook/news/2004/12/" in text_of(message, kind)
    html = text_of(message, "html")
    assert not any(mark in html for mark in ("<img", "<script", "<link", 'href="/'))


def test_a_digest_is_handed_to_the_mail_server(sample: Run) -> None:
    with mail_server() as server:
        mail = [f"mail.port={server.port}", "mail.server=127.0.0.1", "mail.security=none", "mail.sender=a@news.example"]
        mail.append('mail.recipients=["b@news.example", "c@news.example"]')
        done = sample("digest", "--week", "2004-W53", "--send", *(part for each in mail for part in ("--set", each)))

    assert done.returncode == 0, done.stderr
    ((sender, recipients, content),) = server.messages
    assert (sender, recipients) == ("a@news.example", ["b@news.example", "c@news.example"])
    assert read(content)["To"] == "b@news.example, c@news.example"


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_refuses_is_one_line(sample: Run, command: str) -> None:
    with mail_server(command) as server:
        mail = [f"mail.port={server.port}", "mail.server=127.0.0.1", "mail.security=none", "mail.sender=a@news.example"]
        mail.append('mail.recipients=["b@news.example"]')
        done = sample("digest", "--week", "2004-W53", "--send", *(part for each in mail for part in ("--set", each)))

    assert done.returncode == 2
    who = "`b@news.example`: " if command == "RCPT" else ""
    assert f"daybook: not sent: `127.0.0.1`: {who}550 " in done.stderr


def test_a_recipient_who_is_refused_is_named(sample: Run) -> None:
    with mail_server("c@news.example") as server:
        mail = [f"mail.port={server.port}", "mail.server=127.0.0.1", "mail.security=none", "mail.sender=a@news.example"]
        mail.append('mail.recipients=["b@news.example", "c@news.example"]')
        done = sample("digest", "--week", "2004-W53", "--send", *(part for each in mail for part in ("--set", each)))

    assert done.returncode == 2
    assert "daybook: not sent to all: `127.0.0.1`: `c@news.example`: 550 no (" in done.stderr
    assert [recipients for _, recipients, _ in server.messages] == [["b@news.example"]]


def test_what_is_not_set_or_not_there_is_said(sample: Run) -> None:
    assert "`mail.server`, `mail.sender`, `mail.recipients`" in sample("digest", "--week", "2004-W53", "--send").stderr
    assert "the archive has no event of week 10 of 1999" in sample("digest", "--week", "1999-W10").stderr
    assert "not a week such as 2024-W10" in sample("digest", "--week", "2024-W60").stderr


def test_a_day_and_a_month_have_a_digest_too(sample: Run, tmp_path: Path) -> None:
    done = sample("digest", "--day", "2004-12-28", "--output", "day.eml", *FIXED)
    assert done.returncode == 0, done.stderr
    assert read((tmp_path / "day.eml").read_bytes())["Subject"] == "Daybook: 28 December 2004"
    assert sample("digest", "--month", "2004-12", "--output", "month.eml", *FIXED).returncode == 0
    assert read((tmp_path / "month.eml").read_bytes())["Subject"] == "Daybook: 1 December 2004 to 31 December 2004"


def test_a_book_is_written(sample: Run, tmp_path: Path) -> None:
    done = sample("digest", "--week", "2004-W53", "--format", "epub", "--output", "week.epub")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "week.epub").read_bytes()[30:58] == b"mimetypeapplication/epub+zip"


@pytest.mark.parametrize("length", ["day", "week", "month"])
def test_the_last_one_that_is_over_is_chosen(sample: Run, tmp_path: Path, length: str) -> None:
    done = sample("digest", f"--{length}", "last", "--output", "last.eml")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "last.eml").stat().st_size > 500


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--day", "2004-02-30"], "not a day such as 2024-03-04"),
        (["--month", "2004-13"], "not a month such as 2024-03"),
        (["--day", "last", "--week", "last"], "choose one of --day, --week and --month"),
        (["--format", "epub", "--send"], "--send sends an e-mail"),
        (["--month", "1999-03"], "the archive has no event of March 1999"),
        (["--day", "1999-03-04"], "the archive has no event of 4 March 1999"),
        (["--week", "9999-W52"], "the archive has no event of week 52 of 9999"),
        (["--day", "9999-12-31"], "the archive has no event of 31 December 9999"),
        (["--month", "0001-01"], "the archive has no event of January 1"),
    ],
)
def test_a_digest_that_cannot_be_is_refused(sample: Run, options: list[str], words: str) -> None:
    done = sample("digest", *options)

    assert done.returncode == 2
    assert words in done.stderr
