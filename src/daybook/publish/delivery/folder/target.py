"""Where a build writes: into the site as it stands, or beside it until a first build is whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from daybook.publish.delivery.folder.build_state import Ownership, kept_parts
from daybook.publish.delivery.folder.site_writer import SiteWriter, Written


class Writer(Protocol):
    """Takes files; `written` says what became of them."""

    written: Written

    def write(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Take files, each a path of the site and its content."""
        ...

    def copy(self, path: str, source: Path) -> None:
        """Take a file of the site as a copy of one that stands elsewhere."""
        ...

    def keeps(self, record: str, content: bytes, paths: Sequence[str]) -> bool:
        """Say whether a page is left alone, as its `record` stands there with this content, and with it all its `paths`."""
        ...

    def has_left(self, paths: Sequence[str]) -> bool:
        """Say whether all these files stand as the last build left them, where this one follows the changes since."""
        ...


class Destination(Protocol):
    """Where the files of a worker go."""

    def writer(self, name: str) -> AbstractContextManager[Writer]:
        """Open a writer; `name` tells it from others of the same build."""
        ...

    def present(self, path: str) -> bytes:
        """Return what stands at a path of the site; nothing where it cannot be read."""
        ...

    def kept_parts(self, names: Sequence[str]) -> Mapping[str, bytes]:
        """Return what the last build kept of these months and shards of the search index."""
        ...


@dataclass(frozen=True, slots=True)
class Target:
    """Where files go: `below` is a folder inside the site for a first build, `fresh` that nothing stands there yet.

    `follows` says that the build follows the archive's changes from the last one: with the same code, theme and settings;
    `finished` is when that one ended, in nanoseconds since 1970.
    """

    folder: Path
    below: str = ""
    fresh: bool = False
    follows: bool = False
    finished: int = 0

    @contextmanager
    def writer(self, name: str) -> Iterator[SiteWriter]:
        """Open a writer; `name` tells it from others of the same build. All that stands below `below` is ours."""
        with closing(Ownership(self.folder)) as ownership:
            owns = (lambda _path: True) if self.below else ownership.owns
            settled = ownership.is_settled if self.follows else None
            with SiteWriter(
                self.folder,
                name=name,
                owns=owns,
                fresh=self.fresh,
                below=self.below,
                settled=settled,
                finished=self.finished,
            ) as writer:
                yield writer

    def present(self, path: str) -> bytes:
        """Return what stands at a path of the site; nothing where it cannot be read."""
        try:
            return (self.folder / self.below / path[1:]).read_bytes()
        except OSError:
            return b""

    def kept_parts(self, names: Sequence[str]) -> Mapping[str, bytes]:
        """Return what the last build kept of these months and shards of the search index."""
        return kept_parts(self.folder, names)
