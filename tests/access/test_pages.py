"""The same of every page and of every form: who may open it, and that nothing of another city or business is there."""

import re
from collections.abc import Iterable
from gzip import compress

import httpx
import pytest

from shared.pages import Everybody
from shared.pages.navigation import ENTRIES
from shared.people.functions import FUNCTIONS
from tests.access.conftest import Houses
from tests.access.doors import Behind, Door, fill_in
from tests.access.houses import House
from tests.access.pages import PAGES
from tests.access.people import HERE, NOBODY, holder, holder_elsewhere_but_here
from tests.access.routes import PAGE_ROUTES, ROOT, SERVICES, Route
from tests.access.test_cities import insiders, outsiders, strangers
from tests.web.paper import on_paper

LINKED = re.compile(r'<(?:link|script)\b[^>]*?\b(?:href|src)="([^"]+)"')
MOST_BYTES, MOST_OF_SCRIPTS = 16_000, 6_000
OF_A_CITY = [route for route in PAGE_ROUTES if (line := PAGES.get(str(route))) is None or not line.is_for_all]
Answers = dict[str, httpx.Response]


async def open_all(
    house: House, door: Door, route: Route, subjects: Iterable[str | None], *, named: bool = False
) -> Answers:
    """What everybody is answered; also with the city named, where a page can be about one."""
    what, said = fill_in(route, house.things)
    queries = [{}, {"kota": HERE}] if named and route.cities else [{}]
    return {
        f"{who} {query or ''}": await door.open(what, who, said, query=query) for who in subjects for query in queries
    }


def shown(house: House, route: Route, answer: httpx.Response) -> bool:
    """Whether an answer gives away what it was asked about, or takes what it was sent."""
    if route.method == "POST":
        return answer.status_code < 400
    return answer.status_code == 200 and house.things[route.line.marker] in answer.content.decode("latin-1")


def told(answers: Answers) -> dict[str, str]:
    """Answers as a failing test shows them."""
    return {who: f"{answer.status_code} {answer.headers.get('location', '')}" for who, answer in answers.items()}


def leaks(house: House, route: Route, answers: Answers) -> Answers:
    """Those that are neither 404 nor a page of one's own without the thing."""
    return {
        who: answer
        for who, answer in answers.items()
        if answer.status_code != 404
        and (route.method == "POST" or answer.status_code != 200 or shown(house, route, answer))
    }


def test_a_page_allows_those_whom_its_line_names() -> None:
    """And every page has a line."""
    allowed = {str(route): route.allowed[-1] for route in PAGE_ROUTES}
    assert {route: sorted(each.functions) for route, each in allowed.items()} == {
        str(route): sorted(route.line.functions) for route in PAGE_ROUTES
    }
    assert {route for route, each in allowed.items() if isinstance(each, Everybody)} == {
        route for route, line in PAGES.items() if line.public
    }
    assert set(PAGES) == set(allowed)


def test_nobody_sends_a_form_without_a_session() -> None:
    """Whose mark would it bear?"""
    assert [str(route) for route in PAGE_ROUTES if route.method == "POST" and route.line.public] == []


@pytest.mark.parametrize("service", SERVICES)
async def test_whoever_is_not_signed_in_is_asked_to(houses: Houses, service: str) -> None:
    house = await houses.of(service)
    door = house.doors[Behind.BOTH]
    before = await door.rows()
    for route in (route for route in PAGE_ROUTES if route.service == service):
        [answer] = (await open_all(house, door, route, [None])).values()
        if route.line.public:
            assert answer.status_code == 200, route
        elif route.method == "GET":
            assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, f"/{service}/masuk"), (
                route
            )
        else:
            assert (answer.status_code, "Masuk di tab baru" in answer.text) == (401, True), route
    assert await door.rows() == before


@pytest.mark.parametrize("service", SERVICES)
async def test_every_row_of_a_list_is_on_paper(houses: Houses, service: str) -> None:
    """For each of those whom it is for."""
    house = await houses.of(service)
    seen = 0
    for route in (route for route in PAGE_ROUTES if route.service == service and route.is_list):
        who = [holder(function) for function in route.line.functions] or [NOBODY]
        for answer in (await open_all(house, house.doors[Behind.BOTH], route, who)).values():
            rows = re.findall(r"<tr>.*?</tr>", answer.text, re.DOTALL)
            paper = words_of(on_paper(answer.text))
            assert [row for row in rows if words_of(on_paper(row)) not in paper] == [], route
            seen += len(rows)
    assert seen


def test_a_page_that_needs_no_id_is_led_to_from_another() -> None:
    files = [
        file for pattern in ("services/*/templates", "shared/templates") for file in ROOT.glob(f"{pattern}/*.html")
    ]
    led_to = set(re.findall(r'href="(/[^"?#]*)', "".join(file.read_text() for file in files)))
    led_to |= {entry.path for entry in ENTRIES} | {"/notifications/"}
    pages = {route.written.path for route in PAGE_ROUTES if route.method == "GET" and not route.parameters}
    by_service = {path for path in pages if "/tertunda" in path}  # those of all services from each other
    assert pages - led_to - by_service == {"/registration/luring", "/registration/pekerja.js"}


@pytest.mark.parametrize("service", SERVICES)
async def test_a_page_comes_light(houses: Houses, service: str) -> None:
    """With all that it brings on a first visit but for photos, which `make test-look` weighs in a browser: lighter than
    a framework alone would be, far below the 100 kB, 30 of scripts, that a page may weigh."""
    house = await houses.of(service)
    door = house.doors[Behind.BOTH]
    weighed = 0
    for route in (route for route in PAGE_ROUTES if route.service == service and route.method == "GET"):
        who = [holder(function) for function in route.line.functions] or [route.line.private or NOBODY]
        for answer in (await open_all(house, door, route, who)).values():
            brought = {path: await weigh(door, path) for path in LINKED.findall(answer.text)}
            scripts = sum(size for path, size in brought.items() if ".js" in path)
            assert len(compress(answer.content)) + sum(brought.values()) <= MOST_BYTES, (route, brought)
            assert scripts <= MOST_OF_SCRIPTS, (route, brought)
            weighed += bool(scripts)
    assert weighed


async def weigh(door: Door, path: str) -> int:
    """Bytes, compressed, of a file that a page brings."""
    file = await door.open(f"GET {path}", None)
    assert file.status_code == 200, path
    return len(compress(file.content))


def words_of(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("service", SERVICES)
async def test_who_holds_other_functions_than_these_is_refused(houses: Houses, service: str) -> None:
    house = await houses.of(service)
    door = house.doors[Behind.BOTH]
    before = await door.rows()
    for route in (route for route in PAGE_ROUTES if route.service == service and route.line.functions):
        what, said = fill_in(route, house.things)
        others = [NOBODY, *(holder(function) for function in FUNCTIONS if function not in route.line.functions)]
        answers = {subject: await door.open(what, subject, said) for subject in others}
        assert {who: answer.status_code for who, answer in answers.items()} == dict.fromkeys(others, 403), route
    assert await door.rows() == before


@pytest.mark.parametrize("route", OF_A_CITY, ids=str)
async def test_another_city_another_business_and_another_person_find_nothing(houses: Houses, route: Route) -> None:
    """By the code alone, by the database alone, by both; and by nothing else, for without them it is all there."""
    house, line = await houses.of(route.service), route.line
    if line.private:
        await only_its_own_persons(house, route)
        return
    code, database, nothing = (house.doors[behind] for behind in (Behind.CODE, Behind.DATABASE, Behind.NOTHING))
    doors = [*([] if line.by_code else [database]), code] if route.method == "POST" else []
    before = [await door.rows() for door in doors]
    others = [*outsiders(line), *strangers(line)]
    assert told(leaks(house, route, await open_all(house, code, route, others, named=True))) == {}
    if not (line.no_secret or line.by_code):
        answers = await open_all(house, database, route, outsiders(line))
        assert told({who: answer for who, answer in answers.items() if shown(house, route, answer)}) == {}
    if line.acting and line.besides:
        both = [holder_elsewhere_but_here(function, line.besides) for function in line.acting]
        assert told(leaks(house, route, await open_all(house, house.doors[Behind.BOTH], route, both))) == {}
    assert [await door.rows() for door in doors] == before
    answers = await open_all(house, nothing, route, insiders(line))
    assert told({who: answer for who, answer in answers.items() if not shown(house, route, answer)}) == {}


async def only_its_own_persons(house: House, route: Route) -> None:
    """What is one person's is there for nobody else, whatever they hold; by the code alone, and by both."""
    for behind in (Behind.CODE, Behind.BOTH):
        answers = await open_all(house, house.doors[behind], route, [NOBODY, *map(holder, FUNCTIONS)])
        assert {answer.status_code for answer in answers.values()} == {404}
    answers = await open_all(house, house.doors[Behind.NOTHING], route, [route.line.private])
    assert {answer.status_code for answer in answers.values()} == {200 if route.method == "GET" else 303}, told(answers)
