"""What happened, for those who may look it up: the trail of a thing, and who was told and who could not be."""

from functools import partial
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Response

from services.notifications.domain.words import read_aloud
from services.notifications.routes import messages
from services.notifications.routes.rights import AdminOrAuditor, OfficerOrOwner, pages
from shared.pages import Shown
from shared.people import assignments
from shared.people.functions import ADMIN, AUDITOR, OFFICERS, OWNER
from shared.web import Tx, Who

PAGE = 100
EVERYTHING = 100_000


@pages.get("/jejak/{id}", dependencies=OfficerOrOwner)
async def show_trail(
    id: UUID, screen: Shown, tx: Tx, who: Who, setelah: UUID | None = None, unduh: str = ""
) -> Response:
    """Everything that was announced about a product, business, MoU, offer or PKS, in order."""
    lines = await messages.show_trail(id, tx, who, after=setelah, limit=EVERYTHING if unduh else PAGE + 1)
    if unduh:
        parts = screen.words("words.html", "parts")
        rows = [(line["at"].isoformat(), parts.get(line["by"], line["by"]), line["summary"]) for line in lines]
        return screen.csv(f"jejak-{id}", ("waktu", "layanan", "peristiwa"), rows)
    cities = await assignments.list_cities(tx.connection)
    here = [cities[code] for code in who.cities_with(*OFFICERS, OWNER) if code in cities]
    zone = ZoneInfo(here[0].time_zone if here else "UTC")
    after = lines[PAGE - 1]["event_id"] if len(lines) > PAGE else None
    return screen.page("trail.html", id=id, lines=lines[:PAGE], after=after, zone=zone, city=here[0] if here else None)


@pages.get("/kiriman", dependencies=AdminOrAuditor)
async def show_deliveries(
    screen: Shown,
    tx: Tx,
    who: Who,
    keadaan: Literal["", "waiting", "sent", "failed"] = "",
    setelah: UUID | None = None,
    unduh: str = "",
) -> Response:
    """Who was told, and who could not be, newest first."""
    limit = EVERYTHING if unduh else PAGE + 1
    found = await messages.list_deliveries(tx, who, status=keadaan or None, after=setelah, limit=limit)
    word = partial(read_aloud, language=screen.language)
    if unduh:
        states = screen.words("words.html", "deliveries")
        rows = [
            (d["at"].isoformat(), d["subject"], word(d["channel"]), states[d["status"]][0], word(d["last_error"] or ""))
            for d in found
        ]
        return screen.csv("kiriman", ("waktu", "penerima", "saluran", "keadaan", "sebab"), rows)
    cities = await assignments.list_cities(tx.connection)
    here = cities.get(who.cities_with(ADMIN, AUDITOR)[0])
    return screen.page(
        "deliveries.html",
        deliveries=found[:PAGE],
        after=found[PAGE - 1]["id"] if len(found) > PAGE else None,
        zone=ZoneInfo(here.time_zone if here else "UTC"),
        city=here,
        word=word,
    )
