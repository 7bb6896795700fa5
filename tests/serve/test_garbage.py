"""A server's process seldom stands still to look for what can be forgotten."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc
from daybook.serve.garbage import ALL, spare_what_stays
kept = [[number] for number in range(100_000)]
gc.disable()
early = ["early"]
early.append(early)
del early
gc.enable()
spare_what_stays()
looks = []
gc.callbacks.append(lambda phase, told: looks.append(told["generation"]) if phase == "start" else None)
more = [[number] for number in range(300_000)]
made = [gc.get_freeze_count() > 100_000, looks.count(2), 0 < looks.count(1) < ALL]
loop = []
loop.append(loop)
del loop
more = [[number] for number in range(300_000)]
gc.unfreeze()
print(*made, sum(isinstance(each, list) and each[:1] == ["early"] for each in gc.get_objects()), sum(isinstance(each, list) and each[:1] == [each] for each in gc.get_objects()))
"""


def test_what_was_read_at_the_beginning_is_never_looked_through_again_and_young_cycles_are_forgotten() -> None:
    told = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True).stdout

    assert told.split() == ["True", "0", "True", "0", "0"]
