"""The one place that says what to install."""

try:
    from hypothesis import strategies as st
except ImportError as error:
    message = "utilbill.testing needs hypothesis: pip install 'utilbill[testing]'"
    raise ImportError(message) from error

__all__ = ["st"]

#: In one case of so many something rare, or something usual, is drawn.
_RARE, _USUAL = 4, 2


def rarely() -> st.SearchStrategy[bool]:
    """Draw true once in a while."""
    return st.integers(1, _RARE).map(lambda number: number == _RARE)


def sometimes() -> st.SearchStrategy[bool]:
    """Draw true now and then."""
    return st.integers(0, _USUAL).map(lambda number: number == _USUAL)
