"""The notebook runs from top to bottom and shows what it says it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "docs").rglob("*.ipynb"))


@pytest.mark.filterwarnings("default")  # of Jupyter's own, about how it talks with itself
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_gives_what_stands_in_it(path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    shown = nbformat.read(path, as_version=4)
    run = nbformat.read(path, as_version=4)

    nbclient.NotebookClient(
        run, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
    ).execute()

    assert [texts(cell) for cell in run.cells] == [texts(cell) for cell in shown.cells]
    assert sum(bool(texts(cell)) for cell in shown.cells) >= 3


def texts(cell: Any) -> list[str]:
    """Return what a cell printed and gave, as text."""
    outputs = cell.get("outputs", ())
    return [output["text"] if "text" in output else output["data"]["text/plain"] for output in outputs]


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS
