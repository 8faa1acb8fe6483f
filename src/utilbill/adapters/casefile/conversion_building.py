"""How cubic metres of a case file become kilowatt hours."""

import datetime as dt
from decimal import Decimal

from utilbill.adapters.casefile.models import (
    DatedFactorModel,
    EnergyConversionModel,
    RoundingModel,
    StateNumberModel,
)
from utilbill.adapters.casefile.ways import Ways
from utilbill.markets.market import Market
from utilbill.metering.energy_conversion import (
    CALORIFIC_VALUE,
    WHOLE_KWH,
    EnergyConversion,
)
from utilbill.values.dated import Dated, Timeline
from utilbill.values.errors import (
    MissingChoiceError,
    MissingFieldError,
)
from utilbill.values.explanation import Explanation
from utilbill.values.marked import at
from utilbill.values.rounding import RoundingRule


def build_conversion(
    model: EnergyConversionModel | None, last: dt.date, ways: "Ways", *, read: bool
) -> EnergyConversion | None:
    """Return the factors of a supply of gas; None if it gives none."""
    if model is None:
        return None
    if not read and model.calorific_value is None and not model.calorific_values:
        return None  # a state number alone, of which nothing is converted
    with at(model):
        return EnergyConversion(
            state_number=_state_number(model, last, ways.market),
            calorific_value=_one_way(
                "calorific_value", model.calorific_value, model.calorific_values
            ),
            spreading=ways.named(model.spreading),
            calorific_rounding=_rounding(
                "calorific_value", model.calorific_rounding, CALORIFIC_VALUE
            ),
            rounding=_rounding("energy", model.rounding, WHOLE_KWH),
            source=model.source,
        )


def _rounding(name: str, model: RoundingModel | None, usual: RoundingRule) -> RoundingRule:
    return usual if model is None else RoundingRule(name, model.step, model.mode)


def _state_number(
    model: EnergyConversionModel, last: dt.date, held: Market | None
) -> Timeline[Decimal]:
    if model.state_number_from is None:
        return _one_way("state_number", model.state_number, model.state_numbers)
    if model.state_number is not None or model.state_numbers:
        raise MissingFieldError(
            "state_number", "several", "must be given in one way", "Keep one of the fields."
        )
    number, _ = state_number_from(model.state_number_from, last, held)
    return Timeline.always(number, "DVGW G 685")


def state_number_from(
    parts: StateNumberModel, last: dt.date, held: Market | None
) -> tuple[Decimal, Explanation]:
    """Return a state number by what it follows from, and how it came about.

    Raises:
        MissingChoiceError: If there is no market that knows how.
        UtilbillError: If a figure is missing or has the wrong unit.
    """
    if held is None or held.fuels is None:
        raise MissingChoiceError(
            "market", "none", "knows no state number", "Add market: DE, for example."
        )
    with at(parts):
        return held.fuels.state_number(
            held.law,
            last,
            altitude=parts.altitude,
            ambient_pressure=parts.ambient_pressure,
            effective_pressure=parts.effective_pressure,
            temperature=parts.temperature,
            compressibility=parts.compressibility,
        )


def _one_way(
    name: str, one: Decimal | None, several: tuple[DatedFactorModel, ...]
) -> Timeline[Decimal]:
    if (one is None) == (not several):
        raise MissingFieldError(
            name,
            "both" if several else "nothing",
            "must be given in one way",
            f"Write either {name}, or {name}s with their days.",
        )
    if one is not None:
        return Timeline.always(one)
    return Timeline([Dated(held.since, held.value, source=held.source) for held in several])
