"""What HTML pages show beyond their records."""

from __future__ import annotations

import pytest

from daybook.publish.pages.records import TopicLink
from daybook.publish.render.html_views import new_topics


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ((), "war siege relief"),
        (("war",), "siege relief"),
        (("war", "siege", "raid"), "relief"),
        (("war", "siege", "relief"), "relief"),
        (("peace", "siege"), "war siege relief"),
    ],
    ids=" ".join,
)
def test_outer_stories_that_were_just_read_are_not_repeated(above: tuple[str, ...], expected: str) -> None:
    """The innermost always stands there."""

    def way(names: tuple[str, ...]) -> list[TopicLink]:
        return [TopicLink(name, f"/topic/{name}", level) for level, name in enumerate(names)]

    assert [topic.name for topic in new_topics(way(("war", "siege", "relief")), way(above))] == expected.split()


def test_a_line_of_several_stories_is_left_out_only_as_a_whole() -> None:
    war, flood, siege = (
        TopicLink("War", "/topic/war", 0),
        TopicLink("Flood", "/topic/flood", 0),
        TopicLink("S", "/s", 1),
    )

    assert list(new_topics([war, flood, siege], [war, siege])) == [war, flood, siege]
    assert list(new_topics([war, flood, siege], [war, flood])) == [siege]
