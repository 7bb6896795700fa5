"""What the files are that are no pages: for each family, which group a path is kept in, and what stands there live."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from daybook.publish.delivery.build_spec import BuildSpec, PictureMaker
from daybook.publish.pages.builder import Builder


@dataclass(slots=True)
class LiveSource:
    """What a live site makes files from.

    `once` keeps what gathers all pages, as only robots ask for it; `fixed` are the files that follow from settings and theme.
    """

    spec: BuildSpec
    builder: Builder
    pictures: PictureMaker | None
    once: dict[str, bytes] = field(default_factory=dict)
    fixed: Mapping[str, bytes] | None = None

    def remembered(self, path: str, make: Callable[[], bytes | None]) -> bytes | None:
        """Return what was made for a path, or make it; what does not exist is not kept."""
        if path in self.once:
            return self.once[path]
        made = make()
        if made is not None:
            self.once[path] = made
        return made


@dataclass(frozen=True, slots=True)
class FileFamily:
    """A family of files: `group` names the group of a path of its own, `at` returns what stands at a path; else None."""

    group: Callable[[str], str | None]
    at: Callable[[LiveSource, str], bytes | None]
