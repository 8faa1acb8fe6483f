"""The relief of December 2022 for gas and heat (Dezember-Soforthilfe, EWSG)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import attrs

from utilbill.billing.line import Line
from utilbill.billing.relief import ReliefAmount
from utilbill.billing.settlement import Settlement
from utilbill.law.parameter import LawBook
from utilbill.markets.de.reliefs.figures import (
    CENTS,
    HUNDRED,
    days_in_force,
    figure_in_force,
    in_cents,
    in_kwh,
    input_in_force,
    sum_of,
)
from utilbill.markets.de.reliefs.groups import BrakeGroup
from utilbill.markets.de.reliefs.unit_price import unit_price
from utilbill.prorating.time_share import Proration, time_share
from utilbill.tariffs.component import PriceBasis
from utilbill.taxes.split import with_tax
from utilbill.taxes.vat import untaxed
from utilbill.values.decision import Condition, Decision
from utilbill.values.errors import InvalidInputError, MissingChoiceError, PeriodError
from utilbill.values.exact import plain
from utilbill.values.explanation import (
    Constant,
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    rounded,
)
from utilbill.values.money import Money, as_money
from utilbill.values.period import MONTHS_PER_YEAR, Period
from utilbill.values.rounding import CENT, RoundingRule
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Price, Quantity

_EURO: Final = "EUR"
_GAS_LIMIT: Final = "de.december_relief.gas.limit"
_PERCENT: Final = "de.december_relief.heat.percent"
_MONTHS: Final = Constant(Decimal(MONTHS_PER_YEAR), "months/year")
_FORECAST: Final = Label("forecast of September 2022", "Jahresverbrauchsprognose September 2022")
_UNIT_PRICE: Final = Label("unit price of 1 December 2022", "Arbeitspreis am 1. Dezember 2022")
_OTHER: Final = Label("December's part of other prices", "Dezemberanteil der übrigen Preise")
_COUNT: Final = Label("count", "Anzahl")
_INSTALLMENT: Final = Label("installment of September 2022", "Abschlag September 2022")
_ASKED: Final = Label("installments of the last period", "Abschläge des letzten Zeitraums")
_RELIEF: Final = Label("December relief 2022", "Dezember-Soforthilfe 2022")


@attrs.frozen
class DecemberAmount:
    """The relief of December 2022.

    Attributes:
        amount: The relief, gross.
        explanation: How it came about.
    """

    amount: Money
    explanation: Rounded

    def difference(self, provisional: Money | str) -> Money:
        """Return what is still owed to the customer after a provisional relief (EWSG § 3 Abs. 1).

        Args:
            provisional: The waived installment, or what was paid out.

        Examples:
            >>> from utilbill import market
            >>> found = december_relief_gas(
            ...     market("DE").law, Quantity(24000, "kWh"), "15 ct/kWh", "15.00 EUR/month")
            >>> found.difference("266.00 EUR")
            Money('49.00', 'EUR')
        """
        return self.amount - as_money(provisional)


def december_relief_applies(
    law: LawBook,
    commodity: str,
    annual: Quantity,
    *,
    load_profile: bool = False,
    housing_or_care: bool = False,
    hospital: bool = False,
) -> Decision:
    """Tell whether a delivery point is relieved for December 2022, EWSG §§ 2 Abs. 1, 4 Abs. 1.

    Args:
        law: The law.
        commodity: ``gas`` or ``heat``.
        annual: Use of a year.
        load_profile: Gas: whether demand is metered; only then the use counts.
        housing_or_care: Rented housing, owners' associations, care, education, rehabilitation; of
            any use.
        hospital: Whether it is a registered hospital.

    Raises:
        MissingChoiceError: If there was no relief for this commodity.

    Examples:
        >>> from utilbill import market
        >>> large = Quantity(1600, "MWh")
        >>> bool(december_relief_applies(market("DE").law, "gas", large))
        True
        >>> bool(december_relief_applies(market("DE").law, "gas", large, load_profile=True))
        False
    """
    name = f"de.december_relief.{commodity}.limit"
    if name not in law:
        raise MissingChoiceError(
            "commodity", commodity, "had no December relief", "Ask for gas or heat."
        )
    figure = figure_in_force(law, name, days_in_force(law, name).start)
    used = in_kwh(annual)
    limit = figure.value or used
    counts = load_profile or commodity == "heat"
    size = Condition(
        f"at most {plain(limit)} kWh a year" + ("" if counts else ", if demand is metered"),
        not counts or housing_or_care or used <= limit,
        f"{plain(used)} kWh" + (", housing or care" if housing_or_care else ""),
        figure.reference,
    )
    kind = Condition("no hospital", not hospital, "yes" if hospital else "no", figure.reference)
    return Decision(size.satisfied and kind.satisfied, (size, kind))


def december_relief_gas(
    law: LawBook,
    forecast: Quantity,
    unit_price: Price | str,
    *other: Price | str,
    kwh_rounding: RoundingRule | None = None,
    rounding: RoundingRule = CENT,
) -> DecemberAmount:
    """Return the relief for gas: a twelfth of the year at the price of 1 December, and the rest.

    EWSG § 2 Abs. 2.

    Args:
        law: The law.
        forecast: Use of a year as forecast in September 2022; of metered demand the use from
            November 2021 to October 2022.
        unit_price: Gross unit price agreed for 1 December 2022.
        other: Other gross prices: per day, month or year. December's part is its 31 days, a month,
            a twelfth.
        kwh_rounding: How the twelfth is rounded; not at all if not given.
        rounding: How the relief is rounded.

    Raises:
        UnitError: If the forecast is no energy, or a price is of another kind.
        InvalidInputError: If the forecast is below zero.

    Examples:
        >>> from utilbill import market
        >>> december_relief_gas(
        ...     market("DE").law, Quantity(18000, "kWh"), "21.40 ct/kWh", "150.00 EUR/year").amount
        Money('333.50', 'EUR')
    """
    given = Price.parse(unit_price) if isinstance(unit_price, str) else unit_price
    december = days_in_force(law, _GAS_LIMIT)
    price = Input(_UNIT_PRICE, in_cents(given), "ct/kWh", "as agreed")
    rest = [_of_time(Price.parse(one) if isinstance(one, str) else one, december) for one in other]
    node = _gas(forecast, price, rest, kwh_rounding)
    return _amount(node, rounding)


def _gas(
    forecast: Quantity,
    price: Explanation,
    other: Sequence[Explanation],
    kwh_rounding: RoundingRule | None,
) -> Explanation:
    used = in_kwh(forecast)
    if used < 0:
        raise InvalidInputError("forecast", forecast, "is below zero", "Give the use of a year.")
    twelfth: Explanation = Operation("/", (Input(_FORECAST, used, "kWh"), _MONTHS))
    if kwh_rounding is not None:
        twelfth = Rounded(twelfth, kwh_rounding)
    energy = Operation("/", (Operation("*", (twelfth, price)), CENTS))
    return sum_of((energy, *other))


def _of_time(price: Price, december: Period, count: Quantity | None = None) -> Explanation:
    """Return December's part of a price through time, for some kW or m² where it is for them."""
    factors = price.per.factors
    thing = next(
        (unit for unit in factors if count and unit.dimension == count.unit.dimension), None
    )
    times = [unit for unit in factors if unit is not thing]
    per = times[0] if len(times) == 1 else price.per
    share = time_share(december, per, Proration.MONTHS)
    node = Operation("*", (Input(_OTHER, price.amount, price.unit.symbol, "as agreed"), share))
    if count is not None and thing is not None:
        held = count.to(thing)
        node = Operation("*", (node, Input(_COUNT, held.amount, thing.symbol)))
    cents = price.unit.above.symbol != price.currency
    return Operation("/", (node, CENTS)) if cents else node


def december_relief_heat(
    law: LawBook, installments: Money | str | Sequence[Money], *, months: int | None = None
) -> DecemberAmount:
    """Return the relief for heat: 120 % of the installment of September 2022, EWSG § 4 Abs. 3.

    Args:
        law: The law.
        installments: The installment of September 2022; or, where they are not twelve a year, all
            of the last period.
        months: How many months that period has; needed with several.

    Raises:
        InvalidInputError: If there are several installments and no months, or none above zero.

    Examples:
        >>> from utilbill import market
        >>> december_relief_heat(market("DE").law, "140.00 EUR").amount
        Money('168.00', 'EUR')
        >>> six = [Money("280.00", "EUR")] * 6
        >>> december_relief_heat(market("DE").law, six, months=12).amount
        Money('168.00', 'EUR')
    """
    percent = input_in_force(law, _PERCENT, days_in_force(law, _PERCENT).start)
    if isinstance(installments, Money | str):
        paid = as_money(installments)
        basis: Explanation = Input(_INSTALLMENT, paid.amount, paid.currency)
    else:
        if months is None or months < 1:
            raise InvalidInputError(
                "months",
                "none" if months is None else months,
                "do not say how long the installments were for",
                "Give the months of the last period, such as 12.",
            )
        paid = sum(installments, Money.zero(_EURO))
        count = Constant(Decimal(months), "months")
        basis = Operation("/", (Input(_ASKED, paid.amount, paid.currency), count))
    if paid.amount < 0:
        raise InvalidInputError("installments", paid, "are below zero", "Give what was asked for.")
    return _amount(Operation("/", (Operation("*", (basis, percent)), HUNDRED)), CENT)


def _amount(node: Explanation, rounding: RoundingRule) -> DecemberAmount:
    held = Rounded(node, rounding)
    return DecemberAmount(Money(rounded(held), _EURO), held)


@attrs.frozen(kw_only=True)
class DecemberRelief:
    """The relief of December 2022 as a relief of a rated settlement that holds the month.

    With a forecast, prices of gas are read off the lines of the settlement on 1 December; otherwise
    the amount is given, as for heat, where the installment decides. A waived installment is simply
    not among those received; the bill then settles the difference (EWSG § 3 Abs. 1 Satz 3). The
    relief leaves the tax as it is (EWSG § 6).

    Attributes:
        law: The law.
        forecast: Gas: use of a year as forecast in September 2022.
        amount: The relief by :func:`december_relief_heat` or :func:`december_relief_gas`, instead
            of the forecast.
        kwh_rounding: How the twelfth of the forecast is rounded; not at all if not given.

    Raises:
        InvalidInputError: If neither the forecast nor the amount is given, or both.
    """

    law: LawBook = attrs.field(repr=False)
    forecast: Quantity | None = None
    amount: DecemberAmount | None = None
    kwh_rounding: RoundingRule | None = None

    def __attrs_post_init__(self) -> None:
        if (self.forecast is None) == (self.amount is None):
            raise InvalidInputError(
                "forecast",
                "none" if self.forecast is None else str(self.forecast),
                "or the amount must be given, one of them",
                "Give the forecast for gas, or amount=december_relief_heat(...) for heat.",
            )

    def amounts(self, rated: Settlement) -> Sequence[ReliefAmount]:
        """Return the relief.

        Raises:
            PeriodError: If 1 December 2022 is not settled.
            InvalidInputError: If something else than gas or heat is supplied.
        """
        commodity = rated.contract.supply_point.commodity.value
        wanted = ("gas", "heat") if self.forecast is None else ("gas",)
        if commodity not in wanted:
            raise InvalidInputError(
                "commodity",
                commodity,
                f"is not {' or '.join(wanted)}",
                "Choose the relief by what is supplied.",
            )
        december = days_in_force(self.law, _GAS_LIMIT)
        if december.start not in rated.period:
            raise PeriodError(
                "period",
                rated.period,
                f"does not hold {december.start}",
                "Apply the relief to the bill of the month of December 2022.",
            )
        node = self.amount.explanation if self.amount is not None else self._gas(rated, december)
        return (
            ReliefAmount(
                id="december_relief",
                label=_RELIEF,
                period=rated.period.intersection(december) or december,
                amount=Operation("-", (Constant(Decimal(0), _EURO), node)),
                tax=untaxed(TaxCategory.OUT_OF_SCOPE),
            ),
        )

    def _gas(self, rated: Settlement, december: Period) -> Explanation:
        assert self.forecast is not None  # noqa: S101 - checked when it was made
        price = unit_price(rated, BrakeGroup.GAS_SMALL, december.start)
        other = [
            _gross(_of_time(line.price, december, line.count), line)
            for line in rated.charged
            if line.price is not None and line.quantity is None and december.start in line.period
        ]
        return _gas(self.forecast, price, other, self.kwh_rounding)


def _gross(node: Explanation, line: Line) -> Explanation:
    return with_tax(node, line.tax) if line.basis is PriceBasis.NET else node
