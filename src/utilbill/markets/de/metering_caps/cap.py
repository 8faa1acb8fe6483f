"""Which price cap holds for a metering point, and why (Preisobergrenze, MsbG §§ 30, 32, 35)."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from utilbill.law.parameter import Figure, LawBook
from utilbill.markets.de.metering_caps.point import MeteringPayer, MeteringPoint
from utilbill.prorating.time_share import Proration, time_share
from utilbill.taxes.split import net_in
from utilbill.taxes.vat import TaxRate
from utilbill.values.decision import Condition, Decision
from utilbill.values.errors import MissingChoiceError
from utilbill.values.exact import plain
from utilbill.values.explanation import (
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    rounded,
)
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import CENT
from utilbill.values.units import Price, Unit, convert

_PREFIX: Final = "de.metering_cap"
_YEAR: Final = Unit.parse("year")
_PER_YEAR: Final = Unit.parse("EUR/year")
_OPTIONAL: Final = ("use_1", "use_2", "plant_1")
_MODERN: Final = "modern"


@attrs.frozen(kw_only=True)
class MeteringCap:
    """The price cap of a metering point on a day, gross per year.

    Attributes:
        case: Name of the case that decides, such as ``use_5``, ``plant_2``, ``controllable`` or
            ``modern``.
        title: The same in words.
        customer: How the cap of the customer comes about; None where law asks for a reasonable fee
            and names none.
        grid_operator: The same for the grid operator.
        once: What may be asked for once, where the meter was asked for early; None if nothing.
        verified: Whether all its figures were checked.
        conditions: Every case of the metering point with its cap in all; the dearest is satisfied.
    """

    case: str
    title: Label
    customer: Explanation | None
    grid_operator: Explanation | None
    once: Money | None
    verified: bool
    conditions: tuple[Condition, ...]

    def gross(self, payer: MeteringPayer | str = MeteringPayer.CUSTOMER) -> Money:
        """Return the cap of a year, gross.

        Raises:
            MissingChoiceError: If law names no figure for who pays.
        """
        return Money(rounded(Rounded(self._of(payer), CENT)), "EUR")

    def net(self, rate: TaxRate, payer: MeteringPayer | str = MeteringPayer.CUSTOMER) -> Money:
        """Return the cap of a year without tax, to the cent."""
        return Money(rounded(net_in(self._of(payer), rate, CENT)), "EUR")

    def share(
        self,
        period: Period,
        payer: MeteringPayer | str = MeteringPayer.CUSTOMER,
        proration: Proration = Proration.CALENDAR_YEAR,
    ) -> Money:
        """Return the gross cap for some days of a year, to the cent."""
        part = Operation("*", (self._of(payer), time_share(period, _YEAR, proration)))
        return Money(rounded(Rounded(part, CENT)), "EUR")

    def _of(self, payer: MeteringPayer | str) -> Explanation:
        chosen = MeteringPayer(payer)
        held = self.customer if chosen is MeteringPayer.CUSTOMER else self.grid_operator
        if held is None:
            raise MissingChoiceError(
                "payer",
                chosen.value,
                f"has no cap in the case {self.case}: law names no figure",
                "Use the price of the metering operator.",
            )
        return held


def metering_cap(law: LawBook, point: MeteringPoint, day: dt.date) -> MeteringCap:
    """Return the price cap of a metering point on a day.

    The use of the last three years decides by its mean (§ 30 Abs. 4); of several cases the most
    expensive one in all, customer and grid operator together (§ 30 Abs. 5).

    Args:
        law: The law.
        point: The metering point.
        day: The day.

    Raises:
        NotInForceError: If the cap of a case is not known for so early a day.
        MissingChoiceError: If neither enough years of use nor a forecast nor another case is given.

    Examples:
        >>> from utilbill import Quantity, market
        >>> use = [Quantity(amount, "kWh") for amount in (18000, 21000, 24000)]
        >>> point = MeteringPoint(annual_use=use)
        >>> found = metering_cap(market("DE").law, point, dt.date(2025, 1, 1))
        >>> found.case, found.gross("customer"), found.gross("grid_operator")
        ('use_5', Money('110.00', 'EUR'), Money('80.00', 'EUR'))
    """
    if not point.smart:
        return _Case(law, _MODERN, day).cap(point, ())
    cases = [_Case(law, name, day) for name in _cases(law, point, day)]
    dearest = max(cases, key=lambda held: held.rank)
    conditions = tuple(held.condition(decides=held is dearest) for held in cases)
    return dearest.cap(point, conditions)


@attrs.frozen
class _Case:
    """One case of the law on a day."""

    law: LawBook
    name: str
    day: dt.date

    def _input(self, payer: MeteringPayer) -> Input | None:
        name = f"{_PREFIX}.{self.name}.{payer.value}"
        if name not in self.law:
            return None
        parameter = self.law[name]
        figure = parameter.at(self.day)
        return None if figure.value is None else parameter.input(figure)

    def title(self, payer: MeteringPayer) -> Label:
        return self.law[f"{_PREFIX}.{self.name}.{payer.value}"].title

    @property
    def reference(self) -> str:
        return self.law[f"{_PREFIX}.{self.name}.customer"].at(self.day).reference

    @property
    def _amounts(self) -> tuple[Input | None, ...]:
        return tuple(self._input(payer) for payer in MeteringPayer)

    @property
    def rank(self) -> tuple[bool, Decimal]:
        """What no figure limits is dearest; else the sum of both decides."""
        known = [held.value for held in self._amounts if held is not None]
        return len(known) < len(self._amounts), sum(known, Decimal(0))

    @property
    def shown(self) -> str:
        known = [held.value for held in self._amounts if held is not None]
        whole = f"{plain(sum(known, Decimal(0)))} EUR in all"
        return whole if len(known) == len(self._amounts) else "a reasonable fee"

    def condition(self, *, decides: bool) -> Condition:
        """Return the case as a condition; the dearest one is satisfied."""
        title = self.title(MeteringPayer.CUSTOMER).en
        return Condition(f"dearest case: {title}", decides, self.shown, self.reference)

    def cap(self, point: MeteringPoint, conditions: tuple[Condition, ...]) -> MeteringCap:
        customer, operator = (self._with(payer, point) for payer in MeteringPayer)
        once = None
        if point.on_request and point.smart:
            once = Money(self.law[f"{_PREFIX}.early.once"].at(self.day).value or 0, "EUR")
        return MeteringCap(
            case=self.name,
            title=self.title(MeteringPayer.CUSTOMER),
            customer=customer,
            grid_operator=operator,
            once=once,
            verified=all(figure.verified for figure in self._figures(point)),
            conditions=conditions,
        )

    def _figures(self, point: MeteringPoint) -> Iterator[Figure]:
        for payer in MeteringPayer:
            names = [f"{self.name}.{payer.value}"]
            if point.control_unit and point.smart:
                names.append(f"control_unit.{payer.value}")
            for name in names:
                if f"{_PREFIX}.{name}" in self.law:
                    yield self.law[f"{_PREFIX}.{name}"].at(self.day)

    def _with(self, payer: MeteringPayer, point: MeteringPoint) -> Explanation | None:
        """Return the cap with what is added for a control unit or an early meter."""
        base = self._input(payer)
        if base is None:
            return None
        parts: list[Explanation] = [base]
        if point.control_unit and point.smart:
            parts.append(self._extra(f"control_unit.{payer.value}"))
        if point.on_request and self.name in _OPTIONAL and payer is MeteringPayer.CUSTOMER:
            parts.append(self._extra("early.customer"))
        return base if len(parts) == 1 else Operation("+", tuple(parts))

    def _extra(self, name: str) -> Input:
        parameter = self.law[f"{_PREFIX}.{name}"]
        return parameter.input(parameter.at(self.day))


def _cases(law: LawBook, point: MeteringPoint, day: dt.date) -> list[str]:
    found: list[str] = []
    used = _mean_use(law, point, day)
    if used is not None:
        found.append(f"use_{_step(law, 'use', used, day)}")
    if point.plant is not None:
        power = Fraction(point.plant.to("kW").amount)
        found.append(f"plant_{_step(law, 'plant', power, day)}")
    if point.controllable:
        found.append("controllable")
    if not found:
        raise MissingChoiceError(
            "annual_use",
            f"{len(point.annual_use)} values",
            "do not decide the class, and there is no other case",
            "Give the use of three years, or the forecast of the grid operator.",
        )
    return found


def _mean_use(law: LawBook, point: MeteringPoint, day: dt.date) -> Fraction | None:
    years = int(law[f"{_PREFIX}.years"].at(day).value or 0)
    last = [Fraction(held.to("kWh").amount) for held in point.annual_use][-years:]
    if len(last) == years:
        return sum(last, Fraction(0)) / years
    return None if point.forecast is None else Fraction(point.forecast.to("kWh").amount)


def _step(law: LawBook, kind: str, amount: Fraction, day: dt.date) -> int:
    step = 1
    while f"{_PREFIX}.{kind}.limit_{step}" in law:
        limit = law[f"{_PREFIX}.{kind}.limit_{step}"].at(day).value
        if limit is not None and amount <= limit:
            break
        step += 1
    return step


def within_cap(
    law: LawBook,
    price: Price,
    point: MeteringPoint,
    day: dt.date,
    payer: MeteringPayer | str = MeteringPayer.CUSTOMER,
) -> Decision:
    """Tell whether a gross price of a metering operator keeps to the cap.

    Args:
        law: The law.
        price: The gross price, per year or month.
        point: The metering point.
        day: The day.
        payer: Who pays it.

    Raises:
        MissingChoiceError: If law names no figure for who pays.
        UnitError: If the price is not per year or month.

    Examples:
        >>> from utilbill import Quantity, market
        >>> home = MeteringPoint(forecast=Quantity(3500, "kWh"))
        >>> bool(within_cap(
        ...     market("DE").law, Price.parse("3.00 EUR/month"), home, dt.date(2025, 7, 1)))
        False
    """
    cap = metering_cap(law, point, day)
    allowed = cap.gross(payer)
    asked = convert(price.amount, price.unit, _PER_YEAR)
    condition = Condition(
        f"at most {allowed} a year, {cap.title.en}",
        asked <= allowed.amount,
        f"{plain(asked)} EUR a year",
        _Case(law, cap.case, day).reference,
    )
    return Decision(condition.satisfied, (*cap.conditions, condition))
