"""The example of a user's own test suite runs, as a user would run it."""

import subprocess
import sys


def test_the_example_of_a_users_test_suite_passes(root):
    suite = root / "examples" / "own-test-suite"
    run = subprocess.run(  # noqa: S603 - this Python, our example
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null",
         "--rootdir", str(suite), str(suite)],
        capture_output=True, text=True, check=False, encoding="utf-8", cwd=suite,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert "3 passed" in run.stdout
