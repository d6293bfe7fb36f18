"""Stories of the demonstration on a whole system: they end as they tell, and a second play changes nothing."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from deploy.cli.demo import play
from deploy.demo import tables
from deploy.demo.outcome import End
from deploy.demo.performance import Evening
from deploy.demo.player import Telling
from deploy.demo.story import Story, read_story
from deploy.demo.watch import Row
from deploy.local import databases
from deploy.local.home import Home
from deploy.local.plan import EMBEDDED, KAFKA, Plan, list_services
from deploy.local.system import System
from deploy.local.tansu import Tansu
from shared.events.event import Topic
from tests.conftest import ON_KAFKA
from tests.deploy.conftest import new_plan
from tests.messaging.conftest import until

pytestmark = pytest.mark.broker

SILENT = Telling(begin=lambda title, steps: None, step=lambda: None, end=lambda: None)
WAY_OF_A_GOOD_PRODUCT = [
    "registration.product-submitted",
    "curation.case-opened",
    "curation.case-reviewed",
    "curation.product-curated",
    "agreements.product-offered",
    "agreements.product-offered",
    "agreements.offer-answered",
    "agreements.pks-drafted",
    "agreements.pks-partly-signed",
    "agreements.pks-signed",
    "agreements.offer-answered",
    "agreements.pks-drafted",
    "agreements.pks-partly-signed",
    "agreements.pks-signed",
]


@pytest.fixture
def home() -> Iterator[Home]:
    # Not below pytest's folder, which is private: PostgreSQL may run as another user.
    folder = Path(tempfile.mkdtemp(prefix="gerai-story-"))
    home = Home(folder / "home")
    with home.hold():
        yield home
    shutil.rmtree(folder)


@pytest.fixture
def plan() -> Plan:
    return new_plan(KAFKA if ON_KAFKA else EMBEDDED)


async def test_every_product_of_a_short_story_ends_as_it_tells(home: Home, plan: Plan) -> None:
    async with _running(home, plan) as system:
        evening = await play(system, [read_story("kediri")], SILENT)
        assert_as_told(evening)
        await until(lambda: _is_quiet(system), 90)
    (kediri,) = evening.cities
    assert _way(kediri.trail) == WAY_OF_A_GOOD_PRODUCT
    assert tables.show_trail(kediri.trail_of, kediri.trail).row_count == len(WAY_OF_A_GOOD_PRODUCT)
    assert kediri.mails.sent > 0


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_two_stories_end_as_they_tell_and_again_when_the_broker_forgot(home: Home, plan: Plan) -> None:
    stories = [_short(read_story("ambon")), read_story("kediri")]
    async with _running(home, plan) as system:
        first = await play(system, stories, SILENT)
        assert_as_told(first)
        assert {"pks-signed", "pks-basis-lost", "pks-declined", "closed", "overdue"} <= _states(first.cities[0].ends)
        await until(lambda: _is_quiet(system), 90)
        rows = await _count_rows(system)
        again = await play(system, stories, SILENT)
        assert_as_told(again)
        assert again.replays == again.posts == first.posts
        assert await _count_rows(system) == rows
    async with _running(home, plan) as system:
        assert_as_told(await play(system, stories, SILENT))
        await until(lambda: _has_heard_all(system))
        await until(lambda: _is_quiet(system), 90)
        assert await _count_rows(system) == rows


def assert_as_told(evening: Evening) -> None:
    """Every product ended where its story says, and nothing went wrong beside."""
    unlike = [end for end in evening.ends if not end.is_as_told]
    assert [(end.scene.product.name, end.seen, end.scene.trouble) for end in unlike] == []
    assert evening.troubles == []


@asynccontextmanager
async def _running(home: Home, plan: Plan) -> AsyncIterator[System]:
    """A system that is started and stopped by one thread, which outlives it."""
    system = System(home, plan)
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            await loop.run_in_executor(thread, system.start)
            yield system
        finally:
            await loop.run_in_executor(thread, system.stop)


def _short(story: Story) -> Story:
    """The businesses of one kecamatan, and with fewer of them fewer products that pass."""
    businesses = tuple(business for business in story.business if business.district_code == "81.71.02")
    memoranda = tuple(mou.model_copy(update={"after_passed": min(mou.after_passed, 5)}) for mou in story.mou)
    return story.model_copy(update={"business": businesses, "mou": memoranda})


def _states(ends: Sequence[End]) -> set[str]:
    return {state for end in ends for state in end.seen.values()}


def _way(trail: Sequence[Row]) -> list[str]:
    """What was announced, in order, but for who was told of it."""
    names = [line["type"].removeprefix("gerai.").removesuffix(".v1") for line in trail]
    return [name for name in names if not name.startswith("notifications.")]


@asynccontextmanager
async def _connected(system: System, service: str) -> "AsyncIterator[asyncpg.Connection]":
    """As the superuser, whom no row of any city is hidden from."""
    connection = await asyncpg.connect(system.postgres.dsn(databases.name(service)))
    try:
        yield connection
    finally:
        await connection.close()


async def _is_quiet(system: System) -> bool:
    """Nothing waits to be announced, read or sent; nothing was parked."""
    for service in list_services():
        async with _connected(system, service) as connection:
            assert await connection.fetch("SELECT type, reason, detail FROM parked") == []
            if await connection.fetchval("SELECT count(*) FROM outbox"):
                return False
    async with _connected(system, "notifications") as connection:
        if await connection.fetchval("SELECT count(*) FROM deliveries WHERE status = 'waiting'"):
            return False
    return await _has_heard_all(system)


async def _has_heard_all(system: System) -> bool:
    """Every service has read, from the broker that runs now, as many records as were ever published."""
    published: Counter[str] = Counter()
    for service in list_services():
        async with _connected(system, service) as connection:
            rows = await connection.fetch("SELECT topic FROM published UNION ALL SELECT topic FROM published_states")
        published.update(row["topic"] for row in rows)
    hears = {name: service.open().on.topics for name, service in list_services().items()}
    readers = {name: topics for name, topics in hears.items() if topics}
    return all([await _read_by(system, name) >= _of(topics, published) for name, topics in readers.items()])


def _of(topics: Sequence[Topic], published: Counter[str]) -> Counter[str]:
    return Counter({topic.name: published[topic.name] for topic in topics})


async def _read_by(system: System, service: str) -> Counter[str]:
    """How far a service has read each topic; the embedded broker's own account of its ends may be short."""
    now = system.broker.cluster_id if isinstance(system.broker, Tansu) else None
    async with _connected(system, service) as connection:
        rows = await connection.fetch(
            """
            SELECT topic, sum(next_offset)::int AS n FROM positions
            WHERE cluster_id = $1 OR $1 IS NULL GROUP BY topic
            """,
            now,
        )
    return Counter({row["topic"]: row["n"] for row in rows})


async def _count_rows(system: System) -> dict[str, int]:
    """How many rows each table of each service has, but for how far it has read: that is another log's by now."""
    counts: dict[str, int] = {}
    for service in list_services():
        async with _connected(system, service) as connection:
            tables = await connection.fetch(
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace "
                "AND NOT relispartition ORDER BY relname"
            )
            for name in {row["relname"] for row in tables} - {"positions"}:
                counts[f"{service}.{name}"] = await connection.fetchval(f'SELECT count(*) FROM "{name}"')
    return counts
