"""Choices: closed sets of named options."""

import enum
import re
from typing import NoReturn

from utilbill.values.errors import MissingChoiceError


class Choice(enum.Enum):
    """Base of enumerations that callers choose from; their names in files do as well.

    Raises:
        MissingChoiceError: If the value is none of the options; the advice lists them.

    Examples:
        >>> class Basis(Choice):
        ...     NET = "net"
        ...     GROSS = "gross"
        >>> Basis("net")
        <Basis.NET: 'net'>
        >>> Basis("nett")
        Traceback (most recent call last):
        ...
        utilbill.values.errors.MissingChoiceError: basis: is not known (got 'nett'). \
Use one of: net, gross.
    """

    # Members are singletons and compare by identity; the hash of Enum would spell their names.
    __hash__ = object.__hash__

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        field = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        known = ", ".join(str(member.value) for member in cls)
        raise MissingChoiceError(field, value, "is not known", f"Use one of: {known}.")
