"""One door for everybody: `nox` runs what continuous integration runs."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import nox

nox.options.sessions = ["check", "wheel"]
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = False


@nox.session
def check(session: nox.Session) -> None:
    """Lint, types, layers, tests with coverage, doctests, documentation."""
    session.install("-q", "-e", ".[dev,testing,docs]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")
    session.run(
        *("coverage", "run", "-m", "pytest", "--doctest-modules"),
        *("src/utilbill", "tests", "docs", "README.md", "--ignore=tests/mutants"),
    )
    session.run("pytest", "-n", "auto", "tests/mutants")
    session.run("coverage", "report", "--skip-covered", "--fail-under=95")
    session.run("sphinx-build", "-W", "-n", "-q", "-b", "html", "docs", "docs/_build/html")


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel and run the tests against it, far from the sources."""
    session.install("-q", "build")
    with tempfile.TemporaryDirectory() as folder:
        session.run("python", "-m", "build", "-q", "--wheel", "--outdir", folder, silent=True)
        built = next(Path(folder).glob("*.whl"))
        session.install("-q", "--force-reinstall", f"{built}[dev,testing]")
        copy = Path(folder) / "away"
        copy.mkdir()
        for name in ("tests", "examples"):
            shutil.copytree(name, copy / name)
        shutil.copy("pyproject.toml", copy)
        env = {"UTILBILL_HYPOTHESIS": "quick"}  # that the wheel is whole; the rest is proved above
        shared = Path(os.environ.get("UTILBILL_SHARED", "../shared")).resolve()
        if shared.is_dir():
            env["UTILBILL_SHARED"] = str(shared)
        with session.chdir(copy):
            session.run("pytest", "-n", "auto", "tests", "--ignore=tests/mutants", env=env)


@nox.session
def nightly(session: nox.Session) -> None:
    """Many more generated examples."""
    session.install("-q", "-e", ".[dev,testing]")
    session.run("pytest", "tests", env={"UTILBILL_HYPOTHESIS": "nightly"})


@nox.session
def mutation(session: nox.Session) -> None:
    """Make up faults in the rooms that calculate and tell which ones no test sees."""
    session.install("-q", "-e", ".[dev,testing]", "mutmut>=3.8")
    session.run("mutmut", "run", env={"UTILBILL_HYPOTHESIS": "quick"})
    session.run("mutmut", "results")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation as a site in docs/_build/html."""
    session.install("-q", "-e", ".[docs,testing]")
    session.run("sphinx-build", "-W", "-n", "-q", "-b", "html", "docs", "docs/_build/html")


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Print ratios to a plain Decimal loop and to other engines that this Python can run."""
    peers = ["ts-tariffs"]
    if sys.version_info >= (3, 12):
        peers.append("ratebook")
    if sys.version_info >= (3, 13):
        peers.append("tariff-core")
    session.install("-q", ".", *peers)
    session.run("python", "benchmarks/run.py")
