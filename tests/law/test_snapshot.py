"""A change of law is seen as a change of this file, line by line."""

import contextlib

import pytest
import snapshot

import utilbill as ub


@pytest.mark.parametrize("code", ub.installed())
def test_the_law_is_as_it_was_reviewed(code):
    written = (snapshot.HERE / f"{code.lower()}.snapshot.txt").read_text("utf-8")
    assert snapshot.text(code) == written, "run: python tests/law/snapshot.py"


@pytest.mark.parametrize("code", ub.installed())
def test_every_parameter_answers_on_every_day_on_which_anything_changes(code):
    law = ub.market(code).law
    days = {entry.since for parameter in law for entry in parameter.timeline.entries}
    for parameter in law:
        for day in days:
            with contextlib.suppress(ub.NotInForceError, ub.BeyondHorizonError):
                assert parameter.at(day).reference
