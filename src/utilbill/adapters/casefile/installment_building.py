"""Installments of a case file: what was received, what was invoiced."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs

from utilbill.adapters.casefile.models import (
    SeriesModel,
    SupplyModel,
    TaxPartModel,
)
from utilbill.installments.plan import Installment, due_dates
from utilbill.installments.received import ReceivedInstallment
from utilbill.tariffs.component import LineKind, Measure
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.taxes.parts import TaxPart
from utilbill.taxes.vat import Taxation, TaxRate, untaxed
from utilbill.values.errors import (
    MissingChoiceError,
    MissingFieldError,
)
from utilbill.values.marked import at
from utilbill.values.money import Money
from utilbill.values.tax import TaxCategory


def build_received(supply: SupplyModel, requested: "Requested") -> tuple[ReceivedInstallment, ...]:
    """Return what was received for a supply, with the tax in it."""
    found: list[ReceivedInstallment] = []
    for paid in supply.received:
        with at(paid):
            parts = requested.parts(paid.day, paid.amount, paid.tax_percent, paid.parts)
            if paid.net is not None and paid.parts:
                raise MissingFieldError(
                    "parts", "parts and net", "must be given in one way", "Keep one of them."
                )
            if paid.net is not None:
                net, tax = paid.net, paid.amount - paid.net
                parts = (attrs.evolve(parts[0], net=net, tax=tax),)
            found.append(ReceivedInstallment(day=paid.day, gross=paid.amount, parts=parts))
    for series in supply.received_series:
        with at(series):
            found.extend(
                ReceivedInstallment(day=day, gross=series.amount, parts=parts)
                for day, parts in requested.series(series)
            )
    return tuple(found)


def build_demanded(supply: SupplyModel, requested: "Requested") -> tuple[Installment, ...]:
    """Return what was invoiced for a supply, paid or not."""
    found: list[Installment] = []
    for asked in supply.demanded:
        with at(asked):
            parts = requested.parts(asked.due, asked.amount, asked.tax_percent, asked.parts)
            found.append(Installment(asked.due, asked.amount, parts))
    for series in supply.demanded_series:
        with at(series):
            found.extend(
                Installment(day, series.amount, parts) for day, parts in requested.series(series)
            )
    return tuple(found)


def _parts(models: Sequence[TaxPartModel], category: TaxCategory) -> tuple[TaxPart, ...]:
    parts = []
    for model in models:
        with at(model):
            rate = TaxRate(category, model.tax_percent, reference="as invoiced")
            if category.taxed and not model.tax_percent:  # a fee beside what is taxed
                rate = untaxed(TaxCategory.OUT_OF_SCOPE)
            parts.append(TaxPart(rate, model.net, model.tax))
    return tuple(parts)


@attrs.frozen
class Requested:
    """At which rate the installments of a price sheet were requested."""

    prices: PriceSheet
    commodity: str
    rates: Taxation | None

    def parts(
        self, day: dt.date, gross: Money, percent: Decimal | None, models: Sequence[TaxPartModel]
    ) -> tuple[TaxPart, ...]:
        """Return net and tax per rate: as given, or at the rate of the day."""
        if models:
            if percent is not None:
                raise MissingFieldError(
                    "parts",
                    "parts and tax_percent",
                    "must be given in one way",
                    "Keep parts, which name their rates, or tax_percent.",
                )
            return _parts(models, self.prices.main_tax)
        return self.at_its_rate(day, gross, percent).parts

    def series(self, model: SeriesModel) -> list[tuple[dt.date, tuple[TaxPart, ...]]]:
        """Return the days of equal installments with their parts."""
        return [
            (day, self.parts(day, model.amount, model.tax_percent, model.parts))
            for day in due_dates(model.first, model.count, model.every_months)
        ]

    def at_its_rate(
        self, day: dt.date, gross: Money, percent: Decimal | None
    ) -> ReceivedInstallment:
        """Return an installment at a given rate, or at the one of its day."""
        if percent is not None:
            rate = TaxRate(self.prices.main_tax, percent, reference="as requested")
            return ReceivedInstallment.of(day, gross, rate)
        found = {
            rate.key: rate
            for rate in (
                self._rate(held.tax, day)
                for held in self.prices.components
                if held.kind is LineKind.CHARGED and held.measure is not Measure.EVENT
            )
        }
        if len(found) > 1:
            return ReceivedInstallment.untaxed(day, gross)
        rate = next(iter(found.values()), None) or self._rate(self.prices.main_tax, day)
        return ReceivedInstallment.of(day, gross, rate)

    def _rate(self, category: TaxCategory, day: dt.date) -> TaxRate:
        if self.rates is None:
            raise MissingChoiceError("tax", "none", "leaves installments open", "Give tax_rates.")
        return self.rates.rate(category, self.commodity, day)
