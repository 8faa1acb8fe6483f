"""EnWG §§ 20a, 38, 40b, 41, 41b, 41f, 41g, 111a; StromGVV/GasGVV §§ 5, 19, 20; BGB §§ 195, 199."""

import datetime as dt

import pytest
from words import energy, euro

import utilbill as ub
from utilbill.law.errors import NotInForceError
from utilbill.markets.de import contract_deadlines, deadlines, disconnection


def day(text):
    return dt.date.fromisoformat(text)


# --- ending a contract


def test_gvv_20_1_basic_supply_ends_two_weeks_after_the_termination(law):
    # Received on Monday 2026-03-02; the last day of supply is Monday 2026-03-16.
    assert contract_deadlines.basic_supply_end(law, day("2026-03-02")) == day("2026-03-17")


def test_enwg_41b_1_a_termination_is_confirmed_within_a_week(law):
    received = day("2026-03-02")
    confirmed = contract_deadlines.termination_confirmation_deadline(law, received)
    assert confirmed == day("2026-03-09")


@pytest.mark.parametrize(("basic", "received_by"), [(False, "2026-05-19"), (True, "2026-06-16")])
def test_enwg_41b_5_and_gvv_20_1_notice_before_moving_out(law, basic, received_by):
    moving_out = day("2026-06-30")
    found = contract_deadlines.move_notice_deadline(law, moving_out, basic_supply=basic)
    assert found == day(received_by)


@pytest.mark.parametrize(
    ("received", "ends"),
    [
        ("2026-04-01", "2026-07-01"),  # in good time: with the move
        ("2026-05-19", "2026-07-01"),  # on the last day
        ("2026-05-20", "2026-07-02"),  # a day late, ends a day later
    ],
)
def test_enwg_41b_5_a_late_termination_ends_the_contract_after_six_weeks(law, received, ends):
    found = contract_deadlines.move_end(law, day(received), day("2026-06-30"))
    assert found == day(ends)


def test_enwg_41b_5_the_supplier_can_offer_to_go_on_for_two_weeks(law):
    received = day("2026-05-20")
    offered = contract_deadlines.continuation_offer_deadline(law, received)
    assert offered == day("2026-06-03")


def test_enwg_41_5_a_change_of_price_can_be_met_to_the_last_day_before_it():
    change = day("2026-07-01")
    assert contract_deadlines.special_termination_deadline(change) == day("2026-06-30")


def test_gvv_5_3_a_change_of_supplier_is_shown_within_a_month(law):
    received = day("2026-05-31")
    assert contract_deadlines.switch_proof_deadline(law, received) == day("2026-06-30")


# --- changing supplier, emergency supply


@pytest.mark.parametrize(
    ("registered", "carried_out"),
    [
        ("2026-05-20", "2026-05-21"),
        ("2026-05-22", "2026-05-26"),  # Friday before Whitsun
        ("2026-06-03", "2026-06-05"),  # Corpus Christi, a holiday in some states only
    ],
)
def test_enwg_20a_2_a_supplier_is_changed_by_the_next_working_day(
    germany, law, registered, carried_out
):
    everywhere = germany.calendar("any")
    found = contract_deadlines.supplier_switch_deadline(law, day(registered), everywhere)
    assert found == day(carried_out)


def test_enwg_20a_2_registrations_are_on_working_days_from_2026_on(germany, law):
    everywhere = germany.calendar("any")
    with pytest.raises(ub.InvalidInputError, match="working day"):
        contract_deadlines.supplier_switch_deadline(law, day("2026-05-23"), everywhere)
    with pytest.raises(NotInForceError):
        contract_deadlines.supplier_switch_deadline(law, day("2025-12-30"), everywhere)


@pytest.mark.parametrize(
    ("published", "changes"),
    [
        ("2026-02-28", "2026-03-01"),
        ("2026-03-01", "2026-03-15"),
        ("2026-03-20", "2026-04-01"),
        ("2026-12-15", "2027-01-01"),
    ],
)
def test_enwg_38_3_emergency_prices_change_on_the_first_and_the_fifteenth(law, published, changes):
    found = contract_deadlines.next_emergency_price_day(law, day(published))
    assert found == day(changes)


# --- disconnection


@pytest.mark.example("EX-DUN-5")
def test_enwg_41f_four_weeks_after_the_threat_and_eight_working_days_after_the_announcement(
    germany, law
):
    calendar = germany.calendar("BW")
    threatened, cut = day("2026-03-02"), day("2026-03-30")

    announced = disconnection.announcement_deadline(law, cut, calendar)
    earliest = disconnection.earliest_disconnection(law, threatened, announced, calendar)

    assert (announced, earliest) == (day("2026-03-17"), cut)


def test_enwg_41f_a_later_announcement_moves_the_disconnection_past_easter(germany, law):
    # Announced on 2026-03-25: 26, 27, 30, 31 March, 1, 2 April, then Easter, 7 and 8 April.
    earliest = disconnection.earliest_disconnection(
        law, day("2026-03-02"), day("2026-03-25"), germany.calendar("BW")
    )
    assert earliest == day("2026-04-09")


def test_enwg_41g_4_the_welfare_authority_gets_eight_working_days(germany, law):
    calendar = germany.calendar("BW")
    earliest = disconnection.earliest_disconnection(
        law,
        day("2026-03-02"),
        day("2026-03-17"),
        calendar,
        welfare_informed=day("2026-03-25"),
    )
    assert earliest == day("2026-04-09")


def test_gvv_19_3_until_2021_three_working_days_were_enough(germany, law):
    calendar = germany.calendar("BW")
    cut = day("2019-03-29")
    assert disconnection.announcement_deadline(law, cut, calendar) == day("2019-03-25")


def test_avbfernwaermev_33_heat_and_water_two_weeks_after_the_threat(law):
    earliest = disconnection.earliest_disconnection_of_pipes(law, day("2026-03-02"))
    assert earliest == day("2026-03-16")


def test_enwg_41g_1_an_agreement_is_offered_in_a_week_and_can_be_objected_to_for_a_month(law):
    assert disconnection.agreement_offer_deadline(law, day("2026-03-05")) == day("2026-03-12")
    agreed = day("2026-01-31")
    assert disconnection.agreement_objection_deadline(law, agreed) == day("2026-02-28")


# --- bills


@pytest.mark.example("EX-LIM-1")
@pytest.mark.parametrize(
    ("due", "ends"), [("2023-09-15", "2026-12-31"), ("2024-01-05", "2027-12-31")]
)
def test_bgb_199_a_claim_is_barred_three_years_after_the_end_of_its_year(law, due, ends):
    assert deadlines.limitation_end(law, day(due)) == day(ends)


@pytest.mark.parametrize(
    ("commodity", "last"), [("electricity", "2025-02-28"), ("water", "2025-02-28")]
)
def test_enwg_40b_1_no_more_than_a_year_is_settled_at_once(law, commodity, last):
    longest = deadlines.longest_period(law, day("2024-03-01"), ub.Commodity(commodity))
    assert longest == ub.Period.through("2024-03-01", last)


@pytest.mark.parametrize(
    ("how", "until"),
    [
        ({"remote": False}, "2026-07-31"),
        ({"remote": False, "on_request": True}, "2026-04-30"),
        ({"remote": True}, "2026-02-28"),
        ({"remote": True, "commodity": ub.Commodity.HEAT}, "2026-02-28"),
    ],
)
def test_enwg_40b_2_and_3_billing_information_comes_in_intervals(law, how, until):
    assert deadlines.next_information(law, day("2026-01-31"), **how) == day(until)


@pytest.mark.parametrize(
    ("supplied", "from_day"), [("2019-05-01", "2023-05-01"), ("2025-02-01", "2025-02-01")]
)
def test_enwg_40b_5_three_years_of_history_but_not_before_the_contract(law, supplied, from_day):
    found = deadlines.history_start(law, day("2026-05-01"), day(supplied))
    assert found == day(from_day)


@pytest.mark.parametrize(
    ("requested", "due"), [("2026-01-10", "2026-03-01"), ("2026-02-25", "2026-03-11")]
)
def test_enwg_41b_3_no_installment_before_supply_begins_nor_before_two_weeks(law, requested, due):
    assert deadlines.first_installment(law, day("2026-03-01"), day(requested)) == day(due)


def test_enwg_40b_1_and_111a_and_co2kostaufg_6_paper_complaints_and_emissions(law):
    start = day("2026-02-10")
    assert deadlines.next_paper_bill(law, start) == day("2027-02-10")
    assert deadlines.complaint_deadline(law, start) == day("2026-03-10")
    assert deadlines.emission_refund_deadline(law, start) == day("2027-02-10")


@pytest.mark.parametrize(
    ("paid", "clocks"),
    [
        ("0.00", ["2026-08-11", "2026-08-19", "2029-12-31"]),
        ("500.00", ["2026-08-11", "2026-08-19"]),
        ("297.50", ["2026-08-11"]),
    ],
)
def test_enwg_40c_a_settlement_starts_the_clocks_of_its_balance(household, law, paid, clocks):
    received = ub.ReceivedInstallment.of(
        day("2026-01-15"), euro(paid), ub.TaxRate(ub.TaxCategory.STANDARD, "19")
    )
    settlement = household.settle(
        "2025-07-01", "2026-06-30", 1000, [energy("25.00 ct/kWh")], received=[received]
    )

    found = deadlines.bill_deadlines(law, settlement, received=day("2026-08-05"))

    assert [held.day for held in found] == [day(clock) for clock in clocks]
    assert found[0].reference == "EnWG § 40c Abs. 2"


@pytest.mark.parametrize(
    ("commodity", "until"), [("electricity", "2026-02-21"), ("gas", "2026-03-14")]
)
def test_enwg_40c_2_only_electricity_that_is_billed_monthly_has_three_weeks(
    household, law, commodity, until
):
    settlement = household.settle(
        "2026-01-01",
        "2026-01-31",
        100,
        [energy("25.00 ct/kWh")],
        commodity=ub.Commodity(commodity),
    )
    first, *_ = deadlines.bill_deadlines(law, settlement, day("2026-02-10"), monthly=True)
    assert first.day == day(until)
