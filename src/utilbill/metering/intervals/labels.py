"""From the time labels of a source to instants: offsets, folds, ends instead of starts."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from utilbill.metering.intervals.clock import HOUR, TimeBasis, standard_time
from utilbill.values.choice import Choice
from utilbill.values.errors import InvalidInputError

_FOLDS = (0, 1)


class LabelPosition(Choice):
    """Which end of its interval a time label stands for.

    Raises:
        MissingChoiceError: If the value is none of the options.
    """

    START = "start"  #: The first interval of a day is labeled midnight.
    END = "end"  #: The last interval of a day is labeled midnight, of the next day or as 24 hours.


def walls(moment: dt.datetime, zone: ZoneInfo) -> tuple[dt.datetime, ...]:
    """Return the instants at which local clocks show a time: none, one, or two.

    Examples:
        >>> berlin = ZoneInfo("Europe/Berlin")
        >>> [len(walls(dt.datetime(2024, *day, 2, 30), berlin)) for day in ((3, 31), (10, 27))]
        [0, 2]
    """
    found = []
    for fold in _FOLDS:
        instant = moment.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC)
        shown = instant.astimezone(zone).replace(tzinfo=None, fold=0)
        if shown == moment.replace(fold=0) and instant not in found:
            found.append(instant)
    return tuple(sorted(found))


def instants_of(
    labels: Sequence[dt.datetime],
    *,
    zone: ZoneInfo,
    resolution: dt.timedelta,
    position: LabelPosition,
    basis: TimeBasis = TimeBasis.CIVIL,
) -> tuple[dt.datetime | None, ...]:
    """Return where each labeled interval begins, in universal time.

    Labels with an offset are taken as they are. Of local times that clocks show twice in autumn,
    the first occurrence in the file is the earlier hour. A source that labels ends either writes
    what the clock shows at the end, or adds the length to the local start; which of both it does
    is seen from the hour that it writes twice.

    Args:
        labels: Times in the order of the source, ascending or descending.
        zone: The zone of labels without an offset.
        resolution: Length of an interval.
        position: Whether labels are starts or ends.
        basis: Whether labels without an offset follow civil time or normal time.

    Returns:
        One instant per label; None for a local time that clocks skip in spring.

    Raises:
        InvalidInputError: If some labels have an offset and others none.

    Examples:
        >>> hours = [dt.datetime(2024, 10, 27, hour) for hour in (1, 2, 2, 3)]
        >>> [instant.hour for instant in instants_of(hours, zone=ZoneInfo("Europe/Berlin"),
        ...      resolution=HOUR, position=LabelPosition.START)]
        [23, 0, 1, 2]
    """
    aware = {label.utcoffset() is not None for label in labels}
    if len(aware) > 1:
        raise InvalidInputError(
            "labels",
            "some with and some without an offset",
            "cannot be put in order",
            "Give an offset to all of them, or to none.",
        )
    back = resolution if position is LabelPosition.END else dt.timedelta()
    if True in aware:
        return tuple(label.astimezone(dt.UTC) - back for label in labels)
    if basis is TimeBasis.STANDARD:
        return tuple(
            label.replace(tzinfo=standard_time(zone, label.year)).astimezone(dt.UTC) - back
            for label in labels
        )
    turned = len(labels) > 1 and labels[0] > labels[-1]
    ordered = tuple(reversed(labels)) if turned else tuple(labels)
    found = _by_order(ordered, zone, back)
    return tuple(reversed(found)) if turned else found


def _by_order(
    labels: Sequence[dt.datetime], zone: ZoneInfo, back: dt.timedelta
) -> tuple[dt.datetime | None, ...]:
    counted = Counter(labels)
    met: Counter[dt.datetime] = Counter()
    found: list[dt.datetime | None] = []
    for label in labels:
        candidates = _candidates(label, zone, back, counted)
        place = met[label]
        met[label] += 1
        if not candidates:
            found.append(None)
        else:
            found.append(candidates[min(place, len(candidates) - 1)])
    return tuple(found)


def _candidates(
    label: dt.datetime, zone: ZoneInfo, back: dt.timedelta, counted: Counter[dt.datetime]
) -> tuple[dt.datetime, ...]:
    """Return where an interval with this label may begin."""
    if not back:
        return walls(label, zone)
    ends = walls(label, zone)
    starts = walls(label - back, zone)
    if len(ends) == len(starts) == 1:
        return starts if starts[0] == ends[0] - back else _at_the_change(label, zone, back, counted)
    if len(ends) == len(starts):
        return starts
    return _at_the_change(label, zone, back, counted)


def _at_the_change(
    label: dt.datetime, zone: ZoneInfo, back: dt.timedelta, counted: Counter[dt.datetime]
) -> tuple[dt.datetime, ...]:
    """Decide at a label where both ways of labeling ends differ."""
    ends = tuple(end - back for end in walls(label, zone))
    starts = walls(label - back, zone)
    if not ends:  # 02:00 in spring: the end of the hour before the gap, written without minding it
        return starts
    if not starts:  # 03:00 in spring
        return ends
    if len(ends) > len(starts):  # 02:00 in autumn: twice if the clock is read
        return ends if counted[label] > 1 else starts
    return starts if counted[label] > 1 else _last(starts, ends, label, counted)


def _last(
    starts: tuple[dt.datetime, ...],
    ends: tuple[dt.datetime, ...],
    label: dt.datetime,
    counted: Counter[dt.datetime],
) -> tuple[dt.datetime, ...]:
    """Decide at a 03:00 in autumn that is written once: the later hour, if 02:00 came twice."""
    hour_before = label - HOUR
    return ends if counted[hour_before] > 1 else starts[:1]


def repeated(instants: Iterable[dt.datetime | None]) -> tuple[dt.datetime, ...]:
    """Return the instants that occur more than once."""
    counted = Counter(instant for instant in instants if instant is not None)
    return tuple(sorted(instant for instant, count in counted.items() if count > 1))
