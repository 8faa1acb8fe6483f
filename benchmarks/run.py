"""Measure, and print a table of ratios: ``python benchmarks/run.py``.

Least process time of many repetitions, all rows in one run and in turn, so that a busy machine
disturbs them alike. Ratios carry; microseconds are shown for orientation only.
"""

import subprocess
import sys
import time
from decimal import Decimal

import household_year
import interval_year
import peers

ROUNDS = 40


def least(functions):
    """Return the least process time of one call of each function, in seconds."""
    best = {}
    loops = {}
    for name, function in functions.items():
        start = time.process_time()
        function()
        once = max(time.process_time() - start, 1e-6)
        loops[name] = max(1, int(0.02 / once))
    for _ in range(ROUNDS):
        for name, function in functions.items():
            count = loops[name]
            start = time.process_time()
            for _ in range(count):
                function()
            spent = (time.process_time() - start) / count
            best[name] = min(spent, best.get(name, spent))
    return best


def show(title, rows, base):
    print(f"\n{title}")
    print(f"{'':42}{'ratio':>10}{'us':>12}")
    for name, spent in rows.items():
        print(f"{name:42}{spent / rows[base]:>10.2f}{spent * 1e6:>12.1f}")


def intervals():
    for title, name in (
        ("A year of quarter hours at hourly exchange prices", "spot"),
        ("A year of quarter hours in two time bands", "bands"),
    ):
        plain = getattr(interval_year, f"{name}_with_plain_decimals")()
        settle = getattr(interval_year, f"{name}_with_utilbill")()
        assert plain() == settle(), f"{name}: other sums"
        base = "plain Decimal loop"
        show(title, least({base: plain, "utilbill.settle, explained": settle}), base)


def household():
    plain, settle = household_year.with_plain_decimals(), household_year.with_utilbill()
    lines, net, tax, gross = plain()
    bill = settle()
    assert sorted(line.amount.amount for line in bill.lines) == sorted(lines), "other lines"
    totals = bill.totals
    found = (totals.net.amount, totals.tax.amount, totals.gross.amount)
    assert found == (net, tax, gross), "other sums"
    base = "plain Decimal loop, the printed lines"
    show(
        "A household year: one price change, all levies, tax, explanations on",
        least({base: plain, "utilbill.settle": settle}),
        base,
    )


def against_peers():
    functions = {"utilbill.settle": peers.with_utilbill()}
    absent = {}
    for name, prepare in peers.PEERS.items():
        try:
            functions[name] = prepare()
        except ImportError as error:
            absent[name] = str(error)
            continue
        found = Decimal(str(functions[name]()))
        assert abs(found - peers.EXPECTED) < Decimal("0.02"), f"{name}: {found}"
    assert abs(functions["utilbill.settle"]() - peers.EXPECTED) < Decimal("0.02")
    show(
        "The part that others can do: one register, two prices, a standing charge",
        least(functions),
        "utilbill.settle",
    )
    for name, reason in absent.items():
        print(f"{name}: not measured, {reason}")


def imports():
    def spent(statement):
        code = (
            f"import time; start = time.process_time(); {statement}; "
            "print(time.process_time() - start)"
        )
        runs = [
            float(
                subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
            )
            for _ in range(10)
        ]
        return min(runs)

    rows = {
        "import decimal, json, datetime": spent("import decimal, json, datetime"),
        "import utilbill": spent("import utilbill"),
        "import utilbill; utilbill.settle": spent("import utilbill; utilbill.settle"),
        "import utilbill; utilbill.market('DE')": spent("import utilbill; utilbill.market('DE')"),
    }
    show("Importing (a fresh interpreter each)", rows, "import decimal, json, datetime")


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}")
    household()
    intervals()
    against_peers()
    imports()
