"""Rates of the Utility Rate Database of OpenEI, in and out."""

from utilbill.adapters.urdb.reading import read_urdb
from utilbill.adapters.urdb.writing import write_urdb

__all__ = ["read_urdb", "write_urdb"]
