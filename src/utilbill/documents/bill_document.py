"""The bill as a document: what a person wants to read, in the order of reading."""

from collections.abc import Iterator
from decimal import Decimal

from utilbill.billing.bill import Bill
from utilbill.billing.emissions import EmissionStatement
from utilbill.billing.line import Line
from utilbill.billing.settlement import Settlement
from utilbill.billing.totals import TaxGroup, Totals
from utilbill.contracts.contract import Contract
from utilbill.documents.bill_contents import ContentBlocks
from utilbill.documents.emission_document import emission_blocks
from utilbill.documents.formats import Formats
from utilbill.documents.model import Block, Document, Facts, Grid, Heading, Note, columns
from utilbill.documents.plan_document import payments_grid, plan_blocks
from utilbill.documents.texts import spreading_text, text
from utilbill.installments.credit import CreditSettlement
from utilbill.installments.plan import InstallmentPlan
from utilbill.installments.procedure import Procedure
from utilbill.metering.energy_conversion import STATE_NUMBER, factors_of
from utilbill.metering.intervals.clock import MINUTE
from utilbill.metering.load_curves import LoadCurve
from utilbill.tariffs.component import PriceBasis
from utilbill.values.explanation import Label
from utilbill.values.money import Money

_NUMBER = "#"
_CURVE_COLUMNS = ("register", "intervals", "formed", "consumption")
_READING_COLUMNS = ("register", "from", "opening", "to", "closing", "how_read", "consumption")
_LINE_COLUMNS = (_NUMBER, "position", "period", "quantity", "price", "amount")


def bill_document(bill: Bill, language: str) -> Document:
    """Lay a bill out as a document.

    Args:
        bill: The bill.
        language: Language of its words, numbers and dates.
    """
    return Document(text("bill", language), language, tuple(_Layout(bill, language).blocks()))


class _Layout:
    def __init__(self, bill: Bill, language: str) -> None:
        self.bill = bill
        self.language = language
        self.formats = Formats(language)
        self.contents = ContentBlocks(language)
        self.number = 0

    def say(self, key: str) -> str:
        return text(key, self.language)

    def blocks(self) -> Iterator[Block]:
        first = self.bill.settlements[0].contract
        yield Heading(self.say("bill"), 1)
        standing = self.contents.standing(self.bill)
        if standing is not None:
            yield standing
        facts = self.parties(first)
        if self.bill.document_date:
            facts.append((self.say("document_date"), self.formats.day(self.bill.document_date)))
        facts += self._when()
        facts.append((self._balance_name(), self._balance()))
        used = self.bill.credit_use
        if used is not None:
            facts += self._used(used)
        facts += self.contents.payment(first, -used.pay_out if used else self.bill.account)
        yield Facts(tuple(facts))
        for settlement in self.bill.settlements:
            yield from self.settlement(settlement)
            self.number += len(settlement.lines)
        if len(self.bill.settlements) > 1:
            yield from self.sums()
        for statement in self.bill.emissions:
            yield from self.emissions(statement)
        yield from self.statutory()
        for place, plan in enumerate(self.bill.next_plans):
            yield from self.plan(place, plan)
        if len(self.bill.next_plans) > 1:
            yield from self.all_plans()
        supplier = self.bill.settlements[0].contract.supplier
        if supplier is not None and supplier.information is not None:
            yield from self.contents.information(supplier.information)
        yield from self.notes()

    def parties(self, first: Contract) -> list[tuple[str, str]]:
        facts: list[tuple[str, str]] = []
        if self.bill.number:
            facts.append((self.say("bill_number"), self.bill.number))
        if first.supplier:
            facts.append(
                (self.say("supplier"), _joined(first.supplier.name, first.supplier.address))
            )
            facts += self.contents.supplier(first.supplier)
        if first.customer:
            facts.append(
                (self.say("customer"), _joined(first.customer.name, first.customer.address))
            )
            if first.customer.number:
                facts.append((self.say("customer_number"), first.customer.number))
        return facts

    def statutory(self) -> Iterator[Block]:
        for comparison in self.bill.comparisons:
            yield from self.contents.comparison(comparison, named=len(self.bill.settlements) > 1)
        for settlement in self.bill.settlements:
            product = settlement.contract.product
            if product is not None and product.energy_label is not None:
                yield from self.contents.energy_label(product.energy_label)

    def _when(self) -> Iterator[tuple[str, str]]:
        used, due = self.bill.credit_use, self.bill.due_date
        credit = balance_key(self.bill.account) == "credit"
        if used is None:
            if due:
                yield self.say("payout_date" if credit else "due_date"), self.formats.day(due)
        elif used.pay_out_by:
            source = f" ({used.terms.reference})" if used.terms.reference else ""
            yield self.say("payout_date"), f"{self.formats.day(used.pay_out_by)}{source}"

    def _used(self, used: CreditSettlement) -> Iterator[tuple[str, str]]:
        if used.offsets:
            yield self.say("credit_offset"), self.formats.money_with_currency(used.offset)
        if not used.pay_out or (used.pay_out_by and not used.offsets):
            return
        amount = self.formats.money_with_currency(used.pay_out)
        if used.pay_out_by is None and used.terms.within is None and used.terms.reference:
            amount += f", {self.say('without_delay')} ({used.terms.reference})"
        yield self.say("credit_paid"), amount

    def _balance(self) -> str:
        return self.formats.money_with_currency(abs(self.bill.account))

    def _balance_name(self) -> str:
        return self.say(_account_key(self.bill))

    def settlement(self, settlement: Settlement) -> Iterator[Block]:
        contract, point = settlement.contract, settlement.contract.supply_point
        title = f"{self.say(point.commodity.value)}: {self.say(settlement.kind.value)}"
        yield Heading(title)
        period = settlement.period
        facts = [
            (self.say("contract"), contract.id),
            (
                self.say("period"),
                f"{self.formats.period(period)} ({period.days} {self.say('days')})",
            ),
        ]
        if point.address:
            facts.append((self.say("supply_point"), ", ".join(point.address)))
        if point.market_location:
            facts.append((self.say("market_location"), str(point.market_location)))
        if point.metering_location:
            facts.append((self.say("metering_location"), str(point.metering_location)))
        facts += self.contents.contract(settlement, self.bill.document_date)
        basis = "prices_net" if settlement.basis is PriceBasis.NET else "prices_gross"
        facts.append((self.say("price_sheet"), f"{settlement.price_sheet}, {self.say(basis)}"))
        if settlement.spreading:
            reference = settlement.spreading_reference
            source = f" ({reference})" if reference else ""
            way = spreading_text(settlement.spreading, self.language)
            facts.append((self.say("spreading"), f"{way}{source}"))
        if settlement.conversion is not None and settlement.consumption is not None:
            nodes = [interval.explanation for interval in settlement.consumption.intervals]
            factors = dict.fromkeys(held for node in nodes for held in factors_of(node))
            facts += [
                (label.in_language(self.language), self._factor(value, label))
                for label, value in factors
            ]
        yield Facts(tuple(facts))
        if settlement.consumption is not None and settlement.consumption.intervals:
            yield Heading(self.say("readings"), 3)
            yield self.readings(settlement)
        if settlement.consumption is not None and settlement.consumption.curves:
            yield Heading(self.say("load_curves"), 3)
            yield self.load_curves(settlement.consumption.curves)
        yield Heading(self.say("lines"), 3)
        yield self.lines(settlement)
        if settlement.contained:
            net = settlement.basis is PriceBasis.GROSS and all(
                line.basis is PriceBasis.NET for line in settlement.contained
            )
            yield Heading(self.say("contained_net" if net else "contained"), 3)
            yield self.grid(settlement, settlement.contained)

    def _factor(self, value: Decimal, label: Label) -> str:
        unit = "" if label == STATE_NUMBER else " kWh/m³"
        return f"{self.formats.number(value)}{unit}"

    def readings(self, settlement: Settlement) -> Grid:
        used = settlement.consumption
        registers = settlement.contract.supply_point.declared
        rows = []
        for interval in used.intervals if used else ():
            unit = used.of(interval.register).unit if used else None
            mark = "" if interval.measured else " *"
            register = registers.find(interval.register, interval.closing.meter)
            name = " / ".join(
                part
                for part in (
                    register.label.in_language(self.language) if register.label else "",
                    register.id,
                    interval.closing.meter,
                    f"× {self.formats.number(register.ratio)}" if register.ratio != 1 else "",
                )
                if part
            )
            rows.append(
                (
                    name,
                    self.formats.day(interval.period.start),
                    self.formats.number(interval.opening.value),
                    self.formats.day(interval.period.last),
                    self.formats.number(interval.closing.value),
                    interval.closing.origin.label.in_language(self.language),
                    f"{self.formats.number(interval.amount)} {unit}{mark}",
                )
            )
        return Grid(
            tuple(self.say(key) for key in _READING_COLUMNS),
            columns(_READING_COLUMNS, "opening", "closing", "consumption"),
            tuple(rows),
        )

    def load_curves(self, curves: tuple[LoadCurve, ...]) -> Grid:
        rows = []
        for curve in curves:
            held = {curve.register: curve.series, **curve.bands}
            for name, series in held.items():
                total = series.total
                formed = sum(
                    run.stop - run.first for run in series.quality if not run.quality.measured
                )
                mark = " *" if formed else ""
                rows.append(
                    (
                        name,
                        f"{len(series)} × {series.resolution // MINUTE} min",
                        self.formats.number(Decimal(formed)),
                        f"{self.formats.number(total.amount)} {total.unit}{mark}",
                    )
                )
        return Grid(
            tuple(self.say(key) for key in _CURVE_COLUMNS),
            columns(_CURVE_COLUMNS, "intervals", "formed", "consumption"),
            tuple(rows),
        )

    def grid(
        self,
        settlement: Settlement,
        lines: tuple[Line, ...],
        sums: tuple[tuple[str, str], ...] = (),
        strong: int = 0,
    ) -> Grid:
        numbers = {id(line): n for n, line in enumerate(settlement.lines, self.number + 1)}
        rows = tuple(self.row(numbers[id(line)], line) for line in lines)
        currency = settlement.currency
        return Grid(
            (
                _NUMBER,
                *(self.say(key) for key in _LINE_COLUMNS[1:-1]),
                f"{self.say(_LINE_COLUMNS[-1])} {currency}",
            ),
            columns(_LINE_COLUMNS, _NUMBER, "quantity", "price", "amount"),
            rows,
            sums,
            strong,
        )

    def row(self, number: int, line: Line) -> tuple[str, ...]:
        mark = "" if line.measured else " *"
        if line.quantity is not None:
            quantity = self.formats.quantity(line.quantity) + mark
        elif line.price is not None:
            count = f"{self.formats.quantity(line.count)} × " if line.count else ""
            quantity = f"{count}{line.period.days} {self.say('days')}"
        else:
            quantity = ""
        return (
            str(number),
            line.label.in_language(self.language),
            self.formats.period(line.period),
            quantity,
            self.formats.price(line.price) if line.price else "",
            self.formats.money(line.amount),
        )

    def lines(self, settlement: Settlement) -> Grid:
        one = len(self.bill.settlements) == 1
        if self.bill.taxed_together:
            net = settlement.basis is PriceBasis.NET
            amount = settlement.totals.net if net else settlement.totals.gross
            sum_ = (self.say("net" if net else "gross"), self.formats.money(amount))
            return self.grid(settlement, settlement.charged, (sum_,))
        totals = settlement.totals
        sums = self.totals(totals, settlement.basis)
        strong = 0
        if settlement.received or settlement.demanded:
            sums += self._deducted(settlement)
        if one or settlement.received or settlement.demanded:
            sums += self._result(settlement)
            strong = 1
        return self.grid(settlement, settlement.charged, tuple(sums), strong)

    def _result(self, held: Settlement | Bill) -> Iterator[tuple[str, str]]:
        """Name the balance; and the account, where invoiced installments stand beside it."""
        money = self.formats.money
        if held.unpaid or held.overpaid:
            yield self.say("result"), money(held.balance)
        if held.unpaid:
            yield self.say("unpaid"), money(held.unpaid)
        if held.overpaid:
            yield self.say("overpaid"), money(-held.overpaid)
        yield self.say(_account_key(held)), money(abs(held.account))

    @staticmethod
    def _count(settlement: Settlement) -> int:
        invoiced = settlement.procedure is Procedure.INVOICED
        return len(settlement.demanded if invoiced else settlement.received)

    def _deducted(self, settlement: Settlement) -> list[tuple[str, str]]:
        invoiced = settlement.procedure is Procedure.INVOICED
        name = self.say("invoiced" if invoiced else "received")
        return [
            (f"{name} ({self._count(settlement)})", self.formats.money(-settlement.deducted)),
            (f"  {self.say('of_which_tax')}", self.formats.money(-settlement.deducted_tax)),
        ]

    def totals(self, totals: Totals, basis: PriceBasis) -> list[tuple[str, str]]:
        money = self.formats.money
        sums: list[tuple[str, str]] = []
        if basis is PriceBasis.NET:
            sums.append((self.say("net"), money(totals.net)))
            sums.extend((self.group(group), money(group.tax)) for group in totals.groups)
            sums.append((self.say("gross"), money(totals.gross)))
        else:
            sums.append((self.say("gross"), money(totals.gross)))
            sums.extend(
                (f"  {self.say('contained_tax')}: {self.group(group)}", money(group.tax))
                for group in totals.groups
            )
        if totals.rounding:
            sums.append((self.say("payable_rounding"), money(totals.rounding)))
        return sums

    def group(self, group: TaxGroup) -> str:
        label = group.rate.label.in_language(self.language)
        if not group.rate.percent:
            return f"{label} {self.say('on_net')} {self.formats.money(group.net)}"
        word, rate = self.say("tax_word"), self.formats.number(group.rate.percent)
        return f"{word} {rate} % {self.say('on_net')} {self.formats.money(group.net)}"

    def sums(self) -> Iterator[Block]:
        yield Heading(self.say("sum_of_supplies"))
        bill = self.bill
        rows = self.totals(bill.totals, self._basis_of_sums())
        if bill.deducted:
            rows.append((self.say("deducted"), self.formats.money(-bill.deducted)))
            rows.extend(self._deducted_by_supply())
            tax = self.formats.money(-bill.deducted_tax)
            rows.append((f"  {self.say('of_which_tax')}", tax))
        rows.extend(self._result(bill))
        yield Grid(("", bill.currency), frozenset({1}), (), tuple(rows), 1)

    def _deducted_by_supply(self) -> Iterator[tuple[str, str]]:
        """Name what was deducted for each supply, where that is for more than one."""
        held = [supply for supply in self.bill.settlements if supply.deducted]
        for supply in held if len(held) > 1 else ():
            name = self.say(supply.contract.supply_point.commodity.value)
            yield (
                f"  {name} {supply.contract.id} ({self._count(supply)})",
                self.formats.money(-supply.deducted),
            )

    def _basis_of_sums(self) -> PriceBasis:
        bases = {settlement.basis for settlement in self.bill.settlements}
        return bases.pop() if len(bases) == 1 else PriceBasis.NET

    def emissions(self, statement: EmissionStatement) -> Iterator[Block]:
        named = statement.contract if len(self.bill.settlements) > 1 else ""
        yield from emission_blocks(statement, self.formats, named)

    def plan(self, place: int, plan: InstallmentPlan) -> Iterator[Block]:
        named = plan.contract if len(self.bill.settlements) > 1 else ""
        used = self.bill.credit_use
        offsets = [held for held in used.offsets if held.plan == place] if used else []
        yield from plan_blocks(plan, self.formats, named, offsets=offsets)

    def all_plans(self) -> Iterator[Block]:
        yield Heading(self.say("plan_all"))
        yield payments_grid(self.bill, self.formats)

    def notes(self) -> Iterator[Block]:
        bill = self.bill
        findings = [held for settlement in bill.settlements for held in settlement.findings]
        findings += [held for plan in bill.next_plans for held in plan.findings]
        estimated = any(not line.measured for line in bill.lines)
        if not findings and not estimated and not bill.unpaid:
            return
        yield Heading(self.say("notes"))
        if bill.unpaid:
            amount = self.formats.money_with_currency(bill.unpaid)
            yield Note(f"{self.say('unpaid_note')}: {amount}", important=True)
        if estimated:
            yield Note(self.say("estimate_marked"), important=True)
        for message in dict.fromkeys(finding.message for finding in findings):
            yield Note(message.in_language(self.language))


def _joined(name: str, address: tuple[str, ...]) -> str:
    return ", ".join((name, *address))


def _account_key(held: Settlement | Bill) -> str:
    key = balance_key(held.account)
    return f"{key}_in_all" if held.unpaid or held.overpaid else key


def balance_key(balance: Money) -> str:
    """Return the key of the word for a balance: due, credit, or even."""
    if balance.amount > Decimal(0):
        return "due"
    return "credit" if balance.amount < Decimal(0) else "even"
