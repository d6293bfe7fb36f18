"""What goes wrong on purpose: each injects, waits, and puts right again what it has broken."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from random import Random
from uuid import uuid4

from deploy.local.home import write_whole
from shared.messaging.progress import mark_for_republishing
from tests.faults import poison, topics
from tests.faults.environment import START_SECONDS, STOPPED_LONG
from tests.faults.trial import AWAY, Trial

Fault = Callable[[Trial, Random], Awaitable[None]]

BROKER_KILLED = "one broker of three killed, to all partitions moving"
BROKER_BACK = "broker back, to first publish"
DATABASE_BACK = "database back, to first effect"
WORKER_KILLED = "worker killed, to all partitions moving"


async def kill(trial: Trial, random: Random) -> None:
    """A power cut for one process."""
    async with trial.environment.crew.take(random) as member:
        trial.say(f"kill {member.name}")
        trial.environment.crew.kill(member)


async def kill_worker(trial: Trial, random: Random) -> None:
    """One for a worker of the ledger, and how long its partitions stand still."""
    async with trial.environment.crew.take(random, ("ledger", "worker")) as member:
        begun = time.monotonic()
        trial.environment.crew.kill(member)
        await asyncio.sleep(1)
        await trial.measure(WORKER_KILLED, await trial.all_entered(), since=begun)


async def freeze(trial: Trial, random: Random) -> None:
    """A process stands still for longer than its leases last, and goes on as if nothing had been."""
    async with trial.environment.crew.take(random) as member:
        seconds = random.choice(STOPPED_LONG)
        trial.say(f"freeze {member.name} for {seconds} s")
        trial.frozen[member.role] += 1
        member.send(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        member.send(signal.SIGCONT)


async def kill_broker(trial: Trial, random: Random) -> None:
    """A power cut for one broker of three."""
    async with trial.servers:
        environment = trial.environment
        begun = time.monotonic()
        await environment.run(partial(environment.kafka.kill, random.choice((1, 2, 3))))
        await asyncio.sleep(1)
        await trial.measure(BROKER_KILLED, await trial.all_published(), since=begun)
        await asyncio.sleep(random.uniform(0, 2))
        await environment.run(partial(environment.kafka.start, START_SECONDS))


async def stop_database(trial: Trial, random: Random) -> None:
    """PostgreSQL crashes, and recovers."""
    async with trial.servers:
        environment = trial.environment
        await environment.run(partial(environment.postgres.stop, "immediate"))
        await asyncio.sleep(random.uniform(0, 3))
        await environment.run(partial(environment.postgres.start, START_SECONDS))
        await trial.measure(DATABASE_BACK, await trial.first_effect())


async def cut_brokers(trial: Trial, random: Random) -> None:
    """Connections to all brokers break, and none can be made."""
    async with trial.servers:
        for proxy in trial.environment.to_brokers.values():
            await proxy.cut()
        await asyncio.sleep(random.uniform(0.5, 4))
        for proxy in trial.environment.to_brokers.values():
            await proxy.restore()
        await trial.measure(BROKER_BACK, await trial.first_publish())


async def cut_broker(trial: Trial, random: Random) -> None:
    """The same for one of them, which its fellows still reach."""
    proxy = trial.environment.to_brokers[random.choice((1, 2, 3))]
    await proxy.cut()
    await asyncio.sleep(random.uniform(0.5, 4))
    await proxy.restore()


async def cut_database(trial: Trial, random: Random) -> None:
    """Connections to the database break, and none can be made."""
    async with trial.servers:
        await trial.environment.to_database.cut()
        await asyncio.sleep(random.uniform(0.2, 3))
        await trial.environment.to_database.restore()
        await trial.measure(DATABASE_BACK, await trial.first_effect())


async def slow_brokers(trial: Trial, random: Random) -> None:
    """Every piece to and from brokers takes its time."""
    for proxy in trial.environment.to_brokers.values():
        proxy.delay = random.uniform(0.02, 0.4)
    await asyncio.sleep(random.uniform(2, 5))
    for proxy in trial.environment.to_brokers.values():
        await proxy.restore()


async def slow_database(trial: Trial, random: Random) -> None:
    """Every piece to and from the database takes its time."""
    trial.environment.to_database.delay = random.uniform(0.01, 0.15)
    await asyncio.sleep(random.uniform(2, 5))
    await trial.environment.to_database.restore()


async def lose_brokers_packets(trial: Trial, random: Random) -> None:
    """Nothing arrives at brokers or comes from them, and nobody is told; then all of it arrives."""
    async with trial.servers:
        for proxy in trial.environment.to_brokers.values():
            proxy.hold()
        await asyncio.sleep(random.uniform(2, 6))
        for proxy in trial.environment.to_brokers.values():
            await proxy.restore()
        await trial.measure(BROKER_BACK, await trial.first_publish())


async def lose_database_packets(trial: Trial, random: Random) -> None:
    """The same on the way to the database."""
    async with trial.servers:
        trial.environment.to_database.hold()
        await asyncio.sleep(random.uniform(2, 6))
        await trial.environment.to_database.restore()
        await trial.measure(DATABASE_BACK, await trial.first_effect())


async def storm(trial: Trial, random: Random) -> None:
    """Workers come and go, and the group shares its partitions out anew each time."""
    services = sorted(topics.readers(trial.environment))
    for number in range(2):
        async with trial.environment.crew.guest(random.choice(services), "worker", 10 + number):
            await asyncio.sleep(random.uniform(2, 4))


async def put_poison(trial: Trial, random: Random) -> None:
    """Some records that nobody can read, before products that live and elsewhere."""
    for _ in range(random.randint(1, 3)):
        put = await poison.put(trial.environment.kafka.bootstrap, random, trial.keys())
        trial.say(f"poison {put.kind} on {'a living' if put.lives else 'no'} key")
        trial.poison.append(put)


async def break_keys(trial: Trial, random: Random) -> None:
    """Whatever is heard of some products fails for a while."""
    async with broken(trial, _some(trial, random)):
        await asyncio.sleep(random.uniform(1, 4))


async def republish(trial: Trial, random: Random) -> None:
    """The operator has all that is kept published again."""
    await insist_republish(trial)


async def lose_cluster(trial: Trial, random: Random) -> None:
    """All brokers are gone with all they held, and another cluster comes up in their place."""
    async with trial.servers:
        await trial.environment.lose_cluster()
        await trial.measure("another cluster, to first publish", await trial.first_publish())


async def kill_two_brokers(trial: Trial, random: Random) -> None:
    """Fewer are left than must have a record before it is acknowledged, and no majority of controllers."""
    async with trial.servers:
        environment = trial.environment
        for number in random.sample((1, 2, 3), 2):
            await environment.run(partial(environment.kafka.kill, number))
        await asyncio.sleep(random.uniform(1, 4))
        await environment.run(partial(environment.kafka.start, START_SECONDS))
        await trial.measure(BROKER_BACK, await trial.first_publish())


async def fill_disk(trial: Trial, random: Random) -> None:
    """There is no room for another row of any table, though the database answers."""
    if not trial.environment.disk.there:
        trial.say("no small disk: mounting one is not allowed here")
        trial.faults["disk full"] -= 1
        return
    async with trial.servers:
        await asyncio.to_thread(trial.environment.disk.fill)
        await asyncio.sleep(random.uniform(3, 7))
        trial.environment.disk.free()
        await trial.measure("disk freed, to first effect", await trial.first_effect())


async def move_clock(trial: Trial, random: Random) -> None:
    """It is some weeks later, from one moment to the next."""
    clock = trial.environment.clock
    ahead = float(clock.read_text()) + random.randint(1, 20) * 86400
    write_whole(clock, str(ahead))


FAULTS: Mapping[str, tuple[Fault, int]] = {
    "kill -9": (kill, 3),
    "SIGSTOP": (freeze, 4),
    "broker killed": (kill_broker, 3),
    "database stopped": (stop_database, 3),
    "brokers cut off": (cut_brokers, 2),
    "broker cut off": (cut_broker, 2),
    "database cut off": (cut_database, 2),
    "brokers slow": (slow_brokers, 2),
    "database slow": (slow_database, 2),
    "brokers a black hole": (lose_brokers_packets, 2),
    "database a black hole": (lose_database_packets, 2),
    "rebalance storm": (storm, 2),
    "poison": (put_poison, 3),
    "keys broken": (break_keys, 2),
    "republish": (republish, 1),
    "cluster lost": (lose_cluster, 1),
}
"""Each with how often it is chosen, compared to the others."""
CITYWIDE: Mapping[str, Fault] = {
    "two brokers killed": kill_two_brokers,
    "disk full": fill_disk,
    "clock jumps": move_clock,
}
"""Only in whole runs, and in each of them."""
MEASURED: Mapping[str, Fault] = {
    "worker killed": kill_worker,
    "broker killed": kill_broker,
    "database stopped": stop_database,
    "brokers cut off": cut_brokers,
}
"""One of these ends an episode, when nothing else is wrong: what a recovery takes is measured."""


@asynccontextmanager
async def broken(trial: Trial, keys: Sequence[str]) -> AsyncIterator[None]:
    """Whatever the ledger hears of these fails meanwhile; what others have broken stays so."""
    fault = str(uuid4())
    await insist(trial, "INSERT INTO broken SELECT unnest($1::text[]), $2", keys, fault)
    try:
        yield
    finally:
        await insist(trial, "DELETE FROM broken WHERE fault = $1", fault)


async def insist(trial: Trial, statement: str, *values: object) -> None:
    """Have something done in the ledger's database, however long that takes."""
    while True:
        try:
            async with trial.environment.connect("ledger") as connection:
                await connection.execute(statement, *values)
        except AWAY:
            await asyncio.sleep(0.2)
        else:
            return


async def insist_republish(trial: Trial, service: str = "registration") -> None:
    """Have a service's relay publish again what is kept, as `gerai republish` does."""
    while True:
        try:
            async with trial.environment.connect(service) as connection:
                await mark_for_republishing(connection)
        except AWAY:
            await asyncio.sleep(0.2)
        else:
            return


def _some(trial: Trial, random: Random) -> list[str]:
    keys = sorted(trial.keys())
    return random.sample(keys, min(3, len(keys)))
