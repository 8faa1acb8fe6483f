"""The table of worked examples is complete and true."""

import re

import examples_table
import pytest


def test_the_table_lists_every_worked_example_of_the_references():
    if not (examples_table.SHARED / "reference").is_dir():
        pytest.skip("the references are absent: set UTILBILL_SHARED to the shared folder")
    written = examples_table.TABLE.read_text("utf-8")
    assert written == examples_table.table(), "run: python tests/law/examples_table.py"


def test_every_test_named_in_the_table_exists():
    named = {
        name
        for row in examples_table.TABLE.read_text("utf-8").splitlines()
        for name in re.findall(r"`([^`]+::[^`]+)`", row)
    }
    real = {test for tests in examples_table.marked().values() for test in tests}
    assert named == real
