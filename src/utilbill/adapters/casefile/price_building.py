"""Price sheets of a case file."""

import datetime as dt
from typing import Any

import attrs

from utilbill.adapters.casefile.days import first_after
from utilbill.adapters.casefile.models import (
    BonusModel,
    CarbonPriceModel,
    ConcessionFeeModel,
    ContractModel,
    EventPriceModel,
    LeviesModel,
    LevyModel,
    MeteringChargeModel,
    OneOffModel,
    PercentDiscountModel,
    PriceSheetModel,
    QuantityTaxModel,
    StandingChargeModel,
    TieredPriceModel,
    UnitPriceModel,
)
from utilbill.adapters.casefile.places import Places
from utilbill.markets.market import Market
from utilbill.tariffs.bonus import Bonus
from utilbill.tariffs.component import ChargeRole, Component, LineKind, PriceBasis
from utilbill.tariffs.components import OneOff, StandingCharge, UnitPrice
from utilbill.tariffs.event_price import EventPrice, PricedEvent
from utilbill.tariffs.guarantee import PriceGuarantee
from utilbill.tariffs.percent_discount import PercentDiscount
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.tiers import Tier, TieredPrice
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import (
    InvalidInputError,
    MissingChoiceError,
    MissingFieldError,
    UtilbillError,
)
from utilbill.values.explanation import Label
from utilbill.values.marked import at
from utilbill.values.period import Period
from utilbill.values.units import Price, Quantity


def _label(model: Any) -> Label:
    return model.label or Label(model.id)


def _common(model: Any) -> dict[str, Any]:
    """Return what all components with a tax of their own have."""
    return {
        "id": model.id,
        "label": _label(model),
        "tax": model.tax,
        "kind": _kind(model),
        "source": model.source,
    }


def _kind(model: Any) -> LineKind:
    return LineKind.CONTAINED if model.contained else LineKind.CHARGED


def _prices(model: Any) -> Timeline[Price]:
    if (model.price is None) == (not model.prices):
        raise MissingFieldError(
            "price",
            "both" if model.prices else "nothing",
            "must be given in one way",
            "Write either price: for all days, or prices: with their days.",
        )
    if model.price is not None:
        return Timeline.always(model.price, getattr(model, "source", ""))
    entries = []
    for dated in model.prices:
        with at(dated):
            until = first_after(dated.last)
            entries.append(Dated(dated.since, dated.price, until, dated.known_since, dated.source))
    return Timeline(entries)


def _counts(model: Any) -> Timeline[Quantity] | None:
    count, counts = getattr(model, "count", None), getattr(model, "counts", ())
    if count is not None and counts:
        raise MissingFieldError(
            "count", "both", "must be given in one way", "Write either count or counts."
        )
    if count is not None:
        return Timeline.always(count, model.source)
    if not counts:
        return None
    return Timeline([Dated(held.since, held.count, source=held.source) for held in counts])


def _events(model: EventPriceModel) -> list[PricedEvent]:
    found = []
    for event in model.events:
        with at(event):
            found.append(PricedEvent(event.on, event.count))
    return found


def build_price_sheet(
    model: PriceSheetModel | None, contract: ContractModel, held: Market | None, places: Places
) -> PriceSheet:
    """Return the price sheet of a supply; an empty one if it gives none."""
    if model is None:
        return PriceSheet(name="", basis=PriceBasis.NET, components=())
    components: list[Component] = []
    for component in model.components:
        with at(component):
            made = _component(component, contract.commodity.value, held)
        places.held += [(part, component.where) for part in made]
        components.extend(made)
    guarantees = []
    for promise in model.guarantees:
        with at(promise):
            days = Period.through(promise.first, promise.last)
            guarantees.append(PriceGuarantee(holds=days, of=promise.of))
        places.held.append((guarantees[-1], promise.where))
    try:
        return PriceSheet(
            name=model.name, basis=model.basis, components=components, guarantees=guarantees
        )
    except UtilbillError as error:
        error.where = error.where or places.made(error.about) or model.where
        raise


def _component(model: Any, commodity: str, held: Market | None) -> tuple[Component, ...]:
    if isinstance(model, StandingChargeModel | MeteringChargeModel):
        role = ChargeRole.METERING if isinstance(model, MeteringChargeModel) else model.role
        return (
            StandingCharge(
                **_common(model),
                prices=_prices(model),
                proration=model.proration,
                count=_counts(model),
                role=role,
            ),
        )
    if isinstance(model, UnitPriceModel | TieredPriceModel):
        return (_by_quantity(model),)
    if isinstance(model, PercentDiscountModel):
        holds = None
        if model.first or model.last:
            holds = Period(model.first or dt.date.min, first_after(model.last) or dt.date.max)
        return (
            PercentDiscount(
                id=model.id,
                label=_label(model),
                kind=_kind(model),
                source=model.source,
                percent=model.percent,
                of=model.of,
                holds=holds,
            ),
        )
    if isinstance(model, OneOffModel | EventPriceModel | BonusModel):
        return (_by_event(model),)
    return _statutory(model, commodity, held)


def _by_event(model: OneOffModel | EventPriceModel | BonusModel) -> Component:
    if isinstance(model, OneOffModel):
        return OneOff(**_common(model), amount=model.amount, on=model.on, role=model.role)
    if isinstance(model, EventPriceModel):
        return EventPrice(
            **_common(model), prices=_prices(model), events=_events(model), role=model.role
        )
    return Bonus(
        **_common(model),
        amount=model.amount,
        after_months=model.after_months,
        stay_months=model.stay_months,
        least_use=model.least_use,
        earlier_use=model.earlier_use,
        credited=model.credited,
    )


def _by_quantity(model: UnitPriceModel | TieredPriceModel) -> Component:
    if isinstance(model, UnitPriceModel):
        return UnitPrice(
            **_common(model),
            prices=_prices(model),
            registers=model.registers,
            less=model.less,
            role=model.role,
            group=model.group,
        )
    return TieredPrice(
        **_common(model),
        tiers=[Tier(held.price, held.up_to, held.label) for held in model.tiers],
        mode=model.mode,
        proration=model.proration,
        registers=model.registers,
        less=model.less,
        role=model.role,
        group=model.group,
    )


def _statutory(model: Any, commodity: str, held: Market | None) -> tuple[Component, ...]:
    if held is None:
        raise MissingChoiceError(
            "market", "none", f"brings no {model.WHAT}", "Add market: DE, for example."
        )
    kind = _kind(model)
    statutory = held.statutory
    if isinstance(model, LeviesModel):
        return tuple(
            attrs.evolve(levy, tax=model.tax) for levy in statutory.levies(commodity, kind)
        )
    if isinstance(model, LevyModel):
        return (
            attrs.evolve(
                statutory.levy(model.name, kind),
                group=model.group,
                used_before=model.used_before,
                tax=model.tax,
            ),
        )
    if isinstance(model, QuantityTaxModel):
        return (
            attrs.evolve(statutory.quantity_tax(commodity, kind, use=model.use), tax=model.tax),
        )
    if isinstance(model, CarbonPriceModel):
        own = _prices(model) if model.price or model.prices else None
        return (attrs.evolve(statutory.carbon_price(commodity, kind, prices=own), tax=model.tax),)
    if isinstance(model, ConcessionFeeModel):
        fee = statutory.concession_fee(
            commodity,
            inhabitants=model.inhabitants,
            use=model.use,
            registers=model.registers,
            kind=kind,
        )
        return (attrs.evolve(fee, tax=model.tax),)
    raise InvalidInputError("type", model, "is not known", "See utilbill settle --schema.")
