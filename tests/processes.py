"""Which tests run in one process where several share the suite (`make test` starts one a core, of four at most).

A file's tests stay together, for what they share is made once a file. So do all files that share something dear, such as the
demo's site or a running MediaWiki: no second process makes it again.
"""

from __future__ import annotations

import pytest

SHARED = {
    "local_wiki": (
        "tests/parse/test_fidelity.py",
        "tests/pipeline/test_fetching.py",
        "tests/pipeline/test_following.py",
        "tests/pipeline/test_other_languages.py",
        "tests/source/test_real_wiki.py",
        "tests/source/test_recent_changes.py",
        "tests/source/test_site_info.py",
        "tests/test_pipeline.py",
    ),
    "demo": ("tests/browser/", "tests/cli/test_demo.py"),
    "golden_sites": ("tests/test_golden_site.py", "tests/test_links.py"),
    "labelled_histories": ("tests/archive/test_matching.py", "tests/archive/test_replay.py"),
    "session": ("tests/agents/", "tests/http_api/"),
}
"""What only one process makes, a fixture, with the files and folders of the tests that share it."""


def group_of(test: str) -> str:
    """Name what a test runs in one process with: its file, or what its file shares with others."""
    file = test.partition("::")[0]
    return next((name for name, places in SHARED.items() if file.startswith(places)), file)


def put_in_order(tests: list[pytest.Item]) -> None:
    """Let what takes long begin first, so that no process is left with it when all others have ended; hold the table to the tests.

    Raises a `UsageError` for a test that would make something dear in a second process.
    """
    for test in tests:
        astray = SHARED.keys() & set(getattr(test, "fixturenames", ())) - {group_of(test.nodeid)}
        if astray:
            raise pytest.UsageError(f"{test.nodeid} shares `{min(astray)}`: add its file in tests/processes.py")
    tests.sort(key=lambda test: group_of(test.nodeid) not in SHARED)
