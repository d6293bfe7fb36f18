"""Pages of cooperation agreements: which there are and whom they wait for; one with its text; signing, declining and
ending it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response

from services.agreements import domain, store
from services.agreements.domain import BUSINESS_PARTY, Pks, PksStatus
from services.agreements.forms import DeclineForm, PksSignatureForm, ReasonForm
from services.agreements.routes import pks as agreements
from services.agreements.routes.rights import (
    READ_OFFERS,
    AnyReader,
    Chosen,
    RetailerOrOwner,
    Search,
    chains_in,
    cities_of,
    here,
    list_parties,
    names_in,
    pages,
    parties_of,
    sight_of,
)
from shared.events import reasons
from shared.lists import EVERYTHING, Place
from shared.messaging.transaction import Transaction
from shared.pages import Screen, Shown, sent
from shared.pages.navigation import trail_of
from shared.people.assignments import Person
from shared.people.days import local_day
from shared.people.functions import RETAILER
from shared.web import Tx, Who

PAGE = 50
HEADS = ("id", "kota", "ritel", "produk", "usaha", "keadaan", "versi", "gerai", "mulai", "sampai", "menunggu")


@pages.get("/pks", dependencies=AnyReader)
async def show_contracts(
    screen: Shown,
    tx: Tx,
    who: Who,
    kota: Chosen = "",
    ritel: Chosen = "",
    keadaan: Chosen = "",
    cari: Search = "",
    setelah: str = "",
    unduh: str = "",
) -> Response:
    """What waits for a signature first."""
    sight = sight_of(who, kota or None, all_for=READ_OFFERS)
    wanted = store.Wanted(sight=sight, state=keadaan or None, retailer=ritel or None, search=cari)
    limit = EVERYTHING if unduh else PAGE + 1
    found = await store.list_pks_board(tx.connection, wanted, after=Place.read(setelah), limit=limit)
    businesses = await store.list_businesses(tx.connection, [pks.business_id for _, pks in found])
    sellers = {id: business.name for id, business in businesses.items()}
    without_barcode = await _list_without_barcode(tx, [pks for _, pks in found])
    if unduh:
        rows = (_row(pks, sellers, screen.language, signable=pks.id not in without_barcode) for _, pks in found)
        return await screen.csv("pks", HEADS, rows)
    cities = await cities_of(tx, who)
    shown = [pks for _, pks in found[:PAGE]]
    today = {code: local_day(tx.now, city) for code, city in cities.items()}
    return screen.page(
        "contracts.html",
        contracts=shown,
        after=found[PAGE - 1][0] if len(found) > PAGE else None,
        awaited=domain.awaited_by_pks,
        mine={pks.id for pks in shown if set(domain.awaited_by_pks(pks)) & _own_parties(who, pks)} - without_barcode,
        without_barcode=without_barcode,
        ending={pks.id for pks in shown if _is_ending(pks, today[pks.city])},
        today=today,
        sellers=sellers,
        names=(names := await names_in(tx, cities.values())),
        chains=chains_in(names),
        cities=cities,
        **here(screen, next(iter(cities.values())) if len(cities) == 1 else cities.get(kota)),
    )


@pages.get("/pks/{id:uuid}", dependencies=AnyReader)
async def show_contract(id: UUID, screen: Shown, tx: Tx, who: Who, banding: int = 0) -> Response:
    """One agreement, with what a version changed (`banding`; the last one if none is named)."""
    about = await _about(id, tx, who, screen)
    versions = about["pks"]["versions"]
    compared = next((v for v in versions[1:] if v.number == banding), versions[-1])
    before = versions[compared.number - 2] if compared.number > 1 else None
    changes = domain.compare_terms(before.terms, compared.terms) if before else []
    return screen.page("contract.html", compared=compared, changes=changes, **about)


@pages.get("/pks/{id:uuid}/tanda-tangan", dependencies=RetailerOrOwner)
async def ask_to_sign_contract(id: UUID, screen: Shown, tx: Tx, who: Who) -> Response:
    """Ask once more, and say for whom and as what one signs."""
    return screen.page("sign_contract.html", **await _about(id, tx, who, screen, as_party=True))


@pages.form("/pks/{id:uuid}/tanda-tangan", shows=ask_to_sign_contract, dependencies=RetailerOrOwner)
async def sign_contract(
    id: UUID, screen: Shown, tx: Tx, who: Who, form: Annotated[PksSignatureForm, Depends(sent(PksSignatureForm))]
) -> Response:
    """One's party signs."""
    await agreements.sign_pks(id, form, tx, who, screen.language)
    return screen.see(f"/agreements/pks/{id}", "ditandatangani")


@pages.get("/pks/{id:uuid}/tolak", dependencies=RetailerOrOwner)
async def ask_to_decline_contract(id: UUID, screen: Shown, tx: Tx, who: Who) -> Response:
    """Ask why."""
    return screen.page("decline_contract.html", **await _about(id, tx, who, screen, as_party=True))


@pages.form("/pks/{id:uuid}/tolak", shows=ask_to_decline_contract, dependencies=RetailerOrOwner)
async def decline_contract(
    id: UUID, screen: Shown, tx: Tx, who: Who, form: Annotated[DeclineForm, Depends(sent(DeclineForm))]
) -> Response:
    """One's party says no to what it has not signed."""
    await agreements.decline_pks(id, form, tx, who)
    return screen.see(f"/agreements/pks/{id}", "pks-ditolak")


@pages.get("/pks/{id:uuid}/akhiri", dependencies=RetailerOrOwner)
async def ask_to_end_contract(id: UUID, screen: Shown, tx: Tx, who: Who) -> Response:
    """Ask why, and say what follows."""
    return screen.page("end_contract.html", **await _about(id, tx, who, screen, as_party=True))


@pages.form("/pks/{id:uuid}/akhiri", shows=ask_to_end_contract, dependencies=RetailerOrOwner)
async def end_contract(
    id: UUID, screen: Shown, tx: Tx, who: Who, form: Annotated[ReasonForm, Depends(sent(ReasonForm))]
) -> Response:
    """One's party ends what both have signed."""
    await agreements.end_pks(id, form, tx, who)
    return screen.see(f"/agreements/pks/{id}", "diakhiri")


async def _about(id: UUID, tx: Transaction, who: Person, screen: Screen, *, as_party: bool = False) -> dict[str, Any]:
    """What every page of one agreement shows: all of it, its parties by name, and what this person may do. Raises
    NotFound, with `as_party` also for who speaks for none of its sides."""
    shown = await agreements.show_pks(id, tx, who, screen.language)
    pks = await store.get_pks(tx.connection, id)
    if as_party:
        parties_of(who, pks)
    city = await store.get_city(tx.connection, pks.city)
    business = {BUSINESS_PARTY: shown["business_name"] or domain.label("party", BUSINESS_PARTY, screen.language)}
    waits, signable = domain.awaited_by_pks(pks), domain.is_signable(shown["product"])
    return {
        "pks": shown,
        "present": shown["versions"][-1],
        "names": (await names_in(tx, [city]))[city.city] | business,
        "awaited": waits,
        "signing_days": domain.SIGNING_DAYS,
        "signer": next((speaker for speaker in list_parties(who, pks) if speaker.party in waits), None),
        "signable": signable,
        "may": _may(who, pks, signable),
        "trail": trail_of(who, pks.id, city=pks.city, business=pks.business_id),
        "today": local_day(tx.now, city),
        "lost": [reasons.tell_ending(why, screen.language) for why in pks.lost],
        **here(screen, city),
    }


def _may(who: Person, pks: Pks, signable: bool) -> Mapping[str, bool]:
    """What a person may do about an agreement as it stands."""
    own = _own_parties(who, pks)
    retailer = who.holds(RETAILER, city=pks.city, scope=pks.retailer)
    awaited = bool(own & set(domain.awaited_by_pks(pks)))
    return {
        "sign": awaited and signable,
        "decline": awaited,
        "revise": retailer and pks.status is PksStatus.DRAFT and not pks.signatures,
        "end": bool(own) and pks.status is PksStatus.SIGNED,
    }


async def _list_without_barcode(tx: Transaction, listed: Sequence[Pks]) -> set[UUID]:
    """Those drafts that cannot be signed."""
    drafts = {pks.offer_id: pks.id for pks in listed if pks.status is PksStatus.DRAFT}
    offers = await store.list_these_offers(tx.connection, list(drafts))
    return {drafts[offer.id] for offer in offers if not domain.is_signable(offer.facts)}


def _is_ending(pks: Pks, on: date) -> bool:
    return pks.status is PksStatus.SIGNED and domain.is_ending(pks.terms.until, on=on)


def _own_parties(who: Person, pks: Pks) -> set[str]:
    return {speaker.party for speaker in list_parties(who, pks)}


def _states(pks: Pks, language: str) -> list[str]:
    lost = [domain.label("pks", store.BASIS_LOST, language)] if pks.status is PksStatus.SIGNED and pks.lost else []
    return [domain.label("pks", pks.status, language, pks.how), *lost]


def _row(pks: Pks, sellers: Mapping[UUID, str | None], language: str, *, signable: bool) -> list[Any]:
    called, terms = {BUSINESS_PARTY: domain.label("party", BUSINESS_PARTY, language)}, pks.terms
    waits = ", ".join(called.get(party, party) for party in domain.awaited_by_pks(pks))
    return [
        pks.id,
        pks.city,
        pks.retailer,
        pks.product_name,
        sellers.get(pks.business_id),
        "; ".join(_states(pks, language)),
        pks.version,
        "; ".join(terms.stores),
        terms.since,
        terms.until,
        waits if signable else domain.label("awaited", "barcode", language),
    ]
