"""Hypothesis strategies: whole supplies near the days on which law changed.

Their sizes are chosen to meet edges often, not to look like the average household.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
