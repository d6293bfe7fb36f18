"""What a function may do is said three times: in the tables here, beside the routes, and on a page. They agree; and who
loses a function, or signs out, loses it in every browser."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from shared.clock import Clock
from shared.events.registration import FunctionEnded, SignedOut
from shared.pages.navigation import trail_of
from shared.pages.screen import templates_of
from shared.people import assignments
from shared.people.assignments import Assignment, Person
from shared.people.functions import ADMIN, AUDITOR, FUNCTIONS, SCOPED
from tests.access.conftest import Houses
from tests.access.doors import Behind, Door
from tests.access.pages import PAGES
from tests.access.people import ELSEWHERE, HERE, assigned
from tests.access.routes import SERVICES, find_service
from tests.access.table import TABLE, Line

CARD = re.compile(r'<h2 id="([a-z-]+)">.*?</section>', re.DOTALL)
ACT = re.compile(r"<li>(.*?)</li>")
FOR_OFFICERS = {
    "registration": "/registration/admin",
    "curation": "/curation/antrean",
    "agreements": "/agreements/tunggakan",
    "notifications": "/notifications/kiriman",
}


def words_of(service: str) -> dict[str, str]:
    """What the page calls each thing that can be done."""
    words: dict[str, str] = {}
    templates_of(service).render("own_rights.html", {"acts": words})
    return words


def lines_of(service: str) -> dict[str, Line]:
    """By the name of what can be done; what only pages do is among the words and not in the API."""
    found, words = find_service(service).open_routes(), words_of(service)
    api = {route.name: TABLE[f"{method} {route.path}"] for route in found.router.routes for method in route.methods}  # type: ignore[attr-defined]
    alone = {
        route.name: PAGES[f"{method} {route.path}"]  # type: ignore[attr-defined]
        for route in found.pages.routes
        for method in route.methods  # type: ignore[attr-defined]
        if route.name in words and route.name not in api  # type: ignore[attr-defined]
    }
    return api | alone


@pytest.mark.parametrize("service", SERVICES)
async def test_the_page_says_what_the_tables_say(houses: Houses, service: str) -> None:
    door = (await houses.of(service)).doors[Behind.BOTH]
    page = (await door.open(f"GET /{service}/wewenang", "siapa saja")).text
    shown = {card[1]: sorted(map(unescape, ACT.findall(card[0]))) for card in CARD.finditer(page)}
    words, lines = words_of(service), lines_of(service)
    assert set(words) == set(lines)
    assert shown == {
        function: sorted(words[name] for name, line in lines.items() if function in (line.functions or FUNCTIONS))
        for function in FUNCTIONS
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_way_to_a_trail_is_shown_to_those_who_may_take_it(function: str) -> None:
    """And about one's own city and business alone."""
    line, thing, business = PAGES["GET /notifications/jejak/{id:uuid}"], uuid4(), uuid4()
    event = assigned("siapa saja", function, HERE, str(business) if function in SCOPED else None)
    held = Assignment(event.assignment_id, HERE, event.subject, function, event.scope, event.since)
    person = Person(event.subject, (held,))
    way = f"/notifications/jejak/{thing}" if function in line.functions else None
    assert trail_of(person, thing, city=HERE, business=business) == way
    assert trail_of(person, thing, city=ELSEWHERE, business=business) is None
    assert trail_of(person, thing, city=HERE, business=uuid4()) == (None if function in SCOPED else way)


@pytest.mark.parametrize("service", SERVICES)
async def test_who_loses_a_function_loses_what_it_allowed_at_once(houses: Houses, service: str) -> None:
    """In a browser that stays open: when the end is heard, and when the last day that was given with it is over."""
    door = (await houses.of(service)).doors[Behind.BOTH]
    page, now = f"GET {FOR_OFFICERS[service]}", Clock().now()
    held = assigned("nanti hilang", AUDITOR, HERE, None)
    over = assigned("sudah lewat", AUDITOR, HERE, None).model_copy(update={"until": now - timedelta(seconds=1)})
    await record(door, held, over)
    assert (await door.open(page, "nanti hilang")).status_code == 200
    assert (await door.open(page, "sudah lewat")).status_code == 403
    await record(door, FunctionEnded(**held.model_dump() | {"until": now}))
    assert (await door.open(page, "nanti hilang")).status_code == 403


async def record(door: Door, *events: Any) -> None:
    """Registration writes down what it announces; the others hear it."""
    if door.service.name == "registration":
        async with door.begin(*events) as tx:
            await assignments.record(tx.connection, *events)
    else:
        await door.hear(*events)


async def test_an_end_on_the_page_counts_at_the_next_click(houses: Houses) -> None:
    """Both of them have their browsers open."""
    door = (await houses.of("registration")).doors[Behind.BOTH]
    first, second = assigned("admin satu", ADMIN, HERE, None), assigned("admin dua", ADMIN, HERE, None)
    await record(door, first, second)
    assert (await door.open("GET /registration/admin", "admin dua")).status_code == 200
    ended = await door.open(f"POST /registration/admin/kewenangan/{second.assignment_id}/akhiri", "admin satu", {})
    assert ended.status_code == 303
    assert (await door.open("GET /registration/admin", "admin dua")).status_code == 403
    sent = await door.open(f"POST /registration/admin/kewenangan/{first.assignment_id}/akhiri", "admin dua", {})
    assert sent.status_code == 403


async def test_signing_out_ends_every_session_of_a_person_and_of_nobody_else(houses: Houses) -> None:
    door = (await houses.of("registration")).doors[Behind.BOTH]
    await door.open("GET /registration/keluar", "pergi")
    other = door.sessions.pop("pergi")
    await door.open("GET /registration/keluar", "tinggal")
    answer = await door.open("POST /registration/keluar", "pergi", {})
    assert (answer.status_code, answer.headers["clear-site-data"]) == (303, '"cookies"')
    door.sessions["pergi, dari peramban lain"] = other
    for subject in ("pergi", "pergi, dari peramban lain"):
        answer = await door.open("GET /registration/keluar", subject)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/registration/masuk")
    assert (await door.open("GET /registration/keluar", "tinggal")).status_code == 200
    last = await door.superuser.fetchrow("SELECT topic, value FROM outbox ORDER BY id DESC LIMIT 1")
    assert last is not None
    assert "pergi" in bytes(last["value"]).decode()


@pytest.mark.parametrize("service", [service for service in SERVICES if service != "registration"])
async def test_other_services_end_the_sessions_of_who_signed_out_when_they_hear_of_it(
    houses: Houses, service: str
) -> None:
    door = (await houses.of(service)).doors[Behind.BOTH]
    for subject in ("pergi", "tinggal"):
        assert (await door.open(f"GET /{service}/wewenang", subject)).status_code == 200
    await door.hear(SignedOut(subject="pergi", signed_out_at=Clock().now()))
    assert (await door.open(f"GET /{service}/wewenang", "pergi")).status_code == 303
    assert (await door.open(f"GET /{service}/wewenang", "tinggal")).status_code == 200
