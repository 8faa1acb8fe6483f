"""Parts of a bill that law asks for beside its figures: master data, label, comparison, advice."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import attrs

from utilbill.billing.bill import Bill, BillStanding
from utilbill.billing.comparison import ConsumptionComparison
from utilbill.billing.settlement import Settlement, SettlementKind
from utilbill.contracts.contract import Contract
from utilbill.contracts.energy_label import EnergyLabel, EnergySource
from utilbill.contracts.party import BillingEntity, Contact, CustomerInformation, MarketPartner
from utilbill.contracts.terms import ContractTerms, PaymentMethod
from utilbill.documents.charts import WIDTH, bar
from utilbill.documents.formats import Formats
from utilbill.documents.model import Block, Facts, Grid, Heading, Note
from utilbill.documents.texts import text
from utilbill.values.identifiers import Iban
from utilbill.values.money import Money
from utilbill.values.period import ONE_DAY
from utilbill.values.span import Span
from utilbill.values.units import Quantity

Rows = list[tuple[str, str]]
_SHOWN_OF_ACCOUNT = 4


@attrs.frozen
class ContentBlocks:
    """Writes those parts in one language.

    Attributes:
        language: Language of its words, numbers and dates.
    """

    language: str

    @property
    def _formats(self) -> Formats:
        return Formats(self.language)

    def _say(self, key: str) -> str:
        return text(key, self.language)

    def standing(self, bill: Bill) -> Note | None:
        """Return what a draft must say of itself."""
        return Note(self._say("draft")) if bill.standing is BillStanding.DRAFT else None

    def supplier(self, held: BillingEntity) -> Rows:
        """Return how the supplier is registered and reached."""
        register = ", ".join(part for part in (held.register_court, held.register_number) if part)
        return self._given(
            company_register=register,
            phone=held.phone,
            email=held.email,
            website=held.website,
            tax_number=held.tax_number,
            vat_id=held.vat_id,
        )

    def _given(self, **values: str) -> Rows:
        return [(self._say(key), value) for key, value in values.items() if value]

    def payment(self, contract: Contract, balance: Money) -> Rows:
        """Return how the balance is paid; of the customer's account only its end is shown."""
        held, supplier = contract.payment, contract.supplier
        account = _masked(held.iban) if held else ""
        if balance.amount < 0:
            return self._given(refund_iban=account)
        if not balance.amount or supplier is None:
            return []
        if held is not None and held.method is PaymentMethod.DIRECT_DEBIT:
            return self._given(
                payment=self._say("direct_debit"),
                payer_iban=account,
                mandate=held.mandate,
                creditor_identifier=str(supplier.creditor_identifier or ""),
            )
        return self._given(
            payment=self._say("transfer") if held or supplier.iban else "",
            payee_iban=str(supplier.iban or ""),
        )

    def contract(self, settlement: Settlement, document_date: dt.date | None) -> Rows:
        """Return product, term, notice and operators of a settled contract."""
        contract, point = settlement.contract, settlement.contract.supply_point
        basis = contract.supply_basis
        ends = settlement.kind is SettlementKind.FINAL or contract.supply_end is not None
        return self._given(
            product=contract.product.name if contract.product else "",
            supply_basis=self._say(f"supply_{basis.value}") if basis else "",
            term=self._term(contract),
            notice="" if ends else self._notice(contract.terms),
            next_termination="" if ends else self._next_end(contract.terms, document_date),
            network_operator=_operator(point.network_operator),
            metering_operator=_operator(point.metering_operator),
            storage_levy=contract.product.storage_levy if contract.product else "",
        )

    def _term(self, contract: Contract) -> str:
        if contract.terms is None:
            return ""
        since = f"{self._say('since')} {self._formats.day(contract.supply_start)}"
        if contract.supply_end is not None:
            return (
                f"{since} {self._say('until')} {self._formats.day(contract.supply_end - ONE_DAY)}"
            )
        end, renewal = contract.terms.term_end, contract.terms.renewal
        if end is None:
            return f"{since}, {self._say('open_term')}"
        fixed = f"{since}, {self._say('fixed_until')} {self._formats.day(end - ONE_DAY)}"
        if renewal is None:
            return f"{fixed}, {self._say('then_open')}"
        return f"{fixed}, {self._say('then_renewed')} {self._span(renewal)}"

    def _notice(self, held: ContractTerms | None) -> str:
        return "" if held is None or held.notice is None else self._span(held.notice)

    def _next_end(self, held: ContractTerms | None, day: dt.date | None) -> str:
        end = held.next_end(day) if held is not None and day is not None else None
        return "" if end is None else self._formats.day(end - ONE_DAY)

    def _span(self, span: Span) -> str:
        unit = span.unit.value if span.count == 1 else f"{span.unit.value}s"
        return f"{span.count} {self._say(f'span_{unit}')}"

    def energy_label(self, label: EnergyLabel) -> Iterator[Block]:
        """Write from which sources electricity comes (Stromkennzeichnung), EnWG § 42."""
        yield Heading(f"{self._say('energy_label')} {label.year}")
        mixes = label.mixes
        columns = ["", *(head for name, _ in mixes for head in (self._say(f"mix_{name}"), ""))]
        rows = [
            (self._say(f"source_{source.value}"), *self._parts(source, label))
            for source in EnergySource
            if any(mix.percent(source) for _, mix in mixes)
        ]
        for key in ("carbon_dioxide", "radioactive_waste"):
            figures = [f"{self._formats.number(getattr(mix, key))} g/kWh" for _, mix in mixes]
            rows.append((self._say(key), *(cell for figure in figures for cell in (figure, ""))))
        yield Grid(tuple(columns), frozenset(range(1, len(columns), 2)), tuple(rows))
        if label.origins:
            parts = (f"{held.country} {self._percent(held.percent)}" for held in label.origins)
            yield Note(f"{self._say('origins')}: {', '.join(parts)}")

    def _parts(self, source: EnergySource, label: EnergyLabel) -> Iterator[str]:
        for _, mix in label.mixes:
            percent = mix.percent(source)
            yield self._percent(percent)
            yield bar(percent, _largest(label), WIDTH // 2)

    def _percent(self, percent: Decimal) -> str:
        return f"{self._formats.number(percent)} %"

    def comparison(self, held: ConsumptionComparison, *, named: bool) -> Iterator[Block]:
        """Write consumption beside that of others, as a table with bars, EnWG § 40 Abs. 2."""
        yield Heading(self._say("comparison") + (f": {held.contract}" if named else ""))
        period = self._formats.period
        if held.previous is not None:
            yield self._bars(
                [
                    (self._say("this_period"), period(held.period), held.used),
                    (
                        self._say("year_before"),
                        period(held.previous.period),
                        held.previous.quantity.to(held.used.unit),
                    ),
                ]
            )
            if held.change is not None:
                yield Note(self._changed(held))
        if held.groups and held.yearly is not None:
            unit = held.used.unit
            yield self._bars(
                [
                    (self._say("your_year"), self._say("one_year"), held.yearly.to(unit)),
                    *(
                        (
                            group.label.in_language(self.language),
                            self._say("one_year"),
                            group.quantity.to(unit),
                        )
                        for group in held.groups
                    ),
                ]
            )

    def _changed(self, held: ConsumptionComparison) -> str:
        change = held.change or Decimal(0)
        word = "more" if change > 0 else "less" if change < 0 else "same"
        days = f" ({self._say('per_day')})" if held.by_day else ""
        if not change:
            return f"{self._say(word)}{days}."
        return f"{self._percent(abs(change))} {self._say(word)}{days}."

    def _bars(self, rows: list[tuple[str, str, Quantity]]) -> Grid:
        largest = max(quantity.amount for _, _, quantity in rows)
        return Grid(
            ("", self._say("period"), self._say("consumption"), ""),
            frozenset({2}),
            tuple(
                (name, days, self._formats.quantity(quantity), bar(quantity.amount, largest))
                for name, days, quantity in rows
            ),
        )

    def information(self, held: CustomerInformation) -> Iterator[Block]:
        """Write the customer's rights and whom one can turn to."""
        yield Heading(self._say("information"))
        if held.dispute_rights:
            yield Note(held.dispute_rights)
        contacts: list[tuple[str, Contact | None]] = [
            ("conciliation", held.conciliation),
            ("consumer_service", held.consumer_service),
            *(("advice", contact) for contact in held.advice),
            *(("comparison_tool", contact) for contact in held.comparison),
        ]
        rows = tuple((self._say(key), _reached(contact)) for key, contact in contacts if contact)
        if rows:
            yield Facts(rows)
        if held.switching:
            yield Note(held.switching)
        if held.fuel_notice:
            yield Note(held.fuel_notice)


def _largest(label: EnergyLabel) -> Decimal:
    return max(share.percent for _, mix in label.mixes for share in mix.shares)


def _reached(contact: Contact) -> str:
    parts = (contact.name, *contact.address, contact.phone, contact.email, contact.website)
    return ", ".join(part for part in parts if part)


def _operator(held: MarketPartner | None) -> str:
    if held is None:
        return ""
    return " ".join(part for part in (held.name, held.number and f"({held.number})") if part)


def _masked(iban: Iban | None) -> str:
    return "" if iban is None else f"{iban.country}… {iban.value[-_SHOWN_OF_ACCOUNT:]}"
