"""Cooperation agreements of retailers and businesses."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.agreements import domain, store
from services.agreements.domain import BUSINESS_PARTY, Ground, Pks, PksStatus
from services.agreements.forms import DeclineForm, PksSignatureForm, PksVersionForm, ReasonForm
from services.agreements.routes.rights import (
    READ_OFFERS,
    AnyReader,
    Language,
    Retailer,
    RetailerOrOwner,
    parties_of,
    require_chain,
    require_seen,
    router,
    sight_of,
    today_in,
)
from shared.messaging.transaction import Transaction
from shared.web import OfCity, Paged, Tx, Who


@router.post("/pks/{id}/versions", status_code=201, dependencies=Retailer)
async def revise_pks(id: UUID, form: PksVersionForm, tx: Tx, who: Who, language: Language) -> dict[str, Any]:
    """Put other terms before the business, as long as nobody has signed the former ones."""
    seen = await store.get_pks(tx.connection, id)
    require_chain(who, seen.city, seen.retailer)
    ground = await _lock_ground(tx, seen)
    pks, version, drafted = domain.revise_pks(
        await store.lock_pks(tx.connection, id),
        ground,
        form.terms.read(),
        version=form.version,
        by=who.subject,
        at=tx.now,
    )
    await store.save_pks(tx.connection, [pks])
    await store.insert_pks_version(tx.connection, pks, version)
    await tx.publish(drafted)
    return told(pks, ground, language)


@router.post("/pks/{id}/signatures", status_code=201, dependencies=RetailerOrOwner)
async def sign_pks(id: UUID, form: PksSignatureForm, tx: Tx, who: Who, language: Language) -> dict[str, Any]:
    """Sign a version for the retailer or the business, while a memorandum is in force."""
    seen = await store.get_pks(tx.connection, id)
    speakers = parties_of(who, seen)
    ground = await _lock_ground(tx, seen)
    pks, offer, announcements = domain.sign_pks(
        await store.lock_pks(tx.connection, id),
        ground,
        version=form.version,
        number=form.number,
        speakers=speakers,
        at=tx.now,
    )
    own = pks.signatures[-1]
    owner = domain.number_owner(pks, own)
    await store.insert_number(tx.connection, own, city=pks.city, kind="pks", owner=owner, document_id=pks.id)
    await store.save_offers(tx.connection, [offer])
    await store.save_pks(tx.connection, [pks])
    await tx.publish(*announcements)
    return told(pks, ground, language)


@router.post("/pks/{id}/declines", status_code=201, dependencies=RetailerOrOwner)
async def decline_pks(id: UUID, form: DeclineForm, tx: Tx, who: Who) -> dict[str, Any]:
    """Say no to terms that one has not signed."""
    pks = await store.lock_pks(tx.connection, id)
    pks, announcements = domain.decline_pks(
        pks, form.reason, version=form.version, speakers=parties_of(who, pks), at=tx.now
    )
    await store.save_pks(tx.connection, [pks])
    await tx.publish(*announcements)
    return _named(pks)


@router.post("/pks/{id}/end", dependencies=RetailerOrOwner)
async def end_pks(id: UUID, form: ReasonForm, tx: Tx, who: Who) -> dict[str, Any]:
    """End what both have signed."""
    pks = await store.lock_pks(tx.connection, id)
    pks, announcements = domain.end_pks(pks, form.reason, by=parties_of(who, pks)[0], at=tx.now)
    await store.save_pks(tx.connection, [pks])
    await tx.publish(*announcements)
    return _named(pks)


@router.get("/pks", dependencies=AnyReader)
async def list_pks(
    tx: Tx, who: Who, page: Paged, language: Language, city: OfCity = None, status: PksStatus | None = None
) -> list[dict[str, Any]]:
    """The agreements in one's city, or of one's retailer or business."""
    agreements = await store.list_pks(
        tx.connection, sight_of(who, city, all_for=READ_OFFERS), status=status, after=page.after, limit=page.limit
    )
    return [_shown(pks, language) for pks in agreements]


@router.get("/pks/{id}", dependencies=AnyReader)
async def show_pks(id: UUID, tx: Tx, who: Who, language: Language) -> dict[str, Any]:
    """An agreement with all its versions, and the very text that is signed."""
    pks = await store.get_pks(tx.connection, id)
    require_seen(who, pks.city, retailers=[pks.retailer], business_id=pks.business_id, all_for=READ_OFFERS)
    offer = await store.get_offer(tx.connection, pks.offer_id)
    mou = await store.get_mou(tx.connection, pks.mou_id)
    businesses = await store.list_businesses(tx.connection, [pks.business_id])
    odd = domain.warnings_of(pks.terms, offer, mou, on=await today_in(tx, pks.city))
    return _shown(pks, language) | {
        "product": offer.facts,
        "business_name": businesses[pks.business_id].name if pks.business_id in businesses else None,
        "versions": await store.list_pks_versions(tx.connection, id),
        "warnings": _said(odd, language),
    }


def told(pks: Pks, ground: Ground, language: str) -> dict[str, Any]:
    """What whoever drafted or signed reads at once."""
    odd = domain.warnings_of(pks.terms, ground.offer, ground.mou, on=ground.on)
    return _named(pks) | {"version": pks.version, "warnings": _said(odd, language)}


async def _lock_ground(tx: Transaction, pks: Pks) -> Ground:
    offer = await store.get_offer(tx.connection, pks.offer_id)
    return await store.lock_ground(tx.connection, offer, on=await today_in(tx, pks.city))


def _named(pks: Pks) -> dict[str, Any]:
    return {"pks_id": pks.id, "status": pks.status, "how": pks.how}


def _said(odd: dict[str, dict[str, str]], language: str) -> list[dict[str, str]]:
    return [{"code": code, "message": domain.say(code, language, **values)} for code, values in odd.items()]


def _shown(pks: Pks, language: str) -> dict[str, Any]:
    signed = [signature.party for signature in pks.signatures]
    columns = asdict(pks)
    return columns | {
        "pks_id": columns.pop("id"),
        "status_label": domain.label("pks", pks.status, language, pks.how),
        "reason": domain.reason_of(pks, language),
        "numbers": domain.numbers(pks.signatures),
        "missing_signatures": [party for party in (pks.retailer, BUSINESS_PARTY) if party not in signed],
    }
