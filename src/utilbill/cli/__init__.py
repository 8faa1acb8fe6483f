"""The ``utilbill`` command."""

from utilbill.cli.main import main

__all__ = ["main"]
