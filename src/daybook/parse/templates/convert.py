"""The text of unit conversions: `{{convert|7.1|km}}` reads "7.1 kilometres (4.4 mi)".

Follows the wiki's template (Module:Convert): the given number stays as written, the other unit is rounded to a precision
like it, and only its symbol is shown. An unknown unit gives no conversion, only number and unit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from daybook.parse.dialect import Dialect
from daybook.parse.templates.units import Unit, american, find_unit

_NUMBER = re.compile(
    r"([-+−]?)(?:(\d[\d,]*(?:\.\d+)?|\.\d+)(?:e([+-]?\d{1,2}))?|(?:(\d{1,6})\+)?(\d{1,5})//?([1-9]\d{0,4}))",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"-?\d{1,2}")
_ENCLOSED = {
    "comma": (", ", ""), "sqbr": (" [", "]"), "slash": ("/", ""), "/": ("/", ""), "br": (" ", ""),
}  # fmt: skip
_SPELT_OUT = ("or", "comma", "slash", "/", "br")
_OUTPUT_ONLY = ("out", "output only", "output number only", "number")


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a conversion is to be shown, as its named arguments say."""

    names: tuple[bool, bool]
    adjective: bool
    american: bool
    middle: str
    digits: int | None
    significant: int | None
    multiple: float | None
    dialect: Dialect


def convert(values: list[str], named: Mapping[str, str], dialect: Dialect) -> str:
    """Return the text of a conversion; `values` are the template's unnamed arguments, `named` its named ones."""
    numbers, joints, rest = _read_numbers([value.strip() for value in values], dialect)
    if not numbers:
        return " ".join(values[:2]).strip()
    code = rest.pop(0) if rest else ""
    unit = find_unit(code, dialect)
    written = _join([_shown(number) for number in numbers], joints)
    if unit is None:
        return f"{written} {code}".strip()
    amounts = [_amount(number) for number in numbers]
    smaller = _read_smaller(rest, unit, dialect) if len(numbers) == 1 else []
    targets, rest = _read_targets(rest, unit, dialect)
    manner = _manner(named, rest, dialect)
    # "5 feet 10 inches" is one amount, counted in its smallest unit, whose digits say how precise it is meant to be.
    if smaller:
        amount, parts = amounts[0], [(written, unit, abs(amounts[0]) == 1)]
        for number, small in smaller:
            amount = amount * unit.size / small.size + math.copysign(_amount(number), amount or 1)
            unit, numbers = small, [number]
            parts.append((_shown(number), small, abs(_amount(number)) == 1))
        amounts = [amount]
        given = " ".join(
            _with_unit(number, part, single=one, manner=manner, name=manner.names[0]) for number, part, one in parts
        )
    else:
        single = len(amounts) == 1 and (abs(amounts[0]) == 1 or (abs(amounts[0]) < 1 and "/" in numbers[0]))
        given = _with_unit(written, unit, single=single, manner=manner, name=manner.names[0])
    # Both ends of a span get the decimals of the more precise one: "10-12.5 km" must not come out as "6-7.8 mi".
    converted = []
    for target in targets:
        places = max(
            _places(number, amount, unit, target, after_larger=bool(smaller))
            for number, amount in zip(numbers, amounts, strict=True)
        )
        converted.append(
            (_join([_round(_value(amount, unit, target), places, manner) for amount in amounts], joints), target)
        )
    return _arranged(given, written, unit, converted, named, manner)


def _arranged(
    given: str, written: str, unit: Unit, converted: list[tuple[str, Unit]], named: Mapping[str, str], manner: _Manner
) -> str:
    """Put the given and the converted amounts into the order and the brackets that were asked for."""
    shown = named.get("disp", "")
    if named.get("abbr") == "values":
        return f"{written} ({'; '.join(number for number, _ in converted)})"
    if shown in ("output number only", "number"):
        return "; ".join(number for number, _ in converted)
    if shown == "input only":
        return given
    outputs = "; ".join(_plain_unit(number, target, manner, name=manner.names[1]) for number, target in converted)
    if shown in _OUTPUT_ONLY or named.get("order") == "out":
        return outputs
    before, after = (manner.dialect.joints["or"], "") if shown == "or" else _ENCLOSED.get(shown, (" (", ")"))
    if named.get("order") == "flip" or shown == "flip":
        number, target = converted[0]
        first = _with_unit(number, target, single=number == "1", manner=manner, name=manner.names[0])
        return f"{first}{before}{_plain_unit(written, unit, manner, name=manner.names[1])}{after}"
    return f"{given}{before}{outputs}{after}"


def _manner(named: Mapping[str, str], rest: list[str], dialect: Dialect) -> _Manner:
    """Read how to show a conversion; `rest` is what follows the units: the digits to keep, or words for the middle."""
    abbreviated = named.get("abbr", "")
    spelt = named.get("disp", "") in _SPELT_OUT
    names = {
        "on": (False, False), "off": (True, True), "none": (True, True), "in": (False, True), "out": (True, False),
    }.get(abbreviated, (True, spelt))  # fmt: skip
    adjective = named.get("adj", "")
    digits = next((int(item) for item in rest if _DIGITS.fullmatch(item)), None)
    words = next((item for item in rest if item and not _DIGITS.fullmatch(item)), "")
    significant, multiple = named.get("sigfig", ""), named.get("round", "")
    return _Manner(
        names=names,
        adjective=adjective in ("on", "mid", "1"),
        american=named.get("sp") == "us",
        middle=("" if words[:1] in "-–," else " ") + words if adjective == "mid" and words else "",
        digits=digits,
        significant=int(significant) if re.fullmatch(r"[1-9]|1\d", significant) else None,
        multiple=float(multiple) if re.fullmatch(r"0\.5|[1-9]\d?", multiple) else None,
        dialect=dialect,
    )


def _read_numbers(rest: list[str], dialect: Dialect) -> tuple[list[str], list[str], list[str]]:
    numbers: list[str] = []
    joints: list[str] = []
    rest = list(rest)
    while rest and _NUMBER.fullmatch(rest[0]):
        numbers.append(rest.pop(0))
        if len(rest) > 1 and rest[0] in dialect.joints and _NUMBER.fullmatch(rest[1]):
            joints.append(dialect.joints[rest.pop(0)])
        else:
            break
    return numbers, joints, rest


def _read_smaller(rest: list[str], unit: Unit, dialect: Dialect) -> list[tuple[str, Unit]]:
    """Take further numbers with smaller units of one kind off the front: the inches of "5 feet 10 inches"."""
    smaller: list[tuple[str, Unit]] = []
    while len(rest) > 1 and _NUMBER.fullmatch(rest[0]):
        small = find_unit(rest[1], dialect)
        if small is None or small.kind != unit.kind or small.size >= unit.size or small.offset or unit.offset:
            break
        smaller.append((rest[0], small))
        unit = small
        del rest[:2]
    return smaller


def _read_targets(rest: list[str], unit: Unit, dialect: Dialect) -> tuple[list[Unit], list[str]]:
    """Return the units to convert to: one, several between spaces, or the usual ones; and the arguments that are left."""
    if rest and not _DIGITS.fullmatch(rest[0]):
        whole = find_unit(rest[0], dialect)
        named = [whole] if whole is not None else [find_unit(code, dialect) for code in rest[0].split()]
        targets = [target for target in named if target is not None and target.kind == unit.kind]
        if targets and len(targets) == len(named):
            return targets, rest[1:]
        if rest[0] in ("ftin", "ft in"):
            rest = ["", *rest[1:]]
    usual = [target for code in unit.targets if (target := find_unit(code, dialect)) is not None]
    return usual, rest


def _join(parts: list[str], joints: list[str]) -> str:
    return "".join(part + joint for part, joint in zip(parts, [*joints, ""], strict=True))


def _amount(number: str) -> float:
    match = _NUMBER.fullmatch(number)
    assert match is not None
    if match[2] is not None:
        amount = float(match[2].replace(",", "")) * 10.0 ** int(match[3] or 0)
    else:
        amount = int(match[4] or 0) + int(match[5]) / int(match[6])
    return -amount if match[1] in ("-", "−") else amount


def _shown(number: str) -> str:
    match = _NUMBER.fullmatch(number)
    assert match is not None
    sign = "−" if match[1] in ("-", "−") else ""
    if match[2] is None:
        return f"{sign}{match[4] + ' ' if match[4] else ''}{match[5]}⁄{match[6]}"
    plain = match[2].replace(",", "")
    decimal = Decimal(plain if plain[0] != "." else "0" + plain)
    text = sign + _grouped(decimal, max(0, -int(decimal.as_tuple().exponent)))
    return text + (f"×10<sup>{match[3].lstrip('+').replace('-', '−')}</sup>" if match[3] else "")


def _grouped(value: Decimal, digits: int) -> str:
    return f"{value:,.{max(0, digits)}f}".replace("-", "−")


def _value(amount: float, unit: Unit, target: Unit) -> float:
    return (amount + _shift(unit)) * unit.size / target.size - _shift(target)


def _shift(unit: Unit) -> float:
    """Zero of a temperature scale in its own degrees above absolute zero."""
    return unit.offset / unit.size if unit.offset else 0.0


def _round(value: float, places: int, manner: _Manner) -> str:
    """Write a converted amount with so many decimals, or as its template says."""
    if manner.digits is not None:
        places = manner.digits
    elif manner.significant is not None and value:
        places = manner.significant - 1 - math.floor(math.log10(abs(value)) + 1e-14)
    if not math.isfinite(value) or abs(places) > 15 or abs(value) > 1e18:
        return f"{value:g}"
    if manner.multiple is not None:
        steps = Decimal(repr(value / manner.multiple)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        exact = steps * Decimal(repr(manner.multiple))
        return _grouped(exact, 1 if exact % 1 else 0)
    return _grouped(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP), places)


def _places(number: str, amount: float, unit: Unit, target: Unit, *, after_larger: bool) -> int:
    """Decimals of the converted number: as precise as the given one, and at least two significant digits.

    The rule of the wiki's template (`default_precision` of Module:Convert). A number `after_larger` units is whole, though
    it may end in zeros; inches after feet are taken more exactly.
    """
    match = _NUMBER.fullmatch(number)
    assert match is not None
    value = _value(amount, unit, target)
    if match[6]:
        digits = max(math.log10(int(match[6])), 1)
    else:
        plain = match[2].replace(",", "")
        digits = len(plain.partition(".")[2]) if "." in plain else -(len(plain) - len(plain.rstrip("0")))
        digits = (0 if after_larger or not plain.strip("0.") else digits) - int(match[3] or 0)
    if unit.kind == "temperature":
        kelvins = abs((amount + _shift(unit)) * unit.size)
        return max(math.floor(digits), 2 - math.floor(math.log10(kelvins) + 1e-14) if kelvins > 1e-8 else 2)
    if value == 0:
        return 0
    least = 1 - math.floor(math.log10(abs(value)) + 1e-14)
    gained = math.log10(target.size) + 2 if after_larger and unit.symbol == "in" else math.log10(abs(amount / value))
    return max(math.floor(digits + gained + math.log10(2)), least)


def _plain_unit(number: str, unit: Unit, manner: _Manner, *, name: bool) -> str:
    """Write an amount after the first one, which takes neither hyphen nor words in the middle."""
    return _with_unit(number, unit, single=number == "1", manner=replace(manner, adjective=False, middle=""), name=name)


def _with_unit(number: str, unit: Unit, *, single: bool, manner: _Manner, name: bool) -> str:
    if not name or (unit.symbol_only and manner.names != (True, True)):
        scale = f"×10<sup>{unit.scale}</sup>" if unit.scale else ""
        return f"{number}{scale} {unit.symbol}{manner.middle}"
    one, many = (
        (american(unit.name, manner.dialect), american(unit.plural, manner.dialect))
        if manner.american
        else (unit.name, unit.plural)
    )
    scale = f" {manner.dialect.unit_scales[str(unit.scale)]}" if unit.scale else ""
    if manner.adjective:
        return f"{number}{scale.replace(' ', '-')}-{one.replace(' ', '-')}{manner.middle}"
    return f"{number}{scale} {many if scale or not single else one}{manner.middle}"
