"""Write the law of a market as text: `python tests/law/snapshot.py`."""

from pathlib import Path

import utilbill as ub

HERE = Path(__file__).resolve().parent


def text(code: str) -> str:
    """Return every figure of a market, one per line, so that a change of law is a readable diff."""
    lines = []
    for parameter in ub.market(code).law:
        horizon = parameter.horizon or "open"
        lines.append(
            f"{parameter.name} [{parameter.unit}] {parameter.looks_at.value}, until {horizon}"
        )
        for entry in parameter.timeline.entries:
            figure = entry.value
            value = "none" if figure.value is None else figure.value
            parts = [f"  {entry.since}", str(value)]
            if entry.until:
                parts.append(f"before {entry.until}")
            if entry.known_since:
                parts.append(f"known {entry.known_since}")
            if figure.title:
                parts.append(f"named {figure.title.local or figure.title.en}")
            parts.append("verified" if figure.verified else "not verified")
            lines.append(" | ".join([*parts, " ".join(figure.reference.split())]))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for market in ub.installed():
        (HERE / f"{market.lower()}.snapshot.txt").write_text(text(market), encoding="utf-8")
