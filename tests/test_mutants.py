"""The faults that `make mutants` makes."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from benchmarks.mutants import ROOT, Maker, drawn, equal_faults, exchange, mirror_of

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
    for value, _ in zip(values, values, strict=True):
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
    assert all("strict=True" in text for text in made)
    assert all('"""Words."""' in text and '"""More words."""' in text for text in made)
    assert MODULE not in made


@pytest.mark.parametrize(
    ("module", "part", "first"),
    [
        ("serve/folder.py", "serve", "tests/serve"),
        ("parse/pages/day_page.py", "parse", "tests/parse"),
        ("publish/delivery/plan/plan_site.py", "publish/delivery", "tests/publish/delivery"),
        ("extensions.py", "extensions", "tests/test_extensions.py"),
    ],
)
def test_a_part_is_what_tests_mirror(module: str, part: str, first: str) -> None:
    fault = Maker(ROOT / "src/daybook" / module).make()[0]

    assert (fault.part, mirror_of(fault.part)[0]) == (part, first)
    assert (ROOT / first).exists()


def test_a_fault_knows_the_lines_of_its_statement_without_those_within(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(MODULE, "utf-8")

    lines = {fault.what: list(fault.lines) for fault in Maker(file).make()}

    assert lines["return total -> return None"] == [14]
    assert lines["if not values or values[0] < 0 -> if not"] == [8]
    assert lines["1 -> 2"] == []


def test_faults_said_to_change_nothing_can_be_made() -> None:
    source = ROOT / "src/daybook"
    files = {source / fault.split(": ")[0] for fault in equal_faults()}
    made = {f"{fault.file.relative_to(source)}: {fault.what}" for file in files for fault in Maker(file).make()}

    assert equal_faults() - made == set()


def test_the_same_faults_are_drawn_again() -> None:
    place = [ROOT / "src/daybook/serve"]

    assert drawn(place, 10, seed=3) == drawn(place, 10, seed=3) != drawn(place, 10, seed=4)


def test_a_function_that_is_loaded_gets_the_code_of_its_fault_and_a_table_does_not(tmp_path: Path) -> None:
    """What was read while the module loaded, a default too, has to be loaded again."""
    file = tmp_path / "module.py"
    file.write_text(MODULE.replace("= []", "= [7]"), "utf-8")
    made = {fault.what: fault for fault in Maker(file).make()}
    for what, expected in (
        ("total += value -> pass", (0, True)),
        ("if not values or values[0] < 0 -> if not", (None, True)),
        ("7 -> 8", (12, False)),
        ("\"Erste\" -> 'ErsteX'", (12, False)),
    ):
        spec = spec_from_file_location("module", file)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)

        exchanged = exchange(made[what], [module.first])

        try:
            total = module.first([5, 7])
        except ValueError:
            total = None
        assert (total, exchanged) == expected, what
