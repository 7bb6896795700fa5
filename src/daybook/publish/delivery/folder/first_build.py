"""A first build grows beside the site, inside Daybook's own folder, and is moved into place when it is whole."""

from __future__ import annotations

import shutil

from daybook.errors import PublishError
from daybook.publish.delivery.folder.build_state import BuildState
from daybook.publish.delivery.folder.site_writer import OWN_FOLDER
from daybook.publish.delivery.folder.target import Target

NEW = f"{OWN_FOLDER}/new"
"""Where a first build grows."""


def choose_target(state: BuildState, attempt: str, *, follows: bool) -> Target:
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
        return Target(folder, follows=follows, finished=int(state.fact("finished") or 0))
    fresh = not new.exists()
    new.mkdir(exist_ok=True)
    return Target(folder, below=NEW, fresh=fresh)


def finish_move(state: BuildState) -> None:
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
