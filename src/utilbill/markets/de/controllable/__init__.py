"""Reduced grid charges of controllable devices (steuerbare Verbrauchseinrichtungen, EnWG § 14a)."""

from utilbill.markets.de.controllable.amounts import module_1_amount, module_2_price
from utilbill.markets.de.controllable.levels import check_levels
from utilbill.markets.de.controllable.modules import GridFeeModule, may_use_modules

__all__ = ["GridFeeModule", "check_levels", "may_use_modules", "module_1_amount", "module_2_price"]
