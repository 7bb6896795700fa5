"""What a file is sent as."""

from __future__ import annotations

from pathlib import Path

from daybook.serve.answer import LARGEST_PAGE, LargeFile, Page, stored_answer


def test_a_file_is_read_at_once_up_to_a_size_and_sent_in_pieces_beyond_it(tmp_path: Path) -> None:
    whole, large = tmp_path / "whole", tmp_path / "large"
    whole.write_bytes(b"x" * LARGEST_PAGE)
    large.write_bytes(b"x" * (LARGEST_PAGE + 1))

    assert stored_answer(whole, "/a") == Page(b"x" * LARGEST_PAGE, "/a")
    assert stored_answer(large, "/b") == LargeFile(large, LARGEST_PAGE + 1, "/b")
    assert stored_answer(tmp_path / "gone", "/c") is None
