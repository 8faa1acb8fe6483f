"""For how long a contract holds, how it can be ended, which product it is, how it is paid."""

import datetime as dt

import attrs

from utilbill.contracts.energy_label import EnergyLabel
from utilbill.values.choice import Choice
from utilbill.values.dated import optional_day
from utilbill.values.errors import InvalidInputError
from utilbill.values.identifiers import Iban
from utilbill.values.period import ONE_DAY, next_day
from utilbill.values.span import Span


@attrs.frozen(kw_only=True)
class Product:
    """What was bought (Tarif, Produkt).

    Attributes:
        name: Its name.
        metering: Whether metering is part of the contract; None if that is not known.
        energy_label: From which sources its electricity comes.
        storage_levy: Whether, by how much and with which share the end of the gas storage levy
            lowered the price, in the language of the bill (EnWG § 35g Abs. 7).
    """

    name: str
    metering: bool | None = None
    energy_label: EnergyLabel | None = None
    storage_levy: str = ""


@attrs.frozen(kw_only=True)
class ContractTerms:
    """Term and notice of a contract (Vertragsdauer, Kündigungsfrist).

    Attributes:
        term_end: First day after the agreed term; None if the contract runs until it is ended.
        notice: How long before its end it must be terminated.
        renewal: By how much it goes on if nobody ends it in time; None: it then runs until it is
            ended, with the same notice (BGB § 309 Nr. 9 Buchst. b).

    Examples:
        >>> terms = ContractTerms(term_end="2026-04-01", notice=Span.parse("1 month"))
        >>> terms.next_end(dt.date(2026, 2, 10)), terms.next_end(dt.date(2026, 3, 20))
        (datetime.date(2026, 4, 1), datetime.date(2026, 4, 21))
    """

    term_end: dt.date | None = attrs.field(default=None, converter=optional_day)
    notice: Span | None = None
    renewal: Span | None = None

    def __attrs_post_init__(self) -> None:
        if self.renewal is not None and (self.term_end is None or not self.renewal.count):
            raise InvalidInputError(
                "renewal",
                self.renewal,
                "needs an agreed term that it prolongs",
                "Give term_end, and a renewal above zero; or leave renewal out.",
            )

    def next_end(self, terminated: dt.date) -> dt.date | None:
        """Return the earliest first day without supply after a termination received on a day.

        The day on which the termination is received does not count, the last day of the notice
        counts to its end (BGB §§ 187, 188).

        Returns:
            None if no notice is known.
        """
        if self.notice is None:
            return None
        earliest = next_day(self.notice.after(terminated))
        if self.term_end is None:
            return earliest
        end, turn = self.term_end, 0
        while self.renewal is not None and end < earliest:
            turn += 1
            end = Span(turn * self.renewal.count, self.renewal.unit).after(self.term_end)
        return max(end, earliest)

    def last_day_to_terminate(self) -> dt.date | None:
        """Return the last day on which a termination still ends the contract with its term."""
        if self.notice is None or self.term_end is None:
            return None
        return self.notice.before(self.term_end - ONE_DAY)


class PaymentMethod(Choice):
    """How the customer pays (Zahlungsweise)."""

    TRANSFER = "transfer"  #: The customer transfers (Überweisung).
    DIRECT_DEBIT = "direct_debit"  #: The supplier collects (SEPA-Lastschrift).


@attrs.frozen(kw_only=True)
class PaymentDetails:
    """How a contract is paid.

    Attributes:
        method: Who moves the money.
        iban: The customer's account, for direct debits and for refunds.
        mandate: Reference of the mandate (Mandatsreferenz).

    Raises:
        InvalidInputError: If a direct debit has no account or no mandate.

    Examples:
        >>> PaymentDetails(method="direct_debit", mandate="M-1")
        Traceback (most recent call last):
        ...
        utilbill.values.errors.InvalidInputError: mandate: and the account must be known for a \
direct debit (got 'M-1'). Give iban and mandate, or the method transfer.
    """

    method: PaymentMethod = attrs.field(converter=PaymentMethod)
    iban: Iban | None = attrs.field(
        default=None, converter=attrs.converters.optional(Iban), repr=False
    )
    mandate: str = ""

    def __attrs_post_init__(self) -> None:
        if self.method is PaymentMethod.DIRECT_DEBIT and not (self.iban and self.mandate):
            raise InvalidInputError(
                "mandate",
                self.mandate,
                "and the account must be known for a direct debit",
                "Give iban and mandate, or the method transfer.",
            )
