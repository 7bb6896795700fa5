"""Two names for one story, as the publisher's guide says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.conftest import Run

GUIDE = Path(__file__).parents[2] / "docs/guide/publisher.md"
PAGE = """{{Current events|year=2024|month=05|day=01|content=
'''Disasters and accidents'''
*[[2024 Exampleton flood]]
**The river falls. [http://news.example.org/b (Example News)]
*Exampleton floods
**The river stands. [http://news.example.org/c (Example News)]
}}
"""


def test_a_file_of_the_guide_joins_the_two_names(daybook: Run, tmp_path: Path) -> None:
    found = re.search(r"`aliases/([^`]+)`, of one line:\n\n```wikitext\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    (tmp_path / "aliases").mkdir()
    (tmp_path / "aliases" / found[1]).write_text(found[2], "utf-8")
    (tmp_path / "2024-05-01.wikitext").write_text(PAGE, "utf-8")

    for command in (["import", "2024-05-01.wikitext"], ["import", "aliases"], ["build"]):
        done = daybook(*command, "--no-progress")
        assert done.returncode == 0, done.stderr

    joined = (tmp_path / "site/topic/2024-exampleton-flood.md").read_text("utf-8")
    assert "The river falls." in joined
    assert "The river stands." in joined
    assert "has moved to" in (tmp_path / "site/topic/exampleton-floods.md").read_text("utf-8")
