"""What happens when the broker, the database or a process goes away, and comes back."""

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from deploy.local import processes
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.local.proxy import Proxy
from deploy.local.tansu import Tansu
from shared import database as of_shared
from shared.clock import Clock
from shared.messaging import producer
from shared.messaging.consumer import Consumer
from shared.messaging.outbox import SLOTS
from shared.messaging.parking import Parking
from shared.messaging.worker import Worker
from tests.conftest import ON_KAFKA
from tests.messaging import probe
from tests.messaging.conftest import RETRIES, Probe, held, running, until
from tests.messaging.probe import Noted
from tests.messaging.test_guarantees import notes

pytestmark = pytest.mark.broker

RECOVERY = 10
"""Seconds after the return in which everything must be done."""


@dataclass(frozen=True)
class Reached:
    """A broker that its clients reach through a proxy only."""

    server: Tansu | Kafka
    proxy: Proxy

    @property
    def bootstrap(self) -> str:
        return self.server.bootstrap

    @property
    def idempotent(self) -> bool:
        return self.server.idempotent


@dataclass(frozen=True)
class Far:
    """The probe as `there` sees it, with its database behind a proxy."""

    there: Probe
    proxy: Proxy


@pytest.fixture(scope="module" if ON_KAFKA else "function")
async def broker_server(servers_folder: Path) -> AsyncIterator[Reached]:
    """A broker of its own, because it is cut off and emptied here. The embedded one starts at once: each test has it
    to itself, without the last test's members in the group."""
    port, advertised = processes.free_port(), processes.free_port()
    make = Kafka if ON_KAFKA else Tansu
    reached = Reached(make(servers_folder / "outages", port=port, advertised_port=advertised), Proxy(advertised, port))
    reached.server.start()
    await reached.proxy.start()
    yield reached
    await reached.proxy.stop()
    reached.server.stop()


@pytest.fixture
async def far(the: Probe, postgres: Postgres) -> AsyncIterator[Far]:
    proxy = Proxy(processes.free_port(), postgres.port)
    await proxy.start()
    parts = urlsplit(the.settings.database_url)
    address = f"{parts.netloc.rpartition(':')[0]}:{proxy.listen_port}"
    settings = the.settings.model_copy(update={"database_url": parts._replace(netloc=address).geturl()})
    pool = await of_shared.open_pool(settings.database_url)
    yield Far(Probe(settings, pool, the.topic), proxy)
    await pool.close()
    await proxy.stop()


def lasting(short: int) -> pytest.MarkDecorator:
    """Short for every run, and once more for a minute."""
    return pytest.mark.parametrize("seconds", [short, pytest.param(60, marks=pytest.mark.slow)])


@lasting(5)
async def test_a_broker_away_costs_no_event_and_no_order(the: Probe, broker_server: Reached, seconds: int) -> None:
    sent = notes(400, keys=7)
    async with running(the.relay().run(), the.worker().run()):
        await the.announce(*sent[:100])
        await until(lambda: the.has_effects(100))
        await the.announce(*sent[100:200])
        await broker_server.proxy.cut()
        await announce_over(the, sent[200:], seconds)
        await broker_server.proxy.restore()
        await until(lambda: the.has_effects(400), limit=RECOVERY)
    await the.assert_in_order(sent)
    assert await the.parked() == 0


async def test_after_a_failed_send_nothing_is_removed_and_all_follows_in_order(
    the: Probe, broker_server: Reached, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(producer, "GIVE_UP_MS", 500)
    sent = notes(200, keys=7)
    relay = the.relay()
    async with running(relay.run(), the.worker().run()):
        await the.announce(*sent[:100])
        await until(lambda: the.has_effects(100))
        await until(the.is_drained)
        await broker_server.proxy.cut()
        await the.announce(*sent[100:])
        await until(lambda: not relay.active)
        assert await the.pending() == 100
        await broker_server.proxy.restore()
        await until(lambda: the.has_effects(200), limit=RECOVERY)
    await the.assert_in_order(sent)


@lasting(5)
async def test_a_database_away_costs_no_event_and_no_order(the: Probe, far: Far, seconds: int) -> None:
    sent = notes(2000, keys=7)
    async with running(far.there.relay().run(), far.there.worker().run()):
        await the.announce(*sent[:100])
        await until(lambda: the.has_effects(100))
        await the.announce(*sent[100:1900])
        await far.proxy.cut()
        await announce_over(the, sent[1900:], seconds)
        assert len(await the.effects()) < 2000
        await far.proxy.restore()
        await until(lambda: the.has_effects(2000), limit=RECOVERY)
    await the.assert_in_order(sent)
    assert await the.parked() == 0


@pytest.mark.parametrize("away", ["broker", "database"])
async def test_a_process_tells_what_is_away_and_lives_on(
    the: Probe, far: Far, broker_server: Reached, away: str
) -> None:
    port, proxy = processes.free_port(), {"broker": broker_server.proxy, "database": far.proxy}[away]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as private:
        with far.there.process("all", PRIVATE_PORT=str(port)) as process:
            await until(lambda: _is_ready(private))
            await proxy.cut()
            answer = await private.get("/readyz")
            assert answer.status_code == 503
            told = answer.json()
            assert told.pop(away).startswith(f"the {away} does not answer")
            assert list(told.values()) == ["ok"]
            await announce_over(the, notes(20), seconds=1)
            assert (await private.get("/livez")).status_code == 200
            assert process.poll() is None
            await proxy.restore()
            await until(lambda: _is_ready(private), limit=RECOVERY)
            assert (await private.get("/readyz")).json() == {"database": "ok", "broker": "ok"}
            await until(lambda: the.has_effects(20), limit=RECOVERY)
            process.terminate()
            assert await asyncio.to_thread(process.wait, 20) == 0


async def test_a_process_started_while_both_are_away_comes_up_when_they_return(
    the: Probe, far: Far, broker_server: Reached
) -> None:
    sent = notes(100, keys=3)
    await the.announce(*sent)
    await broker_server.proxy.cut()
    await far.proxy.cut()
    port = processes.free_port()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as private:
        with far.there.process("all", PRIVATE_PORT=str(port)) as process:
            await until(lambda: _says(private, "/livez", 200))
            assert "ok" not in (await private.get("/readyz")).json().values()
            await broker_server.proxy.restore()
            await far.proxy.restore()
            await until(lambda: the.has_effects(100), limit=RECOVERY)
            await until(lambda: _is_ready(private), limit=RECOVERY)
            process.terminate()
            assert await asyncio.to_thread(process.wait, 20) == 0
    await the.assert_in_order(sent)


@lasting(13)
async def test_a_relay_that_stood_still_and_woke_up_does_no_harm(the: Probe, seconds: int) -> None:
    """It wakes with rows read that the other relay has published since, and newer ones of the same keys."""
    sent = notes(2000, keys=7)
    heir = the.relay()
    with the.process("relay") as frozen:
        await the.announce(*sent[:100])
        await until(the.is_drained)
        async with held(the, "published"):
            await the.announce(*sent[100:1800])
            await until(lambda: _somebody_waits_for(the, "published"))
            frozen.send_signal(signal.SIGSTOP)
        async with running(heir.run(), the.worker().run()):
            await announce_over(the, sent[1800:1900], seconds)
            await until(lambda: heir.active, limit=RECOVERY)
            await until(lambda: the.has_effects(1900))
            frozen.send_signal(signal.SIGCONT)
            await the.announce(*sent[1900:])
            await until(lambda: the.has_effects(2000))
            await until(the.is_drained)
    await the.assert_in_order(sent)


async def test_a_worker_killed_in_the_middle_of_a_batch_leaves_all_to_the_next(the: Probe) -> None:
    sent = notes(300, keys=7)
    async with running(the.relay().run()):
        with the.process("worker") as dying:
            await the.announce(*sent[:100])
            await until(lambda: the.has_effects(100))
            async with held(the, "effects"):
                await the.announce(*sent[100:200])
                await until(lambda: _somebody_waits_for(the, "effects"))
                dying.kill()
                await asyncio.to_thread(dying.wait, 10)
        async with running(the.worker().run()):
            await the.announce(*sent[200:])
            await until(lambda: the.has_effects(300), limit=60)
    await the.assert_in_order(sent)
    assert await the.parked() == 0


if not ON_KAFKA:  # Apache Kafka keeps its log; only the embedded broker forgets

    async def test_a_broker_that_forgot_is_told_everything_again_and_nothing_happens_twice(
        the: Probe, broker_server: Reached
    ) -> None:
        sent = notes(300, keys=7)
        late = Consumer("late", probe.on, Parking("late", RETRIES), the.pool, Clock())
        async with running(the.relay().run(), the.worker().run()):
            await the.announce(*sent[:200])
            await until(lambda: the.has_effects(200))
            await until(the.is_drained)
            broker_server.server.stop()
            broker_server.server.start()
            await until(lambda: _stands_on_another_log(the, broker_server.server))
            await the.announce(*sent[200:])
            await until(lambda: the.has_effects(300), limit=60)
            await the.assert_in_order(sent)
            async with running(Worker(the.settings, late).run()):
                await until(lambda: the.has_effects(600))
        assert sorted(await the.effects()) == sorted(2 * list(range(300)))


async def announce_over(the: Probe, sent: Sequence[Noted], seconds: float) -> None:
    """Announce one after another, evenly until so much time has passed."""
    begun = time.monotonic()
    for number, note in enumerate(sent, start=1):
        await the.announce(note)
        await until(_after(begun + seconds * number / len(sent)), limit=seconds)


def _after(moment: float) -> Callable[[], Awaitable[bool]]:
    async def is_past() -> bool:
        return time.monotonic() >= moment

    return is_past


async def _somebody_waits_for(the: Probe, table: str) -> bool:
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = $1::text::regclass"
    return bool(await the.pool.fetchval(query, table))


async def _stands_on_another_log(the: Probe, server: Tansu | Kafka) -> bool:
    """Whether everything that is kept has been published to this log."""
    assert isinstance(server, Tansu)
    query = "SELECT count(*) FROM relay_progress WHERE cluster_id = $1 AND republish_from IS NULL"
    return int(await the.pool.fetchval(query, server.cluster_id)) == SLOTS


async def _says(private: httpx.AsyncClient, page: str, status: int) -> bool:
    with contextlib.suppress(httpx.ConnectError):
        return (await private.get(page)).status_code == status
    return False


async def _is_ready(private: httpx.AsyncClient) -> bool:
    return await _says(private, "/readyz", 200)
