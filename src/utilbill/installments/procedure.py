"""The two lawful ways of asking for installments (Abschlagsverfahren)."""

from typing import Final

from utilbill.values.choice import Choice
from utilbill.values.explanation import Label


class Procedure(Choice):
    """What an installment is for the books (Abschlagsverfahren)."""

    REQUESTED = "requested"  #: A request; no claim of its own (statistisches Verfahren).
    INVOICED = "invoiced"  #: An invoice with tax; a claim of its own (Teilrechnung).

    @property
    def label(self) -> Label:
        """Its name for people."""
        return _LABELS[self]


_LABELS: Final = {
    Procedure.REQUESTED: Label("requested installments", "angeforderte Abschläge"),
    Procedure.INVOICED: Label("invoiced installments", "in Rechnung gestellte Abschläge"),
}
