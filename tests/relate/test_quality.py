"""Related lists stay as good as they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from benchmarks.evaluate_related import main

from daybook.relate.training.quality import ndcg

CORPUS = Path(os.environ.get("DAYBOOK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))


def test_ndcg_is_one_for_a_perfect_list_and_counts_early_places_more() -> None:
    """All there are, first: 1. None: 0. One of one in second place: 1 / log2(3)."""
    assert ndcg([1, 2, 3, 4], {1, 2}) == 1
    assert ndcg([3, 4], {1, 2}) == 0
    assert ndcg([3, 1], {1}) == pytest.approx(0.6309, abs=1e-4)


@pytest.mark.corpus
def test_no_figure_is_below_its_floor(capsys: pytest.CaptureFixture[str]) -> None:
    """NDCG of one spring and the unrelated rate of all judged pairs; `make eval` has the others, with their floors."""
    if not (CORPUS / "linked").is_dir():
        pytest.skip("the linked corpus beside the project is absent")

    code = main([str(CORPUS / "linked"), "--check"])

    assert capsys.readouterr().err == ""
    assert code == 0
