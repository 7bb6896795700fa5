"""Parameters of requests as data: what values they take, how these are read, and how OpenAPI describes them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

MOST_VALUES = 20
"""Values of one parameter that may be repeated: each costs a look-up."""

LONGEST_VALUE = 300
"""Characters of a value, where a parameter says nothing else: the longest slug has 140, the longest host 253."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class ValueKind(Protocol):
    """What values a parameter takes."""

    def read(self, text: str) -> Any:
        """Return the value that a text stands for; raise `ValueError`, which says in words what it must be."""
        ...

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of the text."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """Any text without control characters; where there is a `pattern`, of that shape, which `what` says in words."""

    longest: int = LONGEST_VALUE
    pattern: str = ""
    what: str = "text"

    def read(self, text: str) -> str:
        """Return the text as it is."""
        if len(text) > self.longest:
            raise ValueError(f"must have at most {self.longest:,} characters, not {len(text):,}")
        if _UNPRINTABLE.search(text):
            raise ValueError("must not have control characters")
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise ValueError(f"must be {self.what}, not {_shown(text)}")
        return text

    def schema(self) -> dict[str, Any]:
        """Return the schema of the text."""
        schema: dict[str, Any] = {"type": "string", "maxLength": self.longest}
        # As ECMA-262 and Python both read it: of the control characters, only those of ASCII can be written in a pattern of both.
        return schema | (
            {"pattern": f"^(?:{self.pattern})$"} if self.pattern else {"pattern": r"^[^\x00-\x1f\x7f-\x9f]*$"}
        )


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within limits."""

    least: int
    most: int

    def read(self, text: str) -> int:
        """Return the number."""
        if not re.fullmatch(r"0|[1-9][0-9]{0,15}", text) or not self.least <= int(text) <= self.most:
            raise ValueError(f"must be a whole number from {self.least} to {self.most}, not {_shown(text)}")
        return int(text)

    def schema(self) -> dict[str, Any]:
        """Return the schema of the number."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Degrees:
    """Decimal numbers with commas between them, each within limits: a point and a distance, a box."""

    names: tuple[str, ...]
    limits: tuple[tuple[int, int], ...]

    def read(self, text: str) -> tuple[float, ...]:
        """Return the numbers."""
        if not re.fullmatch(self._pattern(), text):
            raise ValueError(f"must be {','.join(self.names)} within {self._shown_limits()}, not {_shown(text)}")
        return tuple(float(part) for part in text.split(","))

    def _pattern(self) -> str:
        """Return the pattern of what is within the limits: what the description says is all that is checked."""
        return ",".join(
            f"{'-?' if low < 0 else ''}(?:(?:{_BELOW[high]})(?:\\.[0-9]{{1,6}})?|{high}(?:\\.0{{1,6}})?)"
            for low, high in self.limits
        )

    def _shown_limits(self) -> str:
        return ", ".join(f"{low:g} to {high:g}" for low, high in self.limits)

    def schema(self) -> dict[str, Any]:
        """Return the schema of the text."""
        return {"type": "string", "pattern": f"^{self._pattern()}$"}


_BELOW = {
    90: "[0-9]|[1-8][0-9]",
    180: "[0-9]|[1-9][0-9]|1[0-7][0-9]",
    20_100: "[0-9]|[1-9][0-9]{1,3}|1[0-9]{4}|200[0-9]{2}",
}
"""Whole numbers from 0 to before a limit."""

_DAY = r"[12][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-9]))"
_CLOCK = r"T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?"


@dataclass(frozen=True, slots=True)
class Day:
    """A day, `YYYY-MM-DD`, of the second or third millennium."""

    def read(self, text: str) -> date:
        """Return the day."""
        try:
            if re.fullmatch(_DAY, text):
                return date.fromisoformat(text)
        except ValueError:  # 29 February of a year that has none
            pass
        raise ValueError(f"must be a day, such as 2024-05-01, not {_shown(text)}")

    def schema(self) -> dict[str, Any]:
        """Return the schema of the day."""
        return {"type": "string", "pattern": f"^{_DAY}$", "examples": ["2024-05-01"]}


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment: `2024-05-01T12:00Z`, with an offset, or without one (UTC); a day alone is its end."""

    def read(self, text: str) -> datetime:
        """Return the moment in UTC."""
        try:
            if re.fullmatch(f"{_DAY}(?:{_CLOCK})?", text):
                moment = datetime.fromisoformat(f"{text}T23:59:59" if len(text) == 10 else text)
                return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except ValueError:
            pass
        raise ValueError(f"must be a moment, such as 2024-05-01T12:00Z, or a day, not {_shown(text)}")

    def schema(self) -> dict[str, Any]:
        """Return the schema of the moment."""
        return {"type": "string", "pattern": f"^{_DAY}(?:{_CLOCK})?$", "examples": ["2024-05-01T12:00Z", "2024-05-01"]}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]

    def read(self, text: str) -> str:
        """Return the word."""
        if text not in self.words:
            raise ValueError(f"must be one of {', '.join(self.words)}, not {_shown(text)}")
        return text

    def schema(self) -> dict[str, Any]:
        """Return the schema of the word."""
        return {"type": "string", "enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class YesNo:
    """`true` or `false`."""

    def read(self, text: str) -> bool:
        """Return whether it is true."""
        if text not in ("true", "false"):
            raise ValueError(f"must be true or false, not {_shown(text)}")
        return text == "true"

    def schema(self) -> dict[str, Any]:
        """Return the schema of the value."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: where it stands (`path` or `query`), what it takes, and whether it takes several.

    Several values are given by repeating the parameter, or where `commas`, with commas between them as well. `default` is what the
    request has without it. `agents` is whether the tools of agents have it too.
    """

    name: str
    kind: ValueKind
    description: str
    place: str = "query"
    several: bool = False
    commas: bool = False
    required: bool = False
    default: Any = None

    def read(self, texts: list[str]) -> Any:
        """Return the value, or a tuple of values, that some texts stand for; raise `ValueError` for what it must be."""
        if not self.several:
            if len(texts) > 1:
                raise ValueError("must be given only once")
            return self.kind.read(texts[0])
        parts = [part for text in texts for part in text.split(",")] if self.commas else texts
        if len(parts) > MOST_VALUES:
            raise ValueError(f"must have at most {MOST_VALUES} values, not {len(parts):,}")
        return tuple(dict.fromkeys(self.kind.read(part) for part in parts))

    def without(self) -> Any:
        """Return what a request has that does not give it."""
        return () if self.several and self.default is None else self.default


def _shown(text: str) -> str:
    """Return a value as a message may repeat it."""
    return f"`{_UNPRINTABLE.sub('?', text[:60])}`" + ("..." if len(text) > 60 else "")
