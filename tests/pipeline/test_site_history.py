"""A site is its own history: each build is a commit that says why, and what was pushed is what was built."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.archive.histories import Pair, event, revision, store
from tests.publish.sites import files_of

from daybook.config import Settings, load_settings
from daybook.errors import PublishError
from daybook.pipeline.building import build_site
from daybook.pipeline.site_history import commit_site
from daybook.progress import finish

NOW = datetime(2024, 6, 1, tzinfo=UTC)
FERRY, CHOIR = event("A ferry runs aground near Kilmore."), event("A choir sings.")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "home").mkdir()
    return load_settings(
        None,
        [
            f"files.archive={tmp_path}/archive.sqlite",
            f"files.site={tmp_path}/site",
            "site.address=https://news.example/",
        ],
    )


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True).stdout


def _publish(settings: Settings, *writes: Pair) -> str | None:
    store(settings.files.archive, *writes)
    finish(build_site(settings, NOW))
    return commit_site(settings)


def test_each_build_is_a_commit_that_says_which_revisions_and_events(settings: Settings) -> None:
    first = _publish(settings, revision(1, 9, FERRY, CHOIR))
    second = _publish(settings, revision(2, 10, event("A ferry runs aground near Kilmore; all are safe."), CHOIR))
    third = _publish(settings, revision(3, 11, CHOIR, event("A bridge opens.")))
    log = _git(settings.files.site, "log", "--format=%s%n%b", "-2")

    assert first == "Site of 2 events on 1 day"
    assert second == "Events: 1 changed"
    assert third == "Events: 1 added, 1 withdrawn"
    assert (
        "Portal:Current events/2024 May 4, revision 2, 2024-05-04 10:00 UTC\n  changed (wording): /news/2024/05/4/"
        in log
    )
    assert "Portal:Current events/2024 May 4, revision 3, 2024-05-04 11:00 UTC\n" in log
    assert "  added: /news/2024/05/4/a-bridge-opens\n" in log
    assert "  withdrawn: /news/2024/05/4/a-ferry-runs-aground-near-kilmore\n" in log


def test_a_build_that_changes_nothing_makes_no_commit(settings: Settings) -> None:
    _publish(settings, revision(1, 9, FERRY))
    finish(build_site(settings, NOW, whole=True))

    assert commit_site(settings) is None
    assert _git(settings.files.site, "rev-list", "--count", "HEAD") == "1\n"


def test_other_settings_are_told_from_news(settings: Settings) -> None:
    _publish(settings, revision(1, 9, FERRY))
    other = load_settings(
        None,
        [f"files.archive={settings.files.archive}", f"files.site={settings.files.site}", "site.title=Other"],
    )
    finish(build_site(other, NOW))

    assert commit_site(other) == "The same events, with other settings, theme, related events or version of Daybook"


def test_what_is_pushed_to_a_bare_repository_is_the_site(settings: Settings, tmp_path: Path) -> None:
    """Read back by whoever clones it: every file with its bytes, and nothing of what Daybook keeps for itself."""
    _publish(settings, revision(1, 9, FERRY, CHOIR))
    _git(tmp_path, "init", "--quiet", "--bare", "bare.git")
    _git(settings.files.site, "push", "--quiet", str(tmp_path / "bare.git"), "main")
    _publish(settings, revision(2, 10, FERRY, event("A choir sings twice.")))
    _git(settings.files.site, "push", "--quiet", str(tmp_path / "bare.git"), "main")
    _git(tmp_path, "clone", "--quiet", "--branch=main", "bare.git", "clone")
    site = {path: content for path, content in files_of(settings.files.site).items() if not path.startswith("/.git/")}
    clone = {path: content for path, content in files_of(tmp_path / "clone").items() if not path.startswith("/.git/")}

    assert clone == site
    assert not (tmp_path / "clone" / ".daybook").exists()
    assert _git(tmp_path / "clone", "rev-list", "--count", "HEAD") == "2\n"


def test_a_repository_around_the_publishers_folder_is_left_alone(settings: Settings, tmp_path: Path) -> None:
    _git(tmp_path, "init", "--quiet")
    _publish(settings, revision(1, 9, FERRY))

    assert (settings.files.site / ".git").is_dir()
    assert subprocess.run(
        ["git", "-C", str(tmp_path), "rev-parse", "HEAD"], capture_output=True, check=False
    ).returncode


def test_an_archive_put_back_to_an_earlier_copy_begins_a_new_account(settings: Settings) -> None:
    for number in (1, 2, 3):
        _publish(
            settings,
            revision(number, 8 + number, FERRY, *(CHOIR,) * (number > 1), *([event("A bridge opens.")] * (number > 2))),
        )
    for path in settings.files.archive.parent.glob("archive.sqlite*"):
        path.unlink()

    assert _publish(settings, revision(1, 9, FERRY)) == "Site of 1 event on 1 day"


def test_git_that_refuses_is_told_in_one_line(settings: Settings) -> None:
    _publish(settings, revision(1, 9, FERRY))
    hook = settings.files.site / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)

    with pytest.raises(PublishError, match="`git commit` failed: not today"):
        _publish(settings, revision(2, 10, FERRY, CHOIR))
