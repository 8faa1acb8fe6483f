"""Units, quantities and prices: a number never travels without its unit."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Self

import attrs

from utilbill.values.errors import InvalidInputError, UnitError
from utilbill.values.exact import add, as_text, exact, negate, plain
from utilbill.values.money import currency_code
from utilbill.values.period import MONTHS_PER_YEAR

_THOUSAND = Fraction(1000)
_MILLI = Fraction(1, 1000)
_CENTI = Fraction(1, 100)

#: Symbol to (dimension, factor to the base unit of that dimension).
_ATOMS: dict[str, tuple[str, Fraction]] = {
    "1": ("", Fraction(1)),
    "%": ("", _CENTI),
    "Wh": ("energy", _MILLI),
    "kWh": ("energy", Fraction(1)),
    "MWh": ("energy", _THOUSAND),
    "W": ("power", _MILLI),
    "kW": ("power", Fraction(1)),
    "MW": ("power", _THOUSAND),
    "kvarh": ("reactive energy", Fraction(1)),
    "Mvarh": ("reactive energy", _THOUSAND),
    "kvar": ("reactive power", Fraction(1)),
    "kVA": ("apparent power", Fraction(1)),
    "m³": ("volume", Fraction(1)),
    "l": ("volume", _MILLI),
    "day": ("day", Fraction(1)),
    "month": ("year", Fraction(1, MONTHS_PER_YEAR)),
    "year": ("year", Fraction(1)),
    "week": ("week", Fraction(1)),
    "ct": ("EUR", _CENTI),
    "öre": ("SEK", _CENTI),
    "øre": ("NOK", _CENTI),
    "gr": ("PLN", _CENTI),
    "kg": ("mass", Fraction(1)),
    "t": ("mass", _THOUSAND),
    "inhabitant": ("inhabitant", Fraction(1)),
    "pp": ("percentage point", Fraction(1)),
    "m²": ("area", Fraction(1)),
    "m": ("length", Fraction(1)),
    "K": ("temperature difference", Fraction(1)),
    "°C": ("temperature", Fraction(1)),
    "mbar": ("pressure", Fraction(1)),
    "hPa": ("pressure", Fraction(1)),
    "bar": ("pressure", _THOUSAND),
    "Pa": ("pressure", _CENTI),
    "person": ("person", Fraction(1)),
    "unit": ("unit", Fraction(1)),
}
_ALIASES = {"m3": "m³", "m2": "m²", "a": "year", "d": "day", "yr": "year", "cbm": "m³", "": "1"}
_CURRENCY_LETTERS = 3


def _atom(symbol: str) -> tuple[str, str, Fraction]:
    symbol = _ALIASES.get(symbol, symbol)
    if symbol in _ATOMS:
        return symbol, *_ATOMS[symbol]
    if len(symbol) == _CURRENCY_LETTERS and symbol.isascii() and symbol.isupper():
        try:
            return symbol, currency_code(symbol), Fraction(1)
        except InvalidInputError:
            pass
    known = ", ".join(sorted(name for name in _ATOMS if name != "1"))
    raise UnitError("unit", symbol, "is unknown", f"Use a currency or one of: {known}.")


@attrs.frozen
class Unit:
    """A unit of measure: simple (``kWh``), one per another (``ct/kWh``), or per several.

    A price of power through time is written ``EUR/kW/year``: per kW and year.

    Attributes:
        symbol: Canonical text.
        dimension: What is measured, as (above, below); a currency is a dimension of its own.
        factor: How many base units one of this unit is.

    Raises:
        UnitError: If a symbol is unknown.

    Examples:
        >>> Unit.parse("ct/kWh").factor, Unit.parse("EUR/a").symbol
        (Fraction(1, 100), 'EUR/year')
        >>> Unit.parse("EUR/kW/a").below.factors
        (Unit('kW'), Unit('year'))
    """

    symbol: str
    dimension: tuple[str, str] = attrs.field(eq=False)
    factor: Fraction = attrs.field(eq=False)

    @classmethod
    def parse(cls, text: str) -> "Unit":
        """Read a unit from its text."""
        return _parse_unit(as_text(text, "unit", "Write it like kWh or ct/kWh.").strip())

    @property
    def above(self) -> "Unit":
        """The unit above the slash."""
        return _parse_unit(self.symbol.partition("/")[0])

    @property
    def below(self) -> "Unit":
        """The unit below the slash, ``1`` where there is none."""
        return _parse_unit("·".join(self.symbol.split("/")[1:]))

    @property
    def factors(self) -> "tuple[Unit, ...]":
        """The units whose product it is; itself where it is simple."""
        return tuple(_parse_unit(part) for part in self.symbol.split("·"))

    def __str__(self) -> str:
        return self.symbol

    def __repr__(self) -> str:
        return f"Unit({self.symbol!r})"


@lru_cache(maxsize=1024)
def _parse_unit(text: str) -> Unit:
    above, *below = text.split("/")
    symbol, over, factor = _product(above)
    under, divisor = [], Fraction(1)
    for part in below:
        part_symbol, dimension, part_factor = _product(part)
        symbol = symbol if part_symbol == "1" else f"{symbol}/{part_symbol}"
        under.append(dimension)
        divisor *= part_factor
    return Unit(symbol, (over, "·".join(sorted(filter(None, under)))), factor / divisor)


def _product(text: str) -> tuple[str, str, Fraction]:
    atoms = [_atom(part) for part in text.split("·")]
    factor = Fraction(1)
    for _, _, part in atoms:
        factor *= part
    dimension = "·".join(sorted(filter(None, (held for _, held, _ in atoms))))
    return "·".join(symbol for symbol, _, _ in atoms), dimension, factor


def as_unit(value: Unit | str) -> Unit:
    """Accept a unit or its text."""
    return value if isinstance(value, Unit) else Unit.parse(value)


def _parts(text: str, what: str, example: str) -> tuple[Decimal, str]:
    advice = f"Write it like {example}."
    amount, _, unit = as_text(text, what, advice).strip().partition(" ")
    if not unit:
        raise UnitError(what, text, "has no unit", advice)
    return exact(amount, what), unit


@attrs.frozen
class Quantity:
    """An exact amount of something measured (Menge, mängd, ilość).

    Examples:
        >>> Quantity.parse("3500 kWh")
        Quantity('3500 kWh')
        >>> Quantity("1.5", "MWh").to("kWh")
        Quantity('1500 kWh')
    """

    amount: Decimal = attrs.field(converter=exact)
    unit: Unit = attrs.field(converter=as_unit)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``3500 kWh``."""
        return cls(*_parts(text, "quantity", "3500 kWh"))

    def to(self, unit: Unit | str) -> "Quantity":
        """Express in another unit of the same dimension, exactly.

        Raises:
            UnitError: If the dimensions differ or the result is no finite decimal.
        """
        target = as_unit(unit)
        if target.symbol == self.unit.symbol:
            return self
        return Quantity(convert(self.amount, self.unit, target), target)

    def __add__(self, other: "Quantity") -> "Quantity":
        return Quantity(add(self.amount, other.to(self.unit).amount), self.unit)

    def __neg__(self) -> "Quantity":
        return Quantity(negate(self.amount), self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        return self + -other

    def __str__(self) -> str:
        return f"{plain(self.amount)} {self.unit}"

    def __repr__(self) -> str:
        return f"Quantity({str(self)!r})"


def convert(amount: Decimal, source: Unit, target: Unit) -> Decimal:
    """Convert between units of one dimension, exactly.

    Raises:
        UnitError: If the dimensions differ or the result is no finite decimal.
    """
    if source.dimension != target.dimension:
        raise UnitError(
            "unit", source.symbol, f"is not measured in {target.symbol}", "Use fitting units."
        )
    scaled = Fraction(amount) * source.factor / target.factor
    numerator, denominator = scaled.as_integer_ratio()
    shift = 0
    while denominator != 1 and shift <= MAXIMUM_PLACES:
        numerator, shift = numerator * 10, shift + 1
        reduced = Fraction(numerator, denominator)
        numerator, denominator = reduced.numerator, reduced.denominator
    if denominator != 1:
        raise UnitError(
            "unit", target.symbol, f"cannot hold {plain(amount)} {source} exactly", "Round first."
        )
    return Decimal((int(numerator < 0), Decimal(abs(numerator)).as_tuple().digits, -shift))


#: Longest decimal fraction that a conversion writes down.
MAXIMUM_PLACES = 100


@attrs.frozen
class Price:
    """A price as it was published: number and unit, no digit more or less (Preis, pris, cena).

    Examples:
        >>> Price.parse("25.21 ct/kWh").currency
        'EUR'
    """

    amount: Decimal = attrs.field(converter=exact)
    unit: Unit = attrs.field(converter=as_unit)

    def __attrs_post_init__(self) -> None:
        if self.unit.above.dimension[0] == "" or not self.unit.above.dimension[0].isupper():
            raise UnitError(
                "price", str(self), "has no currency above the slash", "Write it like ct/kWh."
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``25.21 ct/kWh``."""
        return cls(*_parts(text, "price", "25.21 ct/kWh"))

    @property
    def currency(self) -> str:
        """Code of the currency, also of a price in cents."""
        return self.unit.dimension[0]

    @property
    def per(self) -> Unit:
        """What the price is for: kWh, year, m³."""
        return self.unit.below

    def __str__(self) -> str:
        return f"{plain(self.amount)} {self.unit}"

    def __repr__(self) -> str:
        return f"Price({str(self)!r})"


def as_price(value: Price | str) -> Price:
    """Accept a price or its text.

    Examples:
        >>> as_price("25.21 ct/kWh")
        Price('25.21 ct/kWh')
    """
    return value if isinstance(value, Price) else Price.parse(value)


def optional_price(value: Price | str | None) -> Price | None:
    """Accept a price, its text, or nothing."""
    return None if value is None else as_price(value)


def as_quantity(value: Quantity | str) -> Quantity:
    """Accept a quantity or its text.

    Examples:
        >>> as_quantity("3500 kWh")
        Quantity('3500 kWh')
    """
    return value if isinstance(value, Quantity) else Quantity.parse(value)


def optional_quantity(value: Quantity | str | None) -> Quantity | None:
    """Accept a quantity, its text, or nothing."""
    return None if value is None else as_quantity(value)
