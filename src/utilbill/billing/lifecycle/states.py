"""The life of a billing document as a table."""

from typing import Final

from utilbill.values.choice import Choice
from utilbill.values.explanation import Label
from utilbill.values.state_table import StateTable, Transition


class DocumentState(Choice):
    """How far a document has come (Belegstatus)."""

    DRAFT = "draft"  #: Entwurf: calculated, without a number.
    CHECKED = "checked"  #: Geprüft: nothing stands against its release.
    RELEASED = "released"  #: Freigegeben: it has its number and does not change any more.
    CORRECTED = "corrected"  #: Berichtigt: another document says what has changed.
    REVERSED = "reversed"  #: Storniert: another document takes it back; it keeps its number.


class DocumentEvent(Choice):
    """What happens to a document."""

    CHECK = "check"  #: Prüfen.
    RECALCULATE = "recalculate"  #: Neu berechnen.
    RELEASE = "release"  #: Freigeben.
    CORRECT = "correct"  #: Berichtigen.
    REVERSE = "reverse"  #: Stornieren.


_S, _E = DocumentState, DocumentEvent
_NO_OBJECTION: Final = Label(
    "no check blocks it, every question is answered",
    "keine Prüfung sperrt, jede Frage ist beantwortet",
)
_NUMBER: Final = Label(
    "its number was drawn and belongs to no other document",
    "die Nummer ist gezogen und gehört keinem anderen Beleg",
)
_NEW_INPUTS: Final = Label("inputs are other ones now", "die Eingaben sind jetzt andere")
_CHAIN: Final = Label("a plan names what rests on it", "ein Plan nennt, was darauf aufbaut")
_CORRECTING: Final = Label(
    "a correction document with lines before and after",
    "eine Rechnungskorrektur mit Positionen vorher und nachher",
)
_REVERSING: Final = Label(
    "a reversal document; installments are free again",
    "eine Stornorechnung; Abschläge werden wieder frei",
)

#: The life of a bill.
BILL_LIFE: Final = StateTable(
    "billing document",
    _S.DRAFT,
    (
        Transition(_S.DRAFT, _E.CHECK, _S.CHECKED, _NO_OBJECTION),
        Transition(_S.DRAFT, _E.RECALCULATE, _S.DRAFT, _NEW_INPUTS),
        Transition(_S.CHECKED, _E.RECALCULATE, _S.DRAFT, _NEW_INPUTS),
        Transition(_S.CHECKED, _E.RELEASE, _S.RELEASED, _NUMBER),
        Transition(_S.RELEASED, _E.CORRECT, _S.CORRECTED, _CHAIN, _CORRECTING),
        Transition(_S.RELEASED, _E.REVERSE, _S.REVERSED, _CHAIN, _REVERSING),
        Transition(_S.CORRECTED, _E.CORRECT, _S.CORRECTED, _CHAIN, _CORRECTING),
        Transition(_S.CORRECTED, _E.REVERSE, _S.REVERSED, _CHAIN, _REVERSING),
    ),
)
