"""Price caps of metering in Germany (Preisobergrenzen, MsbG §§ 30, 32, 35)."""

from utilbill.markets.de.metering_caps.cap import MeteringCap, metering_cap, within_cap
from utilbill.markets.de.metering_caps.charge import metering_charge
from utilbill.markets.de.metering_caps.point import MeteringPayer, MeteringPoint

__all__ = [
    "MeteringCap",
    "MeteringPayer",
    "MeteringPoint",
    "metering_cap",
    "metering_charge",
    "within_cap",
]
