"""gerai status: what runs, whether it is ready, and what waits."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import typer
from aiokafka.structs import TopicPartition

from deploy.local import front_door, mail, provider
from deploy.local.home import Home, State
from deploy.local.postgres import Postgres
from deploy.local.system import blockers
from deploy.operator.screen import HOME, Folder, console, running, span, table
from shared import database
from shared.messaging import broker, outbox, parking, position
from shared.messaging.parking import BEHIND, STOPPED, WAITING
from shared.messaging.position import Partition
from shared.settings import Settings

SILENT = "does not answer"
LOST = ["the database does not answer"]


@dataclass(frozen=True)
class Part:
    """A process of the system, and what keeps it from being ready."""

    name: str
    roles: Sequence[str]
    at: str
    lacks: Sequence[str]


@dataclass(frozen=True)
class Log:
    """The broker's log at this moment: which one it is, and where each partition ends."""

    cluster_id: str
    ends: Mapping[Partition, int]


def status(home: Folder = HOME) -> None:
    """Show what runs here; ends with code 1 when something is not ready."""
    place, state = running(home)
    parts, waiting = asyncio.run(_ask(place, state))
    offset = place.clock_offset()
    ahead = f" Business time is {span(offset)} ahead." if offset else ""
    console.print(f"Gerai in {place.folder} (process {state.pid}).{ahead}", soft_wrap=True, markup=False)
    shown = table("process", "roles", "ready", "answers at")
    for part in parts:
        ready = f"[red]{'; '.join(part.lacks)}[/]" if part.lacks else "[green]yes[/]"
        shown.add_row(part.name, " ".join(part.roles), ready, part.at)
    shown.columns[-1].no_wrap = True  # an address is copied
    console.print(shown)
    shown = table("service", "to read", "outbox", "oldest", f"parked: {WAITING}", BEHIND, STOPPED)
    for service, measures in waiting.items():
        shown.add_row(service, *measures)
    console.print(shown)
    if any(part.lacks for part in parts) or LOST in waiting.values():
        raise typer.Exit(1)


async def _ask(place: Home, state: State) -> tuple[list[Part], dict[str, list[str]]]:
    log = await _read_log(state)
    parts = await asyncio.gather(
        _part("front door", state.door, _silent_unless(asyncio.to_thread(front_door.answers, state.door))),
        *(_part(p.name, p.http_url or p.private_url, asyncio.to_thread(blockers, p), p.roles) for p in state.processes),
        _part("mail", f"127.0.0.1:{state.mail_port}", _silent_unless(asyncio.to_thread(mail.answers, state.mail_port))),
        _part("sign-in", state.issuer, _silent_unless(asyncio.to_thread(provider.answers, state.issuer))),
        _part("broker", state.broker, _silent_unless(_is_there(log))),
        _part("PostgreSQL", f"127.0.0.1:{state.postgres_port}", _silent_unless(_database_answers(place, state))),
    )
    measures = await asyncio.gather(*(_measure(place, state, service, log) for service in state.services))
    return list(parts), dict(zip(state.services, measures, strict=True))


async def is_quiet(place: Home, state: State) -> bool:
    """Whether nothing waits to be announced or read."""
    log = await _read_log(state)
    measures = await asyncio.gather(*(_measure(place, state, service, log) for service in state.services))
    return log is not None and all(len(each) > 1 and each[0] in ("0", "–") and each[1] == "0" for each in measures)


async def _part(name: str, at: str, lacks: Awaitable[Sequence[str]], roles: Sequence[str] = ()) -> Part:
    return Part(name, roles, at, await lacks)


async def _silent_unless(answer: Awaitable[bool]) -> list[str]:
    return [] if await answer else [SILENT]


async def _is_there(log: Log | None) -> bool:
    return log is not None


async def _database_answers(place: Home, state: State) -> bool:
    try:
        connection = await asyncpg.connect(Postgres(place.postgres, state.postgres_port).dsn("postgres"), timeout=5)
        await connection.close(timeout=2)
    except (*database.LOST, asyncpg.PostgresError):
        return False
    return True


async def _read_log(state: State) -> Log | None:
    """None while the broker cannot be had."""
    settings = Settings(mode="demo", database_url="", kafka_bootstrap_servers=state.broker)
    wanted = sorted({topic for topics in state.topics.values() for topic in topics})
    try:
        async with broker.admin(settings) as admin:
            cluster_id = str((await admin.describe_cluster())["cluster_id"])
            described = await admin.describe_topics(wanted) if wanted else []
        places = [
            TopicPartition(topic["topic"], partition["partition"])
            for topic in described
            if not topic["error_code"]  # not declared yet: nothing to read
            for partition in topic["partitions"]
        ]
        ends = await broker.end_offsets(settings, places)
    except broker.AWAY:
        return None
    return Log(cluster_id, {(place.topic, place.partition): end for place, end in ends.items()})


async def _measure(place: Home, state: State, service: str, log: Log | None) -> list[str]:
    """What a service has yet to read, what it has yet to announce and since when, and what is parked."""
    try:
        connection = await asyncpg.connect(place.dsn(service, state.postgres_port), timeout=5, command_timeout=10)
        try:
            behind = await _count_behind(connection, service, state.topics[service], log)
            pending, age = await outbox.measure(connection)
            parked = await parking.count(connection, service)
        finally:
            await connection.close(timeout=2)
    except (*database.LOST, asyncpg.PostgresError):
        return LOST
    oldest = span(timedelta(seconds=age)) if pending else ""
    return [behind, str(pending), oldest, *(str(parked[state]) for state in (WAITING, BEHIND, STOPPED))]


async def _count_behind(
    connection: "asyncpg.Connection[asyncpg.Record]", service: str, topics: Sequence[str], log: Log | None
) -> str:
    """The records between where a service stands and the ends of what it reads; – for one that reads nothing."""
    if not topics:
        return "–"
    if log is None:
        return "?"
    ends = {place: end for place, end in log.ends.items() if place[0] in topics}
    at = await position.list_positions(connection, service, log.cluster_id, list(ends))
    return str(sum(end - min(end, at.get(place, 0)) for place, end in ends.items()))
