"""Feed-in of solar power and its remuneration (Einspeisung, EEG §§ 19 to 53)."""

from utilbill.markets.de.feed_in.duration import lost_time, remuneration_end
from utilbill.markets.de.feed_in.negative import (
    NegativePriceRule,
    negative_price_rule,
    unpaid_intervals,
)
from utilbill.markets.de.feed_in.payment import (
    FeedInCredit,
    feed_in_credit,
    feed_in_installments,
    installment_day,
)
from utilbill.markets.de.feed_in.plant import FeedInForm, FeedInMode, FeedInPlant, OperatorTax
from utilbill.markets.de.feed_in.rates import (
    TWO_DECIMALS,
    FeedInStage,
    blended_rate,
    paid_rates,
    reference_values,
    tenant_bonus_values,
)
from utilbill.markets.de.feed_in.remuneration import FeedInRemuneration, feed_in_sheet

__all__ = [
    "TWO_DECIMALS",
    "FeedInCredit",
    "FeedInForm",
    "FeedInMode",
    "FeedInPlant",
    "FeedInRemuneration",
    "FeedInStage",
    "NegativePriceRule",
    "OperatorTax",
    "blended_rate",
    "feed_in_credit",
    "feed_in_installments",
    "feed_in_sheet",
    "installment_day",
    "lost_time",
    "negative_price_rule",
    "paid_rates",
    "reference_values",
    "remuneration_end",
    "tenant_bonus_values",
    "unpaid_intervals",
]
