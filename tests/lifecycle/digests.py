"""Write down the digests of the examples: ``python tests/lifecycle/digests.py``.

They are the same on every Python, in every locale and on every machine. When the rules change, they
change, and the version of the rules must say so.
"""

from pathlib import Path

import utilbill as ub

HERE = Path(__file__).parent
LIST = HERE / "digests.txt"
EXAMPLES = HERE.parent.parent / "examples"


def digests(folder=EXAMPLES):
    """Return the digest of each example, by its file."""
    found = {}
    for file in sorted(folder.rglob("*.yaml")):
        if file.read_text("utf-8").find("utilbill.case/1") < 0:
            continue
        bill = ub.bill_case(ub.load_case(file))
        found[file.relative_to(folder).as_posix()] = str(ub.BillDigest.of(bill))
    return found


def text(found):
    return "".join(f"{name} {digest}\n" for name, digest in found.items())


if __name__ == "__main__":
    LIST.write_text(text(digests()), "utf-8")
