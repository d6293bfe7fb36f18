"""Memoranda of the city with retailers."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.agreements import domain, store
from services.agreements.domain import OFFICES, Mou
from services.agreements.forms import (
    AgreementForm,
    CommentForm,
    MouForm,
    MouSignatureForm,
    MouVersionForm,
    ReasonForm,
)
from services.agreements.routes.rights import (
    Commentator,
    Language,
    MayorOrLegal,
    MouSigner,
    Office,
    OfficeOrRetailer,
    OfficerOrRetailer,
    require_held,
    require_seen,
    router,
    sight_of,
    speakers_of,
)
from shared.events.registration import CityConfigured
from shared.messaging.transaction import Transaction
from shared.people.days import local_day
from shared.people.functions import LEGAL, MAYOR
from shared.web import OfCity, Paged, Tx, Who


@router.post("/mous", status_code=201, dependencies=Office)
async def draft_mou(form: MouForm, tx: Tx, who: Who) -> dict[str, Any]:
    """Begin a memorandum with one retailer or more."""
    require_held(who, form.city, *OFFICES)
    city = await store.get_city(tx.connection, form.city)
    mou, version, drafted = domain.draft_mou(
        form.text(),
        mou_id=tx.ids(),
        city=city,
        retailers=form.retailers,
        known=await store.list_retailers(tx.connection, form.city),
        by=who.subject,
        on=local_day(tx.now, city),
        at=tx.now,
    )
    await store.save_mous(tx.connection, [mou])
    await store.insert_mou_version(tx.connection, mou, version)
    await tx.publish(drafted)
    return _told(mou)


@router.post("/mous/{id}/versions", status_code=201, dependencies=Office)
async def revise_mou(id: UUID, form: MouVersionForm, tx: Tx, who: Who) -> dict[str, Any]:
    """Put another text in its place; what was agreed or signed is void."""
    mou = await store.lock_mou(tx.connection, id)
    require_held(who, mou.city, *OFFICES)
    city = await store.get_city(tx.connection, mou.city)
    mou, version, drafted = domain.revise_mou(
        mou,
        form.text(),
        version=form.version,
        changes=form.changes,
        names=await _names_in(tx, city),
        by=who.subject,
        on=local_day(tx.now, city),
        at=tx.now,
    )
    await store.save_mous(tx.connection, [mou])
    await store.insert_mou_version(tx.connection, mou, version)
    await tx.publish(drafted)
    return _told(mou)


@router.post("/mous/{id}/comments", status_code=201, dependencies=Commentator)
async def comment_mou(id: UUID, form: CommentForm, tx: Tx, who: Who) -> dict[str, Any]:
    """Remark something about a version."""
    mou = await store.lock_mou(tx.connection, id)
    speakers = await speakers_of(tx, who, mou.city, functions=(*OFFICES, MAYOR), retailers=mou.retailers)
    comment, told = domain.comment_mou(
        mou, form.text, comment_id=tx.ids(), version=form.version, speaker=speakers[0], at=tx.now
    )
    await store.insert_comment(tx.connection, mou, comment)
    await tx.publish(told)
    return asdict(comment)


@router.post("/mous/{id}/agreements", status_code=201, dependencies=OfficeOrRetailer)
async def agree_to_mou(id: UUID, form: AgreementForm, tx: Tx, who: Who) -> dict[str, Any]:
    """Agree to a version for one's office or retailer."""
    mou = await store.lock_mou(tx.connection, id)
    speakers = await speakers_of(tx, who, mou.city, functions=OFFICES, retailers=mou.retailers)
    mou, agreed = domain.agree_to_mou(mou, version=form.version, speakers=speakers, at=tx.now)
    await store.save_mous(tx.connection, [mou])
    await tx.publish(agreed)
    return _told(mou)


@router.post("/mous/{id}/signatures", status_code=201, dependencies=MouSigner)
async def sign_mou(id: UUID, form: MouSignatureForm, tx: Tx, who: Who) -> dict[str, Any]:
    """Sign a version for the city or a retailer; with the last signature, what passed is offered."""
    seen = await store.get_mou(tx.connection, id)
    speakers = await speakers_of(tx, who, seen.city, functions=[MAYOR], retailers=seen.retailers)
    cities = await store.lock_cities(tx.connection, [seen.city])
    mou, signed = domain.sign_mou(
        await store.lock_mou(tx.connection, id),
        version=form.version,
        number=form.number,
        speakers=speakers,
        names=await _names_in(tx, cities[seen.city]),
        on=local_day(tx.now, cities[seen.city]),
        at=tx.now,
    )
    own = mou.signatures[-1]
    await store.insert_number(tx.connection, own, city=mou.city, kind="mou", owner=own.party, document_id=mou.id)
    known = await store.list_to_offer(tx.connection, cities, [mou])
    decided = domain.begin_mous(known, at=tx.now, ids=tx.ids)
    await store.save_mous(tx.connection, [mou])
    await store.save(tx.connection, decided)
    await tx.publish(signed, *decided.announcements)
    return _told(mou)


@router.post("/mous/{id}/end", dependencies=MayorOrLegal)
async def end_mou(id: UUID, form: ReasonForm, tx: Tx, who: Who) -> dict[str, Any]:
    """End a memorandum, with all that stands on it."""
    seen = await store.get_mou(tx.connection, id)
    by = (await speakers_of(tx, who, seen.city, functions=[MAYOR, LEGAL]))[0]
    await store.lock_cities(tx.connection, [seen.city])
    ended = domain.end_mou(await store.lock_mou(tx.connection, id), form.reason, by=by, at=tx.now)
    decided = domain.end_mous([ended], await store.lock_under(tx.connection, [id]), at=tx.now)
    await store.save(tx.connection, decided)
    await tx.publish(*decided.announcements)
    return _told(ended[0])


@router.get("/mous", dependencies=OfficerOrRetailer)
async def list_mous(tx: Tx, who: Who, page: Paged, language: Language, city: OfCity = None) -> list[dict[str, Any]]:
    """The memoranda of one's city, or those that name one's retailer."""
    mous = await store.list_mous(tx.connection, sight_of(who, city), after=page.after, limit=page.limit)
    return [_shown(mou, language) for mou in mous]


@router.get("/mous/{id}", dependencies=OfficerOrRetailer)
async def show_mou(id: UUID, tx: Tx, who: Who, language: Language) -> dict[str, Any]:
    """A memorandum with all its versions and comments."""
    mou = await store.get_mou(tx.connection, id)
    require_seen(who, mou.city, retailers=mou.retailers)
    versions = await store.list_mou_versions(tx.connection, id)
    comments = await store.list_comments(tx.connection, id)
    return _shown(mou, language) | {"versions": versions, "comments": comments}


async def _names_in(tx: Transaction, city: CityConfigured) -> dict[str, str]:
    return domain.names_of(city, await store.list_retailers(tx.connection, city.city))


def _told(mou: Mou) -> dict[str, Any]:
    return {"mou_id": mou.id, "version": mou.version, "status": mou.status}


def _shown(mou: Mou, language: str) -> dict[str, Any]:
    columns = asdict(mou)
    return columns | {
        "mou_id": columns.pop("id"),
        "status_label": domain.label("mou", mou.status, language, mou.how),
        "numbers": domain.numbers(mou.signatures),
        "missing_agreements": domain.missing_agreements(mou),
        "missing_signatures": domain.missing_signatures(mou),
    }
