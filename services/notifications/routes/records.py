"""What happened, for those who may look it up: the trail of a thing, and who was told and who could not be."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Response

from services.notifications import domain, store
from services.notifications.domain.words import read_aloud
from services.notifications.routes import messages
from services.notifications.routes.rights import AdminOrAuditor, OfficerOrOwner, Search, pages
from services.notifications.routes.taken import heads
from shared.events.registration import CityConfigured
from shared.lists import EVERYTHING
from shared.pages import Shown
from shared.people import assignments
from shared.people.days import timestamp
from shared.people.functions import ADMIN, AUDITOR, OFFICERS, OWNER
from shared.web import Tx, Who

PAGE = 100


@pages.get("/jejak/{id:uuid}", dependencies=OfficerOrOwner)
async def show_trail(
    id: UUID,
    screen: Shown,
    tx: Tx,
    who: Who,
    pemberitahuan: Literal["", "tanpa"] = "tanpa",
    cari: Search = "",
    setelah: UUID | None = None,
    unduh: str = "",
) -> Response:
    """What was announced about a product, business, MoU, offer or PKS, in order; who was told of it, where one asks."""
    limit = EVERYTHING if unduh else PAGE + 1
    look_for = partial(messages.show_trail, id, tx, who, screen.language, notices=not pemberitahuan)
    lines = await look_for(search=cari, after=setelah, limit=limit)
    cities = await assignments.list_cities(tx.connection)
    here = [cities[code] for code in who.cities_with(*OFFICERS, OWNER) if code in cities]
    zone = ZoneInfo(here[0].time_zone if here else "UTC")
    if unduh:
        rows = _lines(lines, here[0] if here else None, screen.words("words.html", "parts"))
        return await screen.csv(f"jejak-{id}", heads(screen, "at", "done_by", "service", "event"), rows)
    after = lines[PAGE - 1]["event_id"] if len(lines) > PAGE else None
    officer = bool(who.cities_with(*OFFICERS))
    matter = await store.find_matter(tx.connection, id)
    named = None if matter else (await store.list_names(tx.connection, [id])).get(id)
    return screen.page(
        "trail.html",
        id=id,
        matter=matter,
        business=named if named and named.name and named.business_id is None else None,
        page_of=matter and domain.path_of(matter["kind"], id, for_officers=officer),
        officer=officer,
        lines=lines[:PAGE],
        after=after,
        zone=zone,
        city=here[0] if here else None,
    )


@pages.get("/kiriman", dependencies=AdminOrAuditor)
async def show_deliveries(
    screen: Shown,
    tx: Tx,
    who: Who,
    keadaan: Literal["", "waiting", "sent", "failed"] = "",
    cari: Search = "",
    setelah: UUID | None = None,
    unduh: str = "",
) -> Response:
    """Who was told, and who could not be, newest first."""
    held, limit = who.cities_with(ADMIN, AUDITOR), EVERYTHING if unduh else PAGE + 1
    found = await store.list_deliveries(
        tx.connection, held, status=keadaan or None, search=cari, after=setelah, limit=limit
    )
    word = partial(read_aloud, language=screen.language)
    here = (await assignments.list_cities(tx.connection)).get(held[0])
    zone = ZoneInfo(here.time_zone if here else "UTC")
    if unduh:
        rows = _deliveries(found, here, screen.words("words.html", "deliveries"), word)
        return await screen.csv("kiriman", heads(screen, "at", "recipient", "channel", "state", "reason"), rows)
    return screen.page(
        "deliveries.html",
        deliveries=found[:PAGE],
        after=found[PAGE - 1]["id"] if len(found) > PAGE else None,
        zone=zone,
        city=here,
        word=word,
    )


def _lines(
    lines: Sequence[Mapping[str, Any]], city: CityConfigured | None, parts: Mapping[str, str]
) -> Iterator[Sequence[Any]]:
    for line in lines:
        yield timestamp(line["at"], city), line["done_by"], parts.get(line["by"], line["by"]), line["summary"]


def _deliveries(
    found: Sequence[Any],
    city: CityConfigured | None,
    states: Mapping[str, Sequence[str]],
    word: Callable[[str], str],
) -> Iterator[Sequence[Any]]:
    for each in found:
        at, state = timestamp(each["at"], city), states[each["status"]][0]
        yield at, each["subject"], word(each["channel"]), state, word(each["last_error"] or "")
