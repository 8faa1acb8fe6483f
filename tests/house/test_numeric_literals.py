"""No legal number in code: a lint over the syntax tree.

It sees literals, arithmetic of literals, and numbers written as text. It cannot see a number that
is put together at run time from names; such names are for people to read.
"""

import ast
import operator
import re

import pytest

ALLOWED = {0, 1, 2, 10, 100, 1000}  # with either sign
#: The unit of what has none, and the digit that fills.
ALLOWED_TEXTS = {"0", "1"}

#: Files that hold no rule of a bill at all.
FILES = {
    "documents/waterfall.py": "sizes of a drawing in pixels",
}

#: Folders of which the same is true.
FOLDERS = {
    "testing/strategies/": "sizes and days of generated values; no bill rests on them",
    "testing/reference/": "written apart from the engine, with numbers of its own to compare",
}

#: Every other number in the package, with the reason why it is none of law.
EXCEPTIONS = {
    ("values/period.py", 12): "months of a year, of the calendar",
    ("tariffs/formulas/index_reference.py", 3): "months of a quarter, of the calendar",
    ("prorating/interest.py", 30): "days of a month by the commercial method",
    ("values/money.py", 256): "size of a cache",
    ("values/units.py", 1024): "size of a cache",
    ("values/units.py", 3): "letters of a currency code, ISO 4217",
    ("tariffs/through_time.py", 1024): "size of a cache",
    ("documents/formats.py", 64): "size of a cache",
    ("cli/errors.py", 3): "exit code",
    ("documents/charts.py", 30): "letters of the longest bar",
    ("documents/difference_sentences.py", 25): "most words of a sentence",
    ("documents/difference_words.py", 4): "decimals of a price that are shown at most",
    ("documents/bill_contents.py", 4): "last places of an account number that are shown",
    ("markets/de/grid_use/invoice.py", "31001"): "check identifier of a market message, BDEW",
    ("markets/de/grid_use/invoice.py", "31002"): "check identifier of a market message, BDEW",
    ("markets/de/grid_use/invoice.py", "31004"): "check identifier of a market message, BDEW",
    ("markets/de/grid_use/invoice.py", "31005"): "check identifier of a market message, BDEW",
    ("markets/de/grid_use/invoice.py", "31006"): "check identifier of a market message, BDEW",
    ("markets/de/grid_use/invoice.py", "31009"): "check identifier of a market message, BDEW",
    ("markets/de/grid_use/invoice.py", "33001"): "check identifier of a market message, BDEW",
    ("markets/de/grid_use/invoice.py", "33002"): "check identifier of a market message, BDEW",
    ("markets/de/heat_costs/consumption.py", 3): "decimals of divided units, finer than a device",
    ("documents/bill_document.py", 3): "level of a heading",
    ("adapters/yaml_text.py", 2_000_000): "largest file, in bytes",
    ("adapters/exchange/hour_grid.py", 2000): "any leap year, of the calendar",
    ("adapters/fri_nettleie/words.py", 3): "peaks of the method TRE_DØGNMAX_MND, by its name",
    ("adapters/fri_nettleie/words.py", "1 h"): "the methods look at hours",
    ("adapters/yaml_text.py", 20): "deepest nesting of a file",
    ("values/identifiers/market_codes.py", 11): "digits of a MaLo-ID",
    ("values/identifiers/market_codes.py", 13): "digits of a code of BDEW, DVGW or GS1",
    ("values/identifiers/obis.py", 4): "medium of OBIS",
    ("values/identifiers/obis.py", 5): "medium of OBIS",
    ("values/identifiers/obis.py", 6): "medium of OBIS",
    ("values/identifiers/obis.py", 7): "medium of OBIS",
    ("values/identifiers/obis.py", 8): "medium of OBIS, and the register that counts up",
    ("values/identifiers/obis.py", 9): "medium of OBIS",
    ("values/identifiers/obis.py", 255): "largest value of a group of OBIS, one byte",
    ("metering/registers.py", 20): "most digits of a register",
    ("metering/gas_profiles.py", 20): "most decimals of a published profile",
    ("metering/energy_conversion.py", 3): "decimals of a mean calorific value, DVGW G 685",
    ("metering/energy_conversion.py", 6): "decimals of weights, far finer than any rounding",
    ("law/parameter.py", 3): "how many similar names an error proposes",
    ("__init__.py", "0.1.0"): "version of the package",
    ("values/rounding.py", "0.01"): "the step of a cent",
    ("values/units.py", "3500 kWh"): "example in an advice",
    ("values/units.py", "25.21 ct/kWh"): "example in an advice",
    ("adapters/structuring.py", "25.21 ct/kWh"): "example in the schema",
    ("adapters/structuring.py", "100.84 EUR/year"): "example in the schema",
    ("adapters/structuring.py", "80.00 EUR"): "example in the schema",
    ("adapters/structuring.py", "3500 kWh"): "example in the schema",
    ("adapters/structuring.py", "1 month"): "example in the schema",
    ("adapters/structuring.py", "6 weeks"): "example in the schema",
    ("values/identifiers/market_codes.py", "99"): "first digits of codes of BDEW",
    ("values/identifiers/market_codes.py", "98"): "first digits of codes of DVGW",
    ("values/identifiers/market_codes.py", "293"): "agency in EDIFACT, BDEW",
    ("values/identifiers/market_codes.py", "332"): "agency in EDIFACT, DVGW",
    ("values/identifiers/market_codes.py", "123"): "first digits of MaLo-IDs issued by DVGW",
}

#: A number, with a unit or without, or a day.
NUMERIC = re.compile(
    r"[+-]?(\d[\d.,_]*|\.\d+)([eE][+-]?\d+)?(\s*%|\s+[^\d\s]\S*)?|\d{4}-\d{2}-\d{2}", re.ASCII
)
FOLDED = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.BitAnd: operator.and_,
}
CHAINS = ((ast.Mult,), (ast.Add, ast.Sub))


SIGNS = {ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Invert: operator.invert}


def folded(node):
    """Return what an expression of nothing but literals comes to; None for every other one."""
    value = None
    match node:
        case ast.Constant(value=int() | float() | complex() | str() as held):
            value = None if isinstance(held, bool) else held
        case ast.Constant(value=bytes() as held):
            value = held.decode("latin-1")
        case ast.UnaryOp(op=op, operand=inner) if type(op) in SIGNS:
            value = joined(SIGNS[type(op)], folded(inner))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in FOLDED:
            value = joined(FOLDED[type(op)], folded(left), folded(right))
        case ast.Call(func=ast.Name(id="len"), args=[ast.Constant(value=str() | bytes() as held)]):
            value = len(held)
        case ast.Call(
            func=ast.Name(id="len"), args=[ast.Tuple(elts=held) | ast.List(elts=held)]
        ) if all(isinstance(one, ast.Constant) for one in held):
            value = len(held)
    return value


def joined(operate, *values):
    try:
        return None if None in values else operate(*values)
    except (TypeError, ArithmeticError, ValueError):
        return None


def operands(node, kinds):
    if isinstance(node, ast.BinOp) and isinstance(node.op, kinds):
        return operands(node.left, kinds) + operands(node.right, kinds)
    return [node]


def documentation(tree):
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def numbers(source):
    """Yield every number of a source with its line: literals, their arithmetic, and texts."""
    tree = ast.parse(source)
    skipped = documentation(tree)
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if node in skipped:
            continue
        value = folded(node)
        if value is not None:
            computed = not isinstance(node, ast.Constant | ast.UnaryOp)
            if isinstance(value, str):
                numeric = NUMERIC.fullmatch(value.strip()) is not None
                if numeric and (computed or value not in ALLOWED_TEXTS):
                    yield value, node.lineno
            elif computed or abs(value) not in ALLOWED:
                yield value, node.lineno
            continue
        for kinds in CHAINS:
            if isinstance(node, ast.BinOp) and isinstance(node.op, kinds):
                held = [folded(part) for part in operands(node, kinds)]
                given = [value for value in held if value is not None]
                if len(given) > 1 and not any(isinstance(value, str) for value in given):
                    yield f"{' and '.join(map(str, given))} in one chain", node.lineno
        waiting.extend(ast.iter_child_nodes(node))


def test_no_number_stands_in_code_but_the_plainest(root):
    package = root / "src" / "utilbill"
    if not package.is_dir():
        pytest.skip("the sources are not here, only the installed package")
    used = set()
    wrong = []
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if name in FILES or name.startswith(tuple(FOLDERS)):
            continue
        for value, line in numbers(path.read_text("utf-8")):
            if (name, value) in EXCEPTIONS:
                used.add((name, value))
            else:
                wrong.append(f"{name}:{line}: {value!r}")
    assert not wrong
    assert used == set(EXCEPTIONS), "an exception that nothing needs any more"
    assert all((package / name).exists() for name in (*FILES, *FOLDERS))


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("rate = 19", [19]),
        ("rate = -19", [-19]),
        ("rate = 0.19", [0.19]),
        ("rate = 2 * 2 + 2", [6]),
        ("rate = 2 + 1", [3]),
        ("rate = 2 * 10 - 2 - 1", [17]),
        ("rate = 10 ** 2 // 2", [50]),
        ("rate = 1 << 2", [4]),
        ("rate = ~2", [-3]),
        ("rate = net * 2 * 10", ["2 and 10 in one chain"]),
        ("rate = 10 + net - 1", ["10 and 1 in one chain"]),
        ("rate = len('nineteen letters ..')", [19]),
        ("rate = len((0, 0, 0))", [3]),
        ("rate = len(b'abc')", [3]),
        ('TaxRate(TaxCategory.STANDARD, "19")', ["19"]),
        ('TaxRate(TaxCategory.STANDARD, percent="19")', ["19"]),
        ('TaxRate(TaxCategory.STANDARD, "1" + "9")', ["19"]),
        ('TaxRate(TaxCategory.STANDARD, "1" * 2)', ["11"]),
        ('Decimal("1.9e1")', ["1.9e1"]),
        ('Decimal(b"19")', ["19"]),
        ('Price.parse("2.05 ct/kWh")', ["2.05 ct/kWh"]),
        ('share = "19 %"', ["19 %"]),
        ('SIZES = ("25000", "100000")', ["25000", "100000"]),
        ('RATES = {"full": "19"}', ["19"]),
        ('whole_day("2021-01-01")', ["2021-01-01"]),
        ("dt.date(2021, 1, 1)", [2021]),
        ("def f(limit=5): ...", [5]),
    ],
)
def test_a_planted_number_is_found(planted, found):
    assert sorted(map(str, (value for value, _ in numbers(planted)))) == sorted(map(str, found))


@pytest.mark.parametrize(
    "harmless",
    [
        '"""19 % since 2007."""',
        "x = a[0] + a[-1] + 1",
        "x = 2 * a + b",
        "x = a * 100 + b * 10",
        "x = 10**digits",
        'x = Unit.parse("1")',
        'x = "UStG § 12 Abs. 1"',
        'x = f"{a:04x}"',
        "x = True",
        "x: int\n'19'",
    ],
)
def test_what_is_no_number_of_law_is_not(harmless):
    assert list(numbers(harmless)) == []
