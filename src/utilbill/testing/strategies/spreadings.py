"""Ways of spreading a quantity over days."""

from utilbill.markets.market import Market
from utilbill.prorating.spreading import LINEAR, Spreading
from utilbill.testing.strategies.hypothesis_there import st


def spreadings(market: Market | None = None) -> st.SearchStrategy[Spreading]:
    """Draw ways of spreading: linear, and the profiles and degree days of a market.

    Examples:
        >>> from hypothesis import find
        >>> find(spreadings(), bool).name
        'linear'
    """
    if market is None:
        return st.just(LINEAR)
    named = sorted(name for name in market.spreadings if "/" not in name)
    return st.just(LINEAR) | st.sampled_from(named).map(market.spreading)
