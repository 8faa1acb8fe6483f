"""Other looks at a case file than the bill: prices, energy, installments, emissions."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from utilbill.adapters.casefile.building import LoadedCase, emission_statement
from utilbill.adapters.casefile.conversion_building import state_number_from
from utilbill.adapters.casefile.places import Places
from utilbill.adapters.casefile.plan_building import expected_plan, settled_plan
from utilbill.billing.emissions import CountedEnergy, EmissionStatement
from utilbill.billing.settling import Case
from utilbill.documents.energy_overview import CalculatedFactor, EnergyOverview, energy_overview
from utilbill.documents.price_overview import PriceOverview, price_overview
from utilbill.installments.plan import InstallmentPlan
from utilbill.metering.consumption import Consumption, consumption
from utilbill.metering.energy_conversion import to_energy
from utilbill.prorating.spreading import Spreading
from utilbill.values.errors import (
    MissingChoiceError,
    MissingFieldError,
    MissingReadingError,
    UtilbillError,
    Where,
)

T = TypeVar("T")


def case_prices(loaded: LoadedCase, day: dt.date | None = None) -> tuple[PriceOverview, ...]:
    """Return the prices of each supply on a day, net and gross, with the statutory parts.

    Args:
        loaded: The case file.
        day: The day; the last one of the period if not given.

    Raises:
        MissingFieldError: If a supply has no price sheet.
        GapError: If a price is missing on that day.
        UtilbillError: If a figure of law is not known; the error names the place in the file.

    Examples:
        >>> from utilbill import parse_case
        >>> shown, = case_prices(parse_case(b'''
        ... schema: utilbill.case/1
        ... market: DE
        ... contract: {id: C, commodity: water, supply_start: 2007-01-01}
        ... period: {first: 2007-01-01, last: 2007-12-31}
        ... price_sheet:
        ...   name: Water
        ...   basis: net
        ...   components:
        ...     - {type: unit_price, id: water, price: 1.705 EUR/m3, tax: reduced}
        ...     - {type: unit_price, id: waste_water, price: 3.03 EUR/m3, tax: out_of_scope}
        ... ''', "water.yaml"))
        >>> shown.sums[0].gross
        Price('4.85 EUR/m³')
    """

    def of(case: Case, place: Places) -> PriceOverview:
        place.check_prices()
        market = loaded.market
        taxation = case.taxation or (market.billing.taxation if market else None)
        if taxation is None:
            raise MissingChoiceError("market", "none", "gives no rates of tax", "Add market.")
        return price_overview(
            case.prices,
            day or case.period.last,
            taxation,
            commodity=case.contract.supply_point.commodity.value,
            law=market.law if market else None,
        )

    return _of_each(loaded, of)


def case_energy(loaded: LoadedCase) -> tuple[EnergyOverview, ...]:
    """Return how cubic metres become kilowatt hours, of each supply of gas; nothing is priced.

    A supply without readings shows how its state number came about.

    Args:
        loaded: The case file; supplies without ``energy_conversion`` are left out.

    Raises:
        MissingFieldError: If no supply of the file says how to convert.
        UtilbillError: If readings or factors are missing; the error names the place in the file.

    Examples:
        >>> from utilbill import parse_case
        >>> shown, = case_energy(parse_case(b'''
        ... schema: utilbill.case/1
        ... market: DE
        ... contract: {id: C, commodity: gas, supply_start: 2023-01-01}
        ... period: {first: 2023-01-01, last: 2023-12-31}
        ... registers: [{id: main, unit: m3}]
        ... readings:
        ...   - {register: main, day: 2023-01-01, value: 0}
        ...   - {register: main, end_of: 2023-12-31, value: 1000}
        ... energy_conversion: {state_number: 0.95, calorific_value: 10.3}
        ... ''', "gas.yaml"))
        >>> shown.total
        Quantity('9785 kWh')
    """

    def of(case: Case, place: Places) -> EnergyOverview | None:
        if place.supply.energy_conversion is None:
            return None
        number = _state_number(loaded, case, place)
        used = _counted(case)
        if used is None or case.conversion is None:
            if number is None:
                raise MissingReadingError(
                    "readings", "none", "say how many cubic metres there are", "Add readings."
                )
            return EnergyOverview(
                contract=case.contract.id, period=case.period, rows=(), state_number=number
            )
        return energy_overview(
            used,
            case.conversion,
            contract=case.contract.id,
            spreading=_way(loaded, case),
            state_number=number,
        )

    found = tuple(held for held in _of_each(loaded, of) if held is not None)
    if not found:
        raise _missing(loaded, "energy_conversion", "Say how cubic metres become kilowatt hours.")
    return found


def case_plans(loaded: LoadedCase) -> tuple[InstallmentPlan, ...]:
    """Return the installments of each supply that wishes some (``next_plan``).

    With expected quantities nothing is settled before, so that no readings are needed; without
    them the next year is expected to be like the settled one.

    Args:
        loaded: The case file.

    Raises:
        MissingFieldError: If no supply of the file has a plan or a price sheet.
        UtilbillError: If a plan cannot be made; the error names the place in the file.

    Examples:
        >>> from utilbill import parse_case
        >>> plan, = case_plans(parse_case(b'''
        ... schema: utilbill.case/1
        ... market: DE
        ... contract: {id: C, commodity: electricity, supply_start: 2024-01-01}
        ... period: {first: 2024-01-01, last: 2024-12-31}
        ... registers: [{id: main}]
        ... price_sheet:
        ...   name: Plain
        ...   basis: gross
        ...   components: [{type: unit_price, id: energy, price: 30.00 ct/kWh}]
        ... next_plan:
        ...   first: 2024-02-01
        ...   count: 12
        ...   expected: [{register: main, amount: 3000}]
        ...   period: {first: 2024-01-01, last: 2024-12-31}
        ... ''', "plan.yaml"))
        >>> plan.installments[0].gross
        Money('75.00', 'EUR')
    """
    wishes = dict(zip(map(id, loaded.cases), loaded.plans, strict=True))

    def of(case: Case, place: Places) -> InstallmentPlan | None:
        wish = wishes[id(case)]
        if wish is None:
            return None
        place.check_prices()
        if wish.expected:
            return expected_plan(case, wish, loaded.market)
        return settled_plan(case, wish, case.settle(loaded.market), loaded.market)

    found = tuple(held for held in _of_each(loaded, of) if held is not None)
    if not found:
        raise _missing(loaded, "next_plan", "Say when installments begin and how many there are.")
    return found


def case_emissions(loaded: LoadedCase) -> tuple[EmissionStatement, ...]:
    """Return the emissions of each supply that asks for them, and how their cost is divided.

    Nothing is priced: the cost is that of the emissions by law, and no price sheet is needed.

    Args:
        loaded: The case file; supplies without ``emissions`` are left out.

    Raises:
        MissingFieldError: If no supply of the file asks for emissions.
        UtilbillError: If readings or figures are missing; the error names the place in the file.

    Examples:
        >>> from utilbill import parse_case
        >>> shown, = case_emissions(parse_case(b'''
        ... schema: utilbill.case/1
        ... market: DE
        ... contract: {id: C, commodity: gas, supply_start: 2023-01-01}
        ... period: {first: 2023-01-01, last: 2023-12-31}
        ... registers: [{id: main}]
        ... readings:
        ...   - {register: main, day: 2023-01-01, value: 0}
        ...   - {register: main, end_of: 2023-12-31, value: 39000}
        ... emissions: {area: 380 m2, basis: net}
        ... ''', "gas.yaml"))
        >>> shown.landlord, shown.tenant
        (Money('42.45', 'EUR'), Money('169.78', 'EUR'))
    """

    def of(case: Case, place: Places) -> EmissionStatement | None:
        model = place.supply.emissions
        if model is None:
            return None
        used = _counted(case)
        if used is None:
            raise MissingReadingError(
                "readings", "none", "say how much was used", "Add readings in kWh or m³."
            )
        if case.conversion is not None:
            used = to_energy(used, case.conversion, _way(loaded, case))
        counted = CountedEnergy(
            contract=case.contract,
            period=case.period,
            consumption=used,
            currency=loaded.market.billing.currency if loaded.market else "",
            known_on=case.known_on,
        )
        return emission_statement(counted, model, loaded.market)

    found = tuple(held for held in _of_each(loaded, of) if held is not None)
    if not found:
        raise _missing(loaded, "emissions", "Add emissions, with the area where a house is let.")
    return found


def _of_each(loaded: LoadedCase, look: Callable[[Case, Places], T]) -> tuple[T, ...]:
    found: list[T] = []
    for case, place in zip(loaded.cases, loaded.places, strict=True):
        with _placed(loaded, place):
            found.append(look(case, place))
    return tuple(found)


@contextmanager
def _placed(loaded: LoadedCase, place: Places) -> Iterator[None]:
    try:
        yield
    except UtilbillError as error:
        if error.where is None:
            error.where = place.of(error) or Where(loaded.name)
        raise


def _missing(loaded: LoadedCase, field: str, advice: str) -> MissingFieldError:
    error = MissingFieldError(field, "nothing", "must be given in a supply of this file", advice)
    error.where = loaded.places[0].supply.where or Where(loaded.name)
    return error


def _counted(case: Case) -> Consumption | None:
    if not case.readings:
        return None
    registers = case.contract.supply_point.registers
    return consumption(registers, case.readings, case.period, case.known_on)


def _way(loaded: LoadedCase, case: Case) -> Spreading | None:
    if case.spreading is not None or loaded.market is None:
        return case.spreading
    lawful = loaded.market.billing.spreading
    return lawful(case.contract, case.period) if lawful else None


def _state_number(loaded: LoadedCase, case: Case, place: Places) -> CalculatedFactor | None:
    model = place.supply.energy_conversion
    if model is None or model.state_number_from is None:
        return None
    return CalculatedFactor(
        *state_number_from(model.state_number_from, case.period.last, loaded.market)
    )
