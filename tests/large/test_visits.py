"""The measurement of the large city leaves out no page without saying why."""

import re

import pytest
from fastapi.routing import APIRoute

from deploy.local.plan import list_services
from tests.large.visits import ELSEWHERE, VISITS

PAGES = [
    route
    for service in list_services().values()
    for route in service.open_routes().pages.routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ())
]


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.path)
def test_every_page_is_measured_or_said_to_be_left_out(route: APIRoute) -> None:
    pattern = re.compile(re.sub(r"\{[^}]+\}", "[^/]+", route.path))
    asked = any(pattern.fullmatch(visits.path) for visits in VISITS)
    assert asked != (route.path in ELSEWHERE) or asked, f"{route.path} is missing in tests/large/visits.py"


def test_nothing_is_left_out_that_is_no_page() -> None:
    assert set(ELSEWHERE) <= {route.path for route in PAGES}
