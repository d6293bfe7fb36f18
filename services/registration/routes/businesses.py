"""Businesses: registered, changed, read, and without consent."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.registration import domain, store
from services.registration.domain import Business, What
from services.registration.forms import BusinessForm, ChangesForm
from services.registration.routes.rights import (
    AnySignedIn,
    Language,
    Narrowed,
    OwnerOrAssistant,
    Reader,
    Sealed,
    acts_for,
    enter_all_cities,
    known_city,
    known_everywhere,
    may_name,
    owned_by,
    record,
    require_own,
    require_readable,
    router,
    today_in,
    told,
)
from shared import database
from shared.events.registration import ContactChanged, ContactErased
from shared.forms import NothingForm
from shared.messaging.transaction import Transaction
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.functions import ASSISTANT, OFFICERS, OWNER
from shared.sealing import Seal
from shared.web import OfCity, Paged, Tx, Who


@router.post("/businesses", status_code=201, dependencies=AnySignedIn)
async def register_business(form: BusinessForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Register one's own business, or, as a pendamping of the city, somebody else's."""
    city = await known_city(tx, form.city)
    assists = who.holds(ASSISTANT, city=city.city)
    owner, entered_by = domain.owner_of(form.owner_subject, asking=who.subject, assists=assists)
    contacts, held = await known_everywhere(tx, who, owner, seal)
    if entered_by is None:  # one's own in whichever city; for others row-level security stands behind
        await database.enter_cities(tx.connection, who.cities | {city.city})
    business, registered = domain.register(
        form.application(),
        business_id=tx.ids(),
        city=city,
        owner_subject=owner,
        entered_by=entered_by,
        at=tx.now,
    )
    contact, reached = domain.reach_owner(business, contacts, held, city=city, email=form.email, language=form.language)
    assigned = domain.assign_owner(business, assignment_id=tx.ids(), at=tx.now)
    await _require_nib_with_consent(tx, who, business.nib, seal)
    await store.insert_business(tx.connection, business, seal)
    await store.save_contact(tx.connection, contact, seal)
    await assignments.record(tx.connection, assigned)
    await tx.publish(registered, assigned, reached)
    return {"business_id": business.id, "scale": business.scale, "nik": domain.mask_nik(business.nik)}


@router.get("/businesses", dependencies=Reader)
async def list_businesses(
    tx: Tx, who: Who, seal: Sealed, page: Paged, wanted: Narrowed, city: OfCity = None
) -> list[dict[str, Any]]:
    """One's own businesses; for a pendamping and for officers, those of their cities."""
    businesses = await store.list_businesses(
        tx.connection,
        seal,
        cities=who.cities_with(OWNER, ASSISTANT, *OFFICERS, city=city),
        all_in=who.cities_with(ASSISTANT, *OFFICERS),
        owned=owned_by(who),
        wanted=wanted,
        after=page.after,
        limit=page.limit,
    )
    return [_facts(business, may_name(who, business)) for business in businesses]


@router.get("/businesses/{id}", dependencies=Reader)
async def show_business(id: UUID, tx: Tx, who: Who, seal: Sealed, language: Language) -> dict[str, Any]:
    """A business, with what deserves a second look."""
    business = await store.get_business(tx.connection, id, seal)
    require_readable(who, business)
    odd = domain.odd_about_business(business, on=await today_in(tx, business.city))
    named = may_name(who, business)
    return _facts(business, named) | _personal(business, named) | {"warnings": told(odd, language)}


@router.post("/businesses/{id}/changes", status_code=201, dependencies=OwnerOrAssistant)
async def change_business(id: UUID, form: ChangesForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Describe a business anew; the contact of the owner named at its registration follows where it was the same."""
    before = await store.lock_business(tx.connection, id, seal)
    require_own(who, before)
    business, changed = domain.change_business(before, form.description(), city=await known_city(tx, before.city))
    contacts, held = await known_everywhere(tx, who, business.owner_subject, seal)
    own = business.owner_subject == who.subject
    contact, reached = domain.follow_business(contacts, held, before, business, own=own, at=tx.now)
    await store.save_business(tx.connection, business)
    await store.save_contact(tx.connection, contact, seal)
    await record(tx, who, What.BUSINESS_CHANGED, business)
    await tx.publish(changed, reached)
    return _facts(business, named=True)


@router.post("/businesses/{id}/consent-withdrawals", status_code=201, dependencies=OwnerOrAssistant)
async def withdraw_consent(id: UUID, form: NothingForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """End the owner's consent: what stands submitted is withdrawn, the contact is erased, the rest may only be read."""
    business = await store.lock_business(tx.connection, id, seal)
    function = require_own(who, business)
    products = await store.lock_products(tx.connection, id)
    owners = await list_owners(tx, business)
    business, withdrawn, announcements = domain.withdraw_consent(
        business, products, entered_as=function, owners=owners, at=tx.now
    )
    await store.save_business(tx.connection, business)
    await store.save_products(tx.connection, withdrawn)
    await record(tx, who, What.CONSENT_WITHDRAWN, business)
    await record(tx, who, What.PRODUCT_WITHDRAWN, business, withdrawn)
    erased = await _forget_owners(tx, business, owners, seal)
    await tx.publish(*announcements, *erased)
    return {"withdrawn_products": [product.id for product in withdrawn]}


@router.get("/businesses/{id}/entries", dependencies=Reader)
async def list_entries(id: UUID, tx: Tx, who: Who, seal: Sealed, page: Paged) -> list[dict[str, Any]]:
    """What was entered about a business and its products, when, by whom and as what: its owner, or a pendamping."""
    require_readable(who, await store.get_business(tx.connection, id, seal))
    entries = await store.list_entries(tx.connection, id, after=page.after, limit=page.limit)
    return [asdict(entry) for entry in entries]


async def _require_nib_with_consent(tx: Transaction, who: Person, nib: str, seal: Seal) -> None:
    """Whoever acts for the business of a NIB is told when its consent has ended; to others the NIB is taken."""
    known = await store.find_business(tx.connection, nib, seal)
    if known and acts_for(who, known):
        domain.require_nib_with_consent(known, city=await known_city(tx, known.city))


async def list_owners(tx: Transaction, business: Business) -> list[str]:
    """The accounts that own a business: the one that it was registered for, and those noted as its owners."""
    holders = await assignments.list_holders(tx.connection, [OWNER], business.city, tx.now, scope=str(business.id))
    named = {business.owner_subject} if business.owner_subject else set()
    return sorted({holder.subject for holder in holders} | named)


async def _forget_owners(
    tx: Transaction, business: Business, owners: Sequence[str], seal: Seal
) -> list[ContactErased | ContactChanged]:
    """Erase how the owners were reached, unless they take part in something else, in whichever city."""
    await store.lock_people(tx.connection, owners)
    await enter_all_cities(tx)
    contacts = await store.list_contacts(tx.connection, owners, seal)
    held = await store.list_held(tx.connection, owners, tx.now)
    without_consent = await store.list_businesses_without_consent(tx.connection, owners)
    forgotten, erased = domain.forget_owners(contacts, held, without_consent=without_consent, city=business.city)
    await store.delete_contacts(tx.connection, forgotten, [business.city])
    return erased


def _facts(business: Business, named: bool) -> dict[str, Any]:
    """What everybody may read who may read the business at all; its name where there is a right to it."""
    return {
        "business_id": business.id,
        "city": business.city,
        "name": business.name if named else None,
        "nib": business.nib,
        "legal_form": business.legal_form,
        "established": business.established,
        "scale": business.scale,
        "kbli_code": business.kbli_code,
        "kbli_version": business.kbli_version,
        "district_code": business.district_code,
        "registered_at": business.registered_at,
        "owner_subject": business.owner_subject,
        "entered_by": business.entered_by,
        "consent": business.consent,
    }


def _personal(business: Business, named: bool) -> dict[str, Any]:
    """What is the owner's alone to show: masked where it identifies, and empty where there is no right to it."""
    personal = {
        "owner_name": business.owner_name,
        "phone": business.phone,
        "capital": business.capital,
        "turnover": business.turnover,
        "nik": domain.mask_nik(business.nik),
        "npwp": domain.mask_nik(business.npwp) if business.npwp else None,
    }
    return personal if named else dict.fromkeys(personal)
