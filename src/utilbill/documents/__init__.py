"""Documents: what a bill says, in which order and in which words."""

from utilbill.documents.bill_document import bill_document
from utilbill.documents.contents import (
    BillKind,
    ContentRequirement,
    ContentRules,
    MissingContent,
    missing_contents,
)
from utilbill.documents.difference_document import (
    difference_document,
    difference_table,
    difference_text,
)
from utilbill.documents.difference_sentences import difference_sentences
from utilbill.documents.explaining import explain, find_explanation
from utilbill.documents.model import Document, Facts, Grid, Heading, Note
from utilbill.documents.price_overview import PriceOverview, PriceRow, price_overview
from utilbill.documents.text import bill_text, render_text
from utilbill.documents.waterfall import Waterfall, waterfall

__all__ = [
    "BillKind",
    "ContentRequirement",
    "ContentRules",
    "Document",
    "Facts",
    "Grid",
    "Heading",
    "MissingContent",
    "Note",
    "PriceOverview",
    "PriceRow",
    "Waterfall",
    "bill_document",
    "bill_text",
    "difference_document",
    "difference_sentences",
    "difference_table",
    "difference_text",
    "explain",
    "find_explanation",
    "missing_contents",
    "price_overview",
    "render_text",
    "waterfall",
]
