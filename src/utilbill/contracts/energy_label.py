"""From which sources electricity comes, and what that does to the environment."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import attrs

from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError
from utilbill.values.exact import exact, plain, total

_WHOLE: Final = Decimal(100)


class EnergySource(Choice):
    """Source of electricity (Energieträger), EnWG § 42 Abs. 1 Nr. 1, Abs. 3."""

    NUCLEAR = "nuclear"  #: Kernkraft.
    COAL = "coal"  #: Kohle.
    NATURAL_GAS = "natural_gas"  #: Erdgas.
    OTHER_FOSSIL = "other_fossil"  #: Sonstige fossile Energieträger.
    TENANT = "tenant"  #: Mieterstrom, gefördert nach dem EEG.
    RENEWABLE = "renewable"  #: Erneuerbare Energien mit Herkunftsnachweis, nicht gefördert.
    RENEWABLE_FUNDED = "renewable_funded"  #: Erneuerbare Energien, gefördert nach dem EEG.


def _share(value: Decimal | int | str) -> Decimal:
    percent = exact(value, "percent")
    if not 0 <= percent <= _WHOLE:
        raise InvalidInputError(
            "percent", plain(percent), "does not lie between 0 and 100", "Give a share in percent."
        )
    return percent


def _grams(value: Decimal | int | str) -> Decimal:
    amount = exact(value, "g/kWh")
    if amount < 0:
        raise InvalidInputError("g/kWh", plain(amount), "is below zero", "Give 0 or more.")
    return amount


@attrs.frozen
class EnergyShare:
    """The part that a source has.

    Attributes:
        source: The source.
        percent: Its part in percent.
    """

    source: EnergySource = attrs.field(converter=EnergySource)
    percent: Decimal = attrs.field(converter=_share)


def _country(value: str) -> str:
    if not re.fullmatch("[A-Z]{2}", value):
        raise InvalidInputError(
            "country", value, "is no code of a country", "Give two capital letters, such as NO."
        )
    return value


@attrs.frozen
class OriginShare:
    """The part that a country has in renewable energy with guarantees of origin.

    Attributes:
        country: Code of the country, ISO 3166.
        percent: Its part in percent.
    """

    country: str = attrs.field(converter=_country)
    percent: Decimal = attrs.field(converter=_share)


def _shares(value: Iterable[EnergyShare]) -> tuple[EnergyShare, ...]:
    held = tuple(value)
    if len({share.source for share in held}) < len(held):
        names = ", ".join(share.source.value for share in held)
        raise InvalidInputError("shares", names, "name a source twice", "Add its parts up.")
    _check_whole("shares", [share.percent for share in held])
    return held


def _origins(value: Iterable[OriginShare]) -> tuple[OriginShare, ...]:
    held = tuple(value)
    if len({share.country for share in held}) < len(held):
        names = ", ".join(share.country for share in held)
        raise InvalidInputError("origins", names, "name a country twice", "Add its parts up.")
    if held:
        _check_whole("origins", [share.percent for share in held])
    return held


def _check_whole(field: str, parts: list[Decimal]) -> None:
    found = total(parts)
    if found != _WHOLE:
        raise InvalidInputError(
            field, f"{plain(found)} %", "do not add up to 100 %", "Correct the parts."
        )


@attrs.frozen(kw_only=True)
class EnergyMix:
    """A mix of sources and its effect on the environment (Energieträgermix).

    Attributes:
        shares: The sources; they add up to 100 %.
        carbon_dioxide: Emissions [g/kWh].
        radioactive_waste: Waste [g/kWh].

    Raises:
        InvalidInputError: If the shares do not add up to 100 %, name a source twice, or a figure is
            below zero.

    Examples:
        >>> EnergyMix(shares=[EnergyShare("coal", "60")], carbon_dioxide=400, radioactive_waste=0)
        Traceback (most recent call last):
        ...
        utilbill.values.errors.InvalidInputError: shares: do not add up to 100 % (got '60 %'). \
Correct the parts.
    """

    shares: tuple[EnergyShare, ...] = attrs.field(converter=_shares)
    carbon_dioxide: Decimal = attrs.field(converter=_grams)
    radioactive_waste: Decimal = attrs.field(converter=_grams)

    @property
    def renewable(self) -> Decimal:
        """The part of renewable energy with guarantees of origin."""
        return self.percent(EnergySource.RENEWABLE)

    def percent(self, source: EnergySource) -> Decimal:
        """Return the part of a source; zero if it has none."""
        parts = (share.percent for share in self.shares if share.source is source)
        return next(parts, Decimal(0))


@attrs.frozen(kw_only=True)
class EnergyLabel:
    """From which sources a product comes (Stromkennzeichnung), EnWG § 42.

    Attributes:
        year: The calendar year that the figures are for.
        product: The mix of what was supplied.
        supplier: The mix of all that the supplier sells (Gesamtenergieträgermix), if another.
        average: The mix of the whole country, to compare with.
        origins: Countries that renewable energy with guarantees of origin comes from.

    Raises:
        InvalidInputError: If the origins do not add up to 100 %, name a country twice, or no mix
            has renewable energy that they could be of.

    Examples:
        >>> green = EnergyMix(
        ...     shares=[EnergyShare("renewable", 100)], carbon_dioxide=0, radioactive_waste=0)
        >>> label = EnergyLabel(year=2024, product=green, origins=[OriginShare("NO", 100)])
        >>> [name for name, _ in label.mixes]
        ['product']
    """

    year: int
    product: EnergyMix
    supplier: EnergyMix | None = None
    average: EnergyMix | None = None
    origins: tuple[OriginShare, ...] = attrs.field(default=(), converter=_origins)

    def __attrs_post_init__(self) -> None:
        if self.origins and not any(mix.renewable for _, mix in self.mixes):
            raise InvalidInputError(
                "origins",
                ", ".join(share.country for share in self.origins),
                "are given, but no mix has renewable energy with guarantees of origin",
                "Give its share as renewable, or leave origins out.",
            )

    @property
    def mixes(self) -> tuple[tuple[str, EnergyMix], ...]:
        """The mixes that are given, with the names of their fields."""
        named = {"product": self.product, "supplier": self.supplier, "average": self.average}
        return tuple((name, mix) for name, mix in named.items() if mix is not None)
