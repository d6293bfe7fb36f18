"""A hostile round, made from the routes: whatever is sent, nothing is said as script, nothing leaks, nothing breaks."""

import csv
import io
import re
from collections.abc import Mapping
from itertools import product
from typing import Any

import httpx
import pytest

from shared.people.functions import ADMIN, FUNCTIONS
from tests.access.bodies import EVIL
from tests.access.conftest import Houses
from tests.access.doors import Behind, Door, fill_in, flat
from tests.access.people import holder
from tests.access.routes import PAGE_ROUTES, ROUTES, SERVICES, Route

ADDRESSES = [
    "\0",
    "\"'><script>alert(1)</script>",
    "9" * 5000,
    "0_0001-01-01T00:00:00+14:00_" + "0" * 8,
    "../../etc/passwd",
]
"""In the place of whatever an address says."""
FIELDS = ["\0", "9" * 5000, EVIL, "\u202e\u0000x", "2026-02-31"]
"""In the place of whatever a form says."""
AS_TEXT = re.compile(r"([\w.-]+) &lt;script&gt;alert\(&#39;{{ 7\*7 }}{% x %}&#39;\)")
"""With the word before it, which says in which field it was written."""
SHEET = {"Tifa", "gram-isi", "nomor-izin", "nomor-halal"}
WRITTEN: Mapping[str, set[str]] = {
    "registration": {*SHEET, "Yohana", "perubahan", "koreksi", "sebutan"},
    "curation": {*SHEET, "perubahan", "koreksi", "catatan", "label", "Ambon"},
    "agreements": {*SHEET, "gerai", "sebutan", "Sama", "Isi", "Midi", "Setuju"},
    "notifications": {"Tifa", "sebutan"},
}
"""What pages have to say at least, so that every field has been seen."""
ALSO = {"product": "mended_product", "decided_case": "mended_case", "mou": "draft_mou"}
"""Pages of these things are opened of others of their kind, too, of which there is more to say."""
LONG = "x" * 300_000
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
POLICY = {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"}
PAGES = [route for route in PAGE_ROUTES if route.method == "GET"]
FORMS = [route for route in PAGE_ROUTES if route.method == "POST"]


def asking(route: Route) -> str:
    """Somebody of the city who gets through the route's door."""
    line = route.line
    return line.private or line.whose or holder((*line.functions, *line.others, ADMIN)[0])


def of(service: str, routes: list[Route]) -> list[Route]:
    return [route for route in routes if route.service == service]


def asked_about(route: Route, things: Mapping[str, str]) -> list[Mapping[str, str]]:
    """The things that a page is about, and then the others of their kind."""
    others = {name: things[other] for name, other in ALSO.items() if name in route.line.things and other in things}
    return [things, {**things, **others}] if others else [things]


def require_safe(route: Route, answer: httpx.Response, *statuses: int) -> None:
    """No page, whatever it answers, breaks, says anything as script or lets a browser take it for something else."""
    assert answer.status_code < 500, (route, answer.text[:300])
    assert not statuses or answer.status_code in statuses, (route, answer.status_code, answer.text[:300])
    assert "<script>alert" not in answer.text, route
    assert "alert('49" not in answer.text, route
    policy = {part.strip() for part in answer.headers["content-security-policy"].split(";")}
    assert policy >= POLICY, route
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    if answer.status_code >= 400:
        assert '<html lang="id">' in answer.text, route


@pytest.mark.parametrize("service", SERVICES)
async def test_whatever_people_wrote_no_page_says_it_as_script(houses: Houses, service: str) -> None:
    """Every page, for everybody who may open it; and what they wrote is there, as text."""
    house = await houses.of(service)
    door = house.doors[Behind.BOTH]
    said, words = set(), set[str]()
    for route in of(service, PAGES):
        functions = list(dict.fromkeys((*route.line.functions, *route.line.others)))[::3] or [ADMIN]
        subjects = [route.line.private] if route.line.private else [holder(function) for function in functions]
        for subject, things in product(subjects, asked_about(route, house.things)):
            answer = await door.open(fill_in(route, things)[0], subject)
            require_safe(route, answer)
            words |= (found := set(AS_TEXT.findall(answer.text)))
            if found:
                said.add(str(route))
    assert len(said) >= {"registration": 10, "curation": 4, "agreements": 14, "notifications": 2}[service], said
    assert words >= WRITTEN[service]


@pytest.mark.parametrize("service", SERVICES)
async def test_what_is_taken_away_holds_no_formula(houses: Houses, service: str) -> None:
    """However a spreadsheet parts its cells."""
    house = await houses.of(service)
    for route in of(service, PAGES):
        if not route.is_list:
            continue
        what, _ = fill_in(route, house.things)
        answer = await house.doors[Behind.BOTH].open(what, asking(route), query={"unduh": "csv", "keadaan": ""})
        assert answer.headers["content-type"].startswith("text/csv"), (route, answer.text[:300])
        assert answer.headers["content-disposition"].startswith("attachment")
        for parted_at in ",;":
            cells = [cell for row in csv.reader(io.StringIO(answer.text), delimiter=parted_at) for cell in row]
            assert [cell for cell in cells if cell.strip(" \ufeff").startswith(FORMULAS)] == [], route


async def sent(door: Door, route: Route, what: str, said: Any, query: dict[str, str]) -> httpx.Response:
    """What is answered to somebody who gets through the route's door, by a browser or by the API."""
    if route.is_page:
        return await door.open(what, asking(route), said, query=query)
    return await door.ask(what, asking(route), said, **query)


@pytest.mark.parametrize("service", SERVICES)
async def test_no_address_breaks_anything(houses: Houses, service: str) -> None:
    """Pages and API, with nonsense for each thing that an address names and for each thing that it asks."""
    house = await houses.of(service)
    door = house.doors[Behind.BOTH]
    before = await door.rows()
    for route in [*of(service, PAGES), *of(service, ROUTES)]:
        for evil in ADDRESSES:
            what, body = fill_in(route, house.things)
            query = {each.alias: evil for each in route.written.dependant.query_params}
            if route.method == "GET" and query:
                answer = await sent(door, route, what, None, query)
                assert answer.status_code < 500, (route, evil, answer.text[:300])
                assert "<script>alert" not in answer.text, route
        if route.parameters:
            names = dict.fromkeys(house.things, "%00") | {"secret": "x", "step": "%00"}
            what, body = fill_in(route, names)
            answer = await sent(door, route, what, body, {})
            assert answer.status_code in (400, 404, 422), (route, answer.text[:300])
    assert await door.rows() == before


@pytest.mark.parametrize("service", SERVICES)
async def test_no_form_breaks_anything(houses: Houses, service: str) -> None:
    """Each form with nonsense in all of its fields, and once with a very long name. Nothing is kept."""
    house = await houses.of(service)
    door = house.doors[Behind.NOTHING]
    for route in of(service, FORMS):
        what, said = fill_in(route, house.things)
        texts: Mapping[str, Any] = {name: value for name, value in (said or {}).items() if not isinstance(value, bytes)}
        names = [*flat(texts), "licences-x-number", "licences-²-kind", "scores-", "terms-stores"]
        for evil in FIELDS:
            answer = await door.open(what, asking(route), dict.fromkeys(names, evil))
            require_safe(route, answer, 303, 404, 409, 422)
        answer = await door.open(what, asking(route), {**texts, next(iter(names)): LONG})
        require_safe(route, answer, 303, 404, 409, 422)


@pytest.mark.parametrize("service", SERVICES)
async def test_ten_million_characters_are_not_read(houses: Houses, service: str) -> None:
    house = await houses.of(service)
    for route in [each for each in of(service, FORMS) if "/foto" not in str(each)][:1]:
        what, _ = fill_in(route, house.things)
        answer = await house.doors[Behind.NOTHING].open(what, asking(route), {"name": LONG * 34})
        require_safe(route, answer, 413)
        assert "Kiriman ini terlalu besar." in answer.text


@pytest.mark.parametrize("service", SERVICES)
async def test_a_form_without_the_mark_of_its_session_has_no_effect(houses: Houses, service: str) -> None:
    """Nor does one that another site sent, whatever mark it bears."""
    house = await houses.of(service)
    door = house.doors[Behind.CODE]
    before = await door.rows()
    for route in of(service, FORMS):
        what, said = fill_in(route, house.things)
        subject = asking(route)
        for token in ("", "0" * 64, await door.mark(holder(next(iter(FUNCTIONS)), "kediri"))):
            answer = await door.open(what, subject, said, marks={"form_token": token})
            require_safe(route, answer, 409)
            assert "Kirim sekali lagi" in answer.text
        for site in ("cross-site", "same-site"):
            answer = await door.open(what, subject, said, headers={"sec-fetch-site": site})
            require_safe(route, answer, 403)
            assert "dikirim dari situs lain" in answer.text
    assert await door.rows() == before
