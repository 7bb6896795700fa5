"""The documentation holds: what it says to type works, what it lists is all there is, its links lead somewhere."""

from __future__ import annotations

import ast
import bz2
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from functools import cache
from itertools import takewhile
from pathlib import Path

import pytest

from daybook.api import finish, load_settings, parse_paths
from daybook.cli.reference import commands_reference, settings_reference
from daybook.cli.values import now
from daybook.model import ChangeKind
from daybook.pipeline.intake import import_paths
from daybook.pipeline.lines import Line
from daybook.pipeline.queries import export_events

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RUN = [file for file in DOCUMENTS if file.name == "README.md" or "guide" in file.parts]

TEXTS = frozenset(
    [".md", ".py", ".toml", ".html", ".css", ".js", ".sql", ".txt", ".yml", ".conf", ".service", ".timer"]
) | {""}
OTHER_TEXTS = [file for file in (*ROOT.glob("*"), *(ROOT / "sample").rglob("*.md")) if file.is_file()]

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s#]+)(#[^)\s]*)?\)")


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def blocks(file: Path, language: str) -> list[str]:
    return [text for found, text in _BLOCK.findall(file.read_text("utf-8")) if found == language]


def test_the_references_are_as_the_code_is() -> None:
    """`make docs` writes them anew."""
    assert (ROOT / "docs/reference/settings.md").read_text("utf-8") == settings_reference()
    assert (ROOT / "docs/reference/commands.md").read_text("utf-8") == commands_reference()


@pytest.mark.parametrize("file", DOCUMENTS, ids=name_of)
def test_links_lead_to_files(file: Path) -> None:
    targets = [target for target, _ in _LINK.findall(file.read_text("utf-8")) if "://" not in target]

    assert [target for target in targets if not (file.parent / target).exists()] == []


@pytest.mark.parametrize("file", [file for file in DOCUMENTS if blocks(file, "python")], ids=name_of)
def test_python_in_the_documents_runs(file: Path, program: Path) -> None:
    """The README's in a process that has loaded nothing, as readers' are."""
    python = [sys.executable, "-W", "error"] if file.name == "README.md" else [program]
    for source in blocks(file, "python"):
        subprocess.run([*python, "-c", source], check=True, capture_output=True, timeout=300)


@pytest.mark.parametrize("file", RUN, ids=name_of)
def test_commands_in_the_documents_run(file: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """In the order of the document, in a folder with the files that it speaks of."""
    if not (
        commands := [line[2:] for block in blocks(file, "console") for line in block.splitlines() if line[:2] == "$ "]
    ):
        pytest.skip("no commands in it")
    reader = Reader(tmp_path, request.getfixturevalue("program"))
    try:
        for command in commands:
            reader.type(command)
    finally:
        reader.end()


@pytest.mark.parametrize("file", DOCUMENTS, ids=name_of)
def test_make_targets_in_the_documents_exist(file: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", file.read_text("utf-8"), re.MULTILINE))

    assert [target for pair in named for target in pair if target and f"\n{target}:" not in makefile] == []


def test_every_make_target_that_others_use_is_explained() -> None:
    targets = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

    assert [target for target in targets[0].split() if f"`make {target}`" not in contributing] == []


def test_the_messages_that_troubleshooting_explains_are_the_programs_own() -> None:
    source = "".join(file.read_text("utf-8") for file in sorted((ROOT / "src/daybook").rglob("*.py")))
    table = re.findall(
        r"^\| `+ ?(.+?) ?`+ \|", (ROOT / "docs/guide/troubleshooting.md").read_text("utf-8"), re.MULTILINE
    )
    parts = [part.strip() for message in table for part in message.split("...")]

    assert len(table) > 7
    assert [part for part in parts if part not in source] == []


def test_the_keys_of_parse_are_documented() -> None:
    days: list[Line] = []
    finish(parse_paths([ROOT / "sample/days", ROOT / "sample/revisions.xml"], load_settings(), emit=days.append))
    documented = table_keys("key"), table_keys("key of an event")

    assert {key for day in days for key in day} == documented[0]
    assert {key for day in days for event in day["events"] for key in event} == documented[1]


def test_the_keys_of_export_are_documented(tmp_path: Path) -> None:
    settings = load_settings(assignments=[f"files.archive={tmp_path}/archive.sqlite"])
    finish(import_paths([ROOT / "sample/revisions.xml"], settings, now()))
    lines = list(export_events(settings.files.archive, versions=True))
    of_an_event = table_keys("key of an event")

    assert {key for line in lines for key in line} - of_an_event == table_keys("key of an exported event")
    assert {key for line in lines for version in line["versions"] for key in version} == table_keys("key of a version")
    text = (ROOT / "docs/guide/researcher.md").read_text("utf-8")
    assert [kind.value for kind in ChangeKind if f"`{kind.value}`" not in text] == []


def table_keys(head: str, document: str = "docs/guide/researcher.md") -> set[str]:
    """Return the keys in the first column of a document's table."""
    lines = iter((ROOT / document).read_text("utf-8").splitlines())
    for line in lines:
        if line.startswith(f"| {head} |"):
            next(lines)
            rows = takewhile(lambda row: row.startswith("|"), lines)
            return {key for row in rows for key in re.findall(r"`(\w+)`", row.split("|")[1])}
    raise AssertionError(f"no table of: {head}")


IMPORTED_AS = {"markdown-it-py": "markdown_it", "pillow": "PIL"}


def test_each_library_is_imported_in_its_home_alone() -> None:
    """The homes are those of docs/decisions/dependencies.md, which names every library that the program imports."""
    text = (ROOT / "docs/decisions/dependencies.md").read_text("utf-8")
    homes: dict[str, list[str]] = {}
    for row in re.findall(r"^\| ([a-z].*?) \|.*?\| (`.*?) \|", text, re.MULTILINE):
        for library in re.split(r", ", re.sub(r" \(.*?\)", "", row[0])):
            homes[IMPORTED_AS.get(library, library)] = re.findall(r"`(.*?)`", row[1])
    package = ROOT / "src/daybook"
    strays, imported = set(), set()
    for file in sorted(package.rglob("*.py")):
        path = str(file.relative_to(package))
        for library in imports_of(file) - sys.stdlib_module_names - {"daybook", "__future__", "_typeshed"}:
            imported.add(library)
            if not any(path.startswith(home) for home in homes.get(library, ())):
                strays.add((library, path))

    assert strays == set()
    assert set(homes) - imported == set()


def imports_of(file: Path) -> set[str]:
    """Return the top-level names of the modules that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("pattern", [r"/wor[k]/", r"/roo[t]/", r"/hom[e]/\w"])
def test_no_path_of_anyones_machine_is_named(pattern: str) -> None:
    found = [name for name, text in project_texts() if re.search(pattern, text)]

    assert found == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:pip|pipx|tool|uv) install (?:-\S+ )*['\"]?daybook\b(?!-archive)",
        r"(?:uvx|pipx run|--from|--spec) ['\"]?daybook\b(?!-archive)",
        r"daybook\[\w+\]",
        r"""(?:version|distribution|metadata)\(['"]daybook['"]\)""",
        r"pypi\.org/\S*/daybook\b(?!-archive)",
    ],
)
def test_nobody_is_sent_to_the_other_daybook_on_pypi(pattern: str) -> None:
    """The distribution is `daybook-archive`; `daybook` there is a program of somebody else's."""
    texts = [*project_texts(), *((name_of(file), file.read_text("utf-8")) for file in OTHER_TEXTS)]

    assert [name for name, text in texts if name != name_of(Path(__file__)) and re.search(pattern, text)] == []


def test_modules_that_texts_name_are_there() -> None:
    """In the code and in the documents, `archive/file/opening.py` and `daybook.archive.file.opening` lead whoever reads on."""
    files = {name_of(file) for folder in ("src", "tests", "benchmarks") for file in (ROOT / folder).rglob("*.py")}
    modules = {
        name.removeprefix("src/").removesuffix(".py").replace("/", ".").removesuffix(".__init__") for name in files
    }
    names = set().union(*map(defined_names, files))

    def is_there(told: str) -> bool:
        if told.endswith(".py"):
            return any(f"/{file}".endswith(f"/{told}") for file in files)
        before, _, last = told.rpartition(".")
        return told in modules or (last in names and (before in modules or before.rpartition(".")[0] in modules))

    told = re.compile(r"`([\w./-]+\.py|daybook\.(?!toml|sqlite|service|timer)[\w.]+)`")
    lost = [(name, each) for name, text in project_texts() for each in told.findall(text) if not is_there(each)]

    assert lost == []


def defined_names(file: str) -> set[str]:
    """Return the names of the functions, classes and values that a file of the project defines."""
    text = (ROOT / file).read_text("utf-8")
    pairs = re.findall(r"^ *(?:async )?(?:def|class) (\w+)|^(\w+)\b[^=\n]*=", text, re.MULTILINE)
    return {name for pair in pairs for name in pair if name}


@cache
def project_texts() -> list[tuple[str, str]]:
    """Return the text files of the project that a reader may see, by their names."""
    return [
        (name_of(file), file.read_text("utf-8", errors="replace"))
        for folder in ("docs", "src", "tests", "benchmarks", ".ci")
        for file in sorted((ROOT / folder).rglob("*"))
        if file.suffix in TEXTS and file.is_file()
    ]


class Reader:
    """Someone who types what a document shows, and looks at what happens."""

    def __init__(self, folder: Path, program: Path) -> None:
        self._folder = folder
        self._environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
        self._meanwhile: subprocess.Popen[str] | None = None
        self._address = ""
        self._dump = bz2.compress((ROOT / "sample/revisions.xml").read_bytes())
        self._provide()

    def type(self, command: str) -> None:
        """Run one line; `cd` stays in effect for the next."""
        if " jq " in command and shutil.which("jq") is None:
            return
        words = shlex.split(command)
        if words[0] == "cd":
            self._folder /= words[1]
            self._provide()
        elif words[:2] in (["daybook", "fetch"], ["daybook", "enrich"]):
            self._refuse_without_contact(command)
        elif words[:2] == ["daybook", "serve"] and words[-1] == "&":
            self._serve_meanwhile(words[:-1])
        elif words[:2] == ["daybook", "serve"]:
            self._serve(command)
        elif words == ["kill", "%1"]:
            self.end()
        else:
            self._run(command)

    def end(self) -> None:
        """Stop what a document started and did not wait for."""
        if self._meanwhile is not None:
            self._meanwhile.send_signal(signal.SIGINT)
            try:
                assert self._meanwhile.wait(timeout=300) == 0
            finally:
                self._meanwhile.kill()
                assert self._meanwhile.stdout is not None
                self._meanwhile.stdout.close()
                self._meanwhile = None

    def _serve_meanwhile(self, words: list[str]) -> None:
        """Serve on a free port; what is asked of the document's port is asked there, and must be answered with success."""
        self._meanwhile = subprocess.Popen(
            [*words, "--port", "0"], cwd=self._folder, env=self._environment, stdout=subprocess.PIPE, text=True
        )
        assert self._meanwhile.stdout is not None
        self._address = self._meanwhile.stdout.readline().strip().rstrip("/")

    def _provide(self) -> None:
        """Put the files that documents speak of where they are spoken of."""
        for file in ("2004-12-26", "2024-03-14"):
            shutil.copy(ROOT / f"sample/days/{file}.wikitext", self._folder)
        (self._folder / "dump.xml.bz2").write_bytes(self._dump)
        (self._folder.parent / "dump.xml.bz2").write_bytes(self._dump)

    def _run(self, command: str) -> None:
        if self._meanwhile is not None:
            command = command.replace("http://127.0.0.1:8000", self._address).replace("curl -s ", "curl -sf ")
        done = self._shell(command)
        assert done.returncode == 0, f"{command}: {done.stderr}"

    def _refuse_without_contact(self, command: str) -> None:
        """No test asks a public wiki, and no document can know a reader's contact: the refusal must say what to do."""
        done = self._shell(command)
        assert (done.returncode, "wiki.contact" in done.stderr) == (2, True), done.stderr
        self._run("daybook import dump.xml.bz2")

    def _serve(self, command: str) -> None:
        with subprocess.Popen(
            [*shlex.split(command), "--port", "0"],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            address = process.stdout.readline()
            process.send_signal(signal.SIGINT)
            try:
                assert process.wait(timeout=300) == 0
            finally:
                process.kill()
        assert address.startswith("http://127.0.0.1:")

    def _shell(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=300,
            check=False,
        )
