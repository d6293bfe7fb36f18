"""Ten million events of history: what relay and consumer take for an event then, and how each statement is planned."""

from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from asyncpg import Connection

from shared.events.event import Topic
from shared.messaging import broker
from shared.messaging.outbox import SLOTS
from tests.benchmarks import consumers, plans, relays, visible, workload
from tests.benchmarks.measure import Findings
from tests.benchmarks.relay_drain import drain
from tests.benchmarks.system import Bench, python
from tests.benchmarks.workload import Record
from tests.conftest import ServiceDatabase

TITLE = "Long life: relay and consumer after ten million events"
NEW, OLD = "no history", "with history"
EVENTS_OF_A_PRODUCT = 10
CPU, WITH_POSTGRES = "CPU", "CPU with PostgreSQL's"
LARGE = 1_000
"""Rows of a table that nothing on the way of an event may read from end to end."""

DAYS = """
DO $$ BEGIN FOR n IN 1..6 LOOP
    EXECUTE format('CREATE TABLE published_%s PARTITION OF published FOR VALUES FROM (%L) TO (%L)',
                   to_char(current_date - n, 'YYYYMMDD'), current_date - n, current_date - n + 1);
END LOOP; END $$;
SELECT keep_published(7)
"""
PUBLISHED = """
INSERT INTO published (id, slot, topic, key, headers, value, published_at)
SELECT n, s.slot, $1, s.key, s.headers, s.value,
       greatest(now() - interval '6 days' * (($2 - n)::float8 / $2), current_date - 6)
FROM generate_series(1, $2::bigint) AS n JOIN staged AS s ON s.place = 1 + n % $3
"""
SEQUENCES = """
INSERT INTO sequences (topic, key, last)
SELECT $1, uuidv7(interval '1 second' * (n - $2))::text, 10 FROM generate_series(1, $2::bigint) AS n
"""
ANSWERED = """
INSERT INTO idempotency (subject, route, key, fingerprint, status, headers, body, answered_at)
SELECT 'somebody', 'POST /registration/products', uuidv7()::text, decode(md5(n::text), 'hex'), 201, '[]', '{}',
       now() - interval '20 days' * (($1 - n)::float8 / $1)
FROM generate_series(1, $1::bigint) AS n
"""
HEARD = """
INSERT INTO inbox (reader, source, event_id, heard_at)
SELECT 'curation', '/gerai/registration', uuidv7(-age)::text, now() - age
FROM generate_series(1, $1::bigint) AS n, LATERAL (SELECT interval '29 days' * (($1 - n)::float8 / $1) AS age) AS a
"""
CASES = """
INSERT INTO cases (product_id, city, status, revision, business_id, submission, opened_at)
SELECT uuidv7(interval '-1 second' * ($1 - n)), 'ambon', 'in-review', 1, $2, $3, now()
FROM generate_series(1, $1::bigint) AS n
"""


@dataclass(frozen=True)
class Pair:
    """The databases that an announcement passes."""

    registration: ServiceDatabase
    curation: ServiceDatabase


async def measure(bench: Bench) -> Findings:
    """Relay and consumer on new databases and on old ones, in turn; then what the old ones do for each statement."""
    found = Findings()
    made = workload.records(bench.size.drain)
    async with _open_pair(bench) as new, _open_pair(bench) as old:
        await _lay_down(bench, old, made)
        for _ in range(bench.size.rounds):
            for side, pair in ((NEW, new), (OLD, old)):
                await _note(bench, side, pair, made, found)
        planned = await _plan(bench, old)
    ends = [plan for plan in planned if plan.reads_whole]
    found.note(OLD, "statements that read a large table from end to end", "statements", len(ends))
    found.goal(f"{CPU} per event within 15%", CPU, OLD, NEW, at_most=1.15)
    found.goal(f"{WITH_POSTGRES} within 15%", WITH_POSTGRES, OLD, NEW, at_most=1.15)
    found.goal("no statement reads a large table whole", found.list_figures()[-1].what, OLD, at_most=0)
    found.notes += [
        f"{bench.size.history:,} events published within seven days, and as many heard within a month, of a tenth as "
        f"many products. A round is {bench.size.drain:,} announcements through the relay and "
        f"{bench.size.consumed:,} through curation's worker.",
        plans.written(planned),
    ]
    return found


@asynccontextmanager
async def _open_pair(bench: Bench) -> AsyncIterator[Pair]:
    async with bench.database("registration") as registration, bench.database("curation") as curation:
        yield Pair(registration, curation)


async def _note(bench: Bench, side: str, pair: Pair, made: Sequence[Record], found: Findings) -> None:
    parts = Findings()
    await drain(bench, "relay", partial(relays.gerai, kept=pair.registration), made, bench.size.drain, parts)
    async with consumers.gerai(bench, kept=pair.curation) as group:
        await consumers.consume(bench, "consumer", group, bench.size.consumed, parts)
    both = ("relay", "consumer")
    processes, servers = (sum(parts.values(part, what)[0] for part in both) for what in ("CPU", "CPU of PostgreSQL"))
    found.note(side, CPU, "s per 100,000", processes)
    found.note(side, WITH_POSTGRES, "s per 100,000", processes + servers)
    for part in both:
        found.note(side, f"rate of the {part}", "events/s", parts.values(part, "rate")[0])


async def _lay_down(bench: Bench, pair: Pair, made: Sequence[Record]) -> None:
    """History, as it would stand after so many events; the broker has had all of it."""
    events, products = bench.size.history, bench.size.history // EVENTS_OF_A_PRODUCT
    topic = await bench.new_topic("history")
    await workload.put(bench.settings(pair.registration), topic, made[:100])
    async with bench.superuser(pair.registration) as connection:
        await workload.stage(connection, made)
        await connection.execute("SET synchronous_commit = off")
        await connection.execute(DAYS)
        await connection.execute(PUBLISHED, topic.name, events, len(made))
        await connection.execute(ANSWERED, products)
        await _number(connection, topic, events, products)
        await _note_the_log(bench, pair, connection)
        await _come_to_rest(connection, "published", "idempotency", "sequences")
    async with bench.superuser(pair.curation) as connection:
        await connection.execute("SET synchronous_commit = off")
        await connection.execute(HEARD, events)
        await connection.execute(CASES, products, workload.BUSINESS_ID, made[0].value.decode())
        await _number(connection, Topic("gerai.curation.case.v1"), products, products)
        await _come_to_rest(connection, "inbox", "cases", "sequences")


async def _number(connection: Connection, topic: Topic, events: int, products: int) -> None:
    """All announcements so far are numbered, and each product's too."""
    await connection.execute(SEQUENCES, topic.name, products)
    await connection.execute("SELECT setval('outbox_id_seq', $1::bigint)", events)


async def _note_the_log(bench: Bench, pair: Pair, connection: Connection) -> None:
    """The relay knows this cluster, so that it does not publish all of it again."""
    cluster = await broker.cluster_id(bench.settings(pair.registration))
    await connection.execute(
        "INSERT INTO relay_progress (slot, cluster_id) SELECT n, $1 FROM generate_series(0, $2::integer - 1) AS n",
        cluster,
        SLOTS,
    )


async def _come_to_rest(connection: Connection, *tables: str) -> None:
    """What autovacuum would do in the course of a month."""
    for table in tables:
        await connection.execute(f"VACUUM (FREEZE, ANALYZE) {table}")
    await connection.execute("CHECKPOINT")


async def _plan(bench: Bench, pair: Pair) -> list[plans.Plan]:
    """The plans of whatever is asked of the old databases while products pass from one door to the other."""
    both = {"registration": pair.registration, "curation": pair.curation}
    async with plans.heard(bench, [*both.values()]) as statements, visible.open_chain(bench, **both) as chain:
        with ExitStack() as stack:
            for service, database in both.items():
                clock = python(f"services.{service}", "clock")
                stack.enter_context(bench.running(clock, bench.environment(database)))
            await visible.visits(chain, bench.size.visits)
    return [await plans.explain(bench, database, text, LARGE) for database, text in statements]
