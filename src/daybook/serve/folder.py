"""The built site as answers: which file belongs to a path, and which paths moved.

Reads only inside the site's folder, whatever a request asks for. Knows no HTTP.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from daybook.errors import PublishError
from daybook.publish.addresses import Root, SiteFile
from daybook.serve.answer import Answer, Moved, Page


class SiteFolder:
    """A site folder; `answer` maps a path within the site, such as `/news/2026/03/`, to the bytes to send."""

    def __init__(self, folder: Path, root: Root) -> None:
        self._root = folder.resolve()
        if not self._root.is_dir():
            raise PublishError(f"no site folder: `{folder}`", hint="`daybook build` writes it")
        self._redirects = _Redirects(self._root / SiteFile.REDIRECTS.removeprefix("/"), root)

    def answer(self, path: str) -> Answer | None:
        """Return the page at a decoded path, where it moved to, or None."""
        moved = self._redirects.target(path)
        if moved is not None:
            return Moved(moved)
        file = self._file(path)
        if file is None:
            return None
        try:
            name = "/" + file.relative_to(self._root).as_posix()
            return Page(file.read_bytes(), name, datetime.fromtimestamp(file.stat().st_mtime, UTC))
        except IsADirectoryError:
            return Moved(path + "/") if (file / "index.html").is_file() else None
        except OSError:  # not there, not readable, too long a name, or removed by a build at this moment
            return None

    def not_found(self) -> Page | None:
        """Return the site's own page for what is not there."""
        found = self.answer("/404.html")
        return found if isinstance(found, Page) else None

    def _file(self, path: str) -> Path | None:
        """Return the file or folder that a path names; None for paths that lead out of the site or to hidden files."""
        parts = path.split("/")[1:]
        if parts and parts[-1] == "":
            parts[-1] = "index.html"
        if not parts or any(_is_refused(part) for part in parts):
            return None
        try:
            file = self._root.joinpath(*parts).resolve()
        except (OSError, RuntimeError):  # a loop of links, which Python 3.13 tells as the one, older ones as the other
            return None
        return file if file.is_relative_to(self._root) else None


class _Redirects:
    """The list of former addresses, one `from to status` a line, read again when a build has replaced it."""

    def __init__(self, file: Path, root: Root) -> None:
        self._file = file
        self._site = root
        self._read: tuple[int, int] | None = None
        self._targets: dict[str, str] = {}

    def target(self, path: str) -> str | None:
        try:
            state = self._file.stat()
        except OSError:
            return None
        if (state.st_mtime_ns, state.st_size) != self._read:
            lines = (line.split() for line in self._file.read_text("utf-8").splitlines())
            pairs = ((self._site.within(line[0]), self._site.within(line[1])) for line in lines if len(line) >= 2)
            self._targets = {start: end for start, end in pairs if start and end}
            self._read = state.st_mtime_ns, state.st_size
        return self._targets.get(path)


def _is_refused(part: str) -> bool:
    return not part or (part.startswith(".") and part != ".well-known") or "\0" in part or "\\" in part
