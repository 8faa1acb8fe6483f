"""The state number of gas in Germany (Zustandszahl), DVGW G 685."""

import datetime as dt
from decimal import Decimal

from utilbill.law.parameter import LawBook
from utilbill.values.errors import MissingChoiceError
from utilbill.values.exact import exact
from utilbill.values.explanation import Explanation, Input, Label, Operation, Rounded, rounded
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
    ratio = Operation("/", (constant("normal_temperature"), kelvin))
    pressure = Operation("/", (Operation("+", (ambient, effective)), constant("normal_pressure")))
    divisor = Input(_COMPRESSIBILITY, exact(compressibility, "compressibility"), "1", "as given")
    decimals = int(law[f"{_GAS}.state_number_decimals"].at(day).value or 0)
    rule = RoundingRule("state_number", decimal_step(decimals), reference="DVGW G 685")
    node = Rounded(Operation("/", (Operation("*", (ratio, pressure)), divisor)), rule)
    return rounded(node), node
