"""HTTP for every service: one request is one transaction, every POST has one effect, errors are RFC 9457."""

import hashlib
import json
from collections.abc import Callable, Coroutine, Sequence
from typing import Annotated, Any
from uuid import uuid4

import structlog
from asyncpg import Connection
from asyncpg.pool import Pool
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from shared import database, metrics
from shared.clock import Clock
from shared.errors import Conflict, NotFound, Refused
from shared.messaging import transaction
from shared.messaging.transaction import Transaction
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.sign_in import KeysAway, NotSignedIn, SignIn
from shared.settings import Settings

log = structlog.get_logger()

Answer = Callable[[Request], Coroutine[Any, Any, Response]]


class Problem(Exception):
    """An answer that is not about the business: a wrong header, a wrong key."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


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
            with metrics.REQUEST_SECONDS.labels(self.path).time():
                return await context.run(request, subject, name, answer, checks)

        return in_transaction


class Context:
    """What requests of one application share."""

    def __init__(self, name: str, settings: Settings, pool: "Pool") -> None:
        self.sign_in = SignIn(settings)
        self._source = transaction.source_of(name)
        self._pool = pool
        self._clock = Clock(settings.clock_file)
        self._notify = settings.notify

    async def run(
        self, request: Request, subject: str, route: str, answer: Answer, checks: Sequence["Allowed"]
    ) -> Response:
        """Answer one request in one transaction; whatever it raises rolls everything back.

        Who may ask is checked before an answer is repeated, too: a function may have ended since.
        """
        correlation = request.headers.get("x-correlation-id") or str(uuid4())
        async with transaction.begin(
            self._pool,
            source=self._source,
            clock=self._clock,
            correlation_id=correlation,
            notify=self._notify,
        ) as tx:
            person = await assignments.get_person(tx.connection, subject, tx.now)
            await database.enter_cities(tx.connection, person.cities)
            request.state.tx, request.state.person = tx, person
            for check in checks:
                check(request)
            if request.method != "POST":
                return await answer(request)
            return await _once(tx.connection, request, subject, route, answer)


async def _once(connection: Connection, request: Request, subject: str, route: str, answer: Answer) -> Response:
    """Give the answer that this key got before, or do the work and keep its answer with its effect.

    The insert waits for a twin that is under way; a refused request rolls it back, so the key is free again.
    """
    key = request.headers.get("idempotency-key", "")
    if not 8 <= len(key) <= 200:
        raise Problem(400, "idempotency-key-missing", "Header Idempotency-Key (8–200 karakter) wajib diisi.")
    target = f"{request.url.path}?{request.url.query}".encode()
    fingerprint = hashlib.sha256(target + b"\0" + await request.body()).digest()
    new = await connection.fetchval(
        """
        INSERT INTO idempotency (subject, route, key, fingerprint) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING RETURNING true
        """,
        subject,
        route,
        key,
        fingerprint,
    )
    if not new:
        return await _given_before(connection, subject, route, key, fingerprint)
    response = await answer(request)
    if response.status_code >= 400:
        raise Problem(response.status_code, "refused", "Permintaan ditolak.")
    await connection.execute(
        """
        UPDATE idempotency SET status = $4, headers = $5, body = $6
        WHERE subject = $1 AND route = $2 AND key = $3
        """,
        subject,
        route,
        key,
        response.status_code,
        json.dumps([[name, value] for name, value in response.headers.items() if name != "content-length"]),
        bytes(response.body),
    )
    return response


async def _given_before(connection: Connection, subject: str, route: str, key: str, fingerprint: bytes) -> Response:
    row = await connection.fetchrow(
        """
        SELECT fingerprint, status, headers, body FROM idempotency
        WHERE subject = $1 AND route = $2 AND key = $3
        """,
        subject,
        route,
        key,
    )
    if row is None:
        raise Conflict("Permintaan yang sama sedang dihapus. Coba lagi.")
    if row["fingerprint"] != fingerprint:
        raise Problem(422, "idempotency-key-reused", "Idempotency-Key ini sudah dipakai untuk isi yang lain.")
    headers = dict(json.loads(row["headers"]))
    return Response(row["body"], row["status"], headers | {"idempotency-replayed": "true"})


def _transaction(request: Request) -> Transaction:
    tx: Transaction = request.state.tx
    return tx


def _person(request: Request) -> Person:
    person: Person = request.state.person
    return person


Tx = Annotated[Transaction, Depends(_transaction)]
Who = Annotated[Person, Depends(_person)]


class Allowed:
    """Who may use a route, said beside it; without functions, everybody who is signed in."""

    def __init__(self, *functions: str) -> None:
        self.functions = functions

    def __call__(self, request: Request) -> None:
        """Refuse whoever holds none of the functions anywhere."""
        if self.functions and not _person(request).holds(*self.functions):
            raise Problem(403, "function-missing", "Anda tidak memiliki kewenangan untuk ini.")


def router(name: str) -> APIRouter:
    """A service's router: full prefix, every route in its transaction."""
    return APIRouter(prefix=f"/{name}", route_class=TransactionalRoute)


def application(name: str, routes: APIRouter | None, settings: Settings, pool: "Pool") -> FastAPI:
    """The web application of a service."""
    app = FastAPI(
        title=f"Gerai: {name}",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"/{name}/openapi.json",
    )
    app.state.context = Context(name, settings, pool)
    if routes is not None:
        app.include_router(routes)
    for error, answer in _ANSWERS.items():
        app.add_exception_handler(error, answer)
    return app


def problem(status: int, code: str, message: str, **more: Any) -> JSONResponse:
    """RFC 9457 problem JSON; `code` is stable, `detail` is for people."""
    content = {"type": f"urn:gerai:problem:{code}", "status": status, "code": code, "detail": message, **more}
    metrics.PROBLEMS.labels(code).inc()
    return JSONResponse(content, status, media_type="application/problem+json")


async def _on_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return problem(error.status, error.code, str(error))


async def _on_refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return problem(422, error.code, str(error))


async def _on_not_found(_: Request, error: Exception) -> Response:
    return problem(404, "not-found", "Tidak ditemukan.")


async def _on_conflict(_: Request, error: Exception) -> Response:
    return problem(409, "conflict", str(error))


async def _on_not_signed_in(_: Request, error: Exception) -> Response:
    return problem(401, "not-signed-in", "Silakan masuk terlebih dahulu.")


async def _on_invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [{"field": ".".join(map(str, e["loc"][1:])), "message": e["msg"]} for e in error.errors()]
    return problem(422, "input-invalid", "Isian belum benar.", faults=faults)


async def _on_keys_away(_: Request, error: Exception) -> Response:
    log.error("sign-in keys cannot be had", reason=str(error))
    return problem(503, "sign-in-away", "Layanan masuk sedang tidak dapat dihubungi. Silakan coba lagi sebentar lagi.")


async def _on_away(_: Request, error: Exception) -> Response:
    log.warning("request met an absent database", reason=type(error).__name__)
    answer = problem(503, "try-again", "Layanan sedang sibuk. Silakan coba lagi sebentar lagi.")
    answer.headers["retry-after"] = "2"
    return answer


_ANSWERS: dict[type[Exception], Callable[[Request, Exception], Coroutine[Any, Any, Response]]] = {
    Problem: _on_problem,
    Refused: _on_refused,
    NotFound: _on_not_found,
    Conflict: _on_conflict,
    NotSignedIn: _on_not_signed_in,
    KeysAway: _on_keys_away,
    RequestValidationError: _on_invalid,
    **dict.fromkeys((*database.LOST, *database.CONTENTION), _on_away),
}
