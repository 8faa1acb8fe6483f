"""The one place that says what to install."""

try:
    from hypothesis import strategies as st
except ImportError as error:
    message = "utilbill.testing needs hypothesis: pip install 'utilbill[testing]'"
    raise ImportError(message) from error

__all__ = ["st"]

#: In one case of so many something rare is drawn.
_RARE = 4


def rarely() -> st.SearchStrategy[bool]:
    """Draw true once in a while."""
    return st.integers(1, _RARE).map(lambda number: number == _RARE)
