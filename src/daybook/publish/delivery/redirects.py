"""All addresses that moved, as static hosts read them: `_redirects`, and a map for nginx."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from daybook.model import Selection, SubjectKind
from daybook.publish.addresses import Format, SiteFile
from daybook.publish.delivery.file_family import FileFamily, LiveSource
from daybook.publish.delivery.file_groups import LAST
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.event import redirect_pages
from daybook.publish.pages.subject import alias_pages

_FILES = (SiteFile.REDIRECTS, SiteFile.REDIRECT_MAP)


def redirect_files(moved: Sequence[tuple[str, str]]) -> dict[str, bytes]:
    """Return the files by path. `moved` are pairs of addresses."""
    pairs = [(f"{old}.{form}", f"{new}.{form}") for old, new in sorted(set(moved)) for form in Format]
    return {
        SiteFile.REDIRECTS.value: "".join(f"{old} {new} 301\n" for old, new in pairs).encode(),
        SiteFile.REDIRECT_MAP.value: "".join(f"{old} {new};\n" for old, new in pairs).encode(),
    }


def _group(path: str) -> str | None:
    return LAST if path in _FILES else None


def _at(source: LiveSource, path: str) -> bytes | None:
    if path not in _FILES:
        return None
    return source.remembered(path, lambda: redirect_files(list(_moved(source.builder)))[path])


def _moved(builder: Builder) -> Iterator[tuple[str, str]]:
    ids = builder.library.select(Selection(withdrawn=True))
    for start in range(0, len(ids), 1000):
        for page in redirect_pages(builder.site, builder.library.events(ids[start : start + 1000]).values()):
            yield page.address, page.location
    for kind in SubjectKind:
        for subject in builder.subjects(kind).values():
            for page in alias_pages(builder.site, subject):
                yield page.address, page.location


REDIRECTS = FileFamily(_group, _at)
