"""HTTP for every service: one request is one transaction, and every POST has one effect."""

import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from asyncpg import Connection
from asyncpg.pool import Pool
from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Message, Receive, Scope

from shared import metrics, once, problems
from shared.clock import Clock
from shared.correlation import Correlation
from shared.messaging import transaction
from shared.messaging.transaction import Transaction
from shared.once import Attempt
from shared.openapi import Documented
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.provider import Provider
from shared.people.sign_in import SignIn
from shared.problems import Problem
from shared.settings import Settings
from shared.turns import Turns

MAX_BODY_BYTES = 2**20
REMEMBERED = 100_000
"""People of whom a process knows where they are at home."""
TRACE = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
"""https://www.w3.org/TR/trace-context, section 3.2"""
Answer = Callable[[Request], Coroutine[Any, Any, Response]]


class LimitedRoute(APIRoute):
    """A route that reads no more of a body than anybody has to say, and no text that no column holds."""

    def get_route_handler(self) -> Answer:
        """The route's handler with limits around it."""
        return self.limited(super().get_route_handler())

    def limited(self, answer: Answer) -> Answer:
        """The same, within limits. It raises Problem."""

        async def within_limits(request: Request) -> Response:
            if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
                raise Problem(400, "address-unreadable")
            most = self.most_bytes(request)
            declared = request.headers.get("content-length", "0") if request.method == "POST" else "0"
            if declared.rjust(20, "0") > str(most).rjust(20, "0"):
                raise Problem(413, "body-too-large")
            return await answer(Request(request.scope, _limited(request.receive, most)))

        return within_limits

    def most_bytes(self, request: Request) -> int:
        """Most bytes of a request's body."""
        return MAX_BODY_BYTES


class TransactionalRoute(LimitedRoute):
    """Wraps a route in its transaction, which is committed before the answer leaves."""

    def get_route_handler(self) -> Answer:
        """The route's handler with sign-in, transaction and Idempotency-Key around it."""
        answer = APIRoute.get_route_handler(self)
        checks = [d.dependency for d in self.dependencies if isinstance(d.dependency, Allowed)]
        name = f"{','.join(sorted(self.methods or ()))} {self.path}"

        async def in_transaction(request: Request) -> Response:
            context: Context = request.app.state.context
            caller = await self.recognise(request, context)
            await request.body()  # from however slow a network, before a connection is taken
            with metrics.REQUEST_SECONDS.labels(self.path).time():
                async with context.turn(caller):
                    return await context.run(request, caller, name, answer, checks)

        return self.limited(in_transaction)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Where a page has the same address, it is the page that a browser opens; whoever brings a token means this."""
        shared = getattr(scope["app"].state, "page_paths", ()) if "app" in scope else ()
        return (Match.NONE, {}) if self.path_format in shared and is_browser(scope) else super().matches(scope)

    async def recognise(self, request: Request, context: "Context") -> "Caller":
        """Who asks, by their token. Raises NotSignedIn, or ProviderAway."""
        return Caller(await context.sign_in.subject(request.headers.get("authorization", "")))


@dataclass(frozen=True)
class Caller:
    """Whoever asks. `name` is their subject, or what stands for it until `find_subject` has asked the database."""

    name: str
    find_subject: Callable[[Connection], Awaitable[str]] | None = None

    async def subject(self, connection: Connection) -> str:
        """Who it is. Raises NotSignedIn."""
        return await self.find_subject(connection) if self.find_subject else self.name


def is_browser(scope: Scope) -> bool:
    """Whether somebody opens it as a page."""
    headers = Headers(scope=scope)
    return "text/html" in headers.get("accept", "") and "authorization" not in headers


def _limited(receive: Receive, most: int) -> Receive:
    """The same body, of which no more is read than anybody has to say. Raises Problem while it is read."""
    read = 0

    async def part() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise Problem(413, "body-too-large")
        return message

    return part


class Context:
    """What requests of one application share."""

    def __init__(self, name: str, settings: Settings, pool: "Pool") -> None:
        self.settings = settings
        self.provider = Provider(settings.oidc_issuer)
        self.sign_in = SignIn(settings, self.provider)
        self.pool = pool
        self._source = transaction.source_of(name)
        self._clock = Clock(settings.clock_file)
        self._notify = settings.notify
        self._turns = Turns(settings.requests_at_once, settings.requests_of_one_city)
        self._cities: dict[str, str] = {}
        """Where people were at home when they last asked: by this they wait, and nothing else follows from it."""

    def turn(self, caller: Caller) -> AbstractAsyncContextManager[None]:
        """Wait until this person's request may be at work. Cities take turns: a flood of one holds up no other."""
        return self._turns.take(self._cities.get(caller.name, ""))

    async def run(
        self, request: Request, caller: Caller, route: str, answer: Answer, checks: Sequence["Allowed"]
    ) -> Response:
        """Answer one request in one transaction; whatever it raises rolls everything back.

        Who may ask is checked before an answer is repeated, too: a function may have ended since.
        """
        trace = TRACE.fullmatch(request.headers.get("traceparent", ""))
        attempt = await once.read(request, route) if request.method == "POST" else None
        async with transaction.begin(
            self.pool,
            source=self._source,
            clock=self._clock,
            correlation_id=request.state.correlation_id,
            traceparent=trace.group() if trace else "",
            notify=self._notify,
        ) as tx:
            subject = await caller.subject(tx.connection)
            person, new = await _enter(tx, subject, attempt)
            self._note(caller, person)
            request.state.tx, request.state.person = tx, person
            for check in checks:
                await check(request)
            if attempt and not new:
                return await once.repeat(tx.connection, subject, attempt)
            response = await answer(request)
            if attempt:
                _require_somebody(request)
                tx.answer = once.keep(subject, attempt, response)
            return response

    def _note(self, caller: Caller, person: Person) -> None:
        if len(self._cities) >= REMEMBERED and caller.name not in self._cities:
            self._cities.clear()
        self._cities[caller.name] = ",".join(sorted(person.cities))


def _require_somebody(request: Request) -> None:
    """That whoever asked still waits. Who gave up asks again, elsewhere, and may be refused there and go on: what a
    process that stood still does then would come out of turn. Raises Problem.

    Starlette's is_disconnected asks so too, and takes a scope that it cancels where a step is enough.
    """
    listening = request.receive().__await__()
    try:
        next(listening)
    except StopIteration as heard:
        if heard.value["type"] == "http.disconnect":
            raise Problem(503, "request-abandoned") from None
    listening.close()


async def _enter(tx: Transaction, subject: str, attempt: Attempt | None) -> tuple[Person, bool]:
    """Who asks, and whether for the first time."""
    if attempt is None:
        return await assignments.get_person(tx.connection, subject, tx.now), True
    return await once.begin(tx.connection, subject, attempt, tx.now)


# What routes depend on is asked for on the event loop: a plain function would take a thread, and its time, each.
async def _transaction(request: Request) -> Transaction:
    tx: Transaction = request.state.tx
    return tx


async def _person(request: Request) -> Person:
    person: Person = request.state.person
    return person


async def _language(request: Request) -> str:
    return problems.language_of(request)


Tx = Annotated[Transaction, Depends(_transaction)]
Who = Annotated[Person, Depends(_person)]
Language = Annotated[str, Depends(_language)]
OfCity = Annotated[str | None, Query(pattern="^[a-z0-9]+$", description="Only what is of this city")]


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a long list is asked for."""

    after: UUID | None
    limit: int


async def _page(after: UUID | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 200) -> Page:
    return Page(after, limit)


Paged = Annotated[Page, Depends(_page)]


class Allowed:
    """Who may use a route, said beside it; without functions, everybody who is signed in."""

    def __init__(self, *functions: str) -> None:
        self.functions = functions

    async def __call__(self, request: Request) -> None:
        """Refuse whoever holds none of the functions anywhere."""
        if self.functions and not request.state.person.holds(*self.functions):
            raise Problem(403, "function-missing")


def router(name: str) -> APIRouter:
    """A service's router: full prefix, every route in its transaction."""
    return APIRouter(prefix=f"/{name}", route_class=TransactionalRoute)


def application(name: str, routes: APIRouter, settings: Settings, pool: "Pool") -> FastAPI:
    """The web application of a service: its API."""
    app = Documented(
        title=f"Gerai: {name}",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"/{name}/openapi.json",
    )
    app.state.context = Context(name, settings, pool)
    app.add_middleware(Correlation)
    add_routes(app, routes)
    for error, answer in problems.ANSWERS.items():
        app.add_exception_handler(error, answer)
    return app


def add_routes(app: FastAPI, router: APIRouter) -> None:
    """Answer at a router's routes as they are: `include_router` would make each anew at an application's first request,
    which then takes a quarter of a second."""
    app.router.routes.extend(router.routes)
