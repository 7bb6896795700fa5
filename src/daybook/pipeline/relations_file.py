"""What relating keeps from run to run: a file beside the archive, so that one new day costs one day's work.

Derived and safe to delete: it is made anew from the archive. A pickle, because it is arrays and small records of this very
version of the code, read back in milliseconds; unpickled with a list of what may be in it, for a file that was put there
by somebody else must not be able to run anything.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from daybook.relate import Relations

_ENDING = ".relations"
_ALLOWED = {
    "array": {"_array_reconstructor", "array"},
    "builtins": {"frozenset", "set"},
    "datetime": {"date"},
    "numpy": {"ndarray", "dtype"},
    "numpy._core.multiarray": {"_reconstruct", "scalar"},
    "numpy._core.numeric": {"_frombuffer"},
    "scipy.sparse._csr": {"csr_array"},
    "scipy.sparse._csc": {"csc_array"},
}
"""Names from other packages that relations are made of. Of our own, any record of the stage."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Relations, the generation of the archive that they are of, and a digest of each document by its event's id."""

    generation: int
    digests: dict[int, bytes]
    relations: Relations


def path_of(archive: Path) -> Path:
    """Return where the relations of an archive are kept."""
    return archive.with_name(archive.name + _ENDING)


def read_kept(archive: Path, made_by: str) -> Kept | None:
    """Return what was kept, or None where there is nothing, or nothing that this version can use.

    `made_by` tells settings and ranker apart.
    """
    try:
        content = path_of(archive).read_bytes()
    except OSError:
        return None
    mark = _mark(made_by)
    if not content.startswith(mark):
        return None
    try:
        kept = _Unpickler(io.BytesIO(content[len(mark) :])).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ValueError, TypeError, ImportError, IndexError, KeyError):
        return None
    return kept if isinstance(kept, Kept) else None


def write_kept(archive: Path, made_by: str, kept: Kept) -> None:
    """Keep relations; the file is replaced whole."""
    path = path_of(archive)
    partial = path.with_name(path.name + ".new")
    with partial.open("wb") as file:
        file.write(_mark(made_by))
        pickle.dump(kept, file, protocol=5)
    os.replace(partial, path)  # noqa: PTH105 - the one call that is atomic, whatever Path.replace becomes


def _mark(made_by: str) -> bytes:
    """Return what the file begins with: another version of Daybook, other settings or another ranker make it void."""
    text = f"daybook {version('daybook')} {made_by}"
    return b"daybook relations " + hashlib.sha256(text.encode()).digest()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if name in _ALLOWED.get(module, ()):
            return super().find_class(module, name)
        if module == __name__ or module.startswith("daybook.relate."):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:  # not what the module merely imports
                return found
        raise pickle.UnpicklingError(f"not allowed: {module}.{name}")
