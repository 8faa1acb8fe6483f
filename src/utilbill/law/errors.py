"""What can go wrong when a figure of law is asked for."""

import datetime as dt

import attrs

from utilbill.values.errors import UtilbillError


@attrs.define(eq=False)
class NotInForceError(UtilbillError, LookupError):
    """A legal parameter has no figure on the day asked for: it is older, or lies in a hole.

    Attributes:
        parameter: Its name.
        day: The day asked for.
        first: The first day that is known.
    """

    parameter: str
    day: dt.date
    first: dt.date

    @property
    def remedy(self) -> str:
        """What the caller can do about it."""
        if self.day < self.first:
            return (
                "Supply the earlier figure (law_figures in a case file, LawBook.with_figure in "
                "Python), or bill a later period."
            )
        return (
            "Supply the missing figure: law_figures in a case file, LawBook.with_figure in Python."
        )

    def __str__(self) -> str:
        known = f"known from {self.first}"
        if self.day >= self.first:
            known = "figures before and after are known, but not for this day"
        return f"{self.parameter} has no figure on {self.day}: {known}. {self.remedy}"


@attrs.define(eq=False)
class BeyondHorizonError(UtilbillError, LookupError):
    """A legal parameter is not known yet on the day asked for; nothing is extrapolated.

    Attributes:
        parameter: Its name.
        day: The day asked for.
        horizon: The last day that is known.
        next_publication: When the next figure is due, as far as that is known.
        known_on: The day of knowledge, where more is known by now.
    """

    parameter: str
    day: dt.date
    horizon: dt.date
    next_publication: str = ""
    known_on: dt.date | None = None

    @property
    def remedy(self) -> str:
        """What the caller can do about it."""
        if self.known_on is not None:
            return (
                "Leave known_on out or give a later day; or go on with the last figure: "
                "beyond_horizon: carry_last, LawBook.beyond_horizon(CARRY_LAST)."
            )
        due = f" (next publication: {self.next_publication})" if self.next_publication else ""
        return (
            f"Supply the figure{due}: law_figures in a case file, LawBook.with_figure in Python; "
            "or go on with the last one: beyond_horizon: carry_last, "
            "LawBook.beyond_horizon(CARRY_LAST)."
        )

    def __str__(self) -> str:
        known = "is" if self.known_on is None else f"was, on {self.known_on},"
        return (
            f"{self.parameter} {known} known until {self.horizon}, not on {self.day}. {self.remedy}"
        )


@attrs.define(eq=False)
class UnknownParameterError(UtilbillError, LookupError):
    """There is no legal parameter of this name.

    Attributes:
        parameter: The name asked for.
        nearest: Names that look like it.
    """

    parameter: str
    nearest: tuple[str, ...] = ()

    @property
    def remedy(self) -> str:
        """What the caller can do about it."""
        if self.nearest:
            return f"Did you mean {', '.join(self.nearest)}?"
        return "List all names with: utilbill law"

    def __str__(self) -> str:
        return f"{self.parameter}: no such legal parameter. {self.remedy}"
