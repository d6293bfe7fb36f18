"""How people can be reached: said by themselves or by an admin of the city, and forgotten when they ask."""

from dataclasses import asdict
from typing import Any

from services.registration import domain, store
from services.registration.domain import Act, Contact, Done
from services.registration.forms import ContactForm
from services.registration.routes.rights import (
    AnySignedIn,
    Sealed,
    Subject,
    enter_all_cities,
    known_everywhere,
    require_admin,
    router,
)
from shared import database
from shared.errors import NotFound
from shared.forms import NothingForm
from shared.messaging.transaction import Transaction
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.functions import ADMIN
from shared.sealing import Seal
from shared.web import Tx, Who


@router.post("/contacts", status_code=201, dependencies=AnySignedIn)
async def change_contact(form: ContactForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Say how one can be reached oneself, or, as an admin of the city, somebody else."""
    written = form.contact(who.subject, tx.now)
    contact, changed = domain.change_contact(written, city=await assignments.find_city(tx.connection, form.city))
    if contact.subject == who.subject:  # for oneself in whichever city; for others row-level security stands behind
        await store.lock_people(tx.connection, [who.subject])
        await database.enter_cities(tx.connection, who.cities | {contact.city})
    else:
        require_admin(who, contact.city)
        domain.require_only_here(*await known_everywhere(tx, who, contact.subject, seal), city=contact.city)
        await _note(tx, who, contact, Done.CONTACT_CHANGED)
    await store.save_contact(tx.connection, contact, seal)
    await tx.publish(changed)
    return {"subject": contact.subject, "city": contact.city}


@router.get("/contacts/{subject}", dependencies=AnySignedIn)
async def show_contact(subject: Subject, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """How a person can be reached: as was said last, of what the reader may see."""
    return asdict((await _list_readable(tx, who, subject, seal))[0])


@router.post("/contacts/{subject}/erasure", dependencies=AnySignedIn)
async def erase_contact(subject: Subject, form: NothingForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Forget how a person can be reached: everywhere for themselves, in the own city for an admin."""
    await store.lock_people(tx.connection, [subject])
    forgotten = await _list_readable(tx, who, subject, seal)
    cities = sorted(contact.city for contact in forgotten)
    for contact in forgotten if subject != who.subject else ():
        await _note(tx, who, contact, Done.CONTACT_ERASED)
    await store.delete_contacts(tx.connection, [subject], cities)
    await enter_all_cities(tx)
    kept = await store.list_contacts(tx.connection, [subject], seal)
    await tx.publish(*domain.erase_contacts([*forgotten, *kept], cities=cities))
    return {"subject": subject, "cities": cities}


async def _note(tx: Transaction, who: Person, contact: Contact, what: Done) -> None:
    """Keep that an admin did this with somebody else's contact."""
    act = Act(id=tx.ids(), city=contact.city, at=tx.now, by_subject=who.subject, what=what, about=contact.subject)
    await store.insert_act(tx.connection, act)


async def _list_readable(tx: Transaction, who: Person, subject: str, seal: Seal) -> list[Contact]:
    """One's own in every city, or those that the city keeps whose admin asks. Raises NotFound when there are none."""
    if subject == who.subject:
        await enter_all_cities(tx)
    contacts = await store.list_contacts(tx.connection, [subject], seal)
    readable = [c for c in contacts if c.subject == who.subject or who.holds(ADMIN, city=c.city)]
    if not readable:
        raise NotFound("contact")
    return readable
