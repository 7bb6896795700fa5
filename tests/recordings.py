"""Files of cases that hold what was answered when they were written: a line each, `CASE => ANSWER`, and lines that say what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SIGN = " => "


@dataclass(frozen=True, slots=True)
class Recording:
    """A file of cases; lines that begin with `remark` are none."""

    file: Path
    remark: str = "#"

    def lines(self) -> list[str]:
        """Return the cases with their answers."""
        return [line for line in self.file.read_text("utf-8").splitlines() if self._is_case(line)]

    def now(self, answer: Callable[[str], str]) -> list[str]:
        """Return the cases with what they are answered now."""
        return [_answered(line, answer) for line in self.lines()]

    def write(self, answer: Callable[[str], str]) -> None:
        """Write what is answered now; the difference is to be read before it is committed."""
        kept = self.file.read_text("utf-8").splitlines()
        self.file.write_text(
            "".join(f"{_answered(line, answer) if self._is_case(line) else line}\n" for line in kept), "utf-8"
        )

    def _is_case(self, line: str) -> bool:
        return bool(line) and not line.startswith(self.remark)


def _answered(line: str, answer: Callable[[str], str]) -> str:
    case = line.partition(SIGN)[0]
    return f"{case}{SIGN}{answer(case)}"
