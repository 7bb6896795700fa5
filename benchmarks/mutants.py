"""Whether the tests would notice: small deliberate faults, one at a time, and how many of them a test catches.

    python -m benchmarks.mutants src/daybook/parse src/daybook/serve/folder.py [--sample 60] [--seed 1] [--least 85]

Of the faults that can be made in the modules named, `--sample` a package are drawn (0: all) and each is put into a copy of the
source, on which the tests that mirror the module run first, then those of its package and those in `ALSO`. A fault is caught
when a test fails, crashes or hangs. Prints survivors as they are found, to be read (some change nothing: a bound that no
input reaches, a cache), then what was caught by module and by package; exits with 1 where a package is below `--least` per cent.
`--line FILE:LINE` makes all faults of one line again, `--list` only prints them.

Our own, for two well-known tools were tried first. mutmut 3 puts its faults into function bodies alone, and most of a parser is
patterns and tables outside of them; it also calls untested what only a process of its own runs, such as a server. cosmic-ray
changes the files in place, which nobody may touch meanwhile, and starts a whole test run for each fault.
"""

from __future__ import annotations

import argparse
import ast
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"

ALSO = {
    "archive": ("tests/test_pipeline.py",),
    "publish": ("tests/test_sample.py", "tests/test_links.py"),
}
"""By package: tests outside of it that are meant to hold it."""

SLOW = ("tests/archive/test_kill.py", "tests/publish/test_killed_builds.py")
"""Tests that kill processes at random moments: they would take most of the time and catch what others do."""

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

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line}: {self.what}"

    @property
    def package(self) -> str:
        """The part of Daybook that it is in."""
        parts = self.file.relative_to(SOURCE / "daybook").parts
        return parts[0] if len(parts) > 1 else "daybook"

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
        self.faults: list[Fault] = []

    def make(self) -> list[Fault]:
        """Return the faults that leave a module that can be compiled."""
        self.visit(ast.parse(self._bytes))
        return [fault for fault in sorted(set(self.faults)) if _compiles(fault)]

    def _place(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._lines[node.lineno - 1] + node.col_offset, self._lines[node.end_lineno - 1] + node.end_col_offset

    def _text(self, node: ast.expr | ast.stmt) -> str:
        start, end = self._place(node)
        return self._bytes[start:end].decode()

    def _replace(self, node: ast.expr | ast.stmt, replacement: str, what: str | None = None) -> None:
        start, end = self._place(node)
        shown = " ".join((what or f"{self._text(node)}  ->  {replacement}").split())
        self.faults.append(Fault(self._file, node.lineno, start, end, replacement, shown[:150]))

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
                self.faults.append(Fault(self._file, node.lineno, start, end, change, " ".join(what.split())[:150]))
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

    def _pattern(self, node: ast.Call) -> None:
        for part in ast.walk(node.args[0]):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and len(part.value) > 1:
                text = self._text(part)
                for old, new in IN_PATTERNS:
                    for place in _places(text, old):
                        changed = text[:place] + new + text[place + len(old) :]
                        self._replace(part, changed, f"pattern {text}: `{old}` -> `{new}` at {place}")
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


class Trial:
    """Runs tests on a copy of the source that holds one fault."""

    def __init__(self, folder: Path) -> None:
        self._copy = folder / "src"
        shutil.copytree(SOURCE, self._copy, ignore=shutil.ignore_patterns("__pycache__"))
        self._usual: dict[tuple[str, ...], float] = {}

    def survives(self, fault: Fault) -> bool:
        """Say whether the tests pass with the fault in."""
        stages = stages_of(fault.file)
        for tests in stages:
            if tests not in self._usual:
                begun = time.monotonic()
                if not self._passes(tests, limit=1800):
                    sys.exit(f"tests fail without any fault: {' '.join(tests)}")
                self._usual[tests] = time.monotonic() - begun
        place = self._copy / fault.file.relative_to(SOURCE)
        place.write_bytes(fault.text())
        try:
            return all(self._passes(tests, limit=60 + 5 * self._usual[tests]) for tests in stages)
        finally:
            shutil.copyfile(fault.file, place)

    def _passes(self, tests: tuple[str, ...], *, limit: float) -> bool:
        process = multiprocessing.get_context("fork").Process(target=_run_tests, args=(self._copy, tests))
        process.start()
        process.join(limit)
        assert process.pid is not None
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what it started and left behind, and itself where it hangs
        process.join()
        return process.exitcode == 0


def _run_tests(source: Path, tests: tuple[str, ...]) -> None:
    """Be the process that runs tests on this copy: forked from one that has loaded all but ours."""
    os.setsid()
    os.environ["PYTHONPATH"] = str(source)  # for the processes that tests start
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(source))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    options = ["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not browser and not mediawiki"]
    code = pytest.main([*options, *(f"--deselect={file}" for file in SLOW), *tests])
    os._exit(int(code))


def stages_of(file: Path) -> list[tuple[str, ...]]:
    """Return the tests of a module: those that mirror it, then its package's and those beside."""
    parts = file.relative_to(SOURCE / "daybook").with_suffix("").parts
    mirror = Path("tests", *parts[:-1], f"test_{parts[-1]}.py")
    folder = Path("tests", *parts[:-1])
    while not (ROOT / folder).is_dir() or folder == Path("tests"):
        if folder == Path("tests"):
            return [(str(mirror),)] if (ROOT / mirror).exists() else [tuple(map(str, ROOT.glob("tests/test_*.py")))]
        folder = folder.parent
    whole = (str(Path("tests", parts[0])), *ALSO.get(parts[0], ()))
    first = mirror if (ROOT / mirror).exists() else folder
    return [(str(first),), whole] if (str(first),) != whole else [whole]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("where", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=float, default=85)
    parser.add_argument("--line")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    faults = drawn([place.resolve() for place in arguments.where], arguments.sample, arguments.seed)
    if arguments.line:
        faults = [fault for fault in drawn([*arguments.where], 0, 0) if str(fault).startswith(f"{arguments.line}:")]
    if arguments.list:
        print(*faults, sep="\n")
        return
    sys.exit(try_all(faults, arguments.least))


def drawn(places: list[Path], sample: int, seed: int) -> list[Fault]:
    """Return faults of the modules at these places, as many a package."""
    files = sorted(
        {file.resolve() for place in places for file in ([place] if place.is_file() else place.rglob("*.py"))}
    )
    every = [fault for file in files for fault in Maker(file).make()]
    chosen: list[Fault] = []
    for package in sorted({fault.package for fault in every}):
        of_it = [fault for fault in every if fault.package == package]
        chosen += sorted(random.Random(seed).sample(of_it, min(sample or len(of_it), len(of_it))))
    return chosen


def try_all(faults: list[Fault], least: float) -> int:
    """Try each fault; print what survives and the counts; return the exit code."""
    tried, caught = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder))
        for count, fault in enumerate(faults, start=1):
            names = (str(fault.file.relative_to(SOURCE / "daybook")), f"{fault.package}/ (all)")
            tried.update(names)
            if trial.survives(fault):
                print(f"survived: {fault}", flush=True)
            else:
                caught.update(names)
            print(f"{count} of {len(faults)}", end="\r", file=sys.stderr, flush=True)
    print(f"{'caught':>8}{'made':>7}")
    for name in sorted(tried):
        print(f"{100 * caught[name] / tried[name]:7.1f}%{tried[name]:7}  {name}")
    return int(any(100 * caught[name] < least * tried[name] for name in tried if name.endswith("(all)")))


if __name__ == "__main__":
    main()
