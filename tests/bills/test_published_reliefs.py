"""Published examples of the price brakes and of the December relief, recomputed."""

import datetime as dt
from decimal import Decimal

import attrs
import pytest

import utilbill as ub
from utilbill.markets.de.reliefs import (
    PriceBrake,
    december_relief_gas,
    lower_installments,
    monthly_relief,
)
from utilbill.values.units import convert

YEAR = ub.Period.of_year(2023)
WHOLE_KWH = ub.RoundingRule("kwh", "1")


@attrs.frozen
class Published:
    """One case: what it was given, and what was printed."""

    commodity: str
    given: dict[str, tuple[Decimal, str]]
    printed: dict[str, Decimal]
    lines: dict[str, dict[str, str]]

    def price(self, name):
        value, unit = self.given[name]
        return ub.Price(value, unit)

    def annual(self):
        return ub.Quantity(*self.given["annual"])

    def euro(self, name):
        return ub.Money(self.printed[name], "EUR")


@pytest.fixture(scope="session")
def published(shared):
    import yaml

    with (shared / "samples/bills/de_price_brakes.yaml").open(encoding="utf-8") as file:
        cases = yaml.safe_load(file)["cases"]
    return {case["id"]: _published(case) for case in cases}


def _published(case):
    given = {
        item["id"]: (Decimal(item["value"]), item["unit"].split()[0])
        for part in ("tariff", "readings", "parameters")
        for item in case.get(part, ())
    }
    lines = {line["id"]: line for line in case["expected"]["lines"]}
    printed = {name: Decimal(line["published"]) for name, line in lines.items()}
    return Published(case["commodity"], given, printed, lines)


@pytest.fixture
def settled(germany, assert_lawful):
    """Settle a year at the agreed prices."""

    def settle(case, used, price, base=None):
        unit = used.unit.symbol
        register = ub.Register("meter", unit=unit)
        contract = ub.Contract(
            id="published",
            supply_start=YEAR.start,
            supply_point=ub.SupplyPoint(commodity=case.commodity, registers=[register]),
        )
        parts = [ub.UnitPrice(id="energy", label="Energy", prices=price)]
        if base is not None:
            parts.append(
                ub.StandingCharge(id="base", label="Base", prices=base, proration="calendar_year")
            )
        sheet = ub.PriceSheet(name="published", basis="gross", components=parts)
        readings = [
            ub.Reading("meter", YEAR.start, 0),
            ub.Reading("meter", YEAR.end, used.amount),
        ]
        rated = ub.settle(contract, YEAR, readings, sheet, market=germany)
        assert_lawful(rated, sheet, germany)
        return rated

    return settle


def brake(germany, case):
    return PriceBrake(law=germany.law, group=f"{case.commodity}_small", annual=case.annual())


def relieved(germany, case, rated):
    return ub.relieve(rated, brake(germany, case))


def of_month(germany, case, price):
    return monthly_relief(
        germany.law, f"{case.commodity}_small", dt.date(2023, 6, 1), price, case.annual()
    )


def test_the_reference_prices_and_quotas_are_those_of_the_publishers(germany, published):
    law = germany.law
    for case in published.values():
        if "cap" not in case.given:
            continue
        name = f"de.price_brake.{case.commodity}_small"
        reference = ub.Price(law[f"{name}.reference_price"].at(YEAR.start).value, "ct/kWh")
        printed = case.price("cap")
        assert convert(printed.amount, printed.unit, reference.unit) == reference.amount
        assert law[f"{name}.quota"].at(YEAR.start).value == case.given["quota"][0] * 100


def test_electricity_of_3000_kwh_from_30_to_50_cents(germany, published, settled):
    case = published["de-brake-el-01"]
    for name, price in (("inst_old", "price_old"), ("inst_uncapped", "price_new")):
        rated = settled(case, case.annual(), case.price(price))
        assert rated.totals.gross == case.euro(name) * 12
    bill = relieved(germany, case, rated)
    assert bill.totals.gross == case.euro("inst_capped") * 12
    assert bill.lines[-1].amount == -case.euro("relief_year")
    assert of_month(germany, case, case.price("price_new")).amount == case.euro("relief_month")


def test_electricity_with_a_standing_charge_and_a_new_installment(germany, published, settled):
    case = published["de-brake-el-04"]
    base = ub.Price(case.given["base_year"][0], "EUR/year")
    rated = settled(case, case.annual(), case.price("price"), base)
    bill = relieved(germany, case, rated)

    assert rated.totals.gross == case.euro("year_uncapped")
    assert bill.totals.gross == case.euro("year_capped")
    assert bill.lines[-1].amount == -case.euro("relief")
    asked = [ub.Installment(dt.date(2023, 6, 1), ub.Money(case.given["inst_old"][0], "EUR"))]
    month = of_month(germany, case, case.price("price"))
    assert month.amount == case.euro("relief_month")
    (step,) = lower_installments(germany.law, asked, [month]).steps
    assert step.after == case.euro("inst_new")


@pytest.mark.parametrize("name", ["de-brake-gas-01", "de-brake-heat-02"])
def test_installments_before_and_after_the_brake(germany, published, name):
    case = published[name]
    asked = ub.Installment(dt.date(2023, 6, 1), case.euro("inst_uncapped"))
    month = of_month(germany, case, case.price("price_new"))
    (step,) = lower_installments(germany.law, [asked], [month]).steps
    assert step.after == case.euro("inst_capped")


def test_gas_of_12000_kwh_at_20_39_cents(germany, published, settled):
    case = published["de-brake-gas-03"]
    bill = relieved(germany, case, settled(case, case.annual(), case.price("price")))
    assert bill.lines[-1].amount == -case.euro("relief")
    month = of_month(germany, case, case.price("price"))
    assert ub.evaluate(month.difference) == case.printed["diff"]
    assert ub.evaluate(month.quota) * 12 == case.printed["quota_kwh"]


def test_saved_heat_is_refunded_at_the_price_of_the_contract(germany, published, settled):
    case = published["de-brake-heat-02"]
    full = relieved(germany, case, settled(case, case.annual(), case.price("price_new")))
    for saved, printed in (("save20", "refund20"), ("save30", "refund30")):
        left = case.annual().amount * (1 - case.given[saved][0])
        used = ub.Quantity(left, "kWh")
        bill = relieved(germany, case, settled(case, used, case.price("price_new")))
        assert full.totals.gross - bill.totals.gross == case.euro(printed)


def test_heat_of_a_large_house_by_month(germany, published, settled):
    case = published["de-brake-heat-04"]
    rated = settled(case, case.annual(), case.price("price"))
    assert rated.totals.gross == case.euro("energy_uncapped") * 12
    bill = relieved(germany, case, rated)
    assert bill.totals.gross == case.euro("energy_capped") * 12


def test_heat_in_megawatt_hours(germany, published, settled):
    case = published["de-brake-heat-06"]
    rated = settled(case, case.annual(), case.price("price"))
    bill = relieved(germany, case, rated)
    assert rated.totals.gross == case.euro("year_uncapped")
    assert bill.totals.gross == case.euro("year_capped")
    assert bill.lines[-1].amount == -case.euro("relief")
    assert of_month(germany, case, case.price("price")).amount == case.euro("relief_month")


def test_december_against_a_waived_installment(germany, published):
    """The page cuts the amount off; rounded it is a cent more."""
    case = published["de-ewsg-01"]
    base = ub.Price(case.given["base_month"][0], "EUR/month")

    def relief(**more):
        return december_relief_gas(
            germany.law, case.annual(), case.price("price"), base, kwh_rounding=WHOLE_KWH, **more
        )

    assert case.lines["relief"]["status"] == "deviates"
    assert relief().amount == ub.Money(case.lines["relief"]["recomputed"], "EUR")
    cut = relief(rounding=ub.RoundingRule("cut", "0.01", ub.RoundingMode.DOWN))
    assert cut.amount == case.euro("relief")
    waived = ub.Money(case.given["waived"][0], "EUR")
    assert cut.difference(waived) == case.euro("payout")


def test_december_of_24000_kwh(germany, published):
    case = published["de-ewsg-03"]
    base = ub.Price(case.given["base_month"][0], "EUR/month")
    energy = december_relief_gas(germany.law, case.annual(), case.price("price"))
    assert energy.amount == case.euro("energy_part")
    whole = december_relief_gas(germany.law, case.annual(), case.price("price"), base)
    assert whole.amount == case.euro("relief")
