"""Runs a service in one role: `python -m services.<name> web | worker | relay | clock | sender | migrate | all`.

A role imports what it needs: FastAPI, the templates, handlers and FastStream are a third of a process's memory.
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg
import structlog
from asyncpg.pool import Pool
from pydantic import ValidationError

from shared import crash_points, database, health, logs, memory, metrics, migrate, settings
from shared.clock import Clock
from shared.crash_points import CrashPoint
from shared.events.event import Topic
from shared.messaging import inbox, redrive, relay, transaction
from shared.messaging.consumer import Consumer
from shared.messaging.parking import Parking, Retries
from shared.messaging.relay import Relay
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Transaction
from shared.people import assignments
from shared.serving import serve
from shared.settings import Settings

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI

    from shared.pages.route import Pages

log = structlog.get_logger()

T = TypeVar("T")
Due = Callable[[Transaction], Awaitable[None]]
Send = Callable[[Pool, Clock], Awaitable[bool]]
WITHOUT_CHAPTERS = ("relay", "migrate")


@dataclass(frozen=True)
class Routes:
    """What a service answers over HTTP."""

    router: "APIRouter"
    pages: "Pages"


@dataclass(frozen=True)
class Chapters:
    """What a service does beside publishing what it announced."""

    on: Subscriptions = field(default_factory=Subscriptions)
    routes: Callable[[], Routes] | None = None
    """Imports and gives what it answers, which only `web` does."""
    due: Sequence[Due] = ()
    """What is done when a time has come; each in a transaction of its own that may see every city."""
    send: Send | None = None
    """Tells the outside (mail) what waits, and whether there may be more; networks are met outside transactions."""
    settings: Callable[[], object] | None = None
    """Reads what only this service is told, which `relay` and `migrate` do without. Raises pydantic.ValidationError."""


@dataclass(frozen=True)
class Service:
    """What a service consists of; the toolkit does the rest."""

    name: str
    announces: Sequence[Topic] = ()
    open: Callable[[], Chapters] = Chapters
    """Imports and gives the chapters. A relay, whose work they are not, is the lighter for it."""

    @property
    def roles(self) -> list[str]:
        """The roles that this service has."""
        chapters = self.open()
        has = {"web": chapters.routes is not None, "worker": bool(chapters.on.topics), "relay": True, "clock": True}
        has["sender"] = chapters.send is not None
        return [role for role, there in has.items() if there]

    def open_routes(self) -> Routes:
        """What a service answers that has the role `web`."""
        routes = self.open().routes
        assert routes is not None
        return routes()


def run(service: Service) -> None:
    """Run the role named on the command line until told to stop. Exits at once for a wrong role or setting, and where
    migrations do not go through."""
    role = sys.argv[1] if len(sys.argv) == 2 else ""
    if role not in WITHOUT_CHAPTERS and role not in (*service.roles, "all"):
        sys.exit(f"usage: python -m services.{service.name} {' | '.join([*service.roles, 'migrate', 'all'])}")
    try:
        read = settings.read(service.name)
        if role not in WITHOUT_CHAPTERS:
            _read_own_settings(service.open(), read)
    except ValidationError as wrong:
        sys.exit(settings.explain(wrong, service.name))
    if role == "migrate":
        _migrate(service.name, read)
        return
    logs.configure(service.name, role)
    crash_points.arm(read.crash_point)
    asyncio.run(_run(service, read, service.roles if role == "all" else [role]))


def _read_own_settings(chapters: Chapters, read: Settings) -> None:
    if chapters.settings:
        chapters.settings()
    if read.parked_key is None and any(topic.personal for topic in chapters.on.topics):
        sys.exit("PARKED_KEY is not set. This service hears personal data and must seal what of it has to be parked.")


def _migrate(name: str, read: Settings) -> None:
    if read.database_owner_url is None:
        sys.exit("DATABASE_OWNER_URL is not set; migrations run as the database's owner.")
    try:
        migrate.migrate(name, read.database_owner_url)
    except migrate.MigrationFailed as failed:
        sys.exit(f"The migrations of {name} did not go through: {failed}")


async def _run(service: Service, read: Settings, roles: Sequence[str]) -> None:
    pool = await database.open_pool(read.database_url)
    work = {role: WORK[role](service, read, pool) for role in roles}
    checks = {
        "database": health.check_database(pool, service.name),
        "broker": health.check_broker(read),
    }
    work["private"] = serve(health.application(checks), read.http_host, read.private_port)
    log.info("started", roles=list(roles), private_port=read.private_port)
    tasks = [asyncio.create_task(coroutine, name=name) for name, coroutine in work.items()]
    try:
        await _until_told_or_failed(tasks)
    finally:
        crash_points.reach(CrashPoint.WHILE_STOPPING)
        await _end(tasks)
        await _close(pool)
        log.info("stopped")


async def _close(pool: "Pool") -> None:
    """Let connections end what they do, for five seconds."""
    try:
        async with asyncio.timeout(5):
            await pool.close()
    except TimeoutError:
        pool.terminate()


async def _end(tasks: Sequence["asyncio.Task[None]"]) -> None:
    """Cancel until all have ended: in Python 3.11 asyncio.wait_for, which aiokafka uses, may lose a cancellation."""
    while not all(task.done() for task in tasks):
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=3)
    await asyncio.gather(*tasks, return_exceptions=True)


async def _until_told_or_failed(tasks: Sequence["asyncio.Task[None]"]) -> None:
    """Return at a signal; raise what a role failed with, so that whoever supervises starts us anew."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    waiting = asyncio.create_task(told.wait())
    done, _ = await asyncio.wait({*tasks, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    for task in done - {waiting}:
        log.error("role failed", failed=task.get_name())
        task.result()


def consumer_of(service: Service, read: Settings, pool: "Pool") -> Consumer:
    """The service's consumer, as worker and clock use it."""
    on, parking = service.open().on, parking_of(service.name, read)
    return Consumer(service.name, on, parking, pool, Clock(read.clock_file), read.notify)


def parking_of(name: str, read: Settings) -> Parking:
    """Where the service's failed events stand."""
    retries = Retries(
        read.retry_tries,
        timedelta(seconds=read.retry_first_seconds),
        timedelta(seconds=read.retry_longest_seconds),
    )
    return Parking(name, retries, read.parked_seal)


def application_of(service: Service, read: Settings, pool: "Pool") -> "FastAPI":
    """What the role web answers with: the service's API and its pages."""
    from shared import web
    from shared.pages.front import add_pages

    routes = service.open_routes()
    application = web.application(service.name, routes.router, read, pool)
    add_pages(application, service.name, routes.pages, read)
    return application


async def _web(service: Service, read: Settings, pool: "Pool") -> None:
    application = application_of(service, read, pool)
    memory.keep_what_is_there()
    await serve(application, read.http_host, read.http_port, read.forwarded_allow_ips)


async def _worker(service: Service, read: Settings, pool: "Pool") -> None:
    from shared.messaging.worker import Worker

    memory.give_back_large_blocks()
    memory.collect_less()
    await Worker(read, consumer_of(service, read, pool)).run()


async def _relay(service: Service, read: Settings, pool: "Pool") -> None:
    # Not a TaskGroup, which hands on one cancellation alone: aiokafka may lose that one.
    await asyncio.gather(
        relay.keep_house(pool, published_days=read.published_days),
        *(Relay(read, service.announces, shard).run() for shard in range(read.relay_shards)),
    )


async def _clock(service: Service, read: Settings, pool: "Pool") -> None:
    """Do what is due, try what is parked and, at least every minute, forget what is long past: so much a second."""
    from shared.people import sessions

    consumer, more = consumer_of(service, read, pool), None
    for second in range(sys.maxsize):
        for due in service.open().due:
            await _attempt(due.__name__, do(due, service.name, read, pool))
        tried = await _attempt("retry", redrive.retry_due(consumer))
        await _attempt("measure", consumer.measure())
        if more or second % 60 == 0:
            more = await _attempt("forget", inbox.forget(pool, days=read.inbox_days))
        if second % 60 == 0:
            await _attempt("forget_sessions", sessions.forget(pool, sessions.Limits.of(read)))
        await asyncio.sleep(0 if (tried or 0) >= redrive.MOST else 1)


async def _attempt(name: str, work: Awaitable[T]) -> T | None:
    """What fails is tried again a second later, and keeps nothing else from being done: neither a database that is away
    nor a row that a rule stumbles over ends the clock of every city."""
    try:
        return await work
    except Exception as failure:
        expected = isinstance(failure, (*database.LOST, asyncpg.PostgresError))
        metrics.CLOCK_FAILURES.labels(name, type(failure).__name__).inc()
        log.warning("clock goes on", work=name, reason=type(failure).__name__, exc_info=None if expected else failure)
        return None


async def do_due(service: Service, read: Settings, pool: "Pool") -> None:
    """Do all that has become due by now."""
    for due in service.open().due:
        await do(due, service.name, read, pool)


async def do(due: Due, name: str, read: Settings, pool: "Pool") -> None:
    """Do one thing that has become due, unless another clock of the service is at it."""
    async with transaction.begin(
        pool, source=transaction.source_of(name), clock=Clock(read.clock_file), notify=read.notify
    ) as tx:
        if await tx.connection.fetchval("SELECT pg_try_advisory_xact_lock(hashtext($1))", due.__name__):
            await database.enter_cities(tx.connection, frozenset(await assignments.list_cities(tx.connection)))
            await due(tx)


async def _sender(service: Service, read: Settings, pool: "Pool") -> None:
    """Send while there is something to send, and look again every second."""
    send, clock, more = service.open().send, Clock(read.clock_file), False
    assert send is not None
    while True:
        try:
            more = await send(pool, clock)
        except (*database.LOST, asyncpg.PostgresError) as away:
            log.warning("sender waits for the database", reason=type(away).__name__)
            more = False
        await asyncio.sleep(0 if more else 1)


WORK: dict[str, Callable[[Service, Settings, "Pool"], Coroutine[Any, Any, None]]] = {
    "web": _web,
    "worker": _worker,
    "relay": _relay,
    "clock": _clock,
    "sender": _sender,
}
