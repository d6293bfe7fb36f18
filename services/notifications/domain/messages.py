"""What is told of an event: a message for each audience, and its delivery to each reader by each channel."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifications.domain.audience import INVITED, Audience, audiences_of
from services.notifications.domain.deliveries import EMAIL, INBOX, Delivery, Status
from services.notifications.domain.places import path_to
from services.notifications.domain.writing import Facts, Text, place_of, write
from shared.events.event import Event
from shared.events.registration import BusinessChanged, BusinessRegistered, CityConfigured, ProductSubmitted
from shared.people.functions import OFFICERS
from shared.texts import LANGUAGES


@dataclass(frozen=True, slots=True)
class Heard:
    """An event with what its envelope says of it."""

    event: Event
    id: str
    at: datetime
    source: str
    correlation_id: str
    causation_id: str


@dataclass(frozen=True, slots=True)
class Name:
    """What a business or a product is called (None: by no name any more); `business_id` for a product alone."""

    id: UUID
    city: str
    name: str | None
    business_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one audience is told of one event, in every language. It is kept with whom it is for: an assignment that
    was announced before the event may be heard after it."""

    id: UUID
    city: str
    event_id: str
    place: int
    template: str
    at: datetime
    correlation_id: str
    texts: Mapping[str, Text]
    functions: tuple[str, ...]
    scopes: tuple[str, ...] | None
    unless_owner_of: str | None
    subject: str | None
    """Who is told beside those."""
    path: str | None
    """Where what it tells of is shown."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody whom a message is for."""

    message_id: UUID
    city: str
    event_id: str
    template: str
    correlation_id: str
    subject: str
    for_assistant: bool = False


def list_names(events: Iterable[Event]) -> list[Name]:
    """What these events say that businesses and products are called; of one id the last counts."""
    named = (_name(event) for event in events)
    return list({name.id: name for name in named if name is not None}.values())


def mentioned(events: Iterable[Event]) -> list[UUID]:
    """The ids of everything that these events speak of; the scope of a function is one where it is a business."""
    said = [event.__dict__ | {"scope": id_in(event.__dict__.get("scope"))} for event in events]
    return sorted({value for each in said for value in each.values() if isinstance(value, UUID)})


def id_in(text: str | None) -> UUID | None:
    """The business that an assignment's scope names; a retailer's code is no such id."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def compose(
    heard: Sequence[Heard],
    names: Mapping[UUID, Name],
    cities: Mapping[str, CityConfigured],
    *,
    ids: Callable[[], UUID],
) -> list[Message]:
    """What is to be told of these events. A name or a city that has not been heard of yet does not hold it up."""
    return [
        _message(each, place, audience, template, _facts(each, names, cities), id=ids())
        for each in heard
        for place, (audience, template) in enumerate(audiences_of(each.event))
    ]


def invite(heard: Sequence[Heard], cities: Mapping[str, CityConfigured], *, ids: Callable[[], UUID]) -> list[Message]:
    """What is told to people who have no account yet; to nobody else."""
    return [_message(each, 0, INVITED, "person-invited", _facts(each, {}, cities), id=ids()) for each in heard]


def address(messages: Iterable[Message]) -> list[Recipient]:
    """Those whom these messages name."""
    return [
        Recipient(each.id, each.city, each.event_id, each.template, each.correlation_id, each.subject)
        for each in messages
        if each.subject is not None
    ]


def deliver(
    recipients: Sequence[Recipient], *, ids: Callable[[], UUID], at: datetime, inbox: bool = True
) -> list[Delivery]:
    """Each recipient finds the message in the inbox at once; the mail waits for the sender, and for an address. Who
    has no account has no inbox."""
    return [
        Delivery(
            id=ids(),
            city=recipient.city,
            message_id=recipient.message_id,
            event_id=recipient.event_id,
            template=recipient.template,
            correlation_id=recipient.correlation_id,
            subject=recipient.subject,
            channel=channel,
            status=status,
            at=at,
            for_assistant=recipient.for_assistant,
        )
        for recipient in recipients
        for channel, status in ((INBOX, Status.SENT), (EMAIL, Status.WAITING))
        if inbox or channel != INBOX
    ]


def _message(heard: Heard, place: int, audience: Audience, template: str, facts: Facts, *, id: UUID) -> Message:
    event, for_assistant = heard.event, audience.instead_of_owner
    return Message(
        id=id,
        city=event.city,
        event_id=heard.id,
        place=place,
        template=template,
        at=heard.at,
        correlation_id=heard.correlation_id,
        texts={name: write(template, name, facts, for_assistant=for_assistant) for name in LANGUAGES},
        functions=audience.functions,
        scopes=audience.scopes(event),
        unless_owner_of=str(event.__dict__["business_id"]) if for_assistant else None,
        subject=event.__dict__[audience.subject] if audience.subject else None,
        path=path_to(event, for_officers=bool(audience.functions) and set(audience.functions) <= set(OFFICERS)),
    )


def _facts(heard: Heard, names: Mapping[UUID, Name], cities: Mapping[str, CityConfigured]) -> Facts:
    said = heard.event.__dict__
    product = names.get(said["product_id"]) if "product_id" in said else None
    business_id = said.get("business_id") or (product.business_id if product else id_in(said.get("scope")))
    business = names.get(business_id) if business_id else None
    return Facts(
        event=heard.event,
        at=heard.at,
        place=place_of(heard.event.city, cities.get(heard.event.city)),
        product=said.get("product_name") or (product.name if product else None),
        business=business.name if business else said.get("business_name"),
    )


def _name(event: Event) -> Name | None:
    if isinstance(event, BusinessRegistered | BusinessChanged):
        return Name(event.business_id, event.city, event.name)
    if isinstance(event, ProductSubmitted):
        return Name(event.product_id, event.city, event.name, event.business_id)
    return None
