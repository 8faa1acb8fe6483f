"""Run the command with ``python -m utilbill``."""

from utilbill.cli.main import main

main()
