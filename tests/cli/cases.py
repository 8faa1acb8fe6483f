"""A plain case file, and ways to make it wrong."""

PLAIN = """\
schema: utilbill.case/1
market: DE
contract: {id: C1, commodity: electricity, supply_start: 2024-01-01}
period: {first: 2024-01-01, last: 2024-12-31}
registers:
  - {id: main}
readings:
  - {register: main, day: 2024-01-01, value: 1000}
  - {register: main, end_of: 2024-12-31, value: 4000}
price_sheet:
  name: Plain
  basis: net
  components:
    - {type: unit_price, id: energy, price: 25.00 ct/kWh}
    - {type: standing_charge, id: base, price: 120.00 EUR/year, proration: calendar_year}
received:
  - {day: 2024-02-01, amount: 80.00 EUR}
"""


def changed(old, new, text=PLAIN):
    assert text.count(old) == 1, old
    return text.replace(old, new)


def without(line, text=PLAIN):
    lines = text.splitlines(keepends=True)
    kept = [held for held in lines if line not in held]
    assert len(kept) == len(lines) - 1, line
    return "".join(kept)


TWO_BANDS = (
    changed("  - {id: main}\n", "  - {id: ht}\n  - {id: nt}\n")
    .replace(
        """\
  - {register: main, day: 2024-01-01, value: 1000}
  - {register: main, end_of: 2024-12-31, value: 4000}
""",
        """\
  - {register: ht, day: 2024-01-01, value: 1000}
  - {register: ht, end_of: 2024-12-31, value: 3000}
  - {register: nt, day: 2024-01-01, value: 500}
  - {register: nt, end_of: 2024-12-31, value: 1500}
""",
    )
    .replace(
        "    - {type: unit_price, id: energy, price: 25.00 ct/kWh}\n",
        """\
    - {type: unit_price, id: ht, registers: [ht], price: 25.00 ct/kWh}
    - {type: unit_price, id: nt, registers: [nt], price: 20.00 ct/kWh}
""",
    )
)

TOTAL_READ_TWO_BANDS_PRICED = TWO_BANDS.replace(
    "  - {id: ht}\n  - {id: nt}\n", "  - {id: main}\n"
).replace(
    """\
  - {register: ht, day: 2024-01-01, value: 1000}
  - {register: ht, end_of: 2024-12-31, value: 3000}
  - {register: nt, day: 2024-01-01, value: 500}
  - {register: nt, end_of: 2024-12-31, value: 1500}
""",
    """\
  - {register: main, day: 2024-01-01, value: 1000}
  - {register: main, end_of: 2024-12-31, value: 4000}
""",
)

BANDS_AND_TOTAL = TWO_BANDS.replace(
    "  - {id: nt}\n", "  - {id: nt}\n  - {id: all, total_of: [ht, nt]}\n"
).replace(
    "price_sheet:",
    """\
  - {register: all, day: 2024-01-01, value: 1500}
  - {register: all, end_of: 2024-12-31, value: 4501}
price_sheet:""",
)


def dated(*prices):
    rows = "".join(f"        - {{{row}}}\n" for row in prices)
    return changed(
        "    - {type: unit_price, id: energy, price: 25.00 ct/kWh}\n",
        f"    - type: unit_price\n      id: energy\n      prices:\n{rows}",
    )


def labelled(source, origins):
    mix = (
        f"{{shares: [{{source: {source}, percent: 100}}], carbon_dioxide: 0, radioactive_waste: 0}}"
    )
    label = f"{{year: 2023, product: {mix}, origins: {origins}}}"
    return changed("id: C1,", f"id: C1, product: {{name: P, energy_label: {label}}},")


def aliases():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 12):
        row = ", ".join([f"*a{level - 1}"] * 10)
        lines.append(f"a{level}: &a{level} [{row}]")
    return "\n".join(lines)
