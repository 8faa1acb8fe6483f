"""The tree of errors: one class per situation that a caller can act on.

Every error says what is wrong, with which value, and what to do next. Facts are attributes, so a
program can act on them; the message is for people.
"""

from typing import Self

import attrs


@attrs.frozen
class Where:
    """A place in an input file: file name, line (counted from 1) and the path of field names."""

    file: str = ""
    line: int = 0
    path: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.path) if part)


class UtilbillError(Exception):
    """Base of every error that this library raises on purpose.

    Attributes:
        where: The place in the input that caused it, once a reader has added it.
        about: The value that caused it, such as a reading or a component, where one is known.
    """

    where: Where | None = None
    about: object = None

    def concerning(self, thing: object) -> Self:
        """Name the value that caused the error, unless a closer one is known; return the error."""
        if self.about is None:
            self.about = thing
        return self

    @property
    def remedy(self) -> str:
        """What the caller can do about it."""
        return ""


@attrs.define(eq=False)
class InvalidInputError(UtilbillError, ValueError):
    """A value that cannot be accepted.

    Attributes:
        field: Name of the field, as the caller knows it.
        value: The offending value.
        problem: What is wrong with it.
        advice: What to do instead.

    Examples:
        >>> print(InvalidInputError("price", "-", "is not a number", "Write it like 25.21."))
        price: is not a number (got '-'). Write it like 25.21.
    """

    field: str
    value: object
    problem: str
    advice: str

    @property
    def remedy(self) -> str:
        """What the caller can do about it."""
        return self.advice

    def __str__(self) -> str:
        shown = repr(self.value) if isinstance(self.value, str) else str(self.value)
        return f"{self.field}: {self.problem} (got {shown[:100]}). {self.advice}"


class FloatRefusedError(InvalidInputError, TypeError):
    """A binary float was given where money or a quantity must be exact."""


class CurrencyMismatchError(InvalidInputError):
    """Amounts of different currencies were put together."""


class UnitError(InvalidInputError):
    """A unit is unknown, or two units do not fit each other."""


class PeriodError(InvalidInputError):
    """A period is empty, runs backwards or does not lie where it must."""


class IdentifierError(InvalidInputError):
    """An identifier has the wrong form or the wrong check digit."""


class AllocationError(InvalidInputError):
    """A total cannot be spread over the given weights."""


class OverlapError(InvalidInputError):
    """Two dated values claim the same day."""


class GapError(InvalidInputError):
    """A day has no value although one is needed."""


class FileError(InvalidInputError):
    """A file cannot be read as what it claims to be."""


class UnknownFieldError(InvalidInputError):
    """A field name that the format does not know."""


class MissingFieldError(InvalidInputError):
    """A field that must be given is not there."""


class MissingReadingError(InvalidInputError):
    """A register has no reading where one is needed."""


class MissingRegisterError(InvalidInputError):
    """A price or a reading names a register that is not there, or one is left without a price."""


class ReadingBackwardsError(InvalidInputError):
    """A register runs backwards without an exchange or a rollover that explains it."""


class ReadingConflictError(InvalidInputError):
    """Two readings of one register say different things about the same moment."""


class BandsDoNotAddUpError(InvalidInputError):
    """The registers of the tariff bands do not add up to the total register."""


class MissingIntervalError(InvalidInputError):
    """Intervals of a series have no value, and nobody said how to fill them."""


class DuplicateIntervalError(InvalidInputError):
    """An interval of a series has more than one value."""


class NegativeConsumptionError(InvalidInputError):
    """A consumption below zero."""


class MissingChoiceError(InvalidInputError):
    """A rule must be chosen and was not; nothing is assumed where money is at stake."""


class SelectorError(InvalidInputError):
    """The selectors of a charge overlap or leave something out."""


class OptionError(InvalidInputError):
    """Options of a tariff that do not fit each other."""


class InstallmentError(InvalidInputError):
    """Installments that cannot belong to this settlement or plan."""


class PriceGuaranteeError(InvalidInputError):
    """A price rises although a guarantee promises that it does not."""


class MarketError(InvalidInputError):
    """A market that is not installed."""


class TransitionError(InvalidInputError):
    """An event that cannot happen in the present state."""


class NumberError(InvalidInputError):
    """A number of a document that is empty, or was given to another one before."""


class CorrectionError(InvalidInputError):
    """A change, a correction or a credit that does not fit the documents it is for."""


@attrs.define(eq=False)
class MissingExtraError(UtilbillError, ImportError):
    """A part that is optional, and not installed.

    Attributes:
        extra: Name of the extra.
        package: The package that is missing.
        purpose: What it is needed for.

    Examples:
        >>> print(MissingExtraError("frames", "pyarrow", "Parquet files"))
        Parquet files need pyarrow, which is not installed. Run: pip install 'utilbill[frames]'.
    """

    extra: str
    package: str
    purpose: str

    @property
    def remedy(self) -> str:
        """What the caller can do about it."""
        return f"Run: pip install 'utilbill[{self.extra}]'."

    def __str__(self) -> str:
        return f"{self.purpose} need {self.package}, which is not installed. {self.remedy}"


@attrs.define(eq=False)
class CoverageError(UtilbillError):
    """A bill was refused because something would be priced twice or not at all.

    This is the law behind the engine, checked after every settlement: each unit of each register
    and each day is priced exactly once per charge.

    Attributes:
        charge: The charge that fails.
        expected: What had to be priced.
        found: What was priced.
    """

    charge: str
    expected: str
    found: str

    @property
    def remedy(self) -> str:
        """What the caller can do about it."""
        return "Check the components of this charge: registers, prices and their dates."

    def __str__(self) -> str:
        return f"{self.charge}: must price {self.expected}, but prices {self.found}. {self.remedy}"
