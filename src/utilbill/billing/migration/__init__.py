"""Migration: bills of another system, calculated again and compared (Migrationsprüfung)."""

from utilbill.billing.migration.comparing import Comparison, PositionDifference
from utilbill.billing.migration.foreign import ForeignBill, ForeignPosition
from utilbill.billing.migration.report import BillCheck, MigrationReport, Uncompared
from utilbill.billing.migration.switches import Cause, Configuration, Switch, switches_of
from utilbill.billing.migration.verifying import verify_bills

__all__ = [
    "BillCheck",
    "Cause",
    "Comparison",
    "Configuration",
    "ForeignBill",
    "ForeignPosition",
    "MigrationReport",
    "PositionDifference",
    "Switch",
    "Uncompared",
    "switches_of",
    "verify_bills",
]
