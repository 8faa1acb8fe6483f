"""What all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("nightly", max_examples=2000, deadline=None)
settings.register_profile(
    "dev", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "quick",
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(os.environ.get("UTILBILL_HYPOTHESIS", "ci"))

ROOT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path:
    """Where real samples and references lie, if they are there."""
    return Path(os.environ.get("UTILBILL_SHARED") or ROOT.parent / "shared")


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = shared_folder()
    if not folder.is_dir():
        pytest.skip("shared samples are absent: set UTILBILL_SHARED to their folder")
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT
