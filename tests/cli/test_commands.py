"""Each command, run as a publisher runs it."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from tests.cli.conftest import PAGE, Run

from daybook.cli.command import COMMANDS


def test_the_overview_names_every_command(daybook: Run) -> None:
    shown = daybook("--help").stdout

    assert [name for name in COMMANDS if f"\n  {name} " not in shown] == []


def test_without_a_command_the_overview_is_shown_and_nothing_is_done(daybook: Run) -> None:
    assert daybook().returncode == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_each_command_teaches_with_examples(daybook: Run, name: str) -> None:
    done = daybook(name, "--help")

    assert done.returncode == 0
    assert f"  daybook {name}" in done.stdout.partition("Examples:")[2]
    assert "--set KEY=VALUE" in done.stdout


def test_parse_prints_a_line_a_day_and_needs_no_archive(daybook: Run, page: Path, tmp_path: Path) -> None:
    done = daybook("parse", page)

    day = json.loads(done.stdout)
    assert [event["text"] for event in day["events"]] == [
        "A storm floods the harbour of Exampleton.",
        "The Exampleton United football club wins the cup.",
    ]
    assert day["events"][0]["topics"] == ["Storm Example"]
    assert day["events"][0]["category"] == "Disasters and accidents"
    assert day["events"][0]["sources"] == [
        {"url": "http://news.example.org/storm", "label": "Example News", "outlet": "Example News"}
    ]
    assert list(tmp_path.iterdir()) == [page]


def test_parse_takes_the_latest_revision_of_each_page_of_an_export(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "dump.xml").write_text(export(("A first wording.", "A second wording.")), "utf-8")

    done = daybook("parse", "dump.xml")

    day = json.loads(done.stdout)
    assert [event["text"] for event in day["events"]] == ["A second wording."]
    assert (day["revision"], day["timestamp"]) == (102, "2024-05-02T00:00:00Z")


def test_the_same_page_twice_changes_nothing(daybook: Run, page: Path) -> None:
    first = daybook("import", page)
    second = daybook("import", page)

    assert "2 events added" in first.stderr
    assert "0 revisions new: 0 events added, 0 changed" in second.stderr


def test_export_tells_all_that_the_archive_knows(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "dump.xml").write_text(export(("Two people die.", "Three people die.")), "utf-8")
    daybook("import", "dump.xml")

    done = daybook("export", "--versions")

    event = json.loads(done.stdout)
    assert event["text"] == "Three people die."
    assert event["address"] == "/news/2024/05/1/two-people-die.html"
    assert (event["status"], event["changes"], event["revision"]) == ("listed", 1, 102)
    assert [version["kinds"] for version in event["versions"]] == [["added"], ["figure"]]


def test_export_of_a_span_leaves_out_other_days(daybook: Run, page: Path) -> None:
    daybook("import", page)

    assert daybook("export", "--since", "2024-05-02").stdout == ""
    assert len(daybook("export", "--until", "2024-05-01").stdout.splitlines()) == 2


def test_check_prints_a_line_a_problem_and_fails_above_the_limit(daybook: Run, page: Path) -> None:
    page.write_text(PAGE.replace("wins", "{{no such template}} wins"), "utf-8")
    daybook("import", page)

    above = daybook("check")
    within = daybook("check", "--limit", "1")

    assert above.stdout.split("\t")[:4] == ["2024-05-01", "line 6", "warning", "unknown-template"]
    assert (above.returncode, within.returncode) == (1, 0)


def test_check_of_the_archive_says_that_it_is_sound(daybook: Run, page: Path) -> None:
    daybook("import", page)

    done = daybook("check", "--archive")

    assert (done.returncode, done.stdout[:6]) == (0, "sound:")


def test_a_backup_is_a_whole_archive(daybook: Run, page: Path, tmp_path: Path) -> None:
    daybook("import", page)

    daybook("backup", "copies/today.sqlite")

    with sqlite3.connect(tmp_path / "copies/today.sqlite") as copy:
        assert copy.execute("SELECT count(*) FROM event").fetchone() == (2,)
    copy.close()


def test_a_site_is_built_in_the_publishers_own_dress(daybook: Run, page: Path, tmp_path: Path) -> None:
    daybook("import", page)
    (tmp_path / "mine/words").mkdir(parents=True)
    (tmp_path / "mine/static").mkdir()
    (tmp_path / "mine/static/mark.txt").write_text("ours")

    done = daybook("build", "--theme", "mine", "--set", "site.title=The Example Record")

    assert done.returncode == 0
    assert "The Example Record" in (tmp_path / "site/index.html").read_text("utf-8")
    assert [file.read_text() for file in (tmp_path / "site/static").glob("mark-*.txt")] == ["ours"]


def test_a_site_as_of_a_moment_shows_what_was_known_then(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "dump.xml").write_text(export(("Two people die.", "Three people die.")), "utf-8")
    daybook("import", "dump.xml")

    daybook("build", "--as-of", "2024-05-01T12:00Z", "--set", "files.site=then")
    daybook("build")

    event = "news/2024/05/1/two-people-die.md"
    assert "Two people die." in (tmp_path / "then" / event).read_text("utf-8")
    assert "Three people die." in (tmp_path / "site" / event).read_text("utf-8")


def test_related_shows_reasons_for_an_address_and_for_a_text(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "2024-05-01.wikitext").write_text("*A ferry sinks off [[Exampleton]], with [[Captain Sample]].\n")
    (tmp_path / "2024-05-02.wikitext").write_text("*Divers search for [[Captain Sample]] near [[Exampleton]].\n")
    others = ("A [[bridge]] opens", "The [[parliament]] votes", "A [[comet]] passes", "Two [[banks]] merge")
    (tmp_path / "2024-05-03.wikitext").write_text("".join(f"*{other}.\n" for other in others))
    daybook("import", tmp_path)
    daybook("relate")

    address = "/news/2024/05/1/a-ferry-sinks-off-exampleton-with-captain-sample"
    of_address = daybook("related", address, "--explain")
    of_text = daybook(
        "related", "--text", "Divers search for Captain Sample near Exampleton, where a ferry sinks", "--json"
    )

    assert "1. 2024-05-02  Divers search for Captain Sample near Exampleton." in of_address.stdout
    assert "contexts: " in of_address.stdout
    assert re.search(r"score -?\d\.\d+ = [a-z]+ -?\d", of_address.stdout)
    assert "Captain Sample" in json.loads(of_text.stdout.splitlines()[0])["text"]


def test_init_makes_a_folder_whose_settings_are_the_defaults(daybook: Run, tmp_path: Path, page: Path) -> None:
    done = daybook("init", "news")

    assert done.returncode == 0
    assert (tmp_path / "news/recipes/daybook.timer").is_file()
    used = daybook("import", page, "--config", "news/daybook.toml")
    assert (used.returncode, (tmp_path / "news/archive.sqlite").is_file()) == (0, True)


def test_init_leaves_existing_files_alone(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "daybook.toml").write_text('[site]\ntitle = "Mine"\n')

    daybook("init")

    assert (tmp_path / "daybook.toml").read_text() == '[site]\ntitle = "Mine"\n'


def export(wordings: tuple[str, ...]) -> str:
    """Write a MediaWiki export of one day page with these revisions, a day apart."""
    revisions = "".join(
        f"<revision><id>{100 + number}</id><timestamp>2024-05-0{number}T00:00:00Z</timestamp>"
        f"<model>wikitext</model><format>text/x-wiki</format>"
        f'<text xml:space="preserve">*{text} [http://news.example.org/ferry (Example News)]</text></revision>'
        for number, text in enumerate(wordings, start=1)
    )
    return (
        '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">'
        f"<page><title>Portal:Current events/2024 May 1</title><ns>100</ns><id>1</id>{revisions}</page></mediawiki>\n"
    )
