"""Configuration of the documentation; the API and the field reference are generated here."""

import re
from pathlib import Path
from typing import Any

import utilbill
from utilbill import heat_costs_schema, json_schema

HERE = Path(__file__).resolve().parent
PACKAGE = Path(utilbill.__file__).resolve().parent

project = "utilbill"
author = "The utilbill developers"
copyright = "The utilbill developers"  # noqa: A001 - the name that Sphinx reads
release = utilbill.__version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
html_theme = "furo"
html_title = f"utilbill {release}"
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "undoc-members": True}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
nitpicky = True

#: What each room is for, in the order of the floors.
ROOMS = {
    "values": "Values",
    "law": "Law as data",
    "prorating": "Prorating",
    "metering": "Metering",
    "tariffs": "Tariffs",
    "taxes": "Taxes",
    "contracts": "Contracts",
    "installments": "Installments",
    "billing": "Billing",
    "documents": "Documents",
    "markets": "Markets",
    "adapters": "Adapters",
    "testing": "For tests",
}


def _modules(room: str) -> list[str]:
    folder = PACKAGE / room
    found = []
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        names = parts[:-1] if parts[-1] == "__init__" else parts
        if not any(name.startswith("_") for name in names):
            found.append(".".join(("utilbill", *names)))
    return sorted(found)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _api() -> None:
    for room, title in ROOMS.items():
        blocks = [f"# {title}\n", "```{eval-rst}"]
        for module in _modules(room):
            package = module.count(".") == 1 or PACKAGE.joinpath(*module.split(".")[1:]).is_dir()
            blocks.append(f".. automodule:: {module}\n" + "   :no-members:\n" * package)
        _write(HERE / "api" / f"{room}.md", "\n".join([*blocks, "```\n"]))
    blocks = ["# Public names\n", "All of these are imported from `utilbill` itself.\n"]
    blocks += ["| name | what it is |", "|---|---|"]
    for name in sorted(utilbill.__all__, key=str.lower):
        held = getattr(utilbill, name)
        if f"utilbill.{name}" in PUBLIC:
            first = (held.__doc__ or "").strip().splitlines()[0].replace("|", "\\|")
            first = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", first)
            blocks.append(f"| {{py:obj}}`{name} <{PUBLIC[f'utilbill.{name}']}>` | {first} |")
        elif name != "__version__":
            blocks.append(f"| `{name}` | A value: {held!r:.60}. |")
    _write(HERE / "api" / "public.md", "\n".join([*blocks, ""]))


def _fields() -> None:
    roots = ["OneSupply", "SeveralSupplies"]
    _write_fields("case-fields", "Fields of a case file", json_schema(), roots)
    title = "Fields of a file of heat costs"
    _write_fields("heat-cost-fields", title, heat_costs_schema(), ["HeatCosts"])


def _write_fields(page: str, title: str, schema: dict[str, Any], roots: list[str]) -> None:
    blocks = [f"# {title}\n", "Generated from the models that read the file.\n"]
    for name in [*roots, *sorted(set(schema["$defs"]) - set(roots))]:
        model = schema["$defs"][name]
        if "properties" not in model:
            continue
        blocks += [f"## {name}\n", f"{model['description']}\n"]
        blocks += ["| field | needed | kind | meaning |", "|---|---|---|---|"]
        for field, held in model["properties"].items():
            needed = "yes" if field in model["required"] else ""
            meaning = held.get("description", "").replace("|", "\\|")
            blocks.append(f"| `{field}` | {needed} | {_kind(held)} | {meaning} |")
        blocks.append("")
    _write(HERE / "api" / f"{page}.md", "\n".join(blocks))


def _kind(held: dict[str, Any]) -> str:
    """Say in a few words what a field may hold."""
    kind = held.get("type", "")
    shown = {
        "const": lambda: f"`{held['const']}`",
        "enum": lambda: ", ".join(f"`{value}`" for value in held["enum"]),
        "$ref": lambda: str(held["$ref"].rsplit("/", 1)[1]),
        "oneOf": lambda: "one of the components below",
        "items": lambda: f"list of {_kind(held['items'])}",
        "examples": lambda: " ".join(f"`{example}`" for example in held["examples"]),
        "format": lambda: "`2024-12-31`",
    }
    for key, show in shown.items():
        if key in held:
            return show()
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


PUBLIC = {
    f"utilbill.{name}": f"{getattr(utilbill, name).__module__}.{name}"
    for name in utilbill.__all__
    if getattr(getattr(utilbill, name), "__module__", "").startswith("utilbill")
    and hasattr(getattr(utilbill, name), "__qualname__")
}
_api()
_fields()


def _short(names: set[str]) -> dict[str, str]:
    """Return full names by their last part, where only one ends so."""
    found: dict[str, str] = {}
    for name in sorted(names):
        last = name.rsplit(".", 1)[-1]
        found[last] = "" if last in found else name
    return {last: name for last, name in found.items() if name}


def _resolve(app: Any, env: Any, node: Any, content: Any) -> Any:
    """Find what a docstring calls by its short or public name."""
    domain = env.get_domain("py")
    wanted = node.get("reftarget", "")
    short = _short(set(domain.objects))
    target = PUBLIC.get(wanted) or short.get(wanted.rsplit(".", 1)[-1])
    if target is None or target not in domain.objects:
        return None
    return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", target, node, content)


def _prose(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Keep the first colon of a property from being read as a type."""
    del app, name, obj, options
    if what in ("property", "attribute", "data") and lines:
        lines[0] = lines[0].replace(": ", " -- ", 1)


def setup(app: Any) -> None:
    """Connect the helpers above."""
    app.connect("missing-reference", _resolve)
    app.connect("autodoc-process-docstring", _prose, priority=100)


_OTHERS = "|".join(
    (
        *("dt", "datetime", "decimal", "fractions", "pathlib", "collections", "typing"),
        *("zoneinfo", "enum", "st", "hypothesis", "attrs", "cattrs", "moneyed"),
    )
)
#: Names of other projects, and type variables.
nitpick_ignore_regex = [
    ("py:.*", rf"({_OTHERS})\..*"),
    ("py:.*", r"utilbill\.tariffs\.components\._Counted"),
    (
        "py:.*",
        r"utilbill\.(values\.(dated\.T|history\.T|state_table\.[SE])|adapters\.exchange\.prices_on\.T)",
    ),
    ("py:.*", r"(MoneyedMoney|TypeAliasForwardRef|T)"),
]
