"""Units of measurement as unit conversions name them: symbol, names, size, and what each is converted to.

Those that news uses, by the codes of the wiki's conversion template (Module:Convert). Converts nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace


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
km kilometre kilometres length 1000 mi
m metre metres length 1 ft
cm centimetre centimetres length 0.01 in
mm millimetre millimetres length 0.001 in
mi mile miles length 1609.344 km
yd yard yards length 0.9144 m
ft foot feet length 0.3048 m
in inch inches length 0.0254 mm
nmi nautical_mile nautical_miles length 1852 km+mi
ly light-year light-years length 9.4607304725808e15 pc
pc parsec parsecs length 3.0856775814913673e16 ly
au astronomical_unit astronomical_units length 149597870700 km+mi
km2 square_kilometre square_kilometres area 1000000 sqmi
m2 square_metre square_metres area 1 sqft
ha hectare hectares area 10000 acre
acre acre acres area 4046.8564224 ha
sqmi square_mile square_miles area 2589988.110336 km2
sqft square_foot square_feet area 0.09290304 m2
sqyd square_yard square_yards area 0.83612736 m2
kg kilogram kilograms mass 1 lb
g gram grams mass 0.001 oz
mg milligram milligrams mass 0.000001 gr
gr grain grains mass 0.00006479891 g
t tonne tonnes mass 1000 LT+ST
tonne tonne tonnes mass 1000 LT+ST
lb pound pounds mass 0.45359237 kg
oz ounce ounces mass 0.028349523125 g
ozt troy_ounce troy_ounces mass 0.0311034768 g
st stone stone mass 6.35029318 lb+kg
LT long_ton long_tons mass 1016.0469088 t+ST
ST short_ton short_tons mass 907.18474 t+LT
km/h kilometre_per_hour kilometres_per_hour speed 0.277777777777778 mph
kph kilometre_per_hour kilometres_per_hour speed 0.277777777777778 mph
mph mile_per_hour miles_per_hour speed 0.44704 km/h
m/s metre_per_second metres_per_second speed 1 ft/s
km/s kilometre_per_second kilometres_per_second speed 1000 mi/s
mi/s mile_per_second miles_per_second speed 1609.344 km/s
ft/s foot_per_second feet_per_second speed 0.3048 m/s
kn knot knots speed 0.514444444444444 km/h+mph
l litre litres volume 0.001 impgal+USgal
L litre litres volume 0.001 impgal+USgal
ml millilitre millilitres volume 0.000001 USoz
impgal imperial_gallon imperial_gallons volume 0.00454609 L+USgal
USgal US_gallon US_gallons volume 0.003785411784 L+impgal
USoz US_fluid_ounce US_fluid_ounces volume 0.0000295735295625 ml
m3 cubic_metre cubic_metres volume 1 cuft
km3 cubic_kilometre cubic_kilometres volume 1000000000 cumi
cumi cubic_mile cubic_miles volume 4168181825.440579584 km3
cuft cubic_foot cubic_feet volume 0.028316846592 m3
cuyd cubic_yard cubic_yards volume 0.764554857984 m3
acre.ft acre-foot acre-feet volume 1233.48183754752 m3
oilbbl barrel barrels volume 0.158987294928 m3
m3/s cubic_metre_per_second cubic_metres_per_second flow 1 cuft/s
cuft/s cubic_foot_per_second cubic_feet_per_second flow 0.028316846592 m3/s
oilbbl/d barrel_per_day barrels_per_day flow 0.00000184013072833 m3/d
m3/d cubic_metre_per_day cubic_metres_per_day flow 0.0000115740740741 cuft/d
cuft/d cubic_foot_per_day cubic_feet_per_day flow 0.000000327741280 m3/d
C degree_Celsius degrees_Celsius temperature 1 F
F degree_Fahrenheit degrees_Fahrenheit temperature 0.555555555555556 C
K kelvin kelvins temperature 1 C+F
C-change degree_Celsius degrees_Celsius degrees 1 F-change
F-change degree_Fahrenheit degrees_Fahrenheit degrees 0.555555555555556 C-change
Pa pascal pascals pressure 1 psi
hPa hectopascal hectopascals pressure 100 inHg
kPa kilopascal kilopascals pressure 1000 psi
MPa megapascal megapascals pressure 1000000 ksi
psi pound_per_square_inch pounds_per_square_inch pressure 6894.757293168 kPa
ksi kilopound_per_square_inch kilopounds_per_square_inch pressure 6894757.293168 MPa
mbar millibar millibars pressure 100 inHg
mb millibar millibars pressure 100 inHg
bar bar bar pressure 100000 kPa
atm standard_atmosphere standard_atmospheres pressure 101325 kPa
inHg inch_of_mercury inches_of_mercury pressure 3386.388640341 kPa
hp horsepower horsepower power 745.699871582 kW
kW kilowatt kilowatts power 1000 hp
MW megawatt megawatts power 1000000 hp
GW gigawatt gigawatts power 1000000000 hp
kWh kilowatt-hour kilowatt-hours energy 3600000 MJ
MWh megawatt-hour megawatt-hours energy 3600000000 GJ
GWh gigawatt-hour gigawatt-hours energy 3600000000000 TJ
TWh terawatt-hour terawatt-hours energy 3600000000000000 PJ
MJ megajoule megajoules energy 1000000 kWh
GJ gigajoule gigajoules energy 1000000000 MWh
TJ terajoule terajoules energy 1000000000000 TNTt
PJ petajoule petajoules energy 1000000000000000 TNTkt
TNTt tonne_of_TNT tonnes_of_TNT energy 4184000000 GJ
TNTkt kilotonne_of_TNT kilotonnes_of_TNT energy 4184000000000 TJ
TNTMt megatonne_of_TNT megatonnes_of_TNT energy 4184000000000000 PJ
"""
_SYMBOLS = {
    "km2": "km<sup>2</sup>", "m2": "m<sup>2</sup>", "m3": "m<sup>3</sup>", "km3": "km<sup>3</sup>", "sqmi": "sq mi",
    "sqft": "sq ft", "sqyd": "sq yd", "cuft": "cu ft", "cuyd": "cu yd", "cumi": "cu mi", "LT": "long tons", "ST": "short tons",
    "tonne": "t", "acre": "acres", "kph": "km/h", "impgal": "imp gal", "USgal": "US gal", "USoz": "US fl oz", "oilbbl": "bbl",
    "C": "°C", "F": "°F", "C-change": "°C", "F-change": "°F", "l": "L", "ml": "mL", "acre.ft": "acre⋅ft", "ozt": "ozt",
    "m3/s": "m<sup>3</sup>/s", "m3/d": "m<sup>3</sup>/d", "cuft/s": "cu ft/s", "cuft/d": "cu ft/d", "oilbbl/d": "bbl/d",
    "mb": "mbar", "TNTt": "t of TNT", "TNTkt": "kt of TNT", "TNTMt": "Mt of TNT",
}  # fmt: skip
_OTHER_CODES = {
    "mile": "mi", "miles": "mi", "kilometre": "km", "kilometres": "km", "kilometer": "km", "kilometers": "km",
    "metre": "m", "metres": "m", "meter": "m", "meters": "m", "feet": "ft", "foot": "ft", "inch": "in", "inches": "in",
    "yards": "yd", "yard": "yd", "pound": "lb", "pounds": "lb", "lbs": "lb", "kilogram": "kg", "kilograms": "kg",
    "tonnes": "t", "ton": "ST", "stone": "st", "ounce": "oz", "ounces": "oz", "troyounce": "ozt", "gram": "g", "grams": "g",
    "acres": "acre", "hectare": "ha", "hectares": "ha", "sqkm": "km2", "km²": "km2", "m²": "m2", "sqm": "m2", "sq mi": "sqmi",
    "sq ft": "sqft", "mi2": "sqmi", "ft2": "sqft", "foot2": "sqft", "°C": "C", "°F": "F", "degC": "C", "degF": "F",
    "Celsius": "C", "celsius": "C", "Fahrenheit": "F", "knots": "kn", "knot": "kn", "kt": "kn", "kmh": "km/h", "mi/h": "mph", "MT": "t",
    "mt": "t", "long ton": "LT", "short ton": "ST", "tons": "ST", "usgal": "USgal", "gal": "USgal", "U.S.gal": "USgal",
    "litre": "L", "litres": "L", "liter": "L", "liters": "L", "bbl": "oilbbl", "ft3": "cuft", "yd3": "cuyd", "mi3": "cumi",
    "PSI": "psi", "AU": "au", "acre·ft": "acre.ft", "acre⋅ft": "acre.ft", "acreft": "acre.ft", "ft3/s": "cuft/s",
    "cfs": "cuft/s", "oilbbl/day": "oilbbl/d", "bbl/d": "oilbbl/d", "ktTNT": "TNTkt", "ktonTNT": "TNTkt", "MtTNT": "TNTMt",
    "tTNT": "TNTt", "nautical mile": "nmi", "nautical miles": "nmi",
}  # fmt: skip
_OFFSETS = {"C": 273.15, "F": 459.67 * 5 / 9}
_SCALED = re.compile(r"e(3|6|9|12)(\S.*)")
SCALE_NAMES = {3: "thousand", 6: "million", 9: "billion", 12: "trillion"}
_AMERICAN = (("metre", "meter"), ("litre", "liter"), ("tonne", "metric ton"))


def _read_table() -> dict[str, Unit]:
    units = {}
    for line in _TABLE.split("\n"):
        if line:
            code, name, plural, kind, size, targets = line.split()
            units[code] = Unit(
                _SYMBOLS.get(code, code),
                name.replace("_", " "),
                plural.replace("_", " "),
                kind,
                float(size),
                tuple(targets.split("+")),
                _OFFSETS.get(code, 0.0),
            )
    return units


_UNITS = _read_table()


def find_unit(code: str) -> Unit | None:
    """Return the unit that a template's code names; a code may begin with a power of ten ("e6acre")."""
    unit = _UNITS.get(_OTHER_CODES.get(code, code))
    if unit is None and (match := _SCALED.fullmatch(code)) is not None:
        unit = _UNITS.get(_OTHER_CODES.get(match[2], match[2]))
        if unit is not None:
            power = int(match[1])
            targets = tuple(f"e{power}{target}" for target in unit.targets)
            unit = replace(unit, size=unit.size * 10.0**power, targets=targets, scale=power)
    return unit


def american(name: str) -> str:
    """Return a unit's name in American spelling."""
    for british, spelt in _AMERICAN:
        name = name.replace(british, spelt)
    return name
