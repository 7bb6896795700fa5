"""The text of unit conversions: `{{convert|7.1|km}}` reads "7.1 kilometres (4.4 mi)".

Follows the wiki's template: the given number stays as written, the other unit is rounded to a precision like it, and
only its symbol is shown. Units are those that news uses; an unknown one gives no conversion, only number and unit.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: symbol, singular and plural name, size in the base unit of its kind, and what it is converted to."""

    symbol: str
    name: str
    plural: str
    kind: str
    size: float
    target: str
    offset: float = 0.0


_TABLE = """
km kilometre kilometres length 1000 mi
m metre metres length 1 ft
cm centimetre centimetres length 0.01 in
mm millimetre millimetres length 0.001 in
mi mile miles length 1609.344 km
yd yard yards length 0.9144 m
ft foot feet length 0.3048 m
in inch inches length 0.0254 mm
nmi nautical_mile nautical_miles length 1852 km
km2 square_kilometre square_kilometres area 1000000 sqmi
m2 square_metre square_metres area 1 sqft
ha hectare hectares area 10000 acre
acre acre acres area 4046.8564224 ha
sqmi square_mile square_miles area 2589988.110336 km2
sqft square_foot square_feet area 0.09290304 m2
kg kilogram kilograms mass 1 lb
g gram grams mass 0.001 oz
t tonne tonnes mass 1000 LT
tonne tonne tonnes mass 1000 LT
lb pound pounds mass 0.45359237 kg
oz ounce ounces mass 0.028349523125 g
LT long_ton long_tons mass 1016.0469088 t
ST short_ton short_tons mass 907.18474 t
km/h kilometre_per_hour kilometres_per_hour speed 0.277777777777778 mph
kph kilometre_per_hour kilometres_per_hour speed 0.277777777777778 mph
mph mile_per_hour miles_per_hour speed 0.44704 km/h
m/s metre_per_second metres_per_second speed 1 ft/s
ft/s foot_per_second feet_per_second speed 0.3048 m/s
kn knot knots speed 0.514444444444444 km/h
l litre litres volume 0.001 impgal
L litre litres volume 0.001 impgal
impgal imperial_gallon imperial_gallons volume 0.00454609 L
USgal US_gallon US_gallons volume 0.003785411784 L
m3 cubic_metre cubic_metres volume 1 cuft
cuft cubic_foot cubic_feet volume 0.028316846592 m3
oilbbl barrel barrels volume 0.158987294928 m3
C degree_Celsius degrees_Celsius temperature 1 F
F degree_Fahrenheit degrees_Fahrenheit temperature 0.555555555555556 C
K kelvin kelvins temperature 1 C
hPa hectopascal hectopascals pressure 100 inHg
mbar millibar millibars pressure 100 inHg
inHg inch_of_mercury inches_of_mercury pressure 3386.388 hPa
hp horsepower horsepower power 745.699872 kW
kW kilowatt kilowatts power 1000 hp
MW megawatt megawatts power 1000000 hp
"""
_SYMBOLS = {
    "km2": "km<sup>2</sup>", "m2": "m<sup>2</sup>", "m3": "m<sup>3</sup>", "sqmi": "sq mi", "sqft": "sq ft",
    "cuft": "cu ft", "LT": "long tons", "ST": "short tons", "tonne": "t", "acre": "acres", "kph": "km/h",
    "impgal": "imp gal", "USgal": "US gal", "oilbbl": "bbl", "C": "°C", "F": "°F", "l": "L",
}  # fmt: skip
_OTHER_NAMES = {
    "mile": "mi", "miles": "mi", "kilometre": "km", "kilometres": "km", "kilometer": "km", "kilometers": "km",
    "metre": "m", "metres": "m", "meter": "m", "meters": "m", "feet": "ft", "foot": "ft", "inch": "in", "inches": "in",
    "yards": "yd", "pound": "lb", "pounds": "lb", "lbs": "lb", "kilogram": "kg", "kilograms": "kg", "tonnes": "t",
    "acres": "acre", "hectare": "ha", "hectares": "ha", "sqkm": "km2", "km²": "km2", "m²": "m2", "sq mi": "sqmi",
    "sq ft": "sqft", "°C": "C", "°F": "F", "degC": "C", "degF": "F", "knots": "kn", "knot": "kn", "kt": "kn",
    "kmh": "km/h", "MT": "t", "mt": "t", "long ton": "LT", "short ton": "ST", "usgal": "USgal", "litre": "L",
    "litres": "L", "mi/h": "mph", "bbl": "oilbbl",
}  # fmt: skip
_OFFSETS = {"C": 273.15, "F": 459.67 * 5 / 9}
_JOINTS = {"-": "–", "–": "–", "to": " to ", "to(-)": " to ", "and": " and ", "or": " or ", "x": " by ", "by": " by ",
           "×": " × ", "+/-": " ± ", "±": " ± "}  # fmt: skip
_NUMBER = re.compile(r"[-+−]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,2})?", re.IGNORECASE)


def _read_table() -> dict[str, Unit]:
    units = {}
    for line in _TABLE.split("\n"):
        if line:
            code, name, plural, kind, size, target = line.split()
            units[code] = Unit(
                _SYMBOLS.get(code, code),
                name.replace("_", " "),
                plural.replace("_", " "),
                kind,
                float(size),
                target,
                _OFFSETS.get(code, 0.0),
            )
    return units


_UNITS = _read_table()


def find_unit(code: str) -> Unit | None:
    """Return the unit that a template's code names."""
    return _UNITS.get(_OTHER_NAMES.get(code, code))


def convert(values: list[str], *, abbreviated: str = "out", adjective: bool = False, shown: str = "both") -> str:
    """Return the text of a conversion; `values` are the template's unnamed arguments.

    `abbreviated` is `on` (symbols on both sides), `off` (names) or `out` (a name, then a symbol); `adjective` makes
    "7-kilometre (4.3 mi)"; `shown` is `both`, `flip`, `input only` or `output only`.
    """
    numbers, joints, rest = _read_numbers(values)
    if not numbers:
        return " ".join(values[:2]).strip()
    code = rest[0] if rest else ""
    unit = find_unit(code)
    written = _join([_shown(number) for number in numbers], joints)
    if unit is None:
        return f"{written} {code}".strip()
    amounts = [_amount(number) for number in numbers]
    single = len(numbers) == 1 and abs(amounts[0]) == 1
    given = _with_unit(written, unit, name=abbreviated not in ("on", "in"), single=single, adjective=adjective)
    target = find_unit(rest[1]) if len(rest) > 1 and not _NUMBER.fullmatch(rest[1]) else None
    target = target if target and target.kind == unit.kind else _UNITS[unit.target]
    digits = next((int(item) for item in rest[1:] if re.fullmatch(r"-?\d{1,2}", item)), None)
    converted = _join([_converted(number, unit, target, digits) for number in numbers], joints)
    if shown == "input only":
        return given
    if shown in ("output only", "output number only"):
        return converted if "number" in shown else _with_unit(converted, target, name=abbreviated == "off")
    if shown == "flip":
        flipped = _with_unit(converted, target, name=abbreviated not in ("on", "in"), adjective=adjective)
        return f"{flipped} ({_with_unit(written, unit, name=abbreviated == 'off')})"
    return f"{given} ({_with_unit(converted, target, name=abbreviated == 'off')})"


def _read_numbers(values: list[str]) -> tuple[list[str], list[str], list[str]]:
    numbers: list[str] = []
    joints: list[str] = []
    rest = [value.strip() for value in values]
    while rest and _NUMBER.fullmatch(rest[0]):
        numbers.append(rest.pop(0))
        if len(rest) > 1 and rest[0] in _JOINTS and _NUMBER.fullmatch(rest[1]):
            joints.append(_JOINTS[rest.pop(0)])
        else:
            break
    return numbers, joints, rest


def _join(parts: list[str], joints: list[str]) -> str:
    return "".join(part + joint for part, joint in zip(parts, [*joints, ""], strict=True))


def _amount(number: str) -> float:
    return float(number.replace(",", "").replace("−", "-"))


def _shown(number: str) -> str:
    plain = number.replace(",", "").replace("−", "-").lstrip("+")
    return _grouped(Decimal(plain), max(0, -int(Decimal(plain).as_tuple().exponent)))


def _grouped(value: Decimal, digits: int) -> str:
    return f"{value:,.{max(0, digits)}f}".replace("-", "−")


def _converted(number: str, unit: Unit, target: Unit, digits: int | None) -> str:
    amount = _amount(number)
    value = (amount + _shift(unit)) * unit.size / target.size - _shift(target)
    if digits is None:
        digits = _digits(number, amount, value, unit)
    if not math.isfinite(value) or abs(digits) > 15 or abs(value) > 1e15:
        return f"{value:g}"
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return _grouped(exact, digits)


def _shift(unit: Unit) -> float:
    """Zero of a temperature scale in its own degrees above absolute zero."""
    return unit.offset / unit.size if unit.offset else 0.0


def _digits(number: str, amount: float, value: float, unit: Unit) -> int:
    """Decimals of the converted number: as precise as the given one, and at least two significant digits.

    The rule of the wiki's conversion template (default precision, Module:Convert).
    """
    plain = number.replace(",", "").lstrip("-−+")
    digits = len(plain.partition(".")[2]) if "." in plain else -(len(plain) - len(plain.rstrip("0")))
    if plain.strip("0.") == "":
        digits = 0
    if unit.kind == "temperature":
        return max(0, digits)
    if value == 0 or amount == 0:
        return max(0, digits)
    precision = math.floor(digits + math.log10(abs(amount / value)) + math.log10(2))
    least = 1 - math.floor(math.log10(abs(value)) + 1e-14)
    return max(precision, least)


def _with_unit(number: str, unit: Unit, *, name: bool, single: bool = False, adjective: bool = False) -> str:
    if adjective and name:
        return f"{number}-{unit.name.replace(' ', '-')}"
    if not name:
        return f"{number} {unit.symbol}"
    return f"{number} {unit.name if single else unit.plural}"
