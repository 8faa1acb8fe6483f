"""Run the shipped kit once, alone in a process, with one fault in the engine or with none.

``python hunt.py`` hunts without a fault, ``python hunt.py NUMBER`` with the one of that number in
the list. What found it is the last line of the output; the exit code is 0 if something did.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from seeded import MUTANTS

FOUND, SURVIVED = 0, 3


class Seeding(importlib.abc.MetaPathFinder, importlib.machinery.SourceFileLoader):
    """Loads one module of the engine from patched text; everything else stays as it is."""

    def __init__(self, mutant):
        package = Path(importlib.util.find_spec("utilbill").origin).parent
        name = mutant.file.removesuffix(".py").replace("/", ".")
        super().__init__(f"utilbill.{name}", str(package / mutant.file))
        self.mutant = mutant

    def find_spec(self, fullname, path=None, target=None):
        del path, target
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)

    def get_code(self, fullname):
        text = Path(self.path).read_text("utf-8")
        patched = text.replace(self.mutant.old, self.mutant.new)
        return self.source_to_code(patched, fullname)


def hunts():
    """Yield what the kit offers, as functions to call in turn: the broad net first."""
    from hypothesis import HealthCheck, Phase, given, settings, strategies as st

    import utilbill as ub
    from utilbill import testing as kit

    germany = ub.market("DE")

    def up_to(count):
        return settings(max_examples=count, phases=[Phase.generate], derandomize=True,
                        database=None, deadline=None,
                        suppress_health_check=list(HealthCheck))  # fmt: skip

    def settlements(case):
        settlement = case.settle(germany)
        kit.assert_as_reference(settlement, case, germany)
        kit.assert_lawful(settlement, case.prices, germany)

    @up_to(60)
    @given(kit.corrections(market=germany))
    def corrections(correction):
        for case in (correction.before, correction.after):
            kit.assert_as_reference(case.settle(germany), case, germany)

    @up_to(40)
    @given(kit.days(), kit.money(smallest=0), st.integers(1, 12))
    def plans(start, total, count):
        year = ub.Period(start, start + timedelta(days=365))
        plan = ub.build_plan(ub.Forecast(year, total), ub.due_dates(start, count))
        kit.assert_plan_adds_up(plan)

    def of(*commodities):
        return kit.cases(market=germany, categories=tuple(ub.TaxCategory), commodities=commodities)

    yield plans
    yield up_to(150)(given(of("electricity", "gas", "water", "heat"))(settlements))
    yield corrections
    yield up_to(300)(given(of("electricity"))(settlements))
    yield up_to(1200)(given(of("water"))(settlements))


def main():
    if sys.argv[1:]:
        sys.meta_path.insert(0, Seeding(MUTANTS[int(sys.argv[1])]))
    try:
        for hunt in hunts():
            hunt()
    except Exception as error:  # noqa: BLE001 - whatever it is, the fault did not pass unseen
        by = "AssertionError" if isinstance(error, AssertionError) else type(error).__name__
        print(f"{by}: {str(error).splitlines()[0] if str(error) else ''}"[:200])  # noqa: T201
        return FOUND
    return SURVIVED


if __name__ == "__main__":
    sys.exit(main())
