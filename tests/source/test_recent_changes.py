"""Recent changes looked at again and again, on a script and on a real wiki."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from tests.mediawiki import LocalWiki

from daybook.errors import FetchError
from daybook.source.event_stream import PageChange
from daybook.source.mediawiki import WikiClient
from daybook.source.recent_changes import look_for_changes
from daybook.source.settings import WikiSettings

DAY = "Portal:Current events/2026 November 28"


def is_wanted(title: str) -> bool:
    return title.startswith("Portal:Current events/")


def looks(count: int) -> Callable[[], bool]:
    """Let so many looks be taken."""
    left = iter(range(1, count + 1))
    return lambda: next(left) < count


class ScriptedWiki:
    """Answers the n-th question with the n-th list of changes."""

    def __init__(self, *answers: list[dict[str, Any]]) -> None:
        self.answers = list(answers)
        self.asked: list[Mapping[str, str]] = []

    def query(self, parameters: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
        self.asked.append(parameters)
        yield {"recentchanges": self.answers[len(self.asked) - 1]}


def row(number: int, second: int, title: str = DAY) -> dict[str, Any]:
    return {
        "rcid": number,
        "title": title,
        "type": "edit",
        "revid": number,
        "timestamp": f"2026-11-28T12:00:{second:02}Z",
    }


def test_a_change_listed_late_is_heard_and_none_is_heard_twice() -> None:
    """The second change is listed after the third, which is newer: a look that began after the third would miss it."""
    wiki = ScriptedWiki([row(1, 1)], [row(1, 1), row(3, 30)], [row(1, 1), row(2, 20), row(3, 30)])

    items = list(look_for_changes(wiki, [100], last_id=None, wait=looks(2), is_wanted=is_wanted))

    assert [item.change.revision for item in items if item.change] == [1, 3, 2]
    assert items[-1].last_id == "2026-11-28T12:00:30Z"
    assert wiki.asked[2]["rcstart"] == "2026-11-28T11:59:30Z"


def test_looking_goes_on_from_the_mark() -> None:
    wiki = ScriptedWiki([row(9, 9), row(10, 10, "Portal:Other/2026 November 28")])

    items = list(look_for_changes(wiki, [100], last_id="2026-11-28T12:00:05Z", wait=looks(1), is_wanted=is_wanted))

    assert wiki.asked[0]["rcstart"] == "2026-11-28T11:59:05Z"
    assert [item.change for item in items if item.change] == [PageChange(DAY, "edit", 9)]


@pytest.mark.parametrize("answer", [[{"rcid": "x"}], [{"timestamp": 7}]])
def test_an_answer_of_another_shape_is_an_error(answer: list[dict[str, Any]]) -> None:
    wiki = ScriptedWiki(answer)

    with pytest.raises(FetchError, match="not understood"):
        list(look_for_changes(wiki, [100], last_id=None, wait=looks(1), is_wanted=is_wanted))


@pytest.mark.mediawiki
def test_edits_and_deletions_of_a_real_wiki_are_heard(local_wiki: LocalWiki) -> None:
    title = "Portal:Current events/2026 October 1"
    with WikiClient(WikiSettings(api=local_wiki.api, pause=0.0)) as client:
        steps = iter(["edit", "delete"])

        def act() -> bool:
            step = next(steps, None)
            if step == "edit":
                local_wiki.save(title, "* A bridge opens.")
            elif step == "delete":
                local_wiki.delete(title)
            return step is not None

        heard = [
            item.change
            for item in look_for_changes(client, [100], last_id=None, wait=act, is_wanted=lambda name: name == title)
        ]

    assert [(change.title, change.kind) for change in heard if change] == [(title, "new"), (title, "log")]
