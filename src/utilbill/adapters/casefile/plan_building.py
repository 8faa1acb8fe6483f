"""Installments to come, as a case file wishes for them."""

import datetime as dt

import attrs

from utilbill.adapters.casefile.models import (
    NextPlanModel,
)
from utilbill.adapters.casefile.places import Places
from utilbill.adapters.casefile.price_building import build_price_sheet
from utilbill.adapters.casefile.ways import Ways
from utilbill.billing.forecasting import ExpectedQuantity, forecast, next_forecast, next_period
from utilbill.billing.settlement import Settlement, SettlementKind
from utilbill.billing.settling import Case
from utilbill.installments.advance import AdvanceTerms
from utilbill.installments.plan import Forecast, InstallmentPlan, build_plan, due_dates
from utilbill.markets.market import Market
from utilbill.prorating.spreading import Spreading
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.values.errors import (
    CurrencyMismatchError,
    InstallmentError,
    MissingFieldError,
)
from utilbill.values.marked import at
from utilbill.values.period import Period
from utilbill.values.rounding import CENT, RoundingRule


@attrs.frozen(kw_only=True)
class PlanWish:
    """How the installments of the year to come shall be."""

    due: tuple[dt.date, ...]
    rounding: RoundingRule
    expected: tuple[ExpectedQuantity, ...]
    prices: PriceSheet
    spreading: Spreading | None
    period: Period | None = None
    advance: AdvanceTerms | None = None


def build_wish(
    model: NextPlanModel | None, prices: PriceSheet, places: Places, ways: Ways
) -> PlanWish | None:
    """Return the wish for installments to come; None if there is none."""
    if model is None:
        return None
    with at(model):
        if places.supply.kind is SettlementKind.FINAL:
            raise InstallmentError(
                "next_plan", "given", "does not go with a final settlement", "Leave it out."
            )
        rounding = CENT
        if model.rounding is not None:
            rounding = RoundingRule("installment", model.rounding.step, model.rounding.mode)
        own = model.prices
        return PlanWish(
            due=due_dates(model.first, model.count, model.every_months),
            rounding=rounding,
            expected=tuple(
                ExpectedQuantity(held.register, held.amount, held.unit) for held in model.expected
            ),
            spreading=ways.named(model.spreading),
            period=_period_of_plan(model),
            advance=_advance(model, places.supply.contract.commodity.value, ways.market),
            prices=prices
            if own is None
            else build_price_sheet(own, places.supply.contract, ways.market, places),
        )


def _advance(model: NextPlanModel, commodity: str, held: Market | None) -> AdvanceTerms | None:
    wanted = model.advance
    if wanted is None:
        return None
    provision = held.billing.advances if held is not None else None
    with at(wanted):
        return AdvanceTerms(
            starts=wanted.starts or model.first,
            reason=wanted.reason,
            ends_when=wanted.ends_when,
            reference=provision(commodity) if provision else "",
        )


def _period_of_plan(model: NextPlanModel) -> Period | None:
    if model.period is None:
        return None
    if not model.expected:
        raise MissingFieldError(
            "expected", "nothing", "must be given with a period", "Give quantities for these days."
        )
    with at(model.period):
        return Period.through(model.period.first, model.period.last)


def settled_plan(
    case: Case, wish: PlanWish, settlement: Settlement, held: Market | None
) -> InstallmentPlan:
    """Return the installments that follow a settlement: by what is expected, or what was used.

    Raises:
        CurrencyMismatchError: If the plan is in another currency than the settlement.
    """
    if (wish.prices.currency or settlement.currency) != settlement.currency:
        raise CurrencyMismatchError(
            "prices",
            wish.prices.currency,
            f"is not the currency {settlement.currency} of the bill",
            "Plan in the currency of the bill.",
        )
    if wish.expected:
        return expected_plan(case, wish, held)
    expected = next_forecast(
        settlement,
        wish.prices,
        market=held,
        taxation=case.taxation,
        spreading=wish.spreading or case.spreading,
        rate_change=case.rate_change,
        tax_level=case.tax_level,
        as_known_on=case.known_on,
    )
    return _plan(expected, case, wish)


def expected_plan(case: Case, wish: PlanWish, held: Market | None) -> InstallmentPlan:
    """Return the installments by expected quantities; nothing needs to be settled before."""
    expected = forecast(
        case.contract,
        wish.period or next_period(case.period),
        wish.expected,
        wish.prices,
        market=held,
        taxation=case.taxation,
        spreading=wish.spreading or case.spreading,
        rate_change=case.rate_change,
        tax_level=case.tax_level,
        conversion=case.conversion,
        as_known_on=case.known_on,
    )
    return _plan(expected, case, wish)


def _plan(expected: Forecast, case: Case, wish: PlanWish) -> InstallmentPlan:
    return build_plan(
        expected, wish.due, wish.rounding, case.contract.id, case.procedure, wish.advance
    )
