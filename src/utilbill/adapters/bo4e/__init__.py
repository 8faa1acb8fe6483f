"""Price sheets of BO4E, the business objects of the German energy market, in and out."""

from utilbill.adapters.bo4e.reading import read_bo4e
from utilbill.adapters.bo4e.words import Bo4eKind
from utilbill.adapters.bo4e.writing import write_bo4e

__all__ = ["Bo4eKind", "read_bo4e", "write_bo4e"]
