"""A solar plant that feeds into the grid, as far as its remuneration depends on it."""

import datetime as dt

import attrs

from utilbill.values.choice import Choice
from utilbill.values.dated import optional_day
from utilbill.values.errors import InvalidInputError
from utilbill.values.period import whole_day
from utilbill.values.tax import TaxCategory
from utilbill.values.units import Quantity


class FeedInMode(Choice):
    """Whether the plant feeds in everything, or what its operator does not use.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    SURPLUS = "surplus"  #: What is left after own use (Überschusseinspeisung).
    FULL = "full"  #: All that is generated (Volleinspeisung).


class FeedInForm(Choice):
    """How a plant is remunerated (Veräußerungsform, EEG § 21b).

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    TARIFF = "tariff"  #: Fixed feed-in tariff (Einspeisevergütung).
    MARKET_PREMIUM = "market_premium"  #: What the market does not pay (Marktprämie).
    FALLBACK = "fallback"  #: For a time without a buyer (Ausfallvergütung).
    TENANT_BONUS = "tenant_bonus"  #: For power that tenants use (Mieterstromzuschlag).


class OperatorTax(Choice):
    """What the operator of a plant is to value added tax; law leaves it to be declared.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    REGULAR = "regular"  #: Charges tax (Regelbesteuerung).
    SMALL_BUSINESS = "small_business"  #: Charges none (Kleinunternehmer, UStG § 19).
    REVERSE_CHARGE = "reverse_charge"  #: Resells power; the grid operator owes it (UStG § 13b).

    def category(self, form: FeedInForm) -> TaxCategory:
        """Return how tax treats what a plant is paid.

        A market premium or a bonus for tenants is no price of a supply, whoever gets it.

        Examples:
            >>> OperatorTax.REGULAR.category(FeedInForm.MARKET_PREMIUM).value
            'out_of_scope'
        """
        if form in (FeedInForm.MARKET_PREMIUM, FeedInForm.TENANT_BONUS):
            return TaxCategory.OUT_OF_SCOPE
        return _CATEGORIES[self]


_CATEGORIES = {
    OperatorTax.REGULAR: TaxCategory.STANDARD,
    OperatorTax.SMALL_BUSINESS: TaxCategory.EXEMPT,
    OperatorTax.REVERSE_CHARGE: TaxCategory.REVERSE_CHARGE,
}


def kilowatts(value: Quantity | str) -> Quantity:
    """Accept a power above zero, in kW.

    Raises:
        InvalidInputError: If it is not above zero.
        UnitError: If it is no power.

    Examples:
        >>> kilowatts("0.75 MW")
        Quantity('750 kW')
    """
    held = (value if isinstance(value, Quantity) else Quantity.parse(value)).to("kW")
    if held.amount <= 0:
        raise InvalidInputError("power", held, "is not above zero", "Give it like 9.8 kW.")
    return held


@attrs.frozen(kw_only=True)
class FeedInPlant:
    """A solar plant on a building, at the day of its commissioning (Solaranlage).

    Attributes:
        power: Installed power, of all plants that count as one (EEG § 24); kWp is written ``kW``.
        commissioned: Day of commissioning; it fixes the rates for the whole time.
        mode: What it feeds in.
        smart_meter_since: Day on which a smart meter was installed; None if there is none.
        auctioned: Whether its value was found in an auction.

    Raises:
        InvalidInputError: If the power is not above zero.

    Examples:
        >>> FeedInPlant(power="15 kW", commissioned="2026-03-10", mode="surplus").power
        Quantity('15 kW')
    """

    power: Quantity = attrs.field(converter=kilowatts)
    commissioned: dt.date = attrs.field(converter=whole_day)
    mode: FeedInMode = attrs.field(converter=FeedInMode)
    smart_meter_since: dt.date | None = attrs.field(default=None, converter=optional_day)
    auctioned: bool = False
