"""Norwegian grid tariffs in the format of Fri nettleie, in and out."""

from utilbill.adapters.fri_nettleie.reading import read_fri_nettleie
from utilbill.adapters.fri_nettleie.writing import write_fri_nettleie

__all__ = ["read_fri_nettleie", "write_fri_nettleie"]
