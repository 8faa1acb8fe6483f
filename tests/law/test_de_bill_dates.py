"""The days on a bill: how long a period may be, when the bill must be there, when it may be due."""

import pytest

import utilbill as ub
from utilbill.values.errors import InvalidInputError


@pytest.fixture
def dated(germany):
    """Return what is wrong with the days of a bill of 3 000 kWh (or its cubic metres)."""

    def codes(first, last, issued=None, due=None, commodity="electricity", kind="periodic"):
        unit = "kWh" if commodity in ("electricity", "heat") else "m³"
        period = ub.Period.through(first, last)
        contract = ub.Contract(
            id="C",
            supply_start="2022-01-01",
            supply_end=period.end if kind == "final" else None,
            supply_point=ub.SupplyPoint(
                commodity=commodity, registers=[ub.Register("r", unit=unit)]
            ),
        )
        sheet = ub.PriceSheet(
            name="P",
            basis="net",
            components=[ub.UnitPrice(id="e", label="E", prices=f"1 EUR/{unit}")],
        )
        settlement = ub.settle(
            contract,
            period,
            [ub.Reading("r", period.start, 0), ub.Reading("r", period.end, 3000)],
            sheet,
            market=germany,
            spreading=ub.LINEAR,
            kind=kind,
        )
        bill = ub.combine([settlement], document_date=issued, due_date=due)
        found = ub.missing_contents(bill, germany)
        return {held.code: held.message for held in found if held.code.startswith("dates.")}

    return codes


def test_enwg_40b_1_a_period_lasts_at_most_a_year(dated):
    assert dated("2024-01-01", "2024-12-31") == {}
    assert dated("2024-03-01", "2025-02-28") == {}
    (message,) = dated("2024-01-01", "2025-01-01").values()
    assert message.en == (
        "C: the period ends on 2025-01-01, but one that begins on 2024-01-01 may last until "
        "2024-12-31 (EnWG § 40b Abs. 1)."
    )
    (message,) = dated("2024-01-01", "2025-01-01", commodity="water").values()
    assert "AVBWasserV § 24 Abs. 1" in message.de


def test_enwg_40c_2_six_weeks_and_three_for_a_month_of_electricity(dated):
    """EX-BILL-1: a period that ends on 30 June 2026; 11 August, and 21 July of a month."""
    half = ("2026-01-01", "2026-06-30")
    assert dated(*half, issued="2026-08-11") == {}
    (late,) = dated(*half, issued="2026-08-12").values()
    assert "until 2026-08-11 (EnWG § 40c Abs. 2)" in late.en
    month = ("2026-06-01", "2026-06-30")
    assert dated(*month, issued="2026-07-21") == {}
    assert "2026-07-21" in dated(*month, issued="2026-07-22")["dates.issued_too_late"].en
    assert dated(*month, issued="2026-08-11", kind="final") == {}
    assert dated(*half, issued="2027-08-12", commodity="water") == {}


def test_enwg_40c_1_two_weeks_from_the_bill_to_the_balance(dated):
    """EX-BILL-2: received on 11 August 2026, due from 25 August on."""
    half = ("2026-01-01", "2026-06-30")
    assert dated(*half, issued="2026-08-11", due="2026-08-25") == {}
    early = dated(*half, issued="2026-08-11", due="2026-08-24")["dates.due_too_early"]
    assert "from 2026-08-25 on (EnWG § 40c Abs. 1)" in early.en
    heat = dated(*half, issued="2026-08-11", due="2026-08-24", commodity="heat")
    assert "AVBFernwärmeV § 27" in heat["dates.due_too_early"].de


def test_no_bill_before_the_last_day_and_none_due_before_its_date(dated):
    half = ("2026-01-01", "2026-06-30")
    assert dated(*half, issued="2026-06-30") == {}
    assert "dates.issued_too_early" in dated(*half, issued="2026-06-29")
    with pytest.raises(InvalidInputError, match="lies before the date of the bill"):
        dated(*half, issued="2026-08-11", due="2026-08-10")


def test_of_days_before_the_figures_nothing_is_said(dated):
    assert dated("2022-01-01", "2022-12-31", issued="2023-06-30") != {}
