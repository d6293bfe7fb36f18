"""A page's way through a request: the session, the form's own marks, the transaction, and the form again if it is
not taken."""

import hashlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from asyncpg import Connection
from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Match
from starlette.types import Scope

from shared import database, faults
from shared.errors import Conflict, Refused
from shared.pages import safety
from shared.pages.screen import Attempt, Screen, Templates, make_screen, templates_of
from shared.people import sessions
from shared.people.sessions import Limits, Session
from shared.people.sign_in import NotSignedIn
from shared.problems import Problem, language_of
from shared.settings import Settings
from shared.web import Allowed, Answer, Caller, Context, TransactionalRoute

OWN_FIELDS = {"form_token", "idempotency_key"}
Prepare = Callable[[FormData], Awaitable[object]]


class Everybody(Allowed):
    """Beside a page that anybody may see, signed in or not."""


@dataclass
class House:
    """What the pages of one service share."""

    service: str
    settings: Settings
    pages: "Pages"
    templates: Templates
    rates: safety.Rates
    limits: Limits

    @classmethod
    def of(cls, service: str, settings: Settings, pages: "Pages") -> "House":
        """A service's."""
        return cls(service, settings, pages, templates_of(service), safety.Rates(), Limits.of(settings))

    def page_with(self, form: "PageRoute") -> "PageRoute | None":
        """The page that a form stands on."""
        shown = self.pages.shows.get(form.endpoint)
        routes = (route for route in self.pages.routes if isinstance(route, PageRoute))
        return next((route for route in routes if shown and route.endpoint is shown), None)

    @property
    def encrypted(self) -> bool:
        """Whether browsers come by TLS."""
        return self.settings.public_url.startswith("https:")

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; with its prefix a browser takes it from this host by TLS alone."""
        return f"{'__Host-' if self.encrypted else ''}gerai-{self.service}"

    def set_cookie(self, response: Response, name: str, value: str, seconds: int | None = None) -> None:
        """Give the browser a cookie that scripts do not see and other sites' forms do not send."""
        response.set_cookie(name, value, seconds, path="/", secure=self.encrypted, httponly=True, samesite="lax")


class PageRoute(TransactionalRoute):
    """A page, or what takes a page's form."""

    handler: Answer

    def get_route_handler(self) -> Answer:
        """The route's handler as the API has it, with the browser's side around it."""
        answer = super().get_route_handler()
        self.handler = partial(self._answer, answer)
        return self.handler

    @property
    def public(self) -> bool:
        """Whether it is there for people who are not signed in, too."""
        return any(isinstance(d.dependency, Everybody) for d in self.dependencies)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As any route: it is the API that gives way."""
        return APIRoute.matches(self, scope)

    async def _answer(self, answer: Answer, request: Request) -> Response:
        house: House = request.app.state.pages
        request.state.house = house
        try:
            response = await answer(request)
        except NotSignedIn as nobody:
            return await self._ask_to_sign_in(request, nobody)
        except Problem as problem:
            if problem.code == "idempotency-key-reused":
                return self._ask_once_more(request)
            if problem.code == "idempotency-key-missing":  # which the API speaks of in its own words
                raise Problem(400, "form-unreadable") from problem
            raise
        except (Refused, Conflict, RequestValidationError) as fault:
            shown = house.page_with(self)
            if shown is None:
                raise
            return await self._show_again(shown, request, fault)
        finally:
            await _close_files(request)
        response.headers.setdefault("cache-control", "no-store")
        return response

    async def recognise(self, request: Request, context: Context) -> Caller:
        """Who asks, by their cookie. Raises NotSignedIn, or Problem for a form that is not this session's."""
        house: House = request.state.house
        secret = request.cookies.get(house.cookie, "")
        if request.method == "POST":
            safety.require_own_page(request.headers, house.settings.public_url)
            house.rates.take(safety.FORMS, secret or safety.address_of(request))
            await request.body()  # kept, so that the route can read it too
            request.state.form = await _read_form(request)
            await _mark(request, request.state.form)
        if not secret and not self.public:
            raise NotSignedIn("there is no session")
        if prepare := house.pages.prepares.get(self.endpoint):
            async with database.acquire(context.pool) as connection:
                await self._find_subject(request, secret, connection)
            request.state.prepared = await prepare(request.state.form)
        return Caller(secret or safety.address_of(request), partial(self._find_subject, request, secret))

    async def _find_subject(self, request: Request, secret: str, connection: Connection) -> str:
        house: House = request.state.house
        session = await sessions.find(connection, secret, house.limits) if secret else None
        request.state.screen = make_screen(request, house.templates, session)
        if session is None:
            if request.method == "POST":
                house.rates.take(safety.FORMS, safety.address_of(request))
            if not self.public:
                raise NotSignedIn("the session is over")
            return ""
        if request.method == "POST" and not safety.is_ours(request.state.form, session.form_token):
            raise StaleForm(session)
        return session.subject

    def most_bytes(self, request: Request) -> int:
        """Most bytes of what this form may hold."""
        house: House = request.app.state.pages
        return house.pages.largest.get(self.endpoint, super().most_bytes(request))

    async def _ask_to_sign_in(self, request: Request, nobody: NotSignedIn) -> Response:
        """On to the provider and back to this page; a form's fields wait on a page of their own meanwhile."""
        house: House = request.state.house
        if request.method == "POST":
            session = nobody.session if isinstance(nobody, StaleForm) else None
            screen = make_screen(request, house.templates, session)
            return _ask_again(request, screen, 409 if session else 401, request.state.form)
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/{house.service}/masuk?ke={quote(back)}", status_code=303)

    def _ask_once_more(self, request: Request) -> Response:
        """A form that was taken already, and says something else now: mostly after going back in the browser."""
        return _ask_again(request, request.state.screen, 409, request.state.form, sent_before=True)

    async def _show_again(self, shown: "PageRoute", request: Request, fault: Exception) -> Response:
        """The page that the form stands on, at its own address, with what was filled in and what is wrong with it."""
        house: House = request.state.house
        attempt = _attempt(request, fault, house.pages.speaks_of)
        place = {name: request.path_params[name] for name in shown.param_convertors}
        path = str(shown.url_path_for(shown.name, **place))
        scope = {**request.scope, "method": "GET", "path": path, "state": {**request.scope["state"]}}
        scope["state"] |= {"attempt": attempt}
        response = await shown.handler(Request(scope, _nothing))
        if response.status_code == 200:
            response.status_code = 409 if isinstance(fault, Conflict) else 422
        return response


class StaleForm(NotSignedIn):
    """A form that was made for another session, mostly by oneself before signing in anew."""

    def __init__(self, session: Session) -> None:
        super().__init__("the form is of another session")
        self.session = session


class Pages(APIRouter):
    """A service's pages: `@pages.get(...)`, and `@pages.form(..., shows=the_page_that_it_stands_on)`."""

    def __init__(self, name: str, *, speaks_of: Mapping[str, str] | None = None) -> None:
        super().__init__(prefix=f"/{name}", route_class=PageRoute, include_in_schema=False)
        self.speaks_of = speaks_of or {}
        """For refusals whose code does not begin with the field's name, the field."""
        self.shows: dict[Callable[..., Any], Callable[..., Any]] = {}
        """For what takes a form, the page that it stands on."""
        self.largest: dict[Callable[..., Any], int] = {}
        """Most bytes of forms that may hold more than others."""
        self.prepares: dict[Callable[..., Any], Prepare] = {}
        """For forms that take long to read, how that is done for whoever is signed in, before their transaction begins:
        then nothing is locked and nobody waits. The endpoint finds what comes of it in `request.state.prepared`."""

    def form(
        self,
        path: str,
        *,
        shows: Callable[..., Any] | None = None,
        largest: int | None = None,
        prepare: Prepare | None = None,
        **more: Any,
    ) -> Callable[[Callable[..., Coroutine[Any, Any, Response]]], Callable[..., Coroutine[Any, Any, Response]]]:
        """Take the form of a page; where it is not taken, that page is shown again with what was filled in."""

        def take(
            endpoint: Callable[..., Coroutine[Any, Any, Response]],
        ) -> Callable[..., Coroutine[Any, Any, Response]]:
            self.add_api_route(path, endpoint, methods=["POST"], response_class=Response, **more)
            if shows:
                self.shows[endpoint] = shows
            if largest:
                self.largest[endpoint] = largest
            if prepare:
                self.prepares[endpoint] = prepare
            return endpoint

        return take


async def _read_form(request: Request) -> FormData:
    """What a form says. Raises Problem for what no browser sends: a broken one, or one in another alphabet's bytes."""
    if request.headers.get("content-type", "").partition("charset=")[2].strip('" ').lower() not in ("", "utf-8"):
        raise Problem(400, "form-unreadable")
    try:
        return await request.form()
    except (FormParserError, HTTPException) as broken:
        raise Problem(400, "form-unreadable") from broken


async def _mark(request: Request, form: FormData) -> None:
    """Give the request the key that its form carries, and what it says: a browser writes the same form in another way
    each time that it holds files."""
    key = form.get("idempotency_key")
    request.state.idempotency_key = key if isinstance(key, str) else ""
    said = hashlib.sha256()
    for name, value in sorted(form.multi_items(), key=lambda item: item[0]):
        if name not in OWN_FIELDS:
            content = await _content(value)
            said.update(f"{name}\0{len(content)}\0".encode() + content)
    request.state.said = said.digest()


async def _close_files(request: Request) -> None:
    form: FormData | None = getattr(request.state, "form", None)
    if form is not None:
        await form.close()


async def _content(value: str | UploadFile) -> bytes:
    if isinstance(value, str):
        return value.encode()
    content = await value.read()
    await value.seek(0)
    return content


def _attempt(request: Request, fault: Exception, speaks_of: Mapping[str, str]) -> Attempt:
    form: FormData = request.state.form
    values = {name: [v for v in form.getlist(name) if isinstance(v, str)] for name in form if name not in OWN_FIELDS}
    language = language_of(request)
    if isinstance(fault, RequestValidationError):
        told = {str(error["loc"][-1]): faults.say(error, language) for error in fault.errors()}
    else:
        assert isinstance(fault, Refused | Conflict)
        told = {speaks_of.get(fault.code) or _field_of(fault.code, values): fault.texts[language]}
    return Attempt(request.url.path, values, told)


def _field_of(code: str, fields: Any) -> str:
    """The field, or the list of fields, that a refusal speaks of: codes begin with its name (`price-not-positive`)."""
    known = {part for name in fields for part in (name, name.partition("-")[0])}
    names = sorted((name for name in known if code.startswith(f"{name.replace('_', '-')}-")), key=len)
    return names[-1] if names else ""


def _ask_again(request: Request, screen: Screen, status: int, form: FormData, *, sent_before: bool = False) -> Response:
    kept = [(name, value) for name, value in form.multi_items() if name not in OWN_FIELDS and isinstance(value, str)]
    return screen.page("form_again.html", status, kept=kept, action=request.url.path, sent_before=sent_before)


async def _nothing() -> Any:
    return {"type": "http.request", "body": b"", "more_body": False}
