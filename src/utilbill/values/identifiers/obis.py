"""OBIS codes: what a register counts."""

import re
from types import MappingProxyType
from typing import Final, Self

import attrs

from utilbill.values.errors import IdentifierError

#: Value group A: the medium (IEC 62056-61, EN 13757-1).
MEDIA: Final = MappingProxyType(
    {
        0: "abstract",
        1: "electricity",
        4: "heat cost",
        5: "cooling",
        6: "heat",
        7: "gas",
        8: "cold water",
        9: "hot water",
    }
)

_FORM: Final = re.compile(
    r"(?:(?P<a>\d{1,2})-(?P<b>\d{1,3}):)?"
    r"(?P<c>\d{1,3})\.(?P<d>\d{1,3})(?:\.(?P<e>\d{1,3}))?(?:[*&](?P<f>\d{1,3}))?"
)
_LARGEST: Final = 255


@attrs.frozen(order=True)
class ObisCode:
    """Code of a register (OBIS-Kennzahl, IEC 62056-61): ``A-B:C.D.E*F``.

    Attributes:
        medium: Value group A, such as 1 for electricity and 7 for gas.
        channel: Value group B.
        quantity: Value group C; for electricity 1 is import and 2 is export of active energy.
        processing: Value group D; 8 is a register that counts up, 29 a load curve.
        tariff: Value group E; 0 is the total, 1 and 2 are the bands.
        storage: Value group F; None if not said.

    Examples:
        >>> code = ObisCode.parse("1-0:1.8.2")
        >>> code.commodity, code.tariff, str(code)
        ('electricity', 2, '1-0:1.8.2')
    """

    medium: int = 1
    channel: int = 0
    quantity: int = 1
    processing: int = 8
    tariff: int = 0
    storage: int | None = None

    def __attrs_post_init__(self) -> None:
        for name, value in attrs.asdict(self).items():
            if value is not None and not 0 <= value <= _LARGEST:
                raise IdentifierError(
                    f"obis.{name}", value, "does not lie between 0 and 255", "Check the code."
                )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code, in full (``1-0:1.8.0*255``) or short as on a meter (``1.8.0``).

        Raises:
            IdentifierError: If it is no OBIS code.
        """
        found = _FORM.fullmatch(text.strip())
        if found is None:
            raise IdentifierError(
                "obis", text, "is no OBIS code", "Write it like 1-0:1.8.0 or 1.8.0."
            )
        groups = found.groupdict()
        return cls(
            int(groups["a"] or 1),
            int(groups["b"] or 0),
            int(groups["c"]),
            int(groups["d"]),
            int(groups["e"] or 0),
            None if groups["f"] is None else int(groups["f"]),
        )

    @property
    def commodity(self) -> str:
        """Name of the medium; empty if the number is reserved."""
        return MEDIA.get(self.medium, "")

    @property
    def is_total(self) -> bool:
        """Whether it counts all tariff bands."""
        return self.tariff == 0

    def __str__(self) -> str:
        tail = "" if self.storage is None else f"*{self.storage}"
        return f"{self.medium}-{self.channel}:{self.quantity}.{self.processing}.{self.tariff}{tail}"
