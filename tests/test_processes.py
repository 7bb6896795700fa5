"""Which tests run in one process where several share the suite."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.processes import SHARED, group_of, put_in_order

ROOT = Path(__file__).parents[1]


def test_every_place_of_the_table_is_there() -> None:
    assert [place for places in SHARED.values() for place in places if not (ROOT / place).exists()] == []


def test_a_files_tests_stay_together_and_so_do_files_that_share_something_dear() -> None:
    assert group_of("tests/model/test_slug.py::test_one[a::b]") == "tests/model/test_slug.py"
    assert (
        group_of("tests/test_links.py::test_one") == group_of("tests/test_golden_site.py::test_two") == "golden_sites"
    )


def test_whoever_would_make_something_dear_once_more_is_named(request: pytest.FixtureRequest) -> None:
    def test_astray(golden_sites: object) -> None:
        """Read the golden sites, far from all others that do."""

    astray = pytest.Function.from_parent(request.node.parent, name="test_astray", callobj=test_astray)

    with pytest.raises(pytest.UsageError, match="test_astray shares `golden_sites`: add its file"):
        put_in_order([request.node, astray])
