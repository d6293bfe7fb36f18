"""Pages on which a memorandum is written: the first version and further ones."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from services.agreements import domain, store
from services.agreements.domain import OFFICES
from services.agreements.forms import MouForm, MouVersionForm
from services.agreements.routes import mous
from services.agreements.routes.rights import Chosen, Office, here, pages, require_held
from shared.pages import Screen, Shown, sent
from shared.people import assignments
from shared.web import Tx, Who


@pages.get("/kesepakatan-baru", dependencies=Office)
async def show_new_memorandum(screen: Shown, tx: Tx, who: Who, kota: Chosen = "") -> Response:
    """The form for a memorandum of a city in which one holds an office."""
    codes = who.cities_with(*OFFICES, city=kota or _attempted(screen) or None)
    known = await assignments.list_cities(tx.connection)
    city = await store.get_city(tx.connection, codes[0])
    return screen.page(
        "new_memorandum.html",
        retailers=[(r.code, r.legal_name) for r in await store.list_retailers(tx.connection, city.city)],
        cities=[known[code] for code in who.cities_with(*OFFICES) if code in known],
        **here(screen, city),
    )


@pages.form("/kesepakatan-baru", shows=show_new_memorandum, dependencies=Office)
async def draft_memorandum(
    screen: Shown, tx: Tx, who: Who, form: Annotated[MouForm, Depends(sent(MouForm))]
) -> Response:
    """The first version lies before all parties."""
    told = await mous.draft_mou(form, tx, who)
    return screen.see(f"/agreements/kesepakatan/{told['mou_id']}", "disusun")


@pages.get("/kesepakatan/{id:uuid}/versi", dependencies=Office)
async def show_next_version(id: UUID, screen: Shown, tx: Tx, who: Who) -> Response:
    """The form for another text, filled in with the present one. Who was overtaken sees what the newer one changed."""
    mou = await store.get_mou(tx.connection, id)
    require_held(who, mou.city, *OFFICES)
    versions = await store.list_mou_versions(tx.connection, id)
    written_from = _number(screen)
    before = next((v for v in versions if v.number == written_from), None)
    return screen.page(
        "next_version.html",
        mou=mou,
        present=versions[-1],
        pieces=domain.compare_texts(before.text, versions[-1].text) if before and before != versions[-1] else [],
        same=domain.SAME,
        gone=domain.GONE,
        **here(screen, await store.get_city(tx.connection, mou.city)),
    )


@pages.form("/kesepakatan/{id:uuid}/versi", shows=show_next_version, dependencies=Office)
async def revise_memorandum(
    id: UUID, screen: Shown, tx: Tx, who: Who, form: Annotated[MouVersionForm, Depends(sent(MouVersionForm))]
) -> Response:
    """A further version; whatever was agreed or signed is void."""
    await mous.revise_mou(id, form, tx, who)
    return screen.see(f"/agreements/kesepakatan/{id}", "versi-baru")


def _attempted(screen: Screen) -> str:
    """The city of a form that was not taken."""
    return next(iter(screen.attempt.values.get("city", ())), "") if screen.attempt else ""


def _number(screen: Screen) -> int | None:
    """The version from which a form was written that was not taken."""
    said = next(iter(screen.attempt.values.get("version", ())), "") if screen.attempt else ""
    return int(said) if said.isdecimal() and len(said) < 10 else None
