"""Volumes of gas and the energy they hold, with the factors between them, as bills must show it.

GasGVV § 2, EnWG § 40 Abs. 2 and DVGW G 685: volume, state number, calorific value, energy.
"""

from collections.abc import Iterator
from decimal import Decimal

import attrs

from utilbill.documents.explaining import explain
from utilbill.documents.formats import Formats
from utilbill.documents.model import Block, Document, Facts, Grid, Heading, Note, columns
from utilbill.documents.texts import text
from utilbill.metering.consumption import Consumption
from utilbill.metering.energy_conversion import (
    STATE_NUMBER,
    EnergyConversion,
    factors_of,
    to_energy,
)
from utilbill.prorating.spreading import Spreading
from utilbill.values.explanation import Explanation, Label, Share, decimal_of, evaluate
from utilbill.values.period import Period
from utilbill.values.table import Table
from utilbill.values.units import Quantity


@attrs.frozen(kw_only=True)
class EnergyRow:
    """What one register counted, and the energy in it.

    Attributes:
        register: Id of the register.
        volume: As measured [m³].
        factors: State numbers and calorific values [kWh/m³] by name, each as used.
        energy: Rounded once [kWh].
        explanation: Evaluates to the energy.
    """

    register: str
    volume: Quantity
    factors: tuple[tuple[Label, Decimal], ...]
    energy: Quantity
    explanation: Explanation


@attrs.frozen
class CalculatedFactor:
    """A factor that was calculated, and how.

    Attributes:
        value: Rounded once.
        explanation: Evaluates to the value.
    """

    value: Decimal
    explanation: Explanation


@attrs.frozen(kw_only=True)
class EnergyOverview:
    """Volumes and energies of a supply in a period (thermische Gasabrechnung).

    Attributes:
        contract: Number of the contract.
        period: The days.
        rows: One per register.
        state_number: The state number (Zustandszahl), where it was calculated.
    """

    contract: str
    period: Period
    rows: tuple[EnergyRow, ...]
    state_number: CalculatedFactor | None = None

    @property
    def total(self) -> Quantity | None:
        """The energy of all registers [kWh]; None where nothing was read."""
        if not self.rows:
            return None
        first, *others = (row.energy for row in self.rows)
        for other in others:
            first = first + other
        return first

    def table(self) -> Table:
        """Return volumes and energies as a table."""
        return Table(
            f"{self.contract}, {self.period}",
            ("register", "volume", "energy"),
            tuple((row.register, str(row.volume), str(row.energy)) for row in self.rows),
        )

    def records(self) -> list[dict[str, object]]:
        """Return one mapping per register, ready for a data frame."""
        return self.table().records()

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def energy_overview(
    used: Consumption,
    conversion: EnergyConversion,
    *,
    contract: str = "",
    spreading: Spreading | None = None,
    state_number: CalculatedFactor | None = None,
) -> EnergyOverview:
    """Convert volumes and show the factors; nothing is priced.

    Args:
        used: Volumes in m³.
        conversion: State number and calorific value.
        contract: Number of the contract.
        spreading: How volumes are spread where factors change between two readings.
        state_number: The state number, where it was calculated.

    Raises:
        UnitError: If a register does not count cubic metres.
        GapError: If a day has no factor.
        MissingChoiceError: If factors change between two readings and nobody says how the volume
            is spread.

    Examples:
        >>> from utilbill import Reading, Register, consumption
        >>> month = Period.of_month(2026, 1)
        >>> used = consumption([Register("g", unit="m³")], [
        ...     Reading("g", month.start, 0), Reading("g", month.end, 1000)], month)
        >>> factors = EnergyConversion(state_number="0.95", calorific_value="10.3")
        >>> energy_overview(used, factors).total
        Quantity('9785 kWh')
    """
    converted = to_energy(used, conversion, spreading)
    return EnergyOverview(
        contract=contract,
        period=used.period,
        rows=tuple(_row(used, converted, name) for name in used.registers),
        state_number=state_number,
    )


def _row(used: Consumption, converted: Consumption, name: str) -> EnergyRow:
    node = next(held.explanation for held in converted.intervals if held.register == name)
    whole = node.total if isinstance(node, Share) else node
    return EnergyRow(
        register=name,
        volume=used.of(name),
        factors=factors_of(whole),
        energy=Quantity(decimal_of(evaluate(whole)), converted.of(name).unit),
        explanation=whole,
    )


def energy_document(overview: EnergyOverview, language: str = "en") -> Document:
    """Return volumes and energies as a document, each with its derivation."""
    formats = Formats(language)
    title = f"{text('energy', language)}: {overview.contract}".removesuffix(": ")
    return Document(title, language, tuple(_blocks(overview, title, formats)))


def _blocks(overview: EnergyOverview, title: str, formats: Formats) -> Iterator[Block]:
    language = formats.language
    yield Heading(title, 1)
    yield Facts(((text("period", language), formats.period(overview.period)),))
    if overview.rows:
        names = ("register", "volume", "factors", "energy_amount")
        yield Grid(
            tuple(text(name, language) for name in names),
            columns(names, "volume", "energy_amount"),
            tuple(
                (
                    row.register,
                    formats.quantity(row.volume),
                    ", ".join(_factor(label, value, formats) for label, value in row.factors),
                    formats.quantity(row.energy),
                )
                for row in overview.rows
            ),
        )
    if overview.state_number is not None:
        yield Heading(STATE_NUMBER.in_language(language))
        yield Note(str(explain(overview.state_number.explanation, language)))
    for row in overview.rows:
        yield Heading(f"{text('derivation', language)}: {row.register}")
        yield Note(str(explain(row.explanation, language)))


def _factor(label: Label, value: Decimal, formats: Formats) -> str:
    unit = "" if label == STATE_NUMBER else " kWh/m³"
    return f"{label.in_language(formats.language)} {formats.number(value)}{unit}"
