"""The shipped kit finds faults that are put into the engine one at a time.

Each is hunted in a process of its own, so that a broken engine never meets the tests beside it.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from seeded import MUTANTS, RARE

HUNT = Path(__file__).parent / "hunt.py"
PACKAGE = Path(importlib.util.find_spec("utilbill").origin).parent
FOUND, SURVIVED = 0, 3

usual = settings.get_profile("ci").max_examples
nightly, quick = settings().max_examples > usual, settings().max_examples < usual
#: In a hurry, one of so many.
A_FEW = 10


def hunt(*number):
    return subprocess.run(  # noqa: S603 - this Python, this folder
        [sys.executable, str(HUNT), *map(str, number)],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


def test_there_are_at_least_forty_and_each_is_another():
    assert len(MUTANTS) >= 40
    assert {mutant.breaks for mutant in MUTANTS} >= RARE
    assert len(MUTANTS) - len(RARE) >= 40
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
    assert len({(mutant.file, mutant.old, mutant.new) for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_place_of_a_fault_is_there_once(mutant):
    assert (PACKAGE / mutant.file).read_text("utf-8").count(mutant.old) == 1


def test_without_a_fault_nothing_is_found():
    alone = hunt()
    assert alone.returncode == SURVIVED, alone.stdout + alone.stderr


@pytest.mark.parametrize("number", range(len(MUTANTS)), ids=lambda held: MUTANTS[held].name)
def test_the_kit_finds(number):
    if MUTANTS[number].breaks in RARE and not nightly:
        pytest.skip("shows in one case of hundreds: hunted each night")
    if quick and number % A_FEW:
        pytest.skip("hunted in continuous integration")
    seeded = hunt(number)
    assert seeded.returncode == FOUND, f"{MUTANTS[number].breaks}: nobody noticed {seeded.stderr}"
    assert seeded.stdout.strip(), "found, but not said by what"
