"""What-if: scenarios as overlays on a case, and portfolios under assumptions."""

from utilbill.billing.what_if.overlays import (
    CustomerOverlay,
    IndexOverlay,
    LawOverlay,
    Overlay,
    PriceOverlay,
    QuantityOverlay,
    Situation,
    TaxOverlay,
    WeatherOverlay,
)
from utilbill.billing.what_if.portfolio import (
    Churn,
    PortfolioFigures,
    PortfolioItem,
    ProductFigures,
    portfolio_figures,
)
from utilbill.billing.what_if.scenario import Scenario, WhatIf, what_if

__all__ = [
    "Churn",
    "CustomerOverlay",
    "IndexOverlay",
    "LawOverlay",
    "Overlay",
    "PortfolioFigures",
    "PortfolioItem",
    "PriceOverlay",
    "ProductFigures",
    "QuantityOverlay",
    "Scenario",
    "Situation",
    "TaxOverlay",
    "WeatherOverlay",
    "WhatIf",
    "portfolio_figures",
    "what_if",
]
