"""What offers and agreements stand on, and what follows when it comes or goes.

An offer stands on one revision of a product that passed and on a memorandum in force. Both orders of arrival lead to
it, and so does the same moment, because whoever decides here holds the city's offers (see `store.cities`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.agreements.domain.endings import lose_basis
from services.agreements.domain.known import Decided, Known
from services.agreements.domain.mou import Mou
from services.agreements.domain.offers import (
    CLOSABLE,
    Offer,
    OfferStatus,
    announce_change,
    announce_consent_ended,
    announce_offer,
    close_offer,
    due_day,
)
from services.agreements.domain.pks import Pks
from services.agreements.domain.products import Business, Heard, Product, forget, hear, lost_basis, rename
from shared.events.agreements import MoUEnded
from shared.events.event import Event
from shared.events.registration import BusinessChanged, BusinessRegistered, ConsentWithdrawn
from shared.people.days import local_day

Ids = Callable[[], UUID]


def follow_products(known: Known, facts: Sequence[Heard], *, at: datetime, ids: Ids) -> Decided:
    """What follows from results, lapsed conditions and withdrawals: offers close, drafts are void, offers are made."""
    products = dict(known.products)
    for fact in facts:
        products[fact.product_id] = hear(products[fact.product_id], fact)
    after = replace(known, products=products)
    gone, made, better = _lose(after, at=at), _make(after, at=at, ids=ids), _with_new_result(after)
    before = {offer.id: offer.outcome for offer in known.offers}
    told = [announce_change(offer) for offer in better if offer.outcome != before[offer.id]]
    return replace(
        gone,
        products=list(products.values()),
        made=made.made,
        offers=[*gone.offers, *better],
        announcements=[*gone.announcements, *told, *made.announcements],
    )


def withdraw_consents(known: Known, withdrawals: Sequence[ConsentWithdrawn], *, at: datetime) -> Decided:
    """Names are forgotten, what is unsigned ends; what is signed stays, for it is a contract (legal hold). Whoever was
    ever offered a product of theirs is told, so that its systems forget as well."""
    businesses = {w.business_id: forget(known.businesses[w.business_id], at=w.withdrawn_at) for w in withdrawals}
    gone = _lose(replace(known, businesses=businesses), at=at)
    told = [announce_consent_ended(offer) for offer in known.offers]
    return replace(gone, businesses=list(businesses.values()), announcements=[*gone.announcements, *told])


def rename_businesses(
    businesses: Mapping[UUID, Business], facts: Sequence[BusinessRegistered | BusinessChanged]
) -> list[Business]:
    """The names of businesses as they stand now; of one that comes twice the last counts."""
    return [rename(businesses[f.business_id], f.name) for f in {f.business_id: f for f in facts}.values()]


def begin_mous(known: Known, *, at: datetime, ids: Ids) -> Decided:
    """Memoranda have come into force: every product that passed, and still stands, is offered under them."""
    return _make(known, at=at, ids=ids)


def end_mous(ended: Sequence[tuple[Mou, MoUEnded]], known: Known, *, at: datetime) -> Decided:
    """Memoranda have ended: their offers close, drafts are void, and the parties of signed agreements are told."""
    offers, told = _close([(offer, "mou-ended") for offer in known.offers if offer.status in CLOSABLE], at)
    agreements, told_too = _void([(pks, "mou-ended") for pks in known.agreements], at)
    return Decided(
        mous=[mou for mou, _ in ended],
        offers=offers,
        agreements=agreements,
        announcements=[*(announcement for _, announcement in ended), *told, *told_too],
    )


def _lose(known: Known, *, at: datetime) -> Decided:
    offers, told = _close([(o, why) for o in known.offers if o.status in CLOSABLE and (why := _lost(o, known))], at)
    agreements, told_too = _void([(pks, why) for pks in known.agreements if (why := _lost(pks, known))], at)
    return Decided(offers=offers, agreements=agreements, announcements=[*told, *told_too])


def _lost(thing: Offer | Pks, known: Known) -> str | None:
    business = known.businesses.get(thing.business_id)
    return lost_basis(thing.revision, known.products[thing.product_id], business)


def _close(lost: Sequence[tuple[Offer, str]], at: datetime) -> tuple[list[Offer], list[Event]]:
    closed = [close_offer(offer, why, at=at) for offer, why in lost]
    return [offer for offer, _ in closed], [event for _, events in closed for event in events]


def _void(lost: Sequence[tuple[Pks, str]], at: datetime) -> tuple[list[Pks], list[Event]]:
    ended = [outcome for pks, why in lost if (outcome := lose_basis(pks, why, at=at))]
    return [pks for pks, _ in ended], [event for _, events in ended for event in events]


def _with_new_result(known: Known) -> list[Offer]:
    """Offers that stand and whose product has met conditions meanwhile, or all of them."""
    return [
        replace(offer, outcome=product.outcome, conditions=product.conditions)
        for offer in known.offers
        if (product := known.products[offer.product_id]).outcome
        and (product.outcome, product.conditions) != (offer.outcome, offer.conditions)
        and offer.status not in (OfferStatus.CLOSED, OfferStatus.REJECTED)
        and offer.revision == product.revision
        and _lost(offer, known) is None
    ]


def _make(known: Known, *, at: datetime, ids: Ids) -> Decided:
    made = list(_missing(known, at=at, ids=ids))
    told = [event for offer in made for event in announce_offer(offer, _name_of(known, offer))]
    return Decided(made=made, announcements=told)


def _missing(known: Known, *, at: datetime, ids: Ids) -> Iterator[Offer]:
    """Every offer that there should be and is not: each product that stands, under each memorandum in force."""
    there = {offer.key for offer in known.offers}
    for product in known.products.values():
        for mou, retailer in _list_retailers(product, known, at):
            offer = _offer(product, mou, retailer, known, at=at, ids=ids)
            if offer.key not in there:
                yield offer


def _list_retailers(product: Product, known: Known, at: datetime) -> list[tuple[Mou, str]]:
    """To whom a product is to be offered under which memorandum; also where the clock lags behind a last day."""
    if product.city not in known.cities or not _may_be_offered(product, known.businesses):
        return []
    today = local_day(at, known.cities[product.city])
    live = [mou for mou in known.mous if mou.city == product.city and mou.is_live(on=today)]
    return [(mou, retailer) for mou in live for retailer in mou.retailers]


def _may_be_offered(product: Product, businesses: Mapping[UUID, Business]) -> bool:
    business = businesses.get(product.business_id) if product.business_id else None
    return product.offerable and (business is None or business.consents)


def _offer(product: Product, mou: Mou, retailer: str, known: Known, *, at: datetime, ids: Ids) -> Offer:
    assert product.business_id  # what passed was judged, so all three are there
    assert product.facts
    assert product.outcome
    return Offer(
        id=ids(),
        city=product.city,
        product_id=product.id,
        business_id=product.business_id,
        revision=product.revision,
        retailer=retailer,
        mou_id=mou.id,
        outcome=product.outcome,
        conditions=product.conditions,
        facts=product.facts,
        status=OfferStatus.OPEN,
        offered_at=at,
        answer_due=due_day(local_day(at, known.cities[product.city])),
    )


def _name_of(known: Known, offer: Offer) -> str | None:
    business = known.businesses.get(offer.business_id)
    return business.name if business else None
