"""Arithmetic as `{{#expr:}}` has it: numbers, the usual signs, comparisons and `and`, `or`, `not`, `mod`, `round`.

Follows the precedence of MediaWiki's ParserFunctions (`ExprParser`). What it would call an error gives nothing.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable

_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:e[+-]?\d{1,3})?|\.\d+)|([a-z]+)|(<=|>=|<>|!=|[-+*/^()<>=−]))", re.IGNORECASE)
_LONGEST = 200
"""Characters of the longest expression that is worked out."""
_LARGEST = 1e15


def _round(value: float, digits: float) -> float:
    """Round half away from zero, as PHP does."""
    scale = 10.0 ** max(-15, min(15, int(digits)))
    return math.copysign(math.floor(abs(value) * scale + 0.5) / scale, value)


_BINARY: dict[str, tuple[int, Callable[[float, float], float]]] = {
    "^": (8, operator.pow), "*": (7, operator.mul), "/": (7, operator.truediv), "div": (7, operator.truediv),
    "mod": (7, math.fmod), "+": (6, operator.add), "-": (6, operator.sub), "−": (6, operator.sub), "round": (5, _round),
    "=": (4, operator.eq), "<>": (4, operator.ne), "!=": (4, operator.ne), "<": (4, operator.lt), ">": (4, operator.gt),
    "<=": (4, operator.le), ">=": (4, operator.ge), "and": (3, lambda a, b: bool(a and b)), "or": (2, lambda a, b: bool(a or b)),
}  # fmt: skip
_UNARY: dict[str, Callable[[float], float]] = {
    "-": operator.neg, "−": operator.neg, "+": operator.pos, "not": operator.not_, "abs": abs, "floor": math.floor,
    "ceil": math.ceil, "trunc": math.trunc,
}  # fmt: skip
_CONSTANTS = {"pi": math.pi, "e": math.e}


def evaluate(expression: str) -> float | None:
    """Return the value of an expression; None for one that is empty, too long, or makes no sense."""
    tokens = _tokens(expression) if len(expression) <= _LONGEST else None
    if not tokens:
        return None
    tokens.reverse()  # the next one is the last, which can be taken off
    try:
        value = _read(tokens, 0)
    except (ValueError, ArithmeticError, IndexError, RecursionError):
        return None
    is_number = math.isfinite(value) and abs(value) < _LARGEST
    return float(value) if is_number and not tokens else None


def shown_number(value: float) -> str:
    """Write a number as PHP does: at most fourteen digits, no zeros at the end."""
    return f"{int(value)}" if value == int(value) else f"{value:.14g}"


def _tokens(expression: str) -> list[str] | None:
    tokens = []
    position = 0
    text = expression.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            return None
        tokens.append(match[0].strip().lower())
        position = match.end()
    return tokens


def _read(tokens: list[str], least: int) -> float:
    """Read an operand, and all operators that bind more tightly than `least`."""
    value = _operand(tokens)
    while tokens and tokens[-1] in _BINARY:
        binding, function = _BINARY[tokens[-1]]
        if binding <= least:
            break
        tokens.pop()
        value = function(value, _read(tokens, binding))
        if isinstance(value, complex):
            raise ValueError("no real number")
    return value


def _operand(tokens: list[str]) -> float:
    token = tokens.pop()
    if token == "(":  # noqa: S105 - a token of the expression
        value = _read(tokens, 0)
        if tokens.pop() != ")":
            raise ValueError("no closing parenthesis")
        return value
    if token in _UNARY:
        return _UNARY[token](_operand(tokens) if token != "not" else _read(tokens, 4))  # noqa: S105
    return _CONSTANTS[token] if token in _CONSTANTS else float(token)
