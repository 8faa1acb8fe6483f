"""The concession fee (Konzessionsabgabe): which class a customer is in, KAV § 2."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs

from utilbill.law.parameter import LawBook
from utilbill.tariffs.component import LineKind
from utilbill.taxes.statutory import ConcessionFee
from utilbill.values.choice import Choice
from utilbill.values.decision import Condition, Decision
from utilbill.values.errors import InvalidInputError, MissingChoiceError
from utilbill.values.exact import plain
from utilbill.values.units import Quantity

_PREFIX = "de.concession_fee"
_SIZE = f"{_PREFIX}.size."


def size_class(law: LawBook, inhabitants: int, day: dt.date | None = None) -> str:
    """Return the class of a municipality by its inhabitants, KAV § 2 Abs. 2.

    Args:
        law: The law.
        inhabitants: By the state statistical office.
        day: Day whose limits decide; the newest known limits if none is given.

    Raises:
        InvalidInputError: If the number is not above zero.
    """
    if inhabitants <= 0:
        raise InvalidInputError(
            "inhabitants", inhabitants, "is not above zero", "Give the official figure."
        )
    names = [held.name for held in law if held.name.startswith(_SIZE)]
    limits = sorted((_limit(law, name.removeprefix(f"{_PREFIX}."), day), name) for name in names)
    for limit, name in limits:
        if inhabitants <= limit:
            return name.removeprefix(_SIZE)
    return "above"


class ConcessionUse(Choice):
    """What a quantity is used for, as far as the fee depends on it, KAV § 2 Abs. 2 and 3."""

    TARIFF = "tariff"  #: Tariff customers (Tarifkunden), by the size of the municipality.
    OFF_PEAK = "off_peak"  #: Electricity of tariff customers in off-peak hours (Schwachlast).
    COOKING = "cooking"  #: Gas of tariff customers for cooking and hot water only.
    SPECIAL = "special"  #: Special-contract customers (Sondervertragskunden).


_BY_SIZE = (ConcessionUse.TARIFF, ConcessionUse.COOKING)


def fee(
    law: LawBook,
    commodity: str,
    *,
    inhabitants: int,
    use: ConcessionUse | str = ConcessionUse.TARIFF,
    registers: Sequence[str] = (),
    kind: LineKind = LineKind.CHARGED,
) -> ConcessionFee:
    """Return the component of the maximum fee of a municipality.

    Args:
        law: The law.
        commodity: ``electricity`` or ``gas``.
        inhabitants: Of the municipality, by the state statistical office.
        use: What the quantity is used for.
        registers: Registers it prices, where day and night have fees of their own.
        kind: Whether the fee is charged or contained in an all-in price.

    Raises:
        MissingChoiceError: If there is no fee for this use of this commodity.

    Examples:
        >>> from utilbill import market
        >>> market("DE").statutory.concession_fee("electricity", inhabitants=82000).parameter
        'de.concession_fee.electricity.tariff.100000'
    """
    chosen = ConcessionUse(use)
    name = f"{_PREFIX}.{commodity}.{chosen.value}"
    size = size_class(law, inhabitants)
    if chosen in _BY_SIZE:
        name = f"{name}.{size}"
    if name not in law:
        raise MissingChoiceError(
            "use",
            chosen.value,
            f"has no concession fee for {commodity}",
            "KAV § 2: electricity tariff, off_peak, special; gas tariff, cooking, special.",
        )
    id_ = "concession_fee" if chosen is not ConcessionUse.OFF_PEAK else "concession_fee_off_peak"
    return ConcessionFee(
        id=id_, parameter=name, kind=kind, registers=tuple(registers), commodity=commodity
    )


@attrs.frozen
class Supplied:
    """What decides whether low-voltage supply counts as tariff supply.

    Attributes:
        annual_energy: Use of a year.
        monthly_demand: Highest measured demand of each month; empty if demand is not measured.
    """

    annual_energy: Quantity
    monthly_demand: Sequence[Quantity] = ()


def is_tariff_customer(law: LawBook, supplied: Supplied, day: dt.date | None = None) -> Decision:
    """Tell whether low-voltage electricity supply counts as tariff supply, KAV § 2 Abs. 7.

    It does unless the measured demand exceeds the limit in at least two months *and* the annual
    use exceeds the limit.

    Examples:
        >>> from utilbill import Quantity, market
        >>> shop = Supplied(Quantity(35000, "kWh"), [Quantity(34, "kW")] * 3)
        >>> bool(is_tariff_customer(market("DE").law, shop))
        False
    """
    reference = "KAV § 2 Abs. 7"
    demand_limit = _limit(law, "electricity.demand_limit", day)
    energy_limit = _limit(law, "electricity.energy_limit", day)
    months_limit = _limit(law, "electricity.months_over_limit", day)
    above = [held for held in supplied.monthly_demand if held.to("kW").amount > demand_limit]
    energy = supplied.annual_energy.to("kWh").amount
    conditions = (
        Condition(
            f"demand above {plain(demand_limit)} kW in fewer than {plain(months_limit)} months",
            len(above) < months_limit,
            f"{len(above)} months",
            reference,
        ),
        Condition(
            f"annual use of at most {plain(energy_limit)} kWh",
            energy <= energy_limit,
            f"{plain(energy)} kWh",
            reference,
        ),
    )
    return Decision(any(condition.satisfied for condition in conditions), conditions)


def _limit(law: LawBook, name: str, day: dt.date | None) -> Decimal:
    parameter = law[f"{_PREFIX}.{name}"]
    figure = parameter.timeline.entries[-1].value if day is None else parameter.at(day)
    return figure.value or Decimal(0)
