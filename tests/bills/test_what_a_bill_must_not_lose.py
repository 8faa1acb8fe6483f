"""What a bill must say, and what it must leave out: each of these was once lost without a trace."""

import datetime as dt
import itertools
import json

import pytest

import utilbill as ub
from utilbill.law.parameter import Figure, LegalParameter, LooksAt
from utilbill.tariffs.component import Context
from utilbill.values.errors import InstallmentError, PeriodError
from utilbill.values.findings import Severity

YEAR = ub.Period.of_year(2024)
JULY = dt.date(2024, 7, 1)
ENERGY = ub.UnitPrice(id="energy", label=ub.Label("Energy"), prices="30 ct/kWh")


def euro(text):
    return ub.Money(text, "EUR")


def supply(*registers, **more):
    point = ub.SupplyPoint(commodity="electricity", registers=registers or [ub.Register("r")])
    return ub.Contract(**{"id": "c", "supply_start": "2023-01-01", "supply_point": point, **more})


def settle(market, readings, *components, period=YEAR, contract=None, **more):
    sheet = ub.PriceSheet(name="s", basis="net", components=components or (ENERGY,))
    return ub.settle(contract or supply(), period, readings, sheet, market=market, **more)


def codes(bill):
    return [held.code for held in bill.findings]


# ---- estimates, EnWG § 40a Abs. 2 ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "english", "german"),
    [
        ("estimated", "estimated", "geschätzt"),
        ("substituted", "substitute value", "Ersatzwert"),
    ],
)
def test_enwg_40a_an_estimate_is_said_with_its_reason(germany, origin, english, german):
    bill = settle(germany, [
        ub.Reading("r", YEAR.start, 0),
        ub.Reading("r", JULY, 500, origin, reason="dog in the yard"),
        ub.Reading("r", YEAR.end, 900, "customer"),
    ])  # fmt: skip

    (found,) = bill.findings
    assert (found.code, found.severity) == ("estimated_reading", Severity.WARNING)
    assert found.message.en == f"Register r at the end of 2024-06-30: {english} (dog in the yard)."
    assert found.message.de == f"Zählwerk r zum Ende des 30.06.2024: {german} (dog in the yard)."
    assert "dog in the yard" in ub.bill_text(ub.combine([bill]), "de")


@pytest.mark.parametrize("reason", ub.EstimationReason)
def test_a_reason_that_law_knows_is_said_in_words(germany, reason):
    readings = [
        ub.Reading("r", YEAR.start, 0),
        ub.Reading("r", YEAR.end, 900, "estimated", reason=reason.value),
    ]
    (found,) = settle(germany, readings).findings
    assert found.message.de.endswith(f"geschätzt ({reason.label.de}).")
    assert reason.value not in found.message.en


def test_an_estimate_without_a_reason_says_so(germany):
    bill = settle(
        germany, [ub.Reading("r", YEAR.start, 0), ub.Reading("r", YEAR.end, 900, "estimated")]
    )
    assert [held.message.en for held in bill.findings] == [
        "Register r at the end of 2024-12-31: estimated (no reason given)."
    ]


@pytest.mark.parametrize("estimated", [0, 1, 2])
def test_what_rests_on_an_estimate_is_not_measured(germany, estimated):
    days = (YEAR.start, JULY, YEAR.end)
    readings = [
        ub.Reading("r", day, 100 * place, "estimated" if place == estimated else "remote")
        for place, day in enumerate(days)
    ]
    prices = ub.dated_prices(("2024-01-01", "30 ct/kWh"), ("2024-07-01", "31 ct/kWh"))
    bill = settle(
        germany, readings, ub.UnitPrice(id="energy", label=ub.Label("Energy"), prices=prices)
    )

    wanted = {0: [False, True], 1: [False, False], 2: [True, False]}[estimated]
    assert [held.measured for held in bill.consumption.intervals] == wanted
    assert [line.measured for line in bill.lines] == wanted


# ---- findings ------------------------------------------------------------------------------------


def test_a_figure_that_nobody_verified_is_said(germany):
    own = germany.with_law(
        germany.law.with_figure("de.levy.kwkg", "2027-01-01", "0.500", "a letter of the operator")
    )
    period = ub.Period.of_year(2027)
    readings = [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, 1000)]
    bill = settle(own, readings, germany.statutory.levy("kwkg"), period=period)

    assert bill.totals.net == euro("5.00")
    (found,) = bill.findings
    assert (found.code, found.severity) == ("unverified_figure", Severity.WARNING)
    assert "kwkg (a letter of the operator)" in found.message.en
    assert "nicht geprüft" in found.message.de


@pytest.mark.parametrize(("rollovers", "said"), [(None, ["rollover_assumed"]), (1, [])])
def test_a_rollover_that_is_assumed_is_said(germany, rollovers, said):
    contract = supply(ub.Register("r", digits=5))
    readings = [
        ub.Reading("r", YEAR.start, 99_900),
        ub.Reading("r", YEAR.end, 300, rollovers=rollovers),
    ]
    bill = settle(germany, readings, contract=contract)

    assert bill.totals.net == euro("120.00")  # 400 kWh
    assert codes(bill) == said
    if said:
        assert bill.findings[0].message.en == (
            "Register r started again at 100000 between 2024-01-01 and 2025-01-01."
        )


# ---- what was known when -------------------------------------------------------------------------

FIRST = ub.Reading("r", YEAR.start, 0)
READ = ub.Reading("r", YEAR.end, 1000, known_since="2025-01-03")
CORRECTED = ub.Reading("r", YEAR.end, 800, known_since="2025-02-01")
AGAIN = ub.Reading("r", YEAR.end, 850, known_since="2025-03-01")


@pytest.mark.parametrize(
    ("known_on", "net"),
    [
        (None, "255.00"),
        ("2025-03-01", "255.00"),
        ("2025-02-28", "240.00"),
        ("2025-02-01", "240.00"),
        ("2025-01-31", "300.00"),
    ],
)
def test_the_later_known_reading_counts_as_far_as_it_is_known(germany, known_on, net):
    day = None if known_on is None else dt.date.fromisoformat(known_on)
    for readings in itertools.permutations([FIRST, READ, CORRECTED, AGAIN]):
        assert settle(germany, readings, as_known_on=day).totals.net == euro(net)


# ---- documents -----------------------------------------------------------------------------------


def test_json_has_its_keys_in_order(germany):
    bill = settle(germany, [FIRST, READ])
    seen = []

    def look(pairs):
        names = [name for name, _ in pairs]
        assert names == sorted(names)
        seen.extend(names)
        return dict(pairs)

    json.loads(ub.bill_to_json(ub.combine([bill])), object_pairs_hook=look)
    assert {"explanation", "amount", "totals"} <= set(seen)


@pytest.mark.parametrize(
    ("level", "tax"), [("document", "5.72"), ("settlement", "5.73"), ("line", "5.73")]
)
def test_tax_per_settlement_is_added_up_and_not_taken_again(germany, level, tax):
    # 19 % of 10.03 are 1.9057, of 30.09 they are 5.7171.
    price = ub.UnitPrice(id="energy", label=ub.Label("Energy"), prices="1.003 ct/kWh")
    one = settle(germany, [FIRST, READ], price, tax_level=level)
    assert (one.totals.net, one.totals.tax) == (euro("10.03"), euro("1.91"))

    bill = ub.combine([one, one, one])
    assert bill.totals.tax == euro(tax)
    assert bill.taxed_together is (level == "document")


def test_tax_per_settlement_is_neither_that_of_the_document_nor_that_of_its_lines(germany):
    # 19 % of 30.09 are 5.7171, of 20.06 3.8114, of 10.03 1.9057; of all of it together 11.4342.
    def price(name):
        return ub.UnitPrice(id=name, label=ub.Label(name), prices="1.003 ct/kWh")

    tax = {}
    for level in ("document", "settlement", "line"):
        parts = [
            settle(germany, [FIRST, READ], *map(price, names), tax_level=level)
            for names in ("abc", "ab", "a")
        ]
        tax[level] = ub.combine(parts).totals.tax
    assert tax == {"document": euro("11.43"), "settlement": euro("11.44"), "line": euro("11.46")}


# ---- ends of supply ------------------------------------------------------------------------------


def test_the_last_day_of_supply_is_the_last_that_is_settled(germany):
    contract = supply(supply_end="2024-07-01")
    shown = [ub.Reading("r", day, 0) for day in (YEAR.start, "2024-07-01", "2024-07-02")]
    through = ub.Period.through("2024-01-01", "2024-06-30")
    assert settle(germany, shown, contract=contract, period=through).lines
    one_more = ub.Period.through("2024-01-01", "2024-07-01")
    with pytest.raises(PeriodError, match="past the end of supply of contract c on 2024-07-01"):
        settle(germany, shown, contract=contract, period=one_more)


def bonus(**more):
    return ub.Bonus(id="bonus", label=ub.Label("Bonus"), amount=euro(60), **more)


def test_a_bonus_that_was_never_earned_is_neither_given_nor_given_back(germany):
    period = ub.Period("2024-01-01", "2024-02-15")
    contract = supply(supply_start=period.start, supply_end=period.end)
    shown = [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, 100)]
    for held in (bonus(after_months=3, stay_months=12), bonus(after_months=2)):
        bill = settle(germany, shown, ENERGY, held, period=period, contract=contract)
        assert [line.component for line in bill.lines] == ["energy"]


@pytest.mark.parametrize(
    ("end", "given"), [("2024-06-30", False), ("2024-07-01", True), (None, True)]
)
def test_a_bonus_is_not_earned_after_the_supply_has_ended(end, given):
    context = Context(
        period=YEAR,
        registers=(),
        units=(),
        presence=(),
        anchor=YEAR.start,
        supply_start=YEAR.start,
        supply_end=None if end is None else dt.date.fromisoformat(end),
    )
    assert bool(bonus(after_months=6).pieces(context)) is given


# ---- law -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("customer", "first", "name"),
    [
        ("household", "2025-01-01", "H0"),
        ("household", "2025-04-01", "H25"),
        ("business", "2025-01-01", "G0"),
        ("business", "2025-04-01", "G25"),
        ("agriculture", "2025-01-01", "L0"),
        ("agriculture", "2025-04-01", "L25"),
    ],
)
def test_stromgvv_12_2_the_lawful_way_is_that_of_the_customer(germany, customer, first, name):
    period = ub.Period.through(first, "2025-12-31")
    prices = ub.dated_prices((first, "30 ct/kWh"), ("2025-09-01", "31 ct/kWh"))
    shown = [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, 1000)]
    bill = settle(
        germany,
        shown,
        ub.UnitPrice(id="energy", label=ub.Label("Energy"), prices=prices),
        period=period,
        contract=supply(customer_class=customer),
    )
    assert bill.spreading == name
    assert bill.spreading_reference == "StromGVV § 12 Abs. 2"


def parameter(name, unit, value):
    figure = Figure(ub.Quantity(value, "1").amount, "an act")
    held = ub.Timeline.always(figure)
    return LegalParameter(name, ub.Label(name), unit, LooksAt.EACH_DAY, held)


def test_a_threshold_begins_anew_each_year_though_no_figure_changes(germany):
    own = germany.with_law(
        germany.law.with_figures(
            parameter("x.levy", "ct/kWh", "1"),
            parameter("x.levy.group_b", "ct/kWh", "0.1"),
            parameter("x.levy.threshold", "kWh", "1000"),
        )
    )
    period = ub.Period("2024-07-01", "2026-07-01")
    shown = [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, 7300)]
    levy = ub.Levy(id="levy", parameter="x.levy", group="b")
    bill = settle(own, shown, levy, period=period, spreading=ub.LINEAR)

    # 10 kWh a day: 184 days of 2024, 365 of 2025, 181 of 2026; 1000 kWh of each year in full
    found = [(line.period.start.year, int(line.quantity.amount)) for line in bill.lines]
    assert found == [
        (2024, 1000), (2024, 840), (2025, 1000), (2025, 2650), (2026, 1000), (2026, 810),
    ]  # fmt: skip
    assert bill.totals.net == euro("34.30")


# ---- discounts, plans, ratios, years of supply ---------------------------------------------------


def test_a_discount_does_not_look_at_what_is_only_shown(germany):
    charged = ub.UnitPrice(
        id="energy", label=ub.Label("Energy"), prices="30 ct/kWh", registers="r", group="all"
    )
    shown = ub.UnitPrice(
        id="shown", label=ub.Label("Shown"), prices="20 ct/kWh", registers="r", kind="contained"
    )
    off = ub.PercentDiscount(id="off", label=ub.Label("Off"), percent=10, of="energy")
    assert shown.charge == charged.id  # one name for a component and for another one's charge

    bill = settle(germany, [FIRST, READ], charged, shown, off)
    amounts = {line.component: line.amount for line in bill.lines}
    assert amounts == {"energy": euro("300.00"), "shown": euro("200.00"), "off": euro("-30.00")}
    assert bill.totals.net == euro("270.00")


@pytest.mark.parametrize("remainder", ["0.00", "-0.01", "0.02"])
def test_a_plan_that_does_not_add_up_is_refused(remainder):
    plan = ub.build_plan(
        ub.Forecast(ub.Period.of_year(2025), euro("100.00")), ub.due_dates("2025-01-31", 3)
    )
    assert plan.remainder == euro("0.01")
    with pytest.raises(InstallmentError, match=r"99\.99 EUR do not add up to 100\.00 EUR"):
        ub.InstallmentPlan(
            total=plan.total,
            installments=plan.installments,
            remainder=euro(remainder),
            explanation=plan.explanation,
        )


@pytest.mark.parametrize(("ratio", "used"), [(1, "12.5"), (30, "375.0"), ("0.1", "1.25")])
def test_a_transformer_ratio_multiplies_what_was_read(germany, ratio, used, assert_lawful):
    contract = supply(ub.Register("r", ratio=ratio))
    readings = [ub.Reading("r", YEAR.start, "100.0"), ub.Reading("r", YEAR.end, "112.5")]
    bill = settle(germany, readings, contract=contract)
    assert bill.consumption.total == ub.Quantity(used, "kWh")
    assert bill.lines[0].quantity == ub.Quantity(used, "kWh")
    assert_lawful(bill)


@pytest.mark.parametrize(
    ("anchor", "net"),
    [
        ("2023-06-01", "445.74"),  # 78 of the 366 days from June 2023, 44 of the 365 from June 2024
        ("2024-02-29", "445.30"),  # 122 of 366 days: 2024-02-29 to before 2025-03-01
        (None, "446.52"),
    ],
)
def test_years_of_supply_are_counted_from_their_anchor(germany, anchor, net):
    base = ub.StandingCharge(
        id="base", label=ub.Label("Base"), prices="1335.90 EUR/year", proration="supply_year"
    )
    period = ub.Period("2024-03-15", "2024-07-15")
    contract = supply(billing_year_start=anchor)
    readings = [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, 0)]
    bill = settle(germany, readings, ENERGY, base, period=period, contract=contract)
    assert bill.totals.net == euro(net)
