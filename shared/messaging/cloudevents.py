"""CloudEvents 1.0 on Kafka, binary mode: https://github.com/cloudevents/spec, kafka-protocol-binding."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from shared.events.event import MAX_BYTES, Event

Headers = list[tuple[str, bytes]]
RawHeaders = Sequence[tuple[str, bytes | None]]
"""What anybody may send: null, other bytes than UTF-8, a name more than once."""

SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"
SEQUENCE_DIGITS = 20
MAX_SEQUENCE = 2**63 - 1
MAX_ATTRIBUTE = 500
CITY = re.compile("[a-z0-9]{0,50}")
REQUIRED = ("ce_id", "ce_source", "ce_type")
HEADERS = (
    *("ce_specversion", "content-type", *REQUIRED, "ce_subject", "ce_time", "ce_city", "ce_sequence"),
    *("ce_correlationid", "ce_causationid", "traceparent"),
)
Texts = tuple[str, ...]
"""The texts of HEADERS, in this order; one that is absent is empty."""


class Envelope(NamedTuple):
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


class Delivery(NamedTuple):
    """One record as it came, with what could be read of it."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    headers: RawHeaders
    value: bytes | None
    log: str = ""
    """The id of the cluster whose log this place is in."""
    envelope: Envelope | None = None
    unreadable: Undecodable | None = None


def read_delivery(
    topic: str, partition: int, offset: int, key: bytes | None, headers: RawHeaders, value: bytes | None, log: str = ""
) -> Delivery:
    """A record as it came, with its envelope, or with why it has none."""
    try:
        return Delivery(topic, partition, offset, key, headers, value, log, read_envelope(headers))
    except Undecodable as unreadable:
        return Delivery(topic, partition, offset, key, headers, value, log, None, unreadable)


def pack_headers(headers: Sequence[tuple[str, bytes | None]]) -> bytes:
    """Headers with any bytes whatever, as they came."""
    return json.dumps([[name, None if v is None else b64encode(v).decode()] for name, v in headers]).encode()


def unpack_headers(packed: bytes) -> tuple[tuple[str, bytes | None], ...]:
    """The inverse of pack_headers."""
    return tuple((name, None if v is None else b64decode(v)) for name, v in json.loads(packed))


def encode(event: Event, envelope: Envelope) -> tuple[Headers, bytes | None]:
    """Headers and value of the record, as `describe` says them."""
    said, value = describe(event, envelope)
    return [(name, text.encode()) for name, text in said.items()], value


def describe(event: Event, envelope: Envelope) -> tuple[dict[str, str], bytes | None]:
    """What the record's headers say, and its value. A tombstone has none. Raises ValueError for what no reader would
    take: a value over 256 KiB, a header with NUL or over 500 bytes."""
    value = None if event.erases else event.json_body()
    if value is not None and len(value) > MAX_BYTES:
        raise ValueError(f"{event.type} has {len(value)} bytes; {MAX_BYTES} is the most that may be announced")
    key = envelope.subject or event.key
    said = {
        "content-type": CONTENT_TYPE,
        "ce_specversion": SPEC_VERSION,
        "ce_id": envelope.id,
        "ce_source": envelope.source,
        "ce_type": event.type,
        "ce_subject": key,
        "ce_time": _written(envelope.time) if envelope.time else "",
        "ce_dataschema": _schema(event.type),
        "ce_partitionkey": key,
        "ce_sequence": str(envelope.sequence).zfill(SEQUENCE_DIGITS) if envelope.sequence else "",
        "ce_city": event.city,
        "ce_correlationid": envelope.correlation_id,
        "ce_causationid": envelope.causation_id,
        "traceparent": envelope.traceparent,
    }
    if _is_broken("".join(said.values())) and (broken := [name for name, text in said.items() if _is_broken(text)]):
        raise ValueError(f"{event.type} cannot be announced: {', '.join(broken)} holds NUL or is too long")
    return {name: text for name, text in said.items() if text}, value


def read_envelope(headers: RawHeaders) -> Envelope:
    """The attributes in a record's headers; of a repeated header the last one counts.

    Raises Undecodable for what is null, not UTF-8, missing, or in structured mode.
    """
    texts = _glance(headers) or _read_carefully(headers)
    _, _, id, source, type, subject, time, city, sequence, correlation_id, causation_id, traceparent = texts
    return Envelope(
        id,
        source,
        type,
        subject,
        _read_time(time),
        _read_city(city),
        _read_sequence(sequence),
        correlation_id,
        causation_id,
        traceparent,
    )


def _glance(headers: RawHeaders) -> Texts | None:
    """What _read_carefully would give, in a third of its time; None where there is anything unusual.

    All values are decoded at once. NUL parts them, so a value that holds one makes too many parts.
    """
    try:
        names, values = zip(*headers, strict=True)
        octets = b"\0".join(values)
        texts = octets.decode().split("\0")
        pick = _picker(names)
    except (TypeError, ValueError):
        return None
    if len(texts) != len(names) or len(octets) > MAX_ATTRIBUTE:
        return None
    texts.append("")
    found = pick(texts)
    return found if found[:2] == (SPEC_VERSION, CONTENT_TYPE) and found[2] and found[3] and found[4] else None


@lru_cache(100)
def _picker(names: tuple[str, ...]) -> Callable[[Sequence[str]], Texts]:
    """Picks what HEADERS name out of the values of headers with these names, behind which stands an empty one.

    Raises UnicodeEncodeError for a name that is not UTF-8.
    """
    "".join(names).encode()
    places = {name.lower(): place for place, name in enumerate(names)}
    return itemgetter(*(places.get(name, -1) for name in HEADERS))


def _read_carefully(headers: RawHeaders) -> Texts:
    """The same of any headers, header by header, so as to say what is wrong. Raises Undecodable."""
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
    for name in REQUIRED:
        if not texts.get(name):
            raise Undecodable("attribute-missing", f"The header {name} is missing.")
    for name, text in texts.items():
        if _is_broken(text):
            raise Undecodable("attribute-broken", f"The header {name[:50]!r} holds NUL or over {MAX_ATTRIBUTE} bytes.")
    return tuple(texts.get(name, "") for name in HEADERS)


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
        return event.model_validate_json(_with_city(value, city))
    except ValidationError:
        return _decode_carefully(event, value, city)


def _with_city(value: bytes, city: str) -> bytes:
    """A JSON object with the city as its last member, which is the one that counts; nothing else becomes an object."""
    return value.removesuffix(b"}") + _last_member(city)


@lru_cache(1000)
def _last_member(city: str) -> bytes:
    return b',"city":%b}' % to_json(city)


def _decode_carefully(event: type[Event], value: bytes, city: str) -> Event:
    """The same of any value, step by step, so as to say what is wrong. Raises Undecodable."""
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


@lru_cache(100)
def _written(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@lru_cache(100)
def _schema(type: str) -> str:
    return f"urn:{type.replace('.', ':')}"


def _read_time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise Undecodable("attribute-broken", f"ce_time is not RFC 3339: {text}.") from error
    if time and time.tzinfo is None:
        raise Undecodable("attribute-broken", f"ce_time is not RFC 3339, for it has no offset: {text}.")
    return time


@lru_cache(1000)
def _read_city(text: str) -> str:
    if not CITY.fullmatch(text):
        raise Undecodable("attribute-broken", "ce_city is not a city's code.")
    return text


@lru_cache(1000)
def _read_sequence(text: str) -> int:
    if not text:
        return 0
    if len(text) > SEQUENCE_DIGITS or not (text.isascii() and text.isdigit()):
        raise Undecodable("attribute-broken", f"ce_sequence is not a number of {SEQUENCE_DIGITS} digits: {text}.")
    return min(int(text), MAX_SEQUENCE)
