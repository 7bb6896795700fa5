"""Articles: how their files are read, and every way in which one can be wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from daybook.errors import SettingsError
from daybook.publish.addresses import EventPlace
from daybook.publish.publisher_texts import LARGEST, Article, PublisherTexts, parse_article, read_texts

NAME = "opinion/2024-05-02-a-year-of-floods.md"
WHOLE = """+++
title = 'A year of "floods": what it shows'
author = "Ada O'Neil"
summary = "Twelve towns, one river"
updated = 2024-05-04
# a note to myself
draft = false
events = [
  "/news/2024/03/9/the-dam-opens",
  "https://news.example/news/2024/03/10/the-dam-closes.html",
  "/news/2024/03/9/the-dam-opens.md",
]
+++

The *river* rose.
"""


def test_an_article_is_what_its_file_says() -> None:
    faults: list[str] = []

    article = parse_article(NAME, WHOLE, faults)

    assert faults == []
    assert article == Article(
        date(2024, 5, 2),
        "a-year-of-floods",
        'A year of "floods": what it shows',
        "The *river* rose.",
        "Ada O'Neil",
        "Twelve towns, one river",
        date(2024, 5, 4),
        (EventPlace(date(2024, 3, 9), "the-dam-opens"), EventPlace(date(2024, 3, 10), "the-dam-closes")),
    )


def test_a_draft_is_not_published_and_may_be_empty() -> None:
    faults: list[str] = []

    assert parse_article(NAME, "+++\ntitle = 'T'\ndraft = true\n+++\n", faults) is None
    assert faults == []


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("x.md", WHOLE, "`x.md`: not named `YYYY-MM-DD-slug.md`"),
        ("2024-02-30-x.md", WHOLE, "not named"),
        ("2024-05-02-..-x.md", WHOLE, "not named"),
        ("2024-05-02-Großbrand.md", WHOLE, "not named"),
        (NAME, "Text without any", f"`{NAME}:1`: no front matter"),
        (NAME, "+++\ntitle = 'T'\nText", f"`{NAME}:1`: no front matter"),
        (NAME, "---\ntitle: T\n---\nText", f"`{NAME}:1`: no front matter"),
        (NAME, "", f"`{NAME}:1`: no front matter"),
        (NAME, "+++\nauthor = 'A'\n+++\nText", f"`{NAME}:1`: an article needs a title"),
        (NAME, "+++\ntitle = 'T'\n+++\n \n", f"`{NAME}:3`: the article is empty"),
        (NAME, "+++\ntitle = 7\n+++\nText", f"`{NAME}:2`: `title` must be text"),
        (NAME, "+++\ntitle = 'T'\ndate = 2024-05-03\n+++\nText", f"`{NAME}:3`: the date differs"),
        (NAME, "+++\ntitle = 'T'\nupdated = 'yesterday'\n+++\nText", f"`{NAME}:3`: `updated` must be a day"),
        (NAME, "+++\ntitle = 'T'\nupdated = 2024-05-03T10:00:00Z\n+++\nText", f"`{NAME}:3`: `updated` must be a day"),
        (NAME, "+++\ntitle = 'T'\nupdated = 2024-05-01\n+++\nText", f"`{NAME}:3`: updated before it was written"),
        (NAME, "+++\ntitle = 'T'\ndraft = 'maybe'\n+++\nText", f"`{NAME}:3`: `draft` must be true or false"),
        (NAME, "+++\ntitle = 'T'\ntags = 'a'\n+++\nText", f"`{NAME}:3`: unknown field: `tags`"),
        (NAME, "+++\ntitle = 'T'\ntitle = 'U'\n+++\nText", f"`{NAME}:3`: not TOML: cannot overwrite a value"),
        (NAME, "+++\ntitle = 'T'\nwhat is this\n+++\nText", f"`{NAME}:3`: not TOML"),
        (NAME, "+++\ntitle = 'T'\nyear = " + "9" * 5000 + "\n+++\nText", f"`{NAME}:3`: not TOML"),
        (
            NAME,
            "+++\ntitle = 'T'\nevents = ['/about']\n+++\nText",
            f"`{NAME}:3`: not the address of an event: `/about`",
        ),
        (NAME, "+++\ntitle = 'T'\nevents = '/news/2024/05/1/x'\n+++\nText", f"`{NAME}:3`: `events` must be a list"),
        (
            NAME,
            "+++\ntitle = 'T'\nevents = ['/news/2024/05/1/../../x']\n+++\nT",
            f"`{NAME}:3`: not the address of an event",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(name: str, content: str, fault: str) -> None:
    faults: list[str] = []

    assert parse_article(name, content, faults) is None
    assert any(fault in told for told in faults), faults


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "opinion"
    folder.mkdir()
    (folder / "2024-01-01-one.md").write_text("+++\ntags = 'x'\ndraft = 'y'\n+++\nText")
    (folder / "two.md").write_text("+++\ntitle = 'T'\n+++\nText")
    (folder / "2024-01-03-three.md").write_bytes(b"+++\ntitle = '\xff'\n+++\nText")

    with pytest.raises(SettingsError) as caught:
        read_texts(tmp_path / "about.md", folder)

    assert [fault.partition(":")[0].strip("`") for fault in caught.value.faults] == [
        "opinion/2024-01-01-one.md",
        "opinion/2024-01-01-one.md",
        "opinion/2024-01-01-one.md",
        "opinion/2024-01-03-three.md",
        "opinion/two.md",
    ]


def test_texts_are_read_newest_first_and_other_files_are_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "opinion"
    folder.mkdir()
    for day in ("2024-01-01", "2024-03-01", "2024-02-01"):
        (folder / f"{day}-x.md").write_text("+++\ntitle = 'T'\n+++\nText")
    for other in ("README.md", ".draft.md", "notes.txt", "picture.png"):
        (folder / other).write_text("no article")
    (tmp_path / "about.md").write_text("About *us*")

    texts = read_texts(tmp_path / "about.md", folder)

    assert texts.about == "About *us*"
    assert [article.date.month for article in texts.articles] == [3, 2, 1]


def test_a_folder_that_is_not_there_has_no_articles(tmp_path: Path) -> None:
    assert read_texts(tmp_path / "about.md", tmp_path / "opinion") == PublisherTexts()


def test_links_out_of_the_folder_are_refused_and_nothing_behind_them_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("+++\ntitle = 'secret'\n+++\nText")
    folder = tmp_path / "opinion"
    folder.mkdir()
    (folder / "2024-01-01-x.md").symlink_to(secret)
    (folder / "2024-01-02-x.md").mkdir()

    with pytest.raises(SettingsError) as caught:
        read_texts(tmp_path / "about.md", folder)

    assert all("not a file, or a link" in fault for fault in caught.value.faults)
    assert len(caught.value.faults) == 2


def test_a_file_larger_than_a_book_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "opinion"
    folder.mkdir()
    (folder / "2024-01-01-x.md").write_text("+++\ntitle = 'T'\n+++\n" + "x" * LARGEST)

    with pytest.raises(SettingsError, match="larger than"):
        read_texts(tmp_path / "about.md", folder)


@given(some.text(max_size=300))
def test_any_text_is_an_article_or_has_a_fault_that_names_its_file(text: str) -> None:
    faults: list[str] = []

    article = parse_article(NAME, f"+++\n{text}\n+++\ntext", faults)

    assert article is not None or faults or "draft" in text
    assert all(fault.startswith(f"`{NAME}") for fault in faults)
