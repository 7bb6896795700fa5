"""The recipes that a new publisher's folder has: read by the programs they are for, where those are installed."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPMessage
from importlib import resources
from pathlib import Path

import click
import pytest
import yaml
from tests.ports import free_port
from tests.waiting import pause

from daybook.cli.run import daybook as all_commands
from daybook.publish.delivery.families.redirects import redirect_files

RECIPES = resources.files("daybook") / "starter" / "recipes"
NAMES = sorted(file.name for file in RECIPES.iterdir())
PAGE = """{{Current events|year=2024|month=05|day=01|content=
'''Disasters and accidents'''
*[[Storm Example]]
**A storm floods the harbour of [[Exampleton]]. [http://news.example.org/storm (Example News)]
}}
"""
EVENT = "/news/2024/05/1/a-storm-floods-the-harbour-of-exampleton"
FORMER = (
    "/news/2024/05/1/" + "a-storm-of-which-more-was-told-at-first-than-any-map-of-nginx-takes-by-default-" * 2 + "x"
)

Ask = Callable[[str], tuple[int, HTTPMessage, bytes]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, program: Path) -> Path:
    """Build a small site as a publisher does, with an address that moved."""
    folder = tmp_path_factory.mktemp("publisher")
    (folder / "2024-05-01.wikitext").write_text(PAGE, "utf-8")
    for command in (["import", "2024-05-01.wikitext"], ["build", "--no-progress"]):
        subprocess.run([program, *command], cwd=folder, check=True, capture_output=True, timeout=300)
    built = folder / "site"
    (built / "redirects.map").write_bytes(redirect_files([(FORMER, EVENT)])["/redirects.map"])
    return built


def _needed(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@contextmanager
def _running(command: list[str], port: int, folder: Path) -> Iterator[Ask]:
    """Run a server until it is asked no more."""
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
        try:
            while True:  # until it listens or ends; the suite's time limit ends a hang
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert server.poll() is None, log.read_text()
                pause()
            yield lambda path: _ask(port, path)
        finally:
            server.terminate()
            server.wait()


def _ask(port: int, path: str) -> tuple[int, HTTPMessage, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Host": "127.0.0.1"})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def assert_well_served(ask: Ask, site: Path) -> None:
    """Ask for what each server must do: pages, types, compression, caching, headers, the 404 page, nothing hidden."""
    types = {
        "/": "text/html",
        "/index.html": "text/html",
        f"{EVENT}.html": "text/html",
        f"{EVENT}.json": "application/json",
        f"{EVENT}.xml": "application/xml",
        f"{EVENT}.md": "text/markdown",
        "/feeds/news.atom": "application/atom+xml",
        "/feeds/news.rss": "application/rss+xml",
        "/feeds/news.json": "application/feed+json",
        "/feeds/index.opml": "text/x-opml",
        "/opensearch.xml": "application/opensearchdescription+xml",
        "/icon.svg": "image/svg+xml",
        "/icon-192.png": "image/png",
    }
    for path, kind in types.items():
        status, headers, _ = ask(path)
        assert (status, headers["Content-Type"].partition(";")[0]) == (200, kind), path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"
        assert headers["Cache-Control"] == "no-cache"
    assert ask("/index.html")[1]["Content-Encoding"] == "gzip"
    assert ask(f"{EVENT}.md")[1]["Content-Type"].lower() == "text/markdown; charset=utf-8"
    script = next(file for file in sorted((site / "static").iterdir()) if file.suffix == ".js")
    status, headers, _ = ask(f"/static/{script.name}")
    assert (status, headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert headers["Content-Type"].startswith("text/javascript")
    status, headers, _ = ask("/news/1999/01/1/nothing.html")
    assert status == 404
    assert headers["Content-Type"].startswith("text/html")
    assert ask("/about")[2] == ask("/about.html")[2]
    assert ask(EVENT)[0] == 200
    for hidden in ("/.daybook/state.sqlite", "/.daybook/", "/news/.hidden"):
        assert ask(hidden)[0] == 404, hidden


def test_nginx_serves_a_site_as_its_recipe_says(site: Path, tmp_path: Path) -> None:
    """The recipe itself, with this machine's paths and a free port in place of its own."""
    nginx, port = _needed("nginx"), free_port()
    recipe = (RECIPES / "nginx.conf").read_text("utf-8").replace("/srv/daybook/site", str(site))
    recipe = recipe.replace("    listen 80;\n    listen [::]:80;\n", f"    listen 127.0.0.1:{port};\n")
    whole = tmp_path / "nginx.conf"
    places = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if Path("/root").stat().st_uid == Path.home().stat().st_uid else ""
    whole.write_text(
        f"{user}daemon off;\nmaster_process off;\npid {tmp_path}/nginx.pid;\nerror_log {tmp_path}/errors.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{places}{recipe}}}\n"
    )
    command = [nginx, "-p", str(tmp_path), "-e", str(tmp_path / "errors.log"), "-c", str(whole)]

    tested = subprocess.run([*command, "-t"], check=True, capture_output=True, text=True, timeout=300)
    assert "[warn]" not in tested.stderr
    with _running(command, port, tmp_path) as ask:
        assert_well_served(ask, site)
        status, headers, _ = ask(f"{FORMER}.html")
        assert (status, headers["Location"].partition(str(port))[2]) == (301, f"{EVENT}.html")


def test_nginx_has_no_objection_to_the_recipe_beside_debians_own_settings(site: Path, tmp_path: Path) -> None:
    """With what Debian's nginx.conf sets for all sites: its types, compression, a default type."""
    nginx = _needed("nginx")
    types = Path("/etc/nginx/mime.types")
    if not types.is_file():
        pytest.skip("nginx has no mime.types here")
    recipe = (RECIPES / "nginx.conf").read_text("utf-8").replace("/srv/daybook/site", str(site))
    recipe = recipe.replace("    listen 80;\n    listen [::]:80;\n", f"    listen 127.0.0.1:{free_port()};\n")
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/nginx.pid;\nevents {{}}\nhttp {{\ninclude {types};\ndefault_type application/octet-stream;\n"
        f"gzip on;\nserver_tokens build;\n{recipe}}}\n"
    )

    tested = subprocess.run(
        [nginx, "-p", tmp_path, "-e", "stderr", "-c", whole, "-t"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert (tested.returncode, "[warn]" in tested.stderr) == (0, False), tested.stderr


def test_caddy_serves_a_site_as_its_recipe_says(site: Path, tmp_path: Path) -> None:
    """The recipe itself, with this machine's paths and a free port in place of its own."""
    caddy, port = _needed("caddy"), free_port()
    recipe = (RECIPES / "Caddyfile").read_text("utf-8").replace("/srv/daybook/site", str(site))
    subprocess.run(
        [caddy, "validate", "--adapter", "caddyfile", "--config", "-"],
        input=recipe.encode(),
        check=True,
        capture_output=True,
        timeout=300,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin"},
    )
    whole = tmp_path / "Caddyfile"
    whole.write_text("{\n\tadmin off\n}\n" + recipe.replace("news.example.org {", f"http://127.0.0.1:{port} {{"))

    with _running([caddy, "run", "--adapter", "caddyfile", "--config", str(whole)], port, tmp_path) as ask:
        assert_well_served(ask, site)


def test_systemd_understands_the_service_and_the_timer(tmp_path: Path) -> None:
    """The recipe itself, with a program that is there in place of the one that a publisher installs."""
    analyze = _needed("systemd-analyze")
    names = ("daybook.service", "daybook.timer", "daybook-failed.service")
    for name in names:
        text = (RECIPES / name).read_text("utf-8").replace("/srv/daybook/.venv/bin/daybook", "/bin/true")
        (tmp_path / name).write_text(text)

    checked = subprocess.run(
        [analyze, "verify", "--man=no", *(str(tmp_path / name) for name in names)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    told = [line for line in checked.stderr.splitlines() if "daybook" in line]
    assert told == []


def test_the_timer_names_a_time() -> None:
    """Every two hours, as the other recipes."""
    analyze = _needed("systemd-analyze")
    when = re.search(r"^OnCalendar=(.*)$", (RECIPES / "daybook.timer").read_text("utf-8"), re.MULTILINE)
    assert when is not None

    subprocess.run([analyze, "calendar", when[1]], check=True, capture_output=True, timeout=300)


def test_the_workflow_is_yaml_with_one_job() -> None:
    workflow = yaml.safe_load((RECIPES / "github-actions.yml").read_text("utf-8"))

    assert list(workflow["jobs"]) == ["publish"]
    assert all(("run" in step) != ("uses" in step) for step in workflow["jobs"]["publish"]["steps"])
    assert workflow["concurrency"]["cancel-in-progress"] is False


def test_the_workflow_adds_a_copy_of_the_archive_before_it_removes_an_old_one() -> None:
    """A run that fails anywhere leaves at least one whole copy: none is ever replaced."""
    text = (RECIPES / "github-actions.yml").read_text("utf-8")

    replaced = [line.strip() for line in text.splitlines() if "gh release upload" in line and "--clobber" in line]
    assert replaced == ["gh release upload archive archive.sqlite.relations --clobber"]
    assert text.rindex("gh release upload archive", 0, text.index("delete-asset")) < text.index(
        "gh release delete-asset"
    )


GH = """#!/bin/bash
# Stands in for GitHub's gh: the release is a folder.
set -e
shift; action=$1; shift 2
case $action in
view) [ -d "$RELEASE" ] || { echo "release not found" >&2; exit 1; }; ls "$RELEASE" ;;
create) mkdir "$RELEASE" ;;
upload) [ ! -e "$RELEASE/$(basename "$1")" ] || [ "$2" = --clobber ] || exit 1; cp "$1" "$RELEASE/" ;;
download) [ ! -e "${4:-$2}" ] || [[ "$*" = *--clobber* ]] || exit 1
    if [ "$3" = --output ]; then cp "$RELEASE/$2" "$4"; else cp "$RELEASE/$2" .; fi ;;
delete-asset) rm "$RELEASE/$1" ;;
esac
"""


class Workflow:
    """The commands of the workflow, run one after the other as GitHub does, each run in a checkout of its own."""

    def __init__(self, folder: Path, program: Path) -> None:
        self.folder = folder
        self.program = program
        self.release = folder / "release"
        programs = folder / "bin"
        programs.mkdir()
        for name, script in {
            "gh": GH,
            "python": "#!/bin/sh\n",  # installs Daybook: it is there
            "daybook": "#!/bin/bash\n"
            'if [ "$1" = fetch ]; then set -- import "$PAGES" --quiet; fi\n'  # no test asks a public wiki
            f'exec {program} "$@"\n',
        }.items():
            (programs / name).write_text(script)
            (programs / name).chmod(0o755)

    def run(self, name: str, moment: int, **variables: str) -> tuple[int, str]:
        """Run all steps in an empty checkout, at a moment; return the exit code of the first that fails and all output."""
        checkout = self.folder / name
        checkout.mkdir()
        (checkout / "daybook.toml").write_text("[status]\nmax_age = 0\n")
        workflow = yaml.safe_load((RECIPES / "github-actions.yml").read_text("utf-8"))
        settings = {key: str(value) for key, value in workflow["env"].items()}
        environment = {
            **os.environ,
            **settings,
            **variables,
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "RELEASE": str(self.release),
            "PAGES": str(self.folder / "pages"),
            "SOURCE_DATE_EPOCH": str(moment),
        }
        output = ""
        for step in workflow["jobs"]["publish"]["steps"]:
            if "run" in step:
                done = subprocess.run(
                    ["bash", "-e", "-c", step["run"]], cwd=checkout, env=environment, capture_output=True, text=True,
                    timeout=300, check=False,
                )  # fmt: skip
                output += done.stdout + done.stderr
                if done.returncode:
                    return done.returncode, output
        return 0, output


@pytest.fixture
def workflow(tmp_path: Path, program: Path) -> Workflow:
    return begun(tmp_path, program)


def begun(folder: Path, program: Path) -> Workflow:
    """Return a workflow that has never run, and a page for it."""
    (folder / "pages").mkdir()
    (folder / "pages/2024-05-01.wikitext").write_text(PAGE, "utf-8")
    return Workflow(folder, program)


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory, program: Path) -> tuple[Path, str]:
    """Run the workflow once; return its folder, to be copied, and its output."""
    folder = tmp_path_factory.mktemp("workflow")
    code, output = begun(folder, program).run("first", 1_800_000_000, KEEP="1")
    assert code == 0, output
    return folder, output


@pytest.fixture
def after_first_run(first_run: tuple[Path, str], tmp_path: Path, program: Path) -> Workflow:
    """Return a workflow that has run once."""
    for name in ("pages", "release"):
        shutil.copytree(first_run[0] / name, tmp_path / name)
    return Workflow(tmp_path, program)


def test_the_workflow_goes_on_with_the_archive_of_its_last_run_and_what_relating_knows(
    after_first_run: Workflow,
) -> None:
    workflow = after_first_run
    (kept,) = workflow.release.glob("archive-*.sqlite")
    first = json.loads(_status(workflow, kept))
    assert (workflow.release / "archive.sqlite.relations").is_file()
    (workflow.folder / "pages/2024-05-02.wikitext").write_text("*The [[harbour]] opens again.\n", "utf-8")

    code, output = workflow.run("second", 1_800_007_200, KEEP="1")

    assert code == 0, output
    (newer,) = workflow.release.glob("archive-*.sqlite")
    assert newer.name != kept.name
    second = json.loads(_status(workflow, newer))
    assert (first["days"], second["days"]) == (1, 2)
    assert (workflow.folder / "second/archive.sqlite.relations").is_file()
    assert not (workflow.folder / "second/public/.daybook").exists()
    assert (workflow.folder / "second/public/news/2024/05/2/index.html").is_file()


def test_the_workflow_begins_with_an_archive_that_a_publisher_put_into_the_release(workflow: Workflow) -> None:
    subprocess.run([workflow.program, "import", "pages", "--quiet"], cwd=workflow.folder, check=True, timeout=300)
    workflow.release.mkdir()
    command: list[str | Path] = [workflow.program, "backup", "release/archive-20260101000000.sqlite", "--quiet"]
    subprocess.run(command, cwd=workflow.folder, check=True, timeout=300)
    (workflow.folder / "pages/2024-05-01.wikitext").unlink()
    (workflow.folder / "pages/2024-05-02.wikitext").write_text("*The [[harbour]] opens again.\n", "utf-8")

    code, output = workflow.run("first", 1_800_000_000)

    assert code == 0, output
    assert (workflow.folder / "first/public/news/2024/05/1/index.html").is_file()


def test_the_workflow_does_not_deploy_a_site_that_is_too_large(workflow: Workflow) -> None:
    code, output = workflow.run("first", 1_800_000_000, LARGEST="1000")

    assert code == 1
    assert "::error::The site has" in output
    assert list(workflow.release.glob("archive-*.sqlite")), "the archive is kept all the same"


def test_the_workflow_chooses_formats_in_which_the_site_fits(
    first_run: tuple[Path, str], after_first_run: Workflow
) -> None:
    """As many as fit: here all are too many, and HTML with JSON are not."""
    estimated = int(first_run[1].partition("The site will have about ")[2].partition(" bytes")[0])

    code, output = after_first_run.run("fewer", 1_800_007_200, LARGEST=f"{estimated - 1}")

    endings = {file.suffix for file in (after_first_run.folder / "fewer/public/news").rglob("*") if file.is_file()}
    assert code == 0, output
    assert "bytes as html,json." in output
    assert endings - {".png"} == {".html", ".json"}, "preview images stand beside the pages where Pillow is installed"


def _status(workflow: Workflow, archive: Path) -> str:
    command: list[str | Path] = [
        workflow.program,
        "status",
        "--json",
        "--set",
        f"files.archive={archive}",
        "--set",
        "status.max_age=0",
    ]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout


@pytest.mark.parametrize("name", ["github-actions.yml", "daybook.service", "crontab"])
def test_every_command_of_a_recipe_exists_with_its_options(name: str) -> None:
    """A renamed option cannot be forgotten here."""
    text = (RECIPES / name).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("#", "name:", "Description="))]
    found = [call for line in lines for call in re.findall(r"(?:^|[\s/])daybook ([a-z]+)((?: [^&;|]*)?)", line)]

    assert found
    context = click.Context(all_commands)
    for command, rest in found:
        known = all_commands.get_command(context, command)
        assert known is not None, command
        options = {option for parameter in known.params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest)) <= options, (command, rest)


def test_shell_scripts_of_the_workflow_are_understood_by_bash() -> None:
    """Each block of commands is read by bash without being run."""
    bash = _needed("bash")
    text = (RECIPES / "github-actions.yml").read_text("utf-8")
    blocks = re.findall(r"run: \|\n((?: {10}.*\n)+)", text)

    assert len(blocks) == text.count("run: |")
    for block in blocks:
        subprocess.run([bash, "-n"], input=block.encode(), check=True, capture_output=True, timeout=300)
