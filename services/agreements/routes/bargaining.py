"""Pages on which a retailer writes the terms of an agreement: the first version and further ones."""

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response

from services.agreements import domain, store
from services.agreements.domain import Offer, PksStatus, Terms
from services.agreements.forms import PksForm, PksVersionForm
from services.agreements.routes import offers
from services.agreements.routes import pks as agreements
from services.agreements.routes.rights import Retailer, here, pages, require_chain
from shared.messaging.transaction import Transaction
from shared.pages import Screen, Shown, sent
from shared.people.days import local_day
from shared.web import Tx, Who

YEAR = 364
"""Days that follow a first one in a term that is suggested."""


@pages.get("/penawaran/{id:uuid}/pks", dependencies=Retailer)
async def show_new_contract(id: UUID, screen: Shown, tx: Tx, who: Who) -> Response:
    """The form for terms upon an offer that one has accepted."""
    offer = await store.get_offer(tx.connection, id)
    require_chain(who, offer.city, offer.retailer)
    signed = [pks for pks in await store.list_pks_of_offer(tx.connection, id) if pks.status is PksStatus.SIGNED]
    return screen.page("new_contract.html", signed=signed, **await _about(offer, None, tx, screen))


@pages.form("/penawaran/{id:uuid}/pks", shows=show_new_contract, dependencies=Retailer)
async def draft_contract(
    id: UUID, screen: Shown, tx: Tx, who: Who, form: Annotated[PksForm, Depends(sent(PksForm))]
) -> Response:
    """The first version lies before the business."""
    told = await offers.draft_pks(id, form, tx, who, screen.language)
    return screen.see(f"/agreements/pks/{told['pks_id']}", "pks-disusun")


@pages.get("/pks/{id:uuid}/versi", dependencies=Retailer)
async def show_next_terms(id: UUID, screen: Shown, tx: Tx, who: Who) -> Response:
    """The form for other terms, filled in with the present ones."""
    pks = await store.get_pks(tx.connection, id)
    require_chain(who, pks.city, pks.retailer)
    offer = await store.get_offer(tx.connection, pks.offer_id)
    return screen.page("next_terms.html", pks=pks, **await _about(offer, pks.terms, tx, screen))


@pages.form("/pks/{id:uuid}/versi", shows=show_next_terms, dependencies=Retailer)
async def revise_contract(
    id: UUID, screen: Shown, tx: Tx, who: Who, form: Annotated[PksVersionForm, Depends(sent(PksVersionForm))]
) -> Response:
    """A further version."""
    await agreements.revise_pks(id, form, tx, who, screen.language)
    return screen.see(f"/agreements/pks/{id}", "pks-versi-baru")


async def _about(offer: Offer, terms: Terms | None, tx: Transaction, screen: Screen) -> dict[str, Any]:
    """What a form for terms shows: the product, the retailer's stores, what is filled in, and the capacity left."""
    city = await store.get_city(tx.connection, offer.city)
    retailer = await store.get_retailer(tx.connection, offer.city, offer.retailer)
    businesses = await store.list_businesses(tx.connection, [offer.business_id])
    since, until = _term(screen, terms, local_day(tx.now, city))
    others = await store.list_signed_terms(tx.connection, offer.product_id)
    capacity = offer.facts.capacity_per_month
    return {
        "offer": offer,
        "seller": businesses[offer.business_id].name if offer.business_id in businesses else None,
        "retailer": retailer,
        "branches": [(branch.name, branch.name) for branch in retailer.branches],
        "terms": terms,
        "payment_days": domain.PAYMENT_DAYS,
        "since": since,
        "until": until,
        "ticked": [retailer.find_store(said) for said in terms.stores] if terms else [],
        "limits": domain.limits_in_words(local_day(tx.now, city), screen.language),
        "left": max(0, domain.capacity_left(others, capacity, since=since, until=until)),
        **here(screen, city),
    }


def _term(screen: Screen, terms: Terms | None, today: date) -> tuple[date, date]:
    """The days that the form names, as far as they can be read; else those of the terms, or a year from today."""
    since = _day(screen, "terms-since") or (terms.since if terms else today)
    return since, _day(screen, "terms-until") or (terms.until if terms else since + timedelta(days=YEAR))


def _day(screen: Screen, name: str) -> date | None:
    said = next(iter(screen.attempt.values.get(name, ())), "") if screen.attempt else ""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
