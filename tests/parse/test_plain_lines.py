"""The short way gives what the long way gives."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from tests.examples import examples

from daybook.parse.dialect import shipped_dialect
from daybook.parse.lines.inline import read_line, read_marked_up

ENGLISH = shipped_dialect()
PIECES = st.sampled_from(
    [
        "A ferry", " sinks", ".", " ", "  ", "[[Kiel]]", "[[kiel|the town]]", "[[Iraq]]i", "[[A#B|c]]", "[[a_b]]", "'", "''", "é",
        " [https://e.org/a (Example)]", " [https://e.org/b (''Example'')]", "[https://e.org/c (AP via X)]", ",", " and", " –", " -", "."," :", "\u00a0",
        "[https://e.org/d word]", "(", ")", ":", "[", "]", "&amp;", "https://e.org/e", "[[A|b [c] d]]", "[[A| b]]", "\u200b",
    ]
)  # fmt: skip


@example("A ferry sinks. [https://e.org/a (Example)],, [https://e.org/b (Example)]")
@given(st.lists(PIECES, max_size=12).map("".join))
@examples(500)
def test_both_ways_read_a_line_alike(text: str) -> None:
    """The short way only saves time; it decides nothing on its own."""
    short, long = read_line(text, [], ENGLISH), read_marked_up(text, [], ENGLISH)

    assert (short.text, short.sources) == (long.text, long.sources)
    assert short.visible == long.visible
