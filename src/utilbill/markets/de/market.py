"""What makes the German market: its law, taxes, calendars and ways of spreading."""

from utilbill.billing.fitting import TaxUse
from utilbill.billing.rules import BillingRules
from utilbill.markets.de.advances import advance_provision
from utilbill.markets.de.contents_rules import german_contents
from utilbill.markets.de.correction_rules import GermanCorrections
from utilbill.markets.de.credits import credit_terms
from utilbill.markets.de.fuels import GermanFuels
from utilbill.markets.de.gas import check_conversion
from utilbill.markets.de.heat_costs.rules import GermanHeatCosts
from utilbill.markets.de.release_rules import german_release
from utilbill.markets.de.spreading import LawfulWays, degree_days, load_profiles
from utilbill.markets.de.statutory import GermanComponents
from utilbill.markets.de.supply import check_supply
from utilbill.markets.market import Market, PackData
from utilbill.prorating.spreading import Spreading
from utilbill.taxes.vat import LawTaxation, RateChange
from utilbill.values.calendar import parse_holidays
from utilbill.values.tax import TaxCategory

#: Which parameter of law is the rate of a category; gas and heat had rates of their own.
_VAT = {
    (TaxCategory.STANDARD, "*"): "de.vat.standard",
    (TaxCategory.STANDARD, "gas"): "de.vat.gas",
    (TaxCategory.STANDARD, "heat"): "de.vat.heat",
    (TaxCategory.FULL, "*"): "de.vat.standard",
    (TaxCategory.REDUCED, "*"): "de.vat.reduced",
}


#: Version of the rules of this pack; the law's figures have a version of their own.
_RULES = "DE.1"


def _tax_uses(data: PackData) -> tuple[TaxUse, ...]:
    return tuple(TaxUse(**use) for use in data.settings["supplies/tax_categories.yaml"]["uses"])


def germany(data: PackData) -> Market:
    """Make the German market of its data."""
    calendars = parse_holidays(data.tables["calendar/holidays.csv"])
    profiles = load_profiles(data, calendars)
    contents = german_contents(data)
    weights = {**profiles, "degree_days": degree_days(data)}
    return Market(
        code="DE",
        language="de",
        law=data.law,
        billing=BillingRules(
            taxation=LawTaxation(data.law, _VAT),
            version=_RULES,
            law=data.law,
            spreading=LawfulWays.of(data, weights),
            supply=check_supply,
            credits=credit_terms,
            advances=advance_provision,
            conversion=check_conversion,
            degree_days=weights["degree_days"],
            rate_change=RateChange.END_OF_PERIOD,
            tax_for=_tax_uses(data),
        ),
        statutory=GermanComponents(data.law),
        calendars=calendars,
        spreadings={name: Spreading(name, held) for name, held in weights.items()},
        fuels=GermanFuels(data),
        heat_costs=GermanHeatCosts(),
        contents=contents,
        release=german_release(data, contents),
        correction=GermanCorrections(data.law),
    )
