"""Each command, run as a publisher runs it."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.cli.conftest import PAGE, Run, export

from daybook.archive import open_for_writing, report_missing
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
    assert f"\n    daybook {name}" in done.stdout.partition("Examples:")[2].replace("cd news && ", "")
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
    assert "0 new revisions: 0 events added, 0 changed" in second.stderr


def test_export_tells_all_that_the_archive_knows(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "dump.xml").write_text(export(("Two people die.", "Three people die.")), "utf-8")
    daybook("import", "dump.xml")

    done = daybook("export", "--versions")

    event = json.loads(done.stdout)
    assert event["text"] == "Three people die."
    assert event["address"] == "/news/2024/05/1/two-people-die"
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
    assert above.stdout.split("\t")[-1].startswith("https://en.wikipedia.org/w/index.php?title=")
    assert (above.returncode, within.returncode) == (1, 0)


def test_check_writes_a_page_whose_links_lead_to_the_edit_box(daybook: Run, page: Path, tmp_path: Path) -> None:
    page.write_text(PAGE.replace("wins", "{{no such template|<b>}} wins"), "utf-8")
    daybook("import", page)

    daybook("check", "--html", "problems.html")
    written = (tmp_path / "problems.html").read_text("utf-8")

    assert "&amp;action=edit" in written
    assert "{{no such template|&lt;b&gt;}}" in written


def test_a_page_of_problems_that_cannot_be_written_is_one_line(daybook: Run, page: Path) -> None:
    done = daybook("check", page, "--html", "no/such/folder.html")

    assert (done.returncode, "daybook: cannot write: `no/such/folder.html`" in done.stderr) == (2, True)


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


def test_a_site_is_built_in_the_publishers_own_branding(daybook: Run, page: Path, tmp_path: Path) -> None:
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


def test_parse_tells_of_files_that_gave_no_text(daybook: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "2024-05-02.wikitext").write_bytes(b"* A storm in M\xfcnchen.")

    done = daybook("parse", tmp_path)

    assert len(done.stdout.splitlines()) == 1
    assert "2024-05-02.wikitext: not UTF-8 text" in done.stderr
    assert "hint: save the file as UTF-8" in done.stderr


def test_import_counts_what_it_passes_over(daybook: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.md").touch()
    (tmp_path / "2024-02-30.wikitext").write_text("*Not a day.")

    assert "; 2 skipped" in daybook("import", tmp_path).stderr


def test_check_looks_at_files_before_they_are_saved_to_the_wiki(daybook: Run, page: Path, tmp_path: Path) -> None:
    page.write_text(PAGE.replace("wins", "{{no such template}} wins"), "utf-8")

    done = daybook("check", page)

    assert done.returncode == 1
    assert done.stdout.startswith("2024-05-01\tline 6\twarning\tunknown-template\t{{no such template}}\t")
    assert daybook("check", page, "--until", "2024-04-30").stdout == ""
    assert list(tmp_path.iterdir()) == [page]


def test_check_of_a_span_leaves_out_other_days(daybook: Run, page: Path) -> None:
    page.write_text(PAGE.replace("wins", "{{no such template}} wins"), "utf-8")
    daybook("import", page)

    assert daybook("check", "--since", "2024-05-02").returncode == 0
    assert daybook("check", "--since", "2024-05-01").returncode == 1


def test_a_site_that_is_up_to_date_is_said_to_be(daybook: Run, page: Path) -> None:
    daybook("import", page)

    assert "pages made" in daybook("build").stderr
    assert daybook("build").stderr.endswith("site: up to date\n")


def test_a_site_without_an_address_of_its_own_is_told(daybook: Run, page: Path) -> None:
    """Its feeds would name this machine to everybody."""
    daybook("import", page)

    assert "set `site.address` before you publish" in daybook("build").stderr
    assert "site.address" not in daybook("build", "--set", "site.address=https://example.org/").stderr


def test_init_says_what_to_do_next(daybook: Run) -> None:
    assert "wiki.contact in news/daybook.toml" in daybook("init", "news").stderr
    assert daybook("init", "news").stderr == (
        "nothing to do: news is a publisher's folder already, with settings in news/daybook.toml\n"
    )


def test_init_says_which_files_it_left_alone(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "about.md").write_text("Ours.\n")

    told = daybook("init")

    assert "left alone: 1 file that was there: about.md\n" in told.stderr
    assert (tmp_path / "about.md").read_text() == "Ours.\n"


def test_init_fills_no_file_system_with_recipes(daybook: Run) -> None:
    refused = daybook("init", "/")

    assert refused.returncode == 2
    assert refused.stderr.startswith("daybook: not in the root of the file system: `/`")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_told_whole_in_the_overview(daybook: Run, name: str) -> None:
    """In the 80 columns that a terminal has."""
    lines = [line for line in daybook("--help").stdout.splitlines() if line.split()[:1] == [name]]

    assert len(lines) == 1
    assert not lines[0].endswith("...")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["bild"], "no such command: `bild`; did you mean `build`? (hint: `daybook --help` shows how)"),
        (["exports"], "no such command: `exports`; did you mean `export`? (hint: `daybook --help` shows how)"),
        (["xyzzy"], "No such command 'xyzzy'. (hint: `daybook --help` shows how)"),
    ],
)
def test_a_mistyped_command_is_answered_with_the_nearest(daybook: Run, arguments: list[str], told: str) -> None:
    assert daybook(*arguments).stderr == f"daybook: {told}\n"


@pytest.mark.parametrize("command", ["import", "parse", "check"])
def test_an_address_where_a_file_is_expected_points_to_fetch(daybook: Run, command: str) -> None:
    refused = daybook(command, "https://en.wikipedia.org/wiki/Portal:Current_events")

    assert refused.returncode == 2
    assert "this is an address, not a file: `https://en.wikipedia.org/wiki/Portal:Current_events`" in refused.stderr
    assert "`daybook fetch` reads from a wiki" in refused.stderr


@pytest.mark.parametrize("text", ["", "  \n "])
def test_related_to_nothing_is_a_mistake(daybook: Run, page: Path, text: str) -> None:
    daybook("import", page)

    refused = daybook("related", "--text", text)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--text is empty" in refused.stderr


def test_a_file_of_another_kind_is_no_archive(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "passwd").write_text("root:x:0:0:root:/root:/bin/bash\n" * 40)

    for command in ("check", "export", "build"):
        refused = daybook(command, "--set", "files.archive=passwd")
        assert refused.returncode == 2
        assert f"not a Daybook archive: `{tmp_path / 'passwd'}`" in refused.stderr


def test_a_build_as_of_a_moment_before_the_first_revision_leaves_the_site_alone(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "dump.xml").write_text(export(("Two people die.", "Three people die.")), "utf-8")
    daybook("import", "dump.xml")
    daybook("build")

    refused = daybook("build", "--as-of", "2019-01-01")

    assert refused.returncode == 2
    assert "knows nothing of 2019-01-01T23:59Z; its first revision was saved at 2024-05-01T00:00Z" in refused.stderr
    assert (tmp_path / "site/news/2024/05/1/index.html").is_file()


def test_one_thing_is_not_told_in_the_plural(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "2024-05-01.wikitext").write_text("*The [[harbour]] opens. [http://e.org/a (Example)]\n", "utf-8")
    (tmp_path / "picture.png").write_text("x")

    assert daybook("import", ".").stderr.endswith(
        "read 1 page, 1 new revision: 1 event added, 0 changed; 0 problems; 1 skipped\n"
    )
    assert daybook("parse", "2024-05-01.wikitext").stderr.endswith("parsed 1 day\n")
    assert daybook("export").stderr == "exported 1 event\n"


def test_both_texts_and_both_categories_stand_in_every_line(daybook: Run, tmp_path: Path) -> None:
    """Whoever groups by a key must find it in each event."""
    (tmp_path / "2010-05-01.wikitext").write_text(";Sport\n*The [[cup]] is won. [http://e.org/a (Example)]\n", "utf-8")
    daybook("import", "2010-05-01.wikitext")

    exported = json.loads(daybook("export").stdout)
    parsed = json.loads(daybook("parse", "2010-05-01.wikitext").stdout)["events"][0]

    for event in (exported, parsed):
        assert (event["category"], event["folded_category"]) == ("Sport", "Sports")
        assert event["text"] == event["headline"] == "The cup is won."


def test_a_problem_of_a_whole_page_names_no_line(daybook: Run, tmp_path: Path) -> None:
    """A page without a line to point at has no "line 0"."""
    (tmp_path / "2010-05-01.wikitext").write_text("*The [[cup]] is won. [http://e.org/a (Example)]\n", "utf-8")
    daybook("import", "2010-05-01.wikitext")
    with open_for_writing(tmp_path / "archive.sqlite", now=datetime(2026, 5, 1, tzinfo=UTC)) as archive:
        report_missing(archive, [date(2010, 5, 1)], datetime(2026, 5, 1, tzinfo=UTC))
    daybook("build")

    page = (tmp_path / "site/news/2010/05/1/index.md").read_text("utf-8")
    assert "## Not understood" in page
    assert "line 0" not in page


def test_search_prints_what_matches_for_people_and_for_programs(daybook: Run, page: Path) -> None:
    daybook("import", page)

    people = daybook("search", "storms", "flooding")
    assert people.returncode == 0
    assert "1. 2024-05-01  A storm floods the harbour of Exampleton." in people.stdout
    assert "/news/2024/05/1/a-storm-floods-the-harbour-of-exampleton" in people.stdout

    event, answer = (json.loads(line) for line in daybook("search", "storms flooding", "--json").stdout.splitlines())
    assert event["text"] == "A storm floods the harbour of Exampleton."
    assert event["missing"] == []
    assert answer["total"] == 1


def test_search_that_finds_nothing_says_so_and_exits_with_1(daybook: Run, page: Path) -> None:
    daybook("import", page)

    done = daybook("search", "qwertzuiop")
    assert done.returncode == 1
    assert done.stdout == "in no event: qwertzuiop\nno events found\n"


def test_a_wrong_cursor_is_usage(daybook: Run, page: Path) -> None:
    daybook("import", page)

    done = daybook("search", "storm", "--next", "nonsense")
    assert done.returncode == 2
    assert "not a cursor" in done.stderr


def test_export_takes_the_filters_of_search_and_a_moment(daybook: Run, tmp_path: Path) -> None:
    """What was known then, in the words of then."""
    dump = tmp_path / "dump.xml"
    dump.write_text(export(("A ferry runs aground.", "A ferry runs aground and 12 people are rescued.")))
    daybook("import", dump)

    def texts(*arguments: str) -> list[str]:
        return [json.loads(line)["text"] for line in daybook("export", *arguments).stdout.splitlines()]

    assert texts() == ["A ferry runs aground and 12 people are rescued."]
    assert texts("--as-of", "2024-05-01T12:00") == ["A ferry runs aground."]
    assert texts("--as-of", "2024-04-30") == []
    assert texts("--outlet", "www.news.example.org", "--query", "rescued") == texts()
    assert texts("--since", "2024-05-02") == []
    assert texts("--change", "figure") == texts()


def test_reindex_rebuilds_the_search_index(daybook: Run, page: Path) -> None:
    daybook("import", page)

    assert daybook("reindex").stderr == "indexed 2 entries\n"
    assert daybook("search", "storm").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--changed-since", "9999-12-31T23:59:59-23:59"), "not a moment: `9999-12-31T23:59:59-23:59`"),
        (("--as-of", "0001-01-01T00:00+23:59"), "not a moment: `0001-01-01T00:00+23:59`"),
        (("--near", "nan", "0", "5"), "'nan' is not a number"),
        (("--within", "1", "2", "3", "NaN"), "'NaN' is not a number"),
    ],
)
def test_a_moment_outside_of_all_years_and_what_is_no_number_are_refused(
    daybook: Run, arguments: tuple[str, ...], said: str
) -> None:
    done = daybook("search", *arguments, "ferry")

    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
