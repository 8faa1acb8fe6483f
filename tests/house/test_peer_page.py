"""The page on what the nearest peer bills names cases that exist, and all of them."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_each_case_on_the_page_runs_and_each_that_runs_is_on_the_page():
    path = ROOT / "docs/peer-products.md"
    if not path.exists():
        pytest.skip("the documentation is not beside the tests")
    page = path.read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    files = [Path(name) for name in re.findall(r"`(tests/bills/test_peer_\w+\.py)`", page)]
    trees = [ast.parse((ROOT / file).read_text("utf-8")) for file in files]
    defined = {
        node.name
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    assert named == defined
