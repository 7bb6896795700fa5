"""How many files a whole build will write, and how many bytes: a sample of its work is done, counted and thrown away.

A sample knows what no formula does: the theme, the settings, the lengths of texts. Pieces of one sort are evenly spaced
in time, and what they came to is scaled up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from daybook.model import SubjectKind
from daybook.model.encoding import tag_of
from daybook.publish.addresses import SubjectPlace, parse_feed
from daybook.publish.delivery.build_spec import BuildSpec
from daybook.publish.delivery.folder.site_writer import Written
from daybook.publish.delivery.plan.plan_site import all_steps
from daybook.publish.delivery.portions.day_work import DayWork
from daybook.publish.delivery.portions.page_work import PageWork
from daybook.publish.delivery.portions.portion import Portion
from daybook.publish.delivery.portions.search_work import SearchWork
from daybook.publish.delivery.portions.subject_work import SubjectWork
from daybook.publish.delivery.portions.worker import Worker
from daybook.publish.kinds import kind_of, parse_stem
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.feed import subject_feed_parts
from daybook.publish.pages.subject import Span
from daybook.publish.search.build import SEARCH_FOLDER
from daybook.workers import run_apart

SAMPLE = 16
"""Pieces of work of each sort that are made: some hundreds in all, a hundredth of a large site's build."""

SEARCH_BYTES, SEARCH_EVENTS = 380, 12
"""Bytes of the search index an event, and events for each of its files, measured on 115,664 events (44 MB in 9,918 files)."""


@dataclass(frozen=True, slots=True)
class EstimatedPart:
    """Files of one sort: of one kind (`event`), below one folder of the site (`news`), or with one ending (`.html`); size in bytes."""

    name: str
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a whole build will write, about: files and bytes, by kind, by folder and by ending, largest first."""

    files: int
    size: int
    kinds: tuple[EstimatedPart, ...]
    folders: tuple[EstimatedPart, ...]
    endings: tuple[EstimatedPart, ...]


FEED = "feed"
"""The kind of files that feeds are."""

_Sort = tuple[str, str, str]
"""What a file is counted under: its kind, its folder, its ending."""


def _kind_of_file(path: str) -> str:
    """Return the kind of a page by the name of its record, that of a subject by the subject's; of other files their family."""
    place = parse_stem(path.rpartition(".")[0])
    if isinstance(place, SubjectPlace):
        return place.kind.value
    if place is not None:
        return tag_of(kind_of(place).look.record)
    if parse_feed(path) is not None:
        return FEED
    return "search index" if path.startswith(SEARCH_FOLDER) else "other"


class _Scale:
    """Stands where a writer would: counts files and bytes, and keeps none."""

    def __init__(self) -> None:
        self.written = Written()
        self.files: Counter[_Sort] = Counter()
        self.size: Counter[_Sort] = Counter()

    def clear(self) -> None:
        """Begin anew."""
        self.files.clear()
        self.size.clear()

    def keeps(self, record: str, content: bytes, paths: Sequence[str]) -> bool:  # noqa: ARG002 - as other writers
        """Return no: nothing stands there."""
        return False

    def has_left(self, paths: Sequence[str]) -> bool:  # noqa: ARG002 - as other writers
        """Return no: nothing stands there."""
        return False

    def write(self, files: Sequence[tuple[str, bytes]]) -> None:
        """Count files."""
        for path, content in files:
            self._count(path, len(content))

    def copy(self, path: str, source: Path) -> None:
        """Count a file."""
        self._count(path, source.stat().st_size)

    def _count(self, path: str, size: int) -> None:
        folder, _, rest = path[1:].partition("/")
        name = path.rpartition("/")[2]
        key = (_kind_of_file(path), folder if rest else "", f".{name.rpartition('.')[2]}" if "." in name else "")
        self.files[key] += 1
        self.size[key] += size


@dataclass(frozen=True, slots=True)
class _Nowhere:
    """A target that keeps nothing."""

    scale: _Scale

    @contextmanager
    def writer(self, name: str) -> Iterator[_Scale]:  # noqa: ARG002 - as other targets
        """Return what counts."""
        yield self.scale

    def present(self, path: str) -> bytes:  # noqa: ARG002 - as other targets
        """Return nothing: nothing is there."""
        return b""

    def kept_parts(self, names: Sequence[str]) -> Mapping[str, bytes]:  # noqa: ARG002 - as other targets
        """Return nothing: no build was here."""
        return {}


def estimate_build(spec: BuildSpec) -> Estimate:
    """Estimate what a whole build writes: to the file where a site is small, from a sample where it is large.

    The files that a build gathers at its end (sitemaps, redirects) are left out: they are a thousandth of it.
    """
    with spec.open_library() as library:
        return _estimate(spec, Builder(library, spec.site()))


def estimate_apart(spec: BuildSpec) -> Estimate:
    """Estimate the same in a process of its own, with which goes what it takes to make pages of all kinds: some sixty megabytes."""
    return run_apart(estimate_build, spec)


def _estimate(spec: BuildSpec, builder: Builder) -> Estimate:
    files: Counter[_Sort] = Counter()
    size: Counter[_Sort] = Counter()
    scale = _Scale()
    worker = Worker(spec, _Nowhere(scale), name="estimate", generation=builder.library.generation(), builder=builder)
    feeds = _feed_counts(builder)

    def feeds_of(portion: Portion) -> int:
        (work,) = portion.works
        return feeds.get((work.subjects[0].kind, work.subjects[0].slug), 1) if isinstance(work, SubjectWork) else 1

    try:
        for portions in _sorts(builder):
            chosen = _evenly(portions, SAMPLE)
            for portion in chosen:
                worker.do(portion)
            factor, feed_factor = _factor(portions, chosen, _amount), _factor(portions, chosen, feeds_of)
            for key, count in scale.files.items():
                by = feed_factor if key[0] == FEED and feeds else factor
                files[key] += round(count * by)
                size[key] += round(scale.size[key] * by)
            scale.clear()
    finally:
        worker.close()
    if spec.search:
        events = sum(record.events for record in builder.calendar.days.values())
        files["search index", "search", ".txt"] += events // SEARCH_EVENTS
        size["search index", "search", ".txt"] += events * SEARCH_BYTES
    return Estimate(files.total(), size.total(), *(_parts(files, size, place) for place in range(3)))


def _feed_counts(builder: Builder) -> Mapping[tuple[SubjectKind, str], int]:
    """Return how many feeds are made with the main page of subjects, where the site has feeds of their years; else nothing.

    Few subjects have many years, and a sample hardly has those: their number is known without making any.
    """
    site, counts = builder.site, dict[tuple[SubjectKind, str], int]()
    if site.settings.subject_feed_archives:
        for kind in SubjectKind:
            for subject in builder.library.subjects(kind).values():
                parts = len(subject_feed_parts(site, subject))
                has_years = subject.count > site.settings.list_events  # feeds are made with the pages of the years then
                counts[kind, subject.slug] = 1 if has_years else parts + site.has_feed(kind, subject.count)
    return counts


def _sorts(builder: Builder) -> Iterable[list[Portion]]:
    """Return all pieces of work of a site by sorts that come to like files; each sort in the order of time."""
    by_sort: dict[tuple[object, ...], list[Portion]] = {}
    for _, portion in all_steps(builder):
        (work,) = portion.works
        if isinstance(work, SearchWork):
            continue  # an index is made of all its events: there is no small piece of it to make
        sort: tuple[object, ...] = (type(work),)
        if isinstance(work, PageWork):
            sort += (type(work.places[0]),)
        elif isinstance(work, SubjectWork):
            (subject,) = work.subjects
            is_main = subject.spans is None or Span() in subject.spans
            # Four classes of size: a list of three entries and one of a hundred have little in common.
            sort += (subject.kind, is_main, min(portion.weight.bit_length() // 2, 4))
        by_sort.setdefault(sort, []).append(portion)
    return by_sort.values()


def _amount(portion: Portion) -> int:
    """Return what files of a portion's sort grow with: days with their events, all else with its number."""
    return portion.weight if isinstance(portion.works[0], DayWork) else 1


def _factor(portions: Sequence[Portion], chosen: Sequence[Portion], amount: Callable[[Portion], int]) -> float:
    """Return how many times as much all portions are as those chosen."""
    return sum(map(amount, portions)) / (sum(map(amount, chosen)) or 1)


def _evenly(portions: list[Portion], count: int) -> list[Portion]:
    """Return so many portions, as far apart as can be."""
    if len(portions) <= count:
        return portions
    return [portions[(2 * number + 1) * len(portions) // (2 * count)] for number in range(count)]


def _parts(files: Counter[_Sort], size: Counter[_Sort], place: int) -> tuple[EstimatedPart, ...]:
    names = {key[place] for key in files}
    parts = [
        EstimatedPart(
            name,
            sum(count for key, count in files.items() if key[place] == name),
            sum(count for key, count in size.items() if key[place] == name),
        )
        for name in names
    ]
    return tuple(sorted(parts, key=lambda part: (-part.size, part.name)))
