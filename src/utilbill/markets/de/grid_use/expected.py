"""What an own calculation expects an invoice to say."""

from collections.abc import Mapping
from decimal import Decimal

import attrs

from utilbill.billing.line import Line
from utilbill.billing.settlement import Settlement
from utilbill.tariffs.component import PriceBasis
from utilbill.values.errors import InvalidInputError, MissingChoiceError
from utilbill.values.exact import exact
from utilbill.values.explanation import Label, Rounded, as_label
from utilbill.values.money import Money, as_money
from utilbill.values.period import Period
from utilbill.values.units import Price, Quantity


@attrs.frozen(kw_only=True)
class ExpectedPosition:
    """One position of an own calculation.

    Attributes:
        article: Id of the article that the operator invoices it under.
        label: Its name.
        period: The days it is for.
        net: Net amount.
        percent: Rate of value added tax [%].
        quantity: Quantity or count; None where only time is priced.
        price: Price, net.
        explanation: How the amount came about.
    """

    article: str
    label: Label = attrs.field(converter=as_label)
    period: Period
    net: Money = attrs.field(converter=as_money)
    percent: Decimal = attrs.field(converter=exact)
    quantity: Quantity | None = None
    price: Price | None = None
    explanation: Rounded | None = None


def expected_positions(
    settlement: Settlement, articles: Mapping[str, str]
) -> tuple[ExpectedPosition, ...]:
    """Return the charged lines of a settlement at net prices as expected positions.

    Args:
        settlement: Settled by the price sheet of the operator.
        articles: Ids of articles by the ids of the components.

    Raises:
        InvalidInputError: If the settlement is gross.
        MissingChoiceError: If a component has no article.
    """
    if settlement.basis is not PriceBasis.NET:
        raise InvalidInputError(
            "basis",
            settlement.basis.value,
            "is not that of invoices between market partners",
            "Settle by a net price sheet.",
        )
    return tuple(_position(line, articles) for line in settlement.charged)


def _position(line: Line, articles: Mapping[str, str]) -> ExpectedPosition:
    if line.component not in articles:
        raise MissingChoiceError(
            "articles",
            line.component,
            "has no article id",
            "Name the article under which the operator invoices this component.",
        )
    return ExpectedPosition(
        article=articles[line.component],
        label=line.label,
        period=line.period,
        net=line.amount,
        percent=line.tax.percent,
        quantity=line.quantity or line.count,
        price=line.price,
        explanation=line.explanation,
    )
