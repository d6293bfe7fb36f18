"""Our codec agrees with the CloudEvents SDK wherever that is right, and with itself on what it wrote."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC
from typing import Any
from uuid import UUID, uuid4

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary, to_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.events.catalog import BY_TYPE
from shared.events.event import Event
from shared.events.registration import ProductWithdrawn
from shared.messaging import cloudevents
from shared.messaging.cloudevents import Delivery, Envelope, Undecodable, read_delivery
from tests.contracts import schemas

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""However busy the machine is."""
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50)
ENVELOPES = st.builds(
    Envelope,
    id=st.uuids().map(str),
    source=st.just("/gerai/registration"),
    type=st.just("as the event says"),
    subject=st.just(""),
    city=st.just(""),
    traceparent=st.just(""),
    time=st.datetimes(timezones=st.just(UTC)).filter(lambda time: time.year >= 1970),
    sequence=st.integers(1, 10**18),
    correlation_id=st.uuids().map(str),
    causation_id=st.uuids().map(str),
)


@st.composite
def any_event(draw: st.DrawFn) -> Event:
    """What was once published of any type, in another city and with other words wherever any words may stand."""
    example = draw(st.sampled_from(schemas.list_examples()))
    event = BY_TYPE[schemas.type_of(example)]
    found = event.model_validate(
        schemas.body_of(example) | {"city": draw(st.from_regex("[a-z0-9]{1,12}", fullmatch=True))}
    )
    for path in _places_of_words(schemas.body_of(example)):
        with suppress(ValidationError):
            found = event.model_validate(_with(found.model_dump(mode="json"), path, draw(TEXT)))
    assume("\0" not in found.key)  # such a key is not announced
    return found


def _places_of_words(body: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(body, str):
        yield path
    for name, held in body.items() if isinstance(body, dict) else enumerate(body if isinstance(body, list) else ()):
        yield from _places_of_words(held, (*path, name))


def _with(body: Any, path: tuple[str | int, ...], words: str) -> Any:
    *before, last = path
    inner = body
    for step in before:
        inner = inner[step]
    inner[last] = words
    return body


def deliver(event: Event, headers: cloudevents.Headers, value: bytes | None) -> Delivery:
    """What a reader makes of a record."""
    return read_delivery("a-topic", 0, 0, event.key.encode(), tuple(headers), value)


@UNHURRIED
@given(any_event(), ENVELOPES)
def test_what_is_written_is_read_back(event: Event, envelope: Envelope) -> None:
    delivery = deliver(event, *cloudevents.encode(event, envelope))
    assert delivery.envelope == envelope._replace(type=event.type, subject=event.key, city=event.city)
    assert cloudevents.decode(type(event), delivery) == event


@UNHURRIED
@given(any_event().filter(lambda event: not event.erases), ENVELOPES)
def test_the_sdk_reads_what_we_write(event: Event, envelope: Envelope) -> None:
    headers, value = cloudevents.encode(event, envelope)
    message = KafkaMessage(headers=dict(headers), key=event.key, value=value or b"")
    read = from_binary(message, JSONFormat())
    assert (read.get_id(), read.get_source(), read.get_type()) == (envelope.id, envelope.source, event.type)
    assert read.get_time() == envelope.time
    assert read.get_subject() == event.key
    assert read.get_data() == event.body()
    assert read.get_extension("city") == event.city


@UNHURRIED
@given(any_event().filter(lambda event: not event.erases), ENVELOPES)
def test_we_read_what_the_sdk_writes(event: Event, envelope: Envelope) -> None:
    """But for a tombstone, which it cannot write: its value would be empty, not null."""
    attributes = {
        "id": envelope.id,
        "source": envelope.source,
        "type": event.type,
        "time": envelope.time,
        "subject": event.key,
        "datacontenttype": "application/json",
        "partitionkey": event.key,
        "city": event.city,
        "sequence": str(envelope.sequence),
        "correlationid": envelope.correlation_id,
        "causationid": envelope.causation_id,
    }
    message = to_binary(CloudEvent(attributes, event.body()), JSONFormat())
    assert message.key == event.key
    delivery = deliver(event, [*message.headers.items()], message.value)
    assert delivery.envelope == envelope._replace(type=event.type, subject=event.key, city=event.city)
    assert cloudevents.decode(type(event), delivery) == event


@pytest.mark.parametrize("missing", ["ce_id", "ce_source", "ce_type", "ce_specversion"])
def test_a_record_without_a_required_attribute_is_undecodable(missing: str) -> None:
    event = ProductWithdrawn(city="ambon", product_id=uuid4(), revision=1, reason="Alat rusak")
    headers, _ = cloudevents.encode(event, Envelope(id="1", source="/gerai/registration", type=event.type))
    with pytest.raises(Undecodable, match=missing):
        cloudevents.read_envelope([header for header in headers if header[0] != missing])


@pytest.mark.parametrize("time", [b"2026-03-01T10:00:00", b"2026-03-01", b"soon"])
def test_a_time_that_is_no_moment_is_undecodable(time: bytes) -> None:
    event = ProductWithdrawn(city="ambon", product_id=uuid4(), revision=1, reason="Alat rusak")
    headers, _ = cloudevents.encode(event, Envelope(id="1", source="/gerai/registration", type=event.type))
    with pytest.raises(Undecodable, match="RFC 3339"):
        cloudevents.read_envelope([*headers, ("ce_time", time)])


def test_of_a_repeated_header_the_last_one_counts() -> None:
    event = ProductWithdrawn(city="ambon", product_id=UUID(int=1), revision=1, reason="Alat rusak")
    headers, _ = cloudevents.encode(event, Envelope(id="1", source="/gerai/registration", type=event.type))
    assert cloudevents.read_envelope([*headers, ("ce_id", b"2")]).id == "2"


def test_an_attribute_that_no_reader_would_take_is_not_announced() -> None:
    event = ProductWithdrawn(city="ambon", product_id=uuid4(), revision=1, reason="rusak")
    envelope = Envelope(id=str(uuid4()), source="/gerai/registration", type=event.type, correlation_id="x" * 501)
    with pytest.raises(ValueError, match="correlationid"):
        cloudevents.encode(event, envelope)
