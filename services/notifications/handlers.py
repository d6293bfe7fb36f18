"""What notifications does when anybody announces something: it keeps a trail, and tells whom it concerns.

Topics run ahead of each other. An event heard before a reader's assignment is kept with whom it is for, and told when
the assignment is heard; before a reader's contact, its mail waits; before a name or a city, its text does without.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from services.notifications import domain, settings, store
from services.notifications.domain import Contact, Heard, Recipient
from shared.events import catalog
from shared.events.event import Event
from shared.events.registration import (
    CityConfigured,
    ConsentWithdrawn,
    ContactChanged,
    ContactErased,
    FunctionAssigned,
    FunctionEnded,
    PersonInvited,
)
from shared.messaging.cloudevents import Envelope
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Transaction
from shared.people import assignments, sessions

on = Subscriptions()
sessions.follow(on)


@on(ContactChanged)
async def save_contacts(changed: Sequence[ContactChanged], tx: Transaction) -> None:
    contacts = [Contact(c.subject, c.name, c.email, c.language) for c in changed]
    await store.save_contacts(tx.connection, contacts, settings.seal())


@on(PersonInvited)
async def invite(invited: Sequence[PersonInvited], tx: Transaction) -> None:
    """By mail alone, and with no line in the trail, for the link is in it."""
    contacts = [Contact(i.subject, i.name, i.email, i.language) for i in invited]
    await store.save_contacts(tx.connection, contacts, settings.seal())
    heard = [_heard(event, envelope, tx) for event, envelope in tx.heard]
    messages = domain.invite(heard, await assignments.list_cities(tx.connection), ids=tx.ids)
    new = await store.insert_messages(tx.connection, messages)
    await _deliver(domain.address(each for each in messages if each.id in new), tx, inbox=False)


@on(ContactErased)
async def forget_contacts(erased: Sequence[ContactErased], tx: Transaction) -> None:
    await store.save_contacts_erased(tx.connection, [contact.subject for contact in erased])


@on(CityConfigured)
async def copy_cities(cities: Sequence[CityConfigured], tx: Transaction) -> None:
    for city in cities:
        await assignments.save_city(tx.connection, city)
    await _remember(tx)


@on(FunctionAssigned)
async def tell_late(assigned: Sequence[FunctionAssigned], tx: Transaction) -> None:
    """Whoever is assigned is told now of what was heard too early, and of what was assigned; so is whoever watches."""
    await store.lock_cities(tx.connection, [event.city for event in assigned], alone=True)
    await assignments.record(tx.connection, *assigned)
    heard, cities = await _remember(tx)
    announced_at = [each.at for each in heard]
    late = await store.list_late_recipients(tx.connection, [a.assignment_id for a in assigned], announced_at)
    await _deliver(late, tx)
    await _tell(heard, cities, tx)


@on(FunctionEnded)
async def end_assignments(ended: Sequence[FunctionEnded], tx: Transaction) -> None:
    await store.lock_cities(tx.connection, [event.city for event in ended], alone=True)
    await assignments.record(tx.connection, *ended)
    await _tell(*await _remember(tx), tx)


async def tell(events: Sequence[Event], tx: Transaction) -> None:
    """Every event leaves a line and moves what it is about; those in the table of `domain.WHO_IS_TOLD` are told of."""
    heard, cities = await _remember(tx)
    await store.save_matters(tx.connection, domain.follow(heard))
    await store.save_marks(tx.connection, domain.marks_of(heard))
    await store.save_places(tx.connection, [(each.event, each.at) for each in heard])
    await store.save_names(tx.connection, domain.list_names(events))
    await _tell(heard, cities, tx)


@on(ConsentWithdrawn)
async def tell_and_forget(withdrawn: Sequence[ConsentWithdrawn], tx: Transaction) -> None:
    """Who has to see to it is told by name; after that the name is used no more."""
    await tell(withdrawn, tx)
    await store.save_names_forgotten(tx.connection, withdrawn)


for event in catalog.INTERNAL:
    if on.find(event.type) is None:
        on(event)(tell)


async def _remember(tx: Transaction) -> tuple[list[Heard], Mapping[str, CityConfigured]]:
    """Every event leaves a line in the trail; with the cities, in whose words more may be told of it."""
    heard = [_heard(event, envelope, tx) for event, envelope in tx.heard]
    cities = await assignments.list_cities(tx.connection)
    await store.insert_trail(tx.connection, domain.draw(heard, cities))
    return heard, cities


async def _tell(heard: Sequence[Heard], cities: Mapping[str, CityConfigured], tx: Transaction) -> None:
    """Those in the table of `domain.WHO_IS_TOLD` are told of these events, first whom an event itself names."""
    names = await store.list_names(tx.connection, domain.mentioned([each.event for each in heard]))
    messages = domain.compose(heard, names, cities, ids=tx.ids)
    await store.lock_cities(tx.connection, [message.city for message in messages], alone=False)
    new = await store.insert_messages(tx.connection, messages)
    await _deliver(domain.address(each for each in messages if each.id in new), tx)
    await _deliver(await store.list_recipients(tx.connection, new), tx)


async def _deliver(recipients: Sequence[Recipient], tx: Transaction, *, inbox: bool = True) -> None:
    if not recipients:
        return
    own = settings.read()
    patience, gather = timedelta(hours=own.mail_address_hours), timedelta(seconds=own.mail_gather_seconds)
    deliveries = domain.deliver(recipients, ids=tx.ids, at=tx.now, inbox=inbox)
    new = await store.insert_deliveries(tx.connection, deliveries, patience=patience, gather=gather)
    for delivery, announcement in domain.announce_new(new):
        # What is told of may be none of the events at hand.
        cause = Envelope(delivery.event_id, source="", type="", correlation_id=delivery.correlation_id)
        await tx.publish(announcement, cause=cause)


def _heard(event: Event, envelope: Envelope, tx: Transaction) -> Heard:
    correlation = envelope.correlation_id or envelope.id
    at = envelope.time or tx.now
    return Heard(event, envelope.id, at, envelope.source, correlation, envelope.causation_id)
