"""Signing in and out: to the provider and back, and what the provider tells behind the browser's back."""

import secrets
from functools import cache
from typing import Annotated
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from shared import database
from shared.pages import safety
from shared.pages.route import Everybody, House
from shared.pages.screen import make_screen
from shared.people import sessions
from shared.people.code_flow import CodeFlow
from shared.people.sign_in import NotSignedIn
from shared.problems import LANGUAGE_COOKIE, Problem
from shared.texts import LANGUAGES
from shared.web import Context, LimitedRoute

log = structlog.get_logger()

YEAR = 365 * 86400
SIGN_IN_SECONDS = 3600
Anybody = [Depends(Everybody())]


def own_path(asked: str, otherwise: str) -> str:
    """Where to go on our own pages, and nowhere else, whatever was asked for."""
    is_ours = asked.startswith("/") and not asked.startswith("//")
    return asked if is_ours and asked.isprintable() and "\\" not in asked else otherwise


@cache
def entrance(service: str) -> APIRouter:
    """The way in and out of a service's pages. The network is met outside of any transaction."""
    router = APIRouter(prefix=f"/{service}", include_in_schema=False, dependencies=Anybody, route_class=LimitedRoute)
    router.get("/masuk")(sign_in)
    router.get("/masuk/kembali")(come_back)
    router.get("/masuk/selesai")(show_signed_in)
    router.post("/keluar-penyedia")(end_from_behind)
    router.get("/bahasa/{language}")(choose_language)
    return router


async def sign_in(request: Request, ke: str = "") -> Response:
    """Leave for the provider."""
    house, context, flow = _parts(request)
    house.rates.take(safety.SIGN_INS, safety.address_of(request))
    begun = await flow.begin(own_path(ke, "/notifications/beranda"))
    browser = request.cookies.get(_leaving(house)) or secrets.token_urlsafe(32)
    async with database.acquire(context.pool) as connection:
        await sessions.insert_begun(connection, browser, begun)
    response = RedirectResponse(begun.url, status_code=303)
    house.set_cookie(response, _leaving(house), browser, SIGN_IN_SECONDS)
    return response


async def come_back(request: Request, state: str = "", code: str = "", error: str = "", iss: str = "") -> Response:
    """Come back from the provider."""
    house, context, flow = _parts(request)
    browser = request.cookies.get(_leaving(house), "")
    async with database.acquire(context.pool) as connection:
        begun = await sessions.take_begun(connection, browser, state)
    if begun is None or not code:
        log.info("nobody came back from the provider", reason=error[:100] or "the state is unknown")
        return _not_let_in(request, house)
    try:
        proven = await flow.finish(begun, code, iss)
    except NotSignedIn as nobody:
        log.warning("the provider's word is not good", reason=str(nobody)[:200])
        return _not_let_in(request, house)
    async with database.acquire(context.pool) as connection:
        await sessions.delete(connection, request.cookies.get(house.cookie, ""))
        session = await sessions.insert(connection, proven)
    response = RedirectResponse(begun.back, status_code=303)
    house.set_cookie(response, house.cookie, session.secret)
    return response


async def show_signed_in(request: Request) -> Response:
    """For a tab in which somebody signed in so that a form in another can be sent."""
    house: House = request.app.state.pages
    return make_screen(request, house.templates, None).page("signed_in.html")


async def end_from_behind(request: Request, logout_token: Annotated[str, Form()]) -> Response:
    """The provider says that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0)."""
    _, context, flow = _parts(request)
    try:
        there = await flow.signed_out(logout_token)
    except NotSignedIn as nobody:
        raise Problem(400, "input-invalid") from nobody
    async with database.acquire(context.pool) as connection:
        whose = None if there.provider_session else there.subject
        await sessions.delete_all(
            connection, subject=whose, provider_session=there.provider_session, before=there.before
        )
    return Response(headers={"cache-control": "no-store"})


async def choose_language(request: Request, language: str, ke: str = "") -> Response:
    """Read everything in another language from now on."""
    house: House = request.app.state.pages
    response = RedirectResponse(own_path(ke, "/"), status_code=303)
    if language in LANGUAGES:
        house.set_cookie(response, LANGUAGE_COOKIE, language, YEAR)
    return response


def _parts(request: Request) -> tuple[House, Context, CodeFlow]:
    house, context = request.app.state.pages, request.app.state.context
    return house, context, CodeFlow.of(house.service, house.settings, context.provider)


def _leaving(house: House) -> str:
    """The cookie that binds a way to the provider and back to one browser."""
    return f"{house.cookie}-masuk"


def _not_let_in(request: Request, house: House) -> HTMLResponse:
    screen = make_screen(request, house.templates, None)
    return screen.page("not_let_in.html", 401, again=f"/{house.service}/masuk?ke={quote('/notifications/beranda')}")
