"""How people can be reached: said by themselves or by an admin of the city, and forgotten when they ask."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from services.registration import domain, store
from services.registration.domain import Contact
from services.registration.forms import ContactForm
from services.registration.routes.rights import (
    AnySignedIn,
    Sealed,
    Subject,
    enter_all_cities,
    require_admin,
    router,
)
from shared import database
from shared.errors import NotFound
from shared.forms import NothingForm
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.functions import ADMIN
from shared.web import Tx, Who


@router.post("/contacts", status_code=201, dependencies=AnySignedIn)
async def change_contact(form: ContactForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Say how one can be reached oneself, or, as an admin of the city, somebody else."""
    written = form.contact(who.subject, tx.now)
    if written.subject != who.subject:
        require_admin(who, form.city)
    contact, changed = domain.change_contact(written, city=await assignments.find_city(tx.connection, form.city))
    await database.enter_cities(tx.connection, who.cities | {contact.city})
    await store.save_contact(tx.connection, contact, seal)
    await tx.publish(changed)
    return {"subject": contact.subject, "city": contact.city}


@router.get("/contacts/{subject}", dependencies=AnySignedIn)
async def show_contact(subject: Subject, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """How a person can be reached: as was said last, of what the reader may see."""
    if subject == who.subject:
        await enter_all_cities(tx)
    contacts = await store.list_contacts(tx.connection, [subject], seal)
    return asdict(_readable(contacts, who)[0])


@router.post("/contacts/{subject}/erasure", dependencies=AnySignedIn)
async def erase_contact(subject: Subject, form: NothingForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Forget how a person can be reached: everywhere for themselves, in the own city for an admin."""
    await enter_all_cities(tx)
    contacts = await store.list_contacts(tx.connection, [subject], seal)
    cities = sorted(contact.city for contact in _readable(contacts, who))
    await store.delete_contacts(tx.connection, [subject], cities)
    await tx.publish(*domain.erase_contacts(contacts, cities=cities))
    return {"subject": subject, "cities": cities}


def _readable(contacts: Sequence[Contact], who: Person) -> list[Contact]:
    """One's own, and those that one's city keeps. Raises NotFound when there are none."""
    readable = [c for c in contacts if c.subject == who.subject or who.holds(ADMIN, city=c.city)]
    if not readable:
        raise NotFound("contact")
    return readable
