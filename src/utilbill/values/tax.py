"""Categories of value added tax: what kind of tax an amount is under, not how much."""

from typing import Final

from utilbill.values.choice import Choice


class TaxCategory(Choice):
    """How value added tax treats an amount (Steuerkategorie, momskategori, kategoria VAT).

    The market turns a category into a rate for a day. In brackets the code of EN 16931.
    """

    STANDARD = "standard"  #: Rate of the supply (S): the full rate, unless law cuts it for a time.
    FULL = "full"  #: Full rate (S) whatever is supplied: services beside a supply.
    REDUCED = "reduced"  #: Reduced rate (S), as for drinking water in Germany.
    ZERO = "zero"  #: Taxed at nothing (Z).
    EXEMPT = "exempt"  #: Exempt (E).
    REVERSE_CHARGE = "reverse_charge"  #: The recipient owes the tax (AE).
    OUT_OF_SCOPE = "out_of_scope"  #: Not taxable (O): damages, public-law fees.

    @property
    def taxed(self) -> bool:
        """Whether a rate of the market applies."""
        return self.code == _STANDARD_RATED

    @property
    def code(self) -> str:
        """The code of EN 16931; amounts of one code and rate are taxed together."""
        return _CODES.get(self, _STANDARD_RATED)


_STANDARD_RATED: Final = "S"
_CODES: Final = {
    TaxCategory.ZERO: "Z",
    TaxCategory.EXEMPT: "E",
    TaxCategory.REVERSE_CHARGE: "AE",
    TaxCategory.OUT_OF_SCOPE: "O",
}
