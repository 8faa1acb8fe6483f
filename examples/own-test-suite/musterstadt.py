"""Products of a fictional supplier, as it might keep them beside its own billing."""

import utilbill as ub


def green_power(germany: ub.Market) -> ub.PriceSheet:
    """Return the price sheet of one product: all law is charged openly, leaving is free."""
    return ub.PriceSheet(
        name="Green power",
        basis="net",
        components=[
            ub.UnitPrice(
                id="energy",
                label=ub.Label("Energy", "Arbeitspreis"),
                prices=ub.dated_prices(
                    ("2015-01-01", "9.10 ct/kWh"), ("2023-01-01", "14.20 ct/kWh")
                ),
            ),
            ub.StandingCharge(
                id="standing",
                label=ub.Label("Standing charge", "Grundpreis"),
                prices="96.00 EUR/year",
                proration="calendar_year",
            ),
            *germany.statutory.levies("electricity"),
            germany.statutory.quantity_tax("electricity"),
            germany.statutory.concession_fee("electricity", inhabitants=60_000),
            ub.Bonus(id="welcome", label=ub.Label("Welcome bonus", "Willkommensbonus"),
                     amount=ub.Money(50, "EUR"), stay_months=12),
        ],
    )  # fmt: skip


def supplied(
    registers: tuple[ub.Register, ...], period: ub.Period, start: str | None = None
) -> ub.Contract:
    """Return a contract for the days of a period."""
    return ub.Contract(
        id="M-1",
        supply_start=start or period.start,
        supply_point=ub.SupplyPoint(commodity="electricity", registers=registers),
    )
