"""Documents: what a bill says, in which order and in which words."""

from utilbill.documents.bill_document import bill_document
from utilbill.documents.explaining import explain, find_explanation
from utilbill.documents.model import Document, Facts, Grid, Heading, Note
from utilbill.documents.text import bill_text, render_text

__all__ = [
    "Document",
    "Facts",
    "Grid",
    "Heading",
    "Note",
    "bill_document",
    "bill_text",
    "explain",
    "find_explanation",
    "render_text",
]
