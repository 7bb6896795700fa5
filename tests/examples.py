"""How many made-up examples a property is tried with.

Unless `DAYBOOK_EXAMPLES` says how many, they are the same in each run: a change is not refused for an example that it has
nothing to do with, and looking for new ones is a task of its own.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

FRESH = int(os.environ.get("DAYBOOK_EXAMPLES") or 0)
USUAL = 100


def load_profile() -> None:
    """Try properties so that say nothing of it themselves. No test is timed: a busy machine must not fail one."""
    settings.register_profile("daybook", examples(USUAL), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("daybook")


def examples(count: int, fresh: int = FRESH) -> settings:
    """Return how a property is tried that needs fewer or more than `USUAL`; of fresh ones there are as many as was asked for."""
    return settings(max_examples=fresh or count, derandomize=not fresh)
