"""Figures of the ordinance on heat costs (HeizkostenV), as inputs of explanations."""

import datetime as dt
from decimal import Decimal
from typing import Final

from utilbill.law.parameter import LawBook
from utilbill.values.explanation import Constant, Explanation, Input, Operation, Rounded
from utilbill.values.rounding import CENT

_PREFIX: Final = "de.heat_costs"
HUNDRED: Final = Constant(Decimal(100), "%")


def figure_of(law: LawBook, name: str, day: dt.date) -> Input:
    """Return a figure of the ordinance that holds on a day."""
    parameter = law[f"{_PREFIX}.{name}"]
    return parameter.input(parameter.at(day))


def percentage_of(of: Explanation, percent: Explanation) -> Rounded:
    """Return a percentage of an amount, to the cent."""
    return Rounded(Operation("/", (Operation("*", (of, percent)), HUNDRED)), CENT)
