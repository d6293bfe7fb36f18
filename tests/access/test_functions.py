"""Only who is signed in and holds a function that its line names gets through a route's door."""

import pytest

from shared.people.functions import FUNCTIONS
from tests.access.conftest import Houses
from tests.access.doors import Behind, fill_in
from tests.access.people import NOBODY, holder
from tests.access.routes import ROUTES, Route, where


@pytest.mark.parametrize("route", ROUTES, ids=str)
async def test_nobody_gets_in_without_signing_in(houses: Houses, route: Route) -> None:
    house = await houses.of(route.service)
    what, body = fill_in(route, house.things)
    answer = await house.doors[Behind.BOTH].ask(what, None, body)
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")


@pytest.mark.parametrize("route", where(lambda line: bool(line.functions)), ids=str)
async def test_who_holds_other_functions_than_these_is_refused(houses: Houses, route: Route) -> None:
    house = await houses.of(route.service)
    door = house.doors[Behind.BOTH]
    what, body = fill_in(route, house.things)
    before = await door.rows()
    subjects = [NOBODY, *(holder(function) for function in FUNCTIONS if function not in route.line.functions)]
    answers = {subject: await door.ask(what, subject, body) for subject in subjects}
    told = {subject: (answer.status_code, answer.json()["code"]) for subject, answer in answers.items()}
    assert told == dict.fromkeys(subjects, (403, "function-missing"))
    assert await door.rows() == before
