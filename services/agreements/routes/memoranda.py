"""Pages of memoranda: which there are and whom they wait for, and one with its versions, remarks and signatures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response

from services.agreements import domain, store
from services.agreements.domain import OFFICES, SAME, Mou, MouStatus, MouVersion
from services.agreements.forms import AgreementForm, CommentForm, MouSignatureForm, ReasonForm
from services.agreements.routes import mous
from services.agreements.routes.rights import (
    Chosen,
    Commentator,
    MayorOrLegal,
    MouSigner,
    OfficeOrRetailer,
    OfficerOrRetailer,
    Search,
    cities_of,
    find_parties,
    here,
    list_speakers,
    names_in,
    pages,
    require_held,
    require_seen,
    sight_of,
)
from shared.events.registration import CityConfigured
from shared.lists import EVERYTHING, Place
from shared.messaging.transaction import Transaction
from shared.pages import Screen, Shown, sent
from shared.pages.navigation import trail_of
from shared.people.assignments import Person
from shared.people.days import local_day
from shared.people.functions import LEGAL, MAYOR, OFFICERS
from shared.web import Tx, Who

PAGE = 50
HEADS = ("id", "kota", "judul", "mitra", "keadaan", "versi", "mulai", "sampai", "menunggu")


@pages.get("/kesepakatan", dependencies=OfficerOrRetailer)
async def show_memoranda(
    screen: Shown,
    tx: Tx,
    who: Who,
    kota: Chosen = "",
    keadaan: Chosen = "",
    cari: Search = "",
    setelah: str = "",
    unduh: str = "",
) -> Response:
    """What waits for me on top, then all of them, the most urgent first."""
    sight = sight_of(who, kota or None)
    wanted = store.Wanted(sight=sight, state=keadaan or None, search=cari)
    limit = EVERYTHING if unduh else PAGE + 1
    found = await store.list_mou_board(tx.connection, wanted, after=Place.read(setelah), limit=limit)
    cities = await cities_of(tx, who)
    names = await names_in(tx, cities.values())
    if unduh:
        rows = (_row(mou, names.get(mou.city, {}), screen.language) for _, mou in found)
        return await screen.csv("kesepakatan-bersama", HEADS, rows)
    waiting = await store.list_mou_board(tx.connection, store.Wanted(sight=sight, state=store.AWAITED), limit=PAGE)
    return screen.page(
        "memoranda.html",
        mine=[mou for _, mou in waiting if set(domain.awaited_by_mou(mou)) & _own_parties(who, mou)],
        mous=[mou for _, mou in found[:PAGE]],
        after=found[PAGE - 1][0] if len(found) > PAGE else None,
        awaited=domain.awaited_by_mou,
        ending={mou.id for _, mou in found if mou.status is MouStatus.IN_FORCE and _is_ending(mou, cities, tx.now)},
        names=names,
        cities=cities,
        drafts=who.holds(*OFFICES),
        officer=who.holds(*OFFICERS),
        **here(screen, next(iter(cities.values())) if len(cities) == 1 else cities.get(kota)),
    )


@pages.get("/kesepakatan/{id:uuid}", dependencies=OfficerOrRetailer)
async def show_memorandum(id: UUID, screen: Shown, tx: Tx, who: Who, banding: int = 0) -> Response:
    """One memorandum, with what a version changed (`banding`; the last one if none is named)."""
    about = await _about(id, tx, who, screen)
    versions: list[MouVersion] = about["mou"]["versions"]
    compared = next((v for v in versions[1:] if v.number == banding), versions[-1])
    before = versions[compared.number - 2] if compared.number > 1 else None
    return screen.page(
        "memorandum.html",
        compared=compared,
        pieces=domain.compare_texts(before.text, compared.text) if before else [],
        same=SAME,
        gone=domain.GONE,
        **about,
    )


@pages.form("/kesepakatan/{id:uuid}/komentar", shows=show_memorandum, dependencies=Commentator)
async def comment_memorandum(
    id: UUID, screen: Shown, tx: Tx, who: Who, form: Annotated[CommentForm, Depends(sent(CommentForm))]
) -> Response:
    """A remark about a version."""
    await mous.comment_mou(id, form, tx, who)
    return screen.see(f"/agreements/kesepakatan/{id}", "dikomentari")


@pages.form("/kesepakatan/{id:uuid}/persetujuan", shows=show_memorandum, dependencies=OfficeOrRetailer)
async def agree_to_memorandum(
    id: UUID, screen: Shown, tx: Tx, who: Who, form: Annotated[AgreementForm, Depends(sent(AgreementForm))]
) -> Response:
    """One's office or retailer agrees to a version."""
    await mous.agree_to_mou(id, form, tx, who)
    return screen.see(f"/agreements/kesepakatan/{id}", "disetujui")


@pages.get("/kesepakatan/{id:uuid}/tanda-tangan", dependencies=MouSigner)
async def ask_to_sign_memorandum(id: UUID, screen: Shown, tx: Tx, who: Who) -> Response:
    """Ask once more, and say as what one signs."""
    return screen.page("sign_memorandum.html", **await _about(id, tx, who, screen))


@pages.form("/kesepakatan/{id:uuid}/tanda-tangan", shows=ask_to_sign_memorandum, dependencies=MouSigner)
async def sign_memorandum(
    id: UUID, screen: Shown, tx: Tx, who: Who, form: Annotated[MouSignatureForm, Depends(sent(MouSignatureForm))]
) -> Response:
    """One's party signs."""
    await mous.sign_mou(id, form, tx, who)
    return screen.see(f"/agreements/kesepakatan/{id}", "ditandatangani")


@pages.get("/kesepakatan/{id:uuid}/akhiri", dependencies=MayorOrLegal)
async def ask_to_end_memorandum(id: UUID, screen: Shown, tx: Tx, who: Who) -> Response:
    """Ask once more, and say what follows."""
    about = await _about(id, tx, who, screen)
    require_held(who, about["mou"]["city"], MAYOR, LEGAL)
    return screen.page("end_memorandum.html", **about)


@pages.form("/kesepakatan/{id:uuid}/akhiri", shows=ask_to_end_memorandum, dependencies=MayorOrLegal)
async def end_memorandum(
    id: UUID, screen: Shown, tx: Tx, who: Who, form: Annotated[ReasonForm, Depends(sent(ReasonForm))]
) -> Response:
    """It ends, with all that stands on it."""
    await mous.end_mou(id, form, tx, who)
    return screen.see(f"/agreements/kesepakatan/{id}", "diakhiri")


async def _about(id: UUID, tx: Transaction, who: Person, screen: Screen) -> dict[str, Any]:
    """What every page of one memorandum shows: all of it, its parties by name, and what this person may do."""
    shown = await mous.show_mou(id, tx, who, screen.language)
    mou = await store.get_mou(tx.connection, id)
    require_seen(who, mou.city, retailers=mou.retailers)
    city = await store.get_city(tx.connection, mou.city)
    return {
        "mou": shown,
        "present": shown["versions"][-1],
        "names": (await names_in(tx, [city]))[city.city],
        "awaited": domain.awaited_by_mou(mou),
        "signer": _signer(who, mou, city),
        "may": _may(who, mou, city),
        "trail": trail_of(who, mou.id, city=mou.city),
        **here(screen, city),
    }


def _may(who: Person, mou: Mou, city: CityConfigured) -> Mapping[str, bool]:
    """What a person may do about a memorandum as it stands."""
    is_open, signed = mou.status in (MouStatus.DRAFT, MouStatus.AGREED), mou.status is not MouStatus.DRAFT
    mayor, legal = who.holds(MAYOR, city=mou.city), who.holds(LEGAL, city=mou.city)
    return {
        "comment": is_open and bool(_own_parties(who, mou)),
        "revise": is_open and who.holds(*OFFICES, city=mou.city),
        "agree": bool(set(domain.awaited_by_mou(mou)) & _own_parties(who, mou)) and not signed,
        "sign": _signer(who, mou, city) is not None,
        "end": mou.status is not MouStatus.ENDED and (mayor or (legal and is_open)),
    }


def _signer(who: Person, mou: Mou, city: CityConfigured) -> Any:
    """For which party this person signs next, and as what."""
    speakers = list_speakers(who, city, functions=[MAYOR], retailers=mou.retailers)
    waits = domain.awaited_by_mou(mou) if mou.status is MouStatus.AGREED else []
    return next((speaker for speaker in speakers if speaker.party in waits), None)


def _own_parties(who: Person, mou: Mou) -> set[str]:
    return set(find_parties(who, mou.city, functions=(*OFFICES, MAYOR), retailers=mou.retailers))


def _is_ending(mou: Mou, cities: Mapping[str, CityConfigured], at: datetime) -> bool:
    city = cities.get(mou.city)
    return city is not None and domain.is_ending(mou.until, on=local_day(at, city))


def _row(mou: Mou, names: Mapping[str, str], language: str) -> list[Any]:
    waits = ", ".join(names.get(party, party) for party in domain.awaited_by_mou(mou))
    partners, state = ", ".join(mou.retailers), domain.label("mou", mou.status, language, mou.how)
    return [mou.id, mou.city, mou.title, partners, state, mou.version, mou.since, mou.until, waits]
