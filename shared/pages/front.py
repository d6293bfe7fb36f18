"""Puts a service's pages beside its API."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from shared import database
from shared.errors import NotFound
from shared.pages import theme
from shared.pages.entrance import entrance
from shared.pages.route import Everybody, House, PageRoute, Pages
from shared.pages.safety import SafeHeaders, safe_headers
from shared.pages.screen import STATIC, Screen, make_screen, static_version
from shared.people import assignments
from shared.settings import Settings
from shared.web import Context, LimitedRoute, add_routes, is_browser

KEPT_FOR_EVER = "public, max-age=31536000, immutable"


def add_pages(app: FastAPI, service: str, pages: Pages, settings: Settings) -> None:
    """Have an application show pages: the service's own, the way in and out, and what all pages need."""
    house = House.of(service, settings, pages)
    app.state.pages = house
    app.state.problem_page = _problem_page
    app.state.page_paths = {route.path_format for route in pages.routes if isinstance(route, APIRoute)}
    # What nobody foresaw is answered outside of all middleware, so problems carry these headers themselves.
    app.state.safe_headers = safe_headers(provider=_origin(settings.oidc_issuer), encrypted=house.encrypted)
    app.add_middleware(SafeHeaders, headers=app.state.safe_headers)
    for router in (entrance(service), pages, _themes(service)):
        add_routes(app, router)
    app.mount(f"/{service}/static", _Static(directory=STATIC))
    add_routes(app, _nowhere(service))


@cache
def _themes(service: str) -> APIRouter:
    router = APIRouter(prefix=f"/{service}", include_in_schema=False, route_class=LimitedRoute)

    @router.get("/tema/{city}.css", dependencies=[Depends(Everybody())])
    async def show_theme(city: str, request: Request) -> Response:
        """A city's colours."""
        context: Context = request.app.state.context
        async with database.acquire(context.pool) as connection:
            known = await assignments.find_city(connection, city)
        kept = {"cache-control": "public, max-age=3600"}
        return Response(theme.style(known.colour if known else None), media_type="text/css", headers=kept)

    return router


class _Nowhere(PageRoute):
    """Where no page is. It is a page all the same, so that whoever is signed in keeps their way on from there."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """For browsers alone: the API says itself that there is nothing, or which method is asked for."""
        return super().matches(scope) if is_browser(scope) else (Match.NONE, {})


@cache
def _nowhere(service: str) -> APIRouter:
    router = APIRouter(prefix=f"/{service}", include_in_schema=False, route_class=_Nowhere)

    @router.get("/{nowhere:path}", dependencies=[Depends(Everybody())])
    async def show_nothing(nowhere: str) -> Response:
        """Say so. Raises NotFound."""
        raise NotFound("page", nowhere)

    return router


def _problem_page(request: Request, status: int, said: str) -> Response:
    house: House = request.app.state.pages
    known: Screen | None = getattr(request.state, "screen", None)
    screen = make_screen(request, house.templates, known.session if known else None)
    screen.person = getattr(request.state, "person", screen.person)
    page = screen.page("problem.html", status, status=status, said=said)
    page.headers.update({"cache-control": "no-store", **request.app.state.safe_headers})
    return page


def _origin(issuer: str) -> str:
    """Where the provider's pages are, for a policy."""
    scheme, _, rest = issuer.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}" if scheme in ("http", "https") else ""


class _Static(StaticFiles):
    """Files whose address changes with what they hold."""

    def file_response(
        self, full_path: Any, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """A file that a browser may keep if it asked for what we hold: a release comes to one process after another."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        asked = scope["query_string"] == f"v={static_version(Path(full_path).name)}".encode()
        response.headers["cache-control"] = KEPT_FOR_EVER if asked else "no-cache"
        return response
