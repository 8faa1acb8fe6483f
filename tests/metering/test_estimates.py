"""Readings that nobody took, and those that nobody believes."""

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import assume, given, strategies as st

import utilbill as ub
from utilbill.adapters.results import bill_from_json, bill_to_json
from utilbill.values.errors import InvalidInputError, NegativeConsumptionError, UnitError

DE = ub.market("DE")
MAIN = ub.Register("main")
NO_READING = "no_customer_reading"


def kwh(amount):
    return ub.Quantity(amount, "kWh")


def known(year, used, low=None, high=None):
    return ub.Known(ub.Period.of_year(year), kwh(used), low and kwh(low), high and kwh(high))


weights = st.sampled_from(
    [ub.LINEAR.weights, *(DE.spreading(name).weights for name in ("H0", "H25", "degree_days"))]
)
amounts = st.decimals(0, 100_000, places=3)
bands = st.decimals(0, 90, places=1)
starts = st.dates(dt.date(2023, 1, 1), dt.date(2024, 6, 30))


@st.composite
def ranges(draw):
    """Two ranges around one value; the second one is at least as wide."""
    wide_low, low, value, high, wide_high = sorted(draw(st.lists(amounts, min_size=5, max_size=5)))
    return (
        ub.Known(ub.Period.of_year(2023), kwh(value), kwh(low), kwh(high)),
        ub.Known(ub.Period.of_year(2023), kwh(value), kwh(wide_low), kwh(wide_high)),
    )


@st.composite
def periods(draw):
    start = draw(starts)
    return ub.Period(start, start + dt.timedelta(days=draw(st.integers(1, 500))))


@given(ranges(), periods(), weights, bands)
def test_an_estimate_stays_within_its_range(both, period, way, band):
    estimate = ub.estimate_from_use(both[0], period, way, reason=NO_READING, band_percent=band)

    assert estimate.quantity in estimate
    assert estimate.low.amount >= 0


@given(ranges(), periods(), weights, bands, bands)
def test_a_wider_input_never_narrows_the_range(both, period, way, band, more):
    narrow, wide = (
        ub.estimate_from_use(held, period, way, reason=NO_READING, band_percent=percent)
        for held, percent in zip(both, (band, band + more), strict=True)
    )

    assert narrow.low in wide
    assert narrow.high in wide


@given(ranges(), ranges(), periods(), weights)
def test_a_wider_neighbor_never_narrows_the_range(before, after, period, way):
    narrow = ub.estimate_from_neighbors(before[0], after[0], period, way)
    wide = ub.estimate_from_neighbors(before[1], after[1], period, way)

    assert narrow.quantity in narrow
    assert narrow.low in wide
    assert narrow.high in wide


@given(st.integers(0, 99_999), ranges(), periods(), weights, bands)
def test_an_estimated_reading_counts_what_was_estimated(shown, both, period, way, band):
    register = ub.Register("main", digits=5)
    opening = ub.Reading("main", period.start, Decimal(shown))
    estimate = ub.estimate_from_use(both[1], period, way, reason=NO_READING, band_percent=band)

    closing = ub.estimated_reading(opening, estimate, period.end, register)
    counted = ub.consumption([register], [opening, closing], period).total

    assert counted in closing.estimate
    assert abs(counted.amount - estimate.quantity.amount) <= Decimal("0.5")


@given(st.dates(dt.date(2024, 1, 2), dt.date(2024, 12, 31)), weights, st.integers(0, 50_000))
def test_between_two_readings_nothing_is_lost(day, way, used):
    opening, closing = (
        ub.Reading("main", "2024-01-01", 100),
        ub.Reading("main", "2025-01-01", 100 + used),
    )
    estimate = ub.estimate_between(opening, closing, day, MAIN, way, reason="missing_values")

    between = ub.estimated_reading(opening, estimate, day, MAIN)
    total = ub.consumption([MAIN], [opening, between, closing], ub.Period.of_year(2024)).total

    assert total == kwh(used)
    assert estimate.low.amount <= estimate.quantity.amount <= estimate.high.amount


def test_by_degree_days_january_takes_170_of_1000_parts_of_a_heating_year():
    estimate = ub.estimate_from_use(
        known(2023, 20_000),
        ub.Period.of_month(2024, 1),
        DE.spreading("degree_days").weights,
        reason=NO_READING,
        band_percent=0,
    )

    assert estimate.quantity == kwh(3400)


def test_a_failed_meter_takes_the_mean_of_before_and_after():
    # StromGVV/GasGVV § 18 Abs. 1; 31 days with 10, 31 days with 8 a day; 29 days between
    before = ub.Known(ub.Period.of_month(2024, 1), kwh(310))
    after = ub.Known(ub.Period.of_month(2024, 3), kwh(248))

    estimate = ub.estimate_from_neighbors(
        before, after, ub.Period.of_month(2024, 2), ub.LINEAR.weights
    )

    assert (estimate.low, estimate.quantity, estimate.high) == (kwh(232), kwh(261), kwh(290))
    assert estimate.reason is ub.EstimationReason.METER_ERROR
    assert estimate.method is ub.EstimationMethod.BEFORE_AND_AFTER


def test_estimates_add_with_their_ranges():
    half = ub.estimate_from_use(
        known(2023, 3650),
        ub.Period("2024-01-01", "2024-01-11"),
        ub.LINEAR.weights,
        reason=NO_READING,
        band_percent=10,
    )

    whole = half + half

    assert (whole.low, whole.quantity, whole.high) == (kwh(180), kwh(200), kwh(220))


def test_a_transformer_counts_its_ratio_per_step():
    register = ub.Register("main", ratio=40)
    opening = ub.Reading("main", "2024-01-01", 10)
    estimate = ub.estimate_from_use(
        known(2023, 3650),
        ub.Period("2024-01-01", "2024-01-11"),
        ub.LINEAR.weights,
        reason=NO_READING,
        band_percent=10,
    )

    closing = ub.estimated_reading(opening, estimate, dt.date(2024, 1, 11), register)

    # 100 kWh are two and a half steps of 40 kWh; the bill charges three of them and says so
    assert closing.value == 13
    assert closing.estimate.quantity == kwh(120)
    assert closing.estimate.high == kwh(120)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda e: attrs.evolve(e, low=kwh(-1)), NegativeConsumptionError),
        (lambda e: attrs.evolve(e, high=kwh(1)), InvalidInputError),
        (lambda e: e + attrs.evolve(e, quantity=kwh(1), low=kwh(2)), InvalidInputError),
    ],
)
def test_impossible_ranges_are_refused(make, error):
    estimate = ub.estimate_from_use(
        known(2023, 3650),
        ub.Period.of_month(2024, 1),
        ub.LINEAR.weights,
        reason=NO_READING,
        band_percent=10,
    )

    with pytest.raises(error):
        make(estimate)


def test_what_cannot_be_estimated_is_refused():
    day = dt.date(2024, 7, 1)
    opening, closing = ub.Reading("main", "2024-01-01", 10), ub.Reading("main", "2025-01-01", 5)
    with pytest.raises(InvalidInputError, match="lies below"):
        ub.estimate_between(opening, closing, day, MAIN, ub.LINEAR.weights, reason="missing_values")
    with pytest.raises(InvalidInputError, match="does not lie between"):
        ub.estimate_between(
            opening, closing, opening.day, MAIN, ub.LINEAR.weights, reason="missing_values"
        )
    with pytest.raises(InvalidInputError, match="below zero"):
        ub.estimate_from_use(
            known(2023, 10),
            ub.Period.of_month(2024, 1),
            ub.LINEAR.weights,
            reason=NO_READING,
            band_percent=-1,
        )


# ---- doubts about a reading ------------------------------------------------------------------


def judge(value, *, rules=None, days=366, expected=True, opening=1000, register=MAIN):
    start = dt.date(2024, 1, 1)
    period = ub.Period(start, start + dt.timedelta(days=days))
    estimate = ub.estimate_from_use(
        known(2023, 3650), period, ub.LINEAR.weights, reason=NO_READING, band_percent=20
    )
    verdicts = ub.check_reading(
        register,
        ub.Reading("main", period.start, opening),
        ub.Reading("main", period.end, value, origin="customer"),
        estimate if expected else None,
        rules or ub.PlausibilityRules(),
    )
    return {held.rule: held for held in verdicts}


def test_a_plausible_reading_passes_every_rule():
    rules = ub.PlausibilityRules(
        most_times_expected=2,
        least_times_expected="0.5",
        connected_power=ub.Quantity(30, "kW"),
    )
    verdicts = judge(4700, rules=rules)

    assert all(held.passed for held in verdicts.values())
    assert set(verdicts) == {
        "runs_forward",
        "not_zero",
        "possible_by_connection",
        "in_expected_range",
        "not_far_above",
        "not_far_below",
    }


def test_a_verdict_names_its_rule_and_its_bounds():
    verdict = judge(9000)["in_expected_range"]

    # a day of 2023 took 10 kWh; 366 days are expected to take 3660 kWh, 20 % around
    assert not verdict.passed
    assert (verdict.found, verdict.low, verdict.high) == (kwh(8000), kwh(2928), kwh(4392))
    assert str(verdict) == (
        "in_expected_range failed: 8000 kWh against 2928 kWh to 4392 kWh expected"
    )


@pytest.mark.parametrize(
    ("value", "rules", "rule", "low", "high"),
    [
        (990, {}, "runs_forward", kwh(1000), None),
        (1000, {}, "not_zero", kwh(0), None),
        (9000, {"most_times_expected": 2}, "not_far_above", None, kwh(7320)),
        (1100, {"least_times_expected": "0.5"}, "not_far_below", kwh(1830), None),
        # 1 kW for 366 days of 24 hours
        (
            9785,
            {"connected_power": ub.Quantity(1000, "W")},
            "possible_by_connection",
            None,
            kwh(8784),
        ),
    ],
)
def test_each_rule_can_fail_alone(value, rules, rule, low, high):
    verdicts = judge(value, rules=ub.PlausibilityRules(**rules), expected="times" in str(rules))

    assert not verdicts[rule].passed
    assert (verdicts[rule].low, verdicts[rule].high) == (low, high)


def test_bounds_themselves_are_plausible():
    rules = ub.PlausibilityRules(most_times_expected=1, least_times_expected=1)
    exactly = judge(4660, rules=rules)
    assert exactly["not_far_above"].passed
    assert exactly["not_far_below"].passed
    assert judge(1000 + 4392)["in_expected_range"].passed
    assert not judge(1000 + 4393)["in_expected_range"].passed


@given(st.integers(1001, 50_000), st.integers(0, 20_000))
def test_more_use_never_helps_against_too_much(value, more):
    rules = ub.PlausibilityRules(most_times_expected=2)
    less, larger = judge(value, rules=rules), judge(value + more, rules=rules)

    assume(not less["not_far_above"].passed)
    assert not larger["not_far_above"].passed


def test_a_rollover_is_no_doubt():
    register = ub.Register("main", digits=4)
    assert judge(1000, opening=7300, register=register)["runs_forward"].passed
    assert judge(1000, opening=7300, register=register)["not_zero"].found == kwh(3700)


def test_a_unit_that_is_not_energy_cannot_be_held_against_a_power():
    with pytest.raises(UnitError):
        judge(
            1100,
            register=ub.Register("main", unit="m³"),
            rules=ub.PlausibilityRules(connected_power=ub.Quantity(3, "kW")),
            expected=False,
        )


# ---- in case files ---------------------------------------------------------------------------

CASE = """
schema: utilbill.case/1
market: DE
language: {language}
contract: {{id: c, commodity: electricity, supply_start: 2023-01-01}}
period: {{first: 2024-01-01, last: 2024-12-31}}
registers: [{{id: main, digits: 5}}]
readings:
  - {{register: main, day: 2024-01-01, value: 98000}}
  - {{register: main, day: 2024-07-01, value: 99500, origin: customer}}
plausibility:
  - register: main
    based_on: {{first: 2023-01-01, last: 2023-12-31, used: 3650 kWh}}
    spreading: linear
    band_percent: {band}
estimated_readings:
  - register: main
    end_of: 2024-12-31
    method: previous_period
    reason: no_customer_reading
    based_on: {{first: 2023-01-01, last: 2023-12-31, used: 3650 kWh}}
    spreading: linear
    band_percent: 20
price_sheet:
  name: P
  basis: gross
  components: [{{type: unit_price, id: energy, price: 30 ct/kWh}}]
"""


@pytest.fixture
def case(tmp_path):
    def write(text):
        path = tmp_path / "case.yaml"
        path.write_text(text, encoding="utf-8")
        return ub.load_case(path)

    return write


def test_an_estimate_reaches_the_bill_with_its_basis(case):
    bill = ub.bill_case(case(CASE.format(language="de", band=20)))
    (settlement,) = bill.settlements

    # 184 days of 10 kWh; the register starts again after 99999
    closing = settlement.consumption.intervals[-1].closing
    assert (closing.value, closing.origin) == (1340, ub.ReadingOrigin.ESTIMATED)
    assert settlement.lines[0].quantity == kwh(3340)
    assert not settlement.lines[0].measured
    printed = ub.bill_text(bill, "de")
    assert "geschätzt" in printed
    assert "nach dem Verbrauch des vorherigen Zeitraums" in printed
    assert "der Kunde hat keinen Zählerstand mitgeteilt" in printed
    assert "1.840 kWh, zwischen 1.472 kWh und 2.208 kWh" in printed
    factors = (
        "Grundlage 3.650 kWh vom 01.01.2023 bis 31.12.2023 mal 50,41 % (zeitanteilig nach Tagen)"
    )
    assert f"{factors}, Spanne 20 %" in printed
    assert bill_from_json(bill_to_json(bill)) == bill


def test_a_doubtful_reading_is_noted_with_its_bounds_and_still_billed(case):
    (settlement,) = ub.bill_case(case(CASE.format(language="en", band=10))).settlements

    (doubt,) = [held for held in settlement.findings if "doubtful" in held.code]
    assert doubt.code == "doubtful_reading.in_expected_range"
    assert "is doubtful by the rule in_expected_range" in str(doubt)
    # 182 days of 10 kWh, 10 % around
    assert "1500 kWh against 1638 kWh to 2002 kWh expected" in str(doubt)
    assert settlement.lines[0].quantity == kwh(3340)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("    end_of: 2024-12-31\n", "", "day"),
        ("    band_percent: 20\nprice", "price", "band_percent"),
        ("method: previous_period", "method: between_readings", "2025-01-01"),
        ("method: previous_period", "method: before_and_after", "after"),
        ("method: previous_period", "method: guessed", "before_and_after"),
        ("end_of: 2024-12-31", "end_of: 2023-06-30", "2023-07-01"),
    ],
)
def test_an_estimate_that_cannot_be_made_names_what_is_missing(case, old, new, named):
    text = CASE.format(language="de", band=20)
    assert old in text

    with pytest.raises(ub.UtilbillError, match=named) as caught:
        case(text.replace(old, new, 1))

    assert caught.value.where.line > 10
    assert caught.value.remedy


def test_the_derivation_goes_on_through_the_estimate(case):
    """Base use, its days, the weights and the reading before stand among the inputs of the line."""
    (settlement,) = ub.bill_case(case(CASE.format(language="de", band=20))).settlements
    line = settlement.lines[0]

    assert ub.evaluate(line.explanation) == line.amount.amount
    labels = {held["label"] for held in line.explanation.records()}
    assert "used 2023-01-01..2023-12-31" in labels
    assert "reading before" in labels
    assert "closing reading (estimated)" not in labels
    closing = settlement.consumption.intervals[-1].closing
    assert ub.evaluate(closing.estimate.shown) == closing.value == 1340  # 99500 + 1840 - 100000


@given(st.integers(0, 99_999), ranges(), periods(), weights, bands, st.sampled_from([1, 30]))
def test_the_shown_reading_evaluates_again(shown, both, period, way, band, ratio):
    register = ub.Register("main", digits=5, ratio=ratio)
    opening = ub.Reading("main", period.start, shown)
    estimate = ub.estimate_from_use(both[0], period, way, reason=NO_READING, band_percent=band)
    reading = ub.estimated_reading(opening, estimate, period.end, register)

    assert ub.evaluate(reading.estimate.shown) == reading.value


def test_a_profile_of_electricity_does_not_spread_gas(case):
    text = CASE.format(language="de", band=20).replace("spreading: linear", "spreading: H0", 1)
    assert ub.bill_case(case(text))
    gas = text.replace("commodity: electricity", "commodity: gas")
    with pytest.raises(ub.UtilbillError, match="is a load profile of electricity, not of gas"):
        case(gas)


def test_nobody_reads_a_meter_after_the_bill(case):
    text = CASE.format(language="de", band=20).replace(
        "language: de\n", "language: de\ndocument: {date: 2025-01-20}\n"
    )
    assert ub.bill_case(case(text))
    ahead = text.replace("day: 2024-07-01, value: 99500", "day: 2030-07-01, value: 99500")
    with pytest.raises(ub.UtilbillError, match="lies after the bill was issued"):
        case(ahead)


def test_a_substitute_value_is_marked_with_its_basis(case):
    text = CASE.format(language="de", band=50).replace(
        "value: 99500, origin: customer}",
        "value: 99500, origin: substituted, reason: Zähler defekt, factors: Vorjahr 1500 kWh}",
    )
    printed = ub.bill_text(ub.bill_case(case(text)), "de")
    assert "Ersatzwert (Zähler defekt; Vorjahr 1500 kWh)" in printed
    assert "1.500 kWh *" in printed or "3.340 kWh *" in printed


def test_rules_that_look_at_the_expected_use_need_one(case):
    based_on = "    based_on: {first: 2023-01-01, last: 2023-12-31, used: 3650 kWh}\n"
    text = CASE.format(language="de", band=20).replace(based_on, "", 1)
    for rule in ("most_times_expected: 2", "least_times_expected: 0.5", "band_percent: 20"):
        lone = text.replace("    spreading: linear\n    band_percent: 20\n", f"    {rule}\n", 1)
        with pytest.raises(ub.UtilbillError, match=f"is needed for {rule.split(':')[0]}"):
            case(lone)


def test_where_readings_name_their_meters_an_estimate_must(case):
    text = CASE.format(language="de", band=20)
    named = text.replace("value: 98000}", "value: 98000, meter: A}").replace(
        "value: 99500,", "value: 99500, meter: A,"
    )
    with pytest.raises(ub.UtilbillError, match=r"must be named: .* Use one of: A"):
        case(named)
