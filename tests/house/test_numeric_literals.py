"""No legal number in code: a lint over the syntax tree."""

import ast
from pathlib import Path

import pytest

ALLOWED = {0, 1, -1, 2, 10, 100, 1000}

#: Every other number in the package, with the reason why it is none of law.
EXCEPTIONS = {
    ("values/period.py", 12): "months of a year, of the calendar",
    ("values/money.py", 256): "size of a cache",
    ("values/units.py", 1024): "size of a cache",
    ("tariffs/components.py", 1024): "size of a cache",
    ("documents/formats.py", 64): "size of a cache",
    ("cli/errors.py", 3): "exit code",
    ("documents/charts.py", 30): "letters of the longest bar",
    ("documents/bill_document.py", 3): "level of a heading",
    ("values/identifiers/market_codes.py", 11): "digits of a MaLo-ID",
    ("values/identifiers/market_codes.py", 13): "digits of a code of BDEW, DVGW or GS1",
    ("values/identifiers/obis.py", 4): "medium of OBIS",
    ("values/identifiers/obis.py", 5): "medium of OBIS",
    ("values/identifiers/obis.py", 6): "medium of OBIS",
    ("values/identifiers/obis.py", 7): "medium of OBIS",
    ("values/identifiers/obis.py", 8): "medium of OBIS, and the register that counts up",
    ("values/identifiers/obis.py", 9): "medium of OBIS",
    ("values/identifiers/obis.py", 255): "largest value of a group of OBIS, one byte",
    ("metering/energy_conversion.py", 3): "decimals of a mean calorific value, DVGW G 685",
    ("metering/energy_conversion.py", 6): "decimals of weights, far finer than any rounding",
    ("markets/de/heat_costs/consumption.py", 3): "decimals of divided units, finer than a device",
    ("testing/strategies.py", 4): "size of generated values",
    ("testing/strategies.py", 5): "size of generated values",
    ("testing/strategies.py", 6): "size of generated values",
    ("testing/strategies.py", 7): "size of generated values",
    ("law/parameter.py", 3): "how many similar names an error proposes",
}


def literals(path: Path):
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float | complex):
            if isinstance(node.value, bool):
                continue
            yield node.value, node.lineno
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", "") in ("Decimal", "exact", "Fraction")
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            yield node.args[0].value, node.lineno


def test_no_number_stands_in_code_but_the_plainest(root):
    package = root / "src" / "utilbill"
    if not package.is_dir():
        pytest.skip("the sources are not here, only the installed package")
    used = set()
    wrong = []
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        for value, line in literals(path):
            if isinstance(value, str):
                if (name, value) != ("values/rounding.py", "0.01"):
                    wrong.append(f"{name}:{line}: Decimal({value!r})")
                continue
            if value in ALLOWED:
                continue
            if (name, value) in EXCEPTIONS:
                used.add((name, value))
            else:
                wrong.append(f"{name}:{line}: {value}")
    assert not wrong
    assert used == set(EXCEPTIONS), "an exception that nothing needs any more"
