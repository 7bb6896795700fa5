"""Fixtures that the tests of several parts share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.mediawiki import LocalWiki, missing_parts


@pytest.fixture(scope="session")
def local_wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalWiki]:
    """Start a real MediaWiki on loopback, shared by all tests: each should use titles of its own."""
    lacking = missing_parts()
    if lacking:
        pytest.skip(lacking)
    wiki = LocalWiki(tmp_path_factory.mktemp("mediawiki"))
    yield wiki
    wiki.stop()
