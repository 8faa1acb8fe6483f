"""Lines of a bill."""

import attrs

from utilbill.tariffs.component import ChargeRole, LineKind, PriceBasis
from utilbill.taxes.vat import TaxRate
from utilbill.values.explanation import Label, Rounded
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.units import Price, Quantity


@attrs.frozen(slots=False)  # half the time to make one, and a bill is made of them
class Line:
    """One priced position (Rechnungsposition, fakturarad, pozycja faktury).

    Attributes:
        component: Id of the component that it comes from.
        charge: The charge of that component.
        role: What it is for.
        kind: Whether it counts or only informs.
        label: Its name.
        period: The days it is for.
        amount: Rounded.
        basis: Whether the amount is net or gross: that of the settlement for lines that count;
            statutory lines for information are always net.
        tax: The rate it is taxed at.
        explanation: How the amount came about; evaluates to the amount again.
        registers: The registers whose quantity it prices.
        quantity: The quantity it prices.
        price: The price as published.
        measured: Whether the quantity rests on readings alone.
        count: How many of the things a price through time is for.
    """

    component: str
    charge: str
    role: ChargeRole
    kind: LineKind
    label: Label
    period: Period
    amount: Money
    basis: PriceBasis
    tax: TaxRate
    explanation: Rounded
    registers: tuple[str, ...] = ()
    quantity: Quantity | None = None
    price: Price | None = None
    measured: bool = True
    count: Quantity | None = None


@attrs.frozen
class Absence:
    """Days on which a component asks for nothing because the thing does not exist then.

    Such as a levy before it was introduced or after it was abolished. Kept, so that "no line" is
    never confused with "forgotten".
    """

    component: str
    period: Period
    reason: Label
