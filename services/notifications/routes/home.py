"""The first page, which anybody may see, and everybody's own: Beranda."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Response

from services.notifications import domain, settings, store
from services.notifications.routes import messages
from services.notifications.routes.rights import Anybody, AnySignedIn, pages
from shared.pages import Shown
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.days import local_day
from shared.people.functions import ASSISTANT, OFFICERS, OWNER, RETAILER
from shared.web import Tx, Who

SHOWN = 100
MESSAGES = 20


@pages.get("/", dependencies=Anybody)
async def show_start(screen: Shown, tx: Tx) -> Response:
    """What Gerai is, the way in, and each city's programme; in a demonstration, as whom to look around."""
    cities = await assignments.list_cities(tx.connection)
    return screen.page("start.html", accounts=settings.demo_accounts(), cities=cities.values())


@pages.get("/beranda", dependencies=AnySignedIn)
async def show_home(screen: Shown, tx: Tx, who: Who) -> Response:
    """What waits for me, where my things are, and my messages."""
    cities = await assignments.list_cities(tx.connection)
    held = [(a.city, a.function, a.scope) for a in who.assignments]
    assists_in = [a.city for a in who.assignments if a.function == ASSISTANT]
    officer_in = who.cities_with(*OFFICERS)
    today = {code: local_day(tx.now, city) for code, city in cities.items()}
    return screen.page(
        "home.html",
        waiting=await store.list_waiting(tx.connection, held, assists_in, at=tx.now, limit=SHOWN),
        mine=await store.list_mine(tx.connection, _owned(who), _retailers(who), limit=SHOWN),
        counts=await store.count_matters(tx.connection, {code: today.get(code, tx.now.date()) for code in officer_in}),
        officer=bool(officer_in),
        messages=await messages.list_inbox(tx, who, limit=MESSAGES),
        functions=_functions(who),
        zones={code: ZoneInfo(city.time_zone) for code, city in cities.items()},
        cities=cities,
        today=today,
        **_at_home(who, cities),
    )


@pages.form("/pesan/{id}/dibaca", shows=show_home, dependencies=AnySignedIn)
async def mark_read(id: UUID, screen: Shown, tx: Tx, who: Who) -> Response:
    """I have read a message."""
    await messages.mark_read(id, tx, who)
    return screen.see("/notifications/beranda")


def _owned(who: Person) -> list[tuple[str, UUID]]:
    """The businesses that are this person's, by city."""
    ids = ((a.city, domain.id_in(a.scope)) for a in who.assignments if a.function == OWNER)
    return [(city, id) for city, id in ids if id is not None]


def _retailers(who: Person) -> list[tuple[str, str]]:
    """The retailers for whom this person speaks, by city."""
    return [(a.city, a.scope) for a in who.assignments if a.function == RETAILER and a.scope]


def _functions(who: Person) -> Sequence[str]:
    """As what a person acts, in words."""
    return list(dict.fromkeys(a.signs_as for a in who.assignments))


def _at_home(who: Person, cities: Any) -> dict[str, Any]:
    """The city that a page is painted for, where a person is at home in one alone."""
    known = [cities[code] for code in sorted(who.cities) if code in cities]
    return {"city": known[0], "zone": ZoneInfo(known[0].time_zone)} if len(known) == 1 else {}
