"""What the files are that are no pages: for each family, which group a path is kept in, and what stands there live."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from daybook.publish.delivery.build_spec import BuildSpec, PictureMaker
from daybook.publish.pages.builder import Builder


@dataclass(slots=True)
class LiveSource:
    """What a live site makes files from; `fixed` are the files that follow from settings and theme."""

    spec: BuildSpec
    builder: Builder
    pictures: PictureMaker | None
    fixed: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What stands at a path is the content of this file, which may be too large to be held in memory."""

    file: Path


@dataclass(frozen=True, slots=True)
class FileFamily:
    """A family of files: `group` names the group of a path of its own, `at` returns what stands at a path live; else None."""

    group: Callable[[str], str | None]
    at: Callable[[LiveSource, str], bytes | StoredFile | None]
