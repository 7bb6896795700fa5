"""Builds a site: decides what to make, has it made by one or more processes, and leaves a folder that is whole.

    open library, read the last build's state -> plan -> portions (in processes) -> sitemap, redirects, search manifest
    -> remove what no longer belongs -> remember

A build that is killed is finished by the next one: the state is kept in one transaction at the end, and what was written
before that is in journals. The first build of a site is made beside it, inside `.daybook`, and moved into place at once.
Progress is yielded; nothing is printed.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import os
import shutil
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from daybook.errors import PublishError
from daybook.model.encoding import decoder, to_json
from daybook.publish.delivery.build_state import BuildState, GroupFiles, count_as_worker
from daybook.publish.delivery.file_groups import LAST
from daybook.publish.delivery.plan import LastBuild, Plan, Portion, plan_all, plan_stale, with_pictures_moved
from daybook.publish.delivery.portion import BuildSpec, PortionResult, Target, Worker, subject_paths
from daybook.publish.delivery.site_writer import OWN_FOLDER, Written
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.site import Site
from daybook.publish.render.site_files import redirect_files, sitemap_index, sitemap_names, sitemap_parts
from daybook.publish.search import Shard, manifest, shards
from daybook.publish.search.build import ManifestShard
from daybook.workers import begin_worker, telling_of_killed_workers, undisturbed

NEW = f"{OWN_FOLDER}/new"
"""Where a first build grows."""

MOST_PROCESSES = 4
"""Processes, unless more are asked for: each takes some 300 MB for its summaries, and the disk is busy with four."""

_SMALL = 30_000
"""Work, by weight, that is not worth starting other processes for: some three seconds, where each process takes one to start."""


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """How far a build is: portions done and in all (by weight), pages made so far."""

    done: int
    total: int
    pages: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `whole` says that every page was looked at; `foreign` are files that stood in the way of a page."""

    whole: bool
    pages: int
    created: int
    replaced: int
    unchanged: int
    removed: int
    size: int
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build: in how many processes (0: as many as are worth it), and whether to look at every page in any case."""

    processes: int = 0
    whole: bool = False


def build_site(
    spec: BuildSpec, folder: Path, options: BuildOptions | None = None
) -> Iterator[BuildProgress | BuildReport]:
    """Bring a site's folder up to its archive; yield progress, and the report at last.

    Raises:
        PublishError: the folder cannot be written, or another build writes it.
        ArchiveError: the archive cannot be read.
    """
    chosen = options or BuildOptions()
    with ExitStack() as stack:
        library = stack.enter_context(spec.open_library())
        folder_made = _make_folder(folder)
        state = stack.enter_context(BuildState(folder_made))
        _finish_move(state)
        generation = library.generation()
        fingerprint = fingerprint_of(spec)
        last = _last_generation(state, fingerprint, generation)
        if chosen.whole:
            last = None
        if last == generation:
            yield BuildReport(whole=False, pages=0, created=0, replaced=0, unchanged=0, removed=0, size=0)
            return
        builder = Builder(library, Site(spec.settings, spec.texts))
        limit = spec.settings.list_events
        if last is None:
            plan = plan_all(builder)
            state.remember("fingerprint", None)
        else:
            left = LastBuild(state.paths_of, frozenset(_shards_of(state)))
            stale = with_pictures_moved(library.stale(last), state.fact("pictured"), builder)
            plan = plan_stale(builder, stale, left, lambda subject: subject_paths(subject, limit))
        target = _target(state, f"{generation} {fingerprint}")
        yield from _run(_Build(spec, builder, state, target, plan, generation, fingerprint), chosen)


def fingerprint_of(spec: BuildSpec) -> str:
    """Return what tells sites apart that differ in more than their archive's changes: settings, theme, code, archive."""
    digest = hashlib.sha256(f"{spec.settings!r}\0{spec.texts!r}\0{spec.look}\0{spec.source}\0{spec.search}\0".encode())
    for name, content in sorted(spec.files.items()):
        digest.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\0".encode())
    for part in ("publish", "model"):
        for source in _sources(resources.files("daybook") / part):
            digest.update(source.read_bytes())
    return digest.hexdigest()


def _sources(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _sources(entry)
        elif entry.name.endswith(".py"):
            yield entry


def _make_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PublishError(
            f"the site folder cannot be made: `{folder}`: {error.strerror}", hint="choose another `files.site`"
        ) from error
    return folder


def _last_generation(state: BuildState, fingerprint: str, generation: int) -> int | None:
    """Return the generation that the site stands at; None where every page must be looked at."""
    built = state.fact("generation")
    if state.fact("fingerprint") != fingerprint or built is None or int(built) > generation:
        return None
    if state.has_loose() and int((state.fact("attempt") or "0").split()[0]) > generation:
        return None  # a killed build wrote from an archive that has since been put back to an earlier copy
    return int(built) if not (state.has_loose() and int(built) == generation) else None


def _target(state: BuildState, attempt: str) -> Target:
    """Choose where to write: beside the site while there is nothing to see in it, else right into it.

    What a killed first build left is taken up again if this is the same `attempt`, else cleared away.
    """
    folder, last_attempt = state.folder, state.fact("attempt")
    state.remember("attempt", attempt)
    first = all(entry.name == OWN_FOLDER for entry in folder.iterdir())
    new = folder / NEW
    if new.is_symlink():
        new.unlink()
    if new.exists() and not (first and attempt == last_attempt):
        shutil.rmtree(new)
    if not first:
        return Target(folder)
    fresh = not new.exists()
    new.mkdir(exist_ok=True)
    return Target(folder, below=NEW, fresh=fresh)


def _finish_move(state: BuildState) -> None:
    """Move a first build into place, entry by entry; `PublishError` where something has come to stand there."""
    if state.fact("move") is None:
        return
    new = state.folder / NEW
    for entry in sorted(new.iterdir(), key=lambda entry: (entry.name == "index.html", entry.name)):
        place = state.folder / entry.name
        if place.is_symlink() or place.exists():
            raise PublishError(
                f"something stands where the site belongs: `{place}`", hint="move it away and build again"
            )
        entry.rename(place)
    new.rmdir()
    state.remember("move", None)


@dataclass(slots=True)
class _Build:
    """What goes along while portions are done."""

    spec: BuildSpec
    builder: Builder
    state: BuildState
    target: Target
    plan: Plan
    generation: int
    fingerprint: str


def _run(build: _Build, options: BuildOptions) -> Iterator[BuildProgress | BuildReport]:
    state, plan = build.state, build.plan
    number = int(state.fact("build") or 0) + 1
    total = sum(portion.weight for portion in plan.portions)
    written = Written()
    pages = done_weight = 0
    gone: list[str] = []
    told: dict[str, ManifestShard] = {}
    present: set[int] = set()
    visited: set[str] = set(plan.gone)
    state.begin()
    if plan.whole:
        state.drop_parts()
    for weight, done in _results(build, options):
        gone.extend(state.keep(done.groups, number))
        state.keep_parts(done.parts)
        for group in done.groups:
            visited.add(group.name)
            _note(present, group.paths)
        told |= {shard.name: shard for shard in done.shards}
        written.add(done.written)
        pages += done.pages
        done_weight += weight
        yield BuildProgress(done_weight, total, pages)
    gone.extend(state.drop_older(number) if plan.whole else state.drop(plan.gone))
    with build.target.writer(LAST) as writer:
        files, others = _last_files(build, told, visited)
        writer.write(list(files.items()))
        last = GroupFiles(LAST, (*files, *others)).without(writer.written.foreign)
        gone.extend(state.keep([last], number))
        _note(present, last.paths)
        gone.extend(state.take_loose())
        writer.remove(sorted({path for path in gone if hash(path) not in present}))
        written.add(writer.written)
    state.disown(written.foreign)
    state.remember("shards", to_json(_manifest_shards(state, told, build)).decode())
    state.remember("build", f"{number}")
    since = build.builder.cache.pictured_since
    state.remember("pictured", since.isoformat() if since else None)
    state.remember("generation", f"{build.generation}")
    state.remember("fingerprint", build.fingerprint)
    if build.target.below:
        state.remember("move", "1")
    state.commit()
    _finish_move(state)
    state.clear_work()
    yield BuildReport(
        whole=plan.whole,
        pages=pages,
        created=written.created,
        replaced=written.replaced,
        unchanged=written.unchanged,
        removed=written.removed,
        size=written.size,
        foreign=tuple(sorted(written.foreign)),
    )


def _note(present: set[int], paths: Iterable[str]) -> None:
    """Remember paths by their hash; `PublishError` for one that two groups have."""
    for path in paths:
        key = hash(path)
        if key in present:
            raise PublishError(f"two pages have the same path: `{path}`")
        present.add(key)


def _last_files(build: _Build, told: dict[str, ManifestShard], visited: set[str]) -> tuple[dict[str, bytes], list[str]]:
    """Make the files that gather what groups told: sitemap, redirects, the search manifest.

    Returned beside them are the paths of parts of the sitemap that stay: those none of whose groups was `visited`.
    """
    state, root = build.state, build.builder.site.root
    kept = {} if build.plan.whole else _sitemaps((state.fact("sitemaps") or "{}").encode())
    files: dict[str, bytes] = {}
    listed: dict[str, list[tuple[str, str]]] = {}
    for name, prefix in sitemap_names(build.builder.calendar.years):
        if name in kept and not any(group.startswith(prefix) for group in visited):
            listed[name] = kept[name]
            continue
        entries = sorted(entry for entry in state.sitemap(prefix) if entry[0] != "/404")
        made = sitemap_parts(root, name, entries)
        files |= made
        latest = max((when for _, when in entries), default="")
        listed[name] = [(path, latest) for path in made]
    parts = [part for parts in listed.values() for part in parts]
    others = [path for path, _ in parts if path not in files]
    files["/sitemap.xml"] = sitemap_index(root, parts)
    files |= redirect_files(state.moved())
    if build.spec.search:
        name, content = manifest(_manifest_shards(state, told, build))
        files[name] = content
    state.remember("sitemaps", to_json(listed).decode())
    return files, others


_sitemaps = decoder(dict[str, list[tuple[str, str]]])


def _manifest_shards(state: BuildState, told: dict[str, ManifestShard], build: _Build) -> list[ManifestShard]:
    """Return what the manifest tells of every shard: those just made, and the others as they were told of before."""
    before = {shard.name: shard for shard in _told_shards(state)}
    present = [shard.name for shard in shards(list(build.builder.calendar.years))]
    return [found for name in present if (found := told.get(name) or before.get(name))]


def _told_shards(state: BuildState) -> list[ManifestShard]:
    kept = state.fact("shards")
    return list(decoder(tuple[ManifestShard, ...])(kept.encode())) if kept else []


def _shards_of(state: BuildState) -> list[Shard]:
    return [Shard(told.name, told.first, told.last) for told in _told_shards(state)]


def _results(build: _Build, options: BuildOptions) -> Iterator[tuple[int, PortionResult]]:
    """Have the portions done, here or in processes of their own; yield what each gave."""
    portions = build.plan.portions
    is_small = sum(portion.weight for portion in portions) < _SMALL
    processes = options.processes or (1 if is_small else min(os.cpu_count() or 1, MOST_PROCESSES))
    if processes == 1:
        worker = Worker(build.spec, build.target, name="0", generation=build.generation, builder=build.builder)
        try:
            for portion in portions:
                yield portion.weight, worker.do(portion)
        finally:
            worker.close()
        return
    context = multiprocessing.get_context("spawn")
    arguments = (build.spec, build.target, build.generation)
    with telling_of_killed_workers(), ExitStack() as stack:
        pools = [
            stack.enter_context(ProcessPoolExecutor(1, mp_context=context, initializer=_start, initargs=arguments))
            for _ in range(processes)
        ]
        try:
            yield from _pooled(pools, _streams(portions, processes))
        except BaseException:
            for pool in pools:
                pool.shutdown(wait=True, cancel_futures=True)
            raise


def _streams(portions: Sequence[Portion], count: int) -> list[deque[Portion]]:
    """Deal portions out as runs of about equal weight, so that each process stays in its own years and their events."""
    share = sum(portion.weight for portion in portions) / count
    streams: list[deque[Portion]] = [deque() for _ in range(count)]
    before = 0
    for portion in portions:
        streams[min(int(before / share), count - 1)].append(portion)
        before += portion.weight
    return streams


def _pooled(
    pools: Sequence[ProcessPoolExecutor], streams: Sequence[deque[Portion]]
) -> Iterator[tuple[int, PortionResult]]:
    """Keep two portions in the hands of each process: of its own stream, then of the end of the longest other one."""
    waiting: dict[Future[PortionResult], tuple[int, int]] = {}

    def hand_on(number: int) -> None:
        stream = streams[number] or max(streams, key=len)
        if stream:
            portion = stream.popleft() if stream is streams[number] else stream.pop()
            with undisturbed():
                future = pools[number].submit(_do, portion)
            waiting[future] = (number, portion.weight)

    for number in (*range(len(pools)), *range(len(pools))):
        hand_on(number)
    while waiting:
        finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in finished:
            number, weight = waiting.pop(future)
            hand_on(number)
            yield weight, future.result()


_worker: Worker | None = None


def _start(spec: BuildSpec, target: Target, generation: int) -> None:
    """Make this process's worker."""
    begin_worker()
    count_as_worker(target.folder)
    global _worker  # noqa: PLW0603 - a pool hands its processes nothing else to keep things in
    gc.disable()  # nothing of ours has cycles, and looking for them among all summaries takes a tenth of the time
    _worker = Worker(spec, target, name=f"{os.getpid()}", generation=generation)


def _do(portion: Portion) -> PortionResult:
    assert _worker is not None
    return _worker.do(portion)
