"""Fixtures that the tests of several parts share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from tests.mediawiki import LocalWiki, missing_parts

# No test is timed: a busy machine must not fail one.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def local_wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWiki]:
    """Start a real MediaWiki on loopback, shared by all tests: each should use titles of its own."""
    lacking = missing_parts()
    if lacking:
        pytest.skip(lacking)
    wiki = LocalWiki(tmp_path_factory.mktemp("mediawiki"))
    yield wiki
    wiki.stop()
