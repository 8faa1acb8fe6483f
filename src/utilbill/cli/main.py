"""The command and what all its parts share: exit codes and the way errors are shown."""

import os
import sys

import click

from utilbill.cli.correct import correct
from utilbill.cli.diff import diff
from utilbill.cli.errors import REFUSED
from utilbill.cli.heat_costs import heat_costs
from utilbill.cli.law import law
from utilbill.cli.settle import settle
from utilbill.cli.verify import verify
from utilbill.cli.views import emissions, energy, plan, prices

EXIT_CODES = """
\b
Exit codes:
  0  everything went well
  1  at least one input was refused; the reason is on standard error
  2  the command itself was not understood
"""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Settle utility bills to the cent, and look up the law they rest on.\n\n"
    "Start with: utilbill settle --example > case.yaml && utilbill settle case.yaml\n" + EXIT_CODES,
)
@click.version_option(package_name="utilbill")
def cli() -> None:
    """Group the commands."""


for command in (settle, prices, energy, plan, emissions, diff, correct, verify, heat_costs, law):
    cli.add_command(command)


def main() -> None:
    """Run the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        cli()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as problem:
        click.secho(f"output: error: {problem.strerror}", err=True, fg="red")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(REFUSED)
