"""Files that gather something from all groups: the sitemap, the redirects, the manifest of the search index."""

from __future__ import annotations

from dataclasses import dataclass

from daybook.model.encoding import decoder, to_json
from daybook.publish.addresses import SiteFile
from daybook.publish.delivery.build_spec import BuildSpec
from daybook.publish.delivery.families.redirects import redirect_files
from daybook.publish.delivery.families.sitemap import list_parts, part_names
from daybook.publish.delivery.folder.build_state import BuildState
from daybook.publish.pages.builder import Builder
from daybook.publish.render.to_sitemap import sitemap_index, sitemap_parts
from daybook.publish.search import Shard, manifest, shards
from daybook.publish.search.build import ManifestShard


@dataclass(frozen=True, slots=True)
class Gathering:
    """What the files are gathered from: what the state holds of every group, and what this build did.

    `visited` are the groups that it made or removed, `shards` what it made of the search index, by name.
    """

    spec: BuildSpec
    builder: Builder
    state: BuildState
    whole: bool
    visited: frozenset[str]
    shards: dict[str, ManifestShard]


def gathered_files(gathering: Gathering) -> tuple[dict[str, bytes], list[str]]:
    """Make the files that gather something from all groups: sitemap, redirects, the search manifest.

    Returned beside them are the paths of parts of the sitemap that stay: those none of whose groups was visited.
    """
    state, site = gathering.state, gathering.builder.site
    root = site.root
    kept = {} if gathering.whole else _sitemaps((state.fact("sitemap parts") or "{}").encode())
    files: dict[str, bytes] = {}
    parts: dict[str, list[str]] = {}
    for name, prefix in part_names(gathering.builder.calendar.years):
        if name in kept and not any(group.startswith(prefix) for group in gathering.visited):
            parts[name] = kept[name]
            continue
        made = sitemap_parts(site, name, sorted(state.sitemap(prefix)))
        files |= made
        parts[name] = list(made)
    others = [path for paths in parts.values() for path in paths if path not in files]
    files[SiteFile.SITEMAP_INDEX.value] = sitemap_index(root, list_parts(gathering.builder.calendar, parts))
    files |= redirect_files(state.moved(), site.retold_formats)
    if gathering.spec.search:
        name, content = manifest(manifest_shards(gathering))
        files[name] = content
    state.remember("sitemap parts", to_json(parts).decode())
    return files, others


_sitemaps = decoder(dict[str, list[str]])


def manifest_shards(gathering: Gathering) -> list[ManifestShard]:
    """Return the manifest's entry of every shard: of those just made, and of the others as it was before."""
    before = {shard.name: shard for shard in _kept_shards(gathering.state)}
    present = [shard.name for shard in shards(list(gathering.builder.calendar.years))]
    return [shard for name in present if (shard := gathering.shards.get(name) or before.get(name))]


def _kept_shards(state: BuildState) -> list[ManifestShard]:
    kept = state.fact("shards")
    return list(decoder(tuple[ManifestShard, ...])(kept.encode())) if kept else []


def last_shards(state: BuildState) -> list[Shard]:
    """Return the shards that the last build left."""
    return [Shard(shard.name, shard.first, shard.last) for shard in _kept_shards(state)]
