"""What is of one city is not there for another city's people: by either guard alone, and by nothing but the two.

The guards are the check in code and row-level security. The same is asked with either of them taken out, and with both
taken out, where it has to succeed: a question that something else refuses would show nothing about a guard.
"""

from collections.abc import Iterable

import httpx
import pytest

from shared.people.functions import ASSISTANT, FUNCTIONS, OWNER, RETAILER
from tests.access.bodies import BUSINESS, THIRD
from tests.access.conftest import Houses
from tests.access.doors import Behind, Door, fill_in
from tests.access.houses import House
from tests.access.people import ELSEWHERE, HERE, NOBODY, holder, holder_elsewhere_but_here, other_holder
from tests.access.routes import OF_A_CITY, Route, where
from tests.access.table import Line


def outsiders(line: Line) -> list[str]:
    """Who may ask, and holds nothing but in the other city."""
    if line.whose:
        return [line.whose]
    return [*(holder(function, ELSEWHERE) for function in line.askers), *([] if line.functions else [NOBODY])]


def insiders(line: Line) -> list[str]:
    """The same people, of whom the code would let through those that hold it here."""
    acting = [function for function in line.acting if function not in line.ruled_out]
    return [line.whose] if line.whose else [holder(function, ELSEWHERE) for function in acting]


def strangers(line: Line) -> list[str]:
    """Who holds the function in this very city, for another business or retailer; or is another person."""
    if line.whose:
        return [holder(function) for function in FUNCTIONS]
    scoped = [function for function in (OWNER, RETAILER) if function in line.acting]
    return [] if line.city_wide else [other_holder(function) for function in scoped]


def named(route: Route) -> list[dict[str, str]]:
    """With the city left open, and with it named, where that can be done."""
    return [*([] if any(route.cities) else [{}]), *([{"city": HERE}] if route.cities else [])]


async def ask(house: House, door: Door, route: Route, subjects: Iterable[str]) -> dict[str, httpx.Response]:
    """Everybody's answers."""
    what, body = fill_in(route, house.things)
    return {
        f"{subject} {query or ''}": await door.ask(what, subject, body, **query)
        for subject in subjects
        for query in named(route)
    }


def shown(house: House, route: Route, answer: httpx.Response) -> bool:
    """Whether an answer gives away the thing that it was asked about."""
    return answer.is_success and (route.method != "GET" or house.things[route.line.marker] in answer.text)


def told(answers: dict[str, httpx.Response]) -> dict[str, str]:
    """Answers as a failing test shows them."""
    return {who: f"{answer.status_code} {answer.text[:200]}" for who, answer in answers.items()}


async def require_not_there(house: House, behind: Behind, route: Route, subjects: Iterable[str]) -> None:
    """It is as if there were no such thing: 404, or a list without it; and nothing is changed."""
    door = house.doors[behind]
    before = await door.rows()
    answers = await ask(house, door, route, subjects)
    met = {
        who: answer
        for who, answer in answers.items()
        if answer.status_code != 404 and (route.method != "GET" or not answer.is_success or shown(house, route, answer))
    }
    assert told(met) == {}
    assert await door.rows() == before


@pytest.mark.parametrize("route", OF_A_CITY, ids=str)
async def test_the_code_alone_shows_another_citys_people_nothing(houses: Houses, route: Route) -> None:
    house = await houses.of(route.service)
    await require_not_there(house, Behind.CODE, route, outsiders(route.line))


@pytest.mark.parametrize("route", OF_A_CITY, ids=str)
async def test_the_database_alone_shows_another_citys_people_nothing(houses: Houses, route: Route) -> None:
    house = await houses.of(route.service)
    door = house.doors[Behind.DATABASE]
    before = await door.rows()
    answers = await ask(house, door, route, outsiders(route.line))
    assert told({who: answer for who, answer in answers.items() if shown(house, route, answer)}) == {}
    assert await door.rows() == before


@pytest.mark.parametrize("route", OF_A_CITY, ids=str)
async def test_nothing_else_keeps_it_from_them(houses: Houses, route: Route) -> None:
    house = await houses.of(route.service)
    answers = await ask(house, house.doors[Behind.NOTHING], route, insiders(route.line))
    assert told({who: answer for who, answer in answers.items() if not shown(house, route, answer)}) == {}


@pytest.mark.parametrize("route", where(lambda line: bool(line.acting and line.besides)), ids=str)
async def test_who_holds_it_elsewhere_and_something_else_here_finds_nothing(houses: Houses, route: Route) -> None:
    house = await houses.of(route.service)
    subjects = [holder_elsewhere_but_here(function, route.line.besides or "") for function in route.line.acting]
    await require_not_there(house, Behind.BOTH, route, subjects)


@pytest.mark.parametrize("route", where(lambda line: bool(strangers(line))), ids=str)
async def test_who_holds_it_for_another_business_or_retailer_finds_nothing(houses: Houses, route: Route) -> None:
    house = await houses.of(route.service)
    await require_not_there(house, Behind.CODE, route, strangers(route.line))


@pytest.mark.parametrize("behind", [Behind.CODE, Behind.DATABASE, Behind.NOTHING])
async def test_an_assistant_enters_others_businesses_in_their_own_city_alone(houses: Houses, behind: Behind) -> None:
    """Everybody may register a business of their own, in whichever city; so this route is for all."""
    door = (await houses.of("registration")).doors[behind]
    before = await door.rows()
    entered = BUSINESS | THIRD | {"owner_subject": "rina"}
    answer = await door.ask("POST /registration/businesses", holder(ASSISTANT, ELSEWHERE), entered)
    assert answer.is_success is (behind is Behind.NOTHING)
    assert await door.rows() == before


@pytest.mark.parametrize("behind", [Behind.CODE, Behind.DATABASE, Behind.NOTHING])
async def test_an_assistant_ends_a_consent_for_an_owner_in_their_own_city_alone(houses: Houses, behind: Behind) -> None:
    """They may where the owner has no account."""
    house = await houses.of("registration")
    door = house.doors[behind]
    before = await door.rows()
    path = f"/registration/businesses/{house.things['assisted']}/consent-withdrawals"
    answer = await door.ask(f"POST {path}", holder(ASSISTANT, ELSEWHERE), {})
    assert answer.is_success is (behind is Behind.NOTHING)
    assert await door.rows() == before
