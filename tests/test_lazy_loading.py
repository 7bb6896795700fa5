"""Packages whose names are loaded when they are first used."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import daybook

SOURCE = Path(daybook.__file__).parent

PACKAGES = sorted(
    path.parent.name for path in SOURCE.glob("*/__init__.py") if "lazy_names(" in path.read_text(encoding="utf-8")
)


def table_of(package: str) -> set[tuple[str, str]]:
    """Return the names that a package loads late, each with its module."""
    text = (SOURCE / package / "__init__.py").read_text(encoding="utf-8")
    table = text.partition("__getattr__ = ")[2].partition("__all__")[0]
    return set(re.findall(r'"(\w+)": "(\w+)"', table))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_is_found_whatever_was_loaded_before(package: str) -> None:
    """A name that is also a module's would be the module, once that is loaded."""
    names = {name for name, _ in table_of(package)}
    modules = {path.stem for path in (SOURCE / package).glob("*.py")}
    script = f"import daybook.{package} as package\nfor name in package.__all__: getattr(package, name)"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert names & modules == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_the_names_listed_are_those_that_type_checkers_see(package: str) -> None:
    text = (SOURCE / package / "__init__.py").read_text(encoding="utf-8")
    checked = text.partition("if TYPE_CHECKING:")[2].partition("__getattr__")[0]

    seen = {
        (name, module)
        for module, listed in re.findall(rf"from daybook\.{package}\.(\w+) import (\([^)]*\)|[^\n]*)", checked)
        for name in re.findall(r"\w+", listed)
    }

    assert seen == table_of(package)
