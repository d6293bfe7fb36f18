"""The JSON Schema (2020-12) of what an event's record holds, for those who read it in any language."""

from collections.abc import Sequence
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from shared.events.event import Event

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _AsWritten(GenerateJsonSchema):
    """Says what is written, a little less than what is read: a field without a value is absent, never null."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if "default" in schema and schema["default"] is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def field_title_should_be_set(self, schema: Any) -> bool:
        """A field's name is its title."""
        return False


def id_of(event: type[Event]) -> str:
    """The schema's name, as `ce_dataschema` gives it."""
    return f"urn:{event.type.replace('.', ':')}"


def of(event: type[Event], examples: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The schema of the record's value; `examples` are bodies. The city is not in it: it travels as `ce_city`."""
    head = {
        "$schema": DIALECT,
        "$id": id_of(event),
        "title": event.__name__,
        "description": " ".join((event.__doc__ or "").split()),
    }
    if event.erases:
        return head | {"type": "null", "$comment": "A tombstone: the record has a key and no value."}
    schema = event.model_json_schema(schema_generator=_AsWritten)
    properties = {name: field for name, field in schema["properties"].items() if name != "city"}
    body = {
        "type": "object",
        "properties": properties,
        "required": [name for name in schema.get("required", []) if name != "city"],
    }
    if "$defs" in schema:
        body["$defs"] = schema["$defs"]
    return head | body | ({"examples": list(examples)} if examples else {})
