"""Our codec agrees with the CloudEvents SDK wherever that is right, and with itself on what it wrote."""

from datetime import UTC
from uuid import UUID, uuid4

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given
from hypothesis import strategies as st

from shared.events.registration import ProductWithdrawn
from shared.messaging import cloudevents
from shared.messaging.cloudevents import Delivery, Envelope, Undecodable

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50)
EVENTS = st.builds(
    ProductWithdrawn, city=st.from_regex("[a-z0-9]{1,12}", fullmatch=True), revision=st.integers(0), reason=TEXT
)
ENVELOPES = st.builds(
    Envelope,
    id=st.uuids().map(str),
    source=st.just("/gerai/registration"),
    type=st.just(ProductWithdrawn.type),
    time=st.datetimes(timezones=st.just(UTC)).filter(lambda time: time.year >= 1970),
    sequence=st.integers(1, 10**18),
    correlation_id=st.uuids().map(str),
    causation_id=st.uuids().map(str),
    subject=st.just(""),
    city=st.just(""),
    traceparent=st.just(""),
)


def deliver(event: ProductWithdrawn, envelope: Envelope) -> Delivery:
    headers, value = cloudevents.encode(event, envelope)
    read = cloudevents.read_envelope(headers)
    return Delivery("a-topic", 0, 0, event.key.encode(), tuple(headers), value, envelope=read)


@given(EVENTS, ENVELOPES)
def test_what_is_written_is_read_back(event: ProductWithdrawn, envelope: Envelope) -> None:
    delivery = deliver(event, envelope)
    assert cloudevents.decode(ProductWithdrawn, delivery) == event
    assert delivery.envelope is not None
    assert (delivery.envelope.id, delivery.envelope.time, delivery.envelope.sequence) == (
        envelope.id,
        envelope.time,
        envelope.sequence,
    )


@given(EVENTS, ENVELOPES)
def test_the_sdk_reads_what_we_write(event: ProductWithdrawn, envelope: Envelope) -> None:
    headers, value = cloudevents.encode(event, envelope)
    message = KafkaMessage(headers=dict(headers), key=event.key, value=value or b"")
    read = from_binary(message, JSONFormat())
    assert (read.get_id(), read.get_source(), read.get_type()) == (envelope.id, envelope.source, event.type)
    assert read.get_time() == envelope.time
    assert read.get_subject() == event.key
    assert read.get_data() == event.body()
    assert read.get_extension("city") == event.city


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
