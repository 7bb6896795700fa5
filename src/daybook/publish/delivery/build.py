"""Builds a site: decides what to make, has it made by one or more processes, and leaves a folder that is whole.

    open library, read the last build's state -> plan -> portions (in processes) -> sitemap, redirects, search manifest
    -> remove what no longer belongs -> remember

A build that is killed is finished by the next one: the state is kept in one transaction at the end, and what was written
before that is in journals. The first build of a site is made beside it, inside `.daybook`, and moved into place at once.
Progress is yielded; nothing is printed.
"""

from __future__ import annotations

import shutil
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from daybook.errors import PublishError, reason_of
from daybook.model.encoding import decoder, to_json
from daybook.publish.delivery.build_spec import BuildSpec, is_large
from daybook.publish.delivery.estimate import Estimate, estimate_apart
from daybook.publish.delivery.families.file_groups import LAST
from daybook.publish.delivery.fingerprint import fingerprint_of
from daybook.publish.delivery.folder.build_state import BuildState, GroupFiles
from daybook.publish.delivery.folder.first_build import choose_target, finish_move
from daybook.publish.delivery.folder.site_writer import Written
from daybook.publish.delivery.folder.target import Target
from daybook.publish.delivery.gathered_files import Gathering, gathered_files, last_shards, manifest_shards
from daybook.publish.delivery.plan.plan_days import with_pictures_moved
from daybook.publish.delivery.plan.plan_site import LastBuild, Plan, plan_all, plan_stale
from daybook.publish.delivery.plan.plan_subjects import with_pages_of_contexts
from daybook.publish.delivery.processes.share_portions import Job, results
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.places import country_marks
from daybook.publish.search.build import ManifestShard
from daybook.workers import leaving_cycles_alone

ESTIMATED_WEIGHT = 200_000
"""Weight of a plan from which on its size is estimated before it is begun: the build then takes minutes, the estimate seconds."""

BLOCK = 4096
"""Bytes that most file systems give out at a time."""


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """How far a build is: portions done and in all (by weight), pages made so far."""

    done: int
    total: int
    pages: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `whole` says that every page was looked at; `foreign` are files that stood in the way of a page.

    `feeds` are the paths of those that changed, of which the hub was notified of `notified`; `hub_failure` says why of no more.
    """

    whole: bool
    pages: int
    created: int
    replaced: int
    unchanged: int
    removed: int
    size: int
    foreign: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    notified: int = 0
    hub_failure: str = ""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How to build: in how many processes (0: as many as are worth it), and whether to look at every page in any case.

    `forked` says whether two processes share a small change; None: on a large site, where it takes long enough.
    """

    processes: int = 0
    whole: bool = False
    forked: bool | None = None


def build_site(
    spec: BuildSpec, folder: Path, options: BuildOptions | None = None
) -> Iterator[BuildProgress | BuildReport | Estimate]:
    """Bring a site's folder up to its archive; yield progress, and the report at last; first what a large new site will take.

    Raises:
        PublishError: the folder cannot be written, another build writes it, or the disk has no room for a new site.
        ArchiveError: the archive cannot be read.
    """
    chosen = options or BuildOptions()
    with ExitStack() as stack:
        stack.enter_context(leaving_cycles_alone())  # ten thousand days are read, and a whole site planned
        library = stack.enter_context(spec.open_library())
        folder_made = _make_folder(folder)
        state = stack.enter_context(BuildState(folder_made))
        finish_move(state)
        generation = library.generation()
        fingerprint = fingerprint_of(spec)
        last = _last_generation(state, fingerprint, generation)
        if chosen.whole:
            last = None
        if last == generation:
            yield BuildReport(whole=False, pages=0, created=0, replaced=0, unchanged=0, removed=0, size=0)
            return
        builder = Builder(library, spec.site())
        if state.fact("large") != f"{is_large(builder.calendar)}":
            last = None  # a site that has become large looks the same, but all its pages are others
        left = LastBuild(state.paths_of, frozenset(last_shards(state)), _last_countries(state))
        if last is None:
            plan = plan_all(builder, left)
            state.remember("fingerprint", None)
        else:
            stale = with_pictures_moved(library.stale(last), state.fact("pictured"), builder)
            stale = with_pages_of_contexts(stale, builder)
            plan = plan_stale(builder, stale, left)
        target = choose_target(state, f"{generation} {fingerprint}", follows=not plan.whole)
        if target.fresh and sum(portion.weight for portion in plan.portions) > ESTIMATED_WEIGHT:
            estimate = estimate_apart(spec)
            _expect_room(folder, estimate)
            yield estimate
        work = _Build(spec, builder, state, target, plan, generation, fingerprint)
        del plan  # of a large site thirty megabytes, let go as they are done
        yield from _run(work, chosen)


def _expect_room(folder: Path, estimate: Estimate) -> None:
    """Refuse to begin a site that the disk cannot hold; every file takes half a block more than its bytes, on average."""
    needed = estimate.size + estimate.files * BLOCK // 2
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise PublishError(
            f"the site needs about {needed / 1e9:,.1f} GB, and the disk has {free / 1e9:,.1f} GB left: `{folder}`",
            hint="free some space, or choose another `files.site`; `daybook build --estimate` shows what takes how much",
        )


def _make_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PublishError(
            f"the site folder cannot be made: `{folder}`: {reason_of(error)}", hint="choose another `files.site`"
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
    shards_made: dict[str, ManifestShard] = {}
    present = array("q")
    visited: set[str] = set(plan.gone)
    forked = is_large(build.builder.calendar) if options.forked is None else options.forked
    job = Job(build.spec, build.builder, build.target, build.generation, list(plan.portions), forked=forked)
    build.plan = plan = replace(plan, portions=())
    # One transaction over the whole build: whoever kills it leaves the state of the build before, and the journals of the writers
    # say what may have been written since.
    state.begin()
    if plan.whole:
        state.drop_parts()
    for weight, result in results(job, options.processes):
        gone.extend(state.keep(result.groups, number))
        state.keep_parts(result.parts)
        for group in result.groups:
            visited.add(group.name)
            present.extend(map(hash, group.paths))
        shards_made |= {shard.name: shard for shard in result.shards}
        written.add(result.written)
        pages += result.pages
        done_weight += weight
        yield BuildProgress(done_weight, total, pages)
    gone.extend(state.drop_older(number) if plan.whole else state.drop(plan.gone))
    with build.target.writer(LAST) as writer:
        gathering = Gathering(build.spec, build.builder, state, plan.whole, frozenset(visited), shards_made)
        files, others = gathered_files(gathering)
        writer.write(list(files.items()))
        last = GroupFiles(LAST, (*files, *others)).without(writer.written.foreign)
        gone.extend(state.keep([last], number))
        present.extend(map(hash, last.paths))
        _expect_apart(present, state)
        # Removed last and together: until every page is written, a path that is gone from one group may be made by another.
        gone.extend(state.take_loose())
        writer.remove(_left_by_all(gone, present))
        written.add(writer.written)
    # What stood there before and is not ours was left alone, and must not be taken for ours by the next build.
    state.disown(written.foreign)
    state.remember("shards", to_json(manifest_shards(gathering)).decode())
    state.remember("build", f"{number}")
    state.remember("finished", f"{time.time_ns()}")
    since = build.builder.cache.pictured_since
    state.remember("pictured", since.isoformat() if since else None)
    state.remember("countries", to_json(country_marks(build.builder)).decode())
    state.remember("generation", f"{build.generation}")
    state.remember("fingerprint", build.fingerprint)
    state.remember("large", f"{is_large(build.builder.calendar)}")
    if build.target.below:
        state.remember("move", "1")
    # Committed before the move: if the build is killed between the two, the next one finds that only the move is left to do.
    state.commit()
    finish_move(state)
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
        feeds=tuple(sorted(written.feeds)),
    )


_read_marks = decoder(dict[str, str])


def _last_countries(state: BuildState) -> dict[str, str] | None:
    stored = state.fact("countries")
    return _read_marks(stored.encode()) if stored else None


def _expect_apart(present: array[int], state: BuildState) -> None:
    """Raise `PublishError` for a path that two groups have. Paths are compared by their hashes: eight bytes each, not a hundred."""
    twice = next((key for key, following in pairwise(sorted(present)) if key == following), None)
    if twice is not None:
        raise PublishError(f"two pages have the same path: `{state.path_with(twice)}`")


def _left_by_all(gone: Sequence[str], present: array[int]) -> list[str]:
    """Return the paths that no group has any more."""
    keys = {hash(path) for path in gone}.intersection(present)
    return sorted({path for path in gone if hash(path) not in keys})
