"""Facts that others announce: every published example, and a few that tests begin with."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from aiokafka import ConsumerRecord
from uuid_utils.compat import uuid7

from services.notifications.domain import place_of
from shared.events.catalog import BY_TYPE
from shared.events.event import Event
from shared.events.registration import CityConfigured, ContactChanged, FunctionAssigned, Office, ProductSubmitted
from shared.messaging import cloudevents
from shared.messaging.cloudevents import Envelope
from tests.contracts import schemas

NOON = datetime(2026, 11, 24, 0, 5, tzinfo=UTC)
"""09.05 in Ambon, when most of these facts were announced."""
AMBON = CityConfigured(
    city="ambon",
    name="Kota Ambon",
    region_code="81.71",
    time_zone="Asia/Jayapura",
    offices=(Office(role="diskop", name="Dinas Koperasi, UKM dan Ketenagakerjaan", head="Kepala Dinas"),),
)
PLACE = place_of("ambon", AMBON)
KEDIRI = AMBON.model_copy(update={"city": "kediri", "name": "Kota Kediri", "time_zone": "Asia/Jakarta"})
PUBLISHED = [
    pytest.param(BY_TYPE[schemas.type_of(file)].model_validate_json(file.read_bytes()), id=file.stem)
    for file in schemas.list_examples()
]


def example(published: str, /, **different: object) -> Event:
    """A published example, by the last part of its name, with some fields otherwise."""
    found = next(param for param in PUBLISHED if str(param.id).endswith(f".{published}"))
    event = found.values[0]
    assert isinstance(event, Event)
    return type(event).model_validate(event.model_dump() | different)


def submitted(**different: object) -> ProductSubmitted:
    """A product that was submitted for the first time."""
    event = example("product-submitted.v1", **{"revision": 1, "changes": None} | different)
    assert isinstance(event, ProductSubmitted)
    return event


def assigned(subject: str, function: str, scope: UUID | str | None = None, city: str = "ambon") -> FunctionAssigned:
    """Somebody has held a function since long ago."""
    return FunctionAssigned(
        city=city,
        assignment_id=uuid4(),
        subject=subject,
        function=function,
        scope=None if scope is None else str(scope),
        since=datetime(2026, 1, 1, tzinfo=UTC),
    )


def contact(subject: str, email: str | None = "", language: str = "id", city: str = "ambon") -> ContactChanged:
    """Somebody is reached at subject@example.org, unless said otherwise."""
    address = f"{subject}@example.org" if email == "" else email
    return ContactChanged(
        city=city, subject=subject, name=subject.title(), email=address, phone="6281234567890", language=language
    )


def record(
    event: Event, *, at: datetime = NOON, id: str = "", correlation_id: str = "", offset: int = 0
) -> ConsumerRecord:
    """An event as Kafka brings it."""
    envelope = Envelope(
        id=id or str(uuid7()),
        source=f"/gerai/{event.type.split('.')[1]}",
        type=event.type,
        time=at,
        correlation_id=correlation_id,
    )
    headers, value = cloudevents.encode(event, envelope)
    key = event.key.encode()
    return ConsumerRecord(event.topic.name, 0, offset, 0, 0, key, value, None, len(key), len(value or b""), headers)


def id_of(heard: ConsumerRecord) -> str:
    """The event's id."""
    return str(dict(heard.headers)["ce_id"], "utf-8")
