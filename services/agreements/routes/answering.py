"""Pages of offers: what waits for whose answer until when, and the answer to one or to many at once."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response

from services.agreements import domain, store
from services.agreements.domain import ANSWERABLE, Offer, OfferStatus
from services.agreements.forms import AnswerForm, AnswersForm
from services.agreements.routes import offers
from services.agreements.routes.rights import (
    READ_OFFERS,
    AnyReader,
    Chosen,
    Retailer,
    Search,
    chains_in,
    cities_of,
    here,
    names_in,
    pages,
    sight_of,
)
from shared.errors import Refused
from shared.events import reasons
from shared.events.registration import CityConfigured
from shared.lists import EVERYTHING, Place
from shared.messaging.transaction import Transaction
from shared.pages import Screen, Shown, sent
from shared.pages.navigation import trail_of
from shared.people.assignments import Person
from shared.people.days import local_day, timestamp
from shared.people.functions import RETAILER
from shared.web import Tx, Who

PAGE = 50
FILTERS = ("kota", "ritel", "keadaan", "cari", "setelah")
HEADS = ("id", "kota", "ritel", "produk", "usaha", "keadaan", "ditawarkan", "tenggat", "jawaban", "alasan")


@pages.get("/penawaran", dependencies=AnyReader)
async def show_offers(
    screen: Shown,
    tx: Tx,
    who: Who,
    kota: Chosen = "",
    ritel: Chosen = "",
    keadaan: Chosen | None = None,
    cari: Search = "",
    setelah: str = "",
    unduh: str = "",
) -> Response:
    """Overdue ones first; a retailer sees what it has not answered yet, unless it asks for more."""
    asked = _asked(screen, {"kota": kota, "ritel": ritel, "keadaan": keadaan, "cari": cari, "setelah": setelah})
    state = asked["keadaan"] if asked["keadaan"] is not None else (store.AWAITED if who.holds(RETAILER) else "")
    sight = sight_of(who, asked["kota"] or None, all_for=READ_OFFERS)
    wanted = store.Wanted(sight=sight, state=state or None, retailer=asked["ritel"] or None, search=asked["cari"] or "")
    after, limit = Place.read(asked["setelah"] or ""), EVERYTHING if unduh else PAGE + 1
    found = await store.list_offer_board(tx.connection, wanted, after=after, limit=limit)
    businesses = await store.list_businesses(tx.connection, [offer.business_id for _, offer in found])
    sellers = {id: business.name for id, business in businesses.items()}
    cities = await cities_of(tx, who)
    if unduh:
        rows = (_row(offer, cities.get(offer.city), sellers, screen.language) for _, offer in found)
        return await screen.csv("penawaran", HEADS, rows)
    return screen.page(
        "offers.html",
        offers=[offer for _, offer in found[:PAGE]],
        after=found[PAGE - 1][0] if len(found) > PAGE else None,
        asked=asked | {"keadaan": state},
        answerable={offer.id for _, offer in found if may_answer(who, offer)},
        sellers=sellers,
        statuses=[store.AWAITED, *OfferStatus],
        names=(names := await names_in(tx, cities.values())),
        chains=chains_in(names),
        today={code: local_day(tx.now, city) for code, city in cities.items()},
        cities=cities,
        **here(screen, next(iter(cities.values())) if len(cities) == 1 else cities.get(kota)),
    )


@pages.form("/penawaran/jawab", shows=show_offers, dependencies=Retailer)
async def answer_offers(
    screen: Shown, tx: Tx, who: Who, form: Annotated[AnswersForm, Depends(sent(AnswersForm))]
) -> Response:
    """One answer to several offers: all of them, or none."""
    answer = AnswerForm(answer=form.answer, reason=form.reason)
    for id in domain.require_chosen(form.offers):
        try:
            await offers.answer_offer(id, answer, tx, who)
        except Refused as no:
            name = (await store.get_offer(tx.connection, id)).facts.name
            raise Refused(no.code, {each: f"{name}: {said}" for each, said in no.texts.items()}) from no
    kept = {name: said for name, said in _asked(screen, {}).items() if said}
    return screen.see("/agreements/penawaran", "dijawab", **kept)


@pages.get("/penawaran/{id:uuid}", dependencies=AnyReader)
async def show_offer(id: UUID, screen: Shown, tx: Tx, who: Who) -> Response:
    """An offer with the product as it passed, its answer, and what was agreed upon it."""
    shown = await offers.show_offer(id, tx, who, screen.language)
    offer = await store.get_offer(tx.connection, id)
    city = await store.get_city(tx.connection, offer.city)
    drafted = await store.list_pks_of_offer(tx.connection, id)
    drafts = _drafts(who, offer) and not any(pks.status == "draft" for pks in drafted)
    today = local_day(tx.now, city)
    lost = await _lost(tx, offer, today)
    return screen.page(
        "offer.html",
        offer=offer,
        seller=shown["business_name"],
        answered_by=shown["answered_by"],
        agreements=drafted,
        may_answer=may_answer(who, offer),
        answer_days=domain.ANSWER_DAYS,
        may_draft=drafts and lost is None,
        why=reasons.tell_ending(lost, screen.language) if lost and (offer.closed_why or drafts) else None,
        trail=trail_of(who, offer.id, city=offer.city, business=offer.business_id),
        names=(await names_in(tx, [city]))[city.city],
        today=today,
        **here(screen, city),
    )


@pages.form("/penawaran/{id:uuid}/jawaban", shows=show_offer, dependencies=Retailer)
async def answer_offer(
    id: UUID, screen: Shown, tx: Tx, who: Who, form: Annotated[AnswerForm, Depends(sent(AnswerForm))]
) -> Response:
    """The answer to one."""
    await offers.answer_offer(id, form, tx, who)
    return screen.see(f"/agreements/penawaran/{id}", "dijawab")


def may_answer(who: Person, offer: Offer) -> bool:
    """Whether a person speaks for the retailer of an offer that can be answered."""
    return offer.status in ANSWERABLE and who.holds(RETAILER, city=offer.city, scope=offer.retailer)


async def _lost(tx: Transaction, offer: Offer, today: date) -> str | None:
    """Why nothing more can be agreed upon an offer; None: something can."""
    mou = await store.get_mou(tx.connection, offer.mou_id)
    product = await store.get_product(tx.connection, offer.product_id)
    businesses = await store.list_businesses(tx.connection, [offer.business_id])
    lost = domain.lost_ground(offer, product, businesses.get(offer.business_id))
    return lost or (None if mou.is_live(on=today) else "mou-ended")


def _drafts(who: Person, offer: Offer) -> bool:
    """Whether a person speaks for the retailer of an offer that it has accepted."""
    accepted = offer.status in (OfferStatus.ACCEPTED, OfferStatus.AGREED)
    return accepted and who.holds(RETAILER, city=offer.city, scope=offer.retailer)


def _asked(screen: Screen, given: Mapping[str, str | None]) -> dict[str, str | None]:
    """The filters of the list: those of the form that stands on it where one was sent."""
    form = getattr(screen.request.state, "form", None)
    return {name: given.get(name) if form is None else form.get(f"saring-{name}") for name in FILTERS}


def _row(offer: Offer, city: CityConfigured | None, sellers: Mapping[UUID, str | None], language: str) -> list[Any]:
    return [
        offer.id,
        offer.city,
        offer.retailer,
        offer.facts.name,
        sellers.get(offer.business_id),
        domain.label("offer", offer.status, language),
        timestamp(offer.offered_at, city),
        offer.answer_due,
        domain.label("offer", offer.answer, language) if offer.answer else None,
        offer.reason,
    ]
