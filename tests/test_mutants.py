"""The faults that `make mutants` makes."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.mutants import ROOT, Maker, drawn, stages_of

MODULE = '''"""Words."""
import re
SIGN = re.compile(r"(a+)b?")
NAMES = {"Erste": 1}

def first(values: list[int] = []) -> int | None:
    """More words."""
    if not values or values[0] < 0:
        raise ValueError("none")
    values.sort()
    total = 0
    for value in values:
        total += value
    return total
'''


def test_faults_are_made_of_what_a_module_does_and_not_of_its_words(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(MODULE, "utf-8")

    made = {fault.text().decode() for fault in Maker(file).make()}

    for old, new in [
        ("(a+)b?", "(a*)b?"),
        ("(a+)b?", "(a+)b"),
        ('"Erste"', "'ErsteX'"),
        ("values[0] < 0", "values[0] <= 0"),
        ('raise ValueError("none")', "pass"),
        ("values.sort()", "pass"),
        ("total += value", "pass"),
        ("return total", "return None"),
        ("not values or values[0] < 0", "((not values))"),
    ]:
        assert MODULE.replace(old, new) in made, new
    assert all('"""Words."""' in text and '"""More words."""' in text for text in made)
    assert MODULE not in made


@pytest.mark.parametrize(
    ("module", "first"),
    [
        ("serve/folder.py", "tests/serve"),
        ("parse/page.py", "tests/parse/test_page.py"),
        ("config.py", "tests/test_config.py"),
    ],
)
def test_the_tests_that_mirror_a_module_run_first(module: str, first: str) -> None:
    stages = stages_of(ROOT / "src/daybook" / module)

    assert stages[0] == (first,) or stages[0][0] == first


def test_the_same_faults_are_drawn_again() -> None:
    place = [ROOT / "src/daybook/serve"]

    assert drawn(place, 10, seed=3) == drawn(place, 10, seed=3) != drawn(place, 10, seed=4)
