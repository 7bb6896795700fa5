"""What the program loads before it does anything: counted, for time depends on the machine."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from daybook.cli.command import COMMANDS
from daybook.config import FILE_NAME

SCRIPT = (
    "import sys\n"
    "from daybook.cli import main\n"
    "sys.argv = ['daybook', *sys.argv[1:]]\n"
    "try:\n"
    "    main()\n"
    "except SystemExit:\n"
    "    sys.stderr.write('\\nloaded ' + ' '.join(sys.modules))\n"
)

HEAVY = {
    "asyncio",
    "babel",
    "jinja2",
    "lxml",
    "markdown_it",
    "msgspec",
    "numpy",
    "rich",
    "scipy",
    "selenium",
    "sqlite3",
    "uvicorn",
}
"""What takes long to load."""


def run(program: Path, *arguments: str | Path) -> None:
    """Run a command of which it does not matter here what it loads."""
    subprocess.run([program, *arguments], capture_output=True, check=True)


def loaded(*arguments: str | Path) -> set[str]:
    """Return the modules that a command has loaded when it ends."""
    done = subprocess.run([sys.executable, "-c", SCRIPT, *arguments], capture_output=True, text=True, check=True)
    return set(done.stderr.rpartition("\nloaded ")[2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_the_overview_loads_no_stage(arguments: list[str]) -> None:
    modules = loaded(*arguments)

    assert modules & HEAVY == set()
    assert {name for name in modules if name.startswith("daybook.")} <= {
        "daybook.cli",
        "daybook.cli.command",
        "daybook.cli.console",
        "daybook.cli.output",
        "daybook.cli.run",
        "daybook.errors",
        "daybook.progress",
        "daybook.workers",
    }
    assert len(modules) < 260


def test_the_overview_says_of_each_command_what_its_own_help_says() -> None:
    for name, (module, summary) in COMMANDS.items():
        command = importlib.import_module(f"daybook.cli.{module}").command

        assert command.get_short_help_str(200) == summary, name
        assert any(FILE_NAME in (getattr(option, "help", None) or "") for option in command.params), name


def test_parsing_a_page_loads_nothing_of_archives_relations_or_sites(tmp_path: Path) -> None:
    page = tmp_path / "2024-05-01.wikitext"
    page.write_text("* A ferry sinks off [[Cebu]].\n", encoding="utf-8")

    modules = loaded("parse", page)

    assert modules & HEAVY == set()
    stages = {
        "daybook.archive",
        "daybook.ask",
        "daybook.enrich.fetch",
        "daybook.relate.lists.related_lists",
        "daybook.publish.pages",
    }
    assert modules & stages == set()
    assert "daybook.parse.pages.day_page" in modules
    assert len(modules) < 350


def test_the_status_loads_nothing_that_makes_pages(tmp_path: Path, program: Path) -> None:
    page = tmp_path / "2024-05-01.wikitext"
    page.write_text("* A ferry sinks off [[Cebu]].\n", encoding="utf-8")
    archive = ("--set", f"files.archive={tmp_path}/archive.sqlite")
    run(program, "import", page, *archive)

    modules = loaded("status", *archive)

    assert "daybook.pipeline.status" in modules
    assert (
        modules
        & {"babel", "jinja2", "markdown_it", "scipy", "daybook.publish.pages", "daybook.publish.render.templates"}
        == set()
    )


def test_importing_building_and_looking_load_no_numpy_where_nothing_is_compared(tmp_path: Path, program: Path) -> None:
    page = tmp_path / "2024-05-01.wikitext"
    page.write_text("* A ferry sinks off [[Cebu]].\n", encoding="utf-8")
    files = ("--set", f"files.archive={tmp_path}/archive.sqlite", "--set", f"files.site={tmp_path}/site")

    imported = loaded("import", page, *files)
    run(program, "relate", *files)
    first = loaded("build", *files)
    page.write_text("* A ferry sinks off [[Cebu]].\n* A second ferry sinks.\n", encoding="utf-8")
    run(program, "import", page, *files)
    run(program, "relate", *files)
    again = loaded("build", *files)

    assert "numpy" not in imported | first | again | loaded("status", *files)
    assert {"multiprocessing", "daybook.archive.writing.derivation"} & (first | again) == set()


def test_a_build_loads_neither_parser_nor_rankers_where_there_is_nothing_to_relate(
    tmp_path: Path, program: Path
) -> None:
    page = tmp_path / "2024-05-01.wikitext"
    page.write_text("* A ferry sinks off [[Cebu]].\n", encoding="utf-8")
    files = ("--set", f"files.archive={tmp_path}/archive.sqlite", "--set", f"files.site={tmp_path}/site")
    run(program, "import", page, *files)
    run(program, "relate", *files)

    modules = loaded("build", *files)

    assert (tmp_path / "site" / "index.html").exists()
    unused = {
        "scipy",
        "h11",
        "daybook.parse.pages.day_page",
        "daybook.relate.lists.related_lists",
        "daybook.http_api",
        "daybook.export",
    }
    assert modules & unused == set()


COUNT_THREADS = (
    "import os, sys\n"
    "from daybook.cli import main\n"
    "sys.argv = ['daybook', *sys.argv[1:], '--help']\n"
    "try:\n"
    "    main()\n"
    "except SystemExit:\n"
    "    import numpy\n"
    "    numpy.ones((2000, 2000)) @ numpy.ones((2000, 2000))\n"
    "    sys.stderr.write(str(len(os.listdir('/proc/self/task'))))\n"
)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no list of threads on this system")
@pytest.mark.parametrize(("options", "may_be_many"), [([], False), (["--train"], True)])
def test_matrices_are_multiplied_in_one_thread_by_whoever_shares_work_among_processes(
    options: list[str], may_be_many: bool
) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", COUNT_THREADS, "relate", *options],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )

    assert (int(done.stderr) > 1) is (may_be_many and len(os.sched_getaffinity(0)) > 1)


def test_nothing_that_is_left_is_searched_for_cycles_at_the_end() -> None:
    """The interpreter would go through all modules and records once more: a tenth of what a build of a day takes."""
    script = (
        "import atexit, gc, sys\n"
        "from daybook.cli import main\n"
        "atexit.register(lambda: print('left', len(gc.get_objects()), gc.get_freeze_count()))\n"
        "sys.argv = ['daybook', '--version']\n"
        "main()\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    left, frozen = map(int, run.stdout.splitlines()[-1].split()[1:])
    assert left < 1_000 < frozen
