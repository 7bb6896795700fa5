"""All addresses that moved, as static hosts read them: `_redirects`, and a map for nginx."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from daybook.model import SubjectKind
from daybook.publish.addresses import Format, SiteFile, SubjectPlace
from daybook.publish.delivery.families.file_family import FileFamily, LiveSource
from daybook.publish.delivery.families.file_groups import LAST
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.event import moved_pages

_FILES = (SiteFile.REDIRECTS, SiteFile.REDIRECT_MAP)


def redirect_files(moved: Sequence[tuple[str, str]], formats: Sequence[Format] = tuple(Format)) -> dict[str, bytes]:
    """Return the files by path. `moved` are pairs of addresses, whose pages come in these formats."""
    pairs = [(f"{old}.{form}", f"{new}.{form}") for old, new in sorted(set(moved)) for form in formats]
    return {
        SiteFile.REDIRECTS.value: "".join(f"{old} {new} 301\n" for old, new in pairs).encode(),
        SiteFile.REDIRECT_MAP.value: "".join(f"{old} {new};\n" for old, new in pairs).encode(),
    }


def _group(path: str) -> str | None:
    return LAST if path in _FILES else None


def _at(source: LiveSource, path: str) -> bytes | None:
    if path not in _FILES:
        return None
    return redirect_files(list(_moved(source.builder)), source.builder.site.retold_formats)[path]


def _moved(builder: Builder) -> Iterator[tuple[str, str]]:
    site = builder.site
    for moved in builder.library.moved_events():
        for page in moved_pages(site, moved):
            yield page.address, page.location
    merged = builder.library.merged_subjects()
    for kind in SubjectKind:
        targets = list(dict.fromkeys(target for of, _, target in merged if of is kind))
        known = builder.library.subjects(kind, targets) if targets else {}
        for of, slug, target in merged:
            if of is kind and target in known and site.has_page(kind, known[target].count):
                yield site.address(SubjectPlace(kind, slug)), site.address(SubjectPlace(kind, target))


REDIRECTS = FileFamily(_group, _at)
