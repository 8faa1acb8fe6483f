"""Run what the README and the documentation show: Python blocks and console blocks."""

import doctest
import os
import re
import shlex
import shutil
from pathlib import Path

from click.testing import CliRunner
from sybil import Document, Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

from utilbill.cli.main import cli

ROOT = Path(__file__).resolve().parent
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def _commands(text: str) -> list[tuple[str, str]]:
    """Split a console block into pairs of command and expected output."""
    parts = re.split(r"^\$ (.*)$\n?", text, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def _run(command: str) -> str:
    line, _, target = command.partition(" > ")
    words = shlex.split(line)
    assert words[0] == "utilbill", f"only utilbill runs here, not {words[0]}"
    result = CliRunner().invoke(cli, words[1:], prog_name="utilbill")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    if target:
        Path(target.strip()).write_text(result.stdout, encoding="utf-8")
        return ""
    return result.output


def _console(example: Example) -> str | None:
    home = Path.cwd()
    os.chdir(example.namespace["folder"])
    try:
        for command, expected in _commands(example.parsed):
            found = _run(command)
            if not doctest.OutputChecker().check_output(expected.rstrip(), found.rstrip(), _FLAGS):
                return f"$ {command}\nexpected:\n{expected}\nfound:\n{found}"
    finally:
        os.chdir(home)
    return None


def _file(example: Example) -> None:
    """Write a YAML block that begins with a comment naming a file."""
    named = re.match(r"# (\S+\.yaml)\n", example.parsed)
    if named:
        (example.namespace["folder"] / named[1]).write_text(example.parsed, encoding="utf-8")


def _setup(namespace: dict[str, object]) -> None:
    import tempfile

    folder = Path(tempfile.mkdtemp())
    shutil.copytree(ROOT / "examples", folder / "examples")
    namespace["folder"] = folder


def _teardown(namespace: dict[str, object]) -> None:
    shutil.rmtree(str(namespace["folder"]), ignore_errors=True)


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=doctest.ELLIPSIS),
        CodeBlockParser("console", _console),
        CodeBlockParser("yaml", _file),
        SkipParser(),
    ],
    patterns=["*.md"],
    excludes=["**/EXAMPLES.md", "CHANGELOG.md", "**/.venv/**", "**/.nox/**"],
    setup=_setup,
    teardown=_teardown,
    document_types={".md": Document},
).pytest()
