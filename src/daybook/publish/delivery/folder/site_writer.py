"""The only writer of a site's folder: whole files or none, nothing outside the folder, nothing that is not ours.

Folders are opened one by one without following links, so no link inside the site leads a write out of it. A file is
replaced by renaming a finished one over it; equal bytes are left alone with their times. The paths of a batch are noted in a
journal before any of it is written: whatever a killed build left behind is known to the next one.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

from daybook.errors import PublishError, reason_of
from daybook.publish.addresses import parse_feed

OWN_FOLDER = ".daybook"
"""The folder inside the site where a build keeps what it needs for the next one. It need not be published."""

RESERVE = 64 << 20
"""Bytes of the disk that a build leaves free, or a hundredth of a small disk: the archive and the system live there too."""

_FOLDERS = 500
"""Open folders kept at a time, well under the 1,024 files that systems let a process open."""
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC


class Outcome(Enum):
    """What became of a file."""

    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    FOREIGN = "foreign"


@dataclass(slots=True)
class Written:
    """What a writer did: numbers of files, bytes looked after, and files that stood in the way and are not ours.

    `feeds` are the paths of feeds that have new entries, or old ones changed: those that were replaced.
    """

    created: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    size: int = 0
    foreign: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)

    def add(self, other: Written) -> None:
        """Add what another writer did."""
        self.created += other.created
        self.replaced += other.replaced
        self.unchanged += other.unchanged
        self.removed += other.removed
        self.size += other.size
        self.foreign += other.foreign
        self.feeds += other.feeds


class SiteWriter:
    """Writes files below a folder by their paths on the site (`/news/2004/index.html`).

    `owns` says whether a file that is there with other bytes was written by Daybook; any other is left alone and counted.
    `fresh` says that the folder is new and nobody reads it yet: files are made in place, the quickest way there is. `settled`
    says which files the last build left for good, where the pages of this one follow from its; None where they do not.
    `finished` is when that build ended, in nanoseconds since 1970.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        owns: Callable[[str], bool],
        fresh: bool = False,
        below: str = "",
        settled: Callable[[str], bool] | None = None,
        finished: int = 0,
    ) -> None:
        self.written = Written()
        self._owns = owns
        self._settled = settled
        self._finished = finished
        self._fresh = fresh
        self._below = below
        self._name = name
        self._number = 0
        self._folders: dict[str, int] = {}
        try:
            with ExitStack() as opened:
                self._root = _closing(opened, os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
                own = self._subfolder(self._root, OWN_FOLDER)
                try:
                    self._work = _closing(opened, self._subfolder(own, "work"))
                finally:
                    os.close(own)
                self._journal = _closing(opened, os.open(f"journal-{name}", _APPEND, 0o666, dir_fd=self._work))
                self._site = self._root
                for part in filter(None, below.split("/")):
                    self._site = _closing(opened, self._subfolder(self._site, part))
                self._opened = opened.pop_all()
        except OSError as error:
            raise _failure("cannot be written", str(folder), error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folders."""
        for handle in self._folders.values():
            os.close(handle)
        self._folders.clear()
        self._opened.close()

    def write(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Write files; `PublishError` for a path that comes twice, or that no site may have.

        Twice among these: whether it came before is for a build to know, which knows the files of every group.
        """
        made: set[str] = set()
        for path, _ in files:
            if path in made:
                raise PublishError(f"two pages have the same path: `{path}`")
            made.add(path)
        self._expect_room(sum(len(content) for _, content in files))
        if not self._below:  # all that stands below Daybook's own folder is ours anyway
            _write_all(self._journal, "".join(f"{path}\n" for path, _ in files).encode())
        for path, content in files:
            try:
                outcome = self._write(path, content)
            except OSError as error:
                raise _failure("cannot be written", path, error) from error
            self._count(outcome, path, len(content))

    def copy(self, path: str, source: Path) -> None:
        """Write a file as a copy of one that stands elsewhere, piece by piece; as `write` does otherwise."""
        folder, name = _split(path)
        if not self._below:
            _write_all(self._journal, f"{path}\n".encode())
        try:
            with source.open("rb") as content:
                size = os.fstat(content.fileno()).st_size
                handle = self._folder(folder)
                present = _compare(handle, name, content.fileno())
                if present is _Present.SAME:
                    self._count(Outcome.UNCHANGED, path, size)
                    return
                if present is _Present.OTHER and not (self._below or self._owns(path)):
                    self._count(Outcome.FOREIGN, path, size)
                    return
                self._expect_room(size)
                self._number += 1
                temporary = f"file-{self._name}-{self._number}"
                self._create_copy(temporary, content.fileno())
                os.rename(temporary, name, src_dir_fd=self._work, dst_dir_fd=handle)
        except OSError as error:
            raise _failure("cannot be written", path, error) from error
        self._count(Outcome.CREATED if present is _Present.NOTHING else Outcome.REPLACED, path, size)

    def keeps(self, record: str, content: bytes, paths: Sequence[str]) -> bool:
        """Say whether a page is left alone, as its `record` stands there with this content, and with it all its `paths`.

        Every format of a page shows its record and nothing else, by code, theme and settings that are those of the last
        build where this one follows it. What a killed build may have written, or somebody else, is never taken for made.
        """
        if self._settled is None or not all(map(self._settled, paths)) or not self._stands(record, content, paths):
            return False
        self._count(Outcome.UNCHANGED, record, len(content))
        return True

    def has_left(self, paths: Sequence[str]) -> bool:
        """Say whether all these files stand as the last build left them, which this one follows, and nobody changed them since."""
        return self._settled is not None and all(map(self._settled, paths)) and all(map(self._is_untouched, paths))

    def _is_untouched(self, path: str) -> bool:
        folder, name = _split(path)
        try:
            handle = self._existing(folder)
            return handle is not None and self._is_older(handle, name)
        except OSError:
            return False

    def _stands(self, path: str, content: bytes, beside: Iterable[str]) -> bool:
        """Say whether a file stands at a path with these bytes, and a file at each path `beside` it in the same folder."""
        folder, name = _split(path)
        try:
            handle = self._existing(folder)
            if handle is None or _read(handle, name, len(content)) != content:
                return False
            return all(self._is_older(handle, _split(other)[1]) for other in beside)
        except OSError:  # gone, or not to be read: whoever writes it finds out why
            return False

    def _is_older(self, handle: int, name: str) -> bool:
        """Say whether a file is as the last build left it: what changed since, by hand or by a tool that copies, may hold anything."""
        status = os.stat(name, dir_fd=handle, follow_symlinks=False)
        return stat.S_ISREG(status.st_mode) and status.st_ctime_ns <= self._finished

    def _expect_room(self, size: int) -> None:
        """Stop while the disk has room left: one filled to the brim breaks whatever else writes to it."""
        disk = os.fstatvfs(self._root)
        left = disk.f_bavail * disk.f_frsize - size
        if left < min(RESERVE, disk.f_blocks * disk.f_frsize // 100):
            raise PublishError(
                f"the disk is nearly full: {max(left + size, 0) >> 20} MiB left",
                hint="free some space and build again; the build resumes where it stopped",
            )

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files that an earlier build wrote, and folders that are empty then."""
        for path in paths:
            folder, name = _split(path)
            try:
                handle = self._existing(folder)
                if handle is None:
                    continue
                os.unlink(name, dir_fd=handle)
                self.written.removed += 1
                self._remove_empty(folder)
            except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
                if isinstance(error, PermissionError):
                    raise _failure("cannot be removed", path, error) from error
            except OSError as error:
                raise _failure("cannot be removed", path, error) from error

    def _count(self, outcome: Outcome, path: str, size: int) -> None:
        written = self.written
        written.size += size
        if outcome is Outcome.CREATED:
            written.created += 1
        elif outcome is Outcome.REPLACED:
            written.replaced += 1
            if parse_feed(path) is not None:
                written.feeds.append(path)
        elif outcome is Outcome.UNCHANGED:
            written.unchanged += 1
        else:
            written.foreign.append(path)

    def _write(self, path: str, content: bytes) -> Outcome:
        folder, name = _split(path)
        handle = self._folder(folder)
        if self._fresh:
            with suppress(FileExistsError):
                self._create(handle, name, content)
                return Outcome.CREATED
        present = _read(handle, name, len(content))
        if present == content:
            return Outcome.UNCHANGED
        if present is not None and not self._owns(path):
            return Outcome.FOREIGN
        self._number += 1
        temporary = f"file-{self._name}-{self._number}"
        self._create(self._work, temporary, content)
        os.rename(temporary, name, src_dir_fd=self._work, dst_dir_fd=handle)
        return Outcome.CREATED if present is None else Outcome.REPLACED

    def _create(self, handle: int, name: str, content: bytes) -> None:
        opened = os.open(name, _CREATE, 0o666, dir_fd=handle)
        try:
            _write_all(opened, content)
        finally:
            os.close(opened)

    def _create_copy(self, name: str, source: int) -> None:
        opened = os.open(name, _CREATE, 0o666, dir_fd=self._work)
        try:
            os.lseek(source, 0, os.SEEK_SET)
            while piece := os.read(source, _ONE_READ):
                _write_all(opened, piece)
        finally:
            os.close(opened)

    def _folder(self, folder: str) -> int:
        """Return the open folder of the site, made where it is missing."""
        handle = self._folders.get(folder)
        if handle is None:
            parent, _, name = folder.rpartition("/")
            above = self._folder(parent) if parent else self._site
            handle = self._subfolder(above, name) if name else os.dup(self._site)
            self._remember(folder, handle)
        return handle

    def _existing(self, folder: str) -> int | None:
        """Return the open folder of the site, None where it is missing."""
        handle = self._folders.get(folder)
        if handle is None:
            parent, _, name = folder.rpartition("/")
            above = self._existing(parent) if parent else self._site
            if above is None:
                return None
            try:
                handle = os.open(name, _DIRECTORY, dir_fd=above) if name else os.dup(self._site)
            except (FileNotFoundError, NotADirectoryError):
                return None
            self._remember(folder, handle)
        return handle

    def _remember(self, folder: str, handle: int) -> None:
        if len(self._folders) >= _FOLDERS:
            for old in list(self._folders)[: _FOLDERS // 2]:
                if not folder.startswith(f"{old}/"):
                    os.close(self._folders.pop(old))
        self._folders[folder] = handle

    @staticmethod
    def _subfolder(above: int, name: str) -> int:
        try:
            return os.open(name, _DIRECTORY, dir_fd=above)
        except FileNotFoundError:
            with suppress(FileExistsError):  # another process of the same build was quicker
                os.mkdir(name, dir_fd=above)
            return os.open(name, _DIRECTORY, dir_fd=above)

    def _remove_empty(self, folder: str) -> None:
        """Remove a folder that holds nothing any more, and those above it."""
        while folder:
            parent, _, name = folder.rpartition("/")
            above = self._existing(parent) if parent else self._site
            if above is None:
                return
            try:
                os.rmdir(name, dir_fd=above)
            except OSError as error:
                if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT):
                    return
                raise
            handle = self._folders.pop(folder, None)
            if handle is not None:
                os.close(handle)
            folder = parent


def _split(path: str) -> tuple[str, str]:
    """Return the folder and the name of a path; refuse any that could leave the site or hide in it."""
    folder, _, name = path.rpartition("/")
    parts = path.split("/")
    if not path.startswith("/") or any(part in ("", ".", "..") for part in parts[1:]) or "\0" in path:
        raise PublishError(f"invalid site path: `{path}`")
    if parts[1] == OWN_FOLDER:
        raise PublishError(f"a path inside Daybook's own folder: `{path}`")
    return folder, name


def _read(handle: int, name: str, size: int) -> bytes | None:
    """Return a file's content where it has the given size, b"" plus a mark where it has another, None where there is none."""
    try:
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=handle)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EMLINK):
            return _DIFFERENT
        raise
    try:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode) or status.st_size != size:
            return _DIFFERENT
        return os.read(opened, size + 1) if size < _ONE_READ else _read_all(opened, size)
    finally:
        os.close(opened)


class _Present(Enum):
    """What stands where a copy is to be made."""

    NOTHING = "nothing"
    SAME = "same"
    OTHER = "other"


def _compare(handle: int, name: str, source: int) -> _Present:
    """Say whether a file of the same bytes as the open `source` stands in a folder."""
    try:
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=handle)
    except FileNotFoundError:
        return _Present.NOTHING
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EMLINK):
            return _Present.OTHER
        raise
    try:
        status, wanted = os.fstat(opened), os.fstat(source)
        if not stat.S_ISREG(status.st_mode) or status.st_size != wanted.st_size:
            return _Present.OTHER
        for start in range(0, wanted.st_size, _ONE_READ):
            if os.pread(opened, _ONE_READ, start) != os.pread(source, _ONE_READ, start):
                return _Present.OTHER
        return _Present.SAME
    finally:
        os.close(opened)


_DIFFERENT = b"\0different\0"
_ONE_READ = 1 << 20


def _read_all(opened: int, size: int) -> bytes:
    pieces = []
    while size > 0 and (piece := os.read(opened, min(size, _ONE_READ))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _write_all(opened: int, content: bytes) -> None:
    done = os.write(opened, content)
    while done < len(content):
        done += os.write(opened, content[done:])


def _closing(opened: ExitStack, handle: int) -> int:
    """Have a file closed with others; return its handle."""
    opened.callback(os.close, handle)
    return handle


def _failure(what: str, path: str, error: OSError) -> PublishError:
    hints = {
        errno.ENOSPC: "the disk is full: free some space and build again; the build resumes where it stopped",
        errno.EDQUOT: "the disk quota is used up: make room and build again",
        errno.EACCES: "the folder or file belongs to another user",
        errno.EROFS: "the disk is read-only",
        errno.ELOOP: "a link stands where a folder of the site belongs: remove it, or build into another folder",
        errno.ENOTDIR: "a file or a link stands where a folder of the site belongs: remove it, or build into another folder",
    }
    reason = reason_of(error)
    return PublishError(f"{what}, {reason}: `{path}`", hint=hints.get(error.errno or 0))
