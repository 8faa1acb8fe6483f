"""Registers and their readings."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, Self

import attrs

from utilbill.metering.estimate import Estimate
from utilbill.values.choice import Choice
from utilbill.values.dated import optional_day
from utilbill.values.errors import InvalidInputError, MissingRegisterError, UnitError
from utilbill.values.exact import exact, plain
from utilbill.values.explanation import Label, optional_label
from utilbill.values.period import ONE_DAY, whole_day
from utilbill.values.units import Unit, as_unit


class ReadingOrigin(Choice):
    """How a reading was obtained (Ableseart); it must appear on the bill, EnWG § 40a Abs. 1."""

    REMOTE = "remote"  #: Read by remote transmission (Fernablesung).
    OPERATOR = "operator"  #: Read by the metering operator (Messstellenbetreiber).
    SUPPLIER = "supplier"  #: Read by the supplier (Lieferant).
    CUSTOMER = "customer"  #: Read by the customer (Selbstablesung).
    ESTIMATED = "estimated"  #: Estimated (geschätzt), EnWG § 40a Abs. 2.
    SUBSTITUTED = "substituted"  #: Substitute value (Ersatzwert), MsbG § 2 Nr. 17.

    @property
    def measured(self) -> bool:
        """Whether somebody or something really looked at the register."""
        return self not in (ReadingOrigin.ESTIMATED, ReadingOrigin.SUBSTITUTED)

    @property
    def label(self) -> Label:
        """Its name on a bill."""
        return _ORIGINS[self]


_ORIGINS: Final = {
    ReadingOrigin.REMOTE: Label("remote", "Fernablesung"),
    ReadingOrigin.OPERATOR: Label("metering operator", "Messstellenbetreiber"),
    ReadingOrigin.SUPPLIER: Label("supplier", "Lieferant"),
    ReadingOrigin.CUSTOMER: Label("customer", "Kunde"),
    ReadingOrigin.ESTIMATED: Label("estimated", "geschätzt"),
    ReadingOrigin.SUBSTITUTED: Label("substitute value", "Ersatzwert"),
}


KWH = Unit.parse("kWh")


def _positive(value: Decimal | int | str) -> Decimal:
    ratio = exact(value, "ratio")
    if ratio <= 0:
        raise InvalidInputError("ratio", ratio, "is not above zero", "Give the transformer ratio.")
    return ratio


_MOST_ROLLOVERS: Final = 1000
_MOST_DIGITS: Final = 20  # no register is longer


def _digits(value: int | str | None) -> int | None:
    if value is None:
        return None
    number = exact(value, "digits") if isinstance(value, str) else Decimal(value)
    if number != int(number) or not 1 <= number <= _MOST_DIGITS:
        raise InvalidInputError(
            "digits", value, "is no count of digits", "Give how many digits stand before the comma."
        )
    return int(number)


@attrs.frozen
class Register:
    """A counter of a meter (Zählwerk, räkneverk, rejestr).

    Attributes:
        id: Its name; an OBIS code where there is one, such as ``1-0:1.8.1``.
        unit: What it counts, of the reading as shown.
        digits: Digits before the comma; the register starts again at 10 to their power.
        ratio: Transformer ratio (Wandlerfaktor) by which a difference is multiplied.
        meter: Number of the meter it belongs to; empty for whatever meter is installed.
        total_of: Registers whose sum it must equal; such a register proves, it is not billed.
        part_of: Register behind which it counts a part, as a garden meter does (Gartenzähler,
            Absetzzähler); not billed by itself, but prices may leave it out.
        label: Its name on the bill.
    """

    id: str
    unit: Unit = attrs.field(default=KWH, converter=as_unit)
    digits: int | None = attrs.field(default=None, converter=_digits)
    ratio: Decimal = attrs.field(default=Decimal(1), converter=_positive)
    meter: str = ""
    total_of: tuple[str, ...] = ()
    part_of: str = ""
    label: Label | None = attrs.field(default=None, converter=optional_label)

    @property
    def name(self) -> Label:
        """The name for people: the label, or the id."""
        return self.label or Label(self.id)


@attrs.frozen
class Reading:
    """What a register showed (Zählerstand, mätarställning, wskazanie) at the *start* of a day.

    A German "Ablesung 31.12." is the value at the end of that day: :meth:`end_of`. An exchange of
    meters is two readings on one day, the last of the old meter and the first of the new one.

    Attributes:
        register: Id of the register.
        day: The value holds at the start of this day.
        value: As shown, without the transformer ratio.
        origin: How it was obtained.
        meter: Number of the meter; needed only where meters were exchanged.
        known_since: Since when the value is known; None means always.
        rollovers: How often the register started again since the reading before; None means: find
            out, which is possible as long as less than half of the register was used.
        reason: Why it was estimated or substituted.
        factors: On what it rests, in words, where another system estimated it.
        estimate: The estimate that it rests on, with range, method and basis.

    Examples:
        >>> Reading.end_of("2016-12-31", "1-0:1.8.0", "5063.379").day
        datetime.date(2017, 1, 1)
    """

    register: str
    day: dt.date = attrs.field(converter=whole_day)
    value: Decimal = attrs.field(converter=exact)
    origin: ReadingOrigin = attrs.field(default=ReadingOrigin.OPERATOR, converter=ReadingOrigin)
    meter: str = ""
    known_since: dt.date | None = attrs.field(default=None, converter=optional_day)
    rollovers: int | None = None
    reason: str = ""
    factors: str = ""
    estimate: Estimate | None = None

    def __attrs_post_init__(self) -> None:
        if self.rollovers is not None and not 0 <= self.rollovers <= _MOST_ROLLOVERS:
            raise InvalidInputError(
                "rollovers", self.rollovers, "is no count of rollovers", "Give 0, 1, 2 and so on."
            )
        if self.value < 0:
            raise InvalidInputError(
                "value", self.value, "is below zero", "A register shows zero or more."
            )
        known = self.known_since
        if self.origin.measured and known is not None and known < self.day - ONE_DAY:
            raise InvalidInputError(
                "known_since",
                known,
                f"lies before the reading of {self.day} was taken",
                "Give the day on which it came in.",
            )

    @classmethod
    def end_of(
        cls,
        day: dt.date | str,
        register: str,
        value: Decimal | int | str,
        origin: ReadingOrigin = ReadingOrigin.OPERATOR,
        meter: str = "",
    ) -> Self:
        """Return the reading at the end of a day, which is the start of the next."""
        return cls(register, whole_day(day) + ONE_DAY, exact(value), origin, meter)

    @property
    def source(self) -> str:
        """Where the value comes from: register, meter and moment."""
        meter = f" {self.meter}" if self.meter else ""
        return f"{self.register}{meter} {self.day} 00:00"

    def __str__(self) -> str:
        of = f" of meter {self.meter}" if self.meter else ""
        return f"{plain(self.value)} at the start of {self.day} ({self.origin.value}){of}"


_TARIFF_REGISTER = re.compile(r"(?P<stem>.*\d\.\d+)\.(?P<tariff>\d+)", re.ASCII)


def with_totals(registers: Iterable[Register]) -> tuple[Register, ...]:
    """Recognize total registers by OBIS codes: ``1.8.0`` is the total of ``1.8.1``, ``1.8.2``.

    Of one meter only: an old meter with ``1.8.0`` alone counts, it does not prove.

    Examples:
        >>> held = [Register("1-0:1.8.0"), Register("1-0:1.8.1"), Register("1-0:1.8.2")]
        >>> with_totals(held)[0].total_of
        ('1-0:1.8.1', '1-0:1.8.2')
    """
    held = tuple(registers)
    bands: dict[str, list[Register]] = {}
    for register in held:
        match = _TARIFF_REGISTER.fullmatch(register.id)
        if match and match["tariff"] != "0":
            bands.setdefault(match["stem"], []).append(register)
    return tuple(_with_bands(register, bands) for register in held)


def _with_bands(register: Register, bands: dict[str, list[Register]]) -> Register:
    match = _TARIFF_REGISTER.fullmatch(register.id)
    if register.total_of or not match or match["tariff"] != "0":
        return register
    beside = [
        band.id
        for band in bands.get(match["stem"], ())
        if not band.meter or not register.meter or band.meter == register.meter
    ]
    return attrs.evolve(register, total_of=tuple(dict.fromkeys(beside))) if beside else register


@attrs.frozen
class Registers:
    """The registers at a supply point, found by id and meter.

    Attributes:
        all: Every register.
        ids: The names of all registers, each once.
        parts: Registers that count a part of what another one counts, and that other one.
        counting: Names of the registers that count by themselves: all but those that prove a sum.
        billed: Names of the registers that are billed: all but sums and parts of others.

    Raises:
        MissingRegisterError: If a reading names a register that is not among them.
    """

    all: tuple[Register, ...] = attrs.field(converter=with_totals)
    ids: tuple[str, ...] = attrs.field(init=False, eq=False, repr=False)
    parts: Mapping[str, str] = attrs.field(init=False, eq=False, repr=False)
    counting: tuple[str, ...] = attrs.field(init=False, eq=False, repr=False)
    billed: tuple[str, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._name()
        seen: dict[tuple[str, str], Register] = {}
        for register in self.all:
            if (register.id, register.meter) in seen:
                raise InvalidInputError(
                    "registers",
                    register.id,
                    "is declared twice",
                    "Declare each register of a meter once.",
                ).concerning(register)
            seen[register.id, register.meter] = register
            if register.unit.dimension != self.unit(register.id).dimension:
                raise UnitError(
                    "unit",
                    register.unit.symbol,
                    f"does not fit {self.unit(register.id)} of the other meter of {register.id}",
                    "Give another name to a register that counts something else.",
                ).concerning(register)
            if register.part_of:
                self._check_part(register)
            if register.id in register.total_of:
                raise InvalidInputError(
                    "total_of",
                    register.id,
                    "cannot prove itself",
                    "Name the registers whose sum it is.",
                ).concerning(register)
            for band in register.total_of:
                if not any(held.id == band for held in self.all):
                    raise MissingRegisterError(
                        "total_of", band, "is not declared", "Declare it, or leave it out."
                    ).concerning(register)

    def _name(self) -> None:
        ids = tuple(dict.fromkeys(register.id for register in self.all))
        parts = {register.id: register.part_of for register in self.all if register.part_of}
        alone = {register.id for register in self.all if not register.total_of}
        counting = tuple(name for name in ids if name in alone)
        object.__setattr__(self, "ids", ids)
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "counting", counting)
        object.__setattr__(self, "billed", tuple(name for name in counting if name not in parts))

    def _check_part(self, register: Register) -> None:
        if register.part_of == register.id or register.part_of not in self.ids:
            raise MissingRegisterError(
                "part_of",
                register.part_of,
                "is no other register",
                "Name the register behind which it counts.",
            ).concerning(register)
        if self.unit(register.id) != self.unit(register.part_of):
            raise UnitError(
                "unit",
                register.unit.symbol,
                f"is not that of {register.part_of}, of which it counts a part",
                "Declare both in one unit.",
            ).concerning(register)

    def find(self, register: str, meter: str = "") -> Register:
        """Return the register of a meter, or the one declared for whatever meter."""
        fallback = None
        for held in self.all:
            if held.id == register:
                if held.meter == meter:
                    return held
                if not held.meter:
                    fallback = held
        if fallback is not None:
            return fallback
        known = ", ".join(self.ids) or "none"
        of = f" of meter {meter}" if meter else ""
        raise MissingRegisterError(
            "register", register, f"is not declared{of}", f"Declare it, or use one of: {known}."
        )

    def unit(self, register: str) -> Unit:
        """Return the unit in which a register is billed: that of the first meter of its name."""
        return next(held.unit for held in self.all if held.id == register)

    def bound_to_meters(self, register: str) -> bool:
        """Tell whether a register is declared for certain meters only."""
        return all(held.meter for held in self.all if held.id == register)
