"""Whether the tests would notice: small deliberate faults, one at a time, and how many of them a test catches.

    python -m benchmarks.mutants src/daybook/parse src/daybook/serve/folder.py [--sample 60] [--seed 1] [--least 85]

Of the faults that can be made in the modules named, `--sample` a part are drawn (0: all; a part is a folder that tests mirror)
and each is tried with the tests of its part and those in `ALSO`, which have been recorded before: those that run its lines, the
quickest at the front. One process collects them, and forks for each fault with the function that holds it exchanged. What is
read while modules load, such as a table, a pattern or a default, is put into a copy of the source instead, which a process of its
own loads and tries with all tests of the module. Lines that no test was seen to run are left to the tests that start processes. A fault is
caught when a test fails, crashes or takes several times its processor seconds. Prints survivors as they are found, to be read,
then what was caught by module and by part; exits with 1 where a part is below `--least` per cent. Survivors that change nothing
that anybody could see are in `mutants_equal.txt` with the reason: they count neither way, and the count is printed.
`--seconds 10` tries each fault with no more tests than take so long, the quickest: what slow ones alone would notice survives, and the
figure is a lower bound. `--line FILE:LINE` makes all faults of one line again, `--list` only prints them.

Our own, for two well-known tools were tried first. mutmut 3 puts its faults into function bodies alone, and most of a parser is
patterns and tables outside of them; it also calls untested what only a process of its own runs, such as a server. cosmic-ray
changes the files in place, which nobody may touch meanwhile, and starts a whole test run for each fault.
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import types
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import accumulate, islice
from pathlib import Path

import babel.dates  # noqa: F401
import jinja2  # noqa: F401
import lxml.html  # noqa: F401 - these are slow to load and not ours: loaded before the tests are forked
import numpy as np  # noqa: F401
import pytest
from coverage import Coverage

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"

ALSO = {
    "archive": (
        "tests/http_api",
        "tests/pipeline/test_enriching.py",
        "tests/cli/test_status.py",
        "tests/test_lazy_loading.py",
    ),
    "publish/delivery": ("tests/publish/test_golden.py", "tests/test_sample.py", "tests/test_links.py"),
}
"""By part: tests outside of it that are meant to hold it."""

SLOW = ("tests/archive/test_kill.py", "tests/publish/delivery/test_killed_builds.py")
"""Tests that kill processes at random moments: they would take most of the time and catch what others do."""

BROAD = (
    "tests/parse/test_readings.py",
    "tests/archive/test_answers.py",
    "tests/serve/test_exchanges.py",
    "tests/http_api/test_answers.py",
)
"""Tests that hold much of a part at once: worth to be run early, though they are not the quickest."""

OPTIONS = [
    "-x",
    "-q",
    "-p",
    "no:randomly",
    "-p",
    "no:cacheprovider",
    "-m",
    "not browser and not corpus",
    *(f"--deselect={file}" for file in SLOW),
]

EQUAL = Path(__file__).with_name("mutants_equal.txt")
"""Faults that change nothing that anybody could see: a line for each, `module: what  # why`."""

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
SUMS: dict[type[ast.operator], str] = {ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.FloorDiv: "*", ast.Mod: "+"}
IN_PATTERNS = (("*", "+"), ("+", "*"), ("?", ""), ("^", ""), ("$", ""), (r"\d", r"\w"), (r"\s", r"\w"), (r"\b", ""))


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One change of a module's text: these bytes are replaced."""

    file: Path
    line: int
    start: int
    end: int
    replacement: str
    what: str
    lines: range = field(default=range(0), compare=False)
    """The lines of its statement, as tests run them."""

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line}: {self.what}"

    @property
    def part(self) -> str:
        """The part of Daybook that it is in: the innermost folder that tests mirror, or the module."""
        place = self.file.relative_to(SOURCE / "daybook").with_suffix("")
        return next(
            (str(part) for part in place.parents if part.parts and (ROOT / "tests" / part).is_dir()), str(place)
        )

    @property
    def is_equal(self) -> bool:
        """Whether it was read and found to change nothing."""
        return f"{self.file.relative_to(SOURCE / 'daybook')}: {self.what}" in equal_faults()

    def text(self) -> bytes:
        """Return the module with this fault."""
        whole = self.file.read_bytes()
        return whole[: self.start] + self.replacement.encode() + whole[self.end :]


class Maker(ast.NodeVisitor):
    """Finds the faults that can be made in one module; leaves alone what only people read, and types."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._bytes = file.read_bytes()
        self._lines = [0]
        for line in self._bytes.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._in_function = False
        self._statement = range(0)
        self.faults: list[Fault] = []

    def make(self) -> list[Fault]:
        """Return the faults; of some, such as a pattern's, the module cannot be compiled."""
        self.visit(ast.parse(self._bytes))
        return sorted(set(self.faults))

    def visit(self, node: ast.AST) -> None:
        """Note the lines of each statement, without those of the statements within."""
        if not isinstance(node, ast.stmt):
            super().visit(node)
            return
        outside = self._statement
        assert node.end_lineno is not None
        body = getattr(node, "body", None)
        self._statement = range(node.lineno, body[0].lineno if body else node.end_lineno + 1)
        super().visit(node)
        self._statement = outside

    def _add(self, line: int, start: int, end: int, replacement: str, what: str) -> None:
        lines = self._statement if self._in_function else range(0)
        self.faults.append(Fault(self._file, line, start, end, replacement, " ".join(what.split())[:150], lines))

    def _place(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._lines[node.lineno - 1] + node.col_offset, self._lines[node.end_lineno - 1] + node.end_col_offset

    def _text(self, node: ast.expr | ast.stmt) -> str:
        start, end = self._place(node)
        return self._bytes[start:end].decode()

    def _replace(self, node: ast.expr | ast.stmt, replacement: str, what: str | None = None) -> None:
        start, end = self._place(node)
        self._add(node.lineno, start, end, replacement, what or f"{self._text(node)}  ->  {replacement}")

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Look at defaults and body: neither annotations nor decorators."""
        if node.name == "__repr__":
            return
        outside, self._in_function = self._in_function, True
        for default in (*node.args.defaults, *(default for default in node.args.kw_defaults if default)):
            self.visit(default)
        for statement in node.body:
            self.visit(statement)
        self._in_function = outside

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - as the standard library's visitor calls it

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Look at the body."""
        if not any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases):
            for statement in node.body:
                self.visit(statement)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Look at the value alone."""
        if node.value is not None:
            self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        """Leave the error out; its words are for people."""
        if self._in_function:
            self._replace(node, "pass")

    def visit_Assert(self, node: ast.Assert) -> None:
        """Leave alone what only states a type."""

    def visit_Expr(self, node: ast.Expr) -> None:
        """Leave a call out that is made for what it does."""
        if isinstance(node.value, ast.Constant):
            return  # a docstring
        if self._in_function and isinstance(node.value, ast.Call):
            if self._text(node).startswith(("_log.", "warnings.")):
                return
            self._replace(node, "pass")
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Leave out what is kept in an object."""
        if self._in_function and all(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets):
            self._replace(node, "pass")
        if not any(isinstance(target, ast.Name) and target.id in {"__all__", "_log"} for target in node.targets):
            self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Leave it out."""
        self._replace(node, "pass")
        self.generic_visit(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        """End the loop."""
        self._replace(node, "break")

    def visit_Break(self, node: ast.Break) -> None:
        """Go on with the loop."""
        self._replace(node, "continue")

    def visit_Return(self, node: ast.Return) -> None:
        """Return nothing."""
        if node.value is not None:
            self.visit(node.value)
        if node.value is not None and not (isinstance(node.value, ast.Constant) and not node.value.value):
            self._replace(node, "return None", f"{self._text(node)}  ->  return None")

    def _negate(self, test: ast.expr) -> None:
        self._replace(test, f"(not ({self._text(test)}))", f"if {self._text(test)}  ->  if not")

    def visit_If(self, node: ast.If) -> None:
        """Turn the condition round."""
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        self._negate(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """Turn the condition round."""
        self._negate(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        """Let all pass that a comprehension sorts out."""
        for test in node.ifs:
            self._replace(test, "True", f"if {self._text(test)}  ->  if True")
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """Move a bound, or turn a comparison round."""
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            start, end = self._place(left)[1], self._place(right)[0]
            between = self._bytes[start:end].decode()
            if between.strip(" ()\n") and "#" not in between:
                told = between.strip(" ()\n")
                change = between.replace(told, COMPARISONS[type(operator)])
                what = f"{self._text(node)}: {told}  ->  {COMPARISONS[type(operator)]}"
                self._add(node.lineno, start, end, change, what)
            left = right
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Leave each part out."""
        word = " and " if isinstance(node.op, ast.And) else " or "
        for left_out in node.values:
            parts = [f"({self._text(value)})" for value in node.values if value is not left_out]
            self._replace(node, f"({word.join(parts)})", f"{self._text(node)}: without {self._text(left_out)}")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """Leave a `not` or a sign out."""
        if isinstance(node.op, ast.Not | ast.USub):
            self._replace(node, self._text(node.operand))
        if not isinstance(node.operand, ast.Constant):
            self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Take another operator."""
        if type(node.op) in SUMS and not any(isinstance(side, ast.JoinedStr) for side in (node.left, node.right)):
            left, right = self._text(node.left), self._text(node.right)
            self._replace(node, f"({left}) {SUMS[type(node.op)]} ({right})")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Take another number or truth; in tables outside functions another word."""
        match node.value:
            case bool():
                self._replace(node, str(not node.value))
            case int():
                self._replace(node, str(node.value + 1))
            case float():
                self._replace(node, str(node.value * 2 + 1))
            case str() if not self._in_function and node.value:
                self._replace(node, repr(node.value + "X"))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave words that are put together alone: they are messages, or what tests compare whole."""

    def visit_Call(self, node: ast.Call) -> None:
        """In a pattern, leave out or widen what it says; never touch words for people."""
        called = self._text(node.func)
        if called in {"re.compile", "re.sub", "re.match", "re.search", "re.fullmatch", "re.findall", "re.split"}:
            self._pattern(node)
            return
        if called.split(".")[0] in {"_log", "setting", "click", "warnings", "cast", "TypeVar", "TypeAdapter"}:
            return
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        """Leave `strict` of `zip` alone: it states, as an assertion does, that two lengths are equal."""
        if node.arg != "strict":
            self.generic_visit(node)

    def _pattern(self, node: ast.Call) -> None:
        for part in ast.walk(node.args[0]):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and len(part.value) > 1:
                text = self._text(part)
                for old, new in IN_PATTERNS:
                    for place in _places(text, old):
                        changed = text[:place] + new + text[place + len(old) :]
                        self._replace(part, changed, f"pattern: `{old}` -> `{new}` at {place} of {text}")
        for option in node.args[1:]:
            self.visit(option)


def _places(text: str, sought: str) -> Iterator[int]:
    """Yield where a sign of a pattern stands and is one: it is not escaped, nor part of another."""
    place = text.find(sought, 2)
    while place >= 0:
        before, after = text[place - 1], text[place + len(sought) : place + 1 + len(sought)]
        if before not in "\\([?*+" and after not in ("?", "+"):
            yield place
        place = text.find(sought, place + 1)


def _compiles(fault: Fault) -> bool:
    try:
        compile(fault.text(), str(fault.file), "exec")
    except (SyntaxError, ValueError):
        return False
    return True


class Recording:
    """Which tests of a part ran which lines of it, how long each took, and which of them start processes, whose lines nobody sees.

    Kept in `build/mutants` and made again when a file of the part or of its tests is newer.
    """

    def __init__(self, part: str) -> None:
        kept = ROOT / "build/mutants" / f"{part.replace('/', '-')}.json"
        places = [
            SOURCE / "daybook" / part,
            SOURCE / "daybook" / f"{part}.py",
            *(ROOT / test for test in mirror_of(part)),
        ]
        files = [file for place in places for file in ([place] if place.is_file() else place.rglob("*.py"))]
        newest = max(file.stat().st_mtime for file in files)
        if not kept.exists() or kept.stat().st_mtime < newest:
            kept.parent.mkdir(parents=True, exist_ok=True)
            if not _passes(SOURCE, _record, (part, kept), seconds=3600):
                sys.exit(f"tests of {part} fail without any fault: {' '.join(mirror_of(part))}")
        told = json.loads(kept.read_text("utf-8"))
        self.seconds: dict[str, float] = told["seconds"]
        self._tests = list(self.seconds)
        self._starters: list[str] = told["starters"]
        self._lines: dict[str, dict[str, list[int]]] = told["lines"]
        self._loaded: dict[str, list[int]] = told["loaded"]

    def is_read_at_load(self, fault: Fault) -> bool:
        """Say whether modules that load run its lines, so that it would come too late afterwards."""
        name = str(fault.file.relative_to(ROOT))
        return not fault.lines or not set(self._loaded.get(name, ())).isdisjoint(fault.lines)

    def near(self, fault: Fault) -> list[str]:
        """Return the tests that ran the lines of a fault, the quickest first."""
        lines = self._lines.get(str(fault.file.relative_to(ROOT)), {})
        return self._ordered({test for line in fault.lines for test in lines.get(str(line), ())}, fault)

    def _rank(self, test: str, mirror: str = "") -> tuple[float, str]:
        """Tell when a test is to be run: quick ones first; what mirrors the module, or holds much of the part, counts as quick."""
        is_early = test.startswith(BROAD) or Path(test.partition("::")[0]).name == mirror
        return self.seconds[test] * (0.02 if is_early else 1), test

    def within(self, tests: list[str], seconds: float) -> list[str]:
        """Return the first of some tests, as many as take so many seconds of processor, and at least one; all for 0."""
        sums = accumulate(self.seconds[test] for test in tests)
        return [
            test
            for test, so_far in zip(tests, sums, strict=True)
            if test == tests[0] or not seconds or so_far <= seconds
        ]

    def stages_of_loading(self, fault: Fault) -> Iterator[list[str]]:
        """Yield the tests that may notice a fault of what is read at load: those of its lines, then those of its module."""
        lines = self._lines.get(str(fault.file.relative_to(ROOT)), {})
        near = self.near(fault)
        yield near
        yield [
            test
            for test in self._ordered({test for tests in lines.values() for test in tests}, fault)
            if test not in near
        ]

    def starters(self) -> list[str]:
        """Return the tests that start processes, the quickest first."""
        return sorted(self._starters, key=lambda test: (self.seconds[test], test))

    def _ordered(self, tests: set[int], fault: Fault) -> list[str]:
        mirror = f"test_{fault.file.name}"
        return sorted((self._tests[test] for test in tests), key=lambda test: self._rank(test, mirror))


class Recorder:
    """The plugin of pytest that makes a recording."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self._test = ""
        self.seconds: dict[str, float] = {}
        self.fixtures: dict[str, set[str]] = {}
        self.starters: set[str] = set()
        sys.addaudithook(self._audit)

    def _audit(self, event: str, _arguments: object) -> None:
        if event in {"subprocess.Popen", "os.fork", "os.posix_spawn"} and self._test:
            self.starters.add(self._test)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note what a test runs as its own."""
        self._test = item.nodeid
        for fixture in getattr(item, "fixturenames", ()):
            self.fixtures.setdefault(f"fixture {fixture}", set()).add(item.nodeid)
        self._coverage.switch_context(item.nodeid)
        begun = sum(os.times()[:4])
        result = yield
        self.seconds[item.nodeid] = round(sum(os.times()[:4]) - begun, 3)
        self._coverage.switch_context("")
        self._test = ""
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
        """Note what a fixture runs that several tests share as run by each of them."""
        if fixturedef.scope == "function":
            return (yield)
        self._coverage.switch_context(f"fixture {fixturedef.argname}")
        result = yield
        self._coverage.switch_context(self._test)
        return result


def _record(part: str, kept: Path) -> int:
    """Run the tests of a part and write down what each ran; be a process of its own for it."""
    coverage = Coverage(
        data_file=None,
        source=[str(SOURCE / "daybook" / part)] if (SOURCE / "daybook" / part).is_dir() else [str(SOURCE)],
    )
    recorder = Recorder(coverage)
    coverage.start()
    code = int(pytest.main([*OPTIONS, *mirror_of(part)], plugins=[recorder]))
    coverage.stop()
    data = coverage.get_data()
    lines: dict[str, dict[int, list[int]]] = {}
    loaded: dict[str, list[int]] = {}
    numbers = {test: number for number, test in enumerate(recorder.seconds)}
    for file in sorted(data.measured_files()):
        name = str(Path(file).relative_to(ROOT))
        for line, contexts in data.contexts_by_lineno(file).items():
            tests = {test for context in contexts for test in recorder.fixtures.get(context, {context})}
            lines.setdefault(name, {})[line] = sorted(numbers[test] for test in tests & numbers.keys())
            if "" in contexts:
                loaded.setdefault(name, []).append(line)
    result = {"seconds": recorder.seconds, "starters": sorted(recorder.starters), "lines": lines, "loaded": loaded}
    if code == 0:
        kept.write_text(json.dumps(result), "utf-8")
    return code


class Chosen:
    """The plugin of pytest that runs these tests, in this order."""

    def __init__(self, tests: list[str]) -> None:
        self._order = {test: place for place, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out all others."""
        items[:] = sorted(
            (item for item in items if item.nodeid in self._order), key=lambda item: self._order[item.nodeid]
        )


class Exchanging:
    """The plugin of pytest that runs chosen tests once for each fault, in a process forked for it.

    Writes the number of each fault that these tests do not notice, or cannot have in this way, as `survived 3` or `late 3`.
    """

    def __init__(self, faults: list[Fault], recording: Recording, told: Path, seconds: float) -> None:
        self._faults = faults
        self._seconds = seconds
        self._recording = recording
        self._told = told

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Fork, try, note; nothing is left for the usual loop."""
        items = {item.nodeid: item for item in session.items}
        for file in sorted({fault.file for fault in self._faults}):
            name = ".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
            import_module(name)  # some are loaded when they are first used, which would be too late for an exchange
        functions = _functions()
        with self._told.open("w", 1) as told:
            for number, fault in enumerate(self._faults):
                near = self._recording.within(self._recording.near(fault), self._seconds)
                chosen = [items[test] for test in near if test in items]
                if self._recording.is_read_at_load(fault) or not chosen:
                    told.write(f"late {number}\n")
                    continue
                usual = sum(self._recording.seconds[item.nodeid] for item in chosen)
                child = os.fork()
                if child == 0:
                    os._exit(self._try(session, fault, chosen, functions, seconds=10 + 3 * usual))
                code = _end_of(child, _by_the_clock(10 + 3 * usual))
                told.write({0: f"survived {number}\n", LATE: f"late {number}\n"}.get(code, f"caught {number}\n"))
        return True

    def _try(
        self,
        session: pytest.Session,
        fault: Fault,
        items: list[pytest.Item],
        functions: dict[str, list[types.FunctionType]],
        *,
        seconds: float,
    ) -> int:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
        gc.freeze()
        if not exchange(fault, functions.get(str(fault.file), [])):
            return LATE
        for item, after in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if session.testsfailed:
                return 1
        return 0


def _by_the_clock(seconds: float) -> float:
    """Return how long to wait for what may take so many seconds of processor, and may wait for ever instead: the machine may be busy."""
    return 30 + 3 * seconds


LATE = 77
"""Exit code of a process that found no function to exchange."""


def _end_of(child: int, seconds: float) -> int:
    """Wait for a process, kill it where it hangs, and all that it started; return its exit code."""
    end = time.monotonic() + seconds
    pause = 0.002
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        late = time.monotonic() > end
        if done or late:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        if done:
            return os.waitstatus_to_exitcode(status)
        if late:
            os.waitpid(child, 0)
            return 1
        time.sleep(pause)
        pause = min(0.05, pause * 1.3)


def _functions() -> dict[str, list[types.FunctionType]]:
    """Return the functions of Daybook that are loaded, by file."""
    found: dict[str, list[types.FunctionType]] = {}
    gc.unfreeze()  # what tests have frozen would not be found
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType) and thing.__code__.co_filename.startswith(str(SOURCE)):
            found.setdefault(thing.__code__.co_filename, []).append(thing)
    return found


def exchange(fault: Fault, functions: list[types.FunctionType]) -> bool:
    """Give the functions that a fault changes their changed code; say whether there is any, and no doubt which."""
    before, after = (_codes(compile(text, str(fault.file), "exec")) for text in (fault.file.read_bytes(), fault.text()))
    changed = {
        place
        for place, codes in before.items()
        if [_meaning(code) for code in codes] != [_meaning(code) for code in after.get(place, [])]
    }
    exchanged = False
    for function in functions:
        place = (function.__code__.co_qualname, function.__code__.co_firstlineno)
        if place not in changed:
            continue
        if len(before[place]) != 1 or len(after[place]) != 1:
            return False
        try:
            function.__code__ = after[place][0]
        except ValueError:  # it uses other variables of the function around it
            return False
        exchanged = True
    return exchanged


def _codes(module: types.CodeType) -> dict[tuple[str, int], list[types.CodeType]]:
    """Return all code of a module but its own, by name and first line."""
    found: dict[tuple[str, int], list[types.CodeType]] = {}
    waiting = [module]
    while waiting:
        for code in waiting.pop().co_consts:
            if isinstance(code, types.CodeType):
                found.setdefault((code.co_qualname, code.co_firstlineno), []).append(code)
                waiting.append(code)
    return found


def _meaning(code: types.CodeType) -> tuple[object, ...]:
    """Return what code does, without where it stands."""
    constants = tuple(_meaning(each) if isinstance(each, types.CodeType) else repr(each) for each in code.co_consts)
    return (code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)


class Trial:
    """Tries faults of one part."""

    def __init__(self, part: str, folder: Path, seconds: float) -> None:
        self._part = part
        self._seconds = seconds
        self._folder = folder
        self._copy = folder / "src"
        shutil.copytree(SOURCE, self._copy, ignore=shutil.ignore_patterns("__pycache__"))
        self._recording = Recording(part)

    def survivors(self, faults: list[Fault]) -> Iterator[Fault]:
        """Yield those with which all tests pass."""
        told = self._folder / "told"
        _passes(SOURCE, _exchange_all, (self._part, faults, told, self._folder, self._seconds), seconds=24 * 3600)
        ends = {number: end for end, number in (line.split() for line in told.read_text("utf-8").splitlines())}
        assert len(ends) == len(faults), "the process that tries them ended early"
        for number, fault in enumerate(faults):
            if ends[str(number)] != "caught" and self._survives(fault, is_late=ends[str(number)] == "late"):
                yield fault

    def _survives(self, fault: Fault, *, is_late: bool) -> bool:
        """Say whether the tests pass that have to load the fault."""
        place = self._copy / fault.file.relative_to(SOURCE)
        place.write_bytes(fault.text())
        near = self._recording.near(fault)
        has_to_load = is_late and (near or self._recording.is_read_at_load(fault))
        stages = list(self._recording.stages_of_loading(fault)) if has_to_load else []
        if not near:
            stages.append(self._recording.starters())
        try:
            for tests in (self._recording.within(stage, self._seconds) for stage in stages if stage):
                usual = sum(self._recording.seconds[test] for test in tests)
                if not _passes(self._copy, _run_tests, (tests,), seconds=10 + 3 * usual):
                    return False
        finally:
            shutil.copyfile(fault.file, place)
        return True


def _exchange_all(part: str, faults: list[Fault], told: Path, folder: Path, seconds: float) -> int:
    """Collect the tests of a part and try faults; be a process of its own for it."""
    plugin = Exchanging(faults, Recording(part), told, seconds)
    return int(pytest.main([*OPTIONS, f"--basetemp={folder / 'base'}", *mirror_of(part)], plugins=[plugin]))


def _passes(source: Path, run: Callable[..., int], arguments: tuple[object, ...], *, seconds: float) -> bool:
    """Say whether this ends well in a process of its own, forked from one that has loaded all but ours, within seconds of processor."""
    process = multiprocessing.get_context("fork").Process(target=_alone, args=(source, run, arguments, seconds))
    process.start()
    process.join(_by_the_clock(seconds))  # by the clock, for what waits for ever
    assert process.pid is not None
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # what it started and left behind, and itself where it hangs
    process.join()
    return process.exitcode == 0


def _alone(source: Path, run: Callable[..., int], arguments: tuple[object, ...], seconds: float) -> None:
    os.setsid()
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    os.environ["PYTHONPATH"] = str(source)  # for the processes that tests start
    sys.path.insert(0, str(source))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os._exit(run(*arguments))


def _run_tests(tests: list[str]) -> int:
    files = sorted({test.split("::")[0] for test in tests})
    return int(pytest.main([*OPTIONS, *files], plugins=[Chosen(tests)]))


def mirror_of(part: str) -> list[str]:
    """Return files and folders of the tests that are meant to hold a part: those that mirror it, and those beside."""
    mirror = Path("tests", part) if (ROOT / "tests" / part).is_dir() else Path("tests", f"test_{part}.py")
    return [str(mirror), *ALSO.get(part, ())]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("where", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=float, default=85)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--line")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    faults = drawn([place.resolve() for place in arguments.where], arguments.sample, arguments.seed)
    if arguments.line:
        faults = [fault for fault in drawn([*arguments.where], 0, 0) if str(fault).startswith(f"{arguments.line}:")]
    if arguments.list:
        print(*faults, sep="\n")
        return
    sys.exit(try_all(faults, arguments.least, arguments.seconds))


@cache
def equal_faults() -> frozenset[str]:
    """Return the faults that were read and found to change nothing."""
    lines = EQUAL.read_text("utf-8").splitlines()
    return frozenset(line.split("  # ")[0].strip() for line in lines if not line.startswith("#"))


def drawn(places: list[Path], sample: int, seed: int) -> list[Fault]:
    """Return faults of the modules at these places, as many a part."""
    files = sorted(
        {file.resolve() for place in places for file in ([place] if place.is_file() else place.rglob("*.py"))}
    )
    every = [fault for file in files for fault in Maker(file).make()]
    chosen: list[Fault] = []
    for part in sorted({fault.part for fault in every}):
        of_it = [fault for fault in every if fault.part == part]
        random.Random(seed).shuffle(of_it)
        chosen += sorted(islice(filter(_compiles, of_it), sample or None))
    return chosen


def _names(fault: Fault) -> tuple[str, str]:
    return str(fault.file.relative_to(SOURCE / "daybook")), f"{fault.part}/ (all)"


def try_all(faults: list[Fault], least: float, seconds: float) -> int:
    """Try each fault; print what survives and the counts; return the exit code."""
    tried, caught, equal = Counter[str](), Counter[str](), Counter[str]()
    for part in sorted({fault.part for fault in faults}):
        of_it = [fault for fault in faults if fault.part == part and not fault.is_equal]
        for fault in faults:
            if fault.part == part:
                (equal if fault.is_equal else tried).update(_names(fault))
        caught.update(name for fault in of_it for name in _names(fault))
        with tempfile.TemporaryDirectory() as folder:
            for fault in Trial(part, Path(folder), seconds).survivors(of_it):
                print(f"survived: {fault}", flush=True)
                caught.subtract(_names(fault))
    print(f"{'caught':>8}{'made':>7}{'equal':>7}")
    for name in sorted(tried):
        print(f"{100 * caught[name] / tried[name]:7.1f}%{tried[name]:7}{equal[name]:7}  {name}")
    return int(any(100 * caught[name] < least * tried[name] for name in tried if name.endswith("(all)")))


if __name__ == "__main__":
    main()
