"""Files that follow from the settings and the theme alone: for browsers, crawlers, and programs that check the other formats."""

from __future__ import annotations

from daybook.publish.delivery.build_spec import BuildSpec
from daybook.publish.delivery.families.file_family import FileFamily, LiveSource
from daybook.publish.delivery.families.file_groups import SITE
from daybook.publish.formats.site_files import settings_files


def fixed_files(spec: BuildSpec) -> dict[str, bytes]:
    """Return the files by path."""
    return dict(spec.files) | {path: make() for path, make in settings_files(spec.settings).items()}


def fixed_paths(spec: BuildSpec) -> tuple[str, ...]:
    """Return their paths."""
    return (*spec.files, *settings_files(spec.settings))


def _group(path: str) -> str | None:  # noqa: ARG001 - as the others: whatever no other family has
    return SITE


def _at(source: LiveSource, path: str) -> bytes | None:
    return source.fixed.get(path)


FIXED = FileFamily(_group, _at)
