"""A real MediaWiki on loopback for tests that need one: Debian's package on a fresh SQLite database.

Started once a session by the `local_wiki` fixture. Anyone on this machine may edit, delete and hide there: it holds nothing
but what tests put in.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from tests.ports import free_port
from tests.waiting import pause

PROGRAM = Path("/usr/share/mediawiki")
_SETTINGS = """
$wgExtraNamespaces[100] = "Portal";
$wgNamespacesWithSubpages[100] = true;
$wgJobRunRate = 0;
$wgRateLimits = [];
wfLoadExtensions( [ "Cite", "Math", "ParserFunctions", "Poem" ] );
$wgDefaultUserOptions["math"] = "source";
$wgInterwikiCache = [
    "__global:de" => "1 http://de.example.org/$1", "__global:fr" => "1 http://fr.example.org/$1",
    "__global:wikt" => "1 http://wikt.example.org/$1",
];
foreach ( [ 'edit', 'createpage', 'delete', 'undelete', 'deleterevision', 'move' ] as $right ) {
    $wgGroupPermissions['*'][$right] = true;
}
"""
_ANYBODY = "+\\"
"""The edit token of people without an account."""


def missing_parts() -> str:
    """Say what this machine lacks for a MediaWiki; empty when there is all."""
    if not (PROGRAM / "maintenance" / "install.php").exists():
        return "Debian's mediawiki is not installed"
    php = shutil.which("php")
    if php is None:
        return "php-cli is not installed"
    modules = subprocess.run([php, "-m"], capture_output=True, text=True, check=False).stdout.lower().split()
    lacking = [module for module in ("sqlite3", "mbstring", "xml", "intl") if module not in modules]
    return f"PHP lacks {', '.join(lacking)}" if lacking else ""


class LocalWiki:
    """A wiki with nothing in it, in a language; `api` is the address of its api.php. Stop it when done."""

    def __init__(self, folder: Path, language: str = "en") -> None:
        port = free_port()
        self.api = f"http://127.0.0.1:{port}/api.php"
        self._environment = {**os.environ, "MW_CONFIG_FILE": str(folder / "LocalSettings.php")}
        self._install(folder, f"http://127.0.0.1:{port}", language)
        command = ["php", "-S", f"127.0.0.1:{port}", "-t", str(PROGRAM)]
        with (folder / "server.log").open("wb") as log:
            self._server = subprocess.Popen(
                command, cwd=PROGRAM, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        self._await_start(port)

    def _install(self, folder: Path, address: str, language: str) -> None:
        (folder / "data").mkdir(parents=True)
        command = ["php", str(PROGRAM / "maintenance" / "install.php"), "--confpath", str(folder)]
        command += ["--dbtype", "sqlite", "--dbpath", str(folder / "data"), "--dbname", "wiki", "--server", address]
        command += ["--lang", language, "--scriptpath", "", "--pass", "only-for-this-test-run", "Test wiki", "Keeper"]
        subprocess.run(command, check=True, capture_output=True)
        with (folder / "LocalSettings.php").open("a", encoding="utf-8") as file:
            file.write(_SETTINGS)

    def _await_start(self, port: int) -> None:
        """Come back when the server listens; it says so on no channel, so connect until it answers."""
        while self._server.poll() is None:
            with socket.socket() as probe:
                probe.settimeout(10)
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            pause()
        raise RuntimeError("PHP's server did not start")

    def stop(self) -> None:
        """End the server."""
        os.killpg(self._server.pid, signal.SIGTERM)
        self._server.wait()

    def post(self, **parameters: str) -> dict[str, Any]:
        """Send one question or order to the API and return its answer."""
        form = urllib.parse.urlencode({"format": "json", "formatversion": "2", **parameters}).encode()
        with urllib.request.urlopen(self.api, form, timeout=300) as reply:
            answer: dict[str, Any] = json.load(reply)
        if "error" in answer:
            raise RuntimeError(str(answer["error"]))
        return answer

    def save(self, title: str, text: str) -> int:
        """Save a new revision of a page and return its number."""
        answer = self.post(action="edit", title=title, text=text, token=_ANYBODY, summary="test")
        return int(answer["edit"]["newrevid"])

    def delete(self, title: str) -> None:
        """Delete a page."""
        self.post(action="delete", title=title, token=_ANYBODY)

    def hide(self, revision: int) -> None:
        """Hide the text and the editor of a revision."""
        self.post(action="revisiondelete", type="revision", ids=str(revision), hide="content|user", token=_ANYBODY)

    def export(self, *titles: str) -> str:
        """Return MediaWiki's own XML export of the latest revision of pages."""
        answer = self.post(action="query", export="1", titles="|".join(titles))
        return str(answer["query"]["export"])
