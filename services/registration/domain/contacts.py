"""How people can be reached: a city's own record of each, sealed at rest and told on one topic alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.registration.domain import identity
from services.registration.domain.business import Business, require_city
from services.registration.domain.texts import refused
from shared.events.registration import CityConfigured, ContactChanged, ContactErased, FunctionAssigned
from shared.texts import LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How a city reaches a person. What is personal stays out of its repr, and so out of logs."""

    city: str
    subject: str
    name: str = field(repr=False)
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    language: str = "id"
    changed_at: datetime


def change_contact(written: Contact, *, city: CityConfigured | None) -> tuple[Contact, ContactChanged]:
    """A person can be reached this way from now on; `written` is as somebody filled it in."""
    if not written.subject.strip():
        raise refused("subject-missing")
    if not written.name.strip():
        raise refused("contact-name-missing")
    if written.language not in LANGUAGES:
        raise refused("language-unknown")
    contact = replace(
        written,
        city=require_city(city).city,
        subject=written.subject.strip(),
        name=written.name.strip(),
        email=identity.read_email(written.email) if written.email else None,
        phone=identity.read_phone(written.phone) if written.phone else None,
    )
    return contact, announce_contact(contact)


def require_only_here(contacts: Sequence[Contact], held: Sequence[FunctionAssigned], *, city: str) -> None:
    """A city speaks for people whom no other city has; `contacts` and `held` are the person's, in all cities.

    There is one contact per person for all of them, so one city's word would redirect another one's messages.
    """
    if is_known_elsewhere(contacts, held, city=city):
        raise refused("contact-of-another-city")


def is_known_elsewhere(contacts: Sequence[Contact], held: Sequence[FunctionAssigned], *, city: str) -> bool:
    """Whether another city reaches a person, or lets them hold a function."""
    return any(known != city for known in [*(each.city for each in contacts), *(each.city for each in held)])


def reach_owner(
    business: Business,
    contacts: Sequence[Contact],
    held: Sequence[FunctionAssigned],
    *,
    city: CityConfigured,
    email: str | None,
    language: str | None,
) -> tuple[Contact, ContactChanged] | tuple[None, None]:
    """The owner of a new business can be reached as its application says; what it leaves open stays as it is known.

    `contacts` and `held` are the owner's, in all cities. An owner without an account is not reached: the pendamping of
    the city are, for them. And who enters a business for somebody that any city knows does not say how to reach them.
    """
    if business.owner_subject is None or (business.entered_by and (contacts or held)):
        return None, None
    known = max(contacts, key=lambda contact: contact.changed_at, default=None)
    written = Contact(
        city=city.city,
        subject=business.owner_subject,
        name=business.owner_name,
        email=email or (known.email if known else None),
        phone=business.phone,
        language=language or (known.language if known else "id"),
        changed_at=business.registered_at,
    )
    return change_contact(written, city=city)


def announce_contact(contact: Contact) -> ContactChanged:
    """The contact as it stands now."""
    return ContactChanged(
        city=contact.city,
        subject=contact.subject,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        language=contact.language,
    )


def erase_contacts(contacts: Sequence[Contact], *, cities: Collection[str]) -> list[ContactErased | ContactChanged]:
    """These cities forget a person, whose contacts in all cities are given; the erasure reaches every copy of them.

    Others keep one copy per person. So where another city still has its own record, that one is told anew.
    """
    erased = [contact for contact in contacts if contact.city in cities]
    kept = [contact for contact in contacts if contact.city not in cities]
    if not erased:
        return []
    newest = max(kept, key=lambda contact: contact.changed_at, default=None)
    gone = ContactErased(city=erased[0].city, subject=erased[0].subject)
    return [gone, announce_contact(newest)] if newest else [gone]


def follow_business(
    contacts: Sequence[Contact],
    held: Sequence[FunctionAssigned],
    before: Business,
    after: Business,
    *,
    own: bool,
    at: datetime,
) -> tuple[Contact, ContactChanged] | tuple[None, None]:
    """The owner's contact after a change of the business: what it had from there is as there, the rest stays.

    `contacts` and `held` are the owner's, in all cities. Where another city knows them too, only a change that is
    their `own` says how they are reached.
    """
    contact = next((contact for contact in contacts if contact.city == after.city), None)
    if contact is None or (not own and is_known_elsewhere(contacts, held, city=after.city)):
        return None, None
    followed = replace(
        contact,
        name=after.owner_name if contact.name == before.owner_name else contact.name,
        phone=after.phone if contact.phone == before.phone else contact.phone,
        changed_at=at,
    )
    if followed == replace(contact, changed_at=at):
        return None, None
    return followed, announce_contact(followed)
