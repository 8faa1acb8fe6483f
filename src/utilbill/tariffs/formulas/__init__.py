"""Price formulas: a price follows indices, as clauses of district heat and industry contracts do.

A formula is a tree of typed nodes that is written and read as text, checked for its units when it
is built, and explains the price that it gives.
"""

from utilbill.tariffs.formulas.components import FormulaPrice, FormulaStandingCharge
from utilbill.tariffs.formulas.formula import CalculatedPrice, PriceFormula
from utilbill.tariffs.formulas.index_reference import IndexReference, IndexWindow
from utilbill.tariffs.formulas.monthly_means import monthly_means
from utilbill.tariffs.formulas.nodes import FormulaParameter
from utilbill.tariffs.formulas.price_days import PriceDays
from utilbill.tariffs.formulas.price_movement import PriceMovement, price_movement

__all__ = [
    "CalculatedPrice",
    "FormulaParameter",
    "FormulaPrice",
    "FormulaStandingCharge",
    "IndexReference",
    "IndexWindow",
    "PriceDays",
    "PriceFormula",
    "PriceMovement",
    "monthly_means",
    "price_movement",
]
