"""The first page, which anybody may see, and everybody's own: Beranda."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Response

from services.notifications import domain, settings, store
from services.notifications.routes import messages
from services.notifications.routes.rights import Anybody, AnySignedIn, pages
from shared.events.registration import CityConfigured
from shared.pages import Shown
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.days import local_day
from shared.people.functions import ASSISTANT, OFFICERS, OWNER, RETAILER
from shared.web import Tx, Who

SHOWN = 30
MESSAGES = 20


@pages.get("/", dependencies=Anybody)
async def show_start(screen: Shown, tx: Tx) -> Response:
    """What Gerai is, the way in, and each city's programme; in a demonstration, as whom to look around."""
    cities = await assignments.list_cities(tx.connection)
    return screen.page("start.html", accounts=settings.demo_accounts(), cities=cities.values())


@pages.get("/beranda", dependencies=AnySignedIn)
async def show_home(screen: Shown, tx: Tx, who: Who) -> Response:
    """What waits for me, where my things are, and my newest messages."""
    cities = await assignments.list_cities(tx.connection)
    held = [(a.city, a.function, a.scope) for a in who.assignments]
    assists_in = [a.city for a in who.assignments if a.function == ASSISTANT]
    officer_in = who.cities_with(*OFFICERS)
    today = {code: local_day(tx.now, city) for code, city in cities.items()}
    owned, retailers = _owned(who), _retailers(who)
    waiting = await store.list_waiting(tx.connection, held, assists_in, at=tx.now, limit=SHOWN)
    mine = await store.list_mine(tx.connection, owned, retailers, limit=SHOWN)
    return screen.page(
        "home.html",
        waiting=_placed(waiting.first, officer=bool(officer_in)),
        all_waiting=waiting.numbers,
        mine=_placed(mine.first, officer=bool(officer_in)),
        all_mine=mine.numbers,
        counts=await store.count_matters(tx.connection, {code: today.get(code, tx.now.date()) for code in officer_in}),
        officer=bool(officer_in),
        messages=await messages.list_told(tx, who, screen.language, limit=MESSAGES),
        functions=_functions(who, cities),
        cities=cities,
        today=today,
        **at_home(who, cities),
    )


def _placed(matters: Sequence[dict[str, Any]], *, officer: bool) -> list[dict[str, Any]]:
    """Each with the page where it is shown to the reader."""
    return [matter | {"path": domain.path_of(matter["kind"], matter["id"], for_officers=officer)} for matter in matters]


def _owned(who: Person) -> list[tuple[str, UUID]]:
    """The businesses that are this person's, by city."""
    ids = ((a.city, domain.id_in(a.scope)) for a in who.assignments if a.function == OWNER)
    return [(city, id) for city, id in ids if id is not None]


def _retailers(who: Person) -> list[tuple[str, str]]:
    """The retailers for whom this person speaks, by city."""
    return [(a.city, a.scope) for a in who.assignments if a.function == RETAILER and a.scope]


def _functions(who: Person, cities: Mapping[str, CityConfigured]) -> Sequence[str]:
    """As what a person acts, in words."""
    return list(dict.fromkeys(a.signs_as(cities.get(a.city)) for a in who.assignments))


def at_home(who: Person, cities: Mapping[str, CityConfigured]) -> dict[str, Any]:
    """The clock of each city, and the city that a page is painted for, where a person is at home in one alone."""
    zones = {code: ZoneInfo(city.time_zone) for code, city in cities.items()}
    known = [cities[code] for code in sorted(who.cities) if code in cities]
    return {"zones": zones} | ({"city": known[0], "zone": zones[known[0].city]} if len(known) == 1 else {})
