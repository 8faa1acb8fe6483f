"""Explanations: a closed union that evaluates, shows and names its inputs."""

from decimal import Decimal
from fractions import Fraction

import pytest

import utilbill as ub
from utilbill.values.errors import InvalidInputError
from utilbill.values.explanation import (
    Constant,
    Input,
    Operation,
    Rounded,
    Selection,
    Share,
    children,
    inputs,
)


def value(number, label="x"):
    return Input(ub.Label(label, label.upper()), Decimal(number), "kWh", "source")


def test_every_kind_of_node_evaluates_and_names_its_inputs():
    share = Share(value(10, "a"), (1, 1, 1), 0, Decimal(1), ub.Label("linear", "linear"), "§ 1")
    chosen = Selection(share, "rule", ub.Label("because", "weil"), "§ 2")
    node = Rounded(Operation("*", (chosen, value("0.335", "b"), Constant(Decimal(1), ""))), ub.CENT)
    assert ub.evaluate(node) == Fraction("1.34")
    assert [held.label.en for held in inputs(node)] == ["a", "b"]
    assert children(value(1)) == ()
    words = str(ub.explain(node, "de"))
    for part in ("1,34", "§ 1", "A: 10 kWh [source]"):
        assert part in words


@pytest.mark.parametrize(
    ("operator", "numbers", "expected"),
    [
        ("+", (1, 2, 3), 6),
        ("-", (10, 2, 3), 5),
        ("*", (2, 3, 4), 24),
        ("/", (1, 3, -2), Fraction(-1, 6)),
    ],
)
def test_operations_join_from_left_to_right(operator, numbers, expected):
    assert ub.evaluate(Operation(operator, tuple(value(n) for n in numbers))) == expected


def test_nothing_divides_by_zero():
    with pytest.raises(InvalidInputError, match="divides nothing"):
        ub.evaluate(Operation("/", (value(1), value(0))))


def test_labels_speak_the_language_they_can():
    label = ub.Label("energy", pl="energia")
    assert (label.in_language("pl"), label.in_language("sv"), label.local) == (
        "energia",
        "energy",
        "energia",
    )
    assert ub.Label.of({"en": "a", "de": "b"}) == ub.Label("a", "b")


def test_every_node_shows_itself_and_lists_its_inputs():
    third = Operation("/", (value(1, "a"), value(3, "b")))
    node = Rounded(Selection(third, "rule", ub.Label("because", "weil")), ub.CENT)
    assert str(node.outline("de")).splitlines() == [
        "cent = 0.33",
        "└─ weil = 1/3",
        "   └─ / = 1/3",
        "      ├─ A: 1 kWh [source]",
        "      └─ B: 3 kWh [source]",
    ]
    assert "<li>" in node._repr_html_()
    assert node.records()[0] == {
        "label": "a", "value": Decimal(1), "unit": "kWh", "source": "source",
    }  # fmt: skip
    share = Share(value(10, "a"), (1, 2), 1, Decimal(1), ub.Label("linear"))
    assert str(share.outline()).startswith("linear, part 2 of 2 = 7")
    assert str(Constant(Decimal(12), "1").outline()) == "12"
