"""The table says of every route who may use it, and the routes say the same."""

from typing import cast

import pytest
from asyncpg.pool import Pool

from shared import web
from shared.settings import Settings
from tests.access.routes import OF_A_CITY, ROUTES, SERVICES, Route, find_service
from tests.access.table import TABLE

PUBLIC = "/{service}/openapi.json"
"""What can be asked, and of whom; it says nothing about anybody, and is for everybody."""


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_a_route_allows_those_whom_its_line_names(route: Route) -> None:
    (allowed,) = route.allowed
    assert sorted(allowed.functions) == sorted(route.line.functions)


def test_every_line_is_of_a_route() -> None:
    assert set(TABLE) - set(map(str, ROUTES)) == set()


def test_what_is_for_all_names_nothing_of_a_city() -> None:
    for_all = [route for route in ROUTES if route not in OF_A_CITY]
    assert [str(route) for route in for_all if route.parameters or route.cities] == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_answers_nothing_beside_its_router(service: str) -> None:
    settings = Settings(mode="test", database_url="", kafka_bootstrap_servers="")
    router = find_service(service).open().router
    assert router is not None
    routes = web.application(service, router, settings, cast("Pool", None)).routes
    others = [getattr(route, "path", route) for route in routes if route not in router.routes]
    assert others == [PUBLIC.format(service=service)]
    assert len(routes) == len(router.routes) + 1
