"""From marked plain data to typed models, with errors that name file, line and field.

One layer for every file format of the library: cattrs dispatches on types, the hooks here keep the
places. The JSON Schema that newcomers write their files by is generated from the same models.
"""

import datetime as dt
import enum
import re
import types
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Union, get_args, get_origin

import attrs
import cattrs

from utilbill.values.errors import (
    FileError,
    InvalidInputError,
    MissingFieldError,
    UtilbillError,
    Where,
)
from utilbill.values.exact import exact
from utilbill.values.explanation import Label
from utilbill.values.marked import (
    MarkedList,
    MarkedMap,
    MarkedText,
    at,
    check_fields,
    where_of,
)
from utilbill.values.money import Money
from utilbill.values.period import whole_day
from utilbill.values.span import Span
from utilbill.values.units import Price, Quantity, Unit

_TRUTH = {"true": True, "yes": True, "false": False, "no": False}
_NULL = ("null", "~", "")


@attrs.frozen(kw_only=True)
class Model:
    """Base of models that are read from files; it remembers its place.

    Attributes:
        where: The place in the file.
    """

    where: Where | None = attrs.field(default=None, eq=False, repr=False)


def doc(text: str, **more: Any) -> Any:
    """Declare a field of a model with its description for the schema."""
    return attrs.field(metadata={"doc": text}, **more)


def is_null(node: Any) -> bool:
    """Tell whether a node is the word for nothing, and no quoted text."""
    return isinstance(node, MarkedText) and not node.quoted and node.lower() in _NULL


def _shape(node: Any) -> str:
    return "a list" if isinstance(node, list) else "a mapping"


def _text(node: Any) -> str:
    if not isinstance(node, str):
        raise FileError("value", _shape(node), "is no single value", "Write one value here.")
    return str(node)


def _whole(node: Any) -> int:
    text = _text(node)
    if not re.fullmatch(r"[+-]?\d{1,20}", text, re.ASCII):
        raise InvalidInputError(
            "number", text, "is not a whole number", "Write digits only, without a point."
        )
    return int(text)


def _truth(node: Any) -> bool:
    text = _text(node).lower()
    if text not in _TRUTH:
        raise InvalidInputError("value", text, "is neither true nor false", "Write true or false.")
    return _TRUTH[text]


def _member(node: Any, kind: type[enum.Enum]) -> enum.Enum:
    return kind(_text(node))


def _label(node: Any) -> Label:
    if isinstance(node, MarkedMap):
        check_fields(node, ("en", "de", "sv", "pl"), ("en",), "a label")
        return Label.of(node)
    return Label(_text(node))


#: Scalars: how they are read, and how the schema describes them.
SCALARS: dict[Any, tuple[Callable[[Any], Any], dict[str, Any]]] = {
    str: (_text, {"type": "string"}),
    int: (_whole, {"type": ["integer", "string"]}),
    bool: (_truth, {"type": ["boolean", "string"]}),
    Decimal: (
        lambda node: exact(_text(node)),
        {"type": ["string", "number"], "description": "an exact number, such as 3919.354"},
    ),
    dt.date: (lambda node: whole_day(_text(node)), {"type": "string", "format": "date"}),
    Price: (
        lambda node: Price.parse(_text(node)),
        {"type": "string", "examples": ["25.21 ct/kWh", "100.84 EUR/year"]},
    ),
    Money: (
        lambda node: Money.parse(_text(node)),
        {"type": "string", "examples": ["80.00 EUR"]},
    ),
    Quantity: (
        lambda node: Quantity.parse(_text(node)),
        {"type": "string", "examples": ["3500 kWh"]},
    ),
    Span: (
        lambda node: Span.parse(_text(node)),
        {"type": "string", "examples": ["1 month", "6 weeks"]},
    ),
    Unit: (lambda node: Unit.parse(_text(node)), {"type": "string", "examples": ["kWh", "m³"]}),
    Label: (
        _label,
        {
            "type": ["string", "object"],
            "description": "a name, or one per language: {en: Unit price, de: Arbeitspreis}",
        },
    ),
}


def model_fields(model: type) -> "dict[str, attrs.Attribute[Any]]":
    """Return the fields of a model that a file may hold."""
    attrs.resolve_types(model)
    return {field.name: field for field in attrs.fields(model) if field.name != "where"}


def _structure_model(converter: cattrs.Converter, model: type[Model]) -> Callable[[Any, Any], Any]:
    fields = model_fields(model)
    required = [name for name, field in fields.items() if field.default is attrs.NOTHING]
    what = str(getattr(model, "WHAT", model.__name__))
    tags = ("type",) if hasattr(model, "TYPE") else ()

    def build(node: Any, _: Any) -> Model:
        if not isinstance(node, MarkedMap):
            with at(node):
                shown = node if isinstance(node, str) else _shape(node)
                raise FileError(
                    what, shown, "is not a mapping", f"Write the fields: {', '.join(fields)}."
                )
        check_fields(node, (*fields, *tags), required, what)
        values: dict[str, Any] = {}
        for name, field in fields.items():
            if name in node and (is_null(node[name]) or node[name] == ""):
                if name in required:
                    with at(node[name]):
                        raise MissingFieldError(name, "nothing", "is empty", "Write a value here.")
            elif name in node:
                values[name] = structure_at(converter, node[name], field.type, name)
        with at(node):
            return model(**values, where=where_of(node))

    return build


def structure_at(converter: cattrs.Converter, node: Any, kind: Any, name: str) -> Any:
    """Read one field; errors get its place, and its name where they only know what it is."""
    try:
        return converter.structure(node, kind)
    except UtilbillError as error:
        if error.where is None:
            error.where = where_of(node)
            if isinstance(error, InvalidInputError):
                error.field = name
        raise


def make_converter(*unions: tuple[Any, dict[str, type]]) -> cattrs.Converter:
    """Make a converter for models; each union is read by its field ``type``."""
    converter = cattrs.Converter(detailed_validation=False)
    for kind, (read, _) in SCALARS.items():
        converter.register_structure_hook(kind, _one_argument(read))
    converter.register_structure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, enum.Enum), _member
    )
    converter.register_structure_hook_factory(
        lambda kind: isinstance(kind, type) and issubclass(kind, Model),
        lambda kind: _structure_model(converter, kind),
    )
    converter.register_structure_hook_func(
        _is_tuple, lambda node, kind: _sequence(converter, node, kind)
    )
    for union, by_type in unions:
        converter.register_structure_hook_func(_is(union), _union_hook(converter, by_type))
    return converter


def _is(wanted: Any) -> Callable[[Any], bool]:
    return lambda kind: bool(kind == wanted)


def _is_tuple(kind: Any) -> bool:
    origin: Any = get_origin(kind)
    return origin is tuple


def _one_argument(read: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda node, _: read(node)


def _union_hook(converter: cattrs.Converter, by_type: dict[str, type]) -> Callable[[Any, Any], Any]:
    return lambda node, _: _by_type(converter, node, by_type)


def _sequence(converter: cattrs.Converter, node: Any, kind: Any) -> tuple[Any, ...]:
    if not isinstance(node, MarkedList):
        shown = node if isinstance(node, str) else _shape(node)
        raise FileError("list", shown, "is not a list", "Write one entry per line after a dash.")
    inner = get_args(kind)[0]
    return tuple(structure_at(converter, item, inner, "entry") for item in node)


def _by_type(converter: cattrs.Converter, node: Any, by_type: dict[str, type]) -> Any:
    known = ", ".join(by_type)
    if not isinstance(node, MarkedMap):
        shown = node if isinstance(node, str) else _shape(node)
        raise FileError("entry", shown, "is not a mapping", f"Start with type: one of {known}.")
    check_fields(node, node.keys(), ("type",), "this entry")
    with at(node["type"]):
        kind = _text(node["type"])
        if kind not in by_type:
            raise InvalidInputError("type", kind, "is not known", f"Use one of: {known}.")
    return converter.structure(node, by_type[kind])


def schema_of(kind: Any, unions: dict[Any, dict[str, type]], models: dict[str, Any]) -> Any:
    """Return the JSON Schema of a type; models are collected under their names."""
    if kind in SCALARS:
        return dict(SCALARS[kind][1])
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return {"type": "string", "enum": [member.value for member in kind]}
    if kind in unions:
        return {"oneOf": [schema_of(held, unions, models) for held in unions[kind].values()]}
    origin = get_origin(kind)
    if origin is tuple:
        return {"type": "array", "items": schema_of(get_args(kind)[0], unions, models)}
    if origin in (Union, types.UnionType):
        inner = [held for held in get_args(kind) if held is not type(None)]
        return (
            schema_of(inner[0], unions, models)
            if len(inner) == 1
            else {"anyOf": [schema_of(held, unions, models) for held in inner]}
        )
    name = kind.__name__.removesuffix("Model")
    if name not in models:
        models[name] = {}
        models[name] = _schema_of_model(kind, unions, models)
    return {"$ref": f"#/$defs/{name}"}


def _schema_of_model(
    model: type, unions: dict[Any, dict[str, type]], models: dict[str, Any]
) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    required: list[str] = []
    if hasattr(model, "TYPE"):
        properties["type"] = {"const": model.TYPE}
        required.append("type")
    for name, field in model_fields(model).items():
        properties[name] = schema_of(field.type, unions, models)
        if "doc" in field.metadata:
            properties[name] = {**properties[name], "description": field.metadata["doc"]}
        if field.default is attrs.NOTHING:
            required.append(name)
    return {
        "type": "object",
        "description": (model.__doc__ or "").splitlines()[0],
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
