"""Submitting a product over HTTP, and what that would cost with nothing but the inserts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic_core import to_json

from deploy.local import processes
from tests.benchmarks import city, load, round_trips, workload
from tests.benchmarks.city import City
from tests.benchmarks.measure import Findings, Meter, percentile
from tests.benchmarks.system import Bench, Running, python, wait_until

TITLE = "HTTP: submit a product"
GERAI = "Gerai, registration's web"
BARE = "bare FastAPI + asyncpg"
ROUND_TRIPS = 6
"""The most that one submission may ask of the database."""


async def measure(bench: Bench) -> Findings:
    """The same number of submissions on as many connections, in turn; round trips counted one by one beforehand."""
    found = Findings()
    async with city.ambon(bench) as ambon:
        found.note(GERAI, "round trips", "per request", await count_round_trips(bench, ambon))
        for _ in range(bench.size.rounds):
            async with city.web(bench, "registration", ambon.database, ambon.issuer) as (running, port):
                await _submit(bench, ambon, GERAI, running, port, found)
            async with _bare(bench, ambon) as (running, port):
                await _submit(bench, ambon, BARE, running, port, found)
    found.goal("≥ 0.5 × the bare insert", "rate", GERAI, BARE, at_least=0.5)
    found.goal(f"≤ {ROUND_TRIPS} round trips to the database", "round trips", GERAI, at_most=ROUND_TRIPS)
    found.notes.append(
        f"{bench.size.requests:,} submissions a round on {bench.size.connections} connections, after a tenth of that. "
        "The bare one checks the same token and writes submission, product, sequence, outbox and idempotency in one "
        "transaction, as owner without row-level security; it reads nothing, checks nothing and logs nothing. "
        "A round trip is whatever the process waits for its database for, the pool's reset included."
    )
    return found


async def count_round_trips(bench: Bench, ambon: City) -> float:
    """How often one submission makes the process wait for its database, once statements are prepared."""
    async with round_trips.counted(ambon.database.app_dsn) as (dsn, counter):
        more = {"DATABASE_URL": dsn}
        async with (
            city.web(bench, "registration", ambon.database, ambon.issuer, **more) as (_, port),
            load.connect(port) as door,
        ):
            products = await ambon.draft(20)
            for number, product in enumerate(products):
                if number == 10:
                    counter.asked = 0
                status, answer = await door.ask(ambon.submission(product))
                assert status == 201, answer
    return counter.asked / 10


async def _submit(bench: Bench, ambon: City, side: str, running: Running, port: int, found: Findings) -> None:
    size = bench.size
    warming = [ambon.submission(product) for product in await ambon.draft(max(1, size.requests // 10))]
    requests = [ambon.submission(product) for product in await ambon.draft(size.requests)]
    (await load.as_fast_as_answered(port, warming, size.connections)).check()
    meter = Meter(running.pid)
    answers = await load.as_fast_as_answered(port, requests, size.connections)
    cpu = meter.cpu
    meter.stop()
    answers.check()
    found.note(side, "rate", "requests/s", answers.rate)
    found.note(side, "CPU", "ms per request", cpu * 1000 / size.requests)
    found.note(side, "p50", "ms", percentile(answers.waits, 0.5) * 1000)
    found.note(side, "p99", "ms", percentile(answers.waits, 0.99) * 1000)
    found.note(side, "memory", "MiB", meter.peak / 2**20)


@asynccontextmanager
async def _bare(bench: Bench, ambon: City) -> AsyncIterator[tuple[Running, int]]:
    port = processes.free_port()
    sheet = workload.sheet()
    fields = {name: getattr(sheet, name) for name in sheet.__slots__}
    environment = {
        "BENCH_DSN": bench.superuser_dsn(ambon.database),
        "BENCH_SHEET": to_json(fields).decode(),
        "OIDC_ISSUER": ambon.issuer,
        "HTTP_PORT": str(port),
    }
    with bench.running(python("tests.benchmarks.sides.bare_web"), environment) as running:
        wait_until(running, lambda: processes.is_listening(port), 60, "the bare web answers")
        yield running, port
