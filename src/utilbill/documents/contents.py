"""What law asks of the contents of a bill: requirements as data, and the check against a bill."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

import attrs

from utilbill.billing.bill import Bill
from utilbill.billing.settlement import Settlement
from utilbill.contracts.contract import Commodity, CustomerClass
from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError, MissingChoiceError
from utilbill.values.explanation import Label
from utilbill.values.findings import Finding, Severity


class BillKind(Choice):
    """Kinds of bills that law tells apart (Art der Rechnung)."""

    INSTALLMENT = "installment"  #: An invoice for an installment (Abschlagsrechnung).
    PERIODIC = "periodic"  #: The regular one (Turnus-, Jahresrechnung).
    INTERIM = "interim"  #: Inside a regular period (Zwischenrechnung).
    FINAL = "final"  #: After the end of supply (Abschlussrechnung).


class ContentScope(Choice):
    """How often something must stand on a bill."""

    BILL = "bill"  #: Once.
    SUPPLY = "supply"  #: For every supply.


@attrs.frozen
class ContentSubject:
    """What a predicate looks at.

    Attributes:
        bill: The bill.
        settlement: One of its supplies.
        day: The day whose law is asked for.
    """

    bill: Bill
    settlement: Settlement
    day: dt.date


Predicate = Callable[[ContentSubject], bool]


@attrs.frozen(kw_only=True)
class ContentRequirement:
    """One thing that must stand on bills (Pflichtangabe).

    Attributes:
        id: Stable name.
        title: What it is called.
        why: What it is needed for.
        reference: The provision.
        since: First day on which it is asked for, as far as that is known.
        last: Last day on which it is asked for; None while it is.
        scope: Whether once a bill or for every supply.
        commodities: Supplies it is for; none named means all.
        customers: Customers it is for; none named means all.
        kinds: Bills it is for; none named means all.
        present: Name of the predicate that finds it.
        when: Name of the predicate that tells whether it is needed; empty if it always is.
        give: Field by which it is given, as in a case file; empty if it follows from others.
        verified: Whether it was checked against the text of the law.
        note: What else one should know, such as an uncertain first day.
    """

    id: str
    title: Label
    why: Label
    reference: str
    since: dt.date
    present: str
    last: dt.date | None = None
    scope: ContentScope = ContentScope.SUPPLY
    commodities: tuple[Commodity, ...] = ()
    customers: tuple[CustomerClass, ...] = ()
    kinds: tuple[BillKind, ...] = ()
    when: str = ""
    give: str = ""
    verified: bool = True
    note: str = ""

    def applies(
        self, commodity: Commodity, customer: CustomerClass, kind: BillKind, day: dt.date
    ) -> bool:
        """Tell whether it is asked of such a bill of a day."""
        return (
            self.since <= day <= (self.last or dt.date.max)
            and (not self.commodities or commodity in self.commodities)
            and (not self.customers or customer in self.customers)
            and (not self.kinds or kind in self.kinds)
        )


@attrs.frozen
class MissingContent:
    """Something that a bill must say and does not.

    Attributes:
        requirement: What.
        contract: For which contract; empty if it is about the whole bill.
    """

    requirement: ContentRequirement
    contract: str = ""

    @property
    def finding(self) -> Finding:
        """The same as a finding: what, why and by which provision, and where to give it."""
        held = self.requirement
        english = (
            f"Missing{self.contract and f' for contract {self.contract}'}: {held.title.en} "
            f"({held.reference}), so that {held.why.en}."
        )
        german = (
            f"Es fehlt{self.contract and f' zu Vertrag {self.contract}'}: "
            f"{held.title.in_language('de')} ({held.reference}), "
            f"damit {held.why.in_language('de')}."
        )
        if held.give:
            english += f" Give {held.give}."
            german += f" Anzugeben in {held.give}."
        if not held.verified:
            english += " The requirement was not checked against the law."
            german += " Die Anforderung ist nicht am Gesetz geprüft."
        message = Label(english, german)
        return Finding(f"missing_content.{held.id}", message, Severity.WARNING)


def _requirements(value: Iterable[ContentRequirement]) -> tuple[ContentRequirement, ...]:
    return tuple(value)


def _predicates(value: Mapping[str, Predicate]) -> Mapping[str, Predicate]:
    return MappingProxyType(dict(value))


@attrs.frozen(kw_only=True)
class ContentRules:
    """What a market asks of the contents of its bills.

    Attributes:
        requirements: All of them, past and present.
        predicates: What finds things on a bill, by name.
        known_from: First day for which the requirements are complete as far as they are held.
        dates: What is wrong with the days of a bill; None where nothing is asked of them.

    Raises:
        InvalidInputError: If two requirements share a name, or one names a predicate that is not
            there.

    Examples:
        >>> from utilbill import market
        >>> rules = market("DE").contents
        >>> held = rules.required("electricity", "household", "periodic", dt.date(2026, 2, 1))
        >>> next(found.reference for found in held if found.id == "energy_label")
        'EnWG § 42 Abs. 1 Nr. 1 und 2'
    """

    requirements: tuple[ContentRequirement, ...] = attrs.field(converter=_requirements)
    predicates: Mapping[str, Predicate] = attrs.field(converter=_predicates, repr=False)
    known_from: dt.date
    dates: Callable[[Bill], Sequence[Finding]] | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        names = [held.id for held in self.requirements]
        for held in self.requirements:
            if names.count(held.id) > 1:
                raise InvalidInputError(
                    "id", held.id, "names two requirements", "Give each its own name."
                )
            for field in ("present", "when"):
                name = getattr(held, field)
                if name not in self.predicates and (name or field == "present"):
                    known = ", ".join(sorted(self.predicates))
                    raise InvalidInputError(
                        field, name, f"is no predicate ({held.id})", f"Use one of: {known}."
                    )

    def required(
        self,
        commodity: Commodity | str,
        customer: CustomerClass | str,
        kind: BillKind | str,
        day: dt.date,
    ) -> tuple[ContentRequirement, ...]:
        """Return all that law can ask of a kind of bill, whether it is needed on each or not."""
        asked = (Commodity(commodity), CustomerClass(customer), BillKind(kind), day)
        return tuple(held for held in self.requirements if held.applies(*asked))

    def missing(self, bill: Bill, day: dt.date | None = None) -> tuple[MissingContent, ...]:
        """Return what a bill must say and does not.

        Args:
            bill: The bill.
            day: The day whose law is asked for; the document date, or else the last settled day.
        """
        asked = day or day_of(bill)
        found = (
            missing
            for requirement in self.requirements
            for missing in self._missing(requirement, bill, asked)
        )
        return tuple(found)

    def _missing(
        self, requirement: ContentRequirement, bill: Bill, day: dt.date
    ) -> Iterator[MissingContent]:
        for settlement in bill.settlements:
            subject = ContentSubject(bill, settlement, day)
            if not self._asked(requirement, subject) or self.predicates[requirement.present](
                subject
            ):
                continue
            if requirement.scope is ContentScope.BILL:
                yield MissingContent(requirement)
                return
            yield MissingContent(requirement, settlement.contract.id)

    def _asked(self, requirement: ContentRequirement, subject: ContentSubject) -> bool:
        contract = subject.settlement.contract
        return requirement.applies(
            contract.supply_point.commodity,
            contract.customer_class,
            BillKind(subject.settlement.kind.value),
            subject.day,
        ) and (not requirement.when or self.predicates[requirement.when](subject))


def day_of(bill: Bill) -> dt.date:
    """Return the day whose law asks for contents: that of the document, or the last settled."""
    last = max(settlement.period.last for settlement in bill.settlements)
    return bill.document_date or last


class HasContentRules(Protocol):
    """A market, as far as the contents of bills are concerned."""

    @property
    def contents(self) -> ContentRules | None:
        """What the market asks of its bills."""


def missing_contents(
    bill: Bill, market: HasContentRules, *, day: dt.date | None = None
) -> tuple[Finding, ...]:
    """List what law asks a bill to say and it does not, each with its reason and provision.

    Args:
        bill: The bill.
        market: The market whose law asks.
        day: The day whose law is asked for; the document date, or else the last settled day.

    Returns:
        One finding for each thing that is missing, and for each day on the bill that law does not
        allow. A first one tells if the day lies before the first whose requirements are held.

    Raises:
        MissingChoiceError: If the market says nothing about contents.

    Examples:
        >>> from utilbill import Contract, Period, PriceSheet, SupplyPoint, combine, market, settle
        >>> service = Contract(
        ...     id="S-1", supply_start="2025-01-01",
        ...     supply_point=SupplyPoint(commodity="service", registers=[]))
        >>> sheet = PriceSheet(name="Nothing yet", basis="net", components=[])
        >>> germany = market("DE")
        >>> bill = combine([settle(service, Period.of_year(2025), [], sheet, market=germany)])
        >>> [found.code for found in missing_contents(bill, germany)][:2]
        ['missing_content.document_date', 'missing_content.supplier_name']
    """
    rules = market.contents
    if rules is None:
        raise MissingChoiceError(
            "market", "no requirements", "are held by it", "Give a market with contents."
        )
    asked = day or day_of(bill)
    before = (_unknown(asked, rules.known_from),) if asked < rules.known_from else ()
    missing = (held.finding for held in rules.missing(bill, asked))
    return (*before, *missing, *(rules.dates(bill) if rules.dates is not None else ()))


def _unknown(day: dt.date, known_from: dt.date) -> Finding:
    message = Label(
        f"Not all requirements of {day} are held; they are from {known_from} on.",
        f"Die Pflichtangaben zum {day:%d.%m.%Y} sind nicht vollständig hinterlegt, "
        f"erst die ab {known_from:%d.%m.%Y}.",
    )
    return Finding("contents_not_held", message)
