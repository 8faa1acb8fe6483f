"""Quantities that standard load profiles give on bills, against figures calculated apart.

The expected figures were calculated without this library: from the tables that VDEW (1999) and
BDEW (2025) published, with nine nationwide holidays by the Easter formula, the polynomial of the
dynamisation rounded half up to four decimals, and the largest remainder. 24 and 31 December are
days like others.
"""

import pytest

import utilbill as ub

QUARTERS = ("2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01"), "2024-12-31"
#: From a leap day over all seasons of 1999 into the next year.
SEASONS = ("2024-02-29", "2024-03-21", "2024-05-15", "2024-09-15", "2024-11-01"), "2025-02-02"
USED = 36_500

EXPECTED = {
    "H0": ((10462, 8424, 7806, 9808), (2499, 6022, 11414, 4872, 11693)),
    "G0": ((9378, 8781, 8995, 9346), (2381, 5752, 12891, 5061, 10415)),
    "G1": ((10399, 7981, 8132, 9988), (2750, 5466, 11525, 5044, 11715)),
    "G2": ((10094, 8332, 8174, 9900), (2586, 5800, 11606, 5014, 11494)),
    "G3": ((9151, 8958, 9261, 9130), (2299, 5666, 13449, 4885, 10201)),
    "G4": ((9316, 8798, 9142, 9244), (2370, 5610, 13216, 4937, 10367)),
    "G5": ((9229, 8847, 9232, 9192), (2345, 5626, 13331, 4960, 10238)),
    "G6": ((9632, 8771, 8452, 9645), (2402, 6105, 12002, 5118, 10873)),
    "L0": ((9736, 8627, 8470, 9667), (2458, 5914, 12071, 5054, 11003)),
    "L1": ((9781, 8590, 8439, 9690), (2473, 5887, 12036, 5029, 11075)),
    "L2": ((9667, 8673, 8548, 9612), (2437, 5905, 12203, 5047, 10908)),
    "H25": ((10192, 8374, 8023, 9911), (2398, 5877, 11590, 4896, 11739)),
    "G25": ((9848, 8586, 8483, 9583), (2454, 5724, 12391, 4894, 11037)),
    "L25": ((9739, 8637, 8460, 9664), (2393, 5918, 12211, 4979, 10999)),
    "P25": ((12680, 5687, 5173, 12960), (2641, 5028, 7134, 4354, 17343)),
    "S25": ((15027, 2444, 1976, 17053), (2277, 3102, 2500, 3377, 25244)),
}


def billed(profile, starts, last):
    prices = ", ".join(f"{{since: {day}, price: {n} ct/kWh}}" for n, day in enumerate(starts, 10))
    case = f"""
schema: utilbill.case/1
market: DE
contract: {{id: c, commodity: electricity, supply_start: 2024-01-01}}
period: {{first: {starts[0]}, last: {last}}}
spreading: {profile}
registers: [{{id: main}}]
readings:
  - {{register: main, day: {starts[0]}, value: 0}}
  - {{register: main, end_of: {last}, value: {USED}}}
price_sheet:
  name: P
  basis: gross
  components: [{{type: unit_price, id: energy, prices: [{prices}]}}]
"""
    (settlement,) = ub.bill_case(ub.parse_case(case.encode(), "case.yaml")).settlements
    return tuple(int(line.quantity.amount) for line in settlement.lines)


@pytest.mark.parametrize("profile", EXPECTED)
def test_quarters_of_a_year_and_parts_of_two_years(profile):
    year, parts = EXPECTED[profile]

    assert billed(profile, *QUARTERS) == year
    assert billed(profile, *SEASONS) == parts
    assert sum(year) == sum(parts) == USED
