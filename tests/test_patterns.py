"""Regular expressions: none has a shape that a promised Python misreads.

CPython before 3.11.5 mishandles possessive quantifiers and atomic groups around anything longer than one character
(gh-106052, gh-100061); Debian 12 ships 3.11.2. A possessive quantifier on one character or class is read right.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import daybook

SOURCE = Path(daybook.__file__).parent
PARSER: Any = importlib.import_module("re._parser")
CONSTANTS: Any = importlib.import_module("re._constants")
ONE_CHARACTER = {CONSTANTS.LITERAL, CONSTANTS.NOT_LITERAL, CONSTANTS.IN, CONSTANTS.ANY}
WRITTEN = re.compile(r"\(\?>|(?<![\\(])\)(?:[*+?]|\{\{?[0-9]*,?[0-9]*\}\}?)\+")
"""The shape as it is written, for parts of patterns. An empty group is none: so begin lists of signs ("()*+,")."""


def is_refused(parsed: Any) -> bool:
    """Say whether a parsed pattern holds an atomic group, or a possessive quantifier on more than one character."""
    for operator, argument in parsed:
        if operator is CONSTANTS.ATOMIC_GROUP:
            return True
        if operator is CONSTANTS.POSSESSIVE_REPEAT and [item[0] in ONE_CHARACTER for item in argument[2]] != [True]:
            return True
        if any(is_refused(part) for part in inner_patterns(argument)):
            return True
    return False


def inner_patterns(argument: Any) -> Iterator[Any]:
    """Yield the patterns inside an operator's argument."""
    if isinstance(argument, PARSER.SubPattern):
        yield argument
    elif isinstance(argument, (tuple, list)):
        for item in argument:
            yield from inner_patterns(item)


def modules() -> Iterator[ModuleType]:
    """Import every module but those that run a command."""
    for found in pkgutil.walk_packages(daybook.__path__, "daybook."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def compiled_in(value: Any) -> Iterator[re.Pattern[Any]]:
    """Yield the patterns that a module's value is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list, set, frozenset)):
        for item in value:
            yield from compiled_in(item)
    elif isinstance(value, dict):
        yield from compiled_in(list(value.values()))


def written(node: ast.AST, known: Mapping[str, object]) -> str:
    """Return the text of a string, with what a module knows put in; a group stands for what only a run can tell."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(written(part, known) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        value = known.get(node.value.id) if isinstance(node.value, ast.Name) else None
        return value if isinstance(value, str) else "(?:ab)"
    return ""


def test_no_compiled_pattern_has_a_shape_that_old_pythons_misread() -> None:
    """Every pattern that a module holds, with all its parts put together."""
    seen = 0
    refused = set()
    for module in modules():
        for name, value in vars(module).items():
            for pattern in compiled_in(value):
                seen += 1
                if is_refused(PARSER.parse(pattern.pattern, pattern.flags & ~re.UNICODE)):
                    refused.add(f"{module.__name__}.{name}")

    assert refused == set()
    assert seen > 100


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_written_pattern_has_a_shape_that_old_pythons_misread(path: Path) -> None:
    """Patterns that are compiled inside a function, too, and the parts of those that are put together."""
    name = ".".join(("daybook", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
    known = {} if path.stem == "__main__" else vars(importlib.import_module(name))
    texts = [written(node, known) for node in ast.walk(ast.parse(path.read_text("utf-8")))]

    assert [text for text in texts if WRITTEN.search(text) is not None] == []


@pytest.mark.parametrize("pattern", ["(?:ab)*+c", "(?>a|b)", "(a)++", "x(?:(?:ab|c){1,2}+)", "(?=(?:a+b)?+)"])
def test_the_shape_is_seen_wherever_it_stands(pattern: str) -> None:
    """Both checks see it."""
    assert is_refused(PARSER.parse(pattern))
    assert WRITTEN.search(pattern) is not None


def test_the_shape_is_seen_where_two_parts_make_it() -> None:
    """A part that ends in a quantifier, with a plus after it."""
    tree = ast.parse('re.compile(rf"a{PART}+b{unknown()}*+")')
    (joined,) = (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))

    assert written(joined, {"PART": "(?:[ab]c)*"}) == "a(?:[ab]c)*+b(?:ab)*+"


@pytest.mark.parametrize("pattern", ["[ab]*+c", "(?:a++b)*", r"\s*+\(?+", "[()*+,;]", "(?:a)+"])
def test_one_character_may_be_possessive(pattern: str) -> None:
    """Lists of signs are no quantifiers."""
    assert not is_refused(PARSER.parse(pattern))
    assert WRITTEN.search(pattern) is None
