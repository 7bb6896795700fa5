"""What tests of a site's delivery share."""

from __future__ import annotations

import pytest
from tests.publish.memory_library import MemoryLibrary
from tests.publish.sites import rich_library


@pytest.fixture(scope="module")
def library() -> MemoryLibrary:
    """Return a library with something of everything."""
    return rich_library()
