"""The public names are one list; taking one away is a decision, not an accident."""

import enum
import inspect
import subprocess
import sys
from pathlib import Path

import utilbill as ub

LIST = Path(__file__).with_name("public_names.txt")


def signature(name):
    held = getattr(ub, name)
    if isinstance(held, type) and issubclass(held, enum.Enum):
        return f"{name}: {', '.join(member.value for member in held)}"
    if not callable(held) or not hasattr(held, "__module__"):
        return name
    try:
        parameters = inspect.signature(held).parameters
    except ValueError:
        return name
    return f"{name}({', '.join(parameters)})"


def text():
    return "".join(f"{signature(name)}\n" for name in sorted(ub.__all__))


def test_the_list_of_public_names_is_as_agreed():
    assert text() == LIST.read_text("utf-8"), "run: python tests/house/test_public_names.py"


def test_every_public_name_says_what_it_is():
    for name in ub.__all__:
        held = getattr(ub, name)
        if callable(held):
            assert held.__doc__, name


def test_importing_loads_nothing_but_what_is_asked_for():
    code = (
        "import sys, utilbill; heavy = {'babel', 'yaml', 'cattrs', 'click', 'moneyed', "
        "'hypothesis', 'pandas', 'lxml', 'utilbill.billing'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


if __name__ == "__main__":
    LIST.write_text(text(), encoding="utf-8")
