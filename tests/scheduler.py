"""Hands tests to processes for pytest-xdist, and is loaded only where it does: a file or what `SHARED` names at once."""

from __future__ import annotations

import pytest
from tests.processes import group_of
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling


class Sharing(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hands out tests by `group_of`, in the order in which they were put."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        config.option.loadscopereorder = False  # that puts files of many tests first, and those are the quick ones
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
