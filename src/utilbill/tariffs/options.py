"""Tariffs that a customer builds of options; what does not fit together is refused."""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from utilbill.tariffs.component import Component, PriceBasis
from utilbill.tariffs.components import names
from utilbill.tariffs.price_sheet import PriceSheet
from utilbill.tariffs.time_bands import TimeBands
from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError, OptionError
from utilbill.values.explanation import Label, as_label


class Choose(Choice):
    """How many options of a group a tariff has.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    ONE = "one"  #: Exactly one.
    AT_MOST_ONE = "at_most_one"
    AT_LEAST_ONE = "at_least_one"
    ANY = "any"


def _components(value: Iterable[Component]) -> tuple[Component, ...]:
    return tuple(value)


def _bands(value: Iterable[TimeBands]) -> tuple[TimeBands, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class TariffOption:
    """A block of a tariff that a customer may choose (Baustein, Option).

    Attributes:
        id: Its name.
        label: Its name for customers.
        components: What it adds to the price sheet.
        bands: Time bands that its components need.
        group: The group it belongs to.
        requires: Ids of options without which it cannot be chosen.
        excludes: Ids of options with which it cannot be chosen.
    """

    id: str
    label: Label = attrs.field(converter=as_label)
    components: tuple[Component, ...] = attrs.field(converter=_components)
    bands: tuple[TimeBands, ...] = attrs.field(default=(), converter=_bands)
    group: str = ""
    requires: tuple[str, ...] = attrs.field(default=(), converter=names)
    excludes: tuple[str, ...] = attrs.field(default=(), converter=names)


def _options(value: Iterable[TariffOption]) -> tuple[TariffOption, ...]:
    return tuple(value)


def _groups(value: Mapping[str, Choose | str]) -> Mapping[str, Choose]:
    return {name: Choose(rule) for name, rule in value.items()}


@attrs.frozen(kw_only=True)
class TariffKit:
    """The options of which customers build their tariffs (Tarifbaukasten).

    Attributes:
        name: Name of the product.
        basis: Whether prices are net or gross.
        options: All options, in the order of the price sheet.
        groups: How many options of each group a tariff has; any number if not said.

    Raises:
        InvalidInputError: If an option is named twice, or names one that is not there.

    Examples:
        >>> from utilbill import StandingCharge, UnitPrice
        >>> kit = TariffKit(name="Kit", basis="net", groups={"energy": "one"}, options=[
        ...     TariffOption(id="green", label="Green", group="energy", components=[
        ...         UnitPrice(id="energy", label="Green energy", prices="32 ct/kWh")]),
        ...     TariffOption(id="plain", label="Plain", group="energy", components=[
        ...         UnitPrice(id="energy", label="Energy", prices="30 ct/kWh")]),
        ...     TariffOption(id="service", label="Service", requires="green", components=[
        ...         StandingCharge(id="service", label="Service", prices="5 EUR/month",
        ...                        proration="months")])])
        >>> [held.id for held in kit.build(["green", "service"]).components]
        ['energy', 'service']
        >>> kit.build(["plain", "service"])
        Traceback (most recent call last):
        ...
        utilbill.values.errors.OptionError: options: needs green (got 'service'). \
Choose green too, or leave service out.
    """

    name: str
    basis: PriceBasis = attrs.field(converter=PriceBasis)
    options: tuple[TariffOption, ...] = attrs.field(converter=_options)
    groups: Mapping[str, Choose] = attrs.field(factory=dict, converter=_groups, hash=False)

    def __attrs_post_init__(self) -> None:
        ids = [option.id for option in self.options]
        for option in self.options:
            if ids.count(option.id) > 1:
                raise InvalidInputError(
                    "options", option.id, "names two options", "Give each its own id."
                )
            for other in (*option.requires, *option.excludes):
                if other not in ids or other == option.id:
                    raise InvalidInputError(
                        "options",
                        other,
                        f"is named by {option.id} but is no other option",
                        f"Use one of: {', '.join(ids)}.",
                    )
        for group in self.groups:
            if not any(option.group == group for option in self.options):
                raise InvalidInputError(
                    "groups", group, "has no option", "Leave the group out, or add options."
                )

    def build(self, chosen: Sequence[str]) -> PriceSheet:
        """Return the price sheet of a choice.

        Raises:
            OptionError: If options are unknown, do not fit each other, or a group lacks its choice.
        """
        known = {option.id: option for option in self.options}
        for name in chosen:
            if name not in known:
                raise OptionError(
                    "options", name, "is not offered", f"Use one of: {', '.join(known)}."
                )
        held = [option for option in self.options if option.id in chosen]
        for option in held:
            self._check_option(option, chosen)
        for group, rule in self.groups.items():
            self._check_group(group, rule, [one.id for one in held if one.group == group])
        return PriceSheet(
            name=f"{self.name}: {', '.join(option.id for option in held)}",
            basis=self.basis,
            components=[component for option in held for component in option.components],
            bands=list(dict.fromkeys(band for option in held for band in option.bands)),
        )

    @staticmethod
    def _check_option(option: TariffOption, chosen: Sequence[str]) -> None:
        for name in option.requires:
            if name not in chosen:
                raise OptionError(
                    "options",
                    option.id,
                    f"needs {name}",
                    f"Choose {name} too, or leave {option.id} out.",
                )
        for name in option.excludes:
            if name in chosen:
                raise OptionError(
                    "options",
                    option.id,
                    f"does not go with {name}",
                    f"Leave {name} or {option.id} out.",
                )

    def _check_group(self, group: str, rule: Choose, found: Sequence[str]) -> None:
        offered = ", ".join(option.id for option in self.options if option.group == group)
        if rule in (Choose.ONE, Choose.AT_LEAST_ONE) and not found:
            raise OptionError(
                "options", "none", f"is chosen of {group}", f"Choose one of: {offered}."
            )
        if rule in (Choose.ONE, Choose.AT_MOST_ONE) and len(found) > 1:
            raise OptionError(
                "options",
                ", ".join(found),
                f"are more than one of {group}",
                f"Choose one of: {offered}.",
            )

    def combinations(self) -> tuple[tuple[str, ...], ...]:
        """Return every choice that fits, in the order of the options; for tables and tests."""
        found: list[tuple[str, ...]] = [()]
        for option in self.options:
            found += [(*held, option.id) for held in found]
        return tuple(held for held in found if self._fits(held))

    def _fits(self, chosen: Sequence[str]) -> bool:
        try:
            self.build(chosen)
        except InvalidInputError:
            return False
        return True
