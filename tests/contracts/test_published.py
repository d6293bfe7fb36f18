"""What was once published can still be read: at least one example per event, kept for ever."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.events import schema
from shared.events.catalog import BY_TYPE, EVENTS, TOPICS
from tests.contracts import schemas

EXAMPLES = schemas.list_examples()
PERSONAL = {event.type for event in EVENTS if event.topic.personal}
AGAIN = "`make schemas` lists new examples. A listed one is never edited or removed: add another beside it."


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_what_was_once_published_can_still_be_read_and_nothing_of_it_is_lost(example: Path) -> None:
    event = BY_TYPE[schemas.type_of(example)].model_validate_json(example.read_bytes())
    assert event.key
    assert _lost(schemas.body_of(example), event.body()) == []


def _lost(written: Any, read: Any, path: str = "") -> list[str]:
    """The paths of what is in the example and not, or otherwise, in what was read from it."""
    if isinstance(written, dict) and isinstance(read, dict):
        return [lost for name in written for lost in _lost(written[name], read.get(name), f"{path}.{name}")]
    if isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        return [lost for n, each in enumerate(written) for lost in _lost(each, read[n], f"{path}[{n}]")]
    return [] if written == read else [path]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_every_event_has_an_example(event: Any) -> None:
    assert event.type in {schemas.type_of(example) for example in EXAMPLES}


@pytest.mark.parametrize("event", [event for event in EVENTS if not event.erases], ids=lambda event: event.type)
def test_every_field_stands_in_an_example(event: Any) -> None:
    """A schema's file may be changed with its event; what an example holds cannot be taken away."""
    described = schema.of(event)
    examples = [schemas.body_of(example) for example in EXAMPLES if schemas.type_of(example) == event.type]
    shown = {path for example in examples for path in _paths(example)}
    assert set(_fields(described, described.get("$defs", {}))) - shown == set()


def _fields(node: Any, defs: Any, path: str = "") -> Iterator[str]:
    """The paths of a schema's fields."""
    node = defs[node["$ref"].rpartition("/")[2]] if "$ref" in node else node
    if "items" in node:
        yield from _fields(node["items"], defs, path)
    for name, field in node.get("properties", {}).items():
        yield f"{path}.{name}"
        yield from _fields(field, defs, f"{path}.{name}")


def _paths(body: Any, path: str = "") -> Iterator[str]:
    """The paths of what an example holds."""
    for name, held in body.items() if isinstance(body, dict) else ():
        yield f"{path}.{name}"
        yield from _paths(held, f"{path}.{name}")
    for held in body if isinstance(body, list) else ():
        yield from _paths(held, path)


def test_no_published_example_is_edited_or_removed() -> None:
    now = {schemas.fingerprint(example) for example in EXAMPLES}
    assert set(schemas.list_fingerprints()) - now == set(), AGAIN


def test_every_example_has_its_fingerprint() -> None:
    listed = {line[66:] for line in schemas.list_fingerprints()}
    assert {example.name for example in EXAMPLES} - listed == set(), AGAIN


@pytest.mark.parametrize("example", [e for e in EXAMPLES if schemas.type_of(e) not in PERSONAL], ids=lambda e: e.stem)
def test_examples_hold_no_address_and_no_telephone_number(example: Path) -> None:
    body = json.dumps(schemas.body_of(example))
    assert "@" not in body
    assert "62812" not in body


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_every_event_says_what_is_now_true(event: Any) -> None:
    assert len((event.__doc__ or "").split()) >= 6


def test_topics_are_named_by_publisher_and_aggregate() -> None:
    assert all(topic.name.split(".")[0] == "gerai" and topic.name.endswith(".v1") for topic in TOPICS)
