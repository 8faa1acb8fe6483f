"""Kinds of settlement and ends of supply: interim, final, moving, bonus, guarantee, emergency."""

import datetime as dt
import itertools
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, strategies as st

import utilbill as ub
from utilbill.markets.de.supply import emergency_supply_end
from utilbill.values.errors import (
    InvalidInputError,
    MissingFieldError,
    PeriodError,
    PriceGuaranteeError,
)

DE = ub.market("DE")
YEAR = ub.Period.of_year(2025)


def euro(text):
    return ub.Money(text, "EUR")


def contract(**more):
    settings = {
        "id": "c",
        "supply_start": "2024-01-01",
        "supply_point": ub.SupplyPoint(commodity="electricity", registers=[ub.Register("main")]),
    }
    return ub.Contract(**{**settings, **more})


def sheet(*more, price="30 ct/kWh", **settings):
    return ub.PriceSheet(
        name="gross",
        basis="gross",
        components=[
            ub.UnitPrice(id="energy", label=ub.Label("Energy"), prices=price),
            ub.StandingCharge(
                id="base",
                label=ub.Label("Base"),
                prices="120 EUR/year",
                proration=ub.Proration.CALENDAR_YEAR,
            ),
            *more,
        ],
        **settings,
    )


def settle(period, prices, *readings, held=None, market=DE, **more):
    held = held or contract()
    shown = [ub.Reading("main", day, value) for day, value in readings]
    return ub.settle(held, period, shown, prices, market=market, **more)


# ---- interim and final -----------------------------------------------------------------------


@given(
    st.dates(dt.date(2025, 1, 2), dt.date(2025, 12, 30)),
    st.integers(0, 4000),
    st.integers(0, 4000),
)
def test_an_interim_settlement_and_the_rest_are_the_year(day, first, second):
    shown = (("2025-01-01", 0), (day, first), ("2026-01-01", first + second))
    received = [
        ub.ReceivedInstallment.of(dt.date(2025, month, 1), euro(50), DE_RATE)
        for month in range(1, 12)
    ]

    def deducted(period):
        return [held for held in received if held.day in period]

    before, after = ub.Period("2025-01-01", day), ub.Period(day, "2026-01-01")
    interim = settle(before, sheet(), *shown, kind="interim", received=deducted(before))
    rest = settle(after, sheet(), *shown, received=deducted(after))
    year = settle(YEAR, sheet(), *shown, received=received)

    # each part rounds its lines once: two of them against one
    assert abs((interim.totals.gross + rest.totals.gross - year.totals.gross).amount) <= Decimal(
        "0.02"
    )
    assert interim.paid + rest.paid == year.paid
    assert interim.consumption.total + rest.consumption.total == year.consumption.total


DE_RATE = DE.billing.taxation.rate(ub.TaxCategory.STANDARD, "electricity", dt.date(2025, 1, 1))


def test_moving_in_and_out_settles_the_days_between():
    held = contract(supply_start="2025-02-10", supply_end="2025-06-16")
    period = ub.Period("2025-02-10", "2025-06-16")

    bill = settle(
        period, sheet(), ("2025-02-10", 100), ("2025-06-16", 900), held=held, kind="final"
    )

    # 126 of 365 days at 120 EUR, and 800 kWh at 30 ct
    assert [line.amount for line in bill.lines] == [euro("240.00"), euro("41.42")]
    assert "Schlussrechnung" in ub.bill_text(ub.combine([bill]), "de")


@pytest.mark.parametrize("day", ["2025-02-09", "2025-06-17"])
def test_no_day_outside_of_supply_is_settled(day):
    held = contract(supply_start="2025-02-10", supply_end="2025-06-16")
    day = dt.date.fromisoformat(day)
    period = ub.Period(min(day, dt.date(2025, 3, 1)), max(day, dt.date(2025, 3, 1)))

    with pytest.raises(PeriodError, match="supply of contract c on"):
        settle(period, sheet(), (period.start, 0), (period.end, 10), held=held)


# ---- bonus -----------------------------------------------------------------------------------

WELCOME = ub.Bonus(
    id="welcome", label=ub.Label("Welcome bonus", "Sofortbonus"), amount=euro(60), stay_months=12
)
LOYAL = ub.Bonus(id="new", label=ub.Label("Bonus"), amount=euro(100), after_months=12)


def bonus_lines(bill):
    return [
        (line.period.start, line.amount)
        for line in bill.lines
        if line.component in ("welcome", "new")
    ]


def test_a_bonus_for_staying_is_given_back_by_who_leaves_too_soon():
    left = contract(supply_start="2024-10-01", supply_end="2025-06-30")
    first = settle(
        ub.Period("2024-10-01", "2025-01-01"),
        sheet(WELCOME),
        ("2024-10-01", 0),
        ("2025-01-01", 500),
        held=left,
    )
    last = settle(
        ub.Period("2025-01-01", "2025-06-30"),
        sheet(WELCOME),
        ("2025-01-01", 500),
        ("2025-06-30", 900),
        held=left,
        kind="final",
    )

    assert bonus_lines(first) == [(dt.date(2024, 10, 1), euro(-60))]
    assert bonus_lines(last) == [(dt.date(2025, 6, 29), euro(60))]
    assert "Sofortbonus, Rückforderung" in ub.bill_text(ub.combine([last]), "de")
    assert "before 12 months were over" in str(last.lines[-1].explanation)


@given(st.dates(dt.date(2024, 2, 1), dt.date(2026, 6, 30)), st.integers(0, 24), st.integers(0, 18))
def test_all_settlements_together_give_a_bonus_once_or_not_at_all(end, stay, after):
    bonus = attrs.evolve(WELCOME, stay_months=stay if stay > after else 0, after_months=after)
    held = contract(supply_end=end)
    days = [dt.date(2024, 1, 1), dt.date(2025, 1, 1), dt.date(2026, 1, 1)]
    days = [day for day in days if day < end] + [end]
    given_ = [
        line.amount
        for start, stop in itertools.pairwise(days)
        for line in settle(
            ub.Period(start, stop), sheet(bonus), (start, 0), (stop, 100), held=held
        ).lines
        if line.component == "welcome"
    ]

    months = max(after, bonus.stay_months)
    stayed = end >= dt.date(2024 + months // 12, months % 12 + 1, 1)
    assert sum(given_, euro(0)) == (euro(-60) if stayed else euro(0))


def test_a_bonus_is_earned_on_the_last_day_of_its_months():
    lines = bonus_lines(
        settle(ub.Period.of_year(2024), sheet(LOYAL), ("2024-01-01", 0), ("2025-01-01", 10))
    )
    assert lines == [(dt.date(2024, 12, 31), euro(-100))]


@pytest.mark.parametrize(("used", "credit"), [(2999, "0.00"), (3000, "-100.00")])
def test_a_bonus_may_ask_for_a_least_use(used, credit):
    bonus = attrs.evolve(LOYAL, least_use=ub.Quantity(3, "MWh"))

    bill = settle(ub.Period.of_year(2024), sheet(bonus), ("2024-01-01", 0), ("2025-01-01", used))

    (line,) = [line for line in bill.lines if line.component == "new"]
    assert line.amount == euro(credit)
    assert ("only 2.999 MWh of 3 MWh" in str(line.explanation)) == (used == 2999)


FAITHFUL = attrs.evolve(LOYAL, least_use=ub.Quantity(3000, "kWh"))
HALVES = (ub.Period("2024-01-01", "2024-07-01"), ub.Period("2024-07-01", "2025-01-01"))


def second_half(bonus, used, **more):
    period = HALVES[1]
    return settle(period, sheet(bonus), (period.start, 1600), (period.end, 1600 + used), **more)


def test_a_least_use_looks_at_all_the_months_that_earn_the_bonus():
    """1 600 and 1 500 kWh: half-year bills have 3 100 of 3 000 kWh together."""
    first = settle(HALVES[0], sheet(FAITHFUL), ("2024-01-01", 0), ("2024-07-01", 1600))
    second = second_half(attrs.evolve(FAITHFUL, earlier_use=ub.Quantity("1.6", "MWh")), 1500)
    assert bonus_lines(first) == []
    assert bonus_lines(second) == [(dt.date(2024, 12, 31), euro(-100))]
    assert "at least 3000 kWh between 2024-01-01 and 2024-12-31" in str(
        second.lines[-1].explanation
    )


def test_earlier_use_must_be_known_only_where_it_decides():
    with pytest.raises(MissingFieldError, match=r"^earlier_use: must be given for new") as caught:
        second_half(FAITHFUL, 1500)
    assert "from then until 2024-06-30" in caught.value.remedy
    assert bonus_lines(second_half(FAITHFUL, 3000)) == [(dt.date(2024, 12, 31), euro(-100))]
    early = attrs.evolve(FAITHFUL, earlier_use=ub.Quantity(1, "kWh"))
    with pytest.raises(InvalidInputError, match="earlier_use: lies before 2024-01-01"):
        settle(ub.Period.of_year(2024), sheet(early), ("2024-01-01", 0), ("2025-01-01", 10))


def test_use_after_the_months_that_earn_a_bonus_does_not_earn_it():
    """Supply since July 2023: of 4 000 kWh in 2024 half belong to the twelve months."""
    held = contract(supply_start="2023-07-01")
    year = ub.Period.of_year(2024)
    shown = (year.start, 0), (dt.date(2024, 7, 1), 2000), (year.end, 4000)
    for earlier, given_ in ((999, 0), (1000, -100)):
        bonus = attrs.evolve(FAITHFUL, earlier_use=ub.Quantity(earlier, "kWh"))
        bill = settle(year, sheet(bonus), *shown, held=held)
        assert bonus_lines(bill) == [(dt.date(2024, 6, 30), euro(given_))]


def test_a_bonus_that_is_not_granted_says_why_on_the_bill():
    year = ub.Period.of_year(2024)
    bill = settle(year, sheet(FAITHFUL), ("2024-01-01", 0), ("2025-01-01", 2999))
    words = " ".join(ub.bill_text(ub.combine([bill]), "de").split())
    assert (
        "Bonus: nicht verdient: nur 2999 kWh von 3000 kWh verbraucht vom 01.01.2024 bis zum "
        "31.12.2024." in words
    )


@pytest.mark.parametrize(
    ("credited", "back", "why"),
    [
        pytest.param(None, None, None, id="nobody-said"),
        pytest.param("0", "0.00", "nothing to give back", id="nothing"),
        pytest.param("40", "40.00", "given back as credited before", id="a-part"),
        pytest.param("60", "60.00", "given back as credited before", id="all"),
    ],
)
def test_only_what_was_credited_is_given_back(credited, back, why):
    bonus = attrs.evolve(
        WELCOME,
        least_use=ub.Quantity(10, "kWh"),
        credited=None if credited is None else euro(credited),
    )
    held = contract(supply_start="2024-10-01", supply_end="2025-06-30")
    last = ub.Period("2025-01-01", "2025-06-30")

    def bill():
        return settle(last, sheet(bonus), (last.start, 500), (last.end, 900), held=held)

    if back is None:
        with pytest.raises(MissingFieldError, match=r"^credited: must be given for welcome"):
            bill()
        return
    settled = bill()
    assert bonus_lines(settled) == [(dt.date(2025, 6, 29), euro(back))]
    told = [held.message.en for held in settled.findings if held.code.startswith("bonus")]
    assert len(told) == 1
    assert why in told[0]


def test_a_bonus_without_conditions_is_taken_as_granted_and_says_so():
    held = contract(supply_start="2024-10-01", supply_end="2025-06-30")
    last = ub.Period("2025-01-01", "2025-06-30")
    bill = settle(last, sheet(WELCOME), (last.start, 500), (last.end, 900), held=held)
    (told,) = (found.message.en for found in bill.findings if found.code == "bonus_given_back")
    assert told.startswith("Welcome bonus, given back: given back as granted before")


def test_a_bonus_is_not_credited_before_it_is_earned():
    early = attrs.evolve(LOYAL, credited=euro(100))
    with pytest.raises(InvalidInputError, match="credited: does not go with a bonus"):
        settle(ub.Period.of_year(2024), sheet(early), ("2024-01-01", 0), ("2025-01-01", 10))


def test_a_plan_does_not_count_on_a_bonus_for_use_that_began_before():
    bill = second_half(attrs.evolve(FAITHFUL, after_months=18), 1500)
    prices = sheet(attrs.evolve(FAITHFUL, after_months=18))
    expected = ub.next_forecast(bill, prices, market=ub.market("DE"))
    assert expected.total == ub.next_forecast(bill, sheet(), market=ub.market("DE")).total


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": euro(0)},
        {"credited": euro(61)},
        {"credited": euro(-1)},
        {"earlier_use": ub.Quantity(-1, "kWh")},
        {"after_months": -1},
        {"stay_months": "1.5"},
        {"after_months": 12, "stay_months": 12},
    ],
)
def test_a_bonus_without_sense_is_refused(wrong):
    with pytest.raises(InvalidInputError) as caught:
        attrs.evolve(WELCOME, **wrong)
    assert caught.value.field in wrong


# ---- price guarantee -------------------------------------------------------------------------


def guaranteed(*prices, first="2025-01-01", last="2025-12-31", of=("energy",)):
    return sheet(
        price=ub.dated_prices(*prices),
        guarantees=[ub.PriceGuarantee(holds=ub.Period.through(first, last), of=of)],
    )


@pytest.mark.parametrize(
    "prices",
    [
        [("2025-01-01", "30 ct/kWh")],
        [("2025-01-01", "30 ct/kWh"), ("2025-07-01", "29.99 ct/kWh")],
        [("2024-01-01", "31 ct/kWh"), ("2025-01-01", "30 ct/kWh"), ("2026-01-01", "33 ct/kWh")],
        [("2025-01-01", "30 ct/kWh"), ("2025-07-01", "300 EUR/MWh")],
    ],
)
def test_prices_that_do_not_rise_keep_a_guarantee(prices):
    assert guaranteed(*prices).guarantees


@pytest.mark.parametrize(
    ("prices", "day"),
    [
        ([("2024-01-01", "30 ct/kWh"), ("2025-12-31", "30.01 ct/kWh")], "2025-12-31"),
        (
            [
                ("2025-01-01", "30 ct/kWh"),
                ("2025-03-01", "28 ct/kWh"),
                ("2025-05-01", "300.1 EUR/MWh"),
            ],
            "2025-05-01",
        ),
    ],
)
def test_a_price_that_rises_under_a_guarantee_is_refused(prices, day):
    with pytest.raises(PriceGuaranteeError, match=f"of energy on {day} is above the 30 ct/kWh"):
        guaranteed(*prices)


def test_a_guarantee_names_what_it_promises():
    with pytest.raises(InvalidInputError, match="Use one of: energy, base"):
        guaranteed(("2025-01-01", "30 ct/kWh"), of=("grid",))
    with pytest.raises(InvalidInputError, match="Name the components"):
        ub.PriceGuarantee(holds=YEAR, of=())


# ---- basic and emergency supply ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-01-15", "2026-04-15"),
        ("2025-11-30", "2026-03-01"),
        ("2026-01-31", "2026-05-01"),
        ("2023-11-29", "2024-02-29"),
    ],
)
def test_enwg_38_4_an_emergency_supply_ends_after_three_months(start, end):
    start, end = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    held = contract(supply_start=start, supply_basis="emergency")

    assert emergency_supply_end(DE.law, start) == end
    longest = settle(ub.Period(start, end), sheet(), (start, 0), (end, 700), held=held)
    assert not longest.findings
    past = end + dt.timedelta(days=1)
    with pytest.raises(PeriodError, match=r"EnWG § 38 Abs\. 4"):
        settle(ub.Period(start, past), sheet(), (start, 0), (past, 700), held=held)


def test_only_electricity_and_gas_know_an_emergency_supply_that_ends():
    held = contract(
        supply_basis="emergency",
        supply_point=ub.SupplyPoint(commodity="water", registers=[ub.Register("main", "m³")]),
    )
    water = sheet(price="2 EUR/m³")

    assert settle(YEAR, water, ("2025-01-01", 0), ("2026-01-01", 90), held=held).lines


@pytest.mark.parametrize(
    ("basis", "day", "doubtful"),
    [
        ("basic", "2025-03-01", False),
        ("basic", "2025-03-15", True),
        ("emergency", "2025-03-15", False),
        ("emergency", "2025-03-16", True),
        ("agreed", "2025-03-16", False),
        (None, "2025-03-16", False),
    ],
)
def test_prices_of_basic_and_emergency_supply_change_on_certain_days(basis, day, doubtful):
    held = contract(supply_start="2025-02-01", supply_basis=basis)
    prices = sheet(price=ub.dated_prices(("2025-01-01", "30 ct/kWh"), (day, "31 ct/kWh")))

    bill = settle(
        ub.Period("2025-02-01", "2025-04-01"),
        prices,
        ("2025-02-01", 0),
        ("2025-04-01", 500),
        held=held,
    )

    assert [held.code for held in bill.findings] == ["price_change_day"] * doubtful


# ---- windows of reduced tax --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("commodity", "first", "last", "percent"),
    [
        ("electricity", "2020-01-01", "2020-06-30", 19),
        ("electricity", "2020-07-01", "2020-12-31", 16),
        ("electricity", "2021-01-01", "2021-12-31", 19),
        ("electricity", "2022-10-01", "2024-03-31", 19),
        ("gas", "2021-10-01", "2022-09-30", 19),
        ("gas", "2022-10-01", "2023-09-30", 7),
        ("gas", "2023-04-01", "2024-03-31", 7),
        ("gas", "2024-04-01", "2025-03-31", 19),
        ("heat", "2022-10-01", "2024-03-31", 7),
        ("heat", "2024-04-01", "2024-12-31", 19),
    ],
)
def test_ustg_12_28_the_windows_of_reduced_tax(commodity, first, last, percent):
    period = ub.Period.through(first, last)
    held = contract(
        supply_start=period.start,
        supply_point=ub.SupplyPoint(commodity=commodity, registers=[ub.Register("main")]),
    )
    net = ub.PriceSheet(
        name="net",
        basis="net",
        components=[ub.UnitPrice(id="energy", label=ub.Label("Energy"), prices="10 ct/kWh")],
    )

    bill = settle(period, net, (period.start, 0), (period.end, 10_000), held=held)

    assert bill.totals.tax == euro(1000 * Decimal(percent) / 100)


def test_ustg_12_2_drinking_water_pays_five_percent_in_the_second_half_of_2020():
    period = ub.Period("2020-07-01", "2021-01-01")
    held = contract(
        supply_start=period.start,
        supply_point=ub.SupplyPoint(commodity="water", registers=[ub.Register("main", "m³")]),
    )
    net = ub.PriceSheet(
        name="net",
        basis="net",
        components=[
            ub.UnitPrice(id="water", label=ub.Label("Water"), prices="2 EUR/m³", tax="reduced")
        ],
    )

    bill = settle(period, net, (period.start, 0), (period.end, 50), held=held)

    assert bill.totals.tax == euro("5.00")


# ---- in case files -----------------------------------------------------------------------------

CASE = """
schema: utilbill.case/1
market: DE
contract: {id: c, commodity: electricity, supply_start: 2025-01-15, supply_end: 2025-04-14,
           supply_basis: emergency}
period: {first: 2025-02-01, last: 2025-04-14}
kind: final
registers: [{id: main}]
readings:
  - {register: main, day: 2025-02-01, value: 0}
  - {register: main, end_of: 2025-04-14, value: 700}
price_sheet:
  name: P
  basis: gross
  components:
    - {type: unit_price, id: energy, price: 30 ct/kWh}
    - {type: bonus, id: welcome, amount: 60 EUR, stay_months: 12, least_use: 10 kWh,
       credited: 60 EUR}
  guarantees:
    - {first: 2025-01-15, last: 2025-12-31, of: [energy]}
"""


RISE = "{since: 2025-01-15, price: 30 ct/kWh}, {since: 2025-02-15, price: 31 ct/kWh}"


@pytest.fixture
def load(tmp_path):
    def write(text):
        path = tmp_path / "case.yaml"
        path.write_text(text, encoding="utf-8")
        return ub.load_case(path)

    return write


def test_a_case_file_knows_them_all(load):
    (bill,) = ub.bill_case(load(CASE)).settlements

    # 700 kWh at 30 ct, and the welcome bonus of January given back
    assert bill.totals.gross == euro("270.00")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("2025-04-14", "2025-04-20", 6),
        ("price: 30 ct/kWh", f"prices: [{RISE}]", 16),
        ("of: [energy]", "of: [grid]", 20),
        ("stay_months: 12", "stay_months: some", 17),
    ],
)
def test_what_breaks_a_rule_is_found_in_the_file(load, old, new, line):
    with pytest.raises(ub.UtilbillError) as caught:
        ub.bill_case(load(CASE.replace(old, new)))

    assert caught.value.where.line == line
