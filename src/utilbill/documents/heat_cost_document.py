"""A building's accounting of heat and hot water as a document (Heizkostenabrechnung)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from utilbill.billing.heat_costs import CostPart, HeatCostAllocation, HeatShare
from utilbill.billing.heat_costs.statement import (
    SHOWN_AREA,
    BuildingEmissions,
    HeatCostStatement,
    UserStatement,
)
from utilbill.documents.explaining import explain
from utilbill.documents.formats import Formats
from utilbill.documents.model import Block, Document, Facts, Grid, Heading, Note
from utilbill.documents.texts import text
from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import (
    Explanation,
    Input,
    Label,
    Operation,
    Rounded,
    Share,
    evaluate,
)
from utilbill.values.table import Tree

_PARTS = ("heating_base", "heating_consumption", "hot_water_base", "hot_water_consumption")


def heat_cost_document(statement: HeatCostStatement, language: str = "en") -> Document:
    """Return the statement of a building: costs, their division, and what each user bears.

    Args:
        statement: The shared costs.
        language: Language of the texts.
    """
    return Document(
        text("heat_costs", language), language, tuple(_Statement(statement, language).blocks())
    )


def find_heat_cost_explanation(
    statement: HeatCostStatement, name: str, language: str = "en"
) -> tuple[Tree, ...]:
    """Return how costs were divided, or how the amounts of a user came about.

    Args:
        statement: The shared costs.
        name: ``division``, ``fuel`` where there is a tank, or the name of a user or a flat.
        language: Language of the texts.

    Raises:
        InvalidInputError: If there is no such user.
    """
    allocation = statement.allocation
    pots = _pots(allocation)
    named = {id(part.explanation): _as_input(key, part) for key, part in pots.items()}
    if name == "fuel":
        if statement.fuel is None:
            raise InvalidInputError(
                "explain", name, "is no tank of this building", "Give fuel_stock in the file."
            )
        return (
            Tree(text("fuel_used", language), (explain(statement.fuel.explanation, language),)),
        )
    if name == "division":
        return tuple(
            _tree(key, part, {**named, id(part.explanation): None}, language)
            for key, part in pots.items()
            if part.amount
        )
    shares = [share for share in allocation.shares if name in (share.user.name, share.user.flat)]
    if not shares:
        known = ", ".join(share.user.name for share in allocation.shares)
        raise InvalidInputError(
            "explain", name, "is no user of this building", f"Use division, or: {known}."
        )
    return tuple(
        Tree(
            f"{share.user.flat}, {share.user.name}",
            tuple(
                _tree(key, part, named, language)
                for key, part in zip(_PARTS, share.parts, strict=True)
                if part.amount
            ),
        )
        for share in shares
    )


def _pots(allocation: HeatCostAllocation) -> dict[str, CostPart]:
    """Return heating and hot water of the building, each with its two parts."""
    split = allocation.split
    held = {"heating": split.heating, "hot_water": split.hot_water}
    held |= {key: getattr(allocation, key) for key in _PARTS}
    return {key: held[key] for key in ("heating", *_PARTS[:2], "hot_water", *_PARTS[2:])}


def _as_input(key: str, part: CostPart) -> Input:
    label = Label(text(key, "en"), text(key, "de"))
    return Input(label, part.amount.amount, part.amount.currency)


def _tree(key: str, part: CostPart, named: Mapping[int, Input | None], language: str) -> Tree:
    shown = _shortened(part.explanation, named)
    return Tree(text(key, language), (explain(shown, language),))


def _shortened(node: Explanation, named: Mapping[int, Input | None]) -> Explanation:
    """Show amounts that are explained elsewhere by their names."""
    known = named.get(id(node))
    if known is not None:
        return known
    if isinstance(node, Operation):
        operands = tuple(_shortened(held, named) for held in node.operands)
        return attrs.evolve(node, operands=operands)
    if isinstance(node, Rounded):
        return attrs.evolve(node, operand=_shortened(node.operand, named))
    if isinstance(node, Share):
        return attrs.evolve(node, total=_shortened(node.total, named))
    return node


class _Statement:
    """The blocks of one statement in one language."""

    def __init__(self, statement: HeatCostStatement, language: str) -> None:
        self.statement = statement
        self.allocation = statement.allocation
        self.formats = Formats(language)

    def say(self, key: str) -> str:
        return text(key, self.formats.language)

    def blocks(self) -> Iterator[Block]:
        yield Heading(self.say("heat_costs"), 1)
        yield Facts(tuple(self._facts()))
        if self.statement.fuel is not None:
            used = self.statement.fuel
            cost = self.formats.money_with_currency(used.cost)
            shown = f"{self.formats.quantity(used.quantity)}, {cost}"
            yield Facts(((self.say("fuel_used"), shown),))
        if self.statement.emissions is not None:
            yield Heading(self.say("emissions"))
            yield Facts(tuple(self._emissions(self.statement.emissions)))
        yield Heading(self.say("division"))
        yield self._division()
        yield Heading(self.say("users"))
        yield self._overview()
        for user, share in zip(self.statement.users, self.allocation.shares, strict=True):
            yield Heading(f"{user.flat}: {user.name}, {self.formats.period(user.period)}")
            yield self._user(user, share)
        if self.statement.findings:
            yield Heading(self.say("notes"))
            for finding in self.statement.findings:
                yield Note(finding.message.in_language(self.formats.language), important=True)

    def _facts(self) -> Iterator[tuple[str, str]]:
        costs, split, money = (
            self.allocation.costs,
            self.allocation.split,
            self.formats.money_with_currency,
        )
        if self.statement.building:
            yield self.say("building"), self.statement.building
        yield self.say("accounting_period"), self.formats.period(costs.period)
        yield self.say("total_costs"), money(costs.total)
        if costs.landlord_emissions is not None:
            yield self.say("landlord_emissions"), money(costs.landlord_emissions)
            yield self.say("shared_costs"), money(costs.shared)
        if split.energy is not None and split.percent is not None:
            yield self.say("hot_water_heat"), self.formats.quantity(split.energy)
            percent = self.formats.number(self.statement.hot_water_percent or Decimal(0))
            yield self.say("hot_water_percent"), f"{percent} %"

    def _emissions(self, held: BuildingEmissions) -> Iterator[tuple[str, str]]:
        money, share = self.formats.money_with_currency, held.share
        weight = self.formats.number(share.per_square_metre)
        yield self.say("emitted"), self.formats.quantity(held.emissions)
        yield self.say("emission_cost"), money(held.cost)
        yield self.say("per_square_metre"), f"{weight} kg/m²"
        part = f"{money(held.landlord)} ({self.formats.number(share.percent)} %)"
        yield self.say("landlord"), part
        yield self.say("tenant"), money(held.tenants)

    def _division(self) -> Grid:
        rows = {
            key: part
            for key, part in _pots(self.allocation).items()
            if self._has_hot_water or not key.startswith("hot_water")
        }
        return Grid(
            (self.say("position"), self._in_currency("amount")),
            frozenset({1}),
            tuple((self.say(key), self.formats.money(part.amount)) for key, part in rows.items()),
        )

    @property
    def _has_hot_water(self) -> bool:
        return self.allocation.costs.hot_water is not None

    def _in_currency(self, key: str) -> str:
        return f"{self.say(key)} {self.allocation.costs.total.currency}"

    def _overview(self) -> Grid:
        paid = any(user.paid is not None for user in self.statement.users)
        names = ["flat", "user", "period", "heating", "hot_water", "total"]
        names += ["paid_in_advance", "balance"] if paid else []
        rows = tuple(
            self._row(user, share, paid=paid)
            for user, share in zip(self.statement.users, self.allocation.shares, strict=True)
        )
        return Grid(
            tuple(self.say(name) for name in names),
            frozenset(range(names.index("heating"), len(names))),
            rows,
        )

    def _row(self, user: UserStatement, share: HeatShare, *, paid: bool) -> tuple[str, ...]:
        money = self.formats.money
        heating = share.heating_base.amount + share.heating_consumption.amount
        hot_water = share.hot_water_base.amount + share.hot_water_consumption.amount
        cells = [user.flat, user.name, self.formats.period(user.period)]
        cells += [money(heating), money(hot_water), money(user.total)]
        if paid:
            cells += ["" if held is None else money(held) for held in (user.paid, user.balance)]
        return tuple(cells)

    def _user(self, user: UserStatement, share: HeatShare) -> Grid:
        everybody = self.allocation.shares
        size, area = user.heated.unit.symbol, user.area.unit.symbol
        keys: list[Callable[[HeatShare], Explanation | Decimal]] = [
            lambda held: held.heating_area,
            lambda held: held.user.heating_units,
            lambda held: held.hot_water_area,
            lambda held: held.user.hot_water.amount,
        ]
        units = (size, self.say("units"), area, share.user.hot_water.unit.symbol)
        rows = [
            (
                self.say(name),
                self.formats.money(getattr(self.allocation, name).amount),
                self._key([key(held) for held in everybody], unit),
                self._key([key(share)], unit),
                self.formats.money(part.amount),
            )
            for name, key, unit, part in zip(_PARTS, keys, units, share.parts, strict=True)
            if self._has_hot_water or not name.startswith("hot_water")
        ]
        sums = [(self.say("total"), self.formats.money(user.total))]
        if user.emission_cost is not None:
            sums.append((self.say("of_which_emissions"), self.formats.money(user.emission_cost)))
        if user.paid is not None and user.balance is not None:
            sums.append((self.say("paid_in_advance"), self.formats.money(user.paid)))
            sums.append((self.say("balance"), self.formats.money(user.balance)))
        strong = int(user.balance is not None)
        columns = (
            self.say("position"),
            self._in_currency("cost"),
            self.say("of_all"),
            self.say("own"),
            self._in_currency("amount"),
        )
        return Grid(columns, frozenset(range(1, len(columns))), tuple(rows), tuple(sums), strong)

    def _key(self, values: Sequence[Explanation | Decimal], unit: str) -> str:
        """Show what a cost goes by: the sum of areas or of what was used."""
        total = sum(
            (
                Fraction(value) if isinstance(value, Decimal) else evaluate(value)
                for value in values
            ),
            Fraction(0),
        )
        shown = SHOWN_AREA.of_ratio(*total.as_integer_ratio())
        return f"{self.formats.number(shown)} {unit}"
