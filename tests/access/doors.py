"""A service's web on a database, with both of its guards or with one of them taken out."""

import json
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any, cast
from uuid import uuid4

import asyncpg
import httpx
from asyncpg.pool import Pool, PoolConnectionProxy
from fastapi import Request, Response

from shared.clock import Clock
from shared.database import TIME_LIMITS
from shared.events.event import Event
from shared.messaging import transaction
from shared.messaging.cloudevents import Envelope
from shared.messaging.subscriptions import cut
from shared.messaging.transaction import Transaction
from shared.people import sessions
from shared.people.assignments import Person
from shared.people.sessions import Proven, Session
from shared.service import Service, application_of
from shared.settings import Settings
from shared.web import Allowed, Answer, Caller, Context
from tests.access.people import CITIES
from tests.access.routes import Route
from tests.tokens import token


class Behind(StrEnum):
    """What keeps a city's things from other cities' people."""

    BOTH = "both"
    CODE = "the code alone"
    DATABASE = "the database alone"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class _Believed(Person):
    """Somebody who is believed to hold their functions in every city: what the code checks about a city is for nothing.

    Which cities the transaction may see, the database's guard goes by, is the truth.
    """

    truly_in: frozenset[str] = frozenset()

    @property
    def cities(self) -> frozenset[str]:
        return self.truly_in


def _believed(person: Person) -> Person:
    return _Believed(person.subject, _held_everywhere(person).assignments, person.cities)


def _held_everywhere(person: Person) -> Person:
    held = [replace(assignment, city=city.city) for city in CITIES for assignment in person.assignments]
    return Person(person.subject, tuple(held))


class _Misled(Context):
    """Whoever asks is taken for somebody else, once the door let them through."""

    def __init__(self, name: str, settings: Settings, pool: "Pool", taken_for: Callable[[Person], Person]) -> None:
        super().__init__(name, settings, pool)
        self._taken_for = taken_for

    async def run(
        self, request: Request, caller: Caller, route: str, answer: Answer, checks: Sequence[Allowed]
    ) -> Response:
        async def misled(request: Request) -> Response:
            request.state.person = self._taken_for(request.state.person)
            return await answer(request)

        return await super().run(request, caller, route, misled, checks)


@dataclass(frozen=True)
class Door:
    """Where people ask a service for something."""

    service: Service
    pool: "Pool"
    superuser: "Pool"
    """The same database, seen by whom nothing is hidden from."""
    client: httpx.AsyncClient
    sessions: dict[str, Session] = field(default_factory=dict)
    """Of those who came with a browser, by who they are."""

    async def ask(
        self, what: str, subject: str | None, body: Mapping[str, Any] | None = None, **query: str
    ) -> httpx.Response:
        """Ask as this person, or as somebody who is not signed in: "GET /curation/cases"."""
        method, _, path = what.partition(" ")
        headers = {"idempotency-key": str(uuid4())} if method == "POST" else {}
        if subject is not None:
            headers["authorization"] = f"Bearer {_token(subject)}"
        return await self.client.request(method, path, params=query, json=body, headers=headers)

    async def open(
        self,
        what: str,
        subject: str | None,
        said: Mapping[str, Any] | None = None,
        *,
        marks: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Open a page, or send what its form says, in somebody's browser; with other marks or headers than it has."""
        method, _, path = what.partition(" ")
        own = {"accept": "text/html", "sec-fetch-site": "same-origin"}
        fields, files = (
            flat(said or {}),
            [(name, ("f.jpg", c)) for name, c in (said or {}).items() if isinstance(c, bytes)],
        )
        if subject is not None:
            session = await self._session(subject)
            own["cookie"] = f"gerai-{self.service.name}={session.secret}"
            fields |= {"form_token": session.form_token, "idempotency_key": str(uuid4())}
        own |= headers or {}
        if method == "GET":
            return await self.client.get(path, params=query, headers=own)
        return await self.client.post(
            path, params=query, headers=own, data=fields | dict(marks or {}), files=files or None
        )

    async def mark(self, subject: str) -> str:
        """What forms of this person's browser bear."""
        return (await self._session(subject)).form_token

    async def _session(self, subject: str) -> Session:
        """What a person's browser has, since they signed in."""
        if subject not in self.sessions:
            async with self.superuser.acquire() as connection:
                proven = Proven(subject, subject, None, "an-id-token")
                self.sessions[subject] = await sessions.insert(cast("asyncpg.Connection", connection), proven)
        return self.sessions[subject]

    async def done(self, what: str, subject: str, body: Mapping[str, Any] | None = None) -> Any:
        """The answer to what has to succeed."""
        answer = await self.ask(what, subject, body if body is not None or what.startswith("GET") else {})
        assert answer.is_success, f"{what}: {answer.text}"
        return answer.json()

    async def rows(self) -> list[tuple[object, ...]]:
        """How many rows each table has, and what they come to: whatever is changed, of whichever city, changes this."""
        tables = await self.superuser.fetch(
            "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'sessions'"
        )
        counts = [
            f"SELECT '{table['name']}', count(*), sum(hashtextextended(t::text, 0)) FROM {table['name']} AS t"
            for table in tables
        ]
        return [tuple(row) for row in await self.superuser.fetch(" UNION ALL ".join(counts) + " ORDER BY 1")]

    def begin(self, *about: Event) -> AbstractAsyncContextManager[Transaction]:
        """A transaction that may meet the cities of these events."""
        source = transaction.source_of(self.service.name)
        cities = frozenset(event.city for event in about)
        return transaction.begin(self.pool, source=source, clock=Clock(), cities=cities)

    async def hear(self, *events: Event) -> None:
        """Handle what others announced, in this order, as one batch."""
        heard = [(event, Envelope(id=str(uuid4()), source="/gerai/others", type=event.type)) for event in events]
        async with self.begin(*events) as tx:
            for call in cut(heard):
                await self.service.open().on.call(call, tx)


@cache
def _token(subject: str) -> str:
    return token(subject, exp=int(time.time()) + 3600)


@asynccontextmanager
async def open_door(
    service: Service, behind: Behind, dsn: str, superuser_dsn: str, settings: Settings
) -> AsyncIterator[Door]:
    """The service's web on a database; whether that one is a guard, is for the database to say.

    Behind nothing, every request is undone when it is answered, so that the next one finds everything as it was.
    """
    setup = _begin if behind is Behind.NOTHING else None
    async with (
        asyncpg.create_pool(dsn, min_size=0, server_settings=TIME_LIMITS, setup=setup) as pool,
        asyncpg.create_pool(superuser_dsn, min_size=0, max_size=1) as superuser,
    ):
        application = application_of(service, settings, pool)
        if behind in (Behind.DATABASE, Behind.NOTHING):
            taken_for = _believed if behind is Behind.DATABASE else _held_everywhere
            application.state.context = _Misled(service.name, settings, pool, taken_for)
        transport = httpx.ASGITransport(application, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://gerai") as client:
            yield Door(service, pool, superuser, client)


async def _begin(connection: "PoolConnectionProxy[Any]") -> None:
    """Begin what the pool rolls back when it gets the connection back: all commits within are of savepoints."""
    await connection.transaction().__aenter__()


def flat(said: Mapping[str, Any], under: str = "") -> dict[str, str]:
    """The fields of a form that says what a body of the API says."""
    fields: dict[str, str] = {}
    for name, value in said.items():
        if isinstance(value, dict):
            fields |= flat(value, f"{under}{name}-")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            fields |= {
                place: text for n, each in enumerate(value) for place, text in flat(each, f"{under}{name}-{n}-").items()
            }
        elif isinstance(value, bool):
            fields[f"{under}{name}"] = "ya" if value else "tidak"
        elif not isinstance(value, bytes):
            fields[f"{under}{name}"] = "\n".join(map(str, value)) if isinstance(value, list) else str(value)
    return fields


def fill_in(route: Route, things: Mapping[str, str]) -> tuple[str, dict[str, Any] | None]:
    """What to ask, and what to say with it, about these things."""
    line = route.line
    path = route.written.path
    for parameter, thing in zip(route.parameters, line.things, strict=True):
        path = path.replace(f"{{{parameter}}}", things[thing])
    if line.body is None or any(isinstance(said, bytes) for said in line.body.values()):
        return f"{route.method} {path}", None if line.body is None else dict(line.body)
    said = re.sub(r'"\{(\w+)\}"', lambda named: json.dumps(things[named[1]]), json.dumps(line.body))
    body: dict[str, Any] = json.loads(said)
    return f"{route.method} {path}", body
