"""Whether a damaged archive can end in a traceback, or in a site that says something else.

    python -m benchmarks.damage [ARCHIVES] [--seed N]
    python -m benchmarks.damage --cost ARCHIVE

Makes an archive of some days, and damages copies of it, ARCHIVES in all (default 1,000): flipped bits, sectors of zeros, pages
swapped, doubled, cut off, or put back as they were when half of the revisions had been read. Each is built into a new site.
It must end with an error of Daybook's own, or in the very site of the sound archive, where the damage hit what no page shows;
the rest are told by `check --archive` and counted. Prints a row for each kind, and exits with 1 if anything was wrong.

`--cost` prints how long it takes to verify an archive when it is opened, and what checking texts adds to reading all of them.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.kill import make_pages

from daybook.archive import add_revisions, check_archive, open_for_reading, open_for_writing
from daybook.archive.encoding.checksum import sound, verify
from daybook.config import Settings, load_settings
from daybook.errors import DaybookError
from daybook.pipeline.building import build_site
from daybook.progress import finish

NOW = datetime(2024, 7, 1, tzinfo=UTC)
PAGE, SECTOR = 4096, 512
DAYS = 3

Damage = Callable[[bytearray, bytes, random.Random], None]


def flip_bit(content: bytearray, _: bytes, dice: random.Random) -> None:
    """Turn one bit of the file over."""
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)


def zero_sector(content: bytearray, _: bytes, dice: random.Random) -> None:
    """Fill one sector with zeros."""
    start = dice.randrange(len(content) // SECTOR) * SECTOR
    content[start : start + SECTOR] = bytes(SECTOR)


def swap_pages(content: bytearray, _: bytes, dice: random.Random) -> None:
    """Let two pages change places."""
    one, other = (slice(page * PAGE, (page + 1) * PAGE) for page in dice.sample(range(len(content) // PAGE), 2))
    content[one], content[other] = content[other], content[one]


def double_page(content: bytearray, _: bytes, dice: random.Random) -> None:
    """Write one page over another."""
    one, other = (slice(page * PAGE, (page + 1) * PAGE) for page in dice.sample(range(len(content) // PAGE), 2))
    content[one] = content[other]


def cut_off(content: bytearray, _: bytes, dice: random.Random) -> None:
    """Cut the file off, at a page or anywhere."""
    del content[dice.choice((dice.randrange(len(content)), dice.randrange(len(content) // PAGE) * PAGE)) :]


def bring_back(content: bytearray, earlier: bytes, dice: random.Random) -> None:
    """Put one to three pages back as they were at an earlier time, among those that changed since."""
    changed = [
        start
        for start in range(0, len(earlier), PAGE)
        if earlier[start : start + PAGE] != content[start : start + PAGE]
    ]
    for start in dice.sample(changed, dice.randint(1, 3)):
        content[start : start + PAGE] = earlier[start : start + PAGE]


KINDS: Sequence[Damage] = (flip_bit, zero_sector, swap_pages, double_page, cut_off, bring_back)


def settings_for(folder: Path) -> Settings:
    """Return the settings of a folder: one process, which is quicker for a site as small as this."""
    return load_settings(None, [f"files.archive={folder}/archive.sqlite", f"files.site={folder}/site"])


def build(folder: Path) -> str:
    """Build the site of a folder; return a digest of all of its files."""
    finish(build_site(settings_for(folder), NOW))
    found = hashlib.sha256()
    for file in sorted((folder / "site").rglob("*")):
        if file.is_file() and ".daybook" not in file.parts:
            found.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes() + b"\0")
    return found.hexdigest()


def make_archive(folder: Path) -> tuple[bytes, bytes]:
    """Return an archive as it was after half of its revisions, and as it is; what relating keeps beside it stays there."""
    path = folder / "archive.sqlite"
    pages = make_pages(DAYS)
    states = []
    for part in (slice(None, 3), slice(3, None)):
        with open_for_writing(path, now=NOW) as archive:
            for revisions in pages:
                add_revisions(archive, revisions[part], NOW)
        build(folder)
        states.append(path.read_bytes())
        shutil.rmtree(folder / "site")
    return states[0], states[1]


def try_out(content: bytes, expected: str, folder: Path, relations: Path) -> str:
    """Build from an archive of this content; return how it ended."""
    folder.mkdir()
    path = folder / "archive.sqlite"
    path.write_bytes(content)
    shutil.copy(relations, folder)
    try:
        found = build(folder)
    except DaybookError:
        return "reported"
    except BaseException:  # noqa: BLE001 - whatever it is, it is what we look for
        traceback.print_exc()
        return "traceback"
    finally:
        path.write_bytes(content)
    if found != expected:
        return "wrong site"
    try:
        return "same site, reported by check" if check_archive(path, deep=False) else "same site, nothing to report"
    except DaybookError:
        return "same site, reported by check"
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
        return "traceback"


def measure(path: Path) -> None:
    """Print what it costs to verify an archive, and to hold every text against its checksum once."""
    with open_for_reading(path, verified=True) as connection:
        started = time.process_time()
        verify(connection)
        print(f"verified when it is opened: {time.process_time() - started:.2f} s of processor")
        for table in ("event", "related", "day"):
            started = time.process_time()
            (rows,) = connection.execute(f"SELECT count(*) FROM {table} WHERE {sound(table)}").fetchone()
            print(
                f"checked when it is read: {rows:,} rows of {table}, {time.process_time() - started:.2f} s of processor"
            )


def main() -> int:
    """Damage as many archives as asked; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the archives that went wrong")
    parser.add_argument("--cost", type=Path, metavar="ARCHIVE", help="print what checking costs, and damage nothing")
    arguments = parser.parse_args()
    if arguments.cost:
        measure(arguments.cost)
        return 0
    dice = random.Random(arguments.seed)
    counts: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory(prefix="daybook-damage-") as name:
        folder = Path(name)
        earlier, sound = make_archive(folder)
        expected = build(folder)
        relations = folder / "archive.sqlite.relations"
        for number in range(arguments.archives):
            kind = KINDS[number % len(KINDS)]
            content = bytearray(sound)
            kind(content, earlier, dice)
            ended = try_out(bytes(content), expected, folder / "damaged", relations)
            shutil.rmtree(folder / "damaged")
            counts[kind.__name__, ended] += 1
            if ended in ("traceback", "wrong site"):
                print(f"{ended}: number {number}, {kind.__name__}", file=sys.stderr, flush=True)
                if arguments.keep:
                    (arguments.keep / f"damaged-{number}.sqlite").write_bytes(content)
    endings = sorted({ended for _, ended in counts})
    for kind in KINDS:
        told = ", ".join(f"{counts[kind.__name__, ended]} {ended}" for ended in endings if counts[kind.__name__, ended])
        print(f"{kind.__name__.replace('_', ' ')}: {told}")
    wrong = sum(count for (_, ended), count in counts.items() if ended in ("traceback", "wrong site"))
    print(f"{arguments.archives} damaged archives, {wrong} with a traceback or a wrong site")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
