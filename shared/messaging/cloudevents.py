"""CloudEvents 1.0 on Kafka, binary mode: https://github.com/cloudevents/spec, kafka-protocol-binding."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from shared.events.event import MAX_BYTES, Event

Headers = list[tuple[str, bytes]]

SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"
SEQUENCE_DIGITS = 20
MAX_SEQUENCE = 2**63 - 1
MAX_ATTRIBUTE = 500
CITY = re.compile("[a-z0-9]{0,50}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is said about an event beside its body. Extensions are CloudEvents' own or Gerai's."""

    id: str
    source: str
    type: str
    subject: str = ""
    time: datetime | None = None
    city: str = ""
    sequence: int = 0
    correlation_id: str = ""
    causation_id: str = ""
    traceparent: str = ""


class Undecodable(Exception):
    """A record that no retry can make readable. `reason` is a fixed code for metrics and people."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Delivery:
    """One record as it came, with what could be read of it."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    value: bytes | None
    log: str = ""
    """The id of the cluster whose log this place is in."""
    envelope: Envelope | None = None
    unreadable: Undecodable | None = field(default=None, compare=False)


def read_delivery(delivery: Delivery) -> Delivery:
    """The delivery with its envelope, or with why it has none."""
    try:
        return replace(delivery, envelope=read_envelope(delivery.headers))
    except Undecodable as unreadable:
        return replace(delivery, unreadable=unreadable)


def pack_headers(headers: Sequence[tuple[str, bytes | None]]) -> bytes:
    """Headers with any bytes whatever, as they came."""
    return json.dumps([[name, None if v is None else b64encode(v).decode()] for name, v in headers]).encode()


def unpack_headers(packed: bytes) -> tuple[tuple[str, bytes | None], ...]:
    """The inverse of pack_headers."""
    return tuple((name, None if v is None else b64decode(v)) for name, v in json.loads(packed))


def encode(event: Event, envelope: Envelope) -> tuple[Headers, bytes | None]:
    """Headers and value of the record. A tombstone has no value. Raises ValueError for what no reader would take:
    a value over 256 KiB, an attribute with NUL or over 500 bytes."""
    value = None if event.erases else to_json(event.body())
    if value is not None and len(value) > MAX_BYTES:
        raise ValueError(f"{event.type} has {len(value)} bytes; {MAX_BYTES} is the most that may be announced")
    attributes = {
        "specversion": SPEC_VERSION,
        "id": envelope.id,
        "source": envelope.source,
        "type": event.type,
        "subject": envelope.subject or event.key,
        "time": _written(envelope.time),
        "dataschema": f"urn:{event.type.replace('.', ':')}",
        "partitionkey": event.key,
        "sequence": f"{envelope.sequence:0{SEQUENCE_DIGITS}}" if envelope.sequence else "",
        "city": event.city,
        "correlationid": envelope.correlation_id,
        "causationid": envelope.causation_id,
    }
    if broken := [name for name, text in attributes.items() if _is_broken(text)]:
        raise ValueError(f"{event.type} cannot be announced: {', '.join(broken)} holds NUL or is too long")
    headers = [(f"ce_{name}", text.encode()) for name, text in attributes.items() if text]
    headers.insert(0, ("content-type", CONTENT_TYPE.encode()))
    if envelope.traceparent:
        headers.append(("traceparent", envelope.traceparent.encode()))
    return headers, value


def read_envelope(headers: Iterable[tuple[str, bytes | None]]) -> Envelope:
    """The attributes in a record's headers; of a repeated header the last one counts.

    Raises Undecodable for what is null, not UTF-8, missing, or in structured mode.
    """
    texts: dict[str, str] = {}
    for name, octets in headers:
        if octets is None:
            raise Undecodable("header-null", f"The header {name} has no value.")
        try:
            texts[name.lower()] = octets.decode()
        except UnicodeDecodeError as error:
            raise Undecodable("header-not-utf8", f"The header {name} is not UTF-8: {error}.") from error
    try:
        "".join(texts).encode()
    except UnicodeEncodeError as error:
        raise Undecodable("header-name-not-utf8", f"A header's name is not UTF-8: {error}.") from error
    if texts.get("content-type", "").lower().startswith("application/cloudevents"):
        raise Undecodable("structured-mode", "Structured mode is not read here; send binary mode.")
    if texts.get("ce_specversion") != SPEC_VERSION:
        raise Undecodable("not-a-cloudevent", "The header ce_specversion: 1.0 is missing.")
    return _envelope(texts)


def _envelope(texts: Mapping[str, str]) -> Envelope:
    for name in ("ce_id", "ce_source", "ce_type"):
        if not texts.get(name):
            raise Undecodable("attribute-missing", f"The header {name} is missing.")
    for name, text in texts.items():
        if _is_broken(text):
            raise Undecodable("attribute-broken", f"The header {name[:50]!r} holds NUL or over {MAX_ATTRIBUTE} bytes.")
    if not CITY.fullmatch(texts.get("ce_city", "")):
        raise Undecodable("attribute-broken", "ce_city is not a city's code.")
    return Envelope(
        id=texts["ce_id"],
        source=texts["ce_source"],
        type=texts["ce_type"],
        subject=texts.get("ce_subject", ""),
        time=_read_time(texts.get("ce_time", "")),
        city=texts.get("ce_city", ""),
        sequence=_read_sequence(texts.get("ce_sequence", "")),
        correlation_id=texts.get("ce_correlationid", ""),
        causation_id=texts.get("ce_causationid", ""),
        traceparent=texts.get("traceparent", ""),
    )


def decode(event: type[Event], delivery: Delivery) -> Event:
    """The event in a delivery whose envelope names this type. Raises Undecodable."""
    if delivery.envelope is None:
        raise Undecodable("not-a-cloudevent", "The record has no readable envelope.")
    city, value = delivery.envelope.city, delivery.value
    if value is None:
        return _tombstone(event, delivery, city)
    if len(value) > MAX_BYTES:
        raise Undecodable("oversized", f"{len(value)} bytes; {MAX_BYTES} is the most that is read.")
    try:
        body = from_json(value)
    except ValueError as error:
        raise Undecodable("not-json", str(error)) from error
    if not isinstance(body, dict):
        raise Undecodable("schema-broken", "The value is not a JSON object.")
    try:
        return event.model_validate(body | {"city": city})
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        raise Undecodable("schema-broken", faults) from error


def _tombstone(event: type[Event], delivery: Delivery, city: str) -> Event:
    if not event.erases or delivery.key is None:
        raise Undecodable("null", f"{event.type} came without a value.")
    try:
        return event.from_tombstone(delivery.key.decode(), city)
    except ValueError as error:
        raise Undecodable("schema-broken", str(error)) from error


def _is_broken(text: str) -> bool:
    """Whether no database would take it: PostgreSQL stores no NUL, and an index row has a limit in bytes."""
    return "\0" in text or len(text.encode()) > MAX_ATTRIBUTE


def _written(time: datetime | None) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z") if time else ""


def _read_time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise Undecodable("attribute-broken", f"ce_time is not RFC 3339: {text}.") from error


def _read_sequence(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and len(text) <= SEQUENCE_DIGITS):
        raise Undecodable("attribute-broken", f"ce_sequence is not a number of {SEQUENCE_DIGITS} digits: {text}.")
    return min(int(text or 0), MAX_SEQUENCE)
