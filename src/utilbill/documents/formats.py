"""Numbers and dates as the readers of a language write them."""

import datetime as dt
import re
from decimal import Context, Decimal, localcontext
from functools import lru_cache

import attrs

from utilbill.values.errors import MissingChoiceError
from utilbill.values.exact import places
from utilbill.values.german import UNITS
from utilbill.values.money import Money
from utilbill.values.period import Period
from utilbill.values.units import Price, Quantity

_LOCALES = {"de": "de_DE", "en": "en_GB", "sv": "sv_SE", "pl": "pl_PL"}
_WIDE = Context(prec=1000)
_UNITS = {"de": UNITS}


@attrs.frozen
class Formats:
    """How a language writes.

    Attributes:
        language: Code of the language, such as ``de``.

    Examples:
        >>> Formats("de").number(Decimal("3919.354")), Formats("en").number(Decimal("3919.354"))
        ('3.919,354', '3,919.354')
        >>> Formats("de").day(dt.date(2016, 12, 31))
        '31.12.2016'
    """

    language: str = attrs.field()

    @language.validator
    def _known(self, _: object, language: str) -> None:
        if language not in _LOCALES:
            known = ", ".join(_LOCALES)
            raise MissingChoiceError("language", language, "is not known", f"Use: {known}.")

    def number(self, value: Decimal, decimals: int | None = None) -> str:
        """Write a number with all its decimals, or with a fixed count of them at least."""
        from babel.numbers import format_decimal

        shown = places(value) if decimals is None else max(decimals, places(value))
        pattern = _pattern(shown)
        locale = _LOCALES[self.language]
        with localcontext(_WIDE):  # babel formats in the ambient context
            return format_decimal(value, format=pattern, locale=locale, decimal_quantization=False)

    def money(self, value: Money) -> str:
        """Write an amount without its currency, with two decimals at least."""
        return self.number(value.amount, 2)

    def money_with_currency(self, value: Money) -> str:
        """Write an amount with its currency."""
        return f"{self.money(value)} {value.currency}"

    def quantity(self, value: Quantity) -> str:
        """Write a quantity with its unit."""
        return f"{self.number(value.amount)} {self.unit(value.unit.symbol)}"

    def price(self, value: Price) -> str:
        """Write a price with its unit."""
        return f"{self.number(value.amount)} {self.unit(value.unit.symbol)}"

    def unit(self, symbol: str) -> str:
        """Write a unit."""
        words = _UNITS.get(self.language, {})
        parts = re.split("([/·])", symbol)
        return "".join(words.get(part, part) for part in parts)

    def day(self, value: dt.date) -> str:
        """Write a date."""
        from babel.dates import format_date

        if self.language == "de":
            return value.strftime("%d.%m.%Y")
        return str(format_date(value, "yyyy-MM-dd", locale=_LOCALES[self.language]))

    def period(self, value: Period) -> str:
        """Write a period with both days included; a single day as that day."""
        if value.days == 1:
            return self.day(value.start)
        return f"{self.day(value.start)} – {self.day(value.last)}"


@lru_cache(maxsize=64)
def _pattern(shown: int) -> str:
    return "#,##0" + ("." + "0" * shown if shown else "")
