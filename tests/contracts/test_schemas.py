"""The schemas in shared/events/schemas are those of the events, and no change of an event breaks who knows them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from shared.events import schema
from shared.events.catalog import BY_TYPE, EVENTS
from shared.events.registration import ContactErased, ProductSubmitted
from shared.messaging import cloudevents
from shared.messaging.cloudevents import Envelope
from tests.contracts import compatibility, schemas
from tests.contracts.compatibility import Schema

Change = Callable[[Schema], object]

COMPATIBLE: dict[str, Change] = {
    "nothing": lambda new: None,
    "an optional field": lambda new: new["properties"].update(further={"type": "string"}),
    "an optional field further in": lambda new: new["$defs"]["Licence"]["properties"].update(issuer={"type": "string"}),
    "another description": lambda new: new["properties"]["name"].update(description="On the label"),
    "another example": lambda new: new.update(examples=[]),
}
INCOMPATIBLE: dict[str, tuple[Change, str]] = {
    "an optional field removed": (lambda new: new["properties"].pop("gtin"), "gtin: was removed"),
    "a required field removed": (
        lambda new: (new["properties"].pop("price"), new["required"].remove("price")),
        "price: was removed",
    ),
    "a field removed further in": (
        lambda new: new["$defs"]["Licence"]["properties"].pop("valid_until"),
        "licences.valid_until: was removed",
    ),
    "a type changed": (
        lambda new: new["properties"].update(price={"type": "string"}),
        'price: {"type": "integer"} became {"type": "string"}',
    ),
    "a type widened": (
        lambda new: new["properties"].update(price={"type": "number"}),
        'price: {"type": "integer"} became {"type": "number"}',
    ),
    "a format dropped": (
        lambda new: new["properties"]["product_id"].pop("format"),
        'product_id: {"format": "uuid", "type": "string"} became {"type": "string"}',
    ),
    "a pattern added": (
        lambda new: new["properties"]["name"].update(pattern="^S"),
        'name: {"type": "string"} became {"type": "string", "pattern": "^S"}',
    ),
    "a smallest value raised": (
        lambda new: new["properties"]["revision"].update(minimum=2),
        'revision: {"minimum": 1, "type": "integer"} became {"minimum": 2, "type": "integer"}',
    ),
    "a list's items changed": (
        lambda new: new["properties"]["licences"].update(items={"type": "string"}),
        'licences: {"items": {"$ref": "#/$defs/Licence"}, "type": "array"} '
        'became {"items": {"type": "string"}, "type": "array"}',
    ),
    "an optional field required": (lambda new: new["required"].append("gtin"), "gtin: is newly required"),
    "a required field optional": (lambda new: new["required"].remove("name"), "name: is no longer required"),
    "a new field required": (
        lambda new: (new["properties"].update(further={"type": "string"}), new["required"].append("further")),
        "further: is new and required",
    ),
    "a required field further in": (
        lambda new: new["$defs"]["Licence"]["required"].append("valid_until"),
        "licences.valid_until: is newly required",
    ),
}


def changed(change: Change) -> list[str]:
    """What the gate says to a change of ProductSubmitted."""
    new = schema.of(ProductSubmitted)
    change(new)
    return compatibility.faults(schema.of(ProductSubmitted), new)


@pytest.mark.parametrize("change", COMPATIBLE.values(), ids=COMPATIBLE.keys())
def test_the_gate_lets_pass(change: Change) -> None:
    assert changed(change) == []


@pytest.mark.parametrize(("change", "fault"), INCOMPATIBLE.values(), ids=INCOMPATIBLE.keys())
def test_the_gate_stops_and_names_the_field(change: Change, fault: str) -> None:
    assert changed(change) == [fault]


def test_a_renamed_field_is_one_removed_and_one_added() -> None:
    def rename(new: Schema) -> None:
        new["properties"]["barcode"] = new["properties"].pop("gtin")

    assert changed(rename) == ["gtin: was removed"]


def test_a_tombstone_stays_one() -> None:
    tombstone, filled = schema.of(ContactErased), schema.of(ProductSubmitted)
    assert compatibility.faults(tombstone, tombstone) == []
    assert compatibility.faults(tombstone, filled)[0].startswith("the whole:")
    assert compatibility.faults(filled, tombstone)[0].startswith("the whole:")


def test_no_event_breaks_those_who_know_its_schema() -> None:
    assert schemas.list_faults(schemas.SCHEMAS) == []


def test_the_gate_names_the_event_whose_published_schema_is_broken(tmp_path: Path) -> None:
    published = schema.of(ProductSubmitted)
    published["properties"]["further"] = {"type": "string"}
    (tmp_path / f"{ProductSubmitted.type}.json").write_text(json.dumps(published))
    (tmp_path / "gerai.registration.product-blessed.v1.json").write_text("{}")
    assert schemas.list_faults(tmp_path) == [
        "gerai.registration.product-blessed.v1: was published and is no longer in the catalog",
        "gerai.registration.product-submitted.v1 further: was removed",
    ]


def test_nothing_is_written_over_a_schema_that_would_be_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published = schema.of(ProductSubmitted)
    published["properties"]["further"] = {"type": "string"}
    file = tmp_path / f"{ProductSubmitted.type}.json"
    file.write_text(json.dumps(published))
    monkeypatch.setattr(schemas, "SCHEMAS", tmp_path)
    monkeypatch.setattr(schemas, "FINGERPRINTS", tmp_path / "FINGERPRINTS")
    with pytest.raises(SystemExit, match=r"product-submitted\.v1 further: was removed"):
        schemas.main()
    assert json.loads(file.read_text()) == published
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_the_written_schema_is_the_event_s(event: Any) -> None:
    file = schemas.SCHEMAS / f"{event.type}.json"
    assert file.exists(), "write it with `make schemas`"
    assert file.read_text() == schemas.text_of(event), "write it anew with `make schemas`"


def test_every_written_schema_is_of_an_event() -> None:
    assert {file.stem for file in schemas.SCHEMAS.iterdir()} == set(BY_TYPE)


@pytest.mark.parametrize("event", [event for event in EVENTS if not event.erases], ids=lambda event: event.type)
def test_a_schema_is_valid_and_so_are_its_examples_by_it(event: Any) -> None:
    written = json.loads((schemas.SCHEMAS / f"{event.type}.json").read_bytes())
    Draft202012Validator.check_schema(written)
    assert written["examples"]
    for example in written["examples"]:
        Draft202012Validator(written, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(example)


def test_a_schema_refuses_what_its_event_would_not_hold() -> None:
    written = Draft202012Validator(schema.of(ProductSubmitted))
    example = schemas.body_of(schemas.PUBLISHED / f"{ProductSubmitted.type}.json")
    with pytest.raises(ValidationError, match="'murah' is not of type 'integer'"):
        written.validate(example | {"price": "murah"})
    with pytest.raises(ValidationError, match="'name' is a required property"):
        written.validate({name: each for name, each in example.items() if name != "name"})


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_a_record_points_to_its_schema(event: Any) -> None:
    example = next(each for each in schemas.list_examples() if schemas.type_of(each) == event.type)
    told = event.model_validate_json(example.read_bytes())
    headers, _ = cloudevents.encode(told, Envelope(id="1", source="/gerai/registration", type=event.type))
    assert dict(headers)["ce_dataschema"].decode() == schema.of(event)["$id"]
