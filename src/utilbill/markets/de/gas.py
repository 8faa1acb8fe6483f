"""The state number of gas in Germany (Zustandszahl), DVGW G 685."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from utilbill.law.parameter import LawBook
from utilbill.metering.energy_conversion import EnergyConversion
from utilbill.values.errors import InvalidInputError, MissingChoiceError
from utilbill.values.exact import exact
from utilbill.values.explanation import (
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    evaluate,
    rounded,
)
from utilbill.values.findings import Finding, Severity
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule, decimal_step
from utilbill.values.units import Quantity, Unit

_GAS = "de.gas"
_CELSIUS = Unit.parse("°C")
_ALTITUDE = Label("altitude of the height zone", "Höhe der Höhenzone")
_AMBIENT = Label("mean air pressure", "mittlerer Luftdruck")
_EFFECTIVE = Label("effective pressure of the gas", "Effektivdruck des Gases")
_TEMPERATURE = Label("temperature of the gas", "Gastemperatur")
_COMPRESSIBILITY = Label("compressibility", "Kompressibilitätszahl")


def state_number(
    law: LawBook,
    day: dt.date,
    *,
    altitude: Quantity | None = None,
    ambient_pressure: Quantity | None = None,
    effective_pressure: Quantity | None = None,
    temperature: Quantity | None = None,
    compressibility: Decimal | int | str = 1,
) -> tuple[Decimal, Explanation]:
    """Return the state number z: T_n / T × (p_amb + p_eff) / p_n × 1 / K, rounded to 4 decimals.

    Args:
        law: The law, for the constants of the code of practice.
        day: Last day of the reading period.
        altitude: Of the height zone [m]; the mean air pressure follows from it.
        ambient_pressure: Mean air pressure [mbar], instead of the altitude.
        effective_pressure: Overpressure of the gas [mbar]; the usual one if the grid has none.
        temperature: Of the gas [K or °C]; that of meters without conversion if not given.
        compressibility: K; 1 below 1 bar.

    Returns:
        The number, and how it came about.

    Raises:
        MissingChoiceError: If neither altitude nor air pressure is given, or both.
        UnitError: If a quantity is not in the unit it must be in.
        InvalidInputError: If the altitude lies outside the country, or temperature, pressure or
            compressibility are not above zero.

    Examples:
        >>> from utilbill import market
        >>> law, day = market("DE").law, dt.date(2025, 12, 31)
        >>> state_number(law, day, altitude=Quantity(250, "m"))[0]
        Decimal('0.9430')
        >>> state_number(law, day, altitude=Quantity(250, "m"), temperature=Quantity(15, "°C"))[0]
        Decimal('0.9430')
    """
    if (altitude is None) == (ambient_pressure is None):
        raise MissingChoiceError(
            "altitude",
            "both" if altitude else "none",
            "or the mean air pressure must be given, one of them",
            "Give the altitude of the height zone, or the pressure that the grid operator names.",
        )

    def constant(name: str) -> Input:
        parameter = law[f"{_GAS}.{name}"]
        return parameter.input(parameter.at(day))

    if altitude is not None:
        _check_altitude(law, day, altitude)

    def measured(label: Label, value: Quantity, unit: str) -> Input:
        return Input(label, value.to(unit).amount, unit, "as given")

    ambient: Explanation
    if altitude is not None:
        metres = measured(_ALTITUDE, altitude, "m")
        fall = Operation("*", (constant("pressure_per_metre"), metres))
        ambient = Operation("-", (constant("sea_level_pressure"), fall))
    else:
        assert ambient_pressure is not None  # noqa: S101 - one of both, as checked above
        ambient = measured(_AMBIENT, ambient_pressure, "mbar")
    effective = (
        constant("effective_pressure")
        if effective_pressure is None
        else measured(_EFFECTIVE, effective_pressure, "mbar")
    )
    kelvin: Explanation
    if temperature is None:
        kelvin = constant("billing_temperature")
    elif temperature.unit == _CELSIUS:
        celsius = measured(_TEMPERATURE, temperature, _CELSIUS.symbol)
        kelvin = Operation("+", (celsius, constant("normal_temperature")))
    else:
        kelvin = measured(_TEMPERATURE, temperature, "K")
    _check_above_zero("temperature", kelvin, "Give it in K or °C.")
    _check_above_zero("pressure", Operation("+", (ambient, effective)), "Give it in mbar.")
    ratio = Operation("/", (constant("normal_temperature"), kelvin))
    pressure = Operation("/", (Operation("+", (ambient, effective)), constant("normal_pressure")))
    if exact(compressibility, "compressibility") <= 0:
        raise InvalidInputError(
            "compressibility", compressibility, "is not above zero", "Leave it out below 1 bar."
        )
    divisor = Input(_COMPRESSIBILITY, exact(compressibility, "compressibility"), "1", "as given")
    decimals = int(law[f"{_GAS}.state_number_decimals"].at(day).value or 0)
    rule = RoundingRule("state_number", decimal_step(decimals), reference="DVGW G 685")
    node = Rounded(Operation("/", (Operation("*", (ratio, pressure)), divisor)), rule)
    return rounded(node), node


def _check_above_zero(field: str, node: Explanation, advice: str) -> None:
    value = evaluate(node)
    if value <= 0:
        raise InvalidInputError(field, value, "is not above zero, absolutely", advice)


def _check_altitude(law: LawBook, day: dt.date, altitude: Quantity) -> None:
    metres = altitude.to("m").amount
    lowest, highest = (_figure(law, f"{end}_altitude", day) for end in ("lowest", "highest"))
    if not lowest <= metres <= highest:
        raise InvalidInputError(
            "altitude",
            altitude,
            f"lies outside of {lowest} to {highest} m",
            "Give the height zone that the grid operator names.",
        )


def _figure(law: LawBook, name: str, day: dt.date) -> Decimal:
    return law[f"{_GAS}.{name}"].at(day).value or Decimal(0)


def check_conversion(
    law: LawBook, conversion: EnergyConversion, period: Period
) -> tuple[Finding, ...]:
    """Name factors of gas that are unusual, such as a calorific value in MJ.

    Args:
        law: The law, for the usual bounds.
        conversion: The factors.
        period: The settled days.
    """
    factors = tuple(
        finding
        for name, factors in (
            ("state_number", conversion.state_number),
            ("calorific_value", conversion.calorific_value),
        )
        for _, held in factors.pieces(period)
        for finding in _unusual(law, name, held.value, period.last)
    )
    return (*factors, *_coarse(law, conversion, period.last))


def _coarse(law: LawBook, conversion: EnergyConversion, day: dt.date) -> Iterator[Finding]:
    """Name steps of rounding by which a bill says less than the code of practice asks for."""
    for name, rule in (
        ("calorific_value", conversion.calorific_rounding),
        ("energy", conversion.rounding),
    ):
        usual = decimal_step(int(_figure(law, f"{name}_decimals", day)))
        if rule.step > usual:
            label = _NAMES[name]
            yield Finding(
                "unusual_gas_rounding",
                Label(
                    f"The {label.en} is rounded to {rule.step}; usual is {usual} (DVGW G 685).",
                    f"{label.de} auf {rule.step} gerundet; üblich ist {usual} (DVGW G 685).",
                ),
                Severity.WARNING,
            )


_NAMES = {
    "state_number": Label("state number", "Zustandszahl"),
    "calorific_value": Label("calorific value", "Brennwert"),
    "energy": Label("energy", "Energie"),
}


def _unusual(law: LawBook, name: str, value: Decimal, day: dt.date) -> Iterator[Finding]:
    low, high = (_figure(law, f"usual_{name}_{end}", day) for end in ("low", "high"))
    if not low <= value <= high:
        label = _NAMES[name]
        yield Finding(
            "unusual_gas_factor",
            Label(
                f"The {label.en} {value} is unusual: not between {low} and {high}.",
                f"{label.de} {value} ist unüblich: nicht zwischen {low} und {high}.",
            ),
            Severity.WARNING,
        )
