"""Write the table of German public holidays from the ``holidays`` package.

Run it to renew the table: ``python tests/markets/holidays_table.py``.
"""

from pathlib import Path

FIRST, LAST = 1995, 2045
FILE = Path(__file__).parents[2] / "src/utilbill/markets/de/calendar/holidays.csv"


def rows(first=FIRST, last=LAST):
    """Return day, regions, English and German name of every public holiday."""
    from holidays import country_holidays
    from holidays.countries import Germany

    states = [code for code in Germany.subdivisions if code != "Augsburg"]
    years = range(first, last + 1)
    whole = set(country_holidays("DE", years=years))
    found = {}
    for state in states:
        english = country_holidays("DE", subdiv=state, years=years, language="en_US")
        german = country_holidays("DE", subdiv=state, years=years, language="de")
        for day in german:
            found.setdefault(day, (english[day], german[day], []))[2].append(state)
    return [
        (day.isoformat(), "*" if day in whole else " ".join(sorted(held)), en, de)
        for day, (en, de, held) in sorted(found.items())
    ]


def table(first=FIRST, last=LAST):
    """Return the table as text."""
    lines = ["day,regions,en,de"]
    lines += [",".join(row) for row in rows(first, last)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(table(), encoding="utf-8")
