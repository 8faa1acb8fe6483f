"""Categories of value added tax: what kind of tax an amount is under, not how much."""

from utilbill.values.choice import Choice


class TaxCategory(Choice):
    """How value added tax treats an amount (Steuerkategorie, momskategori, kategoria VAT).

    The market turns a category into a rate for a day. In brackets the code of EN 16931.
    """

    STANDARD = "standard"  #: Full rate (S).
    REDUCED = "reduced"  #: Reduced rate (S), as for drinking water in Germany.
    ZERO = "zero"  #: Taxed at nothing (Z).
    EXEMPT = "exempt"  #: Exempt (E).
    REVERSE_CHARGE = "reverse_charge"  #: The recipient owes the tax (AE).
    OUT_OF_SCOPE = "out_of_scope"  #: Not taxable (O): damages, public-law fees.

    @property
    def taxed(self) -> bool:
        """Whether a rate of the market applies."""
        return self in (TaxCategory.STANDARD, TaxCategory.REDUCED)
