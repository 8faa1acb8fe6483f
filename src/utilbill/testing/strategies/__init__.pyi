from .amounts import (
    money as money,
    quantities as quantities,
)
from .cases import (
    cases as cases,
)
from .contracts import (
    contracts as contracts,
)
from .corrections import (
    Correction as Correction,
    corrections as corrections,
)
from .days import (
    DAYS_OF_CHANGE as DAYS_OF_CHANGE,
    days as days,
    periods as periods,
)
from .portfolios import (
    portfolios as portfolios,
)
from .prices import (
    price_sheets as price_sheets,
)
from .readings import (
    readings as readings,
    register_readings as register_readings,
)
from .spreadings import (
    spreadings as spreadings,
)

__all__ = [
    "DAYS_OF_CHANGE",
    "Correction",
    "cases",
    "contracts",
    "corrections",
    "days",
    "money",
    "periods",
    "portfolios",
    "price_sheets",
    "quantities",
    "readings",
    "register_readings",
    "spreadings",
]
