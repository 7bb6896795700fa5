"""The index that lets a browser search the whole archive with no server: files of terms, looked up as they are needed.

An index is split twice. By time into *shards* (`shards`), so that a changed day touches only its own; and each shard by
the first letters of its terms into *leaves* (`leaves`), so that a query loads a few kilobytes. `theme/static/search.js`
reads what is written here; `words` is the one rule, kept in both languages, of what a word is.
"""

from daybook.publish.search.build import live_manifest, manifest, shard_files
from daybook.publish.search.entries import SearchEntry
from daybook.publish.search.shards import Shard, shards

__all__ = ["SearchEntry", "Shard", "live_manifest", "manifest", "shard_files", "shards"]
