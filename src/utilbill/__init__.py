"""utilbill: readings, tariffs and law become bills that are right to the cent.

The public names stand in ``__init__.pyi``; each is loaded when it is first used, so that importing
the package is fast.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
