"""What stands in a command's way, met for real: one clear line, the exit code, nothing lost."""

from __future__ import annotations

import bz2
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.cli.conftest import PAGE, PROGRAM, Done, Run, Spawn, export
from tests.ports import free_port
from tests.source.scripted_server import http, scripted_server

from daybook.archive import fingerprint

Completed = Done | subprocess.CompletedProcess[str]


def assert_refused(done: Completed, *parts: str) -> None:
    """Expect exit code 2, nothing on standard output, and one line with these parts."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if line.startswith("daybook: ")]
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    for part in parts:
        assert part in lines[0]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["fly"], "No such command 'fly'"),
        (["import"], "Missing argument"),
        (["build", "--no-such-option"], "No such option"),
        (["fetch", "--since", "yesterday"], "not a day: `yesterday`; write 2024-05-01"),
        (["fetch", "--since", "2024-05-02", "--until", "2024-05-01"], "--since 2024-05-02 is after --until 2024-05-01"),
        (
            ["export", "--since", "2024-05-02", "--until", "2024-05-01"],
            "--since 2024-05-02 is after --until 2024-05-01",
        ),
        (["check", "--since", "2024-05-02", "--until", "2024-05-01"], "--since 2024-05-02 is after --until 2024-05-01"),
        (["check", "--archive", "copy.sqlite"], "--set files.archive=FILE"),
        (["related"], "give either ADDRESS or --text"),
        (["related", "a", "--text", "b"], "give either ADDRESS or --text"),
        (["serve", "--port", "high"], "'high' is not a valid integer"),
    ],
)
def test_a_mistake_on_the_command_line_is_told_with_where_to_look(
    daybook: Run, arguments: list[str], part: str
) -> None:
    done = daybook(*arguments)

    assert_refused(done, part, "--help` shows how")


def test_all_mistakes_in_settings_are_told_in_one_line(daybook: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "daybook.toml").write_text('[site]\ntitel = "x"\nfront_days = "three"\n[wikki]\napi = "x"\n')

    done = daybook("import", page, "--set", "relate.ranker=best")

    assert_refused(
        done,
        "unknown setting: `site.titel` (did you mean `site.title`?)",
        "`site.front_days` must be a whole number",
        "unknown setting: `wikki`",
        "`relate.ranker` must be one of",
    )
    assert not (tmp_path / "archive.sqlite").exists()


@pytest.mark.parametrize("command", ["import", "parse"])
def test_a_path_where_nothing_is(daybook: Run, tmp_path: Path, command: str) -> None:
    assert_refused(daybook(command, "absent.xml"), "no such file or folder: `absent.xml`")
    assert not (tmp_path / "archive.sqlite").exists()


def test_a_file_that_is_no_export(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(bytes(range(256)) * 20)

    assert_refused(daybook("import", "photo.jpg"), "not a MediaWiki export: `photo.jpg`")


def test_an_export_that_ends_early_is_told_and_what_came_before_is_kept(daybook: Run, tmp_path: Path) -> None:
    whole = (
        '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">'
        "<page><title>Portal:Current events/2024 May 1</title><ns>100</ns><id>1</id><revision><id>1</id>"
        "<timestamp>2024-05-02T00:00:00Z</timestamp><model>wikitext</model><format>text/x-wiki</format>"
        '<text xml:space="preserve">*A first event.</text></revision></page>'
        "<page><title>Portal:Current events/2024 May 2</title><ns>100</ns>"
    )
    (tmp_path / "dump.xml.bz2").write_bytes(bz2.compress(whole.encode()))

    done = daybook("import", "dump.xml.bz2")

    assert_refused(done, "dump.xml.bz2")
    assert "A first event." in daybook("export").stdout


def test_a_folder_without_day_pages(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert_refused(daybook("import", "empty"), "no day page in: `empty`", "hint: ")


def test_an_import_that_could_read_none_of_its_pages_ends_with_1(daybook: Run, tmp_path: Path) -> None:
    """One that read the others does not: what was not read was said."""
    page = tmp_path / "pages" / "2024-05-01.wikitext"
    page.parent.mkdir()
    page.write_bytes(b"* A ferry sinks. \xff")

    none = daybook("import", "pages")
    page.with_name("2024-05-02.wikitext").write_text("* A bridge opens.", "utf-8")

    assert (none.returncode, daybook("import", "pages").returncode) == (1, 0)
    assert daybook("import", "pages").returncode == 0, "nothing new, and the same trouble"
    assert "not read: " in none.stderr


@pytest.mark.parametrize("command", [("export",), ("check",), ("check", "--archive"), ("backup", "copy.sqlite")])
def test_an_archive_that_is_not_there(daybook: Run, command: tuple[str, ...]) -> None:
    assert_refused(daybook(*command), "no archive: `", "daybook import")


@pytest.mark.parametrize("command", [("export",), ("check",), ("relate",), ("backup", "copy.sqlite")])
def test_a_file_that_is_no_archive(daybook: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "archive.sqlite").write_bytes(b"not a database, but long enough to be read as one" * 200)

    assert_refused(daybook(*command), "archive.sqlite`", "hint: ")


def test_a_damaged_archive(daybook: Run, tmp_path: Path, page: Path) -> None:
    daybook("import", page)
    archive = tmp_path / "archive.sqlite"
    content = bytearray(archive.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    archive.write_bytes(content)

    assert_refused(daybook("export"), "damaged", "archive.sqlite`", "hint: ")


def test_a_folder_where_the_archive_belongs(daybook: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite").mkdir()

    assert_refused(daybook("import", page), "the archive path is a folder", "hint: ")


def test_a_name_too_long_for_an_archive(daybook: Run, page: Path) -> None:
    assert_refused(daybook("import", page, "--set", f"files.archive={'a' * 300}"), "name too long", "shorter name")


def test_standard_input_is_read_by_its_name(spawn: Spawn, tmp_path: Path) -> None:
    (tmp_path / "dump.xml").write_text(export(("A first wording.",)), "utf-8")

    for name in ("-", "/dev/stdin"):
        assert spawn("parse", name, shell="cat dump.xml |").stdout.count("\n") == 1


def test_an_archive_from_a_newer_version(daybook: Run, tmp_path: Path, page: Path) -> None:
    daybook("import", page)
    with sqlite3.connect(tmp_path / "archive.sqlite") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()

    for command in (("export",), ("import", str(page))):
        assert_refused(daybook(*command), "written by a newer Daybook", "hint: ")


def test_a_second_writer_is_told_who_holds_the_archive(daybook: Run, spawn: Spawn, tmp_path: Path, page: Path) -> None:
    daybook("import", page)
    lock = tmp_path / "archive.sqlite.lock"

    done = spawn("import", page, shell=f"exec 9>>{lock}; flock 9;")

    assert_refused(done, "the archive is being written by", "hint: ")


def test_a_full_disk_under_the_archive_loses_nothing(daybook: Run, spawn: Spawn, tmp_path: Path, page: Path) -> None:
    daybook("import", page)
    before = fingerprint(tmp_path / "archive.sqlite")
    many = tmp_path / "many"
    many.mkdir()
    for day in range(1, 29):
        (many / f"2023-02-{day:02}.wikitext").write_text(
            "".join(f"*Event {number} of day {day}, {os.urandom(200).hex()}.\n" for number in range(60))
        )

    # The kernel refuses to let the process write a file beyond this many KiB: what a full disk is to SQLite.
    done = spawn("import", many, shell="ulimit -f 300; trap '' XFSZ;")

    assert_refused(done, "archive.sqlite`", "hint: ")
    assert daybook("check", "--archive").returncode == 0
    assert fingerprint(tmp_path / "archive.sqlite") == before
    assert "1,680 events added" in daybook("import", many).stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_the_output(daybook: Run, spawn: Spawn, page: Path) -> None:
    daybook("import", page)

    for arguments, starts in ((["export"], True), (["parse", page], False), (["status"], False)):
        assert_refused(
            spawn(*arguments, after="> /dev/full", starts=starts),
            "standard output: no space left on device",
            "hint: free some space",
        )
    assert_refused(
        spawn("--help", after="> /dev/full", starts=True), "no space left on device", "hint: free some space"
    )


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("unshare") is None, reason="only root can mount a small disk")
def test_a_build_stops_before_the_disk_is_full(daybook: Run, spawn: Spawn, tmp_path: Path) -> None:
    """The site stands on a disk of 2 MiB of its own; the next build, with room, goes on where this one stopped."""
    for day in range(1, 9):
        (tmp_path / f"2023-02-{day:02}.wikitext").write_text("*Ferry [[One]] sinks.\n*Ferry [[Two]] burns.\n" * 5)
    daybook("import", tmp_path)
    (tmp_path / "site").mkdir()
    disk = "unshare -m bash -c 'mount -t tmpfs -o size=2m none site && \"$@\"; df --output=avail site >&2' bash"

    done = spawn("build", "-q", shell=disk, starts=True)

    assert "the disk is nearly full: " in done.stderr
    assert "hint: free some space and build again" in done.stderr
    assert int(done.stderr.split()[-1]) * 1024 >= (2 << 20) // 100
    assert daybook("build", "-q").returncode == 0


def without_roots_privileges() -> str:
    """Return what goes before a command so that file modes hold for it: root is above them."""
    if os.geteuid() != 0:
        return ""
    if shutil.which("setpriv") is None:
        pytest.skip("root needs setpriv to be held by file modes")
    return "setpriv --bounding-set=-dac_override,-dac_read_search"


def test_no_permission_to_make_the_archive(spawn: Spawn, page: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)

    done = spawn(
        "import", page, "--set", "files.archive=closed/archive.sqlite", shell=without_roots_privileges(), starts=True
    )

    assert_refused(done, "closed/archive.sqlite", "ermission denied", "hint: ")


def test_no_permission_to_read_the_archive(daybook: Run, spawn: Spawn, page: Path, tmp_path: Path) -> None:
    daybook("import", page)
    (tmp_path / "archive.sqlite").chmod(0)

    done = spawn("export", shell=without_roots_privileges(), starts=True)

    assert_refused(done, "archive.sqlite`", "hint: ")


def test_an_archive_that_may_only_be_read_is_read(daybook: Run, spawn: Spawn, page: Path, tmp_path: Path) -> None:
    """A copy on a read-only disk, or in the folder of another user."""
    (tmp_path / "theirs").mkdir()
    archive = tmp_path / "theirs/archive.sqlite"
    daybook("import", page, "--set", f"files.archive={archive}")
    archive.chmod(0o444)
    archive.parent.chmod(0o555)
    options = ("--set", f"files.archive={archive}")

    done = spawn("export", *options, shell=without_roots_privileges(), starts=True)

    assert done.returncode == 0, done.stderr
    assert done.stdout == daybook("export", *options).stdout != ""
    assert_refused(
        spawn("build", *options, shell=without_roots_privileges(), starts=True), "theirs/archive.sqlite", "hint: "
    )


def test_no_permission_to_read_the_settings(spawn: Spawn, page: Path, tmp_path: Path) -> None:
    (tmp_path / "daybook.toml").touch(mode=0)

    assert_refused(
        spawn("parse", page, shell=without_roots_privileges(), starts=True), "daybook.toml`", "ermission denied"
    )


@pytest.mark.parametrize("command", [("relate",), ("backup", "copies/archive.sqlite")])
def test_an_archive_that_is_not_there_leaves_nothing_behind(
    daybook: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    assert_refused(daybook(*command), "no archive: `", "daybook import")
    assert list(tmp_path.iterdir()) == []


def test_a_place_for_a_backup_that_is_no_folder(daybook: Run, page: Path) -> None:
    daybook("import", page)

    assert_refused(daybook("backup", page / "copy.sqlite"), f"`{page}`", "hint: ")


@pytest.mark.parametrize(
    "to",
    ["/", "", ".", "..", "pipe", "daybook.toml", "archive.sqlite", "link.sqlite"]
    + [f"archive.sqlite{ending}" for ending in ("-wal", "-shm", "-journal", ".lock")]
    + ["long" * 100],
)
def test_a_backup_takes_the_place_of_nothing_but_a_backup(daybook: Run, tmp_path: Path, page: Path, to: str) -> None:
    """Not of a folder, a pipe or a device, the settings, the archive under another name, or what stands beside it."""
    daybook("import", page)
    (tmp_path / "daybook.toml").write_text("[site]\n")
    (tmp_path / "link.sqlite").hardlink_to(tmp_path / "archive.sqlite")
    os.mkfifo(tmp_path / "pipe")
    before = sorted((each.name, each.lstat().st_ino) for each in tmp_path.iterdir())

    assert_refused(daybook("backup", to), f"`{to or '.'}`")
    assert sorted((each.name, each.lstat().st_ino) for each in tmp_path.iterdir()) == before


def test_a_backup_replaces_an_earlier_one_and_an_empty_file(daybook: Run, tmp_path: Path, page: Path) -> None:
    daybook("import", page)
    (tmp_path / "copy.sqlite").touch()

    for _ in range(2):
        assert daybook("backup", "copy.sqlite").returncode == 0
    assert daybook("check", "--archive", "--set", "files.archive=copy.sqlite").returncode == 0


def test_a_full_disk_under_a_new_folder_leaves_no_half_file(daybook: Run, spawn: Spawn, tmp_path: Path) -> None:
    """What is there would be taken for the publisher's by the next try, and left alone."""
    done = spawn("init", "news", shell="ulimit -f 1; trap '' XFSZ;")

    assert_refused(done, "cannot write `news/", "hint: ")
    daybook("init", "news")
    daybook("init", "whole")
    assert [file.name for file in (tmp_path / "news").rglob("*") if file.name.startswith(".")] == []
    for file in (tmp_path / "whole").rglob("*.*"):
        assert (tmp_path / "news" / file.relative_to(tmp_path / "whole")).read_bytes() == file.read_bytes()


def test_init_where_a_file_is(daybook: Run, page: Path) -> None:
    assert_refused(daybook("init", page), f"not a folder: `{page}`")


def test_a_port_in_use(daybook: Run, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        done = daybook("serve", "--port", str(port))

    assert_refused(done, f"127.0.0.1:{port}`: the port is in use", "choose another with --port")


def test_no_site_to_serve(daybook: Run) -> None:
    assert_refused(daybook("serve", "--port", "0"), "no site folder", "daybook build")


@pytest.mark.parametrize(("port", "part"), [("70000", "not a port: `70000`"), ("-1", "not a port: `-1`")])
def test_a_port_that_is_none(daybook: Run, port: str, part: str) -> None:
    assert_refused(daybook("serve", "--port", port), part)


def test_fetching_from_a_public_wiki_needs_a_contact(daybook: Run, tmp_path: Path) -> None:
    assert_refused(daybook("fetch"), "wiki.contact", "--set wiki.contact=")
    assert not (tmp_path / "archive.sqlite").exists()


def test_a_wiki_that_does_not_answer(daybook: Run) -> None:
    port = free_port()
    api = f"wiki.api=http://127.0.0.1:{port}/api.php"

    done = daybook("fetch", "--set", api, "--set", "wiki.retries=0")

    assert_refused(done, f"127.0.0.1:{port}")


def test_a_fetch_that_could_read_none_of_its_pages_ends_with_1(daybook: Run) -> None:
    """Here of a wiki that takes no title for one."""
    nothing = http(b'{"batchcomplete": true, "query": {"pages": []}}', kind="application/json")
    with scripted_server(*[nothing] * 4) as server:
        done = daybook("fetch", "--since", "2024-05-01", "--until", "2024-05-02", "--set", f"wiki.api={server.address}")

    assert (done.returncode, done.stderr.count("not read: ")) == (1, 2)


@pytest.mark.parametrize("address", ["/news/2024/05/1/nothing-of-the-kind", "/news/2024/13/1/x", "/about", "x"])
def test_an_address_of_no_event(daybook: Run, page: Path, address: str) -> None:
    daybook("import", page)

    assert_refused(daybook("related", address), f"`{address}`", "hint: ")


def test_whoever_reads_the_output_may_stop(spawn: Spawn, page: Path, tmp_path: Path) -> None:
    for day in range(1, 29):
        (tmp_path / f"2023-02-{day:02}.wikitext").write_text(PAGE * 40)

    done = spawn("parse", tmp_path, after='| head -c 10; echo "exit ${PIPESTATUS[0]}"')

    assert done.stdout.endswith("exit 141\n")
    assert "Traceback" not in done.stderr
    assert "daybook: " not in done.stderr


@pytest.mark.parametrize("arguments", [[], ["--help"], ["--version"], ["search"], ["search", "--help"], ["status"]])
def test_whoever_reads_the_output_may_be_gone_already(
    daybook: Run, program: Path, page: Path, tmp_path: Path, arguments: list[str]
) -> None:
    """Whatever it is that a command prints: help, too."""
    daybook("import", page)
    reader, writer = os.pipe()
    os.close(reader)

    done = subprocess.run([program, *arguments], cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, check=False)

    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["search", "--help"]])
def test_a_full_disk_under_the_help_is_one_line(spawn: Spawn, arguments: list[str]) -> None:
    done = spawn(*arguments, after=">/dev/full")

    assert_refused(done, "no space left on device")


@pytest.mark.parametrize("stream", [">&-", "2>&-", "2>/dev/full", ">&- 2>&-"])
def test_a_stream_that_leads_nowhere_does_not_stop_the_work(
    daybook: Run, spawn: Spawn, page: Path, tmp_path: Path, stream: str
) -> None:
    done = spawn("import", page, after=stream, starts=True)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", done.stderr)
    assert "Traceback" not in done.stderr
    assert daybook("export", "--quiet").stdout.count("\n") == 2


def test_a_closed_output_stops_no_command_that_prints(daybook: Run, spawn: Spawn, page: Path) -> None:
    daybook("import", page)

    assert spawn("export", after=">&-", starts=True).returncode == 0


def test_a_terminal_that_lacks_letters_shows_their_numbers(spawn: Spawn, tmp_path: Path) -> None:
    (tmp_path / "2024-05-01.wikitext").write_text("*A storm in {{nonsense|\u6771\u5317}}.\n", "utf-8")
    spawn("import", tmp_path)

    done = spawn("check", shell="PYTHONIOENCODING=latin-1", starts=True)

    assert "\\u6771\\u5317" in done.stdout
    assert done.returncode == 1


def test_control_c_while_the_program_starts_is_told_in_one_line(tmp_path: Path) -> None:
    """A signal that comes while a module is loaded: here the first that a command needs."""
    script = (
        "import os, signal, sys\n"
        "class Slow:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'daybook.cli.run':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Slow())\n"
        "from daybook.cli import main\n"
        "main()\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, "parse", "x"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert (done.returncode, done.stderr) == (130, "daybook: stopped before it began\n")


def test_control_c_is_how_a_server_ends(daybook: Run, page: Path, tmp_path: Path) -> None:
    daybook("import", page)
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--live", "--port", "0"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with ending(process):
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=300)

    assert (process.returncode, told) == (0, "")


def test_control_c_ends_cleanly_and_keeps_what_was_done(daybook: Run, page: Path, tmp_path: Path) -> None:
    daybook("import", page)
    pipe = tmp_path / "slow.xml"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [*PROGRAM, "import", str(pipe)], cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    with ending(process), pipe.open("wb"):  # opens when the program has begun to read
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=300)

    assert process.returncode == 130
    assert told.strip() == "daybook: stopped; run the command again to continue"
    assert daybook("check", "--archive").returncode == 0


@contextmanager
def ending(process: subprocess.Popen[str]) -> Iterator[None]:
    """Leave no process behind, whatever the test finds."""
    try:
        yield
    finally:
        process.kill()
        process.wait()
