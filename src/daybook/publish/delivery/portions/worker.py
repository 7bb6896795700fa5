"""Does portions of a build: records, bytes, files. What it did goes back as values, so that it may run in any process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from daybook.errors import PublishError
from daybook.publish.addresses import Format
from daybook.publish.delivery.build_spec import BuildSpec, PageRenderer, PictureMaker, is_large, renderers
from daybook.publish.delivery.families.event_files import event_files
from daybook.publish.delivery.folder.build_state import GroupFiles
from daybook.publish.delivery.folder.site_writer import Written
from daybook.publish.delivery.folder.target import Destination
from daybook.publish.delivery.portions.portion import Portion
from daybook.publish.kinds import kind_of, look_of, parse_stem
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.pictures import ENDING as PICTURE_ENDING
from daybook.publish.pages.records import Page, RedirectPage
from daybook.publish.render.to_sitemap import sitemap_time
from daybook.publish.search.build import ManifestShard

_WHOLE_RECORDS = (Format.JSON, Format.XML)
"""The formats that show all of a page's record: where such a file is as before, so are the others."""

FILES_AT_ONCE = 400
"""Files that are noted in the journal together before they are written."""
BYTES_AT_ONCE = 4 << 20
"""Bytes of such files: pages of all years of a date, or of a letter, are a hundred times as long as an event's."""


@dataclass(frozen=True, slots=True)
class PortionResult:
    """What a portion gave: groups with their files, the search shards it made, and their months' parts, to be kept."""

    groups: tuple[GroupFiles, ...]
    shards: tuple[ManifestShard, ...]
    parts: tuple[tuple[str, bytes], ...]
    pages: int
    written: Written


class Worker:
    """Does portions one after the other, in one process: with the `builder` given, or its own view of the archive.

    That view takes over what a worker of the same state has `known`: what was counted, and what renders pages.

    Unless it shall be `ready` for every kind of page, it prepares for those that it meets.
    """

    builder: Builder
    _renderers: Mapping[Format, PageRenderer]
    _pictures: PictureMaker | None

    def __init__(
        self,
        spec: BuildSpec,
        target: Destination,
        *,
        name: str,
        generation: int,
        builder: Builder | None = None,
        known: Worker | None = None,
        ready: bool = True,
    ) -> None:
        self.spec = spec
        self.target = target
        self.shards: list[ManifestShard] = []
        self.parts: dict[str, bytes] = {}
        self._open = ExitStack()
        try:
            if builder is None:
                library = self._open.enter_context(spec.open_library())
                if library.generation() != generation:
                    raise PublishError("the archive changed while the site was built", hint="build again")
                builder = known.builder.over(library) if known is not None else Builder(library, spec.site())
            self.builder = builder
            if known is not None:
                self._renderers, self._pictures = known._renderers, known._pictures
            else:
                self._renderers = renderers(spec, large=is_large(builder.calendar), ready=ready)
                self._pictures = spec.make_pictures() if spec.make_pictures else None
            self._writer = self._open.enter_context(target.writer(name))
        except BaseException:
            self._open.close()
            raise
        self._waiting: list[tuple[str, bytes]] = []
        self._size = 0
        self._pages = 0

    def close(self) -> None:
        """Let go of the archive and the folder."""
        self._open.close()

    def do(self, portion: Portion) -> PortionResult:
        """Do a portion."""
        self._pages = 0
        self._writer.written = Written()
        self.shards, self.parts = [], {}
        groups = [group for work in portion.works for group in work.files(self)]
        self._flush()
        written = self._writer.written
        return PortionResult(
            tuple(group.without(written.foreign) for group in groups),
            tuple(self.shards),
            tuple(self.parts.items()),
            self._pages,
            written,
        )

    @property
    def has_pictures(self) -> bool:
        """Whether the site has preview images."""
        return self._pictures is not None

    def put_group(self, name: str, pages: Iterable[Page]) -> GroupFiles:
        """Write the pages that make up a group, and name its files."""
        folder = len(self.builder.site.root.folder)
        paths: list[str] = []
        in_sitemap: list[tuple[str, str]] = []
        moved: list[tuple[str, str]] = []
        for page in pages:
            paths.extend(self.put_page(page))
            if isinstance(page, RedirectPage) and page.lasting:
                moved.append((page.address, page.location))
            if look_of(page).listed:
                in_sitemap.append((page.address[folder:], sitemap_time(page.updated)))
        return GroupFiles(name, tuple(paths), tuple(in_sitemap), tuple(moved))

    def put_page(self, page: Page) -> list[str]:
        """Write a page in all formats, and its events in theirs; return the paths of both.

        The page is left alone where its record is the same as before; of events, other programs get more than a page shows.
        """
        self._pages += 1
        return [*self._put_formats(page), *self._put_events(page)]

    def _put_events(self, page: Page) -> list[str]:
        if isinstance(page, RedirectPage) or not self.builder.site.has_event_formats:
            return []
        place = parse_stem(page.address[len(self.builder.site.root.folder) :])
        made = event_files(self.builder, place) if place is not None else {}
        for path, content in made.items():
            self.put(path, content)
        return list(made)

    def _put_formats(self, page: Page) -> list[str]:
        stem = page.address[len(self.builder.site.root.folder) :]
        place = parse_stem(stem) if isinstance(page, RedirectPage) else None
        look = look_of(page) if place is None else kind_of(place).look  # what moved comes in the formats of what it was
        made = {f"{stem}.{form}": self._renderers[form] for form in look.formats_on(self.builder.site)}
        picture = stem + PICTURE_ENDING if page.image and self._pictures else None
        paths = [*made, picture] if picture else [*made]
        record = next((path for form in _WHOLE_RECORDS if (path := f"{stem}.{form}") in made), "")
        content = made.pop(record).render(page) if record else b""
        if content and self._writer.keeps(record, content, paths):
            return paths
        if content:
            self.put(record, content)
        for path, renderer in made.items():
            self.put(path, renderer.render(page))
        if picture and self._pictures:
            self.put(picture, self._pictures.draw(page, self.target.present(picture)))
        return paths

    def has_left(self, paths: Sequence[str]) -> bool:
        """Say whether all these files stand as the last build left them, where this one follows the changes since."""
        return self._writer.has_left(paths)

    def put(self, path: str, content: bytes) -> None:
        """Write a file, sooner or later within the portion."""
        self._waiting.append((path, content))
        self._size += len(content)
        if len(self._waiting) >= FILES_AT_ONCE or self._size >= BYTES_AT_ONCE:
            self._flush()

    def put_copy(self, path: str, source: Path) -> None:
        """Write a copy of a file that is too large to be held in memory."""
        self._flush()
        self._writer.copy(path, source)

    def _flush(self) -> None:
        waiting, self._waiting, self._size = self._waiting, [], 0
        if waiting:
            self._writer.write(waiting)
