"""The first screen of the README holds exactly two commands, and both are the real ones."""

import re

import pytest


def blocks(text):
    return re.findall(r"```sh\n(.*?)```", text, re.DOTALL)


@pytest.fixture(scope="module")
def readme(root):
    path = root / "README.md"
    if not path.is_file():
        pytest.skip("the README is not here, only the installed package")
    return path.read_text("utf-8")


def test_the_first_screen_holds_exactly_two_commands(readme, root):
    first_screen = "\n".join(readme.splitlines()[:24])
    commands = blocks(first_screen)
    assert len(commands) == 2 == len(blocks(readme))
    assert all(len(command.strip().splitlines()) == 1 for command in commands)
    case = commands[0].split()[-1]
    assert (root / case).is_file()


def test_continuous_integration_runs_the_second_one(readme, root):
    _, tests = blocks(readme)
    assert tests.strip() in (root / ".ci" / "run").read_text("utf-8").splitlines()


def test_every_page_that_is_named_is_there(readme, root):
    for target in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (root / target).exists(), target
