"""HTTP for every service: one request is one transaction, and every POST has one effect."""

import re
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID, uuid4

import structlog
from asyncpg.pool import Pool
from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import metrics, once, problems
from shared.clock import Clock
from shared.messaging import transaction
from shared.messaging.transaction import Transaction
from shared.once import Attempt
from shared.openapi import Documented
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.sign_in import SignIn
from shared.problems import Problem
from shared.settings import Settings
from shared.turns import Turns

log = structlog.get_logger()

MAX_BODY_BYTES = 2**20
REMEMBERED = 100_000
"""People of whom a process knows where they are at home."""
CORRELATION = re.compile(r"[A-Za-z0-9._:-]{1,100}")
TRACE = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
"""https://www.w3.org/TR/trace-context, section 3.2"""
Answer = Callable[[Request], Coroutine[Any, Any, Response]]


class TransactionalRoute(APIRoute):
    """Wraps a route in its transaction, which is committed before the answer leaves."""

    def get_route_handler(self) -> Answer:
        """The route's handler with sign-in, transaction and Idempotency-Key around it."""
        answer = super().get_route_handler()
        checks = [d.dependency for d in self.dependencies if isinstance(d.dependency, Allowed)]
        name = f"{','.join(sorted(self.methods or ()))} {self.path}"

        async def in_transaction(request: Request) -> Response:
            context: Context = request.app.state.context
            subject = await context.sign_in.subject(request.headers.get("authorization", ""))
            request = Request(request.scope, _limited(request.receive))
            await request.body()  # from however slow a network, before a connection is taken
            with metrics.REQUEST_SECONDS.labels(self.path).time():
                async with context.turn(subject):
                    return await context.run(request, subject, name, answer, checks)

        return in_transaction


def _limited(receive: Receive) -> Receive:
    """The same body, of which no more is read than anybody has to say. Raises Problem while it is read."""
    read = 0

    async def part() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MAX_BODY_BYTES:
            raise Problem(413, "body-too-large")
        return message

    return part


class Correlation:
    """Gives every request the id that its log lines, its events and its answer carry: the caller's own, if all who
    will read it can."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note how it was answered."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        given = Headers(scope=scope).get("x-correlation-id", "")
        correlation = given if CORRELATION.fullmatch(given) else str(uuid4())
        scope.setdefault("state", {})["correlation_id"] = correlation
        structlog.contextvars.bind_contextvars(correlation_id=correlation)
        status, began = 500, time.monotonic()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-correlation-id"] = correlation
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            metrics.RESPONSES.labels(route, status).inc()
            seconds = round(time.monotonic() - began, 3)
            log.info("request", method=scope["method"], route=route, status=status, seconds=seconds)


class Context:
    """What requests of one application share."""

    def __init__(self, name: str, settings: Settings, pool: "Pool") -> None:
        self.sign_in = SignIn(settings)
        self._source = transaction.source_of(name)
        self._pool = pool
        self._clock = Clock(settings.clock_file)
        self._notify = settings.notify
        self._turns = Turns(settings.requests_at_once)
        self._cities: dict[str, str] = {}
        """Where people were at home when they last asked: by this they wait, and nothing else follows from it."""

    def turn(self, subject: str) -> AbstractAsyncContextManager[None]:
        """Wait until this person's request may be at work. Cities take turns: a flood of one holds up no other."""
        return self._turns.take(self._cities.get(subject, subject))

    async def run(
        self, request: Request, subject: str, route: str, answer: Answer, checks: Sequence["Allowed"]
    ) -> Response:
        """Answer one request in one transaction; whatever it raises rolls everything back.

        Who may ask is checked before an answer is repeated, too: a function may have ended since.
        """
        trace = TRACE.fullmatch(request.headers.get("traceparent", ""))
        attempt = await once.read(request, route) if request.method == "POST" else None
        async with transaction.begin(
            self._pool,
            source=self._source,
            clock=self._clock,
            correlation_id=request.state.correlation_id,
            traceparent=trace.group() if trace else "",
            notify=self._notify,
        ) as tx:
            person, new = await _enter(tx, subject, attempt)
            self._note(person)
            request.state.tx, request.state.person = tx, person
            for check in checks:
                await check(request)
            if attempt and not new:
                return await once.repeat(tx.connection, subject, attempt)
            response = await answer(request)
            if attempt:
                tx.answer = once.keep(subject, attempt, response)
            return response

    def _note(self, person: Person) -> None:
        if len(self._cities) >= REMEMBERED and person.subject not in self._cities:
            self._cities.clear()
        self._cities[person.subject] = ",".join(sorted(person.cities)) or person.subject


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


def application(name: str, routes: APIRouter | None, settings: Settings, pool: "Pool") -> FastAPI:
    """The web application of a service."""
    app = Documented(
        title=f"Gerai: {name}",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"/{name}/openapi.json",
    )
    app.state.context = Context(name, settings, pool)
    app.add_middleware(Correlation)
    if routes is not None:
        app.include_router(routes)
    for error, answer in problems.ANSWERS.items():
        app.add_exception_handler(error, answer)
    return app
