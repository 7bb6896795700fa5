"""Units of measurement as unit conversions name them: symbol, names, size, and what each is converted to.

Those that news uses, by the codes of the wiki's conversion template (Module:Convert). Converts nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from daybook.parse.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: symbol, singular and plural name, size in the base unit of its kind, and codes of what it is converted to.

    `scale` is the power of ten in front of it ("million barrels" has 6). A unit that is `symbol_only` has its symbol
    where others have their name.
    """

    symbol: str
    name: str
    plural: str
    kind: str
    size: float
    targets: tuple[str, ...]
    offset: float = 0.0
    scale: int = 0

    @property
    def symbol_only(self) -> bool:
        """Whether the wiki writes its symbol even where it spells other units out."""
        return self.kind in ("temperature", "degrees")


_TABLE = """
km length 1000 mi
m length 1 ft
cm length 0.01 in
mm length 0.001 in
mi length 1609.344 km
yd length 0.9144 m
ft length 0.3048 m
in length 0.0254 mm
nmi length 1852 km+mi
ly length 9.4607304725808e15 pc
pc length 3.0856775814913673e16 ly
au length 149597870700 km+mi
km2 area 1000000 sqmi
m2 area 1 sqft
ha area 10000 acre
acre area 4046.8564224 ha
sqmi area 2589988.110336 km2
sqft area 0.09290304 m2
sqyd area 0.83612736 m2
kg mass 1 lb
g mass 0.001 oz
mg mass 0.000001 gr
gr mass 0.00006479891 g
t mass 1000 LT+ST
tonne mass 1000 LT+ST
lb mass 0.45359237 kg
oz mass 0.028349523125 g
ozt mass 0.0311034768 g
st mass 6.35029318 lb+kg
LT mass 1016.0469088 t+ST
ST mass 907.18474 t+LT
km/h speed 0.277777777777778 mph
kph speed 0.277777777777778 mph
mph speed 0.44704 km/h
m/s speed 1 ft/s
km/s speed 1000 mi/s
mi/s speed 1609.344 km/s
ft/s speed 0.3048 m/s
kn speed 0.514444444444444 km/h+mph
l volume 0.001 impgal+USgal
L volume 0.001 impgal+USgal
ml volume 0.000001 USoz
impgal volume 0.00454609 L+USgal
USgal volume 0.003785411784 L+impgal
USoz volume 0.0000295735295625 ml
m3 volume 1 cuft
km3 volume 1000000000 cumi
cumi volume 4168181825.440579584 km3
cuft volume 0.028316846592 m3
cuyd volume 0.764554857984 m3
acre.ft volume 1233.48183754752 m3
oilbbl volume 0.158987294928 m3
m3/s flow 1 cuft/s
cuft/s flow 0.028316846592 m3/s
oilbbl/d flow 0.00000184013072833 m3/d
m3/d flow 0.0000115740740741 cuft/d
cuft/d flow 0.000000327741280 m3/d
C temperature 1 F
F temperature 0.555555555555556 C
K temperature 1 C+F
C-change degrees 1 F-change
F-change degrees 0.555555555555556 C-change
Pa pressure 1 psi
hPa pressure 100 inHg
kPa pressure 1000 psi
MPa pressure 1000000 ksi
psi pressure 6894.757293168 kPa
ksi pressure 6894757.293168 MPa
mbar pressure 100 inHg
mb pressure 100 inHg
bar pressure 100000 kPa
atm pressure 101325 kPa
inHg pressure 3386.388640341 kPa
hp power 745.699871582 kW
kW power 1000 hp
MW power 1000000 hp
GW power 1000000000 hp
kWh energy 3600000 MJ
MWh energy 3600000000 GJ
GWh energy 3600000000000 TJ
TWh energy 3600000000000000 PJ
MJ energy 1000000 kWh
GJ energy 1000000000 MWh
TJ energy 1000000000000 TNTt
PJ energy 1000000000000000 TNTkt
TNTt energy 4184000000 GJ
TNTkt energy 4184000000000 TJ
TNTMt energy 4184000000000000 PJ
"""
"""Code, kind, size in the base unit of its kind, and what it is converted to; names are the dialect's."""

_OFFSETS = {"C": 273.15, "F": 459.67 * 5 / 9}
_SCALED = re.compile(r"e(3|6|9|12)(\S.*)")


@lru_cache(maxsize=16)
def _units(dialect: Dialect) -> dict[str, Unit]:
    units = {}
    for line in _TABLE.split("\n"):
        if line:
            code, kind, size, targets = line.split()
            name, plural, *symbol = (*dialect.units.get(code, (code, code)), code)
            offset = _OFFSETS.get(code, 0.0)
            units[code] = Unit(symbol[0], name, plural, kind, float(size), tuple(targets.split("+")), offset)
    return units


def find_unit(code: str, dialect: Dialect) -> Unit | None:
    """Return the unit that a template's code names; a code may begin with a power of ten ("e6acre")."""
    units, codes = _units(dialect), dialect.unit_codes
    unit = units.get(codes.get(code, code))
    if unit is None and (match := _SCALED.fullmatch(code)) is not None:
        unit = units.get(codes.get(match[2], match[2]))
        if unit is not None:
            power = int(match[1])
            targets = tuple(f"e{power}{target}" for target in unit.targets)
            unit = replace(unit, size=unit.size * 10.0**power, targets=targets, scale=power)
    return unit


def american(name: str, dialect: Dialect) -> str:
    """Return a unit's name in American spelling."""
    for british, spelt in dialect.american.items():
        name = name.replace(british, spelt)
    return name
