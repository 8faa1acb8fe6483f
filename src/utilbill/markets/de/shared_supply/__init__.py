"""Tenant electricity, shared building supply and energy sharing (EnWG §§ 42a to 42c)."""

from utilbill.markets.de.shared_supply.building import (
    SHARE_STEP,
    BuildingShares,
    SharingKey,
    may_supply_building,
    share_building_supply,
)
from utilbill.markets.de.shared_supply.sharing import (
    SharingArea,
    freed_from_supply_rules,
    may_share_energy,
)
from utilbill.markets.de.shared_supply.tenant import (
    BasicSupplyPrices,
    TenantPriceCap,
    check_tenant_contract,
    check_tenant_price,
    tenant_compensation_cap,
    tenant_price_cap,
)

__all__ = [
    "SHARE_STEP",
    "BasicSupplyPrices",
    "BuildingShares",
    "SharingArea",
    "SharingKey",
    "TenantPriceCap",
    "check_tenant_contract",
    "check_tenant_price",
    "freed_from_supply_rules",
    "may_share_energy",
    "may_supply_building",
    "share_building_supply",
    "tenant_compensation_cap",
    "tenant_price_cap",
]
