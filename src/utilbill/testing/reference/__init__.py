"""The reference calculator: a bill day by day, slow and obvious, to hold the engine against.

It shares no code with the engine: it imports values alone, reads cases, price sheets and law as
data, and works with fractions. What it rounds, it rounds where the case's rules say.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
