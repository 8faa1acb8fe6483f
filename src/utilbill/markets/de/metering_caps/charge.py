"""Metering at its price cap as a component of a price sheet."""

from typing import Final

from utilbill.markets.de.metering_caps.cap import metering_cap
from utilbill.markets.de.metering_caps.point import MeteringPayer, MeteringPoint
from utilbill.markets.market import Market
from utilbill.prorating.time_share import Proration
from utilbill.tariffs.component import ChargeRole, PriceBasis
from utilbill.tariffs.components import StandingCharge
from utilbill.values.dated import Dated, Timeline
from utilbill.values.explanation import Label
from utilbill.values.period import Period
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price

_PREFIX: Final = "de.metering_cap"
_LABEL: Final = Label("Metering", "Messstellenbetrieb")


def metering_charge(
    market: Market,
    point: MeteringPoint,
    period: Period,
    *,
    payer: MeteringPayer | str = MeteringPayer.CUSTOMER,
    basis: PriceBasis | str = PriceBasis.GROSS,
    proration: Proration = Proration.CALENDAR_YEAR,
) -> StandingCharge:
    """Return metering at its price cap, dated by every change of law in a period.

    Args:
        market: The German market; its law gives the cap, its tax what is net.
        point: The metering point.
        period: The days that the component is for.
        payer: Whose cap it is.
        basis: That of the price sheet; net prices are those of the cap without tax, to the cent.
        proration: How a part of a year counts.

    Raises:
        NotInForceError: If the cap is not known for a day.
        MissingChoiceError: If law names no figure for who pays.

    Examples:
        >>> from utilbill import Quantity, market
        >>> home = MeteringPoint(forecast=Quantity(8000, "kWh"))
        >>> charge = metering_charge(market("DE"), home, Period.through("2024-07-01", "2025-06-30"))
        >>> [(str(held.since), str(held.value)) for held in charge.prices.entries]
        [('2024-07-01', '20.00 EUR/year'), ('2025-01-01', '40.00 EUR/year')]
    """
    changes = {
        held.since
        for parameter in market.law
        if parameter.name.startswith(_PREFIX)
        for held in parameter.timeline.entries
    }
    taxation = market.billing.taxation
    net = PriceBasis(basis) is PriceBasis.NET
    if net:
        changes.update(taxation.changes(TaxCategory.FULL, _COMMODITY, period))
    prices: list[Dated[Price]] = []
    for part in period.split_at(changes):
        cap = metering_cap(market.law, point, part.start)
        amount = cap.gross(payer)
        if net:
            amount = cap.net(taxation.rate(TaxCategory.FULL, _COMMODITY, part.start), payer)
        price = Price(amount.amount, "EUR/year")
        if not prices or prices[-1].value != price:
            source = cap.title.en if cap.verified else f"{cap.title.en} (not verified)"
            prices.append(Dated(part.start, price, source=source))
    return StandingCharge(
        id="metering",
        label=_LABEL,
        prices=Timeline(prices),
        proration=proration,
        role=ChargeRole.METERING,
    )


_COMMODITY: Final = "electricity"
