"""Offers of products to retailers, and their answers."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from services.agreements import domain, store
from services.agreements.domain import Business, Offer, OfferStatus
from services.agreements.forms import AnswerForm, PksForm
from services.agreements.routes import pks as agreements
from services.agreements.routes.rights import (
    READ_OFFERS,
    AnyReader,
    Language,
    Retailer,
    require_chain,
    require_seen,
    router,
    sight_of,
    today_in,
)
from shared.people.assignments import Person
from shared.people.functions import OFFICERS, RETAILER
from shared.web import OfCity, Paged, Tx, Who


@router.get("/offers", dependencies=AnyReader)
async def list_offers(
    tx: Tx,
    who: Who,
    page: Paged,
    language: Language,
    city: OfCity = None,
    status: OfferStatus | None = None,
    retailer: Annotated[str | None, Query(pattern="^[a-z0-9]+$", description="Only those to this one")] = None,
) -> list[dict[str, Any]]:
    """The offers in one's city, to one's retailer, or of one's products."""
    offers = await store.list_offers(
        tx.connection,
        sight_of(who, city, all_for=READ_OFFERS),
        status=status,
        retailer=retailer,
        after=page.after,
        limit=page.limit,
    )
    businesses = await store.list_businesses(tx.connection, [offer.business_id for offer in offers])
    return [_shown(offer, businesses.get(offer.business_id), who, language) for offer in offers]


@router.get("/offers/{id}", dependencies=AnyReader)
async def show_offer(id: UUID, tx: Tx, who: Who, language: Language) -> dict[str, Any]:
    """An offer, with the product as it was when it passed."""
    offer = await store.get_offer(tx.connection, id)
    require_seen(who, offer.city, retailers=[offer.retailer], business_id=offer.business_id, all_for=READ_OFFERS)
    businesses = await store.list_businesses(tx.connection, [offer.business_id])
    return _shown(offer, businesses.get(offer.business_id), who, language)


@router.post("/offers/{id}/answers", status_code=201, dependencies=Retailer)
async def answer_offer(id: UUID, form: AnswerForm, tx: Tx, who: Who) -> dict[str, Any]:
    """Accept an offer, ask for a sample, or reject it."""
    offer = await store.lock_offer(tx.connection, id)
    require_chain(who, offer.city, offer.retailer)
    offer, answered = domain.answer_offer(
        offer,
        form.answer,
        reason=form.reason,
        by=who.subject,
        on=await today_in(tx, offer.city),
        at=tx.now,
    )
    await store.save_offers(tx.connection, [offer])
    await tx.publish(answered)
    return {"offer_id": offer.id, "status": offer.status, "answer_due": offer.answer_due}


@router.post("/offers/{id}/pks", status_code=201, dependencies=Retailer)
async def draft_pks(id: UUID, form: PksForm, tx: Tx, who: Who, language: Language) -> dict[str, Any]:
    """Put terms before the business whose product one has accepted."""
    offer = await store.get_offer(tx.connection, id)
    require_chain(who, offer.city, offer.retailer)
    ground = await store.lock_ground(tx.connection, offer, on=await today_in(tx, offer.city))
    pks, version, drafted = domain.draft_pks(ground, form.terms.read(), pks_id=tx.ids(), by=who.subject, at=tx.now)
    await store.insert_pks(tx.connection, pks)
    await store.insert_pks_version(tx.connection, pks, version)
    await tx.publish(drafted)
    return agreements.told(pks, ground, language)


def _shown(offer: Offer, business: Business | None, who: Person, language: str) -> dict[str, Any]:
    """An offer; who answered it is known to officers and to the retailer's own people."""
    columns = asdict(offer)
    of_retailer = who.find(RETAILER, city=offer.city, scope=offer.retailer)
    return columns | {
        "offer_id": columns.pop("id"),
        "answered_by": offer.answered_by if of_retailer or who.holds(*OFFICERS, city=offer.city) else None,
        "product": columns.pop("facts"),
        "product_name": offer.facts.name,
        "business_name": business.name if business else None,
        "status_label": domain.label("offer", offer.status, language),
    }
