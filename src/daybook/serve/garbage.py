"""How often a server's process looks for objects that only hold each other: seldom, for it stands still meanwhile."""

from __future__ import annotations

import gc

YOUNG, MIDDLE, ALL = 5_000, 20, 1_000
"""After how many new objects the youngest are looked through, and how many times of that before the middle-aged, and of that all.

By default all are looked through whenever there are a quarter more of them. With the events of a large archive in memory that
takes a tenth of a second, in which no request is answered. Nothing of ours that lives long is in a cycle; what is in one (a
request that failed, with its traceback) is young.
"""


def spare_what_stays() -> None:
    """Call when a process has read all that it needs to begin: that is never looked through again, and what comes later seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, ALL)
