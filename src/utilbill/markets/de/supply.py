"""Basic and emergency supply: how long it lasts, on which days its prices may change."""

import datetime as dt
from collections.abc import Sequence

from dateutil.relativedelta import relativedelta

from utilbill.contracts.contract import Contract, SupplyBasis
from utilbill.law.parameter import LawBook
from utilbill.values.errors import PeriodError
from utilbill.values.explanation import Label
from utilbill.values.findings import Finding, Severity
from utilbill.values.period import ONE_DAY, Period

_COMMODITIES = ("electricity", "gas")


def emergency_supply_end(law: LawBook, start: dt.date) -> dt.date:
    """Return the first day on which an emergency supply must have ended, EnWG § 38 Abs. 4.

    Where the last month has no day of that number, its last day still belongs to the time (BGB
    § 188 Abs. 3).

    Args:
        law: The law.
        start: First day of the supply (Ersatzversorgung).

    Raises:
        BeyondHorizonError: If the limit is not known on that day.

    Examples:
        >>> from utilbill import market
        >>> emergency_supply_end(market("DE").law, dt.date(2026, 1, 31))
        datetime.date(2026, 5, 1)
    """
    months = law["de.supply.emergency_limit"].at(start).value or 0
    end = start + relativedelta(months=int(months))
    return end if end.day == start.day else end + ONE_DAY


def check_supply(
    law: LawBook, contract: Contract, period: Period, price_changes: Sequence[dt.date]
) -> tuple[Finding, ...]:
    """Hold a settlement of electricity or gas against the rules of basic and emergency supply.

    Args:
        law: The law.
        contract: What is settled; the ground of its supply decides.
        period: The settled days.
        price_changes: Days inside the period on which the supplier's prices change.

    Returns:
        A finding for every change on a day on which such prices do not change. They change on the
        first of a month in basic supply (GVV § 5 Abs. 2), on the first and the fifteenth in
        emergency supply.

    Raises:
        PeriodError: If an emergency supply would last longer than law allows, EnWG § 38 Abs. 4.
    """
    if contract.supply_point.commodity.value not in _COMMODITIES:
        return ()
    if contract.supply_basis is SupplyBasis.EMERGENCY:
        _check_end(law, contract, period)
        days = [
            int(law[name].at(period.start).value or 0)
            for name in ("de.supply.emergency_price_day_1", "de.supply.emergency_price_day_2")
        ]
        return _unusual(price_changes, days, "EnWG § 38")
    if contract.supply_basis is SupplyBasis.BASIC:
        return _unusual(price_changes, [1], "StromGVV/GasGVV § 5 Abs. 2")
    return ()


def _check_end(law: LawBook, contract: Contract, period: Period) -> None:
    end = emergency_supply_end(law, contract.supply_start)
    if period.end > end:
        raise PeriodError(
            "period",
            period,
            f"reaches past {end - ONE_DAY}, when the emergency supply of contract {contract.id} "
            "ended by law (EnWG § 38 Abs. 4)",
            "Settle it to that day; what follows is supplied on other ground, as basic supply is.",
        )


def _unusual(changes: Sequence[dt.date], days: Sequence[int], source: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            "price_change_day",
            Label(
                f"A price changes on {day}; supply on this ground allows the day "
                f"{' or '.join(map(str, days))} of a month ({source}).",
                f"Ein Preis ändert sich am {day:%d.%m.%Y}; erlaubt ist der "
                f"{'. oder '.join(map(str, days))}. eines Monats ({source}).",
            ),
            Severity.WARNING,
        )
        for day in changes
        if day.day not in days
    )
