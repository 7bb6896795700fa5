"""Waiting for what comes by itself, without a bound of its own: the suite's time limit ends what never comes."""

from __future__ import annotations

import time


def pause() -> None:
    """Leave the processor to what is waited for, between two looks at it."""
    time.sleep(0.01)
