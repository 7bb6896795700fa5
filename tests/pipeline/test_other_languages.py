"""Wikis in other languages, each a real MediaWiki that speaks it: fetched, parsed, built, with messages that name its titles."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.mediawiki import LocalWiki, missing_parts

from daybook.archive import ArchiveReader, open_for_reading
from daybook.model import Selection

pytestmark = [pytest.mark.mediawiki, pytest.mark.skipif(bool(missing_parts()), reason=missing_parts())]

GERMAN = {
    "Mai 2026": "== Tagesgeschehen ==\n=== Sonntag, 31. Mai 2026 ===\n* [[Kiel]]/[[Deutschland]]: Ein Segelboot kentert in der [[Kieler Förde|Förde]]."
    "<ref>{{Internetquelle |url=https://hafenblatt.example/boot |titel=Boot gekentert |werk=Hafenblatt}}</ref>\n\n[[Kategorie:2026]]\n",
    "Juni 2026": "__KEIN_INHALTSVERZEICHNIS__\n== Tagesgeschehen ==\n=== Montag, 1. Juni 2026 ===\n[[Datei:B.jpg|mini|Die Brücke]]\n* [[Kiel]]: Eine [[Brücke]] wird eröffnet."
    " [https://hafenblatt.example/b (Hafenblatt)]\n=== Dienstag, 2. Juni 2026 ===\n* [[Bern]]: Der Rat tagt. [https://bergbote.example/r (Bergbote)]\n\n[[Kategorie:2026]]\n",
    "Juni": "Ein Monat.",
    "1. Juni": "Ein Tag im Jahr.",
}
JAPANESE = {
    "Portal:最近の出来事/2026年5月": "== 5月31日（日） ==\n* [[東京]]で祭りが開かれた。[https://kita.example/m （北の便り）]\n\n[[カテゴリ:2026年]]\n",
    "Portal:最近の出来事/2026年6月": "__目次非表示__\n== 6月1日（月） ==\n[[ファイル:Bridge.jpg|サムネイル|新しい橋]]\n* [[松江市|松江]]で橋が開通した。"
    "<ref>{{Cite news |url=https://minato.example/h |title=橋が開通 |publisher=みなと新報}}</ref>\n== 6月2日（火） ==\n;スポーツ\n* [[札幌市|札幌]]でマラソンが行われた。[https://kita.example/r （北の便り）]\n",
    "Portal:最近の出来事": "入口。",
}


class Publisher:
    """A folder with settings for a wiki, and the command line in it."""

    def __init__(self, program: Path, folder: Path, api: str, dialect: str) -> None:
        self.program = program
        self.folder = folder
        settings = f'[wiki]\napi = "{api}"\npause = 0\n[parse]\ndialect = "{dialect}"\n[site]\nlanguage = "{dialect}"\n'
        (folder / "daybook.toml").write_text(settings, "utf-8")

    def run(self, *command: str) -> tuple[int, str]:
        """Return the exit code of a command, and what it told."""
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1780444800"}  # 3 June 2026
        done = subprocess.run(
            [self.program, *command, "--no-progress"],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    def events(self) -> list[tuple[str, str, tuple[str, ...], list[str | None]]]:
        """Return day, headline, links and outlets of all events."""
        with open_for_reading(self.folder / "archive.sqlite") as connection:
            reader = ArchiveReader(connection)
            found = reader.events(reader.select(Selection())).values()
            return sorted(
                (
                    each.date.isoformat(),
                    each.event.headline.plain,
                    each.event.links,
                    [source.outlet for source in each.event.sources],
                )
                for each in found
            )


@contextmanager
def wiki(folder: Path, language: str, pages: dict[str, str]) -> Iterator[LocalWiki]:
    """Run a wiki in a language that has these pages."""
    (folder / "wiki").mkdir()
    running = LocalWiki(folder / "wiki", language)
    try:
        for title, text in pages.items():
            running.save(title, text)
        yield running
    finally:
        running.stop()


def test_a_german_wiki_of_month_articles(program: Path, tmp_path: Path) -> None:
    with wiki(tmp_path, "de", GERMAN) as german:
        publisher = Publisher(program, tmp_path, german.api, "de")
        everything = publisher.run("fetch", "--all", "--no-articles")
        found = publisher.events()
        german.save("Juni 2026", GERMAN["Juni 2026"].replace("Der Rat tagt.", "Der Rat vertagt sich."))
        month = publisher.run("fetch", "--since", "2026-06-01", "--until", "2026-06-30", "--no-articles")
        empty = publisher.run(
            "fetch",
            "--since",
            "2020-01-01",
            "--until",
            "2020-01-31",
            "--no-articles",
            "--set",
            "files.archive=other.sqlite",
        )
        built = publisher.run("build")

    assert everything[0] == 0, everything
    assert found == [
        (
            "2026-05-31",
            "Kiel/Deutschland: Ein Segelboot kentert in der Förde.",
            ("Kiel", "Deutschland", "Kieler Förde"),
            ["Hafenblatt"],
        ),
        ("2026-06-01", "Kiel: Eine Brücke wird eröffnet.", ("Kiel", "Brücke"), ["Hafenblatt"]),
        ("2026-06-02", "Bern: Der Rat tagt.", ("Bern",), ["Bergbote"]),
    ]
    assert (month[0], "28 days have no page on the wiki (first: 2026-06-03)" in month[1]) == (0, True), month
    assert "Bern: Der Rat vertagt sich." in [headline for _, headline, _, _ in publisher.events()]
    assert (empty[0], "Januar 2020" in empty[1], "Portal:Current events" in empty[1]) == (2, True, False), empty
    assert built[0] == 0, built
    page = (tmp_path / "site/news/2026/06/1/index.html").read_text("utf-8")
    assert '<html lang="de"' in page
    assert "wird eröffnet." in page
    assert "Datei" not in page
    assert "Inhaltsverzeichnis" not in page


def test_a_japanese_wiki_of_month_pages(program: Path, tmp_path: Path) -> None:
    with wiki(tmp_path, "ja", JAPANESE) as japanese:
        publisher = Publisher(program, tmp_path, japanese.api, "ja")
        everything = publisher.run("fetch", "--all", "--no-articles")
        empty = publisher.run(
            "fetch",
            "--since",
            "2020-01-01",
            "--until",
            "2020-01-31",
            "--no-articles",
            "--set",
            "files.archive=other.sqlite",
        )
        built = publisher.run("build")

    assert everything[0] == 0, everything
    assert publisher.events() == [
        ("2026-05-31", "東京で祭りが開かれた。", ("東京",), ["北の便り"]),
        ("2026-06-01", "松江で橋が開通した。", ("松江市",), ["みなと新報"]),
        ("2026-06-02", "札幌でマラソンが行われた。", ("札幌市",), ["北の便り"]),
    ]
    assert (empty[0], "2020年1月" in empty[1], "Current events" in empty[1]) == (2, True, False), empty
    assert built[0] == 0, built
    page = (tmp_path / "site/news/2026/06/2/index.html").read_text("utf-8")
    assert 'lang="ja"' in page
    assert "スポーツ" in page
