"""What is read at a glance is what the careful reading gives, whatever is sent."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shared.events.catalog import BY_TYPE
from shared.events.event import Event
from shared.events.registration import ProductWithdrawn
from shared.messaging import cloudevents
from shared.messaging.cloudevents import Delivery, Envelope, RawHeaders, Undecodable
from tests.contracts import schemas

PLAIN: RawHeaders = (
    ("content-type", b"application/json"),
    ("ce_specversion", b"1.0"),
    ("ce_id", b"01890000-0000-7000-8000-000000000001"),
    ("ce_source", b"/gerai/registration"),
    ("ce_type", b"gerai.registration.product-withdrawn.v1"),
)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""However busy the machine is."""
NAMES = st.sampled_from([*cloudevents.HEADERS, "CE_ID", "Content-Type", "ce_İd", "ce_extra", "ce_\udcff"])
ODD = [b"", b"\0", b"a\0b", b"\xff", b"\xc3", "é".encode(), b"x" * 500, b"x" * 501, b"1.0", b"application/json"]
TIMES = [b"2026-03-01T10:00:00Z", b"2026-03-01T10:00:00", b"20260301", b"7", b"0" * 19 + b"7", b"9" * 20, b"-1"]
VALUES = st.none() | st.sampled_from(ODD) | st.sampled_from(TIMES) | st.binary(max_size=9)
HEADERS = st.builds(
    lambda odd, at, rest: [*PLAIN[:at], *odd, *PLAIN[at:][:rest]],
    st.lists(st.tuples(NAMES | st.text(max_size=5), VALUES), max_size=2),
    st.integers(0, len(PLAIN)),
    st.just(len(PLAIN)) | st.integers(0, len(PLAIN)),
)
BODIES = [(BY_TYPE[schemas.type_of(file)], schemas.body_of(file)) for file in schemas.list_examples()]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["2026-03-01", "7"]),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=5) | st.just("city"), each, max_size=3),
    max_leaves=5,
)


@settings(UNHURRIED, max_examples=1000)
@given(HEADERS)
@example([])
@example([*PLAIN, ("ce_extra", b"\0")])
@example([*PLAIN, ("ce_extra", b"x" * 501)])
@example([*PLAIN, ("ce_id", b"")])
@example([*PLAIN, ("ce_type", b"")])
@example([*PLAIN, ("ce_\udcff", b"1")])
@example([("ce_extra", b"\xc3"), ("ce_other", b"\xa9"), *PLAIN])
def test_headers_that_a_glance_takes_are_read_with_care_to_the_same(headers: RawHeaders) -> None:
    glance = cloudevents._glance(headers)
    assert glance is None or glance == cloudevents._read_carefully(headers)


@UNHURRIED
@given(HEADERS)
def test_headers_can_be_read_or_have_a_reason_not_to(headers: RawHeaders) -> None:
    with suppress(Undecodable):
        cloudevents.read_envelope(headers)


def test_a_plain_record_is_read_at_a_glance() -> None:
    assert cloudevents._glance(PLAIN) is not None


@st.composite
def values(draw: st.DrawFn) -> tuple[type[Event], bytes]:
    """An event, and the value of its example with something done to it."""
    event, body = draw(st.sampled_from([each for each in BODIES if each[1]]))
    name = draw(st.sampled_from([*body, "city", "unknown"]))
    odd = body | {name: draw(JSON)} if draw(st.booleans()) else {n: each for n, each in body.items() if n != name}
    value = json.dumps(odd, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
    at = draw(st.integers(0, len(value)) | st.just(len(value)))
    thrown_in = draw(st.sampled_from([b"", b"", b"", b" ", b"}", b'"', b"\\", b",", b"\xff"]))
    return event, value[:at] + thrown_in + value[at:]


@UNHURRIED
@given(values())
@example((ProductWithdrawn, b"{}"))
@example((ProductWithdrawn, b"}"))
@example((ProductWithdrawn, b""))
@example((ProductWithdrawn, b"null"))
def test_values_are_read_at_once_as_they_are_step_by_step(sent: tuple[type[Event], bytes]) -> None:
    event, value = sent
    assert _outcome(lambda: cloudevents.decode(event, _delivery(value))) == _outcome(
        lambda: cloudevents._decode_carefully(event, value, "ambon")
    )


@pytest.mark.parametrize(("event", "body"), BODIES, ids=lambda each: getattr(each, "type", ""))
def test_the_city_is_the_envelope_s_whatever_the_body_says(event: type[Event], body: dict[str, Any]) -> None:
    if not event.erases:
        value = json.dumps({"city": "kediri", **body}).encode()
        assert cloudevents.decode(event, _delivery(value)).city == "ambon"


def _delivery(value: bytes) -> Delivery:
    return Delivery("a-topic", 0, 0, b"a-key", (), value, envelope=Envelope("1", "/gerai/test", "", city="ambon"))


def _outcome(read: Any) -> tuple[Any, ...]:
    """The event, or why there is none."""
    try:
        event = read()
        return type(event), event.__dict__
    except Undecodable as unreadable:
        return unreadable.reason, str(unreadable)
