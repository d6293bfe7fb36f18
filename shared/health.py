"""What a process says about itself on its private port: /livez, /readyz and /metrics."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import asyncpg
from asyncpg.pool import Pool
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from shared import database, migrate
from shared.messaging import broker
from shared.settings import Settings

Check = Callable[[], Awaitable[str | None]]
"""What stands in the way of work, or None."""


def application(checks: Mapping[str, Check]) -> Starlette:
    """The private pages. Liveness asks nobody: a broker's outage must not restart every process."""

    async def livez(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        answers = await asyncio.gather(*(check() for check in checks.values()))
        report = {name: answer or "ok" for name, answer in zip(checks, answers, strict=True)}
        return JSONResponse(report, status_code=503 if any(answers) else 200)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", metrics)])


def check_database(pool: "Pool", service: str) -> Check:
    """The database answers and its schema is the one this code was written for."""

    async def check() -> str | None:
        if not await database.answers(pool):
            return "the database does not answer"
        toolkit, own = migrate.heads(service)
        for table, head in (("toolkit_migrations", toolkit), ("service_migrations", own)):
            if head and head not in await _applied(pool, table):
                return f"migration {head} of {table} is not applied; run migrate"
        return None

    return check


def check_broker(settings: Settings) -> Check:
    """The broker tells us which cluster it is; why it does not, aiokafka has logged."""

    async def check() -> str | None:
        try:
            async with asyncio.timeout(3):
                await broker.cluster_id(settings)
        except broker.AWAY:
            return "the broker does not answer, or does not let us in; the log says which"
        return None

    return check


async def _applied(pool: "Pool", table: str) -> set[str]:
    try:
        rows = await pool.fetch(f"SELECT version FROM {table}")  # noqa: S608
    except (asyncpg.UndefinedTableError, *database.LOST):
        return set()
    return {r["version"] for r in rows}
