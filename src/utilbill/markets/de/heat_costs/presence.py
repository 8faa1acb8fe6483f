"""Every day of the accounting period has one user in every flat."""

import itertools
from collections.abc import Sequence

import attrs

from utilbill.billing.heat_costs.costs import HeatingCosts
from utilbill.billing.heat_costs.users import HeatUser
from utilbill.values.errors import GapError, InvalidInputError, OverlapError, PeriodError
from utilbill.values.period import Period


def present_users(users: Sequence[HeatUser], costs: HeatingCosts) -> tuple[HeatUser, ...]:
    """Check the users, and return them with the days on which they were there."""
    if not users:
        raise InvalidInputError("users", "none", "holds nobody", "Name all users of the building.")
    flats: dict[str, list[tuple[Period, HeatUser]]] = {}
    present = []
    for user in users:
        days = user.period or costs.period
        if not costs.period.covers(days):
            raise PeriodError(
                "period",
                str(days),
                f"of a user of flat {user.flat} is not within {costs.period}",
                "Cut it at the ends of the accounting period.",
            ).concerning(user)
        if costs.hot_water is None and user.hot_water.amount:
            raise InvalidInputError(
                "hot_water",
                user.hot_water,
                f"was used in flat {user.flat}, but the costs hold no hot water",
                "Give hot_water in the costs.",
            ).concerning(user)
        flats.setdefault(user.flat, []).append((days, user))
        present.append(attrs.evolve(user, period=days))
    for flat, held in flats.items():
        _check_days(flat, sorted(held, key=lambda pair: pair[0]), costs.period)
    return tuple(present)


def _check_days(flat: str, held: Sequence[tuple[Period, HeatUser]], whole: Period) -> None:
    for (before, _), (days, user) in itertools.pairwise(held):
        if days.start < before.end:
            raise OverlapError(
                "period",
                str(days),
                f"overlaps {before} of another user of flat {flat}",
                "Let one end on the day before the next begins.",
            ).concerning(user)
    day = whole.start
    for days, _ in held:
        if days.start > day:
            break
        day = days.end
    if day < whole.end:
        raise GapError(
            "period",
            day,
            f"is a day on which nobody used flat {flat}",
            "Name its owner as the user of days on which it stood empty (Leerstand).",
        ).concerning(held[-1][1])
