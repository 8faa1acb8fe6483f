"""For test authors: hypothesis strategies, invariants as plain functions, and a pytest plugin.

Installed with the extra ``testing``. The project's own tests draw and check with them too.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
