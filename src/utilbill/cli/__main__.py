"""Run the command with ``python -m utilbill.cli``."""

from utilbill.cli.main import main

main()
