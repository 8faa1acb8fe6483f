"""From models of a heat-cost file to values, and on to the statement."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

import attrs

from utilbill.adapters.casefile.models import RoundingModel
from utilbill.adapters.heatcosts.consistency import check_flats, doubts
from utilbill.adapters.heatcosts.models import (
    BuildingEmissionsModel,
    CostModel,
    CostPurpose,
    Counted,
    FlatModel,
    FuelLotModel,
    FuelStockModel,
    HeatCostsModel,
    HeatUserModel,
    HotWaterModel,
)
from utilbill.adapters.heatcosts.usage import Measured, as_volume
from utilbill.adapters.markets import market as find_market
from utilbill.billing.heat_costs import HeatingCosts, HeatUser, HotWater, HotWaterByArea
from utilbill.billing.heat_costs.fuel import fuel_energy
from utilbill.billing.heat_costs.statement import (
    BuildingEmissions,
    HeatCostStatement,
    UserStatement,
    shown_percent,
)
from utilbill.billing.heat_costs.stock import FuelLot, FuelUse, first_in_first_out
from utilbill.markets.market import HeatCostRules, Market
from utilbill.prorating.degree_days import DegreeDays
from utilbill.prorating.spreading import LINEAR, DayWeights, Linear
from utilbill.values.errors import (
    InvalidInputError,
    MissingChoiceError,
    MissingFieldError,
    UtilbillError,
    Where,
)
from utilbill.values.explanation import Label
from utilbill.values.marked import at
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.rounding import RoundingRule
from utilbill.values.units import Quantity

T = TypeVar("T")
_DEGREE_DAYS = "degree_days"
_OWN_NUMBERS = Label("degree days as given", "Gradtagszahlen laut Angabe")


@attrs.frozen(kw_only=True)
class LoadedHeatCosts:
    """A file of heat costs, ready to be shared.

    Attributes:
        name: Name of the file.
        market: The market.
        language: Language of the statement.
        model: What the file says.
    """

    name: str
    market: Market
    language: str
    model: HeatCostsModel = attrs.field(repr=False)


def build_heat_costs(model: HeatCostsModel, name: str) -> LoadedHeatCosts:
    """Find the market of a file.

    Raises:
        MarketError: If it is not installed.
        MissingChoiceError: If it says nothing about heat costs.
    """
    with at(model):
        market = find_market(model.market)
    law = market.law
    for figure in model.law_figures:
        with at(figure):
            law = law.with_figure(figure.name, figure.since, figure.value, figure.reference)
    return LoadedHeatCosts(
        name=name,
        market=market if law is market.law else market.with_law(law),
        language=model.language or market.language,
        model=model,
    )


def share_heat_costs(loaded: LoadedHeatCosts) -> HeatCostStatement:
    """Share the cost of heat and hot water among the users of a building.

    Args:
        loaded: The file.

    Raises:
        MissingFieldError: If a figure is missing that the cost goes by.
        UtilbillError: If something cannot be shared; the error names the place in the file.

    Examples:
        >>> from utilbill import parse_heat_costs
        >>> shared = share_heat_costs(parse_heat_costs(b'''
        ... schema: utilbill.heat-costs/1
        ... market: DE
        ... period: {first: 2025-01-01, last: 2025-12-31}
        ... costs: [{label: Gas, amount: 1000.00 EUR}]
        ... heating_consumption_percent: 70
        ... change_of_users: degree_days
        ... flats:
        ...   - {id: A, area: 60 m2, heating_units: 300, users: [{name: Ada}]}
        ...   - id: B
        ...     area: 40 m2
        ...     heating_units: 300
        ...     users: [{name: Ben, last: 2025-01-31}, {name: Cem, first: 2025-02-01}]
        ... ''', "house.yaml"))
        >>> [str(user.total) for user in shared.users]
        ['530.00 EUR', '79.90 EUR', '390.10 EUR']
    """
    model, market = loaded.model, loaded.market
    rules = market.heat_costs
    if rules is None:
        with at(model):
            raise MissingChoiceError(
                "market", market.code, "says nothing about heat costs", "Use DE, for example."
            )
    try:
        return _statement(model, market, rules)
    except UtilbillError as error:
        if error.where is None:
            error.where = model.where or Where(loaded.name)
        raise


def _statement(model: HeatCostsModel, market: Market, rules: HeatCostRules) -> HeatCostStatement:
    with at(model.period):
        period = Period.through(model.period.first, model.period.last)
    check_flats(model.flats)
    tank, model = _tank(model, period)
    emissions = _emissions(model, market, rules, period)
    with at(model):
        costs = _costs(model, period, emissions)
        weights = _weights(model, market)
    users, people = _users(model, rules, period, weights)
    places = dict(zip(map(id, users), (person.where for person in people), strict=True))
    try:
        allocation = rules.allocate(
            market.law,
            costs,
            users,
            heating_consumption_percent=model.heating_consumption_percent,
            hot_water_consumption_percent=model.hot_water_consumption_percent,
            degree_days=weights or Linear(),
            agreed_above_maximum=model.agreed_above_maximum,
            exempt=model.exempt,
            energy_rounding=_rule(model.energy_rounding) or rules.energy_rounding,
            percent_rounding=(
                None
                if model.exact_percent
                else _rule(model.percent_rounding) or rules.percent_rounding
            ),
        )
    except UtilbillError as error:
        error.where = error.where or places.get(id(error.about))
        raise
    statements = []
    parts = emissions.of_users(allocation) if emissions else (None,) * len(people)
    for share, person, part in zip(allocation.shares, people, parts, strict=True):
        with at(person):
            statements.append(UserStatement.of(share, period, person.paid, part))
    return HeatCostStatement(
        building=model.building,
        allocation=allocation,
        users=tuple(statements),
        emissions=emissions,
        hot_water_percent=shown_percent(allocation.split),
        findings=doubts(model, market.law, period, users),
        fuel=tank,
    )


def _tank(model: HeatCostsModel, period: Period) -> tuple[FuelUse | None, HeatCostsModel]:
    """Return what was used of a tank, and the model with its cost and energy."""
    stock = model.fuel_stock
    if stock is None:
        return None, model
    with at(stock):
        lots = [*((stock.opening,) if stock.opening else ()), *stock.deliveries]
        used = first_in_first_out([_lot(lot, stock, period) for lot in lots], stock.left)
        energy = model.fuel_energy
        if stock.heating_value is not None:
            if energy is not None or model.fuel is not None:
                raise MissingFieldError(
                    "heating_value", "both", "is given beside fuel or fuel_energy", "Keep one."
                )
            energy = fuel_energy(used.quantity, stock.heating_value)
    cost = CostModel(label=stock.label, amount=used.cost, where=stock.where)
    return used, attrs.evolve(model, costs=(cost, *model.costs), fuel_energy=energy)


def _lot(model: FuelLotModel, stock: FuelStockModel, period: Period) -> FuelLot:
    with at(model):
        if (model.day is None) is not (model is stock.opening):
            raise MissingFieldError(
                "day",
                model.day or "nothing",
                "belongs to deliveries, and to no stock at the beginning",
                "Give each delivery its day, and the opening stock none.",
            )
        if model.day is not None and model.day not in period:
            raise InvalidInputError(
                "day",
                model.day,
                f"lies outside of the accounting period {period}",
                "What came before is part of the opening stock; what came later of the next one.",
            )
        return FuelLot(quantity=model.quantity, cost=model.cost, day=model.day)


def _sum(costs: Iterable[CostModel]) -> Money | None:
    total: Money | None = None
    for cost in costs:
        with at(cost):
            total = cost.amount if total is None else total + cost.amount
    return total


def _costs(
    model: HeatCostsModel, period: Period, emissions: BuildingEmissions | None
) -> HeatingCosts:
    total = _sum(model.costs)
    by_purpose = {
        purpose: _sum(cost for cost in model.costs if cost.purpose is purpose)
        for purpose in CostPurpose
    }
    if total is None:
        raise MissingFieldError("costs", "none", "hold nothing to share", "List the costs.")
    return HeatingCosts(
        total=total,
        period=period,
        fuel_energy=_fuel_energy(model),
        hot_water=None if model.hot_water is None else _hot_water(model.hot_water),
        heating_only=by_purpose[CostPurpose.HEATING],
        hot_water_only=by_purpose[CostPurpose.HOT_WATER],
        landlord_emissions=emissions.landlord if emissions else None,
    )


def _fuel_energy(model: HeatCostsModel) -> Quantity | None:
    if model.fuel is None:
        return model.fuel_energy
    with at(model.fuel):
        if model.fuel_energy is not None:
            raise MissingFieldError(
                "fuel", "both", "is given beside fuel_energy", "Keep one of them."
            )
        return fuel_energy(model.fuel.amount, model.fuel.heating_value)


def _hot_water(model: HotWaterModel) -> HotWater | HotWaterByArea | Quantity:
    ways = {"heat": model.heat, "volume": model.volume, "area": model.area}
    with at(model):
        given = [name for name, value in ways.items() if value is not None]
        if len(given) != 1:
            raise MissingFieldError(
                "hot_water",
                " and ".join(given) or "nothing",
                "must be given in one way",
                "Give heat, or volume, temperature and basis, or area and basis.",
            )
        if model.heat is not None:
            return _alone(model, "heat", model.heat)
        if model.basis is None:
            raise _missing("basis")
        if model.area is not None:
            return _alone(model, "area", HotWaterByArea(area=model.area, basis=model.basis))
        if model.volume is None or model.temperature is None:
            raise _missing("temperature")
        return HotWater(
            volume=model.volume,
            temperature=model.temperature,
            basis=model.basis,
            cold_temperature=model.cold_temperature,
        )


def _missing(field: str) -> MissingFieldError:
    return MissingFieldError(
        field,
        "nothing",
        "must be given for the formula",
        "Give volume, temperature and basis, or area and basis; or heat where a meter counts it.",
    )


def _alone(model: HotWaterModel, way: str, value: T) -> T:
    """Refuse what the way does not look at."""
    unused: dict[str, object] = {
        "temperature": model.temperature,
        "cold_temperature": model.cold_temperature,
    }
    if way == "heat":
        unused["basis"] = model.basis
    for name, held in unused.items():
        if held is not None:
            raise MissingFieldError(name, held, f"is given beside {way}", f"Leave {name} out.")
    return value


def _weights(model: HeatCostsModel, market: Market) -> DayWeights | None:
    changes = any(len(flat.users) > 1 for flat in model.flats)
    if model.change_of_users is None:
        if changes or model.degree_day_numbers:
            raise MissingFieldError(
                "change_of_users",
                "nothing",
                "must be chosen, as users of a flat change",
                "Write degree_days or linear (HeizkostenV § 9b Abs. 2).",
            )
        return None
    if model.change_of_users == LINEAR.name:
        return LINEAR.weights
    if model.change_of_users != _DEGREE_DAYS:
        raise InvalidInputError(
            "change_of_users",
            model.change_of_users,
            "is not known",
            f"Write {_DEGREE_DAYS} or {LINEAR.name}.",
        )
    if model.degree_day_numbers:
        for number in model.degree_day_numbers:
            if number < 0:
                raise InvalidInputError(
                    "degree_day_numbers", number, "is below zero", "Give the numbers of a table."
                )
        numbers = {month: Fraction(held) for month, held in enumerate(model.degree_day_numbers, 1)}
        return DegreeDays(_OWN_NUMBERS, numbers)
    return market.spreading(_DEGREE_DAYS).weights


def _rule(model: RoundingModel | None) -> RoundingRule | None:
    return None if model is None else RoundingRule("as_given", model.step, model.mode)


def _users(
    model: HeatCostsModel, rules: HeatCostRules, period: Period, weights: DayWeights | None
) -> tuple[tuple[HeatUser, ...], tuple[HeatUserModel, ...]]:
    heat = Measured(
        Counted.HEAT, "heating_units", weights, needed=bool(model.heating_consumption_percent)
    )
    water = Measured(
        Counted.HOT_WATER,
        "hot_water",
        Linear(),
        needed=model.hot_water is not None and bool(model.hot_water_consumption_percent),
    )
    users: list[HeatUser] = []
    people: list[HeatUserModel] = []
    for flat in model.flats:
        _check_users(flat)
        days = [_days(user, period) for user in flat.users]
        units = heat.of_users(flat, days, rules)
        volumes = water.of_users(flat, days, rules)
        for user, there, used, volume in zip(flat.users, days, units, volumes, strict=True):
            with at(user):
                users.append(_user(flat, user, there, used, volume))
            people.append(user)
    return tuple(users), tuple(people)


def _check_users(flat: FlatModel) -> None:
    if not flat.users:
        with at(flat):
            raise MissingFieldError(
                "users", "none", f"of flat {flat.id} bear its part", "Name the owner at least."
            )


def _user(
    flat: FlatModel, user: HeatUserModel, days: Period, units: Decimal, volume: Decimal
) -> HeatUser:
    return HeatUser(
        flat=flat.id,
        name=user.name,
        area=flat.area,
        heating_units=units,
        hot_water=as_volume(volume),
        period=days,
        heated=flat.heated,
    )


def _days(user: HeatUserModel, period: Period) -> Period:
    with at(user):
        return Period.through(user.first or period.start, user.last or period.last)


def _emissions(
    model: HeatCostsModel, market: Market, rules: HeatCostRules, period: Period
) -> BuildingEmissions | None:
    given = model.emissions
    if given is None:
        return None
    with at(given):
        if given.emissions.amount < 0:
            raise InvalidInputError(
                "emissions", given.emissions, "are below zero", "Give them as the bill of the fuel."
            )
        area = given.area or _total_area(model.flats)
        _check_cost(given, model)
        share = rules.landlord_share(
            market.law, period, given.emissions, area, residential=given.residential
        )
        landlord, tenants = share.split(given.cost)
    return BuildingEmissions(
        emissions=given.emissions,
        cost=given.cost,
        area=area,
        share=share,
        landlord=landlord,
        tenants=tenants,
    )


def _check_cost(given: BuildingEmissionsModel, model: HeatCostsModel) -> None:
    total = _sum(model.costs)
    if given.cost.amount < 0 or (total is not None and given.cost > total):
        raise InvalidInputError(
            "cost", given.cost, "is no part of the costs", "It is contained in the cost of fuel."
        )


def _total_area(flats: Sequence[FlatModel]) -> Quantity:
    total = Quantity(0, "m²")
    for flat in flats:
        with at(flat):
            total = total + flat.area.to("m²")
    return total
