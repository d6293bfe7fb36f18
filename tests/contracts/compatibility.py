"""Whether readers and writers of an event get on, when some have its old schema and others its new one.

jsoncompat decides, in two passes. Old readers must accept what new writers write: the schemas as they are published,
open to unknown fields. New readers must accept what old writers wrote: the same with every object closed, because an
open one may hold anything under a name that means something now. What passes is a further optional field and no more,
so each step may be compared with the last one alone.
"""

import json
from collections.abc import Iterator
from typing import Any, Literal

from jsoncompat import check_compat

Schema = dict[str, Any]

TEXT = ("format", "pattern", "minLength", "maxLength")
"""What narrows a string. jsoncompat looks at lengths alone, so the whole of it is compared as one constant."""


def faults(old: Schema, new: Schema) -> list[str]:
    """What stands in the way, a sentence per field, named by its path; empty when the new schema may be published."""
    if _compatible(old, new):
        return []
    return list(_by_field(old, new, "")) or [f"the whole: {_short(old)} became {_short(new)}"]


def _compatible(old: Schema, new: Schema) -> bool:
    return _check(old, new, "serializer", closed=False) and _check(old, new, "deserializer", closed=True)


def _check(old: Schema, new: Schema, role: Literal["serializer", "deserializer"], *, closed: bool) -> bool:
    before, after = (json.dumps(_plain(schema, closed=closed)) for schema in (old, new))
    return check_compat(before, after, role)


def _plain(node: Any, *, closed: bool) -> Any:
    """The schema as jsoncompat is shown it."""
    if isinstance(node, list):
        return [_plain(each, closed=closed) for each in node]
    if not isinstance(node, dict):
        return node
    plain = {name: _plain(each, closed=closed) for name, each in node.items() if not _is_name(name, each)}
    if plain.get("type") == "string" and any(mark in plain for mark in TEXT):
        marks = {mark: plain.pop(mark) for mark in TEXT if mark in plain}
        plain["const"] = json.dumps(marks)
    if closed and plain.get("type") == "object" and "properties" in plain:
        plain["additionalProperties"] = False
    return plain


def _is_name(name: str, each: Any) -> bool:
    """A schema's own name, which jsoncompat would look for references under; not a field that is called so."""
    return name == "$id" and isinstance(each, str)


def _by_field(old: Schema, new: Schema, path: str) -> Iterator[str]:
    """Each field that is a fault even on its own, down to the innermost."""
    for name in sorted(old["properties"].keys() | new["properties"].keys()) if _both_objects(old, new) else ():
        before, after = _alone(old, name), _alone(new, name)
        if not _compatible(before, after):
            yield from _of_field(before, after, name, f"{path}{name}")


def _of_field(before: Schema, after: Schema, name: str, path: str) -> Iterator[str]:
    old, new = before["properties"].get(name), after["properties"].get(name)
    if new is None:
        yield f"{path}: was removed"
    elif old is None:
        yield f"{path}: is new and required"
    elif _compatible(before | {"required": []}, after | {"required": []}):
        yield f"{path}: is {'newly' if after['required'] else 'no longer'} required"
    else:
        inner = _by_field(_within(old, before), _within(new, after), f"{path}.")
        yield from list(inner) or [f"{path}: {_short(old)} became {_short(new)}"]


def _alone(schema: Schema, name: str) -> Schema:
    """The object with one of its fields."""
    return {
        "type": "object",
        "properties": {name: schema["properties"][name]} if name in schema["properties"] else {},
        "required": [name] if name in schema.get("required", ()) else [],
        "$defs": schema.get("$defs", {}),
    }


def _within(node: Schema, schema: Schema) -> Schema:
    """The object that a field holds, by reference or as a list's items; the field itself where it holds none."""
    if "$ref" in node:
        return _within(schema["$defs"][node["$ref"].rpartition("/")[2]], schema)
    if "items" in node:
        return _within(node["items"], schema)
    return node | {"$defs": schema["$defs"]}


def _both_objects(old: Schema, new: Schema) -> bool:
    return "properties" in old and "properties" in new


def _short(node: Schema) -> str:
    """A field's schema in a few words, without what is said for people."""
    told = ("description", "examples", "title", "default", "properties", "$defs", "$schema", "$id", "$comment")
    return json.dumps({name: each for name, each in node.items() if name not in told})
